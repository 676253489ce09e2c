"""The first page's head: a greeting, what waits to be settled, and what there is for who mentors nobody."""

import streamlit as st

from components import inspection_list, menu
from components.text import plain
from domain.calendar import day_text, day_text_long
from domain.leave import span_text
from domain.people import family_name
from domain.permissions import Action
from services import access, calendar, changes, claims, filing, findings, leave
from services.context import Context


def show_greeting(context: Context) -> None:
    """晚上好，陈老师; the week; and the cover for a screen others can see."""
    day = calendar.school_day(context)
    week = f"第 {day.week} 周 · " if day.week else ""
    st.title(f"{_greeting(context)}，{plain(family_name(context.actor.name))}老师", anchor=False)
    st.caption(f"{week}{day_text_long(context.today)}")
    st.toggle("遮住内容", key="hide_names", on_change="ignore")


def show_open_work(context: Context) -> None:
    """What came undone in the classes looked after, each in one line that opens where it is settled."""
    lines = [
        *_of_inspections(context),
        *_of_access(context),
        *_of_groups(context),
        *_of_claims(context),
        *_of_school(context),
    ]
    if lines:
        with st.container(key="open_work"):
            for screen, text, query in lines:
                menu.link(screen, f"{plain(text)}　:blue[{_CALL.get(screen, '去处理')} ›]", **query)


_CALL = {
    "compliance": "看看",
    "reminders": "看看",
    "archive": "看看",
    "access": "看看",
}  # nothing to settle there
Line = tuple[str, str, dict[str, int]]  # screen, words, query


def _of_access(context: Context) -> list[Line]:
    """Requests to read about students: those that wait for one's word, and what became of one's own."""
    return [
        ("archive", one.words, {"student": one.student_id}) if one.student_id else ("access", one.words, {})
        for one in access.notices(context)
    ]


def _of_inspections(context: Context) -> list[Line]:
    """What one has to mend oneself; of who inspects what waits to be looked at again."""
    own = findings.due(context)
    late = sum(one.is_late for one in own)
    text = f"{late} 项整改已经过期" if late else f"请在{day_text(own[0].due_on)}前整改并回复" if own else ""
    waits = inspection_list.waiting_text(context) if context.actor.may(Action.INSPECT) else ""
    mine: list[Line] = [("findings", f"督导意见：{text}", {})] if text else []
    return [*mine, *([("inspections", waits, {})] if waits else [])]


def _of_groups(context: Context) -> list[Line]:
    if not context.actor.may(Action.FORM_GROUPS):
        return []
    work, text = filing.open_work(context), changes.open_work(context).text
    returned: list[Line] = [
        ("groups", f"{name}的分组被退回修改", {"class": class_id, "step": 5})
        for class_id, name in work.returned.items()
    ]
    filed: list[Line] = [("filing", f"{work.filed} 个班的分组等您审批", {})] if work.filed else []
    return [*filed, *returned, *([("changes", text, {})] if text else [])]


def _of_claims(context: Context) -> list[Line]:
    if not context.actor.may(Action.CLAIM) or not (names := claims.waiting(context)):
        return []
    return [("claims", f"{'、'.join(names)}等您认领", {})]


def _of_school(context: Context) -> list[Line]:
    """Who looks after the whole school finds there who owes what; counting it here would triple what this page costs."""
    table: list[Line] = [("compliance", "全校本月完成情况", {})] if context.actor.sees_whole_school else []
    reminding = context.actor.may(Action.MANAGE_DUTIES)
    words: list[Line] = [("reminders", "各位导师还差什么，催办的话已写好", {})] if reminding else []
    return [*_of_leave(context), *table, *words]


def _of_leave(context: Context) -> list[Line]:
    """Mentors away for long whose students have nobody else."""
    if not context.actor.may(Action.MANAGE_ANY_LEAVE):
        return []
    return [
        (
            "leave",
            f"{one.mentor} {span_text(one.starts_on, one.ends_on)} 请假，{one.students} 名学生没有别的导师",
            {},
        )
        for one in leave.uncovered(context)
    ]


def show_nobody(context: Context) -> None:
    """Nobody to mentor yet: what happens next."""
    st.info("还没有分到学生。班主任分好组，您带的学生就会出现在这里。", icon=":material/group:")
    for screen in ("overview", "filing", "groups", "import", "students"):
        menu.link_if_allowed(context.actor, screen)


def _greeting(context: Context) -> str:
    hour = context.local_now.hour
    return "早上好" if 4 <= hour < 12 else "下午好" if 12 <= hour < 18 else "晚上好"
