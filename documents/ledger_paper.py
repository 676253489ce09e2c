"""学情台账 as Word and PDF, A4 across, to be kept in the class's folder."""

from documents import typeset, word
from documents.handbook_values import Values
from domain.calendar import day_text
from domain.ledger import Ledger, LedgerLine


def ledger_word(ledger: Ledger) -> bytes:
    """To be gone on with by hand."""
    return word.fill("ledger.docx", ledger_values(ledger))


def ledger_pdf(ledger: Ledger) -> bytes:
    """To be printed."""
    return typeset.pdf("ledger.typ", ledger_values(ledger))


def ledger_values(ledger: Ledger) -> Values:
    """The ledger in the words of its template and layout."""
    return {
        "学校": ledger.school,
        "学年": ledger.school_year,
        "学期": ledger.term,
        "班级": ledger.class_name,
        "班主任": ledger.homeroom,
        "人数": len(ledger.lines),
        "学生": [_line(one, place) for place, one in enumerate(ledger.lines, start=1)],
        "导出": ledger.exported,
    }


def _line(one: LedgerLine, place: int) -> Values:
    return {
        "序号": place,
        "姓名": one.name,
        "性别": one.sex,
        "学号": one.number,
        "类别": "\n".join(one.cares),
        "情况": "\n".join(one.notes),
        "导师": one.mentors,
        "家长": one.guardian,
        "谈心": one.talks,
        "家访": one.visits,
        "最近": day_text(one.last_contact_on) if one.last_contact_on else "还没有",
    }
