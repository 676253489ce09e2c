"""分组与结对 in a real browser, on a desk and on a phone: formed, moved by touch and by mouse, explained."""

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from db import pairings
from domain.permissions import Role
from services.context import clock
from tests.browser.conftest import DESK, PHONE, Served, settled

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
SEARCH = 30_000  # milliseconds a search may take on a busy machine


@pytest.fixture(autouse=True)
def no_plan(served: Served) -> None:
    """The class teacher begins with the groups in force: earlier tests and the demo school left plans."""
    mine = "select class_id from homeroom where staff_id = :me and valid_to is null"
    with served.store.write() as db:
        me = {"me": served.account(Role.HOMEROOM)["staff_id"]}
        plans = f"select id from grouping_plan where state <> 'approved' and class_id in ({mine})"
        db.execute(f"delete from filing_step where grouping_plan_id in ({plans})", me)
        db.execute(f"delete from grouping_plan where state <> 'approved' and class_id in ({mine})", me)


def groups_page(served: Served, visit: Visit, size: dict[str, int], step: int) -> Page:
    return visit(f"{served.address}/groups?step={step}", size, served.token(Role.HOMEROOM))


def plan(served: Served) -> dict[str, object]:
    """The class teacher's plan as it lies in the database."""
    (row,) = served.rows(
        "select body from grouping_plan where state <> 'approved' and class_id in "
        "(select class_id from homeroom where staff_id = :me and valid_to is null)",
        me=served.account(Role.HOMEROOM)["staff_id"],
    )
    return dict(json.loads(row["body"]))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    settled(page)


def form(page: Page) -> None:
    """Form the groups again and wait for what the search finds."""
    press(page, "形成小组")  # a small class is done before the search is seen
    expect(page.locator(".st-key-card_search")).to_have_count(0, timeout=SEARCH)
    settled(page)


def group(page: Page, place: int) -> Locator:
    return page.locator(f".board [data-group='{place}']")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_student_is_moved_by_tapping_explained_and_put_back(
    served: Served, visit: Visit, size: dict[str, int]
) -> None:
    page = groups_page(served, visit, size, 2)
    form(page)
    chip = group(page, 0).locator(".chip").first
    name = chip.locator(".name").inner_text()
    chip.click()
    settled(page)
    expect(page.get_by_role("heading", name="为什么在")).to_contain_text(name)
    other = group(page, 1).get_attribute("aria-label") or ""
    page.locator(".board .bar").get_by_role("button", name=other).click()
    expect(group(page, 1).locator(".chip", has_text=name)).to_be_visible()
    expect(page.get_by_role("heading", name="为什么在")).to_contain_text(other)
    settled(page)
    press(page, "撤销")
    expect(group(page, 0).locator(".chip", has_text=name)).to_be_visible()


def test_a_mouse_drags_a_student_onto_another_to_swap_them(served: Served, visit: Visit) -> None:
    page = groups_page(served, visit, DESK, 2)
    form(page)
    one, two = group(page, 0).locator(".chip").first, group(page, 1).locator(".chip").first
    names = [chip.locator(".name").inner_text() for chip in (one, two)]
    settled(page)
    one.drag_to(two)
    expect(group(page, 1).locator(".chip", has_text=names[0])).to_be_visible()
    expect(group(page, 0).locator(".chip", has_text=names[1])).to_be_visible()
    page.reload()
    settled(page)
    expect(group(page, 1).locator(".chip", has_text=names[0])).to_be_visible()


def test_a_number_lights_up_the_students_it_counts(served: Served, visit: Visit) -> None:
    page = groups_page(served, visit, DESK, 2)
    count = group(page, 0).locator(".counts button").first
    said = int(count.inner_text().split()[-1])
    count.click()
    expect(group(page, 0).locator(".chip.lit")).to_have_count(said)
    count.click()
    expect(page.locator(".board .chip.lit")).to_have_count(0)


def test_a_locked_student_stays_when_groups_are_formed_again(served: Served, visit: Visit) -> None:
    page = groups_page(served, visit, DESK, 2)
    chip = group(page, 1).locator(".chip").first
    name = chip.locator(".name").inner_text()
    chip.click()
    settled(page)
    page.locator(".board .bar").get_by_role("button", name="锁定在本组").click()
    expect(group(page, 1).locator(".chip", has_text=name)).to_contain_text("锁")
    settled(page)
    form(page)
    expect(group(page, 1).locator(".chip", has_text=name)).to_contain_text("锁")
    page.reload()
    settled(page)
    group(page, 1).locator(".chip", has_text=name).click()
    settled(page)
    page.locator(".board .bar").get_by_role("button", name="解除锁定").click()
    expect(group(page, 1).locator(".chip", has_text=name)).not_to_contain_text("锁")
    settled(page)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_contradiction_is_explained_by_name_and_gone_when_one_rule_goes(
    served: Served, visit: Visit, size: dict[str, int]
) -> None:
    page = groups_page(served, visit, size, 2)
    names = [chip.locator(".name").inner_text() for chip in page.locator(".board .chip").all()[:2]]
    open_rules(page)
    for kind in ("要在同一组", "不能在同一组"):
        add_rule(page, names, kind)
    form(page)
    conflict = page.locator(".st-key-card_warm_conflict")
    expect(conflict).to_contain_text("不能同时做到")
    for name in names:
        expect(conflict).to_contain_text(name)
    settled(page)
    press(page, f"{'、'.join(names)}在同一组")
    expect(page.get_by_role("button", name=f"{'、'.join(names)}在同一组")).to_have_count(0)
    form(page)
    expect(conflict).to_have_count(0)


