"""学业变化曲线 on a phone: ranks blurred until asked for, one chart after the other, a picture to keep, the analysis that lacks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from domain.permissions import Role
from tests.browser.conftest import PHONE, Served, settled

pytestmark = pytest.mark.browser
VIEWS = ("班级位置", "总分", "得分率", "各科", "每月交流", "年级名次")


@pytest.fixture
def archive(served: Served, visit: Callable[..., Page]) -> Page:
    """The mentor's phone at a student with ranks, whose latest exam nobody has analysed."""
    (row,) = served.rows(
        """select result.student_id from exam_result result join exam on exam.id = exam_id
             join pairing on pairing.student_id = result.student_id and mentor_id = :me and pairing.valid_to is null
            where grade_rank is not null and exists
              (select 1 from contact where contact.student_id = result.student_id)
              and not exists (select 1 from interaction join interaction_participant part on interaction_id = interaction.id
                               where part.student_id = result.student_id and kind = 'exam_analysis')
            group by result.student_id having count(*) >= 2 order by count(*) desc limit 1""",
        me=served.account(Role.MENTOR)["staff_id"],
    )
    return visit(f"{served.address}/archive?student={row['student_id']}", PHONE, served.token(Role.MENTOR))


def choose(page: Page, name: str) -> None:
    page.locator(".st-key-curve_view").get_by_text(name, exact=True).tap()
    settled(page)


def is_blurred(page: Page) -> bool:
    return "blur" in page.locator(".st-key-curve").evaluate("node => getComputedStyle(node).filter")


def test_ranks_are_blurred_until_asked_for_and_every_chart_fits(archive: Page) -> None:
    assert is_blurred(archive)
    archive.locator(".st-key-show_ranks label").first.tap()
    assert not is_blurred(archive)
    card = archive.locator(".st-key-card_curve_private")
    for name in VIEWS:
        choose(archive, name)
        expect(card.locator("[data-testid=stVegaLiteChart] :is(svg, canvas)").first).to_be_visible()
        expect(card.locator("h2")).not_to_be_empty()
        expect(card.locator("summary", has_text="看数字")).to_have_count(1)
        assert archive.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")


def test_a_chart_is_kept_as_a_picture(archive: Page) -> None:
    choose(archive, "总分")
    with archive.expect_download() as waiting:
        archive.locator(".downloads a", has_text="存为图片").tap()
    assert waiting.value.suggested_filename == "总分.png"
    with waiting.value.path().open("rb") as picture:
        assert picture.read(4) == b"\x89PNG"


def test_the_analysis_that_lacks_is_one_tap_away_with_the_exam_chosen(served: Served, archive: Page) -> None:
    choose(archive, "总分")
    archive.get_by_role("link", name="写考后分析").tap()
    archive.wait_for_url("**/record?**")
    settled(archive)
    (latest,) = served.rows(
        "select name from exam where slot <> 'other' order by held_on desc, id desc limit 1"
    )
    chosen = (
        archive.locator("[class*=st-key-for_exam_]")
        .locator("[aria-checked=true], [data-selected=true]")
        .first
    )
    expect(chosen).to_contain_text(str(latest["name"]))
    expect(archive.get_by_label("存在的问题")).to_be_visible()
