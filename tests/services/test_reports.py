"""专题汇报: every number of the paper is one of the overview's, a quarter is judged over its own days, no child is named."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from docx import Document

from domain.duty_presets import PRESETS
from domain.errors import NotAllowed, NotFound
from domain.inspections import Act
from domain.overview import NEVER
from services import (
    class_reach,
    findings,
    inspections,
    interactions,
    overview,
    overview_papers,
    reports,
    stages,
)
from services.findings import Told
from services.overview_values import View
from tests import duty_builder
from tests.school_builder import (
    EVERYBODY,
    GRADE_HEAD,
    GRADE_THREE,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OTHER_MENTOR,
    PEOPLE,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
    days_before,
)

NOVEMBER, SEPTEMBER = date(2026, 11, 1), date(2026, 9, 1)


@pytest.fixture
def busy(school, as_mentor, as_leader):
    """A school with rules, talks in three months, one class mostly seen."""
    duty_builder.put(school, PRESETS["S2"])
    interactions.record(as_mentor, school.talk(*THREE_ONE[:3], on=days_before(1)))
    interactions.record(as_leader, school.talk("黄梓轩", "谢奕辰", on=days_before(40)))
    interactions.record(as_leader, school.talk("谢奕辰", "唐可馨", "胡一诺", on=date(2026, 9, 15)))


def stretch_of(context, first):
    known = reports.periods(context)
    return next(one for one in (*known.months, *known.quarters) if one.since == first)


def quarter_of(context):
    return reports.periods(context).quarters[0]


def opened(paper):
    return Document(BytesIO(paper.content))


def tables(paper):
    """Heading of the first column → its rows as texts."""
    return {
        table.rows[0].cells[0].text: [[cell.text for cell in row.cells] for row in table.rows[1:]]
        for table in opened(paper).tables
        if len(table.columns) > 1
    }


def said(paper):
    return "\n".join(one.text for one in opened(paper).paragraphs)


# ── which days ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("today", "months", "quarters"),
    [
        (date(2026, 9, 1), ["2026年9月"], ["2026年9—11月"]),
        (date(2026, 11, 20), ["2026年11月", "2026年10月", "2026年9月"], ["2026年9—11月"]),
        (
            date(2027, 3, 2),
            ["2027年3月", "2027年2月", "2027年1月", "2026年12月", "2026年11月", "2026年10月", "2026年9月"],
            ["2027年3—5月", "2026年12月—2027年2月", "2026年9—11月"],
        ),
    ],
)
def test_months_and_quarters_of_the_school_year_come_newest_first(as_leader, today, months, quarters):
    then = as_leader.at(NOW.replace(year=today.year, month=today.month, day=today.day))
    known = reports.periods(then)
    assert [one.name for one in known.months] == months
    assert [one.name for one in known.quarters] == quarters


def test_a_quarter_is_whole_months_one_after_the_other(as_leader):
    known = reports.periods(as_leader.at(NOW.replace(year=2027, month=6, day=30)))
    spans = [(one.since, one.until) for one in reversed(known.quarters)]
    assert spans == [
        (date(2026, 9, 1), date(2026, 11, 30)), (date(2026, 12, 1), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2027, 5, 31)), (date(2027, 6, 1), date(2027, 8, 31)),
    ]  # fmt: skip


def test_a_month_still_to_come_or_without_a_term_has_no_report(as_leader):
    for first in (date(2026, 12, 1), date(2026, 8, 1), date(2026, 11, 2)):
        with pytest.raises(NotFound):
            reports.monthly(as_leader, first)
    with pytest.raises(NotFound):
        reports.quarterly(as_leader, NOVEMBER)
    assert reports.periods(as_leader.at(NOW.replace(month=8))) == reports.Periods([], [])


# ── the numbers ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("is_quarter", [False, True])
def test_every_table_of_the_paper_says_what_the_overview_says(busy, as_leader, is_quarter):
    stretch = quarter_of(as_leader) if is_quarter else stretch_of(as_leader, NOVEMBER)
    make = reports.quarterly if is_quarter else reports.monthly
    seen, found = overview.see(as_leader, View(stretch)), tables(make(as_leader, stretch.since))
    assert found["要求"] == [
        [rule.name, *map(str, (one.required, one.due, one.done, one.late, one.open)),
         "－" if one.share is None else f"{max(1, round(100 * one.share)) if one.share else 0}%"]
        for key, rule in seen.duties.items() for one in (seen.asked[key],)
    ]  # fmt: skip
    assert found["类别"] == [
        [one.name, *map(str, (len(one.days), one.contacted, len(one.days) - one.contacted, one.days.count(NEVER)))]
        for one in seen.care
    ]  # fmt: skip
    sums = [sum(int(row[column]) for row in found["班级"]) for column in (1, 3, 5, 6)]
    assert sums == [seen.state.students, seen.state.without_mentor, seen.state.seen, seen.state.unseen]
    assert any(one.done for one in seen.asked.values()) and any(one.late for one in seen.asked.values())


def test_each_class_has_the_figures_it_has_by_itself(busy, as_leader):
    view = View(stretch_of(as_leader, SEPTEMBER))
    found = class_reach.see(as_leader, view)
    assert len(found) == 4
    for key, one in found.items():
        alone = overview.see(as_leader, View(view.stretch, class_id=key)).state
        assert (one.students, one.without_mentor, one.seen) == (
            alone.students,
            alone.without_mentor,
            alone.seen,
        )


def test_the_sentences_hold_the_overview_s_numbers(busy, as_leader):
    seen = overview.see(as_leader, View(stretch_of(as_leader, NOVEMBER)))
    state, words = seen.state, said(reports.monthly(as_leader, NOVEMBER))
    asked = state.asked
    assert f"在册学生 {state.students} 人，{len(seen.leading)} 位导师在带" in words
    assert f"{state.without_mentor} 人还没有导师" in words
    assert f"交流记录 {state.records} 条，联系到学生 {state.seen} 人" in words
    assert (
        f"到期应做 {asked.due} 次，做了 {asked.done_of_due} 次" in words
        and f"逾期没做 {asked.late} 次" in words
    )
    assert f"登记的特殊学生 {state.care_students} 人，{state.care_unseen} 人超过 30 天没有联系" in words
    assert seen.finding in words
    assert (state.students, state.without_mentor, state.records, state.seen) == (28, 10, 1, 3)


def test_a_quarter_is_judged_over_its_own_days_and_not_a_mean_of_months(busy, as_leader):
    months = [overview.see(as_leader, View(one)).state for one in reports.periods(as_leader).months]
    whole = overview.see(as_leader, View(quarter_of(as_leader))).state
    assert whole.records == sum(one.records for one in months) == 3
    assert whole.asked.required == sum(one.asked.required for one in months)
    assert whole.seen == 7 < sum(one.seen for one in months)  # who was seen twice is one child


def test_a_quarter_is_compared_with_the_three_months_before(busy, school, as_leader):
    later = as_leader.at(NOW.replace(year=2027, month=2, day=28))
    seen = overview.see(later, View(reports.periods(later).quarters[0]))
    assert seen.before is not None and seen.before.on == date(2026, 11, 30)
    assert seen.before.records == 3
    running = as_leader.at(NOW.replace(month=12, day=10))
    then = overview.see(running, View(reports.periods(running).quarters[0])).before
    assert then is not None and (then.on, then.records) == (date(2026, 9, 10), 0)


def test_a_month_that_runs_says_up_to_which_day(busy, as_leader):
    assert "11月1日至11月20日（本期还没结束，数字截至这一天）" in said(reports.monthly(as_leader, NOVEMBER))
    assert "9月1日至9月30日　" in said(reports.monthly(as_leader, SEPTEMBER))


def test_the_month_before_is_named_only_if_there_was_school(busy, school, as_leader):
    with school.store.write() as db:
        db.execute(
            "update class_membership set valid_from = '2026-07-01'"
        )  # enrolled in the holidays already
    assert "比上月同期" in said(reports.monthly(as_leader, NOVEMBER))
    assert "上月" not in said(reports.monthly(as_leader, SEPTEMBER))


def test_what_presses_most_stands_where_problems_are_written(busy, as_leader):
    hints = reports.open_report(as_leader, stretch_of(as_leader, NOVEMBER)).hints
    assert hints[0] == "10 名学生还没有导师（三（2）班 7 人、七（1）班 3 人）"
    assert hints[1] == "2 名特殊学生超过 30 天没有联系"
    assert len(hints) == 3


def test_a_school_without_students_still_has_a_paper(school, as_leader):
    with school.store.write() as db:
        db.execute("update class_membership set valid_to = '2026-10-01'")
        db.execute("delete from duty_rule")
    words = said(reports.monthly(as_leader, NOVEMBER))
    assert "还没有学生。" in words and "没有履职要求" in words and "%" not in words


# ── inspections and stages ───────────────────────────────────────────────────────────────────────────


def test_inspections_begun_in_these_days_are_told_as_numbers(busy, school, as_leader, as_office):
    assert "这段时间没有开展督导检查。" in said(reports.monthly(as_leader, NOVEMBER))
    chosen = [school.people[one] for one in (MENTOR, OTHER_MENTOR)]
    found = inspections.propose(as_office, 0, chosen)
    begun = inspections.begin(
        as_office, "inspect-0001", "11月抽查", (NOVEMBER, TODAY), (found.number, 0), chosen
    )
    line = next(one for one in inspections.open_one(as_office, begun).lines if one.mentor == MENTOR)
    findings.find(as_office, "finding-0001", line.id, line.version, Act.FINE, Told("都好"))
    words = said(reports.monthly(as_leader, NOVEMBER))
    assert "开展督导检查 1 次，检查导师 2 位次。到11月20日：待检查 1 位，符合要求 1 位。" in words
    assert tables(reports.monthly(as_leader, NOVEMBER))["待检查"] == [["1", "1", "0", "0", "0", "0"]]
    assert "没有开展督导检查" in said(reports.monthly(as_leader, SEPTEMBER))


def test_stages_are_told_once_the_school_has_decided_them(busy, as_leader, as_office):
    assert "推进阶段" not in said(reports.monthly(as_leader, NOVEMBER))
    stages.adopt(as_office)
    paper, plan = reports.monthly(as_leader, NOVEMBER), stages.see(as_leader)
    assert f"到11月20日：{stages.now(as_leader)}。" in said(paper)
    assert [(row[0], int(row[2]), int(row[3])) for row in tables(paper)["阶段"]] == [
        (one.name, len(one.items), sum(item.is_done for item in one.items)) for one in plan.stages
    ]


# ── names ────────────────────────────────────────────────────────────────────────────────────────────


def everything(paper):
    """Every word of the file: paragraphs, tables, pictures' descriptions, foot."""
    return re.sub(r"\s", "", opened(paper).element.xml)


