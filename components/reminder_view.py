"""催办名单: for whom, the text, a calendar for oneself."""

import streamlit as st

from components import copy_box, downloads, menu
from components.downloads import Download
from components.text import plain
from services import duty_rules, reminders
from services.context import Context
from services.reminders import OWN, WIDE, By, Reminder

_BY: dict[By, str] = {"grade": "按年级", "class": "按班级", "teacher": "写出老师姓名"}
_FOR = "reminder_for"
_FOR_ONESELF = (
    "这是给自己看的，要谈哪几位在“今天”里看。日历文件每个到期日一条，只写还差几人、约好跟进几件："
    "手机日历常会同步到网上，所以不写学生姓名。"
)
_FOR_OTHERS = "只有要求和次数，没有学生姓名，可以直接发到群里。想说的话在框里改。"


def show(context: Context) -> None:
    """The text first, ready to be pasted."""
    known = reminders.audiences(context)
    if st.session_state.get(_FOR) not in known:
        st.session_state[_FOR] = next(iter(known))
    audience: str = st.session_state[_FOR]
    by: By = st.session_state.get("reminder_by") or "grade"
    found = _found(context, audience, by)
    st.title(plain(found.heading), anchor=False)
    if len(known) > 1:
        st.pills(
            "发给谁",
            list(known),
            key=_FOR,
            required=True,
            format_func=known.__getitem__,
            label_visibility="collapsed",
        )
    if audience == WIDE:
        st.pills("怎么列", list(_BY), key="reminder_by", default="grade", required=True, format_func=_BY.__getitem__, label_visibility="collapsed")  # fmt: skip
    if found.is_empty:
        _show_nothing(context)
        return
    copy_box.show(found.text, "reminder_text")
    if audience == OWN:
        wanted = Download("放进手机日历", "reminder.calendar", "calendar", reminders.calendar)
        downloads.show(context, [wanted], "reminder_calendar")
    st.caption(_FOR_ONESELF if audience == OWN else _FOR_OTHERS)


def _found(context: Context, audience: str, by: By) -> Reminder:
    if audience == OWN:
        return reminders.own(context)
    if audience == WIDE:
        return reminders.wide(context, by)
    return reminders.of_class(context, int(audience.removeprefix("class-")))


def _show_nothing(context: Context) -> None:
    if duty_rules.open_book(context).is_empty:
        st.info("学校还没有定履职要求，所以没有要催的。", icon=":material/rule:")
        menu.link("duties", "看履职要求 ›")
    else:
        st.info("眼下没有没做到的，不用催。", icon=":material/check:")
