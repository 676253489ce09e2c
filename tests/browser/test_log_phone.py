"""交流记录 on a phone: found, corrected, corrected in two tabs at once, deleted with a reason, taken along."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from domain.permissions import Role
from tests.browser.conftest import PHONE, Served, settled

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(served: Served, visit: Callable[..., Page]) -> Callable[[int], Page]:
    """The mentor's phone at one of the own records."""
    token = served.token(Role.MENTOR)
    return lambda record: visit(f"{served.address}/log?record={record}", PHONE, token)


def own_records(served: Served) -> list[int]:
    """Records of the mentor's about one student who is still the mentor's, the newest first."""
    rows = served.rows(
        """select interaction.id from interaction join interaction_participant part on interaction_id = interaction.id
             join pairing on pairing.student_id = part.student_id and mentor_id = author_id and valid_to is null
            where author_id = :me and deleted_at is null and kind = 'talk' and effect <> '需关注' and sealed is null
            group by interaction.id having count(*) = 1 order by occurred_on desc, interaction.id desc""",
        me=served.account(Role.MENTOR)["staff_id"],
    )
    return [row["id"] for row in rows]


def stored(served: Served, record: int) -> dict[str, object]:
    (row,) = served.rows("select * from interaction where id = :id", id=record)
    return row


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.tap()
    settled(page)


def rewrite(page: Page, words: str) -> None:
    press(page, "更正")
    page.get_by_label("内容", exact=True).fill(words)


def fits(page: Page) -> bool:
    """Nothing sticks out at the side."""
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"))


def test_a_record_is_found_by_a_word_opened_and_corrected_with_the_old_wording_beneath(
    served: Served, visit: Callable[..., Page]
) -> None:
    record = own_records(served)[0]
    words = str(stored(served, record)["content"])
    page = visit(f"{served.address}/log", PHONE, served.token(Role.MENTOR))
    search = page.get_by_placeholder("内容里的词，或学生姓名")
    search.fill(words[:12])
    search.press("Enter")
    settled(page)
    expect(page.locator(".records button").first).to_contain_text(words[:12])
    assert fits(page)
    page.locator(".records button").first.tap()
    expect(page.locator("article.record")).to_contain_text(words)
    settled(page)
    rewrite(page, "后来想起来，还说到了作业")
    assert fits(page)
    page.locator("[class*=st-key-effect_]").get_by_text("好转").tap()
    press(page, "保存更正")
    expect(page.locator("article.record")).to_contain_text("后来想起来，还说到了作业")
    page.get_by_text("看原来怎么写的").tap()
    expect(page.locator(".history")).to_contain_text(words[:6])
    assert (stored(served, record)["version"], stored(served, record)["effect"]) == (2, "好转")


def test_of_two_tabs_the_second_is_shown_both_texts_and_loses_nothing(
    served: Served, opened: Callable[[int], Page]
) -> None:
    record = own_records(served)[1]
    left, right = opened(record), opened(record)
    rewrite(left, "左边标签页写的话")
    rewrite(right, "右边标签页写的话")
    press(left, "保存更正")
    expect(left.locator("article.record")).to_contain_text("左边标签页写的话")
    press(right, "保存更正")
    expect(right.get_by_text("您写的还没有保存")).to_be_visible()
    expect(right.locator(".history del").first).to_have_text("左")
    expect(right.get_by_label("内容", exact=True)).to_have_value("右边标签页写的话")
    assert stored(served, record)["content"] == "左边标签页写的话"
    assert fits(right)
    press(right, "按我写的保存")
    expect(right.locator("article.record")).to_contain_text("右边标签页写的话")
    assert (stored(served, record)["version"], stored(served, record)["content"]) == (3, "右边标签页写的话")


def test_a_record_is_deleted_with_a_reason_and_its_trace_stays(
    served: Served, opened: Callable[[int], Page]
) -> None:
    record = own_records(served)[2]
    page = opened(record)
    press(page, "删除")
    press(page, "确定删除")
    expect(page.get_by_text("请写明为什么删除")).to_be_visible()
    assert stored(served, record)["deleted_at"] is None
    page.get_by_text("记错了学生", exact=True).tap()
    settled(page)
    assert fits(page)
    press(page, "确定删除")
    expect(page.get_by_role("heading", name="交流记录")).to_be_visible()
    assert stored(served, record)["deleted_reason"] == "记错了学生"
    page.get_by_text("已删除", exact=True).first.tap()
    expect(page.locator(".records")).to_contain_text("理由：记错了学生")


def test_the_list_is_taken_along_as_a_table(served: Served, visit: Callable[..., Page]) -> None:
    page = visit(f"{served.address}/log?effect=好转", PHONE, served.token(Role.MENTOR))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 Excel").tap()
    assert waiting.value.suggested_filename.startswith("交流记录")
    assert waiting.value.path().read_bytes().startswith(b"PK")
