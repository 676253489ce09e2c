"""A school's own template in the browser: one with mistakes says which, one without is tried, used and put back."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from domain.permissions import Role
from tests.browser.conftest import DESK, Served, settled

pytestmark = pytest.mark.browser


def template(*lines: str) -> dict[str, object]:
    """A file as the browser sends it."""
    paper, held = docx.Document(), BytesIO()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(held)
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": "本校手册.docx", "mimeType": word, "buffer": held.getvalue()}


def check(page: Page, file: dict[str, object]) -> None:
    page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]
    settled(page)
    page.get_by_role("button", name="检查这份模板").click()
    settled(page)


def test_mistakes_are_named_and_a_right_one_prints(served: Served, visit: Callable[..., Page]) -> None:
    page = visit(f"{served.address}/templates", DESK, served.token(Role.OFFICE))
    check(page, template("{% for 人 in 学生 %}{{ 人.姓明 }}{% endfor %}", "{{ 导出 }}"))
    expect(page.get_by_text("没有收下")).to_be_visible()
    expect(page.get_by_text("姓名").first).to_be_visible()
    assert served.rows("select count(*) as n from document_template")[0]["n"] == 0

    check(page, template("我们学校自己的手册", "{% for 人 in 学生 %}{{ 人.姓名 }}{% endfor %}", "{{ 导出 }}"))
    page.get_by_role("button", name="开始使用").click()
    expect(page.get_by_role("heading", name="现在用：本校手册.docx")).to_be_visible()

    mentor = visit(f"{served.address}/papers", DESK, served.token(Role.MENTOR))
    with mentor.expect_download() as taken:
        mentor.locator(".st-key-card_own_handbook a", has_text="Word").first.click()
    printed = docx.Document(BytesIO(Path(taken.value.path()).read_bytes()))
    text = "".join(one.text for one in printed.paragraphs)
    child = served.rows(
        "select name from student join pairing on student_id = student.id where mentor_id = :me and valid_to is null",
        me=served.account(Role.MENTOR)["staff_id"],
    )[0]["name"]
    assert "我们学校自己的手册" in text and child in text

    page.get_by_role("button", name="换回系统自带的模板").click()
    expect(page.get_by_role("heading", name="现在用系统自带的模板")).to_be_visible()
