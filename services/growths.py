"""One student's forms, for many at once: months, contacts, exams and what else is known, as of a term."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db import calendar as calendar_rows
from db import handbooks as rows
from db.connection import Database
from db.rows import Row
from db.scope import Scope
from domain.calendar import Term, day_text
from domain.exam_forms import MONTHLY_LABELS, curve_slots, monthly_slots
from domain.goals import STATES
from domain.handbook import Contact, Curve, ExamPlace, Growth, MonthForm, contact_months
from domain.months import TermMonth, term_months
from domain.permissions import Action
from domain.profile import PROFILE
from domain.record_kinds import Kind
from services import exams, goals, months, profiles, reviews, sealed_texts
from services.context import Context
from services.goals import Goal
from services.months import MonthNote
from services.reviews import Review
from services.students import class_text

_NOT_PRINTED = "内容加密保存，这份没有打印"
_RESTRICTED = "保密记录，内容不打印"


@dataclass(frozen=True)
class Choice:
    """What a paper may hold besides: ranks (where the school shows them), and texts that lie encrypted."""

    ranks: bool = False
    confidential: bool = False


@dataclass(frozen=True)
class _Sitting:
    """An exam as the forms ask for it."""

    id: int
    term_id: int
    grade: int
    slot: str
    held_on: date
    full_marks: float | None


@dataclass(frozen=True)
class _Gathered:
    """Everything about the students of one paper, by student."""

    term: Term
    terms: list[Term]
    choice: Choice
    guardians: Mapping[int, Row]
    notes: Mapping[int, Sequence[MonthNote]]
    contacts: Mapping[int, Sequence[tuple[int, Contact]]]
    sittings: Sequence[_Sitting]
    results: Mapping[tuple[int, int], Row]  # by exam and student
    profiles: Mapping[int, Mapping[str, str]]
    goals: Mapping[int, Sequence[Goal]]
    reviews: Mapping[int, Sequence[Review]]
    ranks: exams.RankRule

    @property
    def previous(self) -> Term | None:
        """The term before."""
        earlier = [one for one in self.terms if one.starts_on < self.term.starts_on]
        return earlier[-1] if earlier else None


def of_students(
    context: Context, student_ids: Iterable[int], term: Term, choice: Choice, author_id: int | None = None
) -> tuple[Growth, ...]:
    """The forms of those of these students that are of one's own circle, by class and number.

    `author_id`: only what this person recorded; None: what anybody did.
    """
    context.require(Action.PRINT)
    with context.read() as db:
        on = min(context.today, term.ends_on)
        pupils = rows.pupils(db, context.scope(db), student_ids, on, term.school_year)
    ids = [row["id"] for row in pupils]
    known = _gather(context, ids, {row["grade"] for row in pupils if row["grade"]}, term, choice, author_id)
    return tuple(_growth(row, known) for row in pupils)


def _gather(
    context: Context, ids: list[int], grades: set[int], term: Term, choice: Choice, author_id: int | None
) -> _Gathered:
    with context.read() as db:
        scope = context.scope(db)
        told = rows.contacts(db, scope, ids, term.starts_on, term.ends_on, context.actor.staff_id, author_id)
        terms = calendar_rows.terms(db)
        earlier = {grade - 1 for grade in grades}  # the term before may have been another school year
        sittings = [_sitting(row) for row in rows.exams(db, _two(terms, term), grades | earlier)]
        known = _Gathered(
            term,
            terms,
            choice,
            first_of_each(rows.guardians(db, scope, ids)),
            {},
            {},
            sittings,
            _results(db, scope, ids, sittings),
            {},
            {},
            {},
            exams.rank_rule(db) if choice.ranks else exams.NO_RANKS,
        )
    return replace(
        known,
        notes=months.of_students(context, ids, term.id),
        contacts=_contacts(context, told, term, choice),
        profiles={one: _profile(context, one, choice) for one in ids},
        goals=goals.of_students(context, ids),
        reviews=reviews.of_students(context, ids, term.id),
    )


def _two(terms: Sequence[Term], term: Term) -> list[int]:
    """The term and the one before it."""
    return [one.id for one in terms if one.starts_on <= term.starts_on][-2:]


def _growth(row: Row, known: _Gathered) -> Growth:
    student_id = row["id"]
    guardian = known.guardians.get(student_id, {})
    profile = known.profiles[student_id]
    return Growth(
        name=row["name"],
        class_name=class_text(row["grade"], row["class_number"]),
        sex=row["sex"] or "",
        number=row["student_number"] or "",
        phone=row["phone"] or "",
        guardian=guardian.get("name") or "",
        guardian_phone=guardian.get("phone") or "",
        work_or_home=guardian.get("work_unit") or guardian.get("address") or "",
        basics=profile.get("basics", ""),
        family="\n".join(filter(None, (profile.get("family"), profile.get("family_analysis")))),
        relations=profile.get("relations", ""),
        months=_months(row, known),
        contacts=contact_months(known.contacts.get(student_id, ())),
        curve=_curve(row, known),
        mentors=row["mentors"] or "",
        lines=_lines(row, known),
    )


def first_of_each(guardians: Iterable[Row]) -> dict[int, Row]:
    """The guardian to be called first, by student."""
    found: dict[int, Row] = {}
    for row in guardians:
        found.setdefault(row["student_id"], row)
    return found


def _profile(context: Context, student_id: int, choice: Choice) -> Mapping[str, str]:
    """What is written of a student; of the family, which lies encrypted, only when chosen, and then noted."""
    known = profiles.of_student(context, student_id).texts
    return known | profiles.reveal_family(context, student_id).texts if choice.confidential else known


def _lines(row: Row, known: _Gathered) -> tuple[tuple[str, str], ...]:
    """What the form itself has no room for: 特点, 目标, 评价, who mentored."""
    profile = known.profiles[row["id"]]
    about = [(topic.label, profile.get(topic.name, "")) for topic in PROFILE if topic.name != "basics"]
    aims = "\n".join(map(_goal, known.goals.get(row["id"], ())))
    reviewed = "\n".join(f"{one.dimension}：{one.body}" for one in known.reviews.get(row["id"], ()))
    parts = (*about, ("发展目标", aims), ("综合素质发展性评价", reviewed), ("历任导师", row["mentors"] or ""))
    return tuple((title, text) for title, text in parts if text)


def _goal(goal: Goal) -> str:
    """学业：应用题正确率到八成（措施：每天一题；12月31日前；进行中）"""
    due = f"{day_text(goal.due_on)}前" if goal.due_on else ""
    more = "；".join(filter(None, (f"措施：{goal.measure}" if goal.measure else "", due, STATES[goal.state])))
    return f"{goal.area}：{goal.aim}（{more}）"


# ── contacts ─────────────────────────────────────────────────────────────────────────────────────────


def _contacts(
    context: Context, told: Sequence[Row], term: Term, choice: Choice
) -> dict[int, list[tuple[int, Contact]]]:
    """By student: the number of the month and the line."""
    sealed = {row["id"] for row in told if row["is_told"] and row["is_sealed"]}
    opened = sealed_texts.reveal_for_print(context, sealed) if choice.confidential and sealed else {}
    ends = [(one.last, one.number) for one in term_months(term)]
    found: dict[int, list[tuple[int, Contact]]] = {}
    for row in told:
        day = date.fromisoformat(row["occurred_on"])
        line = Contact(
            day_text(day), _words(row | opened.get(row["id"], {}), row["id"] in opened), row["effect"] or ""
        )
        found.setdefault(row["student_id"], []).append((_month_of(day, ends), line))
    return found


def _month_of(day: date, ends: Sequence[tuple[date, int]]) -> int:
    """Its number; whatever is after the last belongs to the last."""
    return next((number for last, number in ends if day <= last), ends[-1][1])


def _words(row: Row, is_opened: bool) -> str:
    """谈心（面谈，学业）：…"""
    kind = Kind(row["kind"])
    how = "，".join(filter(None, (row["talk_mode"], row["guidance_area"])))
    return f"{kind.text}{f'（{how}）' if how else ''}：{_content(row, kind, is_opened)}"


def _content(row: Row, kind: Kind, is_opened: bool) -> str:
    if not row["is_told"]:
        return _RESTRICTED
    if row["is_sealed"] and not is_opened:
        return _NOT_PRINTED
    details = json.loads(row["detail"])
    parts = [f"{one.label}：{details[one.name]}" for one in kind.shape.fields if details.get(one.name)]
    return "\n".join(filter(None, (row["content"], *parts)))


# ── months and exams ─────────────────────────────────────────────────────────────────────────────────


def _sitting(row: Row) -> _Sitting:
    return _Sitting(
        row["id"],
        row["term_id"],
        row["grade"],
        row["slot"],
        date.fromisoformat(row["held_on"]),
        row["full_marks"],
    )


def _results(
    db: Database, scope: Scope, ids: list[int], sittings: Sequence[_Sitting]
) -> dict[tuple[int, int], Row]:
    found = rows.results(db, scope, ids, [one.id for one in sittings])
    return {(row["exam_id"], row["student_id"]): row for row in found}


def _months(row: Row, known: _Gathered) -> tuple[MonthForm, ...]:
    notes = {one.month.number: one for one in known.notes.get(row["id"], ())}
    own = [one for one in known.sittings if one.term_id == known.term.id and one.grade == row["grade"]]
    months_of = term_months(known.term)
    slots = monthly_slots(own, months_of)
    return tuple(
        _month(month, exam_name, slot, notes.get(month.number), row, known)
        for month, exam_name, slot in zip(months_of, MONTHLY_LABELS, slots, strict=True)
    )


def _month(
    month: TermMonth,
    exam_name: str,
    slot: _Sitting | None,
    note: MonthNote | None,
    row: Row,
    known: _Gathered,
) -> MonthForm:
    result = known.results.get((slot.id, row["id"])) if slot else None
    return MonthForm(
        month.name,
        exam_name,
        note.performance if note else "",
        note.strength if note else "",
        note.weakness if note else "",
        note.measure if note else "",
        _result(result),
        _rank(result, "class_rank") if known.ranks.shows(row["grade"]) else "",
    )


def _result(result: Row | None) -> str:
    """总分, 缺考, or the levels counted: 优 3、良 2."""
    if result is None:
        return ""
    if result["was_absent"]:
        return "缺考"
    if result["total"] is not None:
        return f"{result['total']:g}"
    levels = (result["levels"] or "").split(",") if result["levels"] else []
    return "、".join(
        f"{level} {levels.count(level)}"
        for level in dict.fromkeys(sorted(levels, key=levels.count, reverse=True))
    )


def _rank(result: Row | None, which: str) -> str:
    return str(result[which]) if result is not None and result[which] is not None else ""


def _curve(row: Row, known: _Gathered) -> Curve:
    is_rank = known.ranks.shows(row["grade"])
    own = _as_of_now(known, row["grade"])
    slots = curve_slots(own, known.term, known.previous)
    return Curve(tuple(_place(slot.label, slot.exam, row, known, is_rank) for slot in slots), is_rank)


def _as_of_now(known: _Gathered, grade: int | None) -> list[_Sitting]:
    """This term's exams of the student's grade, and those of the term before of the grade the student was in then."""
    before = known.previous
    was = grade - 1 if grade and before and before.school_year < known.term.school_year else grade
    return [
        one
        for one in known.sittings
        if (one.term_id == known.term.id and one.grade == grade)
        or (before is not None and one.term_id == before.id and one.grade == was)
    ]


def _place(label: str, exam: _Sitting | None, row: Row, known: _Gathered, is_rank: bool) -> ExamPlace:
    result = known.results.get((exam.id, row["id"])) if exam else None
    if exam is None or result is None:
        return ExamPlace(label)
    if result["was_absent"]:
        return ExamPlace(label, "缺考", None, is_absent=True)
    if is_rank:
        return ExamPlace(label, _rank(result, "grade_rank"), result["grade_rank"])
    return ExamPlace(label, _result(result), _part(result["total"], exam.full_marks))


def _part(total: float | None, full_marks: float | None) -> float | None:
    """得分率 in per cent, where all full marks are known."""
    return None if total is None or not full_marks else round(100 * total / full_marks, 1)
