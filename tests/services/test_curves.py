"""What is drawn of a child: recounted from the rows, kept back from whom it must be."""

from datetime import date

import pytest

from domain.errors import NotFound
from domain.record_kinds import Kind
from services import access, archive, curves, exams, imports, interactions
from services.exams import RankRule
from services.import_exam import ExamMeta
from tests.make_files import csv_bytes
from tests.school_builder import (
    ABSENT,
    HOMEROOM,
    SEVEN_ONE,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
    UNLISTED,
    days_before,
)

FIRST, SECOND = THREE_ONE[:2]
MONTHLY = ExamMeta("第二次月考", "monthly", date(2026, 11, 18))
SUBJECTS = ("语文(100分)", "数学(120分)", "英语(50分)")


def analyse(school, context, name=FIRST, exam="期中", **more):
    (row,) = school.rows("select id from exam where name = :name", name=exam)
    detail = {"problem": "审题太快", "countermeasure": "每天一题说给同桌听"}
    form = school.talk(
        name, kind=Kind.EXAM_ANALYSIS, content="", detail=detail, exam_id=row["id"],
        guidance_area="", talk_mode="", effect="", **more,
    )  # fmt: skip
    return interactions.record(context, form)


def sit(context, marks, subjects=SUBJECTS, form="form-0001"):
    """An exam of several subjects: name → its marks as they stand in the school's file."""
    rows = [["班级", "姓名", *subjects], *(["三(1)班", name, *own] for name, own in marks.items())]
    return imports.commit(context, form, "exam", csv_bytes(rows), "成绩.csv", exam=MONTHLY)


def shown(context, school, name=FIRST):
    return archive.open_archive(context, school.student(name)).curves


# ── measures ─────────────────────────────────────────────────────────────────────────────────────────

MARKS = {
    name: [str(90 - 7 * place), str(60 + 9 * place), str(20 + 4 * place)]
    for place, name in enumerate(THREE_ONE)
}


def naive_quartiles(values):
    ordered = sorted(values)

    def at(part):
        place = part * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low), 1)

    return at(0.25), at(0.75)


def test_subjects_are_the_pupil_s_own_rates_beside_the_middle_half_of_the_class(school, as_office, as_mentor):
    sit(as_office, MARKS)
    profile = curves.profile(as_mentor, school.student(SECOND))
    assert profile.exam == "本学期第二次月考"
    for index, (subject, full) in enumerate((("语文", 100), ("数学", 120), ("英语", 50))):
        (found,) = [one for one in profile.subjects if one.subject == subject]
        rates = {name: round(100 * float(own[index]) / full, 1) for name, own in MARKS.items()}
        assert found.rate == rates[SECOND]
        assert found.band == naive_quartiles(rates.values())


def test_the_curve_s_full_marks_place_and_size_are_recounted(school, as_office, as_mentor):
    sit(as_office, MARKS)
    totals = {name: sum(map(float, own)) for name, own in MARKS.items()}
    last = shown(as_mentor, school, SECOND).points[-1]
    assert (last.total, last.full_marks, last.class_size) == (totals[SECOND], 270.0, 7)
    assert last.class_rank == 1 + sum(total > totals[SECOND] for total in totals.values())
    assert last.class_band == naive_quartiles(totals.values())


def test_who_sat_fewer_subjects_is_measured_by_those_and_not_laid_beside_the_class(
    school, as_office, as_mentor
):
    sit(as_office, MARKS | {SECOND: ["80", "", "40"]})
    last = shown(as_mentor, school, SECOND).points[-1]
    assert (last.total, last.full_marks, last.class_band) == (120.0, 150.0, None)
    assert shown(as_mentor, school, FIRST).points[-1].class_band is not None


def test_a_subject_in_levels_takes_no_rate_from_the_others(school, as_office, as_mentor):
    marks = {name: [own[0], "优"] for name, own in MARKS.items()}
    sit(as_office, marks, ("语文(100分)", "科学"))
    last = shown(as_mentor, school, SECOND).points[-1]
    assert (last.total, last.full_marks) == (83.0, 100.0)
    subjects = {
        one.subject: (one.rate, one.said)
        for one in curves.profile(as_mentor, school.student(SECOND)).subjects
    }
    assert subjects == {"语文": (83.0, ""), "科学": (None, "优")}


def test_an_unknown_full_mark_leaves_no_rate(school, as_office, as_mentor):
    sit(as_office, MARKS, ("语文(100分)", "数学", "英语(50分)"))
    assert shown(as_mentor, school, SECOND).points[-1].full_marks is None


def test_of_an_absent_pupil_the_latest_exam_with_a_score_is_drawn(school, as_mentor):
    profile = curves.profile(as_mentor, school.student(ABSENT))
    assert profile.exam == "本学期第一次月考"
    assert [(one.subject, one.rate) for one in profile.subjects] == [("语文", 90.0)]
    assert curves.profile(as_mentor, school.student(UNLISTED)).exam == "本学期第一次月考"


def test_without_exams_there_is_no_profile(school, as_other_homeroom):
    assert curves.profile(as_other_homeroom, school.student(SEVEN_ONE[0])) is None


