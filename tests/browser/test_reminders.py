"""催办名单 on a phone: the text is copied also where the browser has no clipboard, as on a network without TLS."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from domain.permissions import Role
from tests.browser.conftest import PHONE, Served

pytestmark = pytest.mark.browser

WITHOUT_CLIPBOARD = """
Object.defineProperty(navigator, 'clipboard', {value: undefined})
document.addEventListener('copy', () => {
  const field = document.activeElement
  window.copied = field.value.slice(field.selectionStart, field.selectionEnd)
})
"""


def test_the_text_is_copied_as_it_stands_after_a_word_was_changed(
    served: Served, visit: Callable[..., Page]
) -> None:
    phone = visit(
        f"{served.address}/reminders",
        PHONE,
        served.token(Role.HOMEROOM),
        lambda page: page.add_init_script(WITHOUT_CLIPBOARD),
    )
    field = phone.get_by_role("textbox", name="可以复制的文字")
    expect(field).to_have_value(re.compile("各位老师，辛苦了。截至"))
    field.fill("老师们，周五前补记一下。")
    phone.get_by_role("button", name="复制", exact=True).tap()
    expect(phone.get_by_role("button", name="已复制，去粘贴就行")).to_be_visible()
    assert phone.evaluate("window.copied") == "老师们，周五前补记一下。"
