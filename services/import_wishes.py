"""Wishes from the file a class collected them in: looked at first, then kept in one act. Nobody is guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from db import staff
from db.connection import Database
from documents.import_rows import Problem, Severity
from documents.wish_file import WishFile, WishRow, read_wishes
from domain.errors import Invalid
from domain.people import clean_name, same_name
from domain.permissions import Action
from domain.wishes import wish_name
from services.choices import Answer, Choosing, Teacher, read_choosing, require_latest
from services.context import Context
from services.wish_entry import Mentors, keep

_TITLE = re.compile("(老师|教师|导师)$")
_NOTE = re.compile(r"^(.+?)\s*[(（]([^()（）]+)[)）]$")


@dataclass(frozen=True)
class WishChange:
    """A row of the file beside what the round has."""

    row: WishRow
    student_id: int
    name: str
    mentors: Mentors
    before: Mentors

    @property
    def status(self) -> str:
        """new, changed or same."""
        return "same" if self.mentors == self.before else "changed" if self.before else "new"


@dataclass(frozen=True)
class WishPreview:
    """What a file of wishes would do; nothing has been written."""

    changes: tuple[WishChange, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[Problem]:
        """Problems that keep their row, or the whole file, out."""
        return [one for one in self.problems if one.severity == "error"]

    @property
    def blocked(self) -> set[tuple[str, int]]:
        """(sheet, row) of what cannot be imported."""
        return {(one.sheet, one.row) for one in self.errors if one.row}

    @property
    def blocks_all(self) -> bool:
        """A problem of the whole file, or nothing to read."""
        return not self.changes or any(one.row is None for one in self.errors)

    def count(self, status: str) -> int:
        """How many rows are new, changed or same."""
        return sum(one.status == status for one in self.changes)


def preview(context: Context, class_id: int, data: bytes, file_name: str) -> WishPreview:
    """Read the file and compare it with the class's round."""
    context.require(Action.FORM_GROUPS)
    read = _read(context, class_id, data, file_name)
    with context.read() as db:
        return _preview(db, read_choosing(db, context, class_id), read)


def commit(
    context: Context,
    form_id: str,
    class_id: int,
    round_id: int,
    data: bytes,
    file_name: str,
    skip_errors: bool = False,
) -> int:
    """Keep the wishes of the file; returns how many students have new ones.

    :raises Invalid: rows have errors and `skip_errors` was not chosen, or nothing can be read.
    """
    context.require(Action.FORM_GROUPS)
    # before the transaction: while a file is parsed, nobody else's save has to wait
    read = _read(context, class_id, data, file_name)
    with context.write() as tx:
        require_latest(tx, class_id, round_id)
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        found = _preview(tx.db, read_choosing(tx.db, context, class_id), read)
        _check(found, skip_errors)
        wanted = {one.student_id: one.mentors for one in found.changes if one.status != "same"}
        keep(tx, round_id, wanted, "file")
        tx.audit("wishes.import", f"choice_round/{round_id}", students=sorted(wanted))
        return int(tx.answer(form_id, len(wanted)))


def _read(context: Context, class_id: int, data: bytes, file_name: str) -> WishFile:
    with context.read() as db:
        class_name = read_choosing(db, context, class_id).class_name
        school_year = context.school_year(db)
    return read_wishes(data, file_name, class_name, school_year)


def _check(found: WishPreview, skip_errors: bool) -> None:
    if found.blocks_all:
        raise Invalid("没有可以导入的行。请核对表头和内容。")
    if found.errors and not skip_errors:
        raise Invalid(f"有 {len(found.blocked)} 行有问题，还没有导入。请改好文件，或选择跳过有问题的行。")


