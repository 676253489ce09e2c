"""The facts of inspected mentors as a table: each number opens what it counts."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import streamlit as st

from components import errors, figure_table, markup, menu, people_list, session
from components.compliance_view import behind_people, figures_cell
from components.figure_table import Cell
from components.people_list import People, Person
from domain.inspections import State
from services import inspection_facts
from services.context import Context
from services.inspection_facts import Compared, Facts
from services.inspections import Line
from services.students import StudentLine

# columns that are no duty: below every duty's number
_STATE, _STUDENTS, _UNSEEN, _RECORDS, _LATE = 0, -1, -2, -3, -4
_MORE: Final = {
    _STUDENTS: ("学生", "带的"),
    _UNSEEN: ("没记过的学生", ""),
    _RECORDS: ("记录", "各类"),
    _LATE: ("补记", "隔几天"),
}


def show(lines: Sequence[Line], found: Compared, key: str, with_state: bool = True) -> None:
    """The table; a tap opens what a number counts, or the mentor."""
    first = [("结论", "点开写")] if with_state else []
    duties = [
        (rule.name, rule.text.partition(" ")[2])
        for key, rule in found.columns.items()
        if _is_asked(key, found)
    ]
    rows = [figure_table.Line(one.id, one.mentor, _cells(one, found, with_state)) for one in lines]
    with st.container(key="inspection_table"):
        tapped = figure_table.show("导师", [*first, *_MORE.values(), *duties], rows, key)
    if tapped is not None:
        _open(next(one for one in lines if one.id == tapped[0]), found, tapped[1])


def _cells(one: Line, found: Compared, with_state: bool) -> list[Cell]:
    facts = found.by_mentor.get(one.mentor_id, Facts())
    duties = [figures_cell(key, facts.duties.get(key)) for key in found.columns if _is_asked(key, found)]
    first = [_state(one)] if with_state else []
    return [*first, *(_number(column, facts) for column in _MORE), *duties]


def _is_asked(rule: int, found: Compared) -> bool:
    """A duty that asked nothing of any of them needs no column."""
    return any(rule in facts.duties for facts in found.by_mentor.values())


def _state(one: Line) -> Cell:
    late = "过期" if one.is_overdue else ""
    way = "抽签" if one.is_drawn else "点名"
    return Cell(_STATE, one.state.text, late, way, "done" if one.state in (State.FINE, State.CLOSED) else "")


def _number(column: int, facts: Facts) -> Cell:
    if column == _RECORDS:
        return Cell(column, str(facts.records))
    if column == _LATE:
        return Cell(column, str(facts.late), look="" if facts.late else "calm")
    if column == _UNSEEN and facts.students:
        return Cell(column, str(facts.unseen), look="" if facts.unseen else "done")
    return Cell(column, str(facts.students) if column == _STUDENTS else "－", look="calm")


def show_records(one: Line, facts: Facts) -> None:
    """How many records of each kind, each opening its own."""
    if not facts.records:
        st.caption("这段时间没有记录。")
        return
    asked = f"/log?whose=all&author={one.mentor_id}&when=chosen&from={one.since}&to={one.until}"
    kinds = sorted(facts.kinds.items(), key=lambda kind: -kind[1])
    ways = [markup.way(asked, f"全部记录 {facts.records}")]
    ways += [markup.way(f"{asked}&kind={kind.value}", f"{kind.text} {count}") for kind, count in kinds]
    ways += [markup.way(f"{asked}&late=1", f"补记 {facts.late}")] if facts.late else []
    with st.container(key="inspection_records"):
        markup.show_drawn("", ("", ""), (), ways=ways)


def _open(one: Line, found: Compared, column: int) -> None:
    if column == _STATE:
        menu.go("inspections", open="mentor", id=one.id)
    elif column in (_RECORDS, _LATE):
        late = {"late": 1} if column == _LATE else {}
        menu.go("log", whose="all", author=one.mentor_id, when="chosen", to=one.until.isoformat(),
                **{"from": one.since.isoformat()}, **late)  # fmt: skip
    elif column in (_STUDENTS, _UNSEEN):
        ask = partial(_mentees, one.id, column == _UNSEEN)
        st.dialog(f"{one.mentor}　{_MORE[column][0]}", width="medium")(_listed)(
            ask, f"mentees_{one.id}_{column}"
        )
    else:
        ask = partial(_behind, one.id, column)
        st.dialog(f"{one.mentor}　{found.columns[column].name}", width="medium")(_listed)(
            ask, f"duty_{one.id}_{column}"
        )


def _listed(ask: Callable[[Context], tuple[list[People], set[int]]], key: str) -> None:
    """Whom a number counts, in a dialog; a student opens the archive."""
    with errors.shown():
        lists, students = ask(session.context())  # a dialog runs by itself, long after its page
        tapped = people_list.show(lists, f"inspection_{key}")
        if not any(one.people for one in lists):
            st.caption("没有人。")
        if tapped in students:
            menu.go("archive", student=tapped)


def _mentees(line_id: int, unseen_only: bool, context: Context) -> tuple[list[People], set[int]]:
    found = inspection_facts.mentees(context, line_id, unseen_only=unseen_only)
    return [people_list.people([_student(one) for one in found])], {one.id for one in found}


def _behind(line_id: int, rule: int, context: Context) -> tuple[list[People], set[int]]:
    found = inspection_facts.behind_duty(context, line_id, rule)
    return behind_people(found), {one.id for one in found if one.student}


def _student(one: StudentLine) -> Person:
    return Person(one.id, one.name, "", one.class_name, has_care=one.has_care)
