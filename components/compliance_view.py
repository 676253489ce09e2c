"""完成情况 on the screen: the filters, the table, whom a number counts, the Excel file."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from components import address, downloads, errors, figure_table, menu, people_list, session
from components.downloads import Download
from components.figure_table import Cell, Line
from components.people_list import People, Person
from domain.calendar import day_text
from domain.duty_tables import By, Figures
from services import compliance, compliance_papers
from services.compliance import Behind, Compliance, Row, Stretch
from services.context import Context

_BY: dict[By, str] = {"class": "按班级", "grade": "按年级", "mentor": "按导师"}
_CORNER: dict[By, str] = {"class": "班级", "grade": "年级", "mentor": "导师"}
_PERIOD, _ROWS, _GRADE = "compliance_period", "compliance_by", "compliance_grade"
_PARAMETERS = {_PERIOD: "period", _ROWS: "by", _GRADE: "grade"}
Chosen = tuple[Stretch, By, int | None]


@dataclass(frozen=True)
class Choices:
    """What there is to choose between."""

    periods: dict[str, Stretch]
    grades: dict[int, str]


def choices(context: Context) -> Choices:
    """Months and grades; no months before there is a term."""
    return Choices({one.key: one for one in compliance.stretches(context)}, compliance.grades(context))


def choice(known: Choices) -> Chosen:
    """Which days, rows of what, which grade, as the filters or else the address say."""
    kept = st.session_state
    kept.setdefault(_PERIOD, address.word("period", [*known.periods]))
    kept.setdefault(_ROWS, address.word("by", [*_BY]) or "class")
    kept.setdefault(_GRADE, address.number("grade"))
    if kept[_PERIOD] not in known.periods:
        kept[_PERIOD] = next(iter(known.periods))
    if kept[_GRADE] not in known.grades:
        kept[_GRADE] = None
    return known.periods[kept[_PERIOD]], kept[_ROWS], kept[_GRADE]


def show_filters(known: Choices) -> None:
    """One row; what is chosen stands in the address."""
    periods, grades = {key: one.name for key, one in known.periods.items()}, known.grades
    with st.container(horizontal=True, vertical_alignment="center", key="compliance_filters"):
        _switch("哪段时间", periods, _PERIOD)
        _switch("怎么看", dict(_BY.items()), _ROWS)
        if len(grades) > 1:
            st.selectbox(
                "年级", [*grades], index=None, format_func=grades.__getitem__, placeholder="全部年级",
                key=_GRADE, on_change=_keep_in_address, args=(_GRADE,), label_visibility="collapsed", width=150,
            )  # fmt: skip


def _switch(label: str, names: Mapping[str, str], key: str) -> None:
    st.segmented_control(
        label, [*names], format_func=names.__getitem__, required=True, key=key,
        on_change=_keep_in_address, args=(key,), label_visibility="collapsed",
    )  # fmt: skip


def _keep_in_address(key: str) -> None:
    value = st.session_state.get(key)
    if value is None:
        st.query_params.pop(_PARAMETERS[key], None)
    else:
        st.query_params[_PARAMETERS[key]] = str(value)


def show_nothing(context: Context, words: str, screen: str) -> None:
    """What has to be there first, and where to enter it."""
    st.info(words, icon=":material/rule:")
    menu.link_if_allowed(context.actor, screen)


def show_facts(found: Compliance) -> None:
    """Which days, and how to read a cell."""
    since, until = found.stretch.since, found.stretch.until
    st.caption(
        f"{day_text(since)}至{day_text(until)}，已经开始的每一期都算　"
        "格子里是 做了 / 应做，点开看是谁　请假、放假、适应期的不要求"
    )


def show_table(found: Compliance) -> tuple[int, int] | None:
    """Duties × rows; returns the (row, duty) just tapped."""
    columns = [(rule.name, rule.text.partition(" ")[2]) for rule in found.columns.values()]
    rows = [Line(one.id, one.name, _cells(found, one)) for one in (found.everybody, *found.rows)]
    return figure_table.show(_CORNER[found.by], columns, rows, f"figures_{found.by}")


def _cells(found: Compliance, row: Row) -> list[Cell]:
    return [figures_cell(key, row.cells.get(key)) for key in found.columns]


def figures_cell(key: int, figures: Figures | None) -> Cell:
    """3 / 4 with what is late; empty where a duty asked nothing at all."""
    if figures is None:
        return Cell(key, "")
    if not figures.required:
        return Cell(key, "－", words="本期不要求", look="calm")
    main = f"{figures.done} / {figures.required}"
    if not figures.undone:
        return Cell(key, main, words="都做到了", look="done")
    return Cell(key, main, *_undone(figures))


def _undone(figures: Figures) -> tuple[str, str]:
    """逾期 3, 未到期 4."""
    late = f"逾期 {figures.late}" if figures.late else ""
    return late, f"未到期 {figures.open}" if figures.open else ""


def open_cell(found: Compliance, chosen: Chosen, tapped: tuple[int, int]) -> None:
    """Whom the number counts, in a dialog."""
    row, duty = tapped
    name = next(one.name for one in (found.everybody, *found.rows) if one.id == row)
    st.dialog(f"{name}　{found.columns[duty].name}", width="medium")(_list)(chosen, row, duty)


def _list(chosen: Chosen, row: int, duty: int) -> None:
    with errors.shown():
        context = session.context()  # a dialog runs by itself, long after its page
        stretch, by, grade = chosen
        listed = compliance.behind(context, stretch, by, row, duty, grade)
        tapped = people_list.show(behind_people(listed), f"behind_{by}_{row}_{duty}")
        known = {one.id for one in listed if one.student}
        if tapped in known:
            menu.go("archive", student=tapped)


def behind_people(listed: list[Behind]) -> list[People]:
    """Whom a number counts, by what became of it."""
    groups = {
        "逾期没做": [one for one in listed if one.figures.late],
        "未到期": [one for one in listed if one.figures.open and not one.figures.late],
        "做到了": [one for one in listed if one.figures.required and not one.figures.undone],
        "本期不要求": [one for one in listed if not one.figures.required],
    }
    return [
        people_list.people([person(one) for one in group], f"{name} {len(group)}")
        for name, group in groups.items() if group
    ]  # fmt: skip


def person(one: Behind) -> Person:
    """A line of whom a figure counts: what was done of what is asked, what is late, what there is time for."""
    figures = one.figures
    mark = f"{figures.done} / {figures.required}" if figures.required else ""
    words = "　".join(text for text in (one.detail, *_undone(figures)) if text)
    has_care = bool(one.student and one.student.has_care)
    return Person(one.id, one.name, mark, words, bool(figures.late), has_care)


def show_paper(context: Context, chosen: Chosen) -> None:
    """The table as an Excel file."""
    stretch, by, grade = chosen
    paper = Download(
        "导出表格（Excel）", "compliance.excel", f"compliance/{stretch.key}",
        lambda then: compliance_papers.excel(then, stretch, by, grade),
    )  # fmt: skip
    downloads.show(context, [paper], "compliance_paper")