def _preview(db: Database, found: Choosing, read: WishFile) -> WishPreview:
    mentors = _Mentors(db, found.teachers)
    changes: dict[int, WishChange] = {}
    problems = list(read.problems)
    for row in read.rows:
        student = _student(found, row)
        if isinstance(student, str):
            problems.append(_problem(row, "姓名", student, row.name, "核对姓名和班级，或补上学号"))
        elif student.student_id in changes:
            said = f"和第 {changes[student.student_id].row.row} 行是同一名学生"
            problems.append(_problem(row, "姓名", said, row.name, "只留一行"))
        else:
            wanted, wrong = _wanted(found, row, mentors)
            problems += wrong
            if not wrong:
                change = WishChange(row, student.student_id, student.name, wanted, student.mentors)
                changes[student.student_id] = change
    return WishPreview(tuple(changes.values()), tuple(problems))


def _student(found: Choosing, row: WishRow) -> Answer | str:
    """The student of the class this row is about, or why it cannot be told."""
    if row.class_name is not None and row.class_name != found.class_name:
        return f"是{row.class_name.text}的学生，这里只收{found.class_name.text}"
    if row.student_number:
        numbered = [one for one in found.answers if one.number.upper() == row.student_number]
        if not numbered:
            return "本班名单里没有这个学号"
        return (
            numbered[0] if same_name(numbered[0].name, row.name) else "这个学号在名单里是另一名学生，姓名不同"
        )
    alike = [one for one in found.answers if same_name(one.name, row.name)]
    if len(alike) > 1:
        return "本班有同名学生，没有学号分不清是哪一个"
    return alike[0] if alike else "本班名单里没有这名学生"


def _wanted(found: Choosing, row: WishRow, mentors: "_Mentors") -> tuple[Mentors, list[Problem]]:
    wanted: dict[int, int] = {}
    problems = []
    most = found.round.most_wishes if found.round else 0
    if not row.wishes:
        return (), [_problem(row, wish_name(1), "没有填志愿，这一行不导入", "", "收到以后再补", "check")]
    for rank, written in row.wishes:
        mentor = mentors.find(written)
        if rank > most:
            said = f"这一轮每人最多填 {most} 个志愿"
            problems.append(_problem(row, wish_name(rank), said, written, "删掉多出来的志愿"))
        elif isinstance(mentor, str):
            problems.append(_problem(row, wish_name(rank), mentor, written, "改成教这个班的老师，写全名"))
        elif mentor in wanted:
            said = f"和{wish_name(wanted[mentor])}是同一位老师"
            problems.append(_problem(row, wish_name(rank), said, written, "两个志愿改成不同的老师"))
        else:
            wanted[mentor] = rank
    return tuple(wanted), problems


class _Mentors:
    """Whom a written name can mean: one teacher of the class, or a reason why nobody."""

    def __init__(self, db: Database, teachers: Sequence[Teacher]) -> None:
        self.teachers = teachers
        self.db = db

    def find(self, written: str) -> int | str:
        """王芳, 王芳老师, 王芳（语文）."""
        plain, note = _split(written)
        alike = [one for one in self.teachers if same_name(one.name, plain)]
        if len(alike) > 1:
            alike = [one for one in alike if note and note in one.subjects.split("、")]
            if len(alike) != 1:
                return f"教这个班的有几位{plain}，请写成“{plain}（学科）”"
        return alike[0].id if alike else self._why_not(plain)

    def _why_not(self, plain: str) -> str:
        known = staff.named(self.db, clean_name(plain))
        if not known:
            return "没有找到这位老师"
        return "已离校" if all(row["left_on"] for row in known) else "不教这个班"


def _split(written: str) -> tuple[str, str]:
    """(name, what stands in brackets behind it)"""
    noted = _NOTE.match(written)
    name, note = (noted[1], noted[2]) if noted else (written, "")
    plain = clean_name(name)
    return _TITLE.sub("", plain) or plain, note.strip()


def _problem(
    row: WishRow, column: str, said: str, value: str, advice: str, severity: Severity = "error"
) -> Problem:
    return Problem(row.row, column, said, severity, value, advice, row.sheet)
