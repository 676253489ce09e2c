"""The monthly summary: drafted from one's own records, never with a restricted word; handed in, and who reads it."""

import io
from datetime import date, timedelta

import docx
import pytest

from db.rows import insert
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from services import interactions, summaries
from tests.school_builder import (
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    SEVEN_ONE,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
    days_before,
)
from tests.services.plans import regroup

FIRST, SECOND, THIRD, FOURTH = THREE_ONE[:4]
NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


@pytest.fixture
def month(school, as_mentor, as_homeroom):
    """A month of the mentor's: something better, something to watch, something restricted, somebody not reached."""
    interactions.record(as_mentor, school.talk(FIRST, effect="好转", content="数学及格了", on=days_before(3)))
    interactions.record(
        as_mentor,
        school.talk(
            SECOND, effect="需关注", content="总是迟到", on=days_before(2), follow_up_on=TODAY + timedelta(3)
        ),
    )
    interactions.record(
        as_mentor,
        school.talk(
            THIRD,
            effect="需关注",
            content="家里出了事",
            is_restricted=True,
            follow_up_on=TODAY + timedelta(5),
        ),
    )
    interactions.record(as_mentor, school.talk(FIRST, content="上个月的", on=date(2026, 10, 20)))
    interactions.record(as_homeroom, school.talk(FOURTH, content="班主任找过", effect="好转"))


def test_the_draft_tells_the_month_from_one_s_own_records(school, as_mentor, month):
    with school.store.write() as db:
        insert(
            db,
            "leave",
            {"student_id": school.student(FOURTH), "starts_on": "2026-11-02", "ends_on": "2026-11-20"},
        )
    said = summaries.draft(as_mentor, NOVEMBER)
    for words in (
        "本月带 4 名学生。联系到 3 名，交流记录 3 条：谈心 3 次。其中 1 条保密",
        "学业 3 次。",
        f"{FIRST}（11月17日）：数学及格了",
        f"{SECOND}（11月18日）：总是迟到",
        f"约好还要跟进：{SECOND}（11月23日）。",
        f"{FOURTH}（11月2日至11月20日请假）。",
    ):
        assert words in said, said
    assert "上个月" not in said
    assert "班主任找过" not in said


def test_of_a_restricted_record_neither_the_words_nor_the_child_are_in_the_draft(school, as_mentor, month):
    said = summaries.draft(as_mentor, NOVEMBER)
    assert "家里出了事" not in said
    assert THIRD not in said
    assert "11月25日" not in said


def test_a_deleted_record_and_another_s_student_are_not_in_it(school, as_mentor, month):
    regroup(
        school,
        school.class_id("三（1）班"),
        ("启明组", (FIRST,), MENTOR),
        ("扬帆组", THREE_ONE[1:], OTHER_MENTOR),
    )
    later = school.as_person(MENTOR, NOW + timedelta(days=1))
    said = summaries.draft(later, NOVEMBER)
    assert "本月带 4 名学生，其中 3 名已经不由我带，只计数不写名字。联系到 1 名" in said
    assert not [name for name in THREE_ONE[1:] if name in said]


def test_it_is_kept_with_a_version_and_another_tab_overwrites_nothing(as_mentor):
    assert summaries.mine(as_mentor, NOVEMBER).version == 0
    assert summaries.save(as_mentor, NOVEMBER, 0, "第一稿") == 1
    with pytest.raises(Conflict, match="没有覆盖"):
        summaries.save(as_mentor, NOVEMBER, 0, "另一个标签页")
    assert summaries.save(as_mentor, NOVEMBER, 1, "第二稿") == 2
    kept = summaries.mine(as_mentor, NOVEMBER)
    assert (kept.body, kept.version, kept.submitted_on, kept.title) == (
        "第二稿",
        2,
        None,
        "2026年11月谈话情况小结",
    )


def test_handed_in_it_is_closed_until_it_is_taken_back(school, as_mentor):
    version = summaries.submit(as_mentor, OCTOBER, 0, "十月的小结")
    assert summaries.mine(as_mentor, OCTOBER).submitted_on == TODAY
    with pytest.raises(Conflict, match="撤回修改"):
        summaries.save(as_mentor, OCTOBER, version, "改一改")
    with pytest.raises(Conflict, match="撤回修改"):
        summaries.submit(as_mentor, OCTOBER, version, "再交一次")
    with pytest.raises(Conflict):
        summaries.withdraw(as_mentor, OCTOBER, version + 1)
    summaries.withdraw(as_mentor, OCTOBER, version)
    assert summaries.submit(as_mentor, OCTOBER, version + 1, "改过的") == 3
    with pytest.raises(NotFound):
        summaries.withdraw(as_mentor, NOVEMBER, 1)
    assert "小结" not in str(school.rows("select * from audit"))


