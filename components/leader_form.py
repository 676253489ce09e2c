"""What one leader has: classes to tap, students to choose; everybody who sees the page reads it, the office changes it."""

import streamlit as st

from components import labels, menu, people_list, session
from components.people_list import Person, people
from components.text import plain
from domain.permissions import Action
from services import leaders
from services.context import Context
from services.leaders import Candidate, Given


def show(context: Context, leader_id: int) -> None:
    """The classes and students of a leader."""
    given = leaders.given(context, leader_id)
    st.title(f"{plain(given.leader.name)} :gray[{plain(given.leader.position)}]", anchor=False)
    if not context.actor.may(Action.ASSIGN_LEADERS):
        _show_read_only(context, given)
        return
    with st.container(key="narrow_leader"):
        _ask_classes(context, given)
        _ask_students(context, given)
    st.button("保存", key="save_leader", type="primary", on_click=_save, args=(given, _part(given)))
    st.caption("从今天起算；原来归别的领导的，会转过来。以前是谁联系的仍然留着。")


def _ask_classes(context: Context, given: Given) -> None:
    known = leaders.see(context).classes
    names = {
        one.id: one.name if one.leader_id in (None, given.leader.id) else f"{one.name} {one.leader}"
        for one in known
    }
    st.pills("联系的班（别的领导的班写着名字，点了就转过来）", list(names), selection_mode="multi",
             default=[one for one in names if one in given.classes], key=_key("classes", given),
             format_func=lambda one: plain(names[one]), on_change="ignore", width="stretch")  # fmt: skip


def _ask_students(context: Context, given: Given) -> None:
    everybody = st.toggle("也从没有登记类别的学生里选", key=_key("everybody", given))
    found = leaders.everybody(context) if everybody else leaders.candidates(context)
    names = labels.unique((one.id, _words(one, given), one.number) for one in found)
    st.multiselect("包靠的学生", list(names), default=[one for one in names if one in given.students],
                   key=_key(f"students_{everybody:d}", given), format_func=names.__getitem__,
                   placeholder="打姓名找", on_change="ignore")  # fmt: skip


def _words(one: Candidate, given: Given) -> str:
    taken = "（已有领导包靠）" if one.charge_id not in (None, given.leader.id) else ""
    return "　".join(filter(None, (one.name, one.class_name, one.cares))) + taken


def _show_read_only(context: Context, given: Given) -> None:
    board = leaders.see(context)
    rows = [
        Person(-one.id, one.name, f"{one.students} 名学生 ›", f"班主任 {one.homeroom}" if one.homeroom else "")
        for one in board.classes
        if one.id in given.classes
    ]  # fmt: skip
    children = [
        Person(one.id, one.name, "", "　".join(filter(None, (one.class_name, one.cares))), has_care=bool(one.cares))
        for one in leaders.charged_to(context, given.leader.id)
    ]  # fmt: skip
    tapped = people_list.show(
        [people(rows, "联系的班", "rows"), people(children, "包靠的学生", "rows")], "leader_private"
    )
    if tapped is not None and tapped < 0:
        menu.go("leaders", **{"class": -tapped})
    elif tapped is not None:
        menu.go("archive", student=tapped)


def _save(given: Given, part: str) -> None:
    everybody = bool(st.session_state.get(f"leader_everybody_{part}"))
    classes = st.session_state.get(f"leader_classes_{part}") or []
    students = st.session_state.get(f"leader_students_{everybody:d}_{part}") or []

    def save() -> str:
        leaders.give(session.context(), given, frozenset(classes), frozenset(students))
        return f"已保存：{given.leader.name} {len(classes)} 个班，{len(students)} 名学生。"

    menu.act(save)


def _part(given: Given) -> str:
    """The form of another state is another form: nothing typed into the one lands in the other."""
    state_of = (sorted(given.classes), sorted(given.students))
    return f"{given.leader.id}_{hash(str(state_of)) & 0xFFFFFF:x}"


def _key(name: str, given: Given) -> str:
    return f"leader_{name}_{_part(given)}"
