"""Public holidays of a school year, to begin the list of holidays with; each school corrects them.

Which days are off is announced each November for the year to come. Years announced stand here as they were announced;
for later ones the feast's own day stands in, or the days that have been usual, and the screen says that they are to be
checked. Days off that fall into the long holidays between terms are left out.
"""

from datetime import date
from typing import Final

from domain.calendar import Holiday

LAST_ANNOUNCED: Final = 2026
_MID_AUTUMN: Final = {
    2026: (9, 25),
    2027: (9, 15),
    2028: (10, 3),
    2029: (9, 22),
    2030: (9, 12),
    2031: (10, 1),
}
_DRAGON_BOAT: Final = {2027: (6, 9), 2028: (5, 28), 2029: (6, 16), 2030: (6, 5), 2031: (6, 24), 2032: (6, 12)}
_ANNOUNCED: Final = {
    2026: [
        Holiday(date(2026, 9, 25), date(2026, 9, 27), "中秋节"),
        Holiday(date(2026, 10, 1), date(2026, 10, 7), "国庆节"),
    ],
}


def public_holidays(school_year: int) -> list[Holiday]:
    """Those of the school year that begins in this year's autumn, in order."""
    return [*_autumn(school_year), *_spring(school_year + 1)]


def _autumn(year: int) -> list[Holiday]:
    if year in _ANNOUNCED:
        return _ANNOUNCED[year]
    national = Holiday(date(year, 10, 1), date(year, 10, 7), "国庆节")
    moon = date(year, *_MID_AUTUMN[year]) if year in _MID_AUTUMN else None
    is_apart = moon is not None and moon < national.starts_on
    return [*([Holiday(moon, moon, "中秋节")] if moon and is_apart else []), national]


def _spring(year: int) -> list[Holiday]:
    boat = date(year, *_DRAGON_BOAT[year]) if year in _DRAGON_BOAT else None
    tombs = date(year, 4, _clear_and_bright(year))
    return [
        Holiday(date(year, 1, 1), date(year, 1, 1), "元旦"),
        Holiday(tombs, tombs, "清明节"),
        Holiday(date(year, 5, 1), date(year, 5, 5), "劳动节"),
        *([Holiday(boat, boat, "端午节")] if boat else []),
    ]


def _clear_and_bright(year: int) -> int:
    """The day in April on which 清明 falls: the usual formula of this century."""
    short = year % 100
    return int(short * 0.2422 + 4.81) - short // 4
