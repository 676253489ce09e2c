"""The machine face of the overview: every number of the page, under a key that stays, with a sentence that says what it counts."""

import json
import re
from dataclasses import fields
from datetime import date

import pytest

import cli
from domain.duty_presets import PRESETS
from domain.duty_tables import Figures
from domain.errors import NotAllowed, Refused
from domain.overview import MentorCounts
from services import figures, interactions, overview
from services.overview_values import Overview, State, View
from tests import duty_builder
from tests.school_builder import EVERYBODY, MENTOR, TODAY, days_before


@pytest.fixture
def lively(school, as_mentor):
    duty_builder.put(school, PRESETS["S2"])
    interactions.record(as_mentor, school.talk("张书瑶", "王子墨", on=days_before(1), minutes=20))
    interactions.record(as_mentor, school.talk("张书瑶", on=days_before(30)))


def by_key(context, on=TODAY):
    found = figures.told(context, on)
    assert len({one.key for one in found}) == len(found)
    return {one.key: one.value for one in found}


def shown(seen, duty_figures=("required", "done", "late", "open", "excused", "early")):
    """Key → value of everything the page knows, written out by hand."""
    of_state = {
        "students": "students", "without_mentor": "students_without_mentor", "seen": "students_seen",
        "care_students": "care_students", "care_unseen": "care_students_unseen",
        "open_follow_ups": "follow_ups_open", "late_follow_ups": "follow_ups_late", "records": "records",
    }  # fmt: skip
    assert {one.name for one in fields(State)} == {*of_state, "on", "asked"}
    assert {one.name for one in fields(MentorCounts)} == {"mentees", "seen", "records", "minutes"}
    assert {one.name for one in fields(Figures)} | {"open"} == {*duty_figures}
    for prefix, state in (("", seen.state), ("before.", seen.before), ("last_term.", seen.last_term)):
        if state:
            for name, key in of_state.items():
                yield prefix + key, getattr(state, name)
            yield f"{prefix}students_unseen", state.students - state.seen
            yield from ((prefix + name, getattr(state.asked, name)) for name in duty_figures)
    for one in seen.mentors:
        own = f"mentor.{one.mentor_id}."
        yield from ((own + name, getattr(one.figures, name)) for name in duty_figures)
        yield own + "students", one.counts.mentees
        yield own + "students_seen", one.counts.seen
        yield own + "records", one.counts.records
        yield own + "minutes", one.counts.minutes
        yield own + "most", one.most
    for rule, counted in seen.asked.items():
        yield from ((f"duty.{rule}.{name}", getattr(counted, name)) for name in duty_figures)
    for kind, lines in (("grade", seen.grades), ("class", seen.classes)):
        for line in lines:
            for rule, counted in line.cells.items():
                yield from (
                    (f"{kind}.{line.id}.duty.{rule}.{name}", getattr(counted, name)) for name in duty_figures
                )
    for care in seen.care:
        yield f"care.{care.category_id}.students", len(care.days)
        yield f"care.{care.category_id}.contacted", care.contacted
        for place, days in enumerate(care.days, 1):
            yield f"care.{care.category_id}.days.{place}", None if days < 0 else days
    yield "mentors", sum(one.counts.mentees > 0 for one in seen.mentors)
    yield "mentors_low", len(seen.low)
    yield "mentors_overloaded", len(seen.overloaded)
    yield "teachers_without_students", len(seen.without_students)


