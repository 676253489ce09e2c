"""Forming the groups of a class and giving each a mentor: propose, adjust, save with history."""

from dataclasses import dataclass, replace

from db import classes, exams, pairings, settings
from db.connection import Database
from db.rows import Row
from domain.balance import levels_by_ratio
from domain.class_names import ClassName
from domain.errors import Conflict, Invalid, NotFound
from domain.grouping import Candidate, form_groups
from domain.permissions import Action
from services.context import Context

GROUP_NAMES = (
    "启明组",
    "扬帆组",
    "知行组",
    "星火组",
    "青禾组",
    "远航组",
    "晨曦组",
    "云帆组",
    "春笋组",
    "银杏组",
)


@dataclass(frozen=True)
class BoardStudent:
    """A student on the board; the level comes from the class's latest exam by the school's ratio."""

    candidate: Candidate
    name: str
    number: str
    group_id: int | None


@dataclass(frozen=True)
class Teacher:
    """Somebody who teaches the class, with the students already mentored anywhere."""

    id: int
    name: str
    subjects: str
    is_homeroom: bool
    mentees: int


@dataclass(frozen=True)
class GroupDraft:
    """A group as it is to be saved."""

    name: str
    student_ids: tuple[int, ...]
    mentor_id: int | None
    motto: str = ""


@dataclass(frozen=True)
class Board:
    """A class ready for grouping. `base` is what was read, to notice a colleague's change on saving."""

    class_id: int
    class_name: str
    students: list[BoardStudent]
    teachers: list[Teacher]
    groups: list[GroupDraft]
    base: tuple[tuple[int, int], ...]
    exam_name: str | None
    ratio: tuple[int, int, int]

    @property
    def candidates(self) -> dict[int, Candidate]:
        """Candidates by id."""
        return {one.candidate.id: one.candidate for one in self.students}


def my_classes(context: Context) -> list[Row]:
    """Classes this person may group: id, name, students."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        found = classes.with_students_in(db, context.scope(db), context.school_year(db), context.today)
        allowed = _allowed_classes(db, context)
    return [
        {"id": row["id"], "name": ClassName(row["grade"], row["number"]).text, "students": row["students"]}
        for row in found
        if allowed is None or row["id"] in allowed
    ]


def open_board(context: Context, class_id: int) -> Board:
    """The class with its students, teachers and present groups."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        require_class(db, context, class_id)
        return _board(db, context, class_id)


def propose(board: Board, group_count: int, present: list[GroupDraft], seed: int = 0) -> list[GroupDraft]:
    """Groups with the levels mixed by the ratio, girls and boys and care spread; nothing is written.

    A group that stands already keeps its name, motto and mentor; only who is in it is dealt anew.
    """
    dealt = form_groups([one.candidate for one in board.students], group_count, board.ratio, seed)
    return [
        replace(present[place], student_ids=tuple(ids))
        if place < len(present)
        else GroupDraft(_name(place), tuple(ids), None)
        for place, ids in enumerate(dealt.ids)
    ]


def moved(draft: list[GroupDraft], student_id: int, to: int) -> list[GroupDraft]:
    """The draft with one student in another group."""
    without = [
        replace(group, student_ids=tuple(one for one in group.student_ids if one != student_id))
        for group in draft
    ]
    without[to] = replace(without[to], student_ids=(*without[to].student_ids, student_id))
    return without


def _name(place: int) -> str:
    return GROUP_NAMES[place] if place < len(GROUP_NAMES) else f"第 {place + 1} 组"


def save(
    context: Context, form_id: str, class_id: int, groups: list[GroupDraft], base: tuple[tuple[int, int], ...]
) -> int:
    """Put these groups and mentors in force from today; the earlier ones end and stay readable.

    :raises Conflict: somebody saved other groups since the board was opened.
    """
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        require_class(tx.db, context, class_id)
        board = _board(tx.db, context, class_id)
        if board.base != base:
            raise Conflict("这个班的分组刚被别人保存过，没有覆盖。请刷新看过新的分组，再决定要不要改。")
        _check(board, groups)
        pairings.end_groups(tx.db, class_id, context.today, "重新分组")
        for position, group in enumerate(groups, start=1):
            pairings.add_group(
                tx.db,
                class_id,
                group.name.strip(),
                group.motto.strip(),
                position,
                list(group.student_ids),
                group.mentor_id,
                context.today,
            )
        tx.audit("groups.save", f"class/{class_id}", groups=len(groups), students=len(board.students))
        return int(tx.answer(form_id, len(groups)))


