"""交流记录: who finds which records, by which words, and what a search must not betray."""

import io
import itertools
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest

from db.rows import insert
from domain.errors import Invalid, NotFound
from domain.record_kinds import Kind
from domain.record_search import Span
from services import corrections, interactions, record_log
from services.record_log import Wanted
from tests.school_builder import (
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    MONDAY,
    NOW,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    SEES,
    SEVEN_ONE,
    SEVEN_TWO,
    TERM_BEGINS,
    THIRD_MENTOR,
    THREE_ONE,
    THREE_TWO,
    TODAY,
    days_before,
)
from tests.services.plans import regroup

FIRST, SECOND, THIRD, FOURTH = THREE_ONE[:4]
READERS = [MENTOR, OTHER_MENTOR, THIRD_MENTOR, HOMEROOM, OTHER_HOMEROOM, GRADE_HEAD, OFFICE, LEADER]


@pytest.fixture
def records(school):
    """Records by several hands: (author, students, content, restricted)."""
    written = [
        (MENTOR, (FIRST,), "奶奶住院，作业没交", False),
        (MENTOR, (FIRST, SECOND), "两个人一起聊了同桌", False),
        (MENTOR, (SECOND,), "父母在办离婚", True),
        (OTHER_MENTOR, (THREE_ONE[5],), "作业进步很大", False),
        (HOMEROOM, (FIRST,), "班主任找他谈过作业", False),
        (THIRD_MENTOR, (SEVEN_ONE[0], SEVEN_TWO[0]), "新环境适应得不错", False),
        (THIRD_MENTOR, (SEVEN_TWO[1],), "说起离婚的事", True),
        (OFFICE, (THREE_TWO[0],), "德育处谈话", False),
    ]
    ids = [
        interactions.record(
            school.as_person(author), school.talk(*students, content=content, is_restricted=secret)
        )
        for author, students, content, secret in written
    ]
    return [(number, *one) for number, one in zip(ids, written, strict=True)]


def found(context, **wanted):
    """The ids found, having made sure that the count says the same."""
    total, lines = record_log.find(context, Wanted(**wanted))
    assert total == len(lines)
    return [one.id for one in lines]


# ── whose ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reader", READERS)
def test_everybody_finds_what_a_plain_reading_of_the_rule_says(school, records, reader):
    """The oracle: all records, kept by a loop over the school's own table of who sees whom."""
    context, sees = school.as_person(reader), set(SEES[reader])
    for whose, word in itertools.product(
        ("mine", "all"), ("", "作业", "离婚", FIRST, "%", "_", "不存在的词")
    ):
        expected = [
            number
            for number, author, students, content, secret in records
            if set(students) & sees
            and (whose == "all" or author == reader)
            and (
                not word
                or (word in content and (not secret or author == reader))
                or word in set(students) & sees
            )
        ]
        wanted = {"whose": whose, "words": (word,) if word else ()}
        assert sorted(found(context, **wanted)) == expected, wanted


@pytest.mark.parametrize("reader", READERS)
def test_only_names_one_may_see_are_on_the_list(school, records, reader):
    _, lines = record_log.find(school.as_person(reader), Wanted("all"))
    assert {name for one in lines for _, name in one.students} <= set(SEES[reader])
    shared = next((one for one in lines if one.others), None)
    assert (shared is not None) == (reader == OTHER_HOMEROOM)  # sees one of the two
    if shared:
        assert shared.who == f"{SEVEN_ONE[0]} 等 2 人"


@pytest.mark.parametrize("reader", [HOMEROOM, GRADE_HEAD, OFFICE, LEADER])
def test_of_another_s_restricted_record_nothing_said_reaches_the_reader(school, records, reader):
    secret = next(number for number, *_, is_secret in records if is_secret)
    opened = record_log.open_record(school.as_person(reader), secret)
    assert (opened.line.words, opened.line.place, opened.line.minutes, opened.line.details) == (
        None,
        "",
        None,
        (),
    )
    assert opened.line.is_restricted
    assert not opened.is_to_open
    with pytest.raises(NotFound):
        record_log.open_sealed(school.as_person(reader), secret)
    own = record_log.open_record(school.as_person(MENTOR), secret)
    assert (own.line.words, own.is_to_open) == ("", True)
    assert record_log.open_sealed(school.as_person(MENTOR), secret).words == "父母在办离婚"


