"""A record corrected with a trace, seen by who may read it; deleted with a reason, unless somebody acted on it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.errors import Conflict, Invalid, NotFound
from domain.record_kinds import Kind
from services import archive, corrections, interactions
from tests.school_builder import (
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_MENTOR,
    SEVEN_ONE,
    THREE_ONE,
    TODAY,
    days_before,
)
from tests.services.plans import regroup

FIRST, SECOND = THREE_ONE[:2]


def entries(context, school, name):
    return archive.open_archive(context, school.student(name)).entries


def follow_ups(school):
    return school.rows("select student_id, due_on, done_at from follow_up order by id")


@pytest.fixture
def promised(school, as_mentor):
    """A week ago: look again on the 19th, with two students."""
    week_ago = as_mentor.at(NOW - timedelta(days=7))
    form = school.talk(FIRST, SECOND, on=days_before(7), effect="需关注", follow_up_on=days_before(1))
    return interactions.record(week_ago, form)


def test_a_correction_shows_the_new_wording_and_keeps_the_old(school, as_mentor):
    form = school.talk(FIRST, content="第一稿", minutes=20)
    record_id = interactions.record(as_mentor, form)
    corrections.correct(as_mentor, record_id, 1, replace(form, content="第二稿", occurred_on=days_before(1)))
    (entry,) = entries(as_mentor, school, FIRST)
    assert (entry.content, entry.version, entry.occurred_on) == ("第二稿", 2, days_before(1))
    (kept,) = school.rows("select version, changed_by from interaction_revision")
    assert (kept["version"], kept["changed_by"]) == (1, school.people[MENTOR])
    assert ("内容", "第一稿", "第二稿") in told(as_mentor, record_id)[0]


def test_of_two_tabs_the_second_is_told_and_overwrites_nothing(school, as_mentor):
    form = school.talk(FIRST)
    record_id = interactions.record(as_mentor, form)
    corrections.correct(as_mentor, record_id, 1, replace(form, content="左边的标签页"))
    with pytest.raises(Conflict, match="没有覆盖"):
        corrections.correct(as_mentor, record_id, 1, replace(form, content="右边的标签页"))
    assert entries(as_mentor, school, FIRST)[0].content == "左边的标签页"


def test_nobody_corrects_another_s_record(school, as_mentor, as_homeroom, as_leader, as_office):
    form = school.talk(FIRST)
    record_id = interactions.record(as_mentor, form)
    for context in (as_homeroom, as_leader, as_office):
        with pytest.raises(NotFound, match="自己写的"):
            corrections.correct(context, record_id, 1, replace(form, content="改了"))
    assert entries(as_mentor, school, FIRST)[0].content == "聊了近况"


def test_a_correction_cannot_turn_the_record_to_another_student(school, as_mentor):
    record_id = interactions.record(as_mentor, school.talk(FIRST))
    for names in ((SECOND,), (FIRST, SECOND), (SEVEN_ONE[0],)):
        with pytest.raises(Invalid, match="不能换学生"):
            corrections.correct(as_mentor, record_id, 1, school.talk(*names))


def test_a_correction_leaves_the_day_to_look_again_as_it_was_agreed(school, as_mentor, promised):
    form = replace(corrections.form_of(as_mentor, promised), effect="好转")
    corrections.correct(as_mentor, promised, 1, form)
    assert [row["due_on"] for row in follow_ups(school)] == [days_before(1).isoformat()] * 2


def test_one_s_own_record_comes_back_as_the_form_it_was(school, as_mentor, as_homeroom):
    form = school.talk(
        FIRST, SECOND, kind=Kind.HOME_VISIT, detail={"family": "和奶奶住"}, minutes=30, is_restricted=True
    )
    record_id = interactions.record(as_mentor, form)
    assert corrections.form_of(as_mentor, record_id) == replace(form, form_id="")
    with pytest.raises(NotFound):
        corrections.form_of(as_homeroom, record_id)


def test_a_correction_that_asks_for_attention_makes_a_promise_and_one_that_does_not_ends_it(
    school, as_mentor
):
    record = interactions.record(as_mentor, school.talk("王子墨"))
    worried = replace(
        corrections.form_of(as_mentor, record), effect="需关注", follow_up_on=as_mentor.today + timedelta(3)
    )
    corrections.correct(as_mentor, record, 1, worried)
    promises = "select due_on, done_at is not null as done from follow_up"
    assert school.rows(promises) == [{"due_on": worried.follow_up_on.isoformat(), "done": 0}]
    corrections.correct(as_mentor, record, 2, replace(worried, effect="好转", follow_up_on=None))
    assert school.rows(promises) == [{"due_on": worried.follow_up_on.isoformat(), "done": 1}]


def test_a_record_of_a_child_who_is_no_longer_one_s_own_can_be_neither_read_nor_changed(
    school, as_mentor, as_office
):
    record = interactions.record(as_mentor, school.talk("王子墨"))
    corrected = replace(corrections.form_of(as_mentor, record), content="后来写的")
    regroup(school, school.class_id("三（1）班"), ("启明组", THREE_ONE, OTHER_MENTOR))
    tomorrow = as_mentor.at(as_mentor.now + timedelta(days=1))
    for ask in (
        lambda: corrections.form_of(tomorrow, record),
        lambda: corrections.correct(tomorrow, record, 1, corrected),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_promise_already_kept_needs_no_new_one_when_a_word_is_corrected(school, as_mentor, promised):
    with school.store.write() as db:
        db.execute("update follow_up set done_at = '2026-11-19T10:00:00Z', done_by = owner_id")
    form, version = corrections.to_correct(as_mentor, promised)
    corrections.correct(as_mentor, promised, version, replace(form, content="改了一个字"))
    assert len(follow_ups(school)) == 2
    with pytest.raises(Invalid, match="哪天跟进"):
        fresh = interactions.record(as_mentor, school.talk(FIRST))
        corrections.correct(as_mentor, fresh, 1, replace(school.talk(FIRST), effect="需关注"))


def test_the_kind_stays(school, as_mentor):
    record_id = interactions.record(as_mentor, school.talk(FIRST))
    with pytest.raises(Invalid, match="不能换类型"):
        corrections.correct(as_mentor, record_id, 1, school.talk(FIRST, kind=Kind.HOME_VISIT))


def test_a_correction_that_is_refused_changes_nothing(school, as_mentor):
    record_id = interactions.record(as_mentor, school.talk(FIRST))
    with pytest.raises(Invalid):
        corrections.correct(as_mentor, record_id, 1, school.talk(FIRST, on=days_before(-1)))
    assert school.rows("select version, occurred_on from interaction") == [
        {"version": 1, "occurred_on": TODAY.isoformat()}
    ]
    assert corrections.history(as_mentor, record_id) == []


def test_a_correction_cannot_move_a_talk_to_before_the_child_came(school, as_mentor):
    form = school.talk(FIRST)
    record_id = interactions.record(as_mentor, form)
    with pytest.raises(Invalid, match=f"{FIRST} 2026年9月1日才到校"):
        corrections.correct(as_mentor, record_id, 1, replace(form, occurred_on=date(2026, 8, 31)))


@pytest.mark.parametrize("text", ["㛃䶮𬱟龑 👨‍👩‍👧", "字" * 5000, "一\n二"])
def test_what_is_typed_into_a_correction_is_what_is_read(school, as_mentor, text):
    record_id = interactions.record(as_mentor, school.talk(FIRST))
    corrections.correct(as_mentor, record_id, 1, replace(school.talk(FIRST), content=f"{text}\x00"))
    assert entries(as_mentor, school, FIRST)[0].content == text
    with pytest.raises(Invalid, match="5000"):
        corrections.correct(as_mentor, record_id, 2, replace(school.talk(FIRST), content="字" * 5001))


# ── earlier wordings ─────────────────────────────────────────────────────────────────────────────────


def told(context, record_id):
    """The corrections as (label, before, after); None where only the author may know."""
    return [
        one.changes and [(change.label, change.before, change.after) for change in one.changes]
        for one in corrections.history(context, record_id)
    ]


def test_each_correction_says_what_changed_in_words(school, as_mentor):
    form = school.talk(FIRST, kind=Kind.HOME_VISIT, content="和奶奶住", detail={"agreement": "每晚读书"})
    record_id = interactions.record(as_mentor, form)
    changed = replace(
        form, content="和外婆住", minutes=20, detail={"agreement": "每晚读书", "wishes": "多表扬"}
    )
    corrections.correct(as_mentor, record_id, 1, changed)
    due = TODAY + timedelta(days=3)
    corrections.correct(
        as_mentor.at(NOW + timedelta(minutes=5)), record_id, 2,
        replace(changed, occurred_on=days_before(1), effect="需关注", follow_up_on=due),
    )  # fmt: skip
    assert told(as_mentor, record_id) == [
        [("日期", "11月20日", "11月19日"), ("效果", "平稳", "需关注"), ("哪天跟进", "", "11月23日")],
        [("时长", "", "20 分钟"), ("内容", "和奶奶住", "和外婆住"), ("家长的想法", "", "多表扬")],
    ]
    latest = corrections.history(as_mentor, record_id)[0]
    assert (latest.by, latest.on, latest.at) == (MENTOR, TODAY, "18:05")


def group_activity(school, *names):
    """An activity of 启明组 with these of its students."""
    (group,) = school.rows("select id from mentor_group where name = '启明组' and valid_to is null")
    return replace(
        school.talk(*names), kind=Kind.GROUP_ACTIVITY, guidance_area="", talk_mode="", effect="",
        mentor_group_id=group["id"], detail={"form": "学习互助", "cost": "35.50"},
    )  # fmt: skip


def test_who_of_a_group_was_there_can_be_put_right_and_the_contacts_with_it(school, as_mentor, as_homeroom):
    form = group_activity(school, FIRST, SECOND)
    record_id = interactions.record(as_mentor, form)
    assert [name for _, name, _ in corrections.could_be_there(as_mentor, record_id)] == list(THREE_ONE[:4])
    corrections.correct(as_mentor, record_id, 1, replace(form, student_ids=school.ids(SECOND, THREE_ONE[2])))
    assert {row["student_id"] for row in school.rows("select student_id from contact")} == set(
        school.ids(SECOND, THREE_ONE[2])
    )
    assert told(as_homeroom, record_id) == [[("到场", f"{FIRST}、{SECOND}", f"{SECOND}、{THREE_ONE[2]}")]]
    for names in ((THREE_ONE[5],), (SEVEN_ONE[0],), ()):
        with pytest.raises((Invalid, NotFound)):
            corrections.correct(as_mentor, record_id, 2, replace(form, student_ids=school.ids(*names)))


def test_the_exam_of_an_analysis_can_be_put_right(school, as_mentor):
    exams = [row["id"] for row in school.rows("select id from exam order by held_on")]
    form = replace(
        school.talk(FIRST), kind=Kind.EXAM_ANALYSIS, guidance_area="", talk_mode="", effect="", exam_id=exams[0],
        detail={"problem": "计算", "countermeasure": "每天十题"},
    )  # fmt: skip
    record_id = interactions.record(as_mentor, form)
    corrections.correct(as_mentor, record_id, 1, replace(form, exam_id=exams[1]))
    assert told(as_mentor, record_id) == [[("哪次考试", "第一次月考", "期中")]]
    with pytest.raises(NotFound):
        corrections.correct(as_mentor, record_id, 2, replace(form, exam_id=999))


@pytest.mark.parametrize("change", ["class_id", "mentor_group_id"])
def test_a_record_stays_about_what_it_was_about(school, as_mentor, change):
    form = group_activity(school, FIRST)
    if change == "class_id":
        form = replace(
            form,
            kind=Kind.CLASS_MEETING,
            student_ids=(),
            class_id=school.class_id("三（1）班"),
            detail={"topic": "安全"},
        )
    record_id = interactions.record(as_mentor, form)
    other = school.class_id("三（2）班") if change == "class_id" else 999
    with pytest.raises(Invalid, match="不能换"):
        corrections.correct(as_mentor, record_id, 1, replace(form, **{change: other}))


READERS = (HOMEROOM, GRADE_HEAD, OFFICE, LEADER)


@pytest.mark.parametrize("reader", READERS)
def test_who_reads_the_record_reads_its_earlier_wordings(school, as_mentor, reader):
    form = school.talk(FIRST, content="第一稿")
    record_id = interactions.record(as_mentor, form)
    corrections.correct(as_mentor, record_id, 1, replace(form, content="第二稿"))
    assert told(school.as_person(reader), record_id) == [[("内容", "第一稿", "第二稿")]]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("restricted", ["before", "after", "both", "in between"])
def test_a_wording_once_restricted_or_restricted_now_is_the_author_s_alone(
    school, as_mentor, reader, restricted
):
    steps = {
        "before": (True, False),
        "after": (False, True),
        "both": (True, True),
        "in between": (False, True, False),
    }
    first, *rest = steps[restricted]
    form = school.talk(FIRST, content="只告诉你0", is_restricted=first)
    record_id = interactions.record(as_mentor, form)
    for version, is_restricted in enumerate(rest, start=1):
        form = replace(form, content=f"只告诉你{version}", is_restricted=is_restricted)
        corrections.correct(as_mentor, record_id, version, form)
    assert told(school.as_person(reader), record_id) == [None] * len(rest)
    assert None not in told(as_mentor, record_id)


@pytest.mark.parametrize("reader", [OTHER_MENTOR, "骆清泉"])
def test_who_may_not_see_the_child_sees_no_wording(school, as_mentor, reader):
    form = school.talk(FIRST)
    record_id = interactions.record(as_mentor, form)
    corrections.correct(as_mentor, record_id, 1, replace(form, content="第二稿"))
    assert corrections.history(school.as_person(reader), record_id) == []


# ── deleting ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_deleted_record_is_out_of_every_count_and_leaves_who_when_and_why(school, as_mentor):
    record_id = interactions.record(as_mentor, school.talk(FIRST, content="记到了别人头上"))
    corrections.delete(as_mentor, record_id, 1, "  记错了\n学生 ")
    assert entries(as_mentor, school, FIRST) == []
    assert school.rows("select * from contact") == []
    (row,) = school.rows("select deleted_reason, deleted_by, deleted_at, content from interaction")
    assert (row["deleted_reason"], row["deleted_by"]) == ("记错了 学生", school.people[MENTOR])
    assert row["deleted_at"] == as_mentor.moment
    assert row["content"] == "记到了别人头上"
    assert "记" not in str(school.rows("select * from audit where action = 'interaction.delete'"))


@pytest.mark.parametrize(
    ("reason", "says"), [("", "为什么"), (" \n ", "为什么"), ("\0\ud800", "为什么"), ("字" * 101, "100")]
)
def test_a_deletion_needs_a_reason(school, as_mentor, reason, says):
    record_id = interactions.record(as_mentor, school.talk(FIRST))
    with pytest.raises(Invalid, match=says):
        corrections.delete(as_mentor, record_id, 1, reason)
    assert len(entries(as_mentor, school, FIRST)) == 1


def test_what_a_deleted_record_had_ticked_off_is_open_again_and_its_own_promise_is_gone(
    school, as_mentor, promised
):
    form = school.talk(FIRST, effect="需关注", follow_up_on=TODAY + timedelta(days=2))
    record_id = interactions.record(as_mentor, form)
    assert [row["done_at"] is None for row in follow_ups(school)] == [False, True, True]
    corrections.delete(as_mentor, record_id, 1, "没有发生")
    assert [(row["due_on"], row["done_at"]) for row in follow_ups(school)] == [
        (days_before(1).isoformat(), None)
    ] * 2


def test_another_s_record_a_deleted_one_and_one_changed_meanwhile_are_not_deleted(
    school, as_mentor, as_homeroom, as_office
):
    form = school.talk(FIRST)
    record_id = interactions.record(as_mentor, form)
    for context in (as_homeroom, as_office):
        with pytest.raises(NotFound):
            corrections.delete(context, record_id, 1, "记重了")
    corrections.correct(as_mentor, record_id, 1, replace(form, content="另一个标签页"))
    with pytest.raises(Conflict, match="没有删除"):
        corrections.delete(as_mentor, record_id, 1, "记重了")
    corrections.delete(as_mentor, record_id, 2, "记重了")
    with pytest.raises(NotFound):
        corrections.delete(as_mentor, record_id, 3, "记重了")
    with pytest.raises(NotFound):
        corrections.correct(as_mentor, record_id, 3, form)


def test_a_record_somebody_else_followed_up_cannot_be_removed(school, as_homeroom, as_mentor):
    """The homeroom teacher's promise, kept by the mentor who has the child since."""
    form = school.talk(FIRST, effect="需关注", follow_up_on=TODAY)
    record_id = interactions.record(as_homeroom, form)
    with school.store.write() as db:
        db.execute(
            "update follow_up set done_at = '2026-11-20T09:00:00Z', done_by = :m",
            {"m": school.people[MENTOR]},
        )
    with pytest.raises(Conflict, match=f"{MENTOR}已经接着跟进.*更正"):
        corrections.delete(as_homeroom, record_id, 1, "记重了")
    assert len(entries(as_homeroom, school, FIRST)) == 1


def test_a_promise_another_mentor_has_taken_over_keeps_the_record(school, as_mentor, as_office):
    """The author was the mentor then; as a member of the office he still reads the record."""
    interactions.record(
        as_mentor, school.talk(FIRST, effect="需关注", follow_up_on=TODAY + timedelta(days=9))
    )
    regroup(school, school.class_id("三（1）班"), ("启明组", THREE_ONE, OTHER_MENTOR))
    later = school.as_person(MENTOR, NOW + timedelta(days=1))
    both = replace(later, actor=replace(later.actor, roles=as_office.actor.roles | later.actor.roles))
    with pytest.raises(Conflict, match=OTHER_MENTOR):
        corrections.delete(both, 1, 1, "记重了")
