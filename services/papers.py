"""What can be printed: one's handbook, archives, the class's ledger, blank forms; as Word or PDF, noted when taken."""

from collections.abc import Callable
from typing import Final, Literal

from documents.handbook_pdf import archive_pdf, handbook_pdf
from documents.handbook_values import Values, archive_values, handbook_values
from documents.handbook_word import archive_word, handbook_word
from documents.template_check import filled
from domain.handbook import BLANK_STUDENTS, Handbook, blank_growth
from domain.permissions import Action
from services import handbooks, templates
from services.context import Context
from services.exports import WORD, Paper
from services.growths import Choice

Form = Literal["docx", "pdf"]
Printed = Callable[[Context, int, int, Choice, Form], Paper]  # of whom, in which term
PDF: Final = "application/pdf"
MEDIA: Final[dict[Form, str]] = {"docx": WORD, "pdf": PDF}


def handbook(context: Context, mentor_id: int, term_id: int, choice: Choice, form: Form) -> Paper:
    """导师工作手册 of one's own, or (office) of any mentor."""
    book = handbooks.of_mentor(context, mentor_id, term_id, choice)
    content = _written(context, "handbook", form, handbook_values(book))
    return Paper(f"{handbook_name(book)}.{form}", content, MEDIA[form])


def archive(context: Context, student_id: int, term_id: int, choice: Choice, form: Form) -> Paper:
    """学生成长档案 of a student of one's own circle."""
    students = handbooks.of_students(context, [student_id], term_id, choice)
    values = archive_values(students, handbooks.head(context, term_id))
    return Paper(
        f"{students[0].name}成长档案.{form}", _written(context, "archive", form, values), MEDIA[form]
    )


def class_archives(context: Context, class_id: int, term_id: int, choice: Choice, form: Form) -> Paper:
    """The archives of a class's students of one's own circle, in one file."""
    ids = handbooks.class_students(context, class_id, term_id)
    students = handbooks.of_students(context, ids, term_id, choice)
    values = archive_values(students, handbooks.head(context, term_id))
    content = _written(context, "archive", form, values)
    return Paper(f"{students[0].class_name}成长档案.{form}", content, MEDIA[form])


def blank(context: Context, form: Form) -> Paper:
    """The forms of a handbook with nothing on them, to be filled in by hand."""
    context.require(Action.PRINT)
    empty = tuple(blank_growth() for _ in range(BLANK_STUDENTS))
    book = Handbook(handbooks.school(context), "20　—20　学年", "第　学期", "", "", "", empty, "")
    content = _written(context, "handbook", form, handbook_values(book))
    return Paper(f"导师工作手册空白表.{form}", content, MEDIA[form])


def _written(context: Context, kind: str, form: Form, values: Values) -> bytes:
    return written(kind, form, values, school_template(context, kind, form))


def school_template(context: Context, kind: str, form: Form) -> bytes | None:
    """What the school prints such papers from; None: the product's own. A PDF has the product's layout."""
    context.require(Action.PRINT)
    return templates.in_use(context, kind) if form == "docx" else None


def written(kind: str, form: Form, values: Values, template: bytes | None = None) -> bytes:
    """A paper's bytes: of a handbook or of archives, from the school's template if there is one."""
    if template is not None:
        return filled(kind, template, values)
    makers = {
        ("handbook", "docx"): handbook_word,
        ("handbook", "pdf"): handbook_pdf,
        ("archive", "docx"): archive_word,
        ("archive", "pdf"): archive_pdf,
    }
    return makers[kind, form](values)


def handbook_name(book: Handbook) -> str:
    """What the file of a handbook is called."""
    return f"{book.mentor}导师工作手册"


def what(kind: str, form: Form, choice: Choice) -> str:
    """What the log of acts calls a paper: handbook.docx, handbook.docx.ranks …"""
    return f"{kind}.{form}{'.ranks' if choice.ranks else ''}{'.confidential' if choice.confidential else ''}"
