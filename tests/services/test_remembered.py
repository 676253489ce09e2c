"""An answer kept is the answer one would get: for this person, this day, and until somebody writes."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from db.rows import one_row
from domain.errors import NotAllowed
from domain.permissions import Action, Role
from services import interactions, overview, remembered
from services.context import Context
from services.remembered import until_written
from tests.school_builder import HOMEROOM, LEADER, MENTOR, NOW, OFFICE, THREE_ONE

worked_out: Counter[str] = Counter()


@until_written
def records(context: Context, kind: str = "talk") -> int:
    """How many records there are, and a mark that it was counted."""
    context.require(Action.SEE_OVERVIEW)
    worked_out[kind] += 1
    with context.read() as db:
        row = one_row(db, "select count(*) as n from interaction where kind = :kind", {"kind": kind})
        assert row is not None
        return int(row["n"])


@pytest.fixture(autouse=True)
def fresh():
    worked_out.clear()
    remembered._kept.clear()


def test_the_second_time_it_is_not_worked_out_again_until_somebody_writes(school):
    leader = school.as_person(LEADER)
    assert [records(leader) for _ in range(3)] == [0, 0, 0]
    assert worked_out["talk"] == 1
    interactions.record(school.as_person(MENTOR), school.talk(THREE_ONE[0]))
    assert [records(leader) for _ in range(2)] == [1, 1]
    assert worked_out["talk"] == 2


def test_another_person_other_roles_another_day_and_another_question_are_worked_out_anew(school):
    leader = school.as_person(LEADER)
    records(leader)
    records(school.as_person(OFFICE))
    records(replace(leader, actor=replace(leader.actor, roles=frozenset({Role.LEADER, Role.MENTOR}))))
    records(leader.at(NOW + timedelta(days=1)))
    assert worked_out["talk"] == 4
    records(leader, "home_visit")
    records(leader, kind="home_visit")
    assert worked_out["home_visit"] == 2


def test_who_lost_the_right_is_not_answered_from_memory(school):
    leader = school.as_person(LEADER)
    records(leader)
    with pytest.raises(NotAllowed):
        records(replace(leader, actor=replace(leader.actor, roles=frozenset({Role.MENTOR}))))


def test_a_refusal_is_not_kept(school):
    with pytest.raises(NotAllowed):
        records(school.as_person(MENTOR))
    assert not remembered._kept


def test_it_forgets_the_longest_unasked(school, monkeypatch):
    monkeypatch.setattr(remembered._kept, "most", 3)
    leader = school.as_person(LEADER)
    for kind in ("talk", "letter", "home_visit"):
        records(leader, kind)
    records(leader, "talk")
    records(leader, "class_talk")
    records(leader, "talk")
    assert worked_out["talk"] == 1
    records(leader, "letter")
    assert worked_out["letter"] == 2


def test_two_class_teachers_never_see_each_other_s_figures(school):
    homeroom, leader = school.as_person(HOMEROOM), school.as_person(LEADER)
    assert overview.see(leader).state.students == 28
    assert overview.see(homeroom).state.students == 7
    assert overview.see(leader).state.students == 28
