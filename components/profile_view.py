"""学生特点 as a card, and 家庭情况 behind one tap."""

import streamlit as st

from components import archive_earlier, markup, opened_text
from domain.profile import FAMILY, PROFILE, labelled
from services import profiles
from services.archive import Archive
from services.context import Context
from services.profiles import Profile


def cards(student: Archive) -> list[tuple[str, str]]:
    """What mentors wrote; nothing where nothing is written."""
    known = labelled(PROFILE, student.profile)
    if not known:
        return []
    earlier = archive_earlier.way(student.student_id, "profile", student.changed)
    return [("学生特点", markup.facts(known.items()) + earlier)]


def show_family(context: Context, student: Archive) -> None:
    """Encrypted: a button, and once opened the texts for five minutes."""
    what = ("family", student.student_id)
    opened: Profile | None = opened_text.of(context, what)
    if opened is None:
        if student.has_family:
            st.button("打开看家庭情况", key="open_family", icon=":material/lock_open:", width="stretch",
                      help="加密保存。谁在什么时候打开看过，会记进操作日志。",
                      on_click=opened_text.keep_open, args=(what, lambda who: profiles.reveal_family(who, student.student_id)))  # fmt: skip
        return
    earlier = archive_earlier.way(student.student_id, "family", student.changed)
    with st.container(key="card_family_private"):
        markup.show_cards([("家庭情况", markup.facts(labelled(FAMILY, opened.texts).items()) + earlier)])
        opened_text.show_open()