def test_a_class_mate_one_may_not_see_opens_no_class_and_no_search(school, records, as_other_homeroom):
    seven_two = school.class_id("七（2）班")
    assert found(as_other_homeroom, whose="all", class_id=seven_two) == []
    assert found(as_other_homeroom, whose="all", student_id=school.student(SEVEN_TWO[0])) == []
    assert found(as_other_homeroom, whose="all", words=(SEVEN_TWO[0],)) == []
    assert len(found(as_other_homeroom, whose="all", class_id=school.class_id("七（1）班"))) == 1


@pytest.mark.parametrize("number", [0, -1, 10**11])
def test_a_record_out_of_reach_reads_like_one_that_does_not_exist(school, records, as_other_mentor, number):
    for asked in (number, records[0][0]):
        with pytest.raises(NotFound) as refused:
            record_log.open_record(as_other_mentor, asked)
        assert refused.value.message == "没有找到这条记录，或者它不在您能看的范围内。"


def test_one_s_own_record_of_a_child_who_went_to_another_mentor_is_no_longer_on_one_s_list(school, as_mentor):
    interactions.record(as_mentor, school.talk(FIRST))
    regroup(school, school.class_id("三（1）班"), ("启明组", THREE_ONE, OTHER_MENTOR))
    assert found(school.as_person(MENTOR, NOW + timedelta(days=1))) == []


# ── records about no student ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def meeting(school, as_other_mentor):
    """A class meeting of 三（1）班 by somebody who mentors there."""
    form = replace(
        school.talk(), kind=Kind.CLASS_MEETING, class_id=school.class_id("三（1）班"), content="班会很热闹",
        detail={"topic": "读书"},
    )  # fmt: skip
    return interactions.record(as_other_mentor, form)


@pytest.mark.parametrize("reader", READERS)
def test_a_class_s_record_is_for_its_author_and_who_leads_the_class(school, meeting, reader):
    sees = {OTHER_MENTOR, HOMEROOM, GRADE_HEAD, OFFICE, LEADER}
    context = school.as_person(reader)
    assert (found(context, whose="all", words=("读书",)) == [meeting]) == (reader in sees)
    if reader in sees:
        opened = record_log.open_record(context, meeting)
        assert (opened.line.who, opened.line.details) == ("三（1）班", (("主题", "读书"),))


# ── words and filters ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("完成了 50%", "50%"), ("a_b", "a_b"), ("一\\二", "\\"), ("他叫㛃䶮𬱟龑", "䶮𬱟"), ("笑 👨‍👩‍👧", "👨‍👩‍👧"),
        ("Good", "good"), ("it's", "it's"), ('说"好"', '"好"'), ("第一行\n第二行", "第二行"),
    ],
)  # fmt: skip
def test_a_word_is_found_as_it_was_written_and_signs_are_only_signs(school, as_mentor, text, word):
    own = interactions.record(as_mentor, school.talk(FIRST, content=text))
    interactions.record(as_mentor, school.talk(FIRST, content="别的内容 axb 50 二"))
    assert found(as_mentor, words=(word,)) == [own]


def test_a_kind_s_own_fields_and_the_place_are_searched_and_their_names_are_not(school, as_mentor):
    visit = school.talk(FIRST, kind=Kind.HOME_VISIT, place="他家", detail={"agreement": '每晚"读书"\n半小时'})
    number = interactions.record(as_mentor, visit)
    for word in ('"读书"', "半小时", "他家"):
        assert found(as_mentor, words=(word,)) == [number]
    assert found(as_mentor, words=("agreement",)) == []
    assert found(as_mentor, words=("他家", "读书")) == [number]
    assert found(as_mentor, words=("他家", "写字")) == []


