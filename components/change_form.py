"""申请调换: for whom, who wants it, why, what the student thinks, whom they would like."""

from typing import cast

import streamlit as st

from components import changes_done, labels, markup, menu, session, state
from components.text import plain
from domain.calendar import day_text
from domain.changes import ASKED_BY, MOST_WORDS, AskedBy, Request
from services import changes, students
from services.changes import Asking
from services.context import Context

FORM = "ask_change"
_REASONS = f"写事实，最多 {MOST_WORDS} 字"


def show(context: Context, student_id: int | None) -> None:
    """The form; first for whom."""
    st.title("申请调换导师", anchor=False)
    if student_id is None:
        _choose(context)
        return
    asking = changes.asking(context, student_id)
    markup.show_lines([f"{asking.student}，现在的导师：{asking.mentor}"])
    if asking.has_open:
        st.info("这名学生已有一份申请在等审批。", icon=":material/hourglass_top:")
        return
    _show_fields(asking)


def _choose(context: Context) -> None:
    names = labels.unique((key, name, "") for key, name in students.names(context).items())
    picked = st.selectbox("哪名学生", list(names), index=None, placeholder="打姓名找", format_func=names.__getitem__,
                          key=_key("student"))  # fmt: skip
    if picked:
        menu.go("changes", open="ask", student=int(picked))


def _show_fields(asking: Asking) -> None:
    st.pills(
        "谁提出的", list(ASKED_BY), format_func=lambda one: ASKED_BY[one], key=_key("by"), on_change="ignore"
    )
    st.text_area("原因", key=_key("reason"), max_chars=MOST_WORDS, placeholder=_REASONS, height=96)
    st.text_area("学生的意见", key=_key("opinion"), max_chars=MOST_WORDS, height=96,
                 placeholder="先问过学生，写学生自己的话")  # fmt: skip
    if asking.last_on:
        st.text_area(f"{day_text(asking.last_on)} 刚换过导师，一般一年调整一次。为什么又要换", key=_key("exception"),
                     max_chars=MOST_WORDS, height=96)  # fmt: skip
    names = labels.unique((key, name, "") for key, name in asking.teachers.items())
    st.selectbox("想换成谁（可不选）", list(names), index=None, placeholder="由德育处安排", on_change="ignore",
                 format_func=names.__getitem__, key=_key("to"))  # fmt: skip
    st.caption(plain("班主任和德育处能看到这份申请；现在的导师看不到别人写的原因。"))
    st.button("提交申请", key="send_request", type="primary", on_click=_send,
              args=(state.form_id(FORM), asking.student_id))  # fmt: skip


def _send(form_id: str, student_id: int) -> None:
    request = Request(
        student_id,
        cast(AskedBy, st.session_state.get(_key("by")) or ""),
        st.session_state.get(_key("reason")) or "",
        st.session_state.get(_key("opinion")) or "",
        st.session_state.get(_key("to")),
        st.session_state.get(_key("exception")) or "",
    )

    def send() -> str:
        changes.ask(session.context(), form_id, request)
        state.renew_form(FORM)
        return "申请已提交，等德育处审批。"

    changes_done.act(send)


def _key(name: str) -> str:
    return f"change_{name}_{state.form_id(FORM)[:8]}"
