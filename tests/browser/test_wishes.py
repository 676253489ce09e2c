"""双向选择 from the class teacher's desk to a child's phone and back: keys printed, answered without any script."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from services import choices, school, wish_entry, wish_links
from services.context import Context, clock
from services.sign_in import open_session_for
from tests.browser.conftest import DESK, PHONE, Served, settled

pytestmark = pytest.mark.browser


@pytest.fixture
def round_row(served: Served) -> dict[str, int]:
    """The open round of the served school, with its class and class teacher."""
    (row,) = served.rows(
        "select choice_round.id, choice_round.class_id, homeroom.staff_id, account.id as account_id "
        "from choice_round join homeroom on homeroom.class_id = choice_round.class_id and valid_to is null "
        "join account on account.staff_id = homeroom.staff_id where closes_at > :now",
        now=clock().isoformat(),
    )
    return row


@pytest.fixture
def leader(served: Served, round_row: dict[str, int]) -> Context:
    """The class teacher acting now."""
    return school.context_for(served.store, round_row["staff_id"], clock())


@pytest.fixture
def child(served: Served, browser: Browser) -> Iterator[Page]:
    """A phone without any script; nothing may be asked of another host."""
    context = browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False, locale="zh-CN"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    outside: list[str] = []
    page.on(
        "request",
        lambda request: outside.append(request.url) if not request.url.startswith(served.address) else None,
    )
    page.goto(f"{served.address}/wish")
    yield page
    context.close()
    assert [url for url in outside if not url.startswith("data:")] == []


def missing(leader: Context, round_row: dict[str, int]) -> choices.Answer:
    return choices.choosing(leader, round_row["class_id"]).missing[0]


def fits(page: Page) -> bool:
    """Whether nothing sticks out of the phone at the right, and what is to be tapped is large enough."""
    boxes = [one.bounding_box() for one in page.locator("main, main *").all()]
    taps = [
        one.bounding_box() for one in page.locator("button, select, input:not([type=hidden]), .next").all()
    ]
    return all(box is None or box["x"] + box["width"] <= PHONE["width"] for box in boxes) and all(
        box is not None and box["height"] >= 44 for box in taps
    )


def type_key(page: Page, key: str) -> None:
    page.get_by_label("口令").fill(key)
    page.get_by_role("button", name="下一步").tap()


def test_a_child_answers_on_a_phone_without_an_account_or_a_script(
    served: Served, leader: Context, round_row: dict[str, int], child: Page
) -> None:
    waiting = missing(leader, round_row)
    (slip,) = wish_links.issue(leader, round_row["class_id"], round_row["id"], [waiting.student_id])
    assert fits(child)
    type_key(child, "0000-0000")
    expect(child.get_by_text("这个口令不能用")).to_be_visible()
    type_key(child, slip.key.lower().replace("-", " "))
    expect(child.get_by_role("heading", level=1)).to_contain_text("同学，请选导师")
    assert fits(child)
    everybody = {row["name"] for row in served.rows("select name from student")}
    assert not [name for name in everybody if name in child.content()]
    for name in ("第一志愿", "第二志愿"):
        child.get_by_label(name).select_option(index=1)
    child.get_by_role("button", name="交上去").tap()
    expect(child.get_by_text("是同一位老师，请改一个")).to_be_in_viewport()
    child.get_by_label("第二志愿").select_option(index=2)
    child.get_by_role("button", name="交上去").tap()
    expect(child.get_by_text("收到了，谢谢你！")).to_be_visible()
    assert fits(child)
    answers = {one.student_id: one for one in choices.choosing(leader, round_row["class_id"]).answers}
    assert (len(answers[waiting.student_id].mentors), answers[waiting.student_id].source) == (2, "link")
    child.get_by_role("link", name="下一位同学").tap()
    type_key(child, slip.key)
    expect(child.get_by_text("这个口令不能用")).to_be_visible()


def step(served: Served, round_row: dict[str, int], visit: Callable[..., Page], size: dict[str, int]) -> Page:
    """The class teacher at step 3."""
    with served.store.write() as db:
        db.execute(
            "update account set must_change_password = 0 where id = :id", {"id": round_row["account_id"]}
        )
    token = open_session_for(served.store, round_row["account_id"], clock())
    return visit(f"{served.address}/groups?class={round_row['class_id']}&step=3", size, token)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_class_teacher_makes_keys_on_the_step_and_sees_them_once(
    served: Served,
    leader: Context,
    round_row: dict[str, int],
    visit: Callable[..., Page],
    size: dict[str, int],
) -> None:
    page = step(served, round_row, visit, size)
    page.get_by_text("机房里学生自己填").click()
    settled(page)
    page.get_by_role("button", name=re.compile("为还没填的")).click()
    settled(page)
    slips = page.locator(".slips li")
    expect(slips).to_have_count(len(choices.choosing(leader, round_row["class_id"]).missing))
    key = slips.first.locator("b").inner_text()
    assert wish_links.opened(served.store, key, clock()).cards
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.reload()
    settled(page)
    expect(page.locator(".slips")).to_have_count(0)


def test_a_slip_typed_while_a_colleague_typed_the_same_is_told_and_not_lost(
    served: Served, leader: Context, round_row: dict[str, int], visit: Callable[..., Page]
) -> None:
    class_id = round_row["class_id"]
    page = step(served, round_row, visit, DESK)
    page.get_by_text("按纸条填写").click()
    settled(page)
    found = choices.choosing(leader, class_id)
    first, mentor, other = found.answers[0], found.teachers[-1], found.teachers[0]
    choose_in_first_row(page, mentor.name)
    colleague = {first.student_id: (other.id,)}
    read = {first.student_id: first.mentors}
    wish_entry.save_slips(leader, "colleague-1", class_id, round_row["id"], colleague, read)
    page.get_by_role("button", name="保存志愿").click()
    settled(page)
    expect(page.get_by_text(f"{first.name}现在是 {other.name}")).to_be_in_viewport()
    assert choices.choosing(leader, class_id).answers[0].mentors == (other.id,)
    page.get_by_role("button", name="保存志愿").click()
    settled(page)
    expect(page.get_by_text("已保存 1 名学生的志愿。")).to_be_visible()
    assert choices.choosing(leader, class_id).answers[0].mentors == (mentor.id,)


def choose_in_first_row(page: Page, name: str) -> None:
    """With the keyboard, as from a heap of slips."""
    grid = page.locator("[data-testid=stDataFrame]")
    grid.locator("[id^=glide-cell-1-0]").wait_for(state="attached")  # drawn, with its columns in place
    for _ in range(5):  # a late drawing of the grid forgets which cell was chosen
        # the grid is a picture to the browser; clicked through it, for a place on the page may have become another's
        grid.click(position={"x": 200, "y": 57})
        page.keyboard.press("Enter")
        with suppress(TimeoutError):
            page.locator("#portal input").wait_for(timeout=3_000)
            break
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.locator("#portal input").wait_for(state="hidden")
    settled(page)
