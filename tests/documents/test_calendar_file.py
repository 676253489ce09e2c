"""The calendar file read back by the letter of RFC 5545: lines, folding, values."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.calendar_file import DueDay, calendar_file

MADE = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=120)


def lines_of(content):
    """Unfolded lines, after every line was found well-formed."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    lines = []
    for line in raw:
        text = line.decode("utf-8")  # strict: no character was cut in two
        if text.startswith(" "):
            lines[-1] += text[1:]
        else:
            lines.append(text)
    return lines


def unescaped(value):
    """A text value as it was meant."""
    told, signs = "", iter(value)
    for sign in signs:
        told += {"n": "\n", "N": "\n"}.get(following := next(signs), following) if sign == "\\" else sign
    return told


def events(content):
    """Every entry as a dict; the frame around them checked."""
    lines = lines_of(content)
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    found = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("BEGIN", "END"):
            found[-1][name] = unescaped(value)
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(found)
    return found


def test_a_day_due_is_a_whole_day_of_free_time():
    (found,) = events(calendar_file("导师", [DueDay("talk-1", date(2026, 11, 30), "谈心还差 3 人")], MADE))
    assert found == {
        "UID": "talk-1",
        "DTSTAMP": "20261120T180000Z",
        "DTSTART;VALUE=DATE": "20261130",
        "DTEND;VALUE=DATE": "20261201",
        "SUMMARY": "谈心还差 3 人",
        "TRANSP": "TRANSPARENT",
    }


@pytest.mark.parametrize(
    "words", ["谈心;家访,汇报", "一行\n又一行", r"反斜\杠", "㛃䶮𬱟龑😀" * 20, "a" * 74 + "谈", ""]
)
def test_every_sign_comes_back_as_it_was(words):
    (found,) = events(calendar_file(words, [DueDay("u", date(2026, 11, 30), words, words)], MADE))
    assert (found["SUMMARY"], found.get("DESCRIPTION", "")) == (words, words)


@given(WORDS, WORDS)
def test_whatever_the_words_lines_stay_short_and_characters_whole(summary, description):
    (found,) = events(calendar_file("日历", [DueDay("u", date(2026, 2, 28), summary, description)], MADE))
    assert (found["SUMMARY"], found.get("DESCRIPTION", "")) == (summary, description)
    assert found["DTEND;VALUE=DATE"] == "20260301"


def test_no_day_due_is_still_a_calendar():
    assert events(calendar_file("空", [], MADE)) == []
