"""A pupil's subjects beside the class, and contacts by month."""

from collections.abc import Sequence
from typing import Any

from components.chart_specs import SUBJECT_ROW, months_spec, profile_spec
from components.charts import draw
from domain.contact_months import GROUPS, ContactMonth
from domain.exam_measures import SubjectStanding
from services.curves import Profile

Row = dict[str, Any]
_ROOM = 1.16  # right of the best for its number


def show_profile(profile: Profile) -> None:
    """得分率 by subject: a point each, on the grey bar of the class's middle half."""
    known = [
        value for one in profile.subjects for value in (one.rate, *(one.band or ())) if value is not None
    ]
    least = max(min(20 * ((min(known) - 4) // 20), 60), 0)
    rows = [_subject_row(index, one) for index, one in enumerate(profile.subjects)]
    ticks = [tick for tick in (0, 20, 40, 60, 80, 100) if tick >= least]
    heading = f"{profile.exam}　得分率 %"
    draw(
        profile_spec(), rows, f"{heading}。{profile_text(profile)}", height=SUBJECT_ROW * len(rows),
        heading=heading, least=least, most=least + (100 - least) * _ROOM, ticks=ticks,
    )  # fmt: skip


def _subject_row(index: int, one: SubjectStanding) -> Row:
    row: Row = {"subject": f"{index:02}|{one.subject}", "is_low": one.side < 0, "said": one.said}
    if one.band is not None:
        row |= {"low": one.band[0], "high": one.band[1]}
    if one.rate is not None:
        row |= {"rate": one.rate, "number": f"{one.rate:g}"}
    return row


def profile_table(profile: Profile) -> list[Row]:
    """The numbers behind it."""
    return [
        {
            "学科": one.subject,
            "得分率": one.said if one.rate is None else f"{one.rate:g}%",
            "班级中间一半": "" if one.band is None else f"{one.band[0]:g}%—{one.band[1]:g}%",
            "": {1: "高于", -1: "低于", 0: ""}[one.side],
        }
        for one in profile.subjects
    ]


def profile_text(profile: Profile) -> str:
    """The chart in words."""
    said = (
        f"{row['学科']} {row['得分率']}"
        + (f"，班级中间一半 {row['班级中间一半']}" if row["班级中间一半"] else "")
        for row in profile_table(profile)
    )
    return "；".join(said) + "。"


def show_months(months: Sequence[ContactMonth]) -> None:
    """Bars by month, stacked by kind."""
    rows: list[Row] = []
    for index, one in enumerate(months):
        name, start = f"{index:02}|{one.name}", 0
        for kind, count in one.counts.items():
            rows.append({"month": name, "kind": kind, "start": start, "end": start + count})
            start += count
        rows.append({"month": name, "total": one.total})
    most = max(one.total for one in months)
    heading = "每月交流次数"
    draw(
        months_spec(), rows, f"{heading}。{months_text(months)}",
        heading=heading, most=max(most, 1) * 1.2, kinds=list(GROUPS),
    )  # fmt: skip


def months_table(months: Sequence[ContactMonth]) -> list[Row]:
    """The numbers behind it."""
    return [{"月份": f"{one.first.year}年{one.name}", **one.counts, "合计": one.total} for one in months]


def months_text(months: Sequence[ContactMonth]) -> str:
    """The chart in words."""
    return "；".join(f"{one.name} {one.total} 次" for one in months) + "。"
