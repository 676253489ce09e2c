"""Papers from the command line: by user name and number, in the term of today, noted like those from the screen."""

from collections.abc import Callable

from db import accounts, students
from domain.errors import Invalid, NotFound
from domain.permissions import Action
from services import calendar, exports, handbooks, papers
from services.context import Context
from services.exports import Paper
from services.growths import Choice
from services.papers import Form
from services.print_jobs import ZIP, Job

_LOOK_SECONDS = 0.2


def print_handbook(context: Context, username: str, choice: Choice, form: Form) -> Paper:
    """The handbook of the mentor with this user name."""
    context.require(Action.PRINT_ANY)
    with context.read() as db:
        account = accounts.by_username(db, username.strip().lower())
    if account is None:
        raise NotFound("没有这个用户名。请用 --mentor 写导师登录用的用户名。")
    staff_id = account["staff_id"]
    paper = papers.handbook(context, staff_id, _term(context), choice, form)
    return _noted(context, paper, papers.what("handbook", form, choice), f"staff/{staff_id}")


def print_archive(context: Context, number: str, choice: Choice, form: Form) -> Paper:
    """The archive of the student with this number."""
    context.require(Action.PRINT_ANY)
    with context.read() as db:
        student_id = students.id_by_number(db, number.strip())
    if student_id is None:
        raise NotFound("没有这个学号。请用 --student 写学生的学号，没有学号的写学籍号。")
    paper = papers.archive(context, student_id, _term(context), choice, form)
    return _noted(context, paper, papers.what("archive", form, choice), f"student/{student_id}")


def print_handbooks(
    context: Context, choice: Choice, form: Form, on_progress: Callable[[int, int], object]
) -> Paper:
    """All mentors' handbooks in a zip; `on_progress` hears how many of how many are done."""
    context.require(Action.PRINT_ANY)
    chosen = [one for one, _, _ in handbooks.mentors(context)]
    if not chosen:
        raise NotFound("还没有老师带学生，没有手册可打印。")
    job, said = Job(context, chosen, _term(context), choice, form), 0
    while not job.wait(_LOOK_SECONDS):
        if (done := job.look().done) > said:
            said = done
            on_progress(done, len(chosen))
    look = job.look()
    if not look.is_ready:
        raise Invalid(look.trouble or "手册没有做成，请再试一次。")
    return _noted(context, Paper("导师工作手册.zip", job.content(), ZIP), job.what, "school")


def _term(context: Context) -> int:
    found = calendar.begun_terms(context)
    if not found:
        raise Invalid("还没有学期。请先在“学年学期”里设好。")
    return found[0].id


def _noted(context: Context, paper: Paper, what: str, target: str) -> Paper:
    with context.write() as tx:
        tx.audit("export.take", target, what=what)
    return exports.marked(context, paper)
