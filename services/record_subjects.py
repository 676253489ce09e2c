"""What one may write records about: kinds, classes, groups and who was there, exams."""

from dataclasses import dataclass
from datetime import date

from db import exams, students
from db import record_subjects as rows
from db.connection import Database
from db.rows import Row
from domain.calendar import day_text
from domain.errors import Invalid, NotAllowed, NotFound
from domain.permissions import Action
from domain.record_kinds import OF_LEADERS, Kind
from domain.records import InteractionForm
from services.context import Context
from services.exams import NO_RANKS, rank_rule, shows_ranks
from services.students import class_text, require_visible

NO_CLASS = "没有找到这个班，或者您不在这个班任教。"
NO_GROUP = "没有找到这个小组，或者它不归您带。"


@dataclass(frozen=True)
class ClassChoice:
    """A class one may write about."""

    id: int
    name: str


@dataclass(frozen=True)
class GroupChoice:
    """A mentor group one may write about."""

    id: int
    name: str
    class_name: str
    is_mine: bool


@dataclass(frozen=True)
class Member:
    """A student of a group."""

    id: int
    name: str
    number: str


@dataclass(frozen=True)
class ExamChoice:
    """An exam a student sat; `words` the student's standing and how it moved, empty where ranks are not shown."""

    id: int
    name: str
    held_on: date
    words: str


def kinds(context: Context) -> tuple[Kind, ...]:
    """The kinds this person may write."""
    context.require(Action.RECORD)
    return tuple(kind for kind in Kind if _may_write(context, kind))


def _may_write(context: Context, kind: Kind) -> bool:
    return kind not in OF_LEADERS or context.actor.sees_whole_school


def usual_place(context: Context) -> str:
    """Where one met a student the last time: most talk in one and the same place."""
    context.require(Action.RECORD)
    with context.read() as db:
        return rows.usual_place(db, context.actor.staff_id, Kind.TALK, Kind.TALK.modes[0])


def classes(context: Context) -> list[ClassChoice]:
    """The classes one teaches, mentors in, leads or heads; the whole school's for those who see it."""
    context.require(Action.RECORD)
    with context.read() as db:
        found = rows.classes(db, context.actor, context.today, context.school_year(db))
    return [ClassChoice(row["id"], class_text(row["grade"], row["number"])) for row in found]


def groups(context: Context) -> list[GroupChoice]:
    """The groups one mentors, then those of the classes one leads."""
    context.require(Action.RECORD)
    with context.read() as db:
        found = rows.groups(db, context.actor, context.today, context.school_year(db))
    return [
        GroupChoice(
            row["id"], row["name"], class_text(row["grade"], row["class_number"]), bool(row["is_mine"])
        )
        for row in found
    ]


def group_of(context: Context, student_id: int) -> int | None:
    """The group of a student one may see."""
    context.require(Action.RECORD)
    with context.read() as db:
        return rows.group_of(db, context.scope(db), student_id, context.today)


def members(context: Context, group_id: int) -> list[Member]:
    """The group's students one may see, by number."""
    context.require(Action.RECORD)
    with context.read() as db:
        _require_group(context, db, group_id)
        found = rows.members(db, context.scope(db), group_id, context.today, context.today)
    return [Member(row["id"], row["name"], row["student_number"] or "") for row in found]


def exams_of(context: Context, student_id: int) -> list[ExamChoice]:
    """The latest exams a student has results in, the newest first."""
    context.require(Action.RECORD)
    with context.read() as db:
        require_visible(context, db, (student_id,))
        scope = context.scope(db)
        found = [row for row in exams.standings(db, scope, student_id) if row["has_scores"]]
        student = students.one(db, scope, student_id, context.today, context.school_year(db))
        rule = rank_rule(db) if student and shows_ranks(db, student["grade"]) else NO_RANKS
    ranked = [row for row in found if row["grade_rank"] is not None and rule.shows(row["grade"])]
    return [_exam(row, _before(row, ranked), row in ranked) for row in reversed(found)]


