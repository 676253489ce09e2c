"""Whatever the school does, an answer that was kept is the one that would be worked out now."""

import random
import re
import secrets
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlite_utils import Database

from db import duty_records
from domain.calendar import Week
from domain.duty_presets import PRESETS
from domain.errors import Invalid
from domain.leave import Leave
from domain.record_kinds import Kind
from services import (
    adaptation,
    archive,
    calendar,
    changes,
    compliance,
    corrections,
    departures,
    drafts,
    exams,
    filing,
    handover,
    interactions,
    leaders,
    leave,
    newcomers,
    overview,
    readers,
    record_log,
    remembered,
    reminders,
    stages,
    students,
    summaries,
    today,
    whole_school,
    workload,
)  # fmt: skip
from tests.duty_builder import put
from tests.school_builder import (
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_MENTOR,
    SEES,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
    days_before,
)  # fmt: skip
from tests.services.test_record_kinds import complete

SHELVES = (remembered._kept, whole_school.RECORDS, whole_school.JUDGING, whole_school.CONTACTS)
WRITERS = (MENTOR, OTHER_MENTOR, THIRD_MENTOR, HOMEROOM, GRADE_HEAD)


@pytest.fixture(autouse=True)
def nothing_kept():
    for shelf in SHELVES:
        shelf.clear()


def questions(school):
    """What the screens ask, of those who see little and of those who see all."""
    for name in (MENTOR, HOMEROOM, GRADE_HEAD):
        person = school.as_person(name)
        yield partial(today.my_day, person)
        yield partial(record_log.find, person, record_log.Wanted())
        yield partial(students.page, person)
        yield partial(reminders.own, person)
        yield partial(archive.open_archive, person, school.student(THREE_ONE[0]))
    for name in (LEADER, OFFICE):
        person = school.as_person(name)
        for stretch in compliance.stretches(person):
            yield partial(compliance.see, person, stretch, "class")
        yield partial(compliance.see, person, stretch, "mentor")
        yield partial(reminders.wide, person, "mentor")
        yield partial(leaders.see, person)
        yield partial(leaders.mine, person)
        yield partial(stages.see, person)
        yield partial(workload.see, person)
    for name in (LEADER, HOMEROOM):
        person = school.as_person(name)
        for stretch in overview.stretches(person):
            yield partial(overview.see, person, overview.View(stretch))


def worked_out(question):
    """The answer of a process that has kept nothing."""
    kept = [shelf._kept.copy() for shelf in SHELVES]
    for shelf in SHELVES:
        shelf.clear()
    try:
        return question()
    finally:
        for shelf, things in zip(SHELVES, kept, strict=True):
            shelf._kept.update(things)


class Life:
    """A school in which people record, correct, undo, delete, draft, hand in and fall ill, by chance."""

    def __init__(self, school, seed):
        self.school, self.chance = school, random.Random(seed)
        self.records = []

    def go_on(self):
        """Somebody does something: mostly they record a talk."""
        what = self.chance.choices(
            [self.talk, self.other_kind, self.change, self.draft, self.hand_in, self.fall_ill],
            [12, 4, 6, 2, 1, 1],
        )[0]
        what()

    def somebody(self):
        name = self.chance.choice(WRITERS)
        return name, self.school.as_person(name)

    def talk(self):
        name, person = self.somebody()
        about = self.chance.sample(SEES[name], self.chance.choice([1, 1, 1, 2]))
        form = self.school.talk(*about, on=days_before(self.chance.randrange(40)))
        self.records.append((person, interactions.record(person, form), form))

    def other_kind(self):
        kind = self.chance.choice(
            [Kind.CLASS_MEETING, Kind.GROUP_ACTIVITY, Kind.EXAM_ANALYSIS, Kind.HOME_VISIT, Kind.CLASS_VISIT]
        )
        person = self.school.as_person(LEADER if kind is Kind.CLASS_VISIT else HOMEROOM)
        form = complete(self.school, kind)
        self.records.append((person, interactions.record(person, form), form))

    def change(self):
        if not self.records:
            return
        person, record_id, form = self.records.pop(self.chance.randrange(len(self.records)))
        change = self.chance.choice(["correct", "undo", "delete"])
        if change == "correct":
            moved = replace(form, occurred_on=days_before(self.chance.randrange(40)))
            corrections.correct(person, record_id, 1, moved)
        elif change == "undo":
            interactions.undo(person, record_id)
        else:
            corrections.delete(person, record_id, 1, "记错了人，重新记一条")

    def draft(self):
        _, person = self.somebody()
        drafts.keep(person, secrets.token_hex(8), 0, None, {"kind": "talk", "content": "写到一半"})

    def hand_in(self):
        _, person = self.somebody()
        month = TODAY.replace(day=1)
        if summaries.mine(person, month).submitted_on is None:
            summaries.submit(person, month, summaries.mine(person, month).version, "本月谈话情况")

    def fall_ill(self):
        name, _ = self.somebody()
        day = days_before(self.chance.randrange(30))
        away = Leave(self.school.people[name], None, day, day)
        with suppress(Invalid):  # already away that day
            leave.enter(self.school.as_person(OFFICE), secrets.token_hex(8), away)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_kept_is_what_would_be_worked_out_now(school, seed):
    put(school, list(PRESETS.values())[seed % len(PRESETS)])
    office = school.as_person(OFFICE)
    seen = leaders.given(office, school.people[LEADER])
    leaders.give(
        office, seen, frozenset({school.class_id("三（1）班")}), frozenset(school.ids(*THREE_ONE[:3]))
    )
    life, asked = Life(school, seed), list(questions(school))
    for _ in range(12):
        life.go_on()
        for question in asked:
            assert question() == worked_out(question)


