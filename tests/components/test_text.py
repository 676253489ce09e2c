"""People's text where Streamlit reads Markdown: it comes out as it was typed, and is no link, image or heading."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from components.text import escape, plain

# what the browser's Markdown makes a link by itself, escaped or not
BY_ITSELF = re.compile(r"https?://|www\.\w|[\w.+-]@\w", re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    [
        "[点我](http://evil.example)", "见 HTTPS://evil.example/a?b=c", "www.evil.example", "写给 a.b@evil.example",
        "![](http://evil.example/i.png)", "<img src=x onerror=alert(1)>", "# **粗** `x` $y$ :red[z]",
    ],
)  # fmt: skip
def test_the_text_is_read_as_typed_and_acts_as_nothing(text):
    made = plain(text)
    read = re.sub(r"\\(.)", r"\1", made)
    assert read.replace("\u200b", "") == text
    assert not BY_ITSELF.search(read)
    assert not re.search(r"(?<!\\)[\[\]<>*`$#!(]", made)


def test_lines_become_one():
    assert plain("甲\n# 乙\t丙") == "甲 \\# 乙 丙"


@given(any_of.text(alphabet="甲a&<>\"'`=/ \n", max_size=12))
def test_in_html_it_is_escaped_as_ever(text):
    assert escape(text) == html.escape(text)