def _before(row: Row, ranked: list[Row]) -> Row | None:
    earlier = [one for one in ranked if (one["held_on"], one["id"]) < (row["held_on"], row["id"])]
    return earlier[-1] if earlier else None


def _exam(row: Row, before: Row | None, is_ranked: bool) -> ExamChoice:
    words = _standing(row, before) if is_ranked else ""
    return ExamChoice(row["id"], row["name"], date.fromisoformat(row["held_on"]), words)


def _standing(row: Row, before: Row | None) -> str:
    total = f"总分 {row['total']:g}，" if row["total"] is not None else ""
    place = f"{total}年级第 {row['grade_rank']} 名"
    if before is None:
        return place
    moved = before["grade_rank"] - row["grade_rank"]
    how = f"前进 {moved} 名" if moved > 0 else f"退后 {-moved} 名" if moved < 0 else "名次没有变"
    return f"{place}，比{before['name']}{how}"


def require_subject(context: Context, db: Database, form: InteractionForm) -> None:
    """Raise unless this person may write this record about these students, this group or class, on that day."""
    if not _may_write(context, form.kind):
        raise NotAllowed(f"{form.kind.text}由德育处和校领导记录。")
    require_visible(context, db, form.student_ids)
    _require_there(context, db, form)
    if form.class_id is not None:
        known = rows.classes(db, context.actor, context.today, context.school_year(db))
        if form.class_id not in {row["id"] for row in known}:
            raise NotFound(NO_CLASS)
    if form.mentor_group_id is not None:
        _require_members(context, db, form)
    if form.exam_id is not None:
        _require_exam(context, db, form, form.exam_id)


def require_kept_subject(context: Context, db: Database, form: InteractionForm) -> None:
    """The same of a record being corrected: whom it is about stays, so only its day, who was there and the exam count."""
    require_visible(context, db, form.student_ids)
    _require_there(context, db, form)
    if form.mentor_group_id is not None:
        _require_inside(context, db, form)
    if form.exam_id is not None:
        _require_exam(context, db, form, form.exam_id)


def _require_there(context: Context, db: Database, form: InteractionForm) -> None:
    """Nobody is talked to before they came to the school."""
    if not form.student_ids:
        return
    latest = rows.first_days(db, context.scope(db), form.student_ids)[0]
    came = date.fromisoformat(latest["first_day"])
    if form.occurred_on < came:
        raise Invalid(
            f"{latest['name']} {came:%Y}年{day_text(came)}才到校，这条的日期在那以前。请核对日期；"
            "到校以前的事，日期写到校那天，在内容里说明。"
        )


def _require_group(context: Context, db: Database, group_id: int) -> None:
    known = rows.groups(db, context.actor, context.today, context.school_year(db))
    if group_id not in {row["id"] for row in known}:
        raise NotFound(NO_GROUP)


def _require_members(context: Context, db: Database, form: InteractionForm) -> None:
    _require_group(context, db, form.mentor_group_id or 0)
    _require_inside(context, db, form)


def _require_inside(context: Context, db: Database, form: InteractionForm) -> None:
    group_id = form.mentor_group_id or 0
    inside = rows.members(db, context.scope(db), group_id, form.occurred_on, context.today)
    if not set(form.student_ids) <= {row["id"] for row in inside}:
        raise Invalid("到场的学生里有人不在这个小组。请重新选一次到场的学生。")


def _require_exam(context: Context, db: Database, form: InteractionForm, exam_id: int) -> None:
    exam = rows.exam(db, exam_id)
    if exam is None:
        raise NotFound("没有找到这次考试。请重新选一次。")
    if form.occurred_on.isoformat() < exam["held_on"]:
        raise Invalid(f"{exam['name']}还没考，不能先写考后分析。请核对日期或考试。")
    if absent := rows.did_not_sit(db, context.scope(db), exam_id, form.student_ids):
        raise Invalid(f"{exam['name']}里没有{'、'.join(absent)}的成绩。请换一次考试，或分开记。")
