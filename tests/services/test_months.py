"""Monthly notes: who writes them, who reads them, what stands beside them, and two who meet in a cell."""

from datetime import date, timedelta

import pytest

from domain.cells import Clash, Clashed
from domain.errors import Invalid, NotAllowed, NotFound
from domain.record_kinds import Kind
from services import calendar, interactions, months
from services.months import Edit
from tests.school_builder import (
    ADMIN,
    AUDITOR,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    SEES,
    THIRD_MENTOR,
    THREE_ONE,
)

TERM, NOVEMBER = 1, 3
CHILD, SECOND = THREE_ONE[:2]
DAY = date(2026, 11, 10)


def write(context, school, name=CHILD, month=NOVEMBER, read=None, **typed):
    return months.save(context, TERM, month, [Edit(school.student(name), read or {}, typed)])


def cells(context, school, name=CHILD, month=NOVEMBER):
    found = months.of_student(context, school.student(name), TERM)
    return next((one.cells for one in found if one.month.number == month), None)


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("person", "may"),
    [(MENTOR, True), (HOMEROOM, True), (OTHER_MENTOR, False), (GRADE_HEAD, False), (OFFICE, False), (LEADER, False),
     (OTHER_HOMEROOM, False), (THIRD_MENTOR, False)],
)  # fmt: skip
def test_the_mentor_and_the_class_teacher_write_and_nobody_else(school, person, may):
    context = school.as_person(person)
    if may:
        assert write(context, school, strength="爱笑") == 1
    else:
        with pytest.raises(NotFound, match="只有导师和班主任能写"):
            write(context, school, strength="爱笑")
    assert len(school.rows("select * from monthly_note")) == int(may)


@pytest.mark.parametrize("person", [ADMIN, AUDITOR])
def test_who_runs_the_system_neither_reads_nor_writes(school, person):
    with pytest.raises(NotAllowed):
        write(school.as_person(person), school, strength="爱笑")
    with pytest.raises(NotAllowed):
        months.of_students(school.as_person(person), school.ids(CHILD), TERM)


@pytest.mark.parametrize("person", SEES)
def test_a_note_is_read_within_the_circle(school, person):
    write(school.as_person(MENTOR), school, strength="爱笑")
    context = school.as_person(person)
    if not context.actor.roles or person in (ADMIN, AUDITOR):
        return
    found = months.of_students(context, school.students.values(), TERM)
    assert set(found) == ({school.student(CHILD)} if CHILD in SEES[person] else set())


def test_of_several_children_one_who_is_not_one_s_own_stops_them_all(school, as_mentor):
    edits = [Edit(one, {}, {"strength": "爱笑"}) for one in school.ids(CHILD, THREE_ONE[6])]
    with pytest.raises(NotFound):
        months.save(as_mentor, TERM, NOVEMBER, edits)
    assert school.rows("select * from monthly_note") == []


# ── what ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_written_stands_there_with_who_and_when(school, as_mentor):
    assert write(as_mentor, school, performance=" 上课举手 ", strength="爱笑\x00") == 1
    (note,) = months.of_student(as_mentor, school.student(CHILD), TERM)
    assert note.cells == {"performance": "上课举手", "strength": "爱笑", "weakness": "", "measure": ""}
    assert (note.author, note.written_on, note.month.name, note.is_late) == (
        MENTOR,
        NOW.date(),
        "第三月",
        False,
    )
    (act,) = school.rows("select action, detail from audit where action like 'month.%'")
    assert "爱笑" not in str(act)


def test_sent_twice_it_is_kept_once(school, as_mentor):
    assert write(as_mentor, school, strength="爱笑") == 1
    write(as_mentor, school, strength="爱笑")
    assert len(school.rows("select * from monthly_note")) == 1
    assert write(as_mentor, school, read={"strength": "爱笑"}, strength="爱笑") == 0


def test_a_month_long_over_is_written_as_such_and_one_to_come_not_at_all(school, as_mentor):
    write(as_mentor, school, month=1, strength="爱笑")
    write(as_mentor, school, month=2, strength="爱笑")
    found = months.of_student(as_mentor, school.student(CHILD), TERM)
    assert [one.is_late for one in found] == [True, True]
    with pytest.raises(Invalid, match="第四月还没有开始，到12月1日再写"):
        write(as_mentor, school, month=4, strength="爱笑")


def test_a_term_or_month_that_is_none_is_a_sentence(school, as_mentor):
    for term, month in ((99, 1), (TERM, 6), (TERM, 0)):
        with pytest.raises(NotFound, match="没有这个学期或月份"):
            months.save(as_mentor, term, month, [Edit(school.student(CHILD), {}, {"strength": "x"})])
        with pytest.raises(NotFound, match="没有这个学期或月份"):
            months.open_desk(as_mentor, term, month)


def test_too_long_a_cell_is_named_and_nothing_is_kept(school, as_mentor):
    edits = [
        Edit(school.student(CHILD), {}, {"strength": "好"}),
        Edit(school.student(SECOND), {}, {"weakness": "长" * 1001}),
    ]
    with pytest.raises(Invalid, match="“不足”有 1001 字"):
        months.save(as_mentor, TERM, NOVEMBER, edits)
    assert school.rows("select * from monthly_note") == []


def test_what_was_taken_out_again_is_no_note(school, as_mentor):
    write(as_mentor, school, strength="爱笑")
    write(as_mentor, school, read={"strength": "爱笑"}, strength="")
    assert months.of_student(as_mentor, school.student(CHILD), TERM) == ()
    assert months.open_desk(as_mentor, TERM, NOVEMBER).written == {}


# ── two who meet ─────────────────────────────────────────────────────────────────────────────────────


