"""A record: saved once, for everyone it is about, corrected with a trace, taken back at once or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Conflict, Invalid, NotFound
from domain.record_kinds import Kind
from services import archive, interactions, record_log, today
from services.school import system_context
from tests.school_builder import MENTOR, NOW, OTHER_MENTOR, SEES, SEVEN_ONE, THREE_ONE, TODAY, days_before

FIRST, SECOND, THIRD, FOURTH = THREE_ONE[:4]


def entries(context, school, name):
    return archive.open_archive(context, school.student(name)).entries


def follow_ups(school):
    return school.rows("select student_id, due_on, done_at from follow_up order by id")


def test_one_form_about_several_students_is_in_each_archive(school, as_mentor):
    interactions.record(as_mentor, school.talk(FIRST, SECOND, content="一起聊了住校"))
    for name in (FIRST, SECOND):
        (entry,) = entries(as_mentor, school, name)
        assert (entry.content, entry.author, entry.people, entry.is_own) == ("一起聊了住校", MENTOR, 2, True)
    assert entries(as_mentor, school, THIRD) == []


def test_a_home_visit_keeps_its_own_fields(school, as_mentor):
    detail = {"visitors": "班主任", "agreement": "每晚读书二十分钟"}
    interactions.record(
        as_mentor, school.talk(FIRST, kind=Kind.HOME_VISIT, detail=detail, minutes=45, place="家中")
    )
    (entry,) = entries(as_mentor, school, FIRST)
    texts = record_log.open_sealed(as_mentor, entry.id)
    assert texts.details == (("同去的人", "班主任"), ("约定", "每晚读书二十分钟"))
    assert texts.place == "家中"


@pytest.mark.parametrize(
    "text",
    [
        "'); drop table student; --",
        "100%_\\",
        '<script>alert("x")</script>',
        "emoji 👨‍👩‍👧 𠮷",
        "一\n\n二\t三",
        "{{x}} {0} %s",
        "字" * 5000,
    ],
    ids=["sql", "signs", "html", "emoji", "lines", "braces", "five thousand"],
)
def test_what_was_typed_is_what_is_read(school, as_mentor, text):
    interactions.record(as_mentor, school.talk(FIRST, content=text))
    assert entries(as_mentor, school, FIRST)[0].content == text


def test_nothing_a_person_wrote_is_in_the_audit_log(school, as_mentor):
    interactions.record(as_mentor, school.talk(FIRST, content="很私密的一句话", place="操场角落"))
    log = str(school.rows("select * from audit"))
    assert "很私密" not in log
    assert "操场" not in log
    assert FIRST not in log


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"occurred_on": days_before(-1)}, "今天之后"),
        ({"student_ids": ()}, "学生"),
        ({"guidance_area": ""}, "哪方面"),
        ({"talk_mode": "入户"}, "方式"),
        ({"effect": ""}, "效果"),
        ({"effect": "需关注"}, "哪天跟进"),
        ({"follow_up_on": days_before(1)}, "今天或以后"),
        ({"content": "字" * 5001}, "5000"),
    ],
    ids=[
        "tomorrow",
        "nobody",
        "no area",
        "mode of another kind",
        "no effect",
        "no day to look again",
        "day gone by",
        "too long",
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_saved(school, as_mentor, changes, says):
    with pytest.raises(Invalid, match=says):
        interactions.record(as_mentor, replace(school.talk(FIRST), **changes))
    assert school.rows("select * from interaction") == []


def test_today_is_the_school_s_day_also_after_midnight(school, as_mentor):
    early = as_mentor.at(NOW.replace(hour=0, minute=10))
    interactions.record(early, school.talk(FIRST, on=TODAY))
    with pytest.raises(Invalid, match="今天之后"):
        interactions.record(early, school.talk(FIRST, on=days_before(-1)))


@pytest.mark.parametrize(
    "names", [(SEVEN_ONE[0],), (FIRST, SEVEN_ONE[0])], ids=["outside", "one of two outside"]
)
def test_a_student_outside_the_scope_cannot_be_written_about(school, as_mentor, names):
    with pytest.raises(NotFound):
        interactions.record(as_mentor, school.talk(*names))
    assert school.rows("select * from interaction") == []


def test_an_invented_student_reads_like_one_outside(school, as_mentor):
    def message(ids):
        with pytest.raises(NotFound) as refused:
            interactions.record(as_mentor, replace(school.talk(FIRST), student_ids=ids))
        return refused.value.message

    assert message((9999,)) == message(school.ids(SEVEN_ONE[0]))


# ── follow-ups ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def promised(school, as_mentor):
    """A week ago: look again on the 19th, with two students."""
    week_ago = as_mentor.at(NOW - timedelta(days=7))
    form = school.talk(FIRST, SECOND, on=days_before(7), effect="需关注", follow_up_on=days_before(1))
    return interactions.record(week_ago, form)


def test_a_promise_that_is_due_stands_on_the_mentor_s_day(as_mentor, promised):
    assert [(one.name, one.due_on) for one in today.my_day(as_mentor).follow_ups] == [
        (FIRST, days_before(1)),
        (SECOND, days_before(1)),
    ]


def test_a_later_talk_ticks_off_the_promise_to_that_student_only(school, as_mentor, promised):
    interactions.record(as_mentor, school.talk(FIRST))
    assert [one.name for one in today.my_day(as_mentor).follow_ups] == [SECOND]
    assert entries(as_mentor, school, FIRST)[-1].follow_up_on is None


def test_a_talk_before_the_promised_day_ticks_nothing_off(school, as_mentor, promised):
    interactions.record(as_mentor, school.talk(FIRST, on=days_before(2)))
    assert [row["done_at"] for row in follow_ups(school)] == [None, None]


def test_somebody_else_s_talk_does_not_keep_my_promise(school, as_homeroom, promised):
    interactions.record(as_homeroom, school.talk(FIRST))
    assert [row["done_at"] for row in follow_ups(school)] == [None, None]


def test_a_promise_for_later_today_is_not_done_by_the_talk_that_makes_it(school, as_mentor):
    interactions.record(as_mentor, school.talk(FIRST, effect="需关注", follow_up_on=TODAY))
    assert [(one.name, one.due_on) for one in today.my_day(as_mentor).follow_ups] == [(FIRST, TODAY)]


def test_undoing_the_later_talk_reopens_the_promise_and_leaves_a_trace(school, as_mentor, promised):
    taken_back = interactions.record(
        as_mentor, school.talk(FIRST, effect="需关注", follow_up_on=days_before(-7))
    )
    interactions.undo(as_mentor.at(NOW + timedelta(seconds=9)), taken_back)
    assert [one.name for one in today.my_day(as_mentor).follow_ups] == [FIRST, SECOND]
    assert [entry.id for entry in entries(as_mentor, school, FIRST)] == [promised]
    (row,) = school.rows(
        "select deleted_at, deleted_reason, content from interaction where id = :id", id=taken_back
    )
    assert (row["deleted_reason"], row["content"]) == ("刚记下就撤销", "聊了近况")
    assert row["deleted_at"]
    assert school.rows("select action from audit order by seq desc limit 1") == [
        {"action": "interaction.undo"}
    ]


@pytest.mark.parametrize(("seconds", "is_possible"), [(60, True), (61, False)])
def test_undo_is_for_the_first_minute(school, as_mentor, seconds, is_possible):
    record_id = interactions.record(as_mentor, school.talk(FIRST))
    later = as_mentor.at(NOW + timedelta(seconds=seconds))
    if is_possible:
        interactions.undo(later, record_id)
    else:
        with pytest.raises(Invalid, match="更正"):
            interactions.undo(later, record_id)
    assert len(entries(as_mentor, school, FIRST)) == (0 if is_possible else 1)


def test_undoing_twice_or_another_s_record_is_refused(school, as_mentor, as_homeroom):
    record_id = interactions.record(as_mentor, school.talk(FIRST))
    with pytest.raises(NotFound):
        interactions.undo(as_homeroom, record_id)
    interactions.undo(as_mentor, record_id)
    with pytest.raises(NotFound):
        interactions.undo(as_mentor, record_id)


@pytest.mark.parametrize("writer", [MENTOR, OTHER_MENTOR], ids=["undone meanwhile", "of somebody else"])
def test_a_form_answered_before_whose_record_is_not_there_is_never_called_saved(school, as_mentor, writer):
    form = school.talk(FIRST)
    record_id = interactions.record(as_mentor, form)
    if writer == MENTOR:
        interactions.undo(as_mentor, record_id)
    again = replace(form, student_ids=school.ids(SEES[writer][0]))
    with pytest.raises(Conflict, match="没有再记一遍"):
        interactions.record(school.as_person(writer), again)
    assert len(school.rows("select id from interaction")) == 1


def test_the_system_writes_no_records(school):
    with pytest.raises(Invalid, match="系统"):
        interactions.record(system_context(school.store, NOW), school.talk(FIRST))
