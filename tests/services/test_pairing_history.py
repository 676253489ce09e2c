"""Pairings are history: who was whose mentor on any day equals a recount from what was done on which day."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.changes import Approval, Request
from domain.errors import SchoolError
from services import change_decisions, changes, departures, newcomers, plans
from services.context import Context
from tests import school_builder as built
from tests.school_builder import HOMEROOM, MENTOR, NOW, OFFICE, OTHER_MENTOR, THREE_ONE, TODAY, School
from tests.services.test_newcomers import arrive

TEACHERS = (HOMEROOM, MENTOR, OTHER_MENTOR)
Act = Callable[["Life"], None]


@dataclass
class Life:
    """三（1）班 and, beside it, the oracle: what each student's mentor is from which day on."""

    school: School
    day: date = TODAY
    told: dict[int, dict[date, int | None]] = field(default_factory=dict)
    forms: int = 0

    @property
    def class_id(self) -> int:
        return self.school.class_id("三（1）班")

    @property
    def office(self) -> Context:
        return self.school.as_person(OFFICE, NOW + (self.day - TODAY))

    def form(self) -> str:
        self.forms += 1
        return f"form-{self.forms:06}"

    def tell(self, student: int, mentor: int | None, since: date) -> None:
        """From that day on; what had been told for later is overtaken."""
        known = {day: one for day, one in self.told.get(student, {}).items() if day < since}
        self.told[student] = known | {since: mentor}

    def mentor_on(self, student: int, day: date) -> int | None:
        told = [mentor for since, mentor in sorted(self.told.get(student, {}).items()) if since <= day]
        return told[-1] if told else None


def later(days: int) -> Act:
    def act(life: Life) -> None:
        life.day += timedelta(days=days)

    return act


def change(child: int, teacher: int, ahead: int, moves_group: bool) -> Act:
    """Asked and granted, from a day on."""

    def act(life: Life) -> None:
        office, student = life.office, life.school.student(THREE_ONE[child])
        mentor = life.school.people[TEACHERS[teacher]]
        request = Request(student, "student", "想换", "同意", exception="确有必要")
        change_id = changes.ask(office, life.form(), request)
        starts_on = life.day + timedelta(days=ahead)
        try:
            approval = Approval(mentor, starts_on, moves_group=moves_group)
            change_decisions.approve(office, change_id, 1, approval)
        except SchoolError:
            changes.withdraw(office, change_id, 1)
            raise
        life.tell(student, mentor, starts_on)

    return act


def regroup(first: int, second: int) -> Act:
    """The same groups with other mentors, from today."""

    def act(life: Life) -> None:
        standing = plans.open_desk(life.office, life.class_id).plan.groups
        mentors = [life.school.people[TEACHERS[one]] for one in (first, second)]
        groups = [replace(one, mentor=mentor) for one, mentor in zip(standing, mentors, strict=True)]
        built.put_in_force(life.office, life.office, life.class_id, groups)
        for group in groups:
            for student in group.students:
                life.tell(student, group.mentor, life.day)

    return act


def teacher_leaves(teacher: int, successor: int) -> Act:
    """Off the class, and everybody left alone goes to one successor the same day."""

    def act(life: Life) -> None:
        people = life.school.people
        departures.teacher_left_class(life.office, people[TEACHERS[teacher]], life.class_id)
        found = departures.rematch(life.office, life.class_id)
        chosen = {one.key: people[TEACHERS[successor]] for one in found.alone}
        departures.take_over(life.office, life.form(), life.class_id, chosen, found.base)
        for one in found.alone:
            for student in one.students:
                life.tell(student, people[TEACHERS[successor]], life.day)

    return act


def newcomer(sex: str, way: int) -> Act:
    """Somebody comes and is placed; who moves for it gets the other group's mentor."""

    def act(life: Life) -> None:
        arrive(life.office, life.class_id, f"新同学{life.forms}", sex)
        found = newcomers.ways(life.office, life.class_id)
        chosen = found.ways[way % len(found.ways)]
        leaders = {row["id"]: row["mentor_id"] for row in life.school.rows(_LEADERS, c=life.class_id, on=life.day.isoformat())}  # fmt: skip
        newcomers.place(life.office, life.form(), life.class_id, chosen.moves, found.base)
        for student, group in chosen.seats.items():
            life.tell(student, leaders[group], life.day)

    return act


_LEADERS = """select g.id, (select p.mentor_id from pairing p where p.mentor_group_id = g.id and p.valid_from <= :on
                and (p.valid_to is null or p.valid_to > :on) group by p.mentor_id
                order by count(*) desc, min(p.id) limit 1) as mentor_id from mentor_group g where g.class_id = :c"""

children, teachers = st.integers(0, len(THREE_ONE) - 1), st.integers(0, len(TEACHERS) - 1)
acts = st.lists(
    st.one_of(
        st.builds(later, st.integers(1, 20)),
        st.builds(change, children, teachers, st.integers(0, 9), st.booleans()),
        st.builds(regroup, teachers, teachers),
        st.builds(teacher_leaves, teachers, teachers),
        st.builds(newcomer, st.sampled_from("男女"), st.integers(0, 3)),
    ),
    max_size=7,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_who_was_whose_mentor_on_any_day_is_what_was_done_by_then(
    school_template: Path, done: list[Act]
) -> None:
    with TemporaryDirectory() as folder:
        life = Life(built.copy_of(school_template, Path(folder) / "school"))
        for student in life.school.ids(*THREE_ONE):
            first = MENTOR if student in life.school.ids(*THREE_ONE[:4]) else OTHER_MENTOR
            life.told[student] = {date(2026, 9, 7): life.school.people[first]}
        for act in done:
            try:
                act(life)
            except SchoolError:
                continue  # refused, and then nothing was done
        office = life.office
        turns = {life.day, *(since for told in life.told.values() for since in told)}
        for student in life.told:
            for day in sorted(turns | {turn - timedelta(days=1) for turn in turns}):
                expected = life.mentor_on(student, day)
                found = [mentor for mentor, _ in changes.mentors_on(office, student, day)]
                assert found == ([] if expected is None else [expected]), (student, day)