def test_each_filter_keeps_what_it_says(school, as_mentor):
    late = interactions.record(as_mentor, school.talk(FIRST, on=days_before(9), effect="好转"))
    visit = interactions.record(as_mentor, school.talk(SECOND, kind=Kind.HOME_VISIT, guidance_area="家教"))
    with school.store.write() as db:
        file = {"interaction_id": visit, "file": "0" * 32, "name": "照片.jpg", "media_type": "image/jpeg", "size": 1,
                "sha256": "", "added_by": school.people[MENTOR], "added_at": as_mentor.moment}  # fmt: skip
        insert(db, "attachment", file)
    for wanted, expected in [
        ({"kind": "home_visit"}, visit), ({"area": "家教"}, visit), ({"effect": "好转"}, late), ({"is_late": True}, late),
        ({"student_id": school.student(FIRST)}, late), ({"since": MONDAY}, visit), ({"until": days_before(9)}, late),
        ({"has_files": True}, visit),
    ]:  # fmt: skip
        assert found(as_mentor, **wanted) == [expected], wanted
    assert found(as_mentor, class_id=school.class_id("三（1）班")) == [visit, late]
    assert found(as_mentor, class_id=school.class_id("三（2）班")) == []


def test_that_a_restricted_record_has_files_is_its_author_s_to_know(school, as_mentor, as_homeroom):
    number = interactions.record(as_mentor, school.talk(FIRST, is_restricted=True))
    with school.store.write() as db:
        file = {"interaction_id": number, "file": "1" * 32, "name": "信.pdf", "media_type": "application/pdf", "size": 1,
                "sha256": "", "added_by": school.people[MENTOR], "added_at": as_mentor.moment}  # fmt: skip
        insert(db, "attachment", file)
    assert found(as_mentor, has_files=True) == [number]
    assert found(as_homeroom, whose="all", has_files=True) == []
    assert record_log.find(as_homeroom, Wanted("all"))[1][0].files == 0


@pytest.mark.parametrize(("hour", "is_late"), [(15, False), (16, True)])
def test_late_is_judged_by_the_school_s_day(school, as_mentor, hour, is_late):
    """16:00 in Greenwich is the next day at the school."""
    written = as_mentor.at(NOW.replace(hour=hour + 8 - 24 * (hour == 16), day=20 + (hour == 16)))
    number = interactions.record(written, school.talk(FIRST, on=date(2026, 11, 17)))
    assert (found(written, is_late=True) == [number]) == is_late
    line = record_log.open_record(written, number).line
    assert (line.days_late, "补记（晚 4 天）" in line.state) == ((4, True) if is_late else (0, False))


def test_pages_hold_thirty_and_together_everything_once(school, as_mentor):
    for place in range(33):
        interactions.record(as_mentor, school.talk(FIRST, on=days_before(place % 3)))
    total, first = record_log.find(as_mentor, Wanted())
    _, second = record_log.find(as_mentor, Wanted(), record_log.PAGE)
    assert (total, len(first), len(second)) == (33, 30, 3)
    days = [one.occurred_on for one in (*first, *second)]
    assert days == sorted(days, reverse=True)
    assert len({one.id for one in (*first, *second)}) == 33
    assert record_log.find(as_mentor, Wanted(), 60) == (33, [])


def test_this_week_month_and_term_are_the_school_s(as_mentor):
    assert record_log.days(as_mentor, Span.WEEK) == (MONDAY, MONDAY + timedelta(days=6))
    assert record_log.days(as_mentor, Span.MONTH) == (date(2026, 11, 1), date(2026, 11, 30))
    assert record_log.days(as_mentor, Span.TERM) == (TERM_BEGINS, date(2027, 1, 20))
    assert record_log.days(as_mentor, Span.CHOSEN) == (None, None)


# ── one record ───────────────────────────────────────────────────────────────────────────────────────


