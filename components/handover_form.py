"""写交接: the own words for whoever mentors the student next."""

import streamlit as st

from components import changes_done, markup, session
from components.text import plain
from domain.calendar import day_text
from domain.changes import MOST_WORDS
from domain.permissions import Action
from services import handover
from services.context import Context


def show(context: Context, change_id: int) -> None:
    """The own words about one change."""
    found = next((one for one in handover.to_write(context) if one.change_id == change_id), None)
    if found is None:
        changes_done.show_nothing("这名学生的交接不归您写，或者已经过了写交接的时间。")
        return
    st.title(plain(f"{found.student}　写交接"), anchor=False)
    st.text_area(
        f"给{plain(found.to_mentor or '新导师')}：这名学生最需要知道的几件事",
        found.body,
        key=f"note_{change_id}_{found.version}",
        max_chars=MOST_WORDS,
        height=180,
        placeholder="怎样跟他聊得开、答应过什么、家里要留意什么",
    )
    st.caption("学生归新导师带以后，新导师、班主任和德育处能看到；别的老师看不到。")
    st.button("保存交接", key="save_note", type="primary", on_click=_save, args=(change_id, found.version))


def show_received(context: Context, student_id: int) -> None:
    """On the student's own page: what was handed over about this student, for those who may read it."""
    if not context.actor.may(Action.ASK_CHANGE):
        return
    found = [one for one in handover.received(context) if one.student_id == student_id]
    if not found:
        return
    with st.container(key="handover_private"):
        markup.show_cards(
            [
                (
                    "交接",
                    markup.lines(f"{one.body}（{one.author}，{day_text(one.starts_on)}）" for one in found),
                )
            ]
        )


def _save(change_id: int, version: int) -> None:
    body = st.session_state.get(f"note_{change_id}_{version}") or ""

    def save() -> str:
        handover.write(session.context(), change_id, version, body)
        return "交接已保存。"

    changes_done.act(save)