def test_a_colleague_s_talk_with_other_children_leaves_a_mentor_s_answers_as_they_were(school):
    put(school, PRESETS["S1"])
    mentor = school.as_person(MENTOR)
    before = today.my_day(mentor)
    interactions.record(school.as_person(THIRD_MENTOR), school.talk(SEES[THIRD_MENTOR][0]))
    assert today.my_day(mentor) is before
    interactions.record(school.as_person(HOMEROOM), school.talk(SEES[MENTOR][0]))
    assert today.my_day(mentor) != before


def test_what_the_school_records_is_added_to_what_was_read(school, monkeypatch):
    put(school, PRESETS["S1"])
    leader = school.as_person(LEADER)
    month = compliance.stretches(leader)[0]
    before = compliance.see(leader, month, "class")
    read = []
    monkeypatch.setattr(duty_records, "records", lambda *_: read.append("again"))
    interactions.record(school.as_person(MENTOR), school.talk(THREE_ONE[0]))
    assert compliance.see(leader, month, "class") != before
    assert not read


ARRANGED = [
    lambda person: adaptation.to_confirm(person), lambda person: adaptation.small_groups(person),
    lambda person: calendar.proposed_holidays(person), lambda person: changes.open_work(person),
    lambda person: changes.requests(person), lambda person: changes.waiting_requests(person),
    lambda person: departures.unmentored(person), lambda person: filing.open_work(person),
    lambda person: compliance._names(person, "class"), lambda person: filing.states(person), lambda person: leave.uncovered(person),
    lambda person: newcomers.unplaced(person), lambda person: exams.listed(person, 1),
    lambda person: overview._coverage(person, overview.WHOLE, TODAY, TODAY), lambda person: overview._standing(person, overview.WHOLE, TODAY),
    lambda person: stages._arranged(person), lambda person: overview.led_classes(person), lambda person: overview._names(person, overview.WHOLE, TODAY), lambda person: overview._expected(person, overview.WHOLE, (Week(12, days_before(4), TODAY),), TODAY),
    lambda person: handover.received(person), lambda person: readers.could_read(person, (1,)),
    lambda person: workload._arranged(person),
]  # fmt: skip


@pytest.mark.parametrize("question", ARRANGED)
def test_what_holds_until_something_is_arranged_reads_no_record(school, question, monkeypatch):
    said = []
    monkeypatch.setattr(Database, "execute", spying(said))
    question(school.as_person(OFFICE))
    assert said
    assert not [sql for sql in said if re.search(r"interaction|contact|follow_up", sql)]


def test_every_question_of_that_kind_is_asked_here():
    home = Path(__file__).parents[2] / "services"
    marked = sum(file.read_text(encoding="utf-8").count("\n@until_arranged\n") for file in home.glob("*.py"))
    assert marked == len(ARRANGED)


def spying(said):
    """Database.execute that notes what it is asked."""
    execute = Database.execute

    def noted(self, sql, parameters=None):
        said.append(sql)
        return execute(self, sql, parameters)

    return noted
