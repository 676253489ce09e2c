"""备案审批: every class of the school year and how far it is; those that wait for the office come first."""

import streamlit as st

from components import filing_step, menu, people_list
from components.people_list import People, Person, people
from domain.calendar import day_text
from domain.filing import FilingState
from services import ceremony, filing
from services.ceremony import CeremonyLine
from services.class_filing import ClassFiling
from services.context import Context

_ORDER = {
    FilingState.FILED: "等您审批",
    FilingState.RETURNED: "退回修改",
    FilingState.DRAFT: "草稿",
    FilingState.NONE: "没有开始",
    FilingState.APPROVED: "已生效",
}


def show(context: Context) -> None:
    """The finding, then the classes by state, to tap."""
    lines, held = filing.states(context), ceremony.lines(context)
    st.title(_finding(lines), anchor=False)
    if not lines:
        st.info("还没有班级。先导入学生名单。", icon=":material/groups:")
        menu.link_if_allowed(context.actor, "import")
        return
    st.caption(_counts(lines, held))
    tapped = people_list.show(_lists(context, lines, held), "filing_classes")
    if tapped is not None:
        menu.go("filing", **{"class": tapped})


def _finding(lines: list[ClassFiling]) -> str:
    waiting = sum(one.state is FilingState.FILED for one in lines)
    if waiting:
        return f"{waiting} 个班的分组等您审批"
    done = sum(one.is_in_force for one in lines)
    return f"{done} / {len(lines)} 个班的分组已生效" if lines else "备案审批"


def _counts(lines: list[ClassFiling], held: dict[int, CeremonyLine]) -> str:
    counts = [
        f"{state.text} {number} 个班"
        for state in _ORDER
        if (number := sum(one.state is state for one in lines))
    ]
    return f"{'，'.join(counts)}；交接仪式已举行 {sum(one.is_held for one in held.values())} 个班"


def _lists(context: Context, lines: list[ClassFiling], held: dict[int, CeremonyLine]) -> list[People]:
    groups = [(state, [one for one in lines if one.state is state]) for state in _ORDER]
    return [
        people(
            [_person(context, one, held.get(one.class_id)) for one in found],
            f"{_ORDER[state]} {len(found)} 个班",
            "tiles" if state is FilingState.APPROVED else "rows",
        )
        for state, found in groups
        if found
    ]


def _person(context: Context, one: ClassFiling, held: CeremonyLine | None) -> Person:
    is_filed = one.state is FilingState.FILED
    mark = f"{one.unplaced} 人没有分组" if one.unplaced else f"{one.students} 人"
    return Person(
        one.class_id,
        one.class_name,
        "去审批 ›" if is_filed else mark,
        _words(context, one, held),
        is_urgent=bool(one.unplaced) and not is_filed,
    )


def _words(context: Context, one: ClassFiling, held: CeremonyLine | None) -> str:
    """11月20日方晓梅报备案，原分组仍有效; 9月7日起，仪式未安排."""
    if one.state is not FilingState.APPROVED:
        still = "，原分组仍有效" if one.is_in_force else ""
        return f"{filing_step.since_text(one)}{still}" if one.since else ""
    begins = one.starts_on or one.since
    later = "已批准，" if one.starts_later(context.today) else ""
    return f"{later}{day_text(begins)}起，{_ceremony(held)}" if begins else _ceremony(held)


def _ceremony(held: CeremonyLine | None) -> str:
    if held is None:
        return "仪式未安排"
    return "仪式已举行" if held.is_held else f"{day_text(held.held_on)}仪式"