@pytest.mark.parametrize("month", [date(2026, 12, 1), date(2026, 11, 2), date(2030, 1, 1)])
def test_no_summary_of_a_month_to_come_or_of_no_month(as_mentor, month):
    for ask in (lambda: summaries.mine(as_mentor, month), lambda: summaries.save(as_mentor, month, 0, "x")):
        with pytest.raises(Invalid):
            ask()


def test_an_empty_one_is_not_handed_in(as_mentor):
    with pytest.raises(Invalid, match="空的"):
        summaries.submit(as_mentor, NOVEMBER, 0, "  ")
    assert summaries.mine(as_mentor, NOVEMBER).version == 0


def test_the_months_to_choose_from_end_with_this_one(as_mentor):
    assert summaries.months(as_mentor)[:3] == [NOVEMBER, OCTOBER, date(2026, 9, 1)]


# ── who reads it ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reader", [OFFICE, LEADER])
def test_office_and_leaders_read_what_was_handed_in_and_nothing_before(school, as_mentor, reader):
    summaries.save(as_mentor, NOVEMBER, 0, "还在写")
    context, mentor = school.as_person(reader), school.people[MENTOR]
    for asked in (summaries.read, summaries.word_of):
        with pytest.raises(NotFound):
            asked(context, mentor, NOVEMBER)
    summaries.submit(as_mentor, NOVEMBER, 1, "写好了")
    name, found = summaries.read(context, mentor, NOVEMBER)
    assert (name, found.body) == (MENTOR, "写好了")
    summaries.withdraw(as_mentor, NOVEMBER, 2)
    with pytest.raises(NotFound):
        summaries.read(context, mentor, NOVEMBER)


@pytest.mark.parametrize("reader", [HOMEROOM, GRADE_HEAD, OTHER_HOMEROOM])
def test_who_leads_a_class_sees_that_it_is_there_and_not_what_it_says(school, as_mentor, reader):
    summaries.submit(as_mentor, NOVEMBER, 0, "写好了")
    for asked in (summaries.read, summaries.word_of):
        with pytest.raises(NotFound):
            asked(school.as_person(reader), school.people[MENTOR], NOVEMBER)


@pytest.mark.parametrize("reader", [MENTOR, OTHER_MENTOR, THIRD_MENTOR])
def test_a_colleague_sees_nothing_of_it(school, as_mentor, reader):
    summaries.submit(as_mentor, NOVEMBER, 0, "写好了")
    with pytest.raises(NotAllowed):
        summaries.read(school.as_person(reader), school.people[MENTOR], NOVEMBER)
    with pytest.raises(NotAllowed):
        summaries.handed_in(school.as_person(reader), NOVEMBER)


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (HOMEROOM, [(OTHER_MENTOR, 3, None), (MENTOR, 4, TODAY)]),
        (OTHER_HOMEROOM, [(THIRD_MENTOR, 4, None)]),
        (GRADE_HEAD, [(OTHER_MENTOR, 3, None), (MENTOR, 4, TODAY)]),
        (OFFICE, [(OTHER_MENTOR, None, None), (THIRD_MENTOR, 11, None), (MENTOR, 4, TODAY)]),
    ],
)
def test_the_list_names_the_mentors_of_one_s_own_students_those_missing_first(
    school, as_mentor, reader, expected
):
    summaries.submit(as_mentor, NOVEMBER, 0, "写好了")
    found = summaries.handed_in(school.as_person(reader), NOVEMBER)
    said = {one.name: (one.students, one.submitted_on) for one in found}
    assert set(said) == {name for name, *_ in expected}
    assert [one.submitted_on is None for one in found] == sorted(
        (one.submitted_on is None for one in found), reverse=True
    )
    for name, students, day in expected:
        assert said[name][1] == day
        assert students is None or said[name][0] == students


def test_on_paper_it_has_its_text_a_line_to_sign_and_its_state(school, as_mentor):
    summaries.save(as_mentor, NOVEMBER, 0, "一、总体情况\n本月很好 {{ 7*7 }} <b>\n\n二、打算\n\x07继续")
    paper = summaries.word(as_mentor, NOVEMBER)
    lines = [one.text for one in docx.Document(io.BytesIO(paper.content)).paragraphs]
    assert paper.name == f"2026年11月谈话情况小结（{MENTOR}）.docx"
    assert lines[0] == "2026年11月谈话情况小结"
    assert lines[2:6] == ["一、总体情况", "本月很好 {{ 7*7 }} <b>", "二、打算", "继续"]
    assert "尚未提交" in lines[1]
    summaries.submit(as_mentor, NOVEMBER, 1, "好")
    assert (
        "2026年11月20日提交"
        in docx.Document(io.BytesIO(summaries.word(as_mentor, NOVEMBER).content)).paragraphs[1].text
    )
    assert SEVEN_ONE[0] not in str(lines)
