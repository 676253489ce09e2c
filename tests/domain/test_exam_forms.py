"""Which exams stand in the five places of the two printed forms."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Term
from domain.exam_forms import CURVE_LABELS, MONTHLY_LABELS, curve_slots, monthly_slots

BEFORE = Term(1, 2025, 2, date(2026, 2, 20), date(2026, 7, 5))
NOW = Term(2, 2026, 1, date(2026, 9, 1), date(2027, 1, 20))


@dataclass(frozen=True)
class Exam:
    """An exam as the rule needs it."""

    slot: str
    held_on: date
    term_id: int = NOW.id


@dataclass(frozen=True)
class Month:
    """A month of the term."""

    number: int
    first: date


MONTHS = [Month(n, date(2026 + (n == 5), 1 if n == 5 else 8 + n, 1)) for n in range(1, 6)]

SEPTEMBER, OCTOBER = Exam("monthly", date(2026, 9, 28)), Exam("monthly", date(2026, 10, 9))
NOVEMBER, DECEMBER = Exam("monthly", date(2026, 11, 27)), Exam("monthly", date(2026, 12, 11))
MIDTERM, FINAL = Exam("midterm", date(2026, 11, 6)), Exam("final", date(2027, 1, 14))
OTHER = Exam("other", date(2026, 9, 3))
LAST_FINAL = Exam("final", date(2026, 7, 1), BEFORE.id)
LAST_MIDTERM = Exam("midterm", date(2026, 4, 28), BEFORE.id)


@pytest.mark.parametrize(
    ("exams", "places"),
    [
        ([], [None, None, None, None, None]),
        ([SEPTEMBER, OCTOBER, MIDTERM, DECEMBER, FINAL], [SEPTEMBER, OCTOBER, MIDTERM, DECEMBER, FINAL]),
        ([FINAL, DECEMBER, MIDTERM, OCTOBER, SEPTEMBER], [SEPTEMBER, OCTOBER, MIDTERM, DECEMBER, FINAL]),
        ([OCTOBER, MIDTERM, DECEMBER], [OCTOBER, None, MIDTERM, DECEMBER, None]),
        ([OCTOBER], [OCTOBER, None, None, None, None]),
        ([SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER], [SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER, None]),
        ([MIDTERM, NOVEMBER, DECEMBER], [None, None, MIDTERM, DECEMBER, None]),
        ([MIDTERM, NOVEMBER], [None, None, MIDTERM, NOVEMBER, None]),
        ([OTHER, MIDTERM], [None, None, MIDTERM, None, None]),
        ([FINAL], [None, None, None, None, FINAL]),
        ([SEPTEMBER, Exam("monthly", date(2026, 9, 29)), OCTOBER, MIDTERM], [SEPTEMBER, OCTOBER, MIDTERM, None, None]),
    ],
    ids=[
        "none yet", "all five", "in any order", "the first in the second month is still the first", "one",
        "no midterm: by the month", "of two after the midterm the fourth month's", "one after the midterm",
        "a test at the start is no monthly exam", "only the final", "three before: the second month's is the second",
    ],
)  # fmt: skip
def test_the_monthly_form_has_the_term_s_five(exams, places):
    assert list(monthly_slots(exams, MONTHS)) == places


@pytest.mark.parametrize(
    ("exams", "places"),
    [
        ([], [None, None, None, None, None]),
        ([LAST_MIDTERM, LAST_FINAL, OCTOBER, MIDTERM, DECEMBER, FINAL], [LAST_FINAL, OCTOBER, MIDTERM, DECEMBER, FINAL]),
        ([LAST_FINAL, SEPTEMBER, OCTOBER, MIDTERM], [LAST_FINAL, SEPTEMBER, MIDTERM, None, None]),
        ([MIDTERM, DECEMBER], [None, None, MIDTERM, DECEMBER, None]),
        ([SEPTEMBER, OCTOBER, NOVEMBER], [None, SEPTEMBER, None, OCTOBER, None]),
        ([FINAL], [None, None, None, None, FINAL]),
        ([OTHER, LAST_MIDTERM], [None, None, None, None, None]),
    ],
    ids=[
        "none yet", "all five", "two before the midterm", "none before the midterm", "no midterm",
        "this term's final is not the last one's", "neither a contest nor last term's midterm",
    ],
)  # fmt: skip
def test_the_curve_s_form_begins_with_last_term_s_final(exams, places):
    found = curve_slots(exams, NOW, BEFORE)

    assert [one.exam for one in found] == places
    assert tuple(one.label for one in found) == CURVE_LABELS


def test_a_school_in_its_first_term_has_no_final_before():
    assert [one.exam for one in curve_slots([LAST_FINAL, OCTOBER], NOW, None)] == [
        None,
        OCTOBER,
        None,
        None,
        None,
    ]


SITTINGS = st.builds(
    Exam,
    st.sampled_from(["monthly", "midterm", "final", "other"]),
    st.dates(NOW.starts_on, NOW.ends_on),
)


@given(st.lists(SITTINGS, unique=True, max_size=9))
def test_five_places_always_and_no_exam_twice(exams):
    for found in (list(monthly_slots(exams, MONTHS)), [one.exam for one in curve_slots(exams, NOW, BEFORE)]):
        stands = [one for one in found if one is not None]
        assert len(found) == len(MONTHLY_LABELS) == 5
        assert len(set(stands)) == len(stands)
        assert all(one.slot != "other" for one in stands)