def open_rules(page: Page) -> None:
    page.locator(".st-key-group_rules summary").click()
    expect(page.locator(".stMultiSelect")).to_be_visible()
    settled(page)


def add_rule(page: Page, names: list[str], kind: str) -> None:
    for name in names:
        choose(page, ".stMultiSelect", name, stays=True)
        page.keyboard.press("Escape")
    choose(page, ".stSelectbox:has-text('怎么样')", kind)
    settled(page)
    press(page, "加上")


def choose(page: Page, box: str, option: str, *, stays: bool = False) -> None:
    """By keyboard, as the list may open above or below; a late rerun of the page closes it, so perhaps again.

    `stays`: what is chosen stands in the box as text.
    """
    wanted = page.get_by_role("option", name=option).first
    for _ in range(5):
        page.locator(f"{box} input").focus()
        page.keyboard.press("ArrowDown")
        with suppress(TimeoutError):
            wanted.dispatch_event("click", timeout=3_000)
            if stays:
                page.locator(box).filter(has_text=option).wait_for(timeout=3_000)
            return
    raise AssertionError(f"{option} cannot be chosen")


def test_words_and_levels_typed_into_the_tables_are_kept(served: Served, visit: Visit) -> None:
    page = groups_page(served, visit, DESK, 4)
    page.get_by_text("组名、口号和小组目标").click()
    settled(page)
    type_into(page, column=1, text="一起向前")
    expect(page.get_by_role("button", name="撤销")).to_be_visible()
    settled(page)
    page.keyboard.press("ArrowLeft")  # from the next row on: the table stands where it stood
    page.keyboard.press("Enter")
    page.locator("#portal :is(input, textarea)").first.fill("远行组")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-card_mentors_of_groups").get_by_text("远行组")).to_be_visible()
    settled(page)
    assert plan(served)["groups"][0]["motto"] == "一起向前"  # type: ignore[index]
    page.get_by_role("button", name="撤销").press(
        "Enter"
    )  # leaving the table may move the button from under a mouse
    settled(page)
    expect(page.locator(".st-key-card_mentors_of_groups").get_by_text("远行组")).to_be_hidden()
    assert plan(served)["groups"][1]["name"] != "远行组"  # type: ignore[index]
    page.goto(f"{served.address}/groups?step=1")
    settled(page)
    type_into(page, column=4, text="C")
    expect(page.get_by_text("其中 1 人是手工定的")).to_be_visible()
    assert list(plan(served)["levels"].values()) == ["C"]  # type: ignore[attr-defined]


def type_into(page: Page, column: int, text: str) -> None:
    """Into the first row of the table on the page: its cells are drawn, so keys lead there."""
    table = page.locator("[data-testid=stDataFrame]")
    field = page.locator("#portal :is(input, textarea)").first
    for _ in range(5):  # a late drawing of the table forgets which cell was chosen
        table.click(position={"x": 20, "y": 50})
        for _ in range(column):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        with suppress(TimeoutError):
            field.fill(text, timeout=3_000)
            break
    page.keyboard.press("Enter")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_class_comes_from_nothing_to_an_approved_register(
    served: Served, visit: Visit, size: dict[str, int]
) -> None:
    end_groups_in_force(served)
    page = groups_page(served, visit, size, 1)
    press(page, "下一步：分组")
    expect(page.get_by_role("heading", name="还没有分组")).to_be_visible()
    count = page.get_by_label("分成几组")
    count.fill("2")
    count.press("Enter")
    settled(page)
    form(page)
    expect(page.locator(".board .group")).not_to_have_count(0)
    press(page, "下一步：志愿")
    press(page, "下一步：导师")
    page.get_by_role("button", name="给各组配好导师").click()
    expect(page.get_by_role("heading", name="个组都有导师")).to_be_visible(timeout=SEARCH)
    settled(page)
    press(page, "下一步：备案")
    press(page, "报备案")
    expect(page.get_by_text("已报备案，等德育处批准。")).to_be_visible()

    office = visit(f"{served.address}/filing?class={own_class(served)}", size, served.token(Role.OFFICE))
    press(office, "批准")
    expect(office.get_by_text("的分组已批准。")).to_be_visible()

    page.goto(f"{served.address}/register")
    settled(page)
    register = page.locator(".stMain").inner_text()
    assert [name for name in names_of_class(served) if name not in register] == []


def own_class(served: Served) -> int:
    me = served.account(Role.HOMEROOM)["staff_id"]
    (row,) = served.rows("select class_id from homeroom where staff_id = :me and valid_to is null", me=me)
    return int(row["class_id"])


def end_groups_in_force(served: Served) -> None:
    with served.store.write() as db:
        pairings.end_groups(db, own_class(served), clock().date(), "重新分组")


def names_of_class(served: Served) -> list[str]:
    return [
        row["name"]
        for row in served.rows(
            "select name from student join class_membership member on student_id = student.id "
            "where class_id = :class_id and member.valid_to is null",
            class_id=own_class(served),
        )
    ]
