"""A template chosen and looked over: what is wrong with it and where; beneath, the words it may ask for."""

import streamlit as st

from components import markup, menu, session, state, uploads
from components.text import plain
from domain.paper_templates import PURPOSES, Report
from services import templates
from services.context import Context
from services.templates import Looked

_SHOWN = 50


def show(context: Context, purpose: str) -> None:
    """The field for a file, the button, and what was found."""
    with st.container(key="card_template_upload"):
        st.header("上传学校自己的模板", anchor=False)
        key = f"template_file_{purpose}_{state.form_id(f'template_{purpose}')[:8]}"
        chosen = uploads.one(f"{PURPOSES[purpose]}的 Word 模板（.docx，最多 5 MB）", key, ["docx"], 5)
        st.button(
            "检查这份模板", key="template_look", on_click=_look, args=(purpose, key), disabled=chosen is None
        )
        looked: Looked | None = state.get(state.LOOKED, {}).get(purpose)
        if looked is not None:
            _show_found(looked)


def show_words(context: Context, purpose: str) -> None:
    """The words a template may ask for, made from what is printed."""
    box = st.expander(f"{PURPOSES[purpose]}里可以写的词", key=f"template_words_{purpose}", on_change="rerun")
    if box.open:
        with box:
            st.caption(
                "照抄“写法”那一栏，括号和点要用英文的。整段、整行重复时，循环写在单独的一段（{%p for … %}）或表格里单独的一行（{%tr for … %}）。"
            )
            markup.show_rows(templates.words(context, purpose))


def _show_found(looked: Looked) -> None:
    errors = [one for one in looked.report.findings if one.is_error]
    if errors:
        st.error(
            f"{plain(looked.name)}有 {len(errors)} 处要改，没有收下。照下面改好，再传一次。",
            icon=":material/error:",
        )
        markup.show_wide_rows([{"在哪里": one.where, "要改什么": one.what} for one in errors[:_SHOWN]])
        if len(errors) > _SHOWN:
            st.caption(f"只列出前 {_SHOWN} 处。")
        return
    st.success(
        f"{plain(looked.name)}没有错误，填得出 {len(looked.report.used)} 个词。", icon=":material/check:"
    )
    st.caption(plain(_also(looked.report)))


def _also(report: Report) -> str:
    hints = "".join(one.what for one in report.findings)
    return f"填得出的词：{'、'.join(report.used)}。{hints}"


def _look(purpose: str, key: str) -> None:
    chosen = st.session_state.get(key)

    def look() -> str | None:
        known = state.get(state.LOOKED, {})
        state.put(state.LOOKED, {name: one for name, one in known.items() if name != purpose})
        if chosen is None:
            return None
        looked = templates.upload(session.context(), purpose, chosen.name, chosen.getvalue())
        state.put(state.LOOKED, {**state.get(state.LOOKED, {}), purpose: looked})
        state.renew_form(f"template_{purpose}")
        return None if looked.kept is None else "检查过了，没有错误。看看试打印，满意再开始用。"

    menu.act(look)
