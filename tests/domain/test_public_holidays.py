"""The holidays a school begins with."""

from datetime import date
from itertools import pairwise

import pytest

from domain.public_holidays import public_holidays

SPAN = {one.name: (one.starts_on, (one.ends_on - one.starts_on).days + 1) for one in public_holidays(2026)}


def test_the_autumn_of_2026_as_it_was_announced():
    assert SPAN["中秋节"] == (date(2026, 9, 25), 3)
    assert SPAN["国庆节"] == (date(2026, 10, 1), 7)


def test_the_spring_of_2027_by_its_feasts_until_it_is_announced():
    assert SPAN["元旦"] == (date(2027, 1, 1), 1)
    assert SPAN["清明节"] == (date(2027, 4, 5), 1)
    assert SPAN["劳动节"] == (date(2027, 5, 1), 5)
    assert SPAN["端午节"] == (date(2027, 6, 9), 1)


@pytest.mark.parametrize("year", range(2025, 2040))
def test_any_year_has_some_in_order_and_none_twice(year):
    found = public_holidays(year)
    assert [one.name for one in found if one.name in ("国庆节", "元旦", "清明节", "劳动节")] == [
        "国庆节", "元旦", "清明节", "劳动节"
    ]  # fmt: skip
    assert all(one.ends_on < other.starts_on for one, other in pairwise(found))
    assert all(date(year, 9, 1) <= one.starts_on <= date(year + 1, 7, 5) for one in found)


@pytest.mark.parametrize(("year", "day"), [(2026, 5), (2027, 5), (2028, 4), (2029, 4), (2030, 5), (2033, 4)])
def test_the_day_of_clear_and_bright(year, day):
    (found,) = [one for one in public_holidays(year - 1) if one.name == "清明节"]
    assert found.starts_on == date(year, 4, day)
