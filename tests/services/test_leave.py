"""Leave: who may enter whose, what is refused, who is told what."""

from datetime import date, timedelta

import pytest

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.leave import Leave
from services import archive, leave
from tests.school_builder import (
    HOMEROOM,
    MENTOR,
    OTHER_MENTOR,
    SEVEN_ONE,
    THIRD_MENTOR,
    THREE_ONE,
    THREE_TWO,
    TODAY,
)

CHILD, OTHER_CHILD = THREE_ONE[0], THREE_TWO[0]


def days(offset, length=1):
    first = TODAY + timedelta(offset)
    return first, first + timedelta(length - 1)


def away(context, *, staff=None, student=None, offset=0, length=3, note=""):
    """Enter a leave; returns its id."""
    form = f"leave-{staff}-{student}-{offset}-{length}"
    return leave.enter(context, form, Leave(staff, student, *days(offset, length), note))


def test_the_office_enters_anybody_s_the_class_teacher_the_own_class_s(school, as_office, as_homeroom):
    away(as_office, staff=school.people[MENTOR])
    away(as_office, student=school.student(OTHER_CHILD))
    away(as_homeroom, student=school.student(CHILD))
    assert {one.name for one in leave.listed(as_office)} == {MENTOR, CHILD, OTHER_CHILD}
    assert [(one.name, one.class_name) for one in leave.listed(as_homeroom)] == [(CHILD, "三（1）班")]
    assert not leave.people(as_homeroom).staff
    assert set(leave.people(as_homeroom).students) == set(school.ids(*THREE_ONE))


def test_a_note_is_kept_without_what_no_eye_sees(school, as_office):
    away(as_office, staff=school.people[MENTOR], note="出差\0\ud800 ")
    assert [one.leave.note for one in leave.listed(as_office)] == ["出差"]


def test_a_class_teacher_reaches_no_teacher_and_no_child_of_another_class(school, as_office, as_homeroom):
    with pytest.raises(NotAllowed):
        away(as_homeroom, staff=school.people[MENTOR])
    with pytest.raises(NotFound):
        away(as_homeroom, student=school.student(OTHER_CHILD))
    other = away(as_office, student=school.student(OTHER_CHILD))
    for act in (
        lambda: leave.delete(as_homeroom, other, 1),
        lambda: leave.change(as_homeroom, other, 1, *days(0)),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_class_teacher_who_mentors_elsewhere_enters_nothing_there(school, as_office, as_homeroom):
    """A mentee of another class is within the scope, but that class is not theirs."""
    child = school.student(SEVEN_ONE[4])
    with school.store.write() as db:
        db.execute(
            "insert into pairing (student_id, mentor_id, valid_from) values (?, ?, ?)",
            [child, school.people[HOMEROOM], TODAY.isoformat()],
        )
    with pytest.raises(NotFound):
        away(as_homeroom, student=child)


@pytest.mark.parametrize(("offset", "length"), [(0, 2), (2, 1), (-2, 3), (-1, 9)])
def test_two_leaves_of_one_person_never_overlap(school, as_office, offset, length):
    away(as_office, staff=school.people[MENTOR])
    with pytest.raises(Invalid, match="已经登记过请假（11月20日—11月22日）"):
        away(as_office, staff=school.people[MENTOR], offset=offset, length=length)
    away(as_office, staff=school.people[MENTOR], offset=3)
    away(as_office, staff=school.people[OTHER_MENTOR])


def test_the_same_form_twice_is_one_leave(school, as_office):
    assert away(as_office, staff=school.people[MENTOR]) == away(as_office, staff=school.people[MENTOR])
    assert len(leave.listed(as_office)) == 1


@pytest.mark.parametrize(
    ("first", "last", "note", "words"),
    [
        (TODAY, TODAY - timedelta(1), "", "最后一天在第一天之前"),
        (TODAY, TODAY + timedelta(400), "", "最长一年"),
        (date(2016, 11, 20), date(2016, 11, 21), "", "核对年份"),
        (date(2036, 11, 20), date(2036, 11, 21), "", "核对年份"),
        (TODAY, TODAY, "假" * 61, "最多 60 字"),
    ],
)
def test_what_cannot_be_is_refused(school, as_office, first, last, note, words):
    with pytest.raises(Invalid, match=words):
        leave.enter(as_office, "leave-form", Leave(school.people[MENTOR], None, first, last, note))


def test_somebody_comes_back_early(school, as_office):
    one = away(as_office, staff=school.people[MENTOR], length=9)
    leave.change(as_office, one, 1, *days(0, 2), "提前回校")
    (line,) = leave.listed(as_office)
    assert (line.leave.text, line.leave.note, line.version) == ("11月20日—11月21日", "提前回校", 2)
    with pytest.raises(Conflict):
        leave.change(as_office, one, 1, *days(0, 5))
    with pytest.raises(Conflict):
        leave.delete(as_office, one, 1)


def test_a_mistaken_one_is_deleted_and_the_audit_says_so_without_words(school, as_office):
    one = away(as_office, student=school.student(CHILD), note="探亲")
    leave.delete(as_office, one, 1)
    assert leave.listed(as_office) == []
    rows = school.rows("select * from audit where action like 'leave.%' order by seq")
    assert [(row["action"], row["target"]) for row in rows] == [
        (what, f"student/{school.student(CHILD)}") for what in ("leave.enter", "leave.delete")
    ]
    assert "探亲" not in str(rows)


def test_a_mentor_is_told_the_days_and_not_the_note(school, as_office, as_mentor, as_other_mentor):
    away(as_office, student=school.student(CHILD), note="随父母")
    assert leave.of_my_students(as_mentor) == {school.student(CHILD): "11月20日—11月22日"}
    assert leave.of_my_students(as_other_mentor) == {}


def test_the_office_is_told_whose_students_have_nobody_meanwhile(school, as_office):
    away(as_office, staff=school.people[MENTOR], offset=3, length=30)
    away(as_office, staff=school.people[OTHER_MENTOR], length=5)
    (found,) = leave.uncovered(as_office)
    assert (found.mentor, found.students) == (MENTOR, 4)


def test_a_co_mentor_who_is_there_covers(school, as_office):
    child, other = school.ids(*SEVEN_ONE[:2])
    with school.store.write() as db:
        for student in (child, other):
            db.execute(
                "insert into pairing (student_id, mentor_id, valid_from) values (?, ?, ?)",
                [student, school.people[OTHER_MENTOR], "2026-09-07"],
            )
    away(as_office, staff=school.people[THIRD_MENTOR], length=20)
    (found,) = leave.uncovered(as_office)
    assert found.students == 11 - 2
    away(as_office, staff=school.people[OTHER_MENTOR], offset=5, length=2)
    assert [one.students for one in leave.uncovered(as_office) if one.mentor == THIRD_MENTOR] == [11]


def test_the_archive_says_that_a_child_is_away(school, as_office, as_mentor):
    away(as_office, student=school.student(CHILD), note="随父母")
    away(as_office, student=school.student(CHILD), offset=-9, length=2)
    assert archive.open_archive(as_mentor, school.student(CHILD)).away == [days(0, 3)]
