"""What importing a staff list would do, and doing it: people, roles, homerooms, teaching assignments."""

from dataclasses import dataclass, replace

from db import imports as rows
from db import staff
from db.connection import Database
from db.names import search_text
from db.rows import Row
from documents.import_rows import Problem, StaffRow
from domain.people import MAX_NAME, same_name
from domain.permissions import Action, Role
from services.context import Context
from services.import_roster import class_for, named


@dataclass
class StaffChange:
    """One person of the file beside who is on the staff already. `staff_id` None: somebody new."""

    row: StaffRow
    staff_id: int | None
    columns: Row
    status: str

    @property
    def gives_sight(self) -> bool:
        """Whether the person would get a role or a class by it, and so children to read about."""
        return self.status != "same" and bool(self.row.roles or self.row.homeroom)


def plan(db: Database, context: Context, people: list[StaffRow]) -> tuple[list[StaffChange], list[Problem]]:
    """Match by 工号, then by a name only one person bears."""
    known = rows.staff_rows(db)
    changes, problems = [], []
    for row in people:
        found = _match(known, row) if len(row.name) <= MAX_NAME else f"姓名超过 {MAX_NAME} 个字"
        if row.roles and not _may_give_roles(context, found):
            said = "身份要由系统管理员在“账号与权限”里设置，这里不导入"
            problems.append(
                Problem(row.row, "身份", said, "check", row.roles[0].text, "请告诉系统管理员", row.sheet)
            )
            row = replace(row, roles=())
        if row.homeroom and not _may_give_homeroom(db, context, found, row):
            said = "自己当班主任要由德育处导入，这里不导入"
            problems.append(
                Problem(row.row, "班主任", said, "check", row.homeroom.text, "请告诉德育处", row.sheet)
            )
            row = replace(row, homeroom=None)
        if isinstance(found, str):
            problems.append(Problem(row.row, "姓名", found, "error", row.name, "补上工号", row.sheet))
        else:
            changes.append(_compare(db, context, row, found))
    return changes, problems


def apply(ledger: rows.Ledger, context: Context, changes: list[StaffChange]) -> None:
    """Write the plan; a subject or homeroom taken over from a colleague ends the colleague's row."""
    term = context.term(ledger.db)
    today = context.today.isoformat()
    first_day = min(today, term.starts_on.isoformat()) if term else today
    ids: dict[int, int] = {}
    for index, change in enumerate(changes):
        ids[index] = _person(ledger, change)
    wanted = {
        (
            class_for(ledger, context, one.grade, one.class_number),
            named(ledger, "subject", one.subject),
            ids[index],
        )
        for index, change in enumerate(changes)
        for one in change.row.assignments
    }
    _teaching(ledger, wanted, today, first_day)
    for index, change in enumerate(changes):
        if change.row.homeroom:
            class_id = class_for(ledger, context, change.row.homeroom.grade, change.row.homeroom.number)
            _homeroom(ledger, class_id, ids[index], today, first_day)
        for role in change.row.roles:
            _role(ledger, ids[index], Role(role.code), role.grade, first_day)


def _may_give_roles(context: Context, person: Row | str | None) -> bool:
    """Only who manages accounts gives roles, and nobody to oneself: a file is no way round that."""
    return context.actor.may(Action.MANAGE_ACCOUNTS) and not _is_oneself(context, person)


def _may_give_homeroom(db: Database, context: Context, person: Row | str | None, row: StaffRow) -> bool:
    """A class of one's own opens the records of its children: who does not see them anyway gives it to others only."""
    if context.actor.sees_whole_school or not _is_oneself(context, person) or not row.homeroom:
        return True
    held = (row.homeroom.grade, row.homeroom.number)
    me, on, year = context.actor.staff_id or 0, context.today, context.school_year(db)
    return staff.has_all(db, me, on, year, [], held, [])


def _is_oneself(context: Context, person: Row | str | None) -> bool:
    return isinstance(person, dict) and person["id"] == context.actor.staff_id


