"""学情台账: the students of a class who need particular care, as far as one has them in one's own circle, on paper."""

import json
from datetime import date

from db import handbooks as rows
from db import registers
from db.rows import Row
from documents.ledger_paper import ledger_pdf, ledger_word
from domain.class_names import ClassName
from domain.errors import NotFound
from domain.ledger import Ledger, LedgerLine
from domain.permissions import Action
from services import growths, handbooks
from services.context import Context
from services.exports import Paper
from services.growths import Choice
from services.papers import MEDIA, Form


def open_ledger(context: Context, class_id: int, term_id: int) -> Ledger:
    """The ledger of a class.

    :raises NotFound: the class has nobody in care within one's own circle.
    """
    context.require(Action.PRINT)
    head = handbooks.head(context, term_id)
    with context.read() as db:
        term, on = handbooks.term_and_day(context, db, term_id)
        scope, school_year = context.scope(db), term.school_year
        found = rows.in_care(db, scope, class_id, on, term.starts_on, on)
        guardians = growths.first_of_each(rows.guardians(db, scope, [row["id"] for row in found]))
        its_class = registers.class_row(db, class_id, school_year, on)
    if not found or its_class is None:
        raise NotFound("这个班没有您负责的特殊学生，台账是空的。类别在学生档案里登记，也可以随名单导入。")
    return Ledger(
        **head,
        class_name=ClassName(its_class["grade"], its_class["number"]).text,
        homeroom=its_class["homeroom"] or "",
        lines=tuple(_line(row, guardians.get(row["id"], {})) for row in found),
    )


def ledger(context: Context, class_id: int, term_id: int, _choice: Choice, form: Form) -> Paper:
    """The same as a file."""
    found = open_ledger(context, class_id, term_id)
    content = ledger_word(found) if form == "docx" else ledger_pdf(found)
    return Paper(f"{found.class_name}学情台账.{form}", content, MEDIA[form])


def _line(row: Row, guardian: Row) -> LedgerLine:
    cares = json.loads(row["cares"])
    last = row["last_contact_on"]
    return LedgerLine(
        row["name"],
        row["sex"] or "",
        row["student_number"] or "",
        tuple(f"{name}（{_since(first)}）" for name, first, _ in cares),
        tuple(note for _, _, note in cares if note),
        row["mentors"] or "",
        "　".join(filter(None, (guardian.get("name"), guardian.get("phone")))),
        row["talks"],
        row["visits"],
        date.fromisoformat(last) if last else None,
    )


def _since(first: str) -> str:
    day = date.fromisoformat(first)
    return f"{day.year}年{day.month}月起"
