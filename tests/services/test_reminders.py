"""Reminders: for whom which text, what stands in it, and never a student."""

from datetime import timedelta

import pytest

from db.connection import Database
from domain.duty_editions import Adopt
from domain.duty_presets import PRESETS
from domain.errors import NotAllowed, NotFound
from services import duty_rules, interactions, reminders
from tests.documents.test_calendar_file import events
from tests.school_builder import (
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_MENTOR,
    TERM_BEGINS,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
)

STAFF = (LEADER, OFFICE, GRADE_HEAD, HOMEROOM, MENTOR, OTHER_MENTOR, THIRD_MENTOR)


@pytest.fixture
def ruled(school, as_office):
    """The third scheme since the term began; a Friday, and nobody has done anything."""
    rules = tuple(PRESETS["S2"].rules(TERM_BEGINS))
    duty_rules.put_in_force(as_office, "form-0001", frozenset(), Adopt(rules), TERM_BEGINS)
    return school


def everything(context):
    """Every text and file this person can have."""
    texts = []
    for key in reminders.audiences(context):
        if key == reminders.OWN:
            texts.append(reminders.own(context))
        elif key == reminders.WIDE:
            texts += [reminders.wide(context, by) for by in ("grade", "class", "teacher")]
        else:
            texts.append(reminders.of_class(context, int(key.removeprefix("class-"))))
    said = [part for one in texts for part in (one.heading, one.text)]
    return "\n".join([*said, reminders.calendar(context).content.replace(b"\r\n ", b"").decode()])


@pytest.mark.parametrize(
    ("person", "who"),
    [
        (OFFICE, ["全校老师", "我自己"]),
        (LEADER, ["全校老师"]),
        (GRADE_HEAD, ["本年级的老师"]),
        (HOMEROOM, ["三（1）班的老师", "我自己"]),
        (MENTOR, ["我自己"]),
    ],
)
def test_each_is_offered_the_texts_they_can_use(ruled, person, who):
    assert list(reminders.audiences(ruled.as_person(person)).values()) == who


@pytest.mark.parametrize("person", STAFF)
def test_no_student_s_name_or_number_and_no_guardian_is_ever_in_them(ruled, person):
    with ruled.store.read() as db:
        private = private_words(db)
    told = everything(ruled.as_person(person))
    assert "谈心" in told
    assert [one for one in private if one in told] == []


def private_words(db: Database) -> set[str]:
    """Names, numbers and telephones of all students and their families."""
    found = {
        row[0] for row in db.execute("select name from student union select student_number from student")
    }
    found |= {part for row in db.execute("select name, phone from guardian") for part in row}
    return {one for one in found if one}


def test_a_promise_s_words_do_not_reach_the_calendar(ruled, as_mentor):
    secret = ruled.talk(
        THREE_ONE[0],
        content="爸爸住院",
        effect="需关注",
        follow_up_on=TODAY + timedelta(3),
        is_restricted=True,
    )
    interactions.record(as_mentor, secret)
    days = {one["SUMMARY"]: one for one in events(reminders.calendar(as_mentor).content)}
    assert days["约好跟进 1 件"]["DTSTART;VALUE=DATE"] == "20261123"
    assert "住院" not in str(days)


def test_a_mentor_reads_how_many_are_left_and_until_when(ruled, as_mentor):
    before = reminders.own(as_mentor)
    interactions.record(as_mentor, ruled.talk(THREE_ONE[0]))
    after = reminders.own(as_mentor)
    assert "· 谈心 还差 4 人，今天到期" in before.text
    assert "· 谈心 还差 3 人，今天到期" in after.text
    assert "· 家校联系 还差 4 人，11月30日前" in after.text


def test_the_class_teacher_reads_teachers_and_counts(ruled, as_homeroom):
    found = reminders.of_class(as_homeroom, ruled.class_id("三（1）班"))
    assert found.text.startswith("三（1）班各位老师，辛苦了。截至11月20日")
    assert f"{MENTOR}老师 4 人，{OTHER_MENTOR}老师 3 人" in found.text


def test_a_class_teacher_without_mentees_still_reads_the_class_s_own_duties(ruled, as_homeroom):
    assert "· 班级会商 还差 1 次，今天到期" in reminders.own(as_homeroom).text


def test_the_school_s_own_duties_are_the_office_s_and_in_no_text_for_teachers(ruled, as_office):
    assert "校长办公会" in reminders.own(as_office).text
    assert not [
        by for by in ("grade", "class", "teacher") if "校长办公会" in reminders.wide(as_office, by).text
    ]


def test_the_office_reads_grades_or_classes_and_teachers_only_when_asked(ruled, as_office):
    by_grade, by_class = (reminders.wide(as_office, by).text for by in ("grade", "class"))
    assert "三年级 7 人，七年级 11 人" in by_grade
    assert "三（1）班 7 人，七（1）班 4 人，七（2）班 7 人" in by_class
    assert not [one for one in STAFF if one in by_grade + by_class]
    assert MENTOR in reminders.wide(as_office, "teacher").text


def test_a_grade_head_reads_the_own_grade(ruled):
    found = reminders.wide(ruled.as_person(GRADE_HEAD), "class")
    assert "三（1）班 7 人" in found.text and "七（" not in found.text


def test_a_class_somebody_does_not_lead_is_not_found(ruled, as_homeroom, as_mentor):
    with pytest.raises(NotFound):
        reminders.of_class(as_homeroom, ruled.class_id("七（1）班"))
    with pytest.raises(NotAllowed):
        reminders.of_class(as_mentor, ruled.class_id("三（1）班"))


def test_without_rules_there_is_nothing_to_remind_of(school, as_mentor):
    found = reminders.own(as_mentor)
    assert (found.heading, found.is_empty) == ("都做到了", True)
    assert events(reminders.calendar(as_mentor).content) == []


def test_an_entry_of_the_calendar_keeps_its_name_and_renews_its_count(ruled, as_mentor):
    first = events(reminders.calendar(as_mentor).content)
    interactions.record(as_mentor, ruled.talk(THREE_ONE[0]))
    later = events(reminders.calendar(as_mentor.at(NOW + timedelta(minutes=5))).content)
    assert [one["UID"] for one in first] == [one["UID"] for one in later]
    assert "谈心还差 4 人" in {one["SUMMARY"] for one in first}
    assert "谈心还差 3 人" in {one["SUMMARY"] for one in later}
    assert {one["DTSTART;VALUE=DATE"] for one in first} >= {"20261120", "20261130"}
