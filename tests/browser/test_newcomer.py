"""A newcomer finds a group with one move, on a phone and at a desk, from 今天 to done."""

import secrets
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from db.names import search_text
from db.rows import insert
from domain.grouping_plan import with_groups
from domain.permissions import Role
from services import changes, filing, newcomers, plans
from services.context import Context, clock
from services.school import context_for
from tests.browser.conftest import DESK, PHONE, Served, settled

pytestmark = pytest.mark.browser


def class_teacher(served: Served) -> Context:
    """The class teacher shown on the sign-in page, now."""
    return context_for(served.store, served.account(Role.HOMEROOM)["staff_id"], clock())


def own_class(served: Served) -> int:
    (row,) = served.rows(
        "select class_id from homeroom where staff_id = :id and valid_to is null",
        id=served.account(Role.HOMEROOM)["staff_id"],
    )
    return int(row["class_id"])


def arrive(served: Served, name: str, sex: str) -> None:
    """Somebody comes into the class today."""
    context = class_teacher(served)
    with context.write() as tx:
        student = {"name": name, "name_search": search_text(name), "sex": sex}
        student_id = insert(tx.db, "student", {**student, "student_number": secrets.token_hex(4)})
        row = {
            "student_id": student_id,
            "class_id": own_class(served),
            "valid_from": context.today.isoformat(),
        }
        insert(tx.db, "class_membership", row)
        tx.audit("import.roster", f"student/{student_id}")


def groups(served: Served) -> dict[str, int]:
    """Student → group of the class today."""
    rows = served.rows(
        """select student.name, grouped.mentor_group_id as group_id from group_membership grouped
             join student on student.id = grouped.student_id
             join mentor_group on mentor_group.id = grouped.mentor_group_id and mentor_group.valid_to is null
            where mentor_group.class_id = :c and grouped.valid_to is null""",
        c=own_class(served),
    )
    return {row["name"]: row["group_id"] for row in rows}


def part_by_sex(served: Served) -> None:
    """Girls here, boys there, in force from today: whoever comes now, one move more makes the groups more even."""
    teacher, office = (
        class_teacher(served),
        context_for(served.store, served.account(Role.OFFICE)["staff_id"], clock()),
    )
    class_id = own_class(served)
    desk = plans.open_desk(teacher, class_id)
    if desk.state == "filed":
        filing.withdraw(teacher, class_id, desk.version)
        desk = plans.open_desk(teacher, class_id)
    people = [one.id for one in sorted(desk.students.values(), key=lambda one: one.sex or "")]
    half = len(people) // 2
    mentors = dict(enumerate(list(desk.teachers)[:2]))
    filing.file_plan(
        teacher,
        class_id,
        plans.keep(teacher, desk, with_groups(desk.plan, [people[:half], people[half:]], mentors)),
    )
    filed = plans.open_desk(office, class_id)
    filing.approve(office, filed.plan_id or 0, filed.version)


def arrive_so_that_one_move_helps(served: Served, names: list[str]) -> str:
    """Newcomers until the choice holds a way with one move; those before are placed where nobody moves."""
    part_by_sex(served)
    for name in names:
        arrive(served, name, "女" if len(name) % 2 else "男")
        context, class_id = class_teacher(served), own_class(served)
        found = newcomers.ways(context, class_id)
        if any(way.moves == 1 for way in found.ways):
            return name
        newcomers.place(context, secrets.token_hex(8), class_id, 0, found.base)
    pytest.fail("no newcomer needed a move")


@pytest.mark.parametrize(("size", "called"), [(PHONE, "甲"), (DESK, "乙")], ids=["phone", "desk"])
def test_a_newcomer_is_placed_with_one_move(
    served: Served, visit: Callable[..., Page], size: dict[str, int], called: str
) -> None:
    name = arrive_so_that_one_move_helps(served, [f"范{called}{'文' * n}" for n in range(1, 12)])
    before = groups(served)
    page = visit(f"{served.address}/today", size, served.token(Role.HOMEROOM))
    page.get_by_text("1 名学生还没有小组").click()
    page.wait_for_url("**/changes")
    settled(page)
    page.get_by_role("button", name="进组 ›").click()
    settled(page)
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.get_by_text("动 1 人：").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="照这样安排").click()
    expect(page.get_by_text("已进组，从今天起生效。")).to_be_visible()
    settled(page)
    after = groups(served)
    moved = [one for one in before if after[one] != before[one]]
    assert (len(moved), name in after) == (1, True)
    (newcomer,) = served.rows("select id from student where name = :name", name=name)
    today: date = class_teacher(served).today
    assert changes.mentors_on(class_teacher(served), newcomer["id"], today)
    assert newcomers.unplaced(class_teacher(served)) == []
