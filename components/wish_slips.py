"""Keys for the computer room: made for whoever has not answered, printed once as slips to cut."""

import streamlit as st

from components import address, labels, markup, menu, session, state
from services import wish_links
from services.choices import Choosing
from services.context import Context

FORM = "wish_slips"


def show_issue(context: Context, found: Choosing) -> None:
    """For everybody who lacks an answer, or for one student again."""
    if found.round is None:
        return
    waiting = [one.student_id for one in found.missing]
    held = wish_links.holders(context, found.class_id)
    st.caption(
        f"每名学生一张纸条，上面有口令。学生在机房或平板上打开 {_address()}，输入口令就能看导师名片、填志愿；"
        "不用账号，口令用一次就作废，截止以后也作废。"
    )
    again = f"其中 {len(held & set(waiting))} 人手里已有口令，重发后旧的作废。" if held & set(waiting) else ""
    if address.is_only_here():
        st.info("您现在用的是本机地址，别的电脑打不开。请用校园网地址打开本页，再发口令。")
    st.button(f"为还没填的 {len(waiting)} 人发口令", key="issue_missing", type="primary", disabled=not waiting,
              on_click=_issue, args=(state.form_id(FORM), found, tuple(waiting)))  # fmt: skip
    if again:
        st.caption(again)
    names = labels.unique((one.student_id, one.name, one.number) for one in found.answers)
    with st.container(horizontal=True, vertical_alignment="bottom", key="issue_links"):
        picked = st.selectbox("只给一名学生重发", list(names), index=None, placeholder="打姓名找",
                              format_func=names.__getitem__, key=f"issue_one_{found.class_id}")  # fmt: skip
        st.button("重发", key="issue_again", disabled=picked is None, on_click=_issue,
                  args=(state.form_id(FORM), found, (picked,)))  # fmt: skip


def show_made(class_id: int) -> None:
    """Keys just made, this once: to be printed, then gone."""
    slips: list[wish_links.Slip] = state.get(state.WISH_SLIPS, {}).get(class_id, [])
    if not slips:
        return
    with st.container(key="card_warm_slips"):
        st.header("口令纸条，只显示这一次", anchor=False)
        st.caption("用浏览器的“打印”，只会印出纸条。裁开发给本人；弄丢了可以重发。")
        markup.show_slips(
            [(one.name, one.number, one.key) for one in slips], f"打开 {_address()}，输入口令，选导师。"
        )
        st.button("已经打印，收起", key="forget_slips", on_click=_forget, args=(class_id,))


def _issue(form_id: str, found: Choosing, students: tuple[int, ...]) -> None:
    def issue() -> str:
        if found.round is None or form_id != state.form_id(FORM):
            return ""  # a second press would end the keys just made
        slips = wish_links.issue(session.context(), found.class_id, found.round.id, students)
        state.renew_form(FORM)
        state.put(state.WISH_SLIPS, {**state.get(state.WISH_SLIPS, {}), found.class_id: slips})
        return f"{len(slips)} 张口令纸条已做好，请打印。"

    menu.act(issue)


def _forget(class_id: int) -> None:
    kept = state.get(state.WISH_SLIPS, {})
    state.put(state.WISH_SLIPS, {key: slips for key, slips in kept.items() if key != class_id})


def _address() -> str:
    """Where the children go: the address this page was opened at."""
    return f"{address.host()}/wish"
