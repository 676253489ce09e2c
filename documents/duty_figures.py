"""The duties' figures of one day as JSON for programs and as a table for a terminal (docs/duties.md)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from documents.terminal_table import in_columns
from domain.calendar import day_text_long
from domain.duty_periods import Span
from domain.duty_tables import Figures, RuleFigures

_TITLES = ("要求", "这一期", "应做", "做了", "逾期", "未到期", "免做", "开学以来应做", "做了", "逾期")


def as_json(on: date, rules: Sequence[RuleFigures]) -> dict[str, Any]:
    """Every rule with its figures, numbers only."""
    return {"on": on.isoformat(), "duties": [_rule(one) for one in rules]}


def as_text(on: date, rules: Sequence[RuleFigures]) -> str:
    """A line for every rule and period, in columns that stay under each other beside Chinese characters."""
    if not rules:
        return "还没有履职要求，或者开学以来没有要求过什么。请德育处在“履职要求”里选一套方案。"
    table = [_TITLES, *(line for one in rules for line in _lines(one))]
    return "\n".join([day_text_long(on), *in_columns(table)])


def _rule(one: RuleFigures) -> dict[str, Any]:
    rule = one.rule
    return {
        "rule": rule.name,
        "subject": rule.subject.value,
        "kinds": sorted(rule.kinds),
        "times": rule.times,
        "period": rule.period.value,
        "now": [
            {
                "name": span.name, "starts_on": span.starts_on.isoformat(), "ends_on": span.ends_on.isoformat(),
                "due_on": span.due_on.isoformat(), "subjects": subjects, **_figures(figures),
            }
            for span, subjects, figures in one.now
        ],
        "since_term_began": _figures(one.since_term_began),
    }  # fmt: skip


def _figures(figures: Figures) -> dict[str, int]:
    return {
        "required": figures.required,
        "done": figures.done,
        "late": figures.late,
        "excused": figures.excused,
    }


def _lines(one: RuleFigures) -> list[tuple[str, ...]]:
    whole = one.since_term_began
    sums = tuple(str(count) for count in (whole.required, whole.done, whole.late))
    lines = [(one.rule.text, *_line(span, figures), *sums) for span, _, figures in one.now]
    return lines or [(one.rule.text, "现在没有", *["－"] * 5, *sums)]


def _line(span: Span, now: Figures) -> tuple[str, ...]:
    return span.name, *(str(count) for count in (now.required, now.done, now.late, now.open, now.excused))
