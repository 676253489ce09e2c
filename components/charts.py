"""Charts: how much of the school was seen week by week, the make-up of groups; `draw` for the others. Titles are page text, not drawn here.

A rerun only adds rows to a specification built once, and adds them in an inner layer: data at the top would
be turned into an Arrow table, ten times as dear (0.9 ms against 0.1 ms).
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.chart_specs import GROUP_ROW, Spec, group_spec, reach_spec
from components.markup import show_table
from domain.balance import DEFAULT_RATIO, LEVELS, GroupBalance, Ratio

Row = dict[str, Any]


def show_reach(now: Sequence[tuple[int, int]], before: Sequence[tuple[int, int]]) -> None:
    """Week by week the share of students somebody saw, this term over the term before; from (seen, enrolled)."""
    lines = {"本学期": now, "上学期": before}
    data = [
        {"week": week, "share": round(100 * seen / whole), "term": name}
        for name, shares in lines.items() for week, (seen, whole) in enumerate(shares, 1) if whole
    ]  # fmt: skip
    spoken = "；".join(f"第 {row['week']} 周 {row['term']} {row['share']}%" for row in data)
    draw(reach_spec(), data, spoken)
    st.caption("每周有人联系过的学生占几成　蓝线是本学期" + ("，灰线是上学期" if before else ""))
    show_table("看数字", reach_table(now, before))


def reach_table(now: Sequence[tuple[int, int]], before: Sequence[tuple[int, int]]) -> list[Row]:
    """The numbers behind the two lines."""
    return [
        {"教学周": f"第 {week} 周", "联系到": seen, "学生": whole,
         "上学期联系到": before[week - 1][0] if week <= len(before) else None}
        for week, (seen, whole) in enumerate(now, 1)
    ]  # fmt: skip


def show_group_balance(
    balances: Sequence[GroupBalance], names: Sequence[str], *, ratio: Ratio = DEFAULT_RATIO
) -> None:
    """A bar per group in its parts A, B, C with dashed lines where the ratio would put the cuts."""
    if not balances:
        return
    data = [
        row
        for index, (group, name) in enumerate(zip(balances, names, strict=True))
        for row in _group_rows(f"{index:02}|{name}|{_sexes(group)}", group)
    ]
    spoken = "；".join(_group_text(group, name) for group, name in zip(balances, names, strict=True)) + "。"
    whole = sum(ratio)
    cuts = {"first_cut": ratio[0] / whole, "second_cut": (ratio[0] + ratio[1]) / whole}
    draw(group_spec(), data, spoken, height=GROUP_ROW * len(balances), **cuts)
    st.caption(f"从左到右 A、B、C 层人数；虚线是 {':'.join(map(str, ratio))} 的位置")
    show_table("看数字", balance_table(balances, names))


def balance_table(balances: Sequence[GroupBalance], names: Sequence[str]) -> list[Row]:
    """The numbers behind the group bars."""
    return [
        {"小组": name, "人数": group.size, **{f"{level} 层": group.levels[level] for level in LEVELS},
         "女": group.girls, "男": group.boys, "均分": group.mean}
        for group, name in zip(balances, names, strict=True)
    ]  # fmt: skip


def _group_rows(name: str, group: GroupBalance) -> list[Row]:
    """One row per level that has anybody, with the part of the bar it fills."""
    rows: list[Row] = []
    start = 0
    for level in LEVELS:
        count = group.levels[level]
        end = start + count
        if count:
            edges = {
                "start": start / group.size,
                "middle": (start + end) / 2 / group.size,
                "end": end / group.size,
            }
            rows.append({"group": name, "level": level, "count": count} | edges)
        start = end
    return rows


def _sexes(group: GroupBalance) -> str:
    mean = "" if group.mean is None else f"　均分 {group.mean:.0f}"
    return f"{group.girls} 女 {group.boys} 男{mean}"


def _group_text(group: GroupBalance, name: str) -> str:
    levels = "、".join(f"{level} 层 {count} 人" for level, count in group.levels.items())
    return f"{name} {group.size} 人，{levels}，{_sexes(group)}"


def draw(spec: Spec, rows: Sequence[Row], spoken: str, height: int | None = None, **values: Any) -> None:
    """Send a built specification with this rerun's rows and parameter values."""
    filled = {
        **spec,
        "layer": [{"data": {"values": rows}, "layer": spec["layer"]}],
        "params": [{"name": name, "value": value} for name, value in values.items()],
    }
    if height is not None:
        filled["height"] = height
    st.vega_lite_chart(None, filled, theme=None, alt=spoken)
