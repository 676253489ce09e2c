"""Bringing in the school's own files: look first, then write everything in one transaction, undo as a whole."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db import imports as rows
from db.connection import Database
from db.rows import Row
from documents.import_rows import Column, ImportOptions, ImportSheet, Kind, Problem
from documents.imports import read_import
from domain.errors import Invalid, NotFound
from domain.permissions import Action
from services import import_exam, import_roster, import_staff, step_up
from services.context import Context, Writing
from services.import_exam import ExamMeta
from services.import_roster import StudentChange
from services.import_staff import StaffChange

Change = StudentChange | StaffChange | import_exam.ResultChange


@dataclass(frozen=True)
class Preview:
    """What a file would do; nothing has been written."""

    sheet: ImportSheet
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    imported_before: date | None
    school_year: int  # grades in the file are read in this one

    def count(self, status: str) -> int:
        """How many rows are new, changed or same."""
        return sum(change.status == status for change in self.changes)

    @property
    def errors(self) -> list[Problem]:
        """Problems that keep their row out."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def blocked(self) -> set[tuple[str, int]]:
        """(sheet, row) of what cannot be imported."""
        return {(one.sheet, one.row) for one in self.errors if one.row}

    @property
    def importable(self) -> list[Change]:
        """The changes of rows without errors."""
        blocked = self.blocked
        return [one for one in self.changes if (one.row.sheet, one.row.row) not in blocked]

    @property
    def blocks_all(self) -> bool:
        """A problem of the whole file, not of a row: nothing can be imported."""
        return any(problem.row is None for problem in self.errors) or not self.changes


def preview(
    context: Context,
    kind: Kind,
    data: bytes,
    file_name: str,
    options: ImportOptions | None = None,
    exam: ExamMeta | None = None,
) -> Preview:
    """Read the file and compare it with what the school has."""
    context.require(Action.IMPORT)
    sheet, school_year = _read(context, kind, data, file_name, options or ImportOptions())
    with context.read() as db:
        return _preview(db, context, sheet, data, school_year, exam)


def commit(
    context: Context,
    form_id: str,
    kind: Kind,
    data: bytes,
    file_name: str,
    *,
    options: ImportOptions | None = None,
    exam: ExamMeta | None = None,
    skip_errors: bool = False,
) -> int:
    """Import the file in one transaction; returns the batch's id.

    :raises Invalid: rows have errors and `skip_errors` was not chosen, or nothing can be imported.
    :raises StepUpNeeded: it gives roles or classes, which takes a code by hand too.
    """
    context.require(Action.IMPORT)
    # before the transaction: while a large file is parsed, nobody else's save has to wait
    sheet, school_year = _read(context, kind, data, file_name, options or ImportOptions())
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        found = _preview(tx.db, context, sheet, data, school_year, exam)
        _check(found, skip_errors)
        if any(isinstance(one, StaffChange) and one.gives_sight for one in found.importable):
            step_up.require(context)
        ledger = rows.add_batch(
            tx.db, kind, file_name, _hash(data), len(found.changes), context.actor.staff_id, context.moment
        )
        _apply(ledger, context, kind, found, exam)
        _remember(tx, found, options)
        tx.audit(f"import.{kind}", f"import_batch/{ledger.batch_id}", rows=len(found.changes))
        return int(tx.answer(form_id, ledger.batch_id))


def undo(context: Context, batch_id: int) -> int:
    """Put back everything a batch changed; returns how many rows.

    :raises Conflict: something was changed or has been used since; nothing is undone then.
    """
    context.require(Action.IMPORT)
    with context.write() as tx:
        batch = rows.batch(tx.db, batch_id)
        if batch is None:
            raise NotFound("没有这次导入。")
        if batch["undone_at"]:
            raise Invalid("这次导入已经撤销过了。")
        if batch["kind"] == "staff":
            step_up.require(context)
        undone = rows.undo(tx.db, batch_id, context.moment)
        tx.audit("import.undo", f"import_batch/{batch_id}", rows=undone)
        return undone


def batches(context: Context) -> list[Row]:
    """The latest imports, each with the school's `day` it was made on."""
    context.require(Action.IMPORT)
    with context.read() as db:
        return [{**row, "day": context.day_of(row["imported_at"])} for row in rows.batches(db)]


def header_key(columns: tuple[Column, ...]) -> str:
    """What identifies a header, so that a choice of columns is remembered for the next file like it."""
    return hashlib.sha256("|".join(column.title for column in columns).encode()).hexdigest()


def _read(
    context: Context, kind: Kind, data: bytes, file_name: str, options: ImportOptions
) -> tuple[ImportSheet, int]:
    """The file read with the columns a person chose for this header before, and the school year of its grades."""
    with context.read() as db:
        school_year = options.school_start_year or context.school_year(db)
    options = replace(options, school_start_year=school_year)
    sheet = read_import(kind, data, file_name, options)
    if options.columns is None:
        with context.read() as db:
            known = rows.remembered_columns(db, kind, header_key(sheet.columns))
        if known:
            sheet = read_import(kind, data, file_name, replace(options, columns=known))
    return sheet, school_year


def _preview(
    db: Database, context: Context, sheet: ImportSheet, data: bytes, school_year: int, exam: ExamMeta | None
) -> Preview:
    changes, problems = _plan(db, context, sheet.kind, sheet, exam)
    return Preview(
        sheet, tuple(changes), (*sheet.problems, *problems), _earlier(db, context, data), school_year
    )  # fmt: skip


def _earlier(db: Database, context: Context, data: bytes) -> date | None:
    """When exactly this file was imported before, if that still stands."""
    batch = rows.same_file(db, _hash(data))
    return context.day_of(batch["imported_at"]) if batch else None


def _plan(
    db: Database,
    context: Context,
    kind: Kind,
    sheet: ImportSheet,
    exam: ExamMeta | None,
) -> tuple[list[Any], list[Problem]]:
    if kind == "roster":
        return import_roster.plan(db, context, sheet.roster)
    if kind == "staff":
        return import_staff.plan(db, context, sheet.staff)
    return import_exam.plan(db, context, sheet.exam, exam, sheet.full_marks)


def _apply(ledger: rows.Ledger, context: Context, kind: Kind, found: Preview, exam: ExamMeta | None) -> None:
    changes: list[Any] = found.importable
    if kind == "roster":
        import_roster.apply(ledger, context, changes)
    elif kind == "staff":
        import_staff.apply(ledger, context, changes)
    else:
        import_exam.apply(
            ledger, context, changes, exam or ExamMeta("", "other", context.today), found.sheet.full_marks
        )


def _check(found: Preview, skip_errors: bool) -> None:
    if not found.changes:
        raise Invalid("没有可以导入的行。请核对表头和内容。")
    if found.errors and not skip_errors:
        raise Invalid(f"有 {len(found.blocked)} 行有问题，还没有导入。请改好文件，或选择跳过有问题的行。")


def _remember(tx: Writing, found: Preview, options: ImportOptions | None) -> None:
    if options is not None and options.columns is not None:
        rows.remember_columns(tx.db, found.sheet.kind, header_key(found.sheet.columns), dict(options.columns))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
