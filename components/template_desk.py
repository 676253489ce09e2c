"""Which template is printed from, those uploaded before, and the way back to the product's own."""

from collections.abc import Callable

import streamlit as st

from components import downloads, markup, menu, session
from components.downloads import Download
from components.text import plain
from domain.calendar import day_text
from domain.paper_templates import PURPOSES
from services import templates
from services.context import Context
from services.exports import Paper
from services.templates import Kept

_PDF = "学校的模板只管 Word。PDF 用系统自带的版式，不受影响。"


def choose_purpose() -> str:
    """Handbook or archive."""
    chosen: str = st.segmented_control(
        "哪一种", list(PURPOSES), default="handbook", format_func=PURPOSES.__getitem__, key="template_purpose",
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    return chosen


def show_present(context: Context, purpose: str) -> None:
    """What is in use, and a copy of the product's own to begin with."""
    present = next((one for one in templates.listed(context, purpose) if one.is_in_use), None)
    with st.container(key="card_template_present"):
        if present is None:
            st.header("现在用系统自带的模板", anchor=False)
            st.caption(f"想印成学校自己的样子：下载它，在 Word 或 WPS 里改，再传上来。{_PDF}")
        else:
            st.header(f"现在用：{plain(present.name)}", anchor=False)
            since = day_text(present.since) if present.since else ""
            st.caption(f"{since}起，所有老师打印的 Word 版{PURPOSES[purpose]}都用它。{_PDF}")
            st.button("换回系统自带的模板", key="template_put_back", on_click=_put_back, args=(purpose,))
        links = [Download("下载系统自带的模板", "template.own", f"purpose/{purpose}", _own(purpose))]
        if present is not None:
            links.append(_original(present, "下载学校的模板"))
        downloads.show(context, links, f"template_own_{purpose}")


def show_kept(context: Context, purpose: str) -> None:
    """Those uploaded: the one to be tried, and those of before, which can come back."""
    others = [one for one in templates.listed(context, purpose) if not one.is_in_use]
    fresh = [one for one in others if one.since is None]
    for one in fresh:
        _show_fresh(context, one)
    former = [one for one in others if one.since is not None]
    if not former:
        return
    box = st.expander(f"以前用过的 {len(former)} 份", key=f"template_former_{purpose}", on_change="rerun")
    if box.open:
        with box:
            _show_former(context, purpose, former)


def _show_fresh(context: Context, one: Kept) -> None:
    with st.container(key="card_template_fresh"):
        st.header(f"{plain(one.name)}：检查过了，还没有用", anchor=False)
        st.caption(
            f"{plain(one.author)} {day_text(one.uploaded_on)}上传。先看看试打印（里面的学生都是编的），满意再开始用。"
        )
        downloads.show(
            context,
            [
                Download("下载试打印", "template.trial", f"template/{one.id}", _trial(one.id)),
                _original(one, "下载原文件"),
            ],
            f"template_fresh_{one.id}",
        )
        st.button("开始使用", key=f"template_use_{one.id}", type="primary", on_click=_use, args=(one,))


def _show_former(context: Context, purpose: str, former: list[Kept]) -> None:
    markup.show_rows([
        {
            "文件": one.name,
            "上传": f"{one.author} {day_text(one.uploaded_on)}",
            "用过": f"{day_text(one.since)}—{day_text(one.until)}" if one.since and one.until else "",
        }
        for one in former
    ])  # fmt: skip
    known = {one.id: one for one in former}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("选一份", list(known), format_func=lambda number: plain(known[number].name),
                              key=f"template_chosen_{purpose}")  # fmt: skip
        st.button("再用这一份", key=f"template_again_{purpose}", on_click=_use, args=(known[chosen],))
    downloads.show(context, [_original(known[chosen], "下载这一份")], f"template_former_file_{purpose}")


def _own(purpose: str) -> Callable[[Context], Paper]:
    return lambda person: templates.own(person, purpose)


def _trial(template_id: int) -> Callable[[Context], Paper]:
    return lambda person: templates.trial(person, template_id)


def _original(one: Kept, label: str) -> Download:
    return Download(
        label, "template.original", f"template/{one.id}", lambda person: templates.original(person, one.id)
    )


def _use(one: Kept) -> None:
    def use() -> str:
        templates.use(session.context(), one.id, one.version)
        return f"从现在起，Word 版{PURPOSES[one.purpose]}用“{one.name}”打印。"

    menu.act(use)


def _put_back(purpose: str) -> None:
    def put_back() -> str:
        templates.put_back(session.context(), purpose)
        return f"已换回系统自带的{PURPOSES[purpose]}模板。学校的模板还留着，可以再用。"

    menu.act(put_back)
