"""The examples of docs/workload.md are what the rule says, and its settings are those there are."""

import re
from dataclasses import fields
from datetime import date

import pytest

from db.settings import DEFAULTS
from domain.months import TermMonth
from domain.workload import Load, LoadRule, MonthHeld, number_text, periods
from services import workload
from tests.test_docs import read

TEXT = read("docs/workload.md")
RULE = LoadRule()


def table(head):
    """The rows of numbers beneath a heading row."""
    _, _, rest = TEXT.partition(head)
    found = re.match(r"\n\|[-|]+\|\n((?:\|.*\|\n)+)", rest)
    assert found
    return [
        [float(cell) for cell in line.strip("|").split("|")]
        for line in found[1].replace(" ", "").splitlines()
    ]


@pytest.mark.parametrize("row", table("| students | of them care | groups | classes | load |"))
def test_every_load_is_counted_as_the_document_says(row):
    *held, load = row
    assert Load(*map(int, held), most=24, rule=RULE).total == load


@pytest.mark.parametrize("row", table("| school days | with a student | periods |"))
def test_every_month_is_counted_as_the_document_says(row):
    school_days, there, said = row
    month = TermMonth(1, "第一月", date(2026, 9, 1), date(2026, 9, 30))
    assert periods([MonthHeld(month, int(there), int(school_days))], RULE) == said


def test_every_setting_is_named_with_its_first_value():
    assert set(workload._SETTINGS) == {one.name for one in fields(LoadRule)}
    for name, key in workload._SETTINGS.items():
        assert DEFAULTS[key] == getattr(RULE, name)
        line = next(line for line in TEXT.splitlines() if f"`{key}`" in line)
        assert key == "most_mentees" or number_text(DEFAULTS[key]) in line
