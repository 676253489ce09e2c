"""适应期到了: groups stay with their mentors, or one asks for another."""

import streamlit as st

from components import changes_done, labels, markup, menu, session
from components.text import plain
from domain.calendar import day_text
from domain.errors import Invalid
from services import adaptation
from services.adaptation import Trial
from services.context import Context


def show(context: Context, class_id: int) -> None:
    """The class's groups whose adaptation period is over; all are ticked to begin with."""
    found = {one.key: one for one in adaptation.to_confirm(context) if one.class_id == class_id}
    if not found:
        changes_done.show_nothing("这个班的小组都确认过了。")
        return
    st.title(plain(f"{next(iter(found.values())).class_name} 适应期到了"), anchor=False)
    markup.show_lines(_line(one) for one in found.values())
    names = labels.unique((place, one.group, one.mentor) for place, one in enumerate(found.values()))
    known = dict(zip(found, names.values(), strict=True))
    st.pills("继续由现在的导师带", list(known), selection_mode="multi", default=list(known), on_change="ignore",
             format_func=lambda one: plain(known[one]), key=_key(class_id))  # fmt: skip
    st.caption("个别学生想换导师的，替这名学生申请调换，不耽误别人确认。")
    with st.container(horizontal=True):
        st.button("确认选中的小组", key="confirm_trial", type="primary", on_click=_confirm, args=(class_id,))
        if st.button("申请调换导师", key="ask_instead"):
            menu.go("changes", open="ask")


def _line(one: Trial) -> str:
    return f"{one.group}　{one.mentor}带 {one.students} 人，适应期到 {day_text(one.until)}"


def _confirm(class_id: int) -> None:
    chosen = st.session_state.get(_key(class_id)) or []

    def confirm() -> str:
        if not chosen:
            raise Invalid("请选好要确认的小组。")
        count = adaptation.confirm(session.context(), class_id, list(chosen))
        return f"已确认，{count} 名学生继续由现在的导师带。"

    changes_done.act(confirm)


def _key(class_id: int) -> str:
    return f"confirm_{class_id}"