def test_two_who_write_into_different_cells_of_one_child_both_stay(school, as_mentor, as_homeroom):
    write(as_mentor, school, strength="爱笑")
    write(as_homeroom, school, weakness="怕黑")
    assert cells(as_mentor, school) == {
        "performance": "",
        "strength": "爱笑",
        "weakness": "怕黑",
        "measure": "",
    }


def test_in_the_same_cell_the_second_is_shown_both_and_nothing_is_overwritten(school, as_mentor, as_homeroom):
    write(as_homeroom, school, strength="爱笑", weakness="怕黑")
    edits = [
        Edit(school.student(CHILD), {}, {"strength": "爱唱"}),
        Edit(school.student(SECOND), {}, {"strength": "好"}),
    ]
    with pytest.raises(Clashed) as met:
        months.save(as_mentor, TERM, NOVEMBER, edits)
    assert met.value.clashes == (Clash(school.student(CHILD), "strength", "爱笑", "爱唱"),)
    assert cells(as_mentor, school)["strength"] == "爱笑"
    assert cells(as_mentor, school, SECOND) is None
    write(as_mentor, school, read={"strength": "爱笑"}, strength="爱唱")
    assert cells(as_mentor, school)["strength"] == "爱唱"


# ── earlier wordings ─────────────────────────────────────────────────────────────────────────────────


def test_words_that_go_are_kept_encrypted_with_who_ended_them_and_when(school, as_mentor, as_homeroom):
    write(as_mentor, school, strength="爱笑", weakness="怕黑")
    write(as_homeroom, school, read={"strength": "爱笑", "weakness": "怕黑"}, weakness="", measure="多夸")
    ((heading, (change,)),) = months.history(as_mentor, school.student(CHILD))
    assert heading.endswith("上学期第三月（11月）")
    assert (change.by, change.on) == (HOMEROOM, NOW.date())
    assert ("不足", "怕黑", "") in [(one.label, one.before, one.after) for one in change.changes]
    (row,) = school.rows("select part, row_id, version, sealed from archive_revision")
    assert (row["part"], row["version"]) == ("month", 1)
    assert "怕黑".encode() not in row["sealed"]


@pytest.mark.parametrize(
    ("after", "later", "kept"),
    [
        ("爱唱", timedelta(minutes=14), 0),
        ("爱唱", timedelta(minutes=15), 1),
        ("爱笑爱唱", timedelta(days=3), 0),
    ],
)
def test_what_one_changes_while_still_at_it_or_only_adds_to_is_no_earlier_wording(
    school, as_mentor, after, later, kept
):
    write(as_mentor, school, strength="爱笑")
    write(as_mentor.at(NOW + later), school, read={"strength": "爱笑"}, strength=after)
    assert len(school.rows("select * from archive_revision")) == kept
    assert cells(as_mentor, school)["strength"] == after


# ── the desk ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_desk_shows_one_s_own_students_with_what_was_logged_that_month(school, as_mentor, as_homeroom):
    interactions.record(as_mentor, school.talk(CHILD, on=DAY, content="会背了", effect="好转"))
    interactions.record(
        as_mentor, school.talk(CHILD, on=DAY + timedelta(days=1), content="夜里哭", is_restricted=True)
    )
    interactions.record(as_mentor, school.talk(CHILD, on=date(2026, 10, 31), content="上个月的"))
    interactions.record(
        as_homeroom,
        school.talk(CHILD, on=DAY, kind=Kind.HOME_VISIT, content="家里", detail={"family": "奶奶"}),
    )
    write(as_mentor, school, SECOND, strength="爱笑")
    desk = months.open_desk(as_mentor, TERM, NOVEMBER)
    assert [one.name for one in desk.pupils] == list(SEES[MENTOR])
    assert (desk.may_write, desk.has_begun, desk.written) == (True, True, {3: 1})
    pupil = desk.pupils[0]
    assert pupil.logged == "谈心 2 · 家访 1"
    assert pupil.better == ("会背了",)
    assert [(one.words, one.is_sealed) for one in pupil.told] == [("会背了", False), ("", True), ("", True)]
    assert [one.is_written for one in desk.pupils] == [False, True, False, False]


def test_what_a_colleague_told_in_confidence_is_no_suggestion(school, as_mentor, as_homeroom):
    interactions.record(
        as_homeroom, school.talk(CHILD, on=DAY, content="悄悄话", effect="好转", is_restricted=True)
    )
    pupil = months.open_desk(as_mentor, TERM, NOVEMBER).pupils[0]
    assert pupil.better == ()
    assert "悄悄话" not in str(pupil)


@pytest.mark.parametrize(
    ("person", "seen", "may"),
    [(HOMEROOM, THREE_ONE, True), (OFFICE, THREE_ONE, False), (GRADE_HEAD, THREE_ONE, False),
     (MENTOR, THREE_ONE[:4], True), (THIRD_MENTOR, (), False), (OTHER_HOMEROOM, (), False)],
)  # fmt: skip
def test_a_class_is_read_within_the_circle_and_written_by_its_own(school, person, seen, may):
    desk = months.open_desk(school.as_person(person), TERM, NOVEMBER, school.class_id("三（1）班"))
    assert [one.name for one in desk.pupils] == list(seen)
    assert desk.may_write is may


def test_the_desk_says_of_a_month_to_come_that_it_has_not_begun(school, as_mentor):
    assert not months.open_desk(as_mentor, TERM, 4).has_begun
    assert [one.number for one in calendar.begun_terms(as_mentor)] == [1]
    term, month = months.present(as_mentor)
    assert (term.id, month.name) == (TERM, "第三月")