def _board(db: Database, context: Context, class_id: int) -> Board:
    on, scope = context.today, context.scope(db)
    row = next(
        one
        for one in classes.with_students_in(db, scope, context.school_year(db), on)
        if one["id"] == class_id
    )
    ratio = settings.get(db, "level_ratio")
    exam, totals = exams.latest_totals(db, class_id, on.isoformat())
    students = _students(pairings.members(db, scope, class_id, on), totals, tuple(ratio))
    stored = pairings.groups(db, class_id, on)
    return Board(
        class_id,
        ClassName(row["grade"], row["number"]).text,
        students,
        [
            Teacher(
                one["id"],
                one["name"],
                one["subjects"].replace(",", "、"),
                bool(one["is_homeroom"]),
                one["mentees"],
            )
            for one in classes.teachers(db, class_id, on)
        ],
        [_draft(group, students) for group in stored],
        tuple((group["id"], group["version"]) for group in stored),
        exam["name"] if exam else None,
        tuple(ratio),
    )


def _students(
    members: list[Row], totals: dict[int, float], ratio: tuple[int, int, int]
) -> list[BoardStudent]:
    levels = levels_by_ratio({row["id"]: totals.get(row["id"]) for row in members}, ratio) if totals else {}
    return [
        BoardStudent(
            Candidate(
                row["id"],
                row["sex"],
                totals.get(row["id"]),
                levels.get(row["id"]),
                frozenset(int(one) for one in (row["care"] or "").split(",") if one),
            ),
            row["name"],
            row["student_number"] or "",
            row["mentor_group_id"],
        )
        for row in members
    ]


def _draft(group: Row, students: list[BoardStudent]) -> GroupDraft:
    ids = tuple(one.candidate.id for one in students if one.group_id == group["id"])
    return GroupDraft(group["name"], ids, group["mentor_id"], group["motto"] or "")


def _check(board: Board, groups: list[GroupDraft]) -> None:
    placed = [student_id for group in groups for student_id in group.student_ids]
    if sorted(placed) != sorted(board.candidates):
        raise Invalid("有学生没有分进组，或者名单刚有变动。请刷新后再保存。")
    names = [group.name.strip() for group in groups]
    if not all(names) or len(set(names)) < len(names):
        raise Invalid("每个小组要有自己的名字，不能空，也不能重名。")
    if any(len(name) > 30 for name in names):
        raise Invalid("组名最多 30 个字。")
    teachers = {teacher.id for teacher in board.teachers}
    if any(group.mentor_id is not None and group.mentor_id not in teachers for group in groups):
        raise Invalid("导师要从本班任课教师里选。")
    if not all(group.student_ids for group in groups):
        raise Invalid("有一个小组没有学生，请删去或分进人。")


def _allowed_classes(db: Database, context: Context) -> set[int] | None:
    """None: every class of the scope; else the classes led."""
    if context.actor.may(Action.FORM_ANY_GROUPS):
        return None
    return set(classes.led_by(db, context.actor.staff_id or 0, context.today))


def require_class(db: Database, context: Context, class_id: int) -> tuple[int, int]:
    """Grade and number of a class this person may group.

    :raises NotFound: there is no such class, or it is somebody else's.
    """
    rows = classes.with_students_in(db, context.scope(db), context.school_year(db), context.today)
    known = {row["id"]: (row["grade"], row["number"]) for row in rows}
    allowed = _allowed_classes(db, context)
    if class_id not in known or (allowed is not None and class_id not in allowed):
        raise NotFound("没有这个班，或者它不归您分组。")
    return known[class_id]
