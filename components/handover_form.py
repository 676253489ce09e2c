"""写交接: the own words for whoever mentors the student next."""

import streamlit as st

from components import changes_done, markup, session, state
from components.text import plain
from domain.calendar import day_text
from domain.changes import MOST_WORDS
from domain.errors import Conflict
from domain.permissions import Action
from services import handover
from services.context import Context
from services.handover import OwnNote


def show(context: Context, change_id: int) -> None:
    """The own words about one change."""
    found = next((one for one in handover.to_write(context) if one.change_id == change_id), None)
    if found is None:
        changes_done.show_nothing("这名学生的交接不归您写，或者已经过了写交接的时间。")
        return
    st.title(plain(f"{found.student}　写交接"), anchor=False)
    _begin(found)
    if state.get(state.NOTE_CLASH) == change_id:
        _show_clash(found)
    st.text_area(
        f"给{plain(found.to_mentor or '新导师')}：这名学生最需要知道的几件事",
        key=_key(change_id),
        max_chars=MOST_WORDS,
        height=180,
        placeholder="怎样跟他聊得开、答应过什么、家里要留意什么",
    )
    st.caption("学生归新导师带以后，新导师、班主任和德育处能看到；别的老师看不到。")
    st.button("保存交接", key="save_note", type="primary", on_click=_save, args=(change_id,))


def _begin(note: OwnNote) -> None:
    """The field begins from what is kept, and stays as it is while it stands on the screen."""
    if _key(note.change_id) not in st.session_state:
        st.session_state[_key(note.change_id)] = note.body
        state.put(state.NOTE, state.get(state.NOTE, {}) | {note.change_id: note.version})
        state.take(state.NOTE_CLASH)


def _show_clash(kept: OwnNote) -> None:
    with st.container(key="card_warm_clash"):
        st.markdown("**这份交接刚在别的页面改过，您写的还没有保存**，下面是现在保存着的：")
        markup.show_lines(kept.body.splitlines())
        with st.container(horizontal=True):
            over = (kept.change_id, kept.version)
            st.button("按我写的保存", key="note_over", on_click=_save, args=over)
            st.button(
                "用现在的，不要我写的", key="note_theirs", on_click=_take_theirs, args=(kept.change_id,)
            )


def _take_theirs(change_id: int) -> None:
    state.take(state.NOTE_CLASH)
    st.session_state.pop(_key(change_id), None)


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


def _save(change_id: int, over: int | None = None) -> None:
    """`over`: the version that was shown and may be written over."""
    body = st.session_state.get(_key(change_id)) or ""
    version = state.get(state.NOTE, {}).get(change_id, 0) if over is None else over

    def save() -> str:
        try:
            handover.write(session.context(), change_id, version, body)
        except Conflict:
            state.put(state.NOTE_CLASH, change_id)
            raise
        st.session_state.pop(_key(change_id), None)
        return "交接已保存。"

    changes_done.act(save)


def _key(change_id: int) -> str:
    return f"note_{change_id}"