@pytest.mark.parametrize("has_names", [False, True])
def test_no_child_is_named_ever_and_a_mentor_only_in_the_annex(busy, as_leader, has_names):
    paper = reports.monthly(as_leader, NOVEMBER, has_names=has_names)
    words = everything(paper)
    assert [one for one in EVERYBODY if one in words] == []
    named = {one for one in PEOPLE if one in words}
    assert named >= {MENTOR, OTHER_MENTOR, THIRD_MENTOR} if has_names else named == set()


def test_no_drawing_names_anybody(busy, as_leader):
    """What stands in a picture no search of the paper's words would find."""
    report = reports.open_report(as_leader, stretch_of(as_leader, NOVEMBER), has_names=True)
    drawings = "".join(one.drawing for part in report.parts for one in part.pictures)
    assert "导师 1" in drawings and "三（1）班" in drawings
    assert [one for one in (*EVERYBODY, *PEOPLE) if one in drawings] == []


def test_the_annex_numbers_mentors_as_the_picture_does(busy, as_leader):
    seen = overview.see(as_leader, View(stretch_of(as_leader, NOVEMBER)))
    rows = tables(reports.monthly(as_leader, NOVEMBER, has_names=True))["序号"]
    assert [(row[0], row[1], row[4], row[5]) for row in rows] == [
        (str(place), one.name, str(one.figures.due), str(one.figures.done_of_due))
        for place, one in enumerate(seen.mentors, 1)
    ]