def test_an_opened_record_says_everything_about_itself(school, as_mentor, as_homeroom):
    form = school.talk(FIRST, SECOND, on=days_before(5), minutes=30, place="操场", effect="需关注",
                       follow_up_on=TODAY + timedelta(days=2))  # fmt: skip
    number = interactions.record(as_mentor, form)
    corrections.correct(as_mentor, number, 1, replace(form, content="改过"))
    opened = record_log.open_record(as_homeroom, number)
    line = opened.line
    assert (line.who, line.words, line.minutes, line.place, line.author) == (
        f"{FIRST}、{SECOND}", "改过", 30, "操场", MENTOR,
    )  # fmt: skip
    assert line.state == "补记（晚 5 天） · 更正过 1 次"
    assert [(one.due_on, one.student, one.done_by) for one in opened.promises] == [
        (TODAY + timedelta(days=2), FIRST, ""),
        (TODAY + timedelta(days=2), SECOND, ""),
    ]
    assert [change.label for change in opened.history[0].changes] == ["内容"]
    assert not opened.may_change
    assert record_log.open_record(as_mentor, number).may_change


# ── deleted ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("secret", [False, True])
def test_a_deleted_record_leaves_a_trace_for_its_author_and_who_leads(school, as_mentor, reader, secret):
    number = interactions.record(as_mentor, school.talk(FIRST, content="记错的话", is_restricted=secret))
    corrections.delete(as_mentor, number, 1, "记错了学生")
    context = school.as_person(reader)
    sees = reader in {MENTOR, HOMEROOM, GRADE_HEAD, OFFICE, LEADER}
    assert found(context, whose="all") == found(context, whose="mine") == []
    assert found(context, whose="deleted") == ([number] if sees else [])
    assert found(context, whose="deleted", words=("记错的话",)) == ([number] if reader == MENTOR else [])
    assert found(context, whose="deleted", kind="talk") == ([number] if sees else [])
    for asked in ({"effect": "平稳"}, {"area": "学业"}):
        assert found(context, whose="deleted", **asked) == ([number] if reader == MENTOR else [])
    if not sees:
        with pytest.raises(NotFound):
            record_log.open_record(context, number)
        return
    opened = record_log.open_record(context, number)
    assert (opened.line.deletion.by, opened.line.deletion.reason) == (MENTOR, "记错了学生")
    assert opened.line.deletion.on == TODAY
    is_own = reader == MENTOR
    assert (opened.line.words, opened.line.effect) == (
        ("" if secret else "记错的话", "平稳") if is_own else (None, "")
    )
    assert opened.is_to_open == (is_own and secret)
    if opened.is_to_open:
        assert record_log.open_sealed(context, number).words == "记错的话"
    assert not opened.may_change


# ── as a table ───────────────────────────────────────────────────────────────────────────────────────


def table(paper):
    return list(openpyxl.load_workbook(io.BytesIO(paper.content)).active.values)


def test_the_table_holds_what_is_found_and_no_restricted_text_and_no_formula(school, as_mentor, records):
    evil = interactions.record(as_mentor, school.talk(THIRD, content='=HYPERLINK("http://x","点我")'))
    paper = record_log.excel(as_mentor, Wanted())
    rows = table(paper)
    assert paper.name == "交流记录20261120.xlsx"
    assert len(found(as_mentor)) == 4
    words = [row[9] for row in rows[2:6]]
    assert words == [
        '=HYPERLINK("http://x","点我")',
        "（保密，不导出）",
        "两个人一起聊了同桌",
        "奶奶住院，作业没交",
    ]
    cell = openpyxl.load_workbook(io.BytesIO(paper.content)).active.cell(3, 10)
    assert (cell.data_type, evil) == ("s", found(as_mentor)[0])
    assert "离婚" not in str(rows)
    assert len(table(record_log.excel(as_mentor, Wanted(words=("奶奶",))))) < len(rows)


@pytest.mark.parametrize("reader", READERS)
def test_a_table_names_nobody_out_of_reach(school, records, reader):
    said = str(table(record_log.excel(school.as_person(reader), Wanted("all"))))
    assert {name for name in EVERYBODY if name in said} <= set(SEES[reader])


def test_a_table_too_long_to_be_read_is_refused_with_what_to_do(school, as_mentor, monkeypatch):
    monkeypatch.setattr(record_log, "MOST_LISTED", 1)
    for _ in range(2):
        interactions.record(as_mentor, school.talk(FIRST))
    with pytest.raises(Invalid, match="缩小范围"):
        record_log.excel(as_mentor, Wanted())
