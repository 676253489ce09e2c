"""《导师分工班级明细表》: a class's groups as they are in force, will be, or wait to be approved; and what is printed of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from db import filing, pairings, registers, settings
from db.connection import Database
from db.rows import Row
from documents import register_papers
from domain.calendar import day_text, school_year_text
from domain.class_names import ClassName
from domain.errors import NotFound
from domain.filing import FilingState
from domain.grouping_plan import Plan
from domain.permissions import Action
from domain.register import Pupil, Register, RegisterGroup
from services.class_filing import body_of, is_open
from services.context import Context
from services.exports import EXCEL, WORD, Paper

Version = Literal["now", "later", "plan"]


@dataclass(frozen=True)
class _Class:
    """A class as this person may see it: whole, or only the students one mentors, be they all of it."""

    id: int
    name: str
    homeroom: str
    is_whole: bool


def versions(context: Context, class_id: int) -> dict[Version, str]:
    """Which registers of the class there are: in force, approved for a later day, on the way."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = _class(db, context, class_id)
        return _versions(db, context, found)


def open_register(context: Context, class_id: int, version: Version = "now") -> Register:
    """The register; a mentor finds the own students' lines only, and no plan before it is approved.

    :raises NotFound: none of the class's students is this person's to see, or there is no such version.
    """
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = _class(db, context, class_id)
        if version not in _versions(db, context, found):
            raise NotFound("没有这份明细表，请刷新看看现在有哪几份。")
        return _register(db, context, found, version)


def open_best(context: Context, class_id: int, order: Sequence[Version]) -> Register | None:
    """The first of these versions that there is."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = _class(db, context, class_id)
        known = _versions(db, context, found)
        best = next((one for one in order if one in known), None)
        return _register(db, context, found, best) if best else None


def word(context: Context, class_id: int, version: Version = "now") -> Paper:
    """The register to print and sign."""
    register = open_register(context, class_id, version)
    return Paper(f"{register.heading}.docx", register_papers.register_word(register, context.today), WORD)


def excel(context: Context, class_id: int, version: Version = "now") -> Paper:
    """The register to go on with in a table."""
    register = open_register(context, class_id, version)
    return Paper(f"{register.heading}.xlsx", register_papers.register_excel(register), EXCEL)


def cards(context: Context, class_id: int, version: Version = "now") -> Paper:
    """A card for each group."""
    register = open_register(context, class_id, version)
    return Paper(
        f"{register.class_name}小组卡片.docx", register_papers.group_cards(register, context.today), WORD
    )


def mentor_lists(context: Context, class_id: int, version: Version = "now") -> Paper:
    """Each mentor's list."""
    register = open_register(context, class_id, version)
    return Paper(
        f"{register.class_name}导师名单.docx", register_papers.mentor_lists(register, context.today), WORD
    )


def _class(db: Database, context: Context, class_id: int) -> _Class:
    on = context.today
    row = registers.class_row(db, class_id, context.school_year(db), on)
    if row is None or not filing.placed(db, context.scope(db), on, class_id):
        raise NotFound("没有这个班，或者班里没有您负责的学生。")
    name = ClassName(row["grade"], row["number"]).text
    return _Class(
        class_id, name, row["homeroom"] or "", bool(filing.placed(db, context.leading(db), on, class_id))
    )


def _versions(db: Database, context: Context, found: _Class) -> dict[Version, str]:
    plans = filing.of_classes(db, found.id) if found.is_whole else []
    texts: dict[Version, str] = {}
    if found.id in filing.in_force_since(db, context.today, found.id):
        texts["now"] = "现在的分组"
    if starts_on := _later(plans, context.today):
        texts["later"] = f"{day_text(starts_on)}起的分组"
    if open_plan := next(filter(is_open, plans), None):
        words = {FilingState.FILED: "等待批准的方案", FilingState.RETURNED: "退回修改的方案"}
        texts["plan"] = words.get(open_plan["state"], "方案草稿")
    return texts


def _later(plans: list[Row], today: date) -> date | None:
    days = [date.fromisoformat(row["starts_on"]) for row in plans if row["starts_on"]]
    return next((day for day in days if day > today), None)


def _register(db: Database, context: Context, found: _Class, version: Version) -> Register:
    plans = filing.of_classes(db, found.id)
    later = _later(plans, context.today)
    on = later if version == "later" and later else context.today
    scope = context.scope(db)
    pupils = registers.pupils(db, scope, found.id, on)
    if version == "plan":
        groups = _of_plan(db, found.id, body_of(next(filter(is_open, plans))), pupils, on)
    else:
        groups = _in_force(db, found.id, pupils, on)
    placed = {one for _, ids in groups for one in ids}
    return Register(
        school=settings.get(db, "school_name"),
        school_year=school_year_text(context.school_year(db, on)),
        class_name=found.name,
        homeroom=found.homeroom,
        groups=tuple(group for group, _ in groups),
        unplaced=tuple(_pupil(row) for row in pupils if row["id"] not in placed),
        in_force_from=None if version == "plan" else _since(db, found.id, on),
    )


def _since(db: Database, class_id: int, on: date) -> date | None:
    return filing.in_force_since(db, on, class_id).get(class_id)


def _in_force(
    db: Database, class_id: int, pupils: list[Row], on: date
) -> list[tuple[RegisterGroup, list[int]]]:
    """The groups with anybody in them whom one may see."""
    staff = registers.mentors(db, class_id, on)
    lines = []
    for group in pairings.groups(db, class_id, on):
        own = [row for row in pupils if row["mentor_group_id"] == group["id"]]
        ids = [
            group["mentor_id"],
            *map(int, (group["mentor_ids"] or "").split(",") if group["mentor_ids"] else []),
        ]
        line = _line(
            group["name"],
            [staff[one] for one in dict.fromkeys(ids) if one in staff],
            tuple(_pupil(row, staff, group["mentor_id"]) for row in own),
            group["motto"],
            group["aim"],
        )
        lines.append((line, [row["id"] for row in own]))
    return [(line, ids) for line, ids in lines if ids]


def _of_plan(
    db: Database, class_id: int, plan: Plan, pupils: list[Row], on: date
) -> list[tuple[RegisterGroup, list[int]]]:
    staff, by_id = registers.mentors(db, class_id, on), {row["id"]: row for row in pupils}
    lines = []
    for group in plan.groups:
        ids = [one for one in by_id if one in group.students]  # in the order of the list of the class
        mentors = [staff[one] for one in (group.mentor, *group.others) if one in staff]
        students = tuple(_pupil(by_id[one]) for one in ids)
        lines.append((_line(group.name, mentors, students, group.motto, group.aim), ids))
    return lines


def _line(
    name: str, mentors: list[Row], students: tuple[Pupil, ...], motto: str | None, aim: str | None
) -> RegisterGroup:
    """The leader first; the subjects are the leader's."""
    subjects = mentors[0]["subjects"].replace(",", "、") if mentors else ""
    leader, others = (mentors[0]["name"], mentors[1:]) if mentors else ("", [])
    names = tuple(one["name"] for one in others)
    return RegisterGroup(name, leader, subjects, students, motto or "", aim or "", names)


def _pupil(row: Row, staff: dict[int, Row] | None = None, group_mentor: int | None = None) -> Pupil:
    """A student; with the mentor's name where it is another than the group's."""
    ids = [int(one) for one in (row["mentor_ids"] or "").split(",") if one]
    others = [staff[one]["name"] for one in ids] if staff and group_mentor not in ids else []
    return Pupil(row["name"], row["student_number"] or "", "、".join(others), row["namesakes"] > 0)