def _match(known: list[Row], row: StaffRow) -> Row | str | None:
    if row.staff_number:
        numbered = next((one for one in known if one["staff_number"] == row.staff_number), None)
        if numbered is not None:
            same = same_name(numbered["name"], row.name)
            return numbered if same else f"工号 {row.staff_number} 在系统里是另一位教职工"
    named_alike = [
        one
        for one in known
        if same_name(one["name"], row.name) and not (row.staff_number and one["staff_number"])
    ]
    if len(named_alike) > 1:
        return "有同名教职工，没有工号分不清是哪一位"
    return named_alike[0] if named_alike else None


def _compare(db: Database, context: Context, row: StaffRow, person: Row | None) -> StaffChange:
    wanted = {
        "staff_number": row.staff_number,
        "sex": row.sex,
        "phone": row.phone,
        "position": row.position,
        "teaching_style": row.teaching_style,
    }
    if person is None:
        return StaffChange(row, None, {name: value for name, value in wanted.items() if value}, "new")
    columns = {name: value for name, value in wanted.items() if value and value != person[name]}
    changed = bool(columns) or not _already_teaches(db, context, person["id"], row)
    return StaffChange(row, person["id"], columns, "changed" if changed else "same")


def _already_teaches(db: Database, context: Context, staff_id: int, row: StaffRow) -> bool:
    """Whether every assignment, homeroom and role of the row is in force already."""
    return staff.has_all(
        db,
        staff_id,
        context.today,
        context.school_year(db),
        [(one.grade, one.class_number, one.subject) for one in row.assignments],
        (row.homeroom.grade, row.homeroom.number) if row.homeroom else None,
        [(role.code, role.grade) for role in row.roles],
    )


def _person(ledger: rows.Ledger, change: StaffChange) -> int:
    if change.staff_id is None:
        return ledger.insert(
            "staff", {"name": change.row.name, "name_search": search_text(change.row.name), **change.columns}
        )
    if change.columns:
        version = (rows.row_of(ledger.db, "staff", {"id": change.staff_id}) or {})["version"]
        ledger.update("staff", {"id": change.staff_id}, {**change.columns, "version": version + 1})
    return change.staff_id


def _teaching(ledger: rows.Ledger, wanted: set[tuple[int, int, int]], today: str, first_day: str) -> None:
    held = {
        (row["class_id"], row["subject_id"], row["staff_id"]): row for row in rows.open_teaching(ledger.db)
    }
    taken_over = {(class_id, subject_id) for class_id, subject_id, _ in wanted}
    for key, row in held.items():
        if key not in wanted and key[:2] in taken_over:
            ledger.update("teaching_assignment", {"id": row["id"]}, {"valid_to": today})
    for class_id, subject_id, staff_id in sorted(wanted - set(held)):
        ledger.insert(
            "teaching_assignment",
            {"class_id": class_id, "subject_id": subject_id, "staff_id": staff_id, "valid_from": first_day},
        )


def _homeroom(ledger: rows.Ledger, class_id: int, staff_id: int, today: str, first_day: str) -> None:
    held = rows.open_homerooms(ledger.db).get(class_id)
    if held is not None and held["staff_id"] == staff_id:
        return
    for row in rows.open_homerooms(ledger.db).values():
        if (
            row["class_id"] == class_id or row["staff_id"] == staff_id
        ):  # a teacher who moves leaves the old class
            ledger.update("homeroom", {"id": row["id"]}, {"valid_to": today})
    ledger.insert(
        "homeroom", {"class_id": class_id, "staff_id": staff_id, "valid_from": today if held else first_day}
    )


def _role(ledger: rows.Ledger, staff_id: int, role: Role, grade: int | None, first_day: str) -> None:
    if not staff.holds_role(ledger.db, staff_id, role, grade):
        ledger.insert(
            "staff_role", {"staff_id": staff_id, "role": role.value, "grade": grade, "valid_from": first_day}
        )