def test_only_who_hands_it_in_has_it(busy, as_homeroom, as_grade_head, as_mentor):
    for context in (as_homeroom, as_grade_head, as_mentor):
        with pytest.raises(NotAllowed):
            reports.monthly(context, NOVEMBER)


# ── the tables ───────────────────────────────────────────────────────────────────────────────────────


def sheets(paper):
    book = openpyxl.load_workbook(BytesIO(paper.content))
    return {one.title: [[cell.value for cell in row] for row in one.iter_rows(min_row=2)] for one in book}


@pytest.mark.parametrize(
    ("person", "children"), [(LEADER, 28), (GRADE_HEAD, len(GRADE_THREE)), (HOMEROOM, 7)]
)
def test_the_excel_file_is_the_screen_s_tables_of_one_s_own_part(busy, school, person, children):
    context = school.as_person(person)
    seen, found = overview.see(context), sheets(overview_papers.excel(context))
    assert [*found] == ["总览", "导师", "每周", "班级与要求", "特殊学生类别", "逐周联系面"]
    whole = {row[0]: row[1] for row in found["总览"][1:]}
    state = seen.state
    assert (whole["学生"], whole["没有导师的学生"], whole["联系到的学生"], whole["交流记录"]) == (
        children, state.without_mentor, state.seen, state.records,
    )  # fmt: skip
    assert (whole["应做"], whole["做了"], whole["逾期没做"]) == (
        state.asked.required,
        state.asked.done,
        state.asked.late,
    )
    mentors = {row[0]: row[1:] for row in found["导师"][1:]}
    for one in seen.mentors:
        assert mentors[one.name][0] == one.counts.mentees
        assert mentors[one.name][3:6] == [one.figures.due, one.figures.done, one.figures.late]
    weeks = {row[0]: row[1 : 1 + len(seen.weeks)] for row in found["每周"][1:]}
    assert all(weeks[one.name] == [*one.weeks] for one in seen.mentors)
    reach = [(row[3], row[4]) for row in found["逐周联系面"][1:] if row[1]]
    assert reach == seen.weeks_seen


def test_the_excel_file_follows_the_filters(busy, school, as_leader):
    key = school.class_id("三（1）班")
    found = sheets(overview_papers.excel(as_leader, View(class_id=key)))
    assert {row[0]: row[1] for row in found["总览"][1:]}["学生"] == 7
    assert [row[0] for row in found["班级与要求"][1:] if row[1] is not None] == ["三（1）班"]


def test_no_child_stands_in_the_tables(busy, as_leader):
    words = str(sheets(overview_papers.excel(as_leader)))
    assert [one for one in EVERYBODY if one in words] == []
