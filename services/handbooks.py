"""导师工作手册 and 学生成长档案: whose one may print, of which term, and what stands on every one of them."""

import json
from collections.abc import Iterable
from datetime import date

from db import calendar as calendar_rows
from db import handbooks as rows
from db import settings, students, summaries
from db.connection import Database
from domain.calendar import TERM_NAMES, Term, month_of, school_year_text
from domain.errors import NotFound
from domain.handbook import Growth, Handbook
from domain.months import term_months
from domain.permissions import Action
from domain.summaries import month_text
from services import exports, growths
from services.context import Context
from services.growths import Choice
from services.students import class_text


def mentors(context: Context, class_id: int | None = None) -> list[tuple[int, str, int]]:
    """id, name and number of students of the mentors whose handbooks one may print."""
    context.require(Action.PRINT)
    with context.read() as db:
        found = rows.mentors_with_students(db, context.scope(db), context.today, class_id)
    own = [row for row in found if row["id"] == context.actor.staff_id]
    listed = found if context.actor.may(Action.PRINT_ANY) else own
    return [(row["id"], row["name"], row["students"]) for row in listed]


def of_mentor(context: Context, mentor_id: int, term_id: int, choice: Choice) -> Handbook:
    """A mentor's handbook of a term: the students the mentor has, and what the mentor wrote about them.

    :raises NotAllowed: it is somebody else's. :raises NotFound: no such mentor, or nobody to mentor.
    """
    context.require(Action.PRINT if mentor_id == context.actor.staff_id else Action.PRINT_ANY)
    with context.read() as db:
        term, on = term_and_day(context, db, term_id)
        mentor = rows.mentor(db, mentor_id, on, term.school_year)
        ids = rows.of_mentor(db, context.scope(db), mentor_id, on) if mentor else []
        if mentor is None or not ids:
            raise NotFound("这位老师在这个学期没有带学生，没有手册可打印。")
        summaries_of = _summaries(db, mentor_id, term)
    forms = growths.of_students(context, ids, term, choice, author_id=mentor_id)
    classes = [class_text(grade, number) for grade, number in json.loads(mentor["classes"])]
    return Handbook(
        **_head(context, term),
        mentor=mentor["name"],
        subjects="、".join(json.loads(mentor["subjects"])),
        classes="、".join(classes),
        students=forms,
        summaries=summaries_of,
    )


def of_students(
    context: Context, student_ids: Iterable[int], term_id: int, choice: Choice
) -> tuple[Growth, ...]:
    """The archives of students of one's own circle: what everybody wrote that one may read.

    :raises NotFound: none of them is within one's own circle.
    """
    context.require(Action.PRINT)
    with context.read() as db:
        term, _ = term_and_day(context, db, term_id)
    found = growths.of_students(context, student_ids, term, choice)
    if not found:
        raise NotFound("没有找到这名学生，或者不在您负责的范围内。")
    return found


def student_name(context: Context, student_id: int) -> str:
    """Of a student of one's own circle; empty for anybody else."""
    context.require(Action.PRINT)
    with context.read() as db:
        return students.names_within(db, context.scope(db), [student_id]).get(student_id, "")


def class_students(context: Context, class_id: int, term_id: int) -> list[int]:
    """The ids of a class's students of one's own circle."""
    context.require(Action.PRINT)
    with context.read() as db:
        _, on = term_and_day(context, db, term_id)
        return rows.of_class(db, context.scope(db), class_id, on)


def head(context: Context, term_id: int) -> dict[str, str]:
    """school, school_year, term and exported, as they stand on every paper."""
    context.require(Action.PRINT)
    with context.read() as db:
        term, _ = term_and_day(context, db, term_id)
    return _head(context, term)


def school(context: Context) -> str:
    """The school's name."""
    context.require(Action.PRINT)
    with context.read() as db:
        return str(settings.get(db, "school_name"))


def _head(context: Context, term: Term) -> dict[str, str]:
    return {
        "school": school(context),
        "school_year": school_year_text(term.school_year),
        "term": TERM_NAMES[term.number],
        "exported": exports.mark(context),
    }


def term_and_day(context: Context, db: Database, term_id: int) -> tuple[Term, date]:
    """The term, and the day it is looked at: today, or its last."""
    found = next((one for one in calendar_rows.terms(db) if one.id == term_id), None)
    if found is None or found.starts_on > context.today:
        raise NotFound("没有这个学期。请先在“学年学期”里设好。")
    return found, min(context.today, found.ends_on)


def _summaries(db: Database, mentor_id: int, term: Term) -> tuple[tuple[str, str], ...]:
    """The monthly summaries of the term that were handed in."""
    found = []
    for month in term_months(term):
        first, _ = month_of(month.last)
        row = summaries.submitted(db, mentor_id, first)
        if row is not None:
            found.append((f"{month_text(first)}谈话情况小结", row["body"]))
    return tuple(found)
