"""逐班摸排表: class by class the students in care, for the monthly principal's meeting; everybody the part they lead."""

import json
from datetime import date
from itertools import groupby

from db import leaders as rows
from db import settings
from db.rows import Row
from documents.screening_papers import screening_excel, screening_word
from domain.calendar import school_year_text
from domain.errors import NotFound
from domain.permissions import Action
from domain.record_kinds import Kind
from domain.screening import Care, ScreeningClass, ScreeningLine
from services.context import Context
from services.exports import EXCEL, WORD, Paper
from services.students import class_text

_NAME = "逐班摸排表"


def of_classes(context: Context) -> list[ScreeningClass]:
    """Every class one leads, in school order; those without anybody in care as well: they were looked at, too."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        found = rows.screened(db, context.leading(db), context.today, context.school_year(db))
    return [_class(list(same)) for _, same in groupby(found, key=lambda row: row["class_id"])]


def word(context: Context) -> Paper:
    """A table a class, a page a grade, with a column left to write in."""
    classes, school, year = _paper(context)
    return Paper(f"{_NAME}.docx", screening_word(classes, school, year, context.today), WORD)


def excel(context: Context) -> Paper:
    """One table, a line a student."""
    classes, school, year = _paper(context)
    return Paper(f"{_NAME}.xlsx", screening_excel(classes, school, year, context.today), EXCEL)


def _paper(context: Context) -> tuple[list[ScreeningClass], str, str]:
    classes = of_classes(context)
    if not classes:
        raise NotFound("还没有班级，逐班摸排表是空的。先导入学生名单。")
    with context.read() as db:
        return classes, str(settings.get(db, "school_name")), school_year_text(context.school_year(db))


def _class(same: list[Row]) -> ScreeningClass:
    first = same[0]
    return ScreeningClass(
        first["grade"],
        class_text(first["grade"], first["class_number"]),
        first["homeroom"] or "",
        first["leader"] or "",
        first["students"],
        tuple(_line(row) for row in same if row["name"]),
    )


def _line(row: Row) -> ScreeningLine:
    return ScreeningLine(
        row["name"],
        row["sex"] or "",
        row["student_number"] or "",
        tuple(
            Care(name, date.fromisoformat(since), date.fromisoformat(until) if until else None)
            for name, since, until in json.loads(row["cares"])
        ),
        row["mentors"] or "",
        row["charge"] or "",
        date.fromisoformat(row["last_on"]) if row["last_on"] else None,
        Kind(row["last_kind"]).text if row["last_kind"] else "",
        row["open_follow_ups"],
        date.fromisoformat(row["next_due"]) if row["next_due"] else None,
    )