def test_five_exams_at_first_and_all_when_asked(school, as_office, as_mentor):
    with school.store.write() as db:
        for day in range(1, 6):
            db.execute(
                "insert into exam (term_id, grade, name, slot, held_on) select term_id, 3, :n, 'other', :d from exam limit 1",
                {"n": f"小测{day}", "d": f"2026-09-0{day}"},
            )
    few = shown(as_mentor, school)
    whole = curves.whole(as_mentor, school.student(FIRST))
    assert (len(few.points), few.has_more) == (5, True)
    assert (len(whole.points), whole.has_more) == (7, False)
    assert whole.points[-5:] == few.points


def test_out_of_reach_nothing_is_told(school, as_other_homeroom, as_mentor):
    interactions.record(as_mentor, school.talk(FIRST))
    student = school.student(FIRST)
    with pytest.raises(NotFound):
        curves.whole(as_other_homeroom, student)
    assert curves.profile(as_other_homeroom, student) is None
    assert {one.total for one in curves.months(as_other_homeroom, student)} == {0}


# ── contacts ─────────────────────────────────────────────────────────────────────────────────────────


def test_contacts_by_month_are_the_records_that_stand(school, as_mentor, as_homeroom):
    interactions.record(as_mentor, school.talk(FIRST, SECOND, on=date(2026, 9, 20)))
    interactions.record(
        as_homeroom, school.talk(FIRST, kind=Kind.HOME_VISIT, on=date(2026, 11, 3), is_restricted=True)
    )
    interactions.record(as_mentor, school.talk(SECOND, on=TODAY))
    interactions.undo(as_mentor, interactions.record(as_mentor, school.talk(FIRST, on=TODAY)))
    analyse(school, as_mentor)
    months = curves.months(as_mentor, school.student(FIRST))
    assert [(one.name, {kind: n for kind, n in one.counts.items() if n}) for one in months] == [
        ("9月", {"谈心": 1}), ("10月", {}), ("11月", {"家访": 1})
    ]  # fmt: skip


# ── 考后分析 ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_latest_analysis_of_each_exam_stands_below_the_curve(school, as_mentor, as_homeroom):
    analyse(school, as_mentor, exam="第一次月考", on=days_before(30))
    analyse(school, as_mentor, on=days_before(5))
    latest = analyse(school, as_homeroom, on=days_before(1))
    first, second = shown(as_mentor, school).analyses
    assert (first.record_id, first.exam, first.author) == (latest, "期中", HOMEROOM)
    assert (first.problem, first.countermeasure) == ("审题太快", "每天一题说给同桌听")
    assert second.exam == "第一次月考"
    assert shown(as_mentor, school, SECOND).analyses == []


def test_the_newest_major_exam_without_one_asks_for_it(school, as_mentor):
    (midterm,) = school.rows("select id from exam where name = '期中'")
    assert shown(as_mentor, school).to_analyse == midterm["id"]
    analyse(school, as_mentor, exam="第一次月考")
    assert shown(as_mentor, school).to_analyse == midterm["id"]
    analyse(school, as_mentor)
    assert shown(as_mentor, school).to_analyse is None


def test_nothing_is_asked_for_where_there_is_no_result(school, as_mentor):
    (first,) = school.rows("select id from exam where name = '第一次月考'")
    assert shown(as_mentor, school, UNLISTED).to_analyse == first["id"]
    assert shown(as_mentor, school, ABSENT).to_analyse == first["id"]


def test_of_a_restricted_analysis_others_learn_only_that_there_is_one(school, as_mentor, as_homeroom):
    analyse(school, as_mentor, is_restricted=True)
    (other,) = shown(as_homeroom, school).analyses
    assert (other.problem, other.countermeasure, other.is_kept_back) == ("", "", True)
    (own,) = shown(as_mentor, school).analyses
    assert (own.problem, own.is_sealed, own.is_kept_back) == ("", True, False)


def test_a_deleted_analysis_is_gone(school, as_mentor):
    interactions.undo(as_mentor, analyse(school, as_mentor))
    assert shown(as_mentor, school).analyses == []


# ── ranks ────────────────────────────────────────────────────────────────────────────────────────────


def test_ranks_stay_within_the_mentor_s_circle(school, as_mentor, as_leader):
    assert shown(as_mentor, school).points[-1].grade_rank == 1
    request = access.ask(
        school.as_person(THIRD_MENTOR), "ask-00001", FIRST, class_id=school.class_id("三（1）班"), number="",
        reason="下周起替同事带这个小组三天", days=3,
    )  # fmt: skip
    access.grant(as_leader, request, 1, 3)
    reader = school.as_person(THIRD_MENTOR)
    for found in (shown(reader, school), curves.whole(reader, school.student(FIRST))):
        assert not found.shows_ranks
        assert {(one.class_rank, one.grade_rank, one.rank_band) for one in found.points} == {
            (None, None, None)
        }
        assert [one.total for one in found.points] == [100.0, 100.0]


def test_switched_off_no_rank_is_told_by_any_of_it(school, as_office, as_mentor):
    exams.set_rank_rule(as_office, RankRule(True, frozenset()), RankRule(True, frozenset({3})))
    found = curves.whole(as_mentor, school.student(FIRST))
    assert not found.shows_ranks
    assert {(one.class_rank, one.grade_rank, one.rank_band) for one in found.points} == {(None, None, None)}
