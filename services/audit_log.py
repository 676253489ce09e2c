"""The log of acts, for the auditor: who did what to whom, and whether the log is whole. Looking is itself an act."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db import audit, staff, students
from db.rows import Row
from documents.workbook import Sheet, workbook
from domain.audit_words import AREAS, WORDS, detail_text, target_text
from domain.calendar import day_text
from domain.errors import NotFound
from domain.permissions import Action
from services import step_up
from services.context import Context, moment_text
from services.exports import EXCEL, Paper

PAGE = 100
_COLUMNS = (("序号", 8), ("时间", 20), ("谁", 10), ("做了什么", 18), ("对象", 18), ("说明", 40))


@dataclass(frozen=True)
class Wanted:
    """What to look for; `number` is a student's 学号 or 学籍号, `before` the last row of the page before."""

    since: date
    until: date
    staff_id: int | None = None
    area: str = ""
    number: str = ""
    before: int | None = None


@dataclass(frozen=True)
class Line:
    """One act. `about` holds numbers and names of fields, never what was written."""

    seq: int
    at: datetime
    who: str
    what: str
    target: str
    about: str


@dataclass(frozen=True)
class Verdict:
    """Whether the chain holds: `rows` rows, broken from `broken_at` on (None: whole)."""

    rows: int
    head: str
    broken_at: int | None

    @property
    def text(self) -> str:
        """What to say about it."""
        if self.broken_at is None:
            return f"操作日志完整：{self.rows} 条，最后一条的指纹 {self.head}。"
        return f"操作日志从第 {self.broken_at} 条起被改动过。请保留数据文件夹，用最近的备份比对。"


def look(context: Context, wanted: Wanted) -> list[Line]:
    """The newest lines that fit, a page of them."""
    context.require(Action.READ_AUDIT)
    step_up.require(context)
    zone = ZoneInfo(context.zone)
    with context.write() as tx:
        student_id = None
        if wanted.number:
            student_id = students.id_by_number(tx.db, wanted.number)
            if student_id is None:
                raise NotFound("没有这个学号或学籍号的学生，请核对。")
        rows = audit.listed(
            tx.db, _midnight(wanted.since, zone), _midnight(wanted.until + timedelta(days=1), zone),
            staff_id=wanted.staff_id, actions=tuple(AREAS.get(wanted.area, ())), student_id=student_id,
            limit=PAGE, before=wanted.before,
        )  # fmt: skip
        tx.audit(
            "audit.look",
            f"student/{student_id}" if student_id else "audit",
            staff=wanted.staff_id,
            area=wanted.area,
        )
    return [_line(row, zone) for row in rows]


def of_last_days(context: Context, days: int) -> Paper:
    """Everything of the last days as Excel; notes nothing, for a command beside a running server."""
    context.require(Action.READ_AUDIT)
    since, zone = context.today - timedelta(days=days), ZoneInfo(context.zone)
    with context.read() as db:
        until = _midnight(context.today + timedelta(days=1), zone)
        lines = [_line(row, zone) for row in audit.listed(db, _midnight(since, zone), until, limit=-1)]
    return _paper(context, since, lines, verify(context, look_only=True))


def people(context: Context) -> dict[int, str]:
    """Whose acts one may ask for: everybody ever on the staff list."""
    context.require(Action.READ_AUDIT)
    with context.read() as db:
        return staff.names(db)


def verify(context: Context, look_only: bool = False) -> Verdict:
    """Go through the whole chain. `look_only` writes nothing, for a command beside a running server."""
    context.require(Action.READ_AUDIT)
    with context.read() as db:
        head = audit.head(db)
        verdict = Verdict(head.seq, head.text, audit.first_break(db))
    if verdict.broken_at is None and not look_only:  # a broken chain takes no more rows on trust
        with context.write() as tx:
            tx.audit("audit.verify", "audit", rows=verdict.rows)
    return verdict


def _midnight(day: date, zone: ZoneInfo) -> str:
    return moment_text(datetime.combine(day, time(), zone))


def as_workbook(context: Context, wanted: Wanted) -> Paper:
    """What is shown, as Excel."""
    lines = look(context, wanted)
    return _paper(context, wanted.since, lines, verify(context))


def _line(row: Row, zone: ZoneInfo) -> Line:
    return Line(
        row["seq"],
        datetime.fromisoformat(row["at"]).astimezone(zone),
        row["staff"] or "系统",
        str(WORDS.get(row["action"], row["action"])),
        target_text(row["target"]),
        detail_text(json.loads(row["detail"])),
    )


def _paper(context: Context, since: date, lines: list[Line], verdict: Verdict) -> Paper:
    rows = [
        (one.seq, f"{one.at:%Y-%m-%d %H:%M:%S}", one.who, one.what, one.target, one.about) for one in lines
    ]
    heading = f"操作日志　{day_text(since)}—{day_text(context.today)}"
    foot = f"{verdict.text}　导出：{context.actor.name}　{context.local_now:%Y-%m-%d %H:%M}"
    sheet = Sheet("操作日志", heading, _COLUMNS, rows, foot)
    return Paper("操作日志.xlsx", workbook([sheet]), EXCEL)