def test_every_number_of_the_page_is_there(lively, as_leader):
    told = by_key(as_leader)
    stretches = overview.stretches(as_leader)
    for key, stretch in (("week", stretches[0]), ("month", stretches[1]), ("term", stretches[-1])):
        expected = {f"{key}.{name}": value for name, value in shown(overview.see(as_leader, View(stretch)))}
        assert {name: told.pop(name) for name in expected} == expected
    seen = overview.see(as_leader, View(stretches[-1]))
    weeks = {
        f"term.mentor.{one.mentor_id}.week.{week.number}": count
        for one in seen.mentors
        for week, count in zip(seen.weeks, one.weeks, strict=True)
    }
    assert {name: told.pop(name) for name in weeks} == weeks
    for week, (met, there) in zip(seen.weeks, seen.weeks_seen, strict=True):
        number = week.number
        assert (told.pop(f"term.week.{number}.students_seen"), told.pop(f"term.week.{number}.students")) == (
            met,
            there,
        )
    for number, silent, expected_of in seen.silent:
        assert told.pop(f"term.week.{number}.mentors_silent") == silent
        assert told.pop(f"term.week.{number}.mentors_expected") == expected_of
    # what is left are shares, and what did not exist yet
    assert {name for name in told if not name.endswith(".share") and ".last_term." not in name} == set()


def test_a_field_added_to_the_page_is_thought_of_here():
    assert {one.name for one in fields(Overview)} == {
        "stretch", "state", "before", "last_term", "limit_days", "duties", "duty", "asked", "weeks", "weeks_seen",
        "weeks_seen_before", "mentors", "without_students", "grades", "classes", "care",
    }  # fmt: skip


def test_what_is_not_there_is_no_nought(lively, as_leader):
    told = by_key(as_leader)
    assert (told["month.last_term.students"], told["month.before.students"]) == (None, len(EVERYBODY))


def test_every_number_says_of_which_days_it_is_and_what_it_counts(lively, as_leader):
    found = {one.key: one for one in figures.told(as_leader, TODAY)}
    assert found["month.care_students_unseen"].definition == (
        "本月（11月1日至11月20日）：那一天的特殊学生里，30 天内谁也没有写过联系记录的；从未联系过的也算。"
    )
    assert found["month.before.records"].definition.startswith("上月同期（到10月20日）：")
    assert all(one.counts.endswith("。") and "{" not in one.counts for one in found.values())
    assert all(re.fullmatch(r"[a-z_.0-9]+", key) for key in found)


def test_a_day_gone_by_knows_nothing_of_what_came_later(lively, as_leader):
    assert by_key(as_leader, days_before(1))["month.records"] == 1
    assert by_key(as_leader, days_before(2))["month.records"] == 0


def test_nobody_without_the_overview_is_told(as_mentor, as_admin):
    for person in (as_mentor, as_admin):
        with pytest.raises(NotAllowed):
            figures.told(person, TODAY)


def test_a_day_before_any_term_is_refused(as_leader):
    with pytest.raises(Refused, match="还没有学期"):
        figures.told(as_leader, date(2020, 1, 1))


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


def run(school, capsys, *more):
    code = cli.main(["figures", "--data", str(school.folder), "--on", "2026-11-20", *more])
    return code, capsys.readouterr()


def test_the_command_prints_json_without_any_child_s_name(school, lively, capsys):
    code, printed = run(school, capsys, "--json")
    answer = json.loads(printed.out)
    assert (code, answer["on"]) == (0, "2026-11-20")
    (records,) = [one for one in answer["figures"] if one["key"] == "month.records"]
    assert (records["value"], records["name"]) == (1, "本月 记录")
    assert records["definition"].startswith("本月（11月1日至11月20日）：")
    assert not [name for name in EVERYBODY if name in printed.out]


def test_without_json_it_is_a_table_to_read(school, lively, capsys):
    code, printed = run(school, capsys)
    lines = [line.split() for line in printed.out.splitlines()]
    assert code == 0
    assert ["本月", MENTOR, "写的记录", "1"] in lines
    assert ["上学期同期", "记录", "－"] in lines
    assert ["没有导师的学生", "那一天在班、却没有任何一位导师的学生。"] in lines


def test_a_day_without_a_term_ends_with_a_sentence(school, capsys):
    code = cli.main(["figures", "--data", str(school.folder), "--on", "2020-01-01"])
    assert (code, capsys.readouterr().err) == (
        1, "2020年1月1日之前还没有学期。请先在“学年学期”里填好，或者换一天。\n"
    )  # fmt: skip
