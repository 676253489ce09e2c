"""适应期到了: the group stays with its mentor, or one asks for another."""

import streamlit as st

from components import changes_done, menu, session
from components.text import plain
from domain.calendar import day_text
from services import adaptation
from services.context import Context


def show(context: Context, class_id: int, group_id: int | None, mentor_id: int | None) -> None:
    """One group whose adaptation period is over."""
    found = next(
        (
            one
            for one in adaptation.to_confirm(context)
            if (one.class_id, one.group_id or 0, one.mentor_id) == (class_id, group_id or 0, mentor_id)
        ),
        None,
    )
    if found is None:
        changes_done.show_nothing("这个小组已经确认过了，或者换了导师。")
        return
    st.title(plain(f"{found.class_name}{found.group}　适应期到了"), anchor=False)
    st.text(
        f"{found.mentor}带 {found.students} 名学生，适应期到 {day_text(found.until)}。"
        "合适就确认；个别学生想换，先确认再替这名学生申请调换。"
    )
    with st.container(horizontal=True):
        st.button("确认，继续由这位导师带", key="confirm_trial", type="primary", on_click=_confirm,
                  args=(found.class_id, found.group_id, found.mentor_id))  # fmt: skip
        if st.button("申请调换导师", key="ask_instead"):
            menu.go("changes", open="ask")


def _confirm(class_id: int, group_id: int | None, mentor_id: int) -> None:
    def confirm() -> str:
        count = adaptation.confirm(session.context(), class_id, group_id, mentor_id)
        return f"已确认，{count} 名学生继续由这位导师带。"

    changes_done.act(confirm)
