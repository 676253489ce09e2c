"""总览 on the screen: filters that live in the address, the lists behind the figures, the wall in the meeting room."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import streamlit as st

from components import (
    address,
    charts,
    compliance_view,
    downloads,
    errors,
    leaders_board,
    menu,
    overview_board,
    people_list,
    reports_view,
    session,
    state,
    student_list,
)
from components.people_list import Person, people
from components.text import plain
from domain import overview_words as words
from domain.calendar import day_text
from services import compliance, overview, overview_lists
from services.context import Context
from services.overview_values import ClassLine, MentorLine, Overview, View

_PERIOD, _PART, _DUTY = "overview_period", "overview_part", "overview_duty"
_LISTS: Final = {
    "unpaired": "还没有导师的学生",
    "unseen": "还没人联系的学生",
    "late": "逾期没做的",
    "care": "很久没有联系的特殊学生",
    "overloaded": "导师带了多少人",
    "follow_ups": "还没跟进的约定",
    "records": "交流记录",
}
WALL: Final = "wall"


@dataclass(frozen=True)
class Choices:
    """What there is to choose between."""

    periods: dict[str, compliance.Stretch]
    grades: dict[int, str]
    classes: list[ClassLine]


def choices(context: Context) -> Choices:
    """Weeks, months, the term; grades and classes one leads."""
    known = overview.stretches(context) or [overview.this_month(context)]
    return Choices({one.key: one for one in known}, compliance.grades(context), overview.led_classes(context))


def choice(context: Context, known: Choices) -> View:
    """What is looked at, as the filters or else the address say."""
    kept = st.session_state
    month = next((key for key in known.periods if key not in ("week", "term")), next(iter(known.periods)))
    kept.setdefault(_PERIOD, address.word("period", [*known.periods]) or month)
    kept.setdefault(_PART, address.word("of", [*_parts(known)]))
    kept.setdefault(_DUTY, address.number("duty"))
    if kept[_PERIOD] not in known.periods:
        kept[_PERIOD] = month
    part = kept[_PART] or ""
    grade, class_id = (int(part[1:]) if part.startswith(letter) else None for letter in "gc")
    view = View(known.periods[kept[_PERIOD]], grade, class_id)
    if kept[_DUTY] is not None and kept[_DUTY] not in overview.see(context, view).duties:
        kept[_DUTY] = None  # an old link's, or one that asks nothing here
    return replace(view, duty=kept[_DUTY])


def _parts(known: Choices) -> dict[str, str]:
    """g3 → 三年级, c12 → 三（2）班; nothing where there is only one class."""
    if len(known.classes) < 2:
        return {}
    grades = {f"g{key}": name for key, name in known.grades.items()} if len(known.grades) > 1 else {}
    return grades | {f"c{one.id}": one.name for one in known.classes}


def is_wall() -> bool:
    """Whether the page is on the wall of the meeting room: large, without the menu, nothing opens."""
    return address.word("show", [WALL]) is not None


def show_head(context: Context, seen: Overview, stage: str = "") -> None:
    """The finding is the title."""
    st.title(seen.finding, anchor=False)
    if not seen.state.students:
        menu.link_if_allowed(context.actor, "import")
        return
    since, until = seen.stretch.since, seen.state.on
    facts = [
        f"{seen.state.students} 名学生，{len(seen.leading)} 位导师",
        f"{day_text(since)}至{day_text(until)}",
        stage,
    ]
    st.caption("　".join(one for one in facts if one))


def show_filters(known: Choices, seen: Overview) -> None:
    """One row; what is chosen stands in the address."""
    periods, parts = {key: one.name for key, one in known.periods.items()}, _parts(known)
    duties = {key: rule.name for key, rule in seen.duties.items()}
    with st.container(horizontal=True, vertical_alignment="center", key="overview_filters"):
        st.segmented_control(
            "哪段时间", [*periods], format_func=periods.__getitem__, required=True, key=_PERIOD,
            on_change=_keep, args=(_PERIOD, "period"), label_visibility="collapsed",
        )  # fmt: skip
        if parts:
            _choose("看哪里", parts, _PART, "of", "全部班级")
        if len(duties) > 1:
            _choose("哪项要求", duties, _DUTY, "duty", "全部要求")


def _choose(label: str, names: dict[Any, str], key: str, parameter: str, everything: str) -> None:
    if st.session_state.get(key) not in names:
        st.session_state[key] = None
    st.selectbox(
        label, [*names], index=None, format_func=names.__getitem__, placeholder=everything, key=key,
        on_change=_keep, args=(key, parameter), label_visibility="collapsed", width=170,
    )  # fmt: skip


def _keep(key: str, parameter: str) -> None:
    address.put(parameter, st.session_state.get(key))


def show_board(seen: Overview) -> list[Any] | None:
    """Every figure; returns what was just tapped."""
    wall = is_wall()
    with st.container(key="overview_wall" if wall else "overview_desk"):
        tapped = overview_board.show(seen, is_wall=wall, is_whole=state.OVERVIEW_WHOLE in st.session_state)
        _reach(seen)
    return tapped


def _reach(seen: Overview) -> None:
    """Week by week how much of the school somebody saw, beside the term before."""
    over = seen.weeks_over
    if not over:
        return
    now, before = seen.weeks_seen, seen.weeks_seen_before
    last = over - 1
    st.header(words.reach(now[last], before[last] if len(before) > last else None), anchor=False)
    charts.show_reach(now[:over], before)


def show_papers(context: Context, view: View) -> None:
    """This month's report for who hands it in; every table for whoever sees the page. Not on the wall."""
    if not is_wall():
        papers = [
            *reports_view.of_month(context, view),
            reports_view.tables(context, "全部表格（Excel）", view),
            *leaders_board.SCREENING,
        ]
        downloads.show(context, papers, "overview_papers")


def act(tapped: list[Any] | None, view: View) -> None:
    """What a tap asks for: the wall, or a list; or the list that the address names."""
    if tapped == ["wall"]:
        address.put("show", None if is_wall() else WALL)
        st.rerun()
    if tapped == ["all"]:
        state.put(state.OVERVIEW_WHOLE, True)
        st.rerun()
    wanted = tapped or state.take(state.DIALOG) or [address.word("open", [*_LISTS])]
    if wanted[0] and not is_wall():
        st.dialog(_title(wanted), width="large")(_open)(wanted, view)


def _title(wanted: list[Any]) -> str:
    names = {
        "mentor": "导师",
        "owed": "逾期没做的",
        "week": "这一周的记录",
        "cell": "这一格里是谁",
        "category": "这一类学生",
    }
    return _LISTS.get(wanted[0]) or names.get(wanted[0], "")


def _open(wanted: list[Any], view: View) -> None:
    with errors.shown():
        context = session.context()  # a dialog runs by itself, long after its page
        name, rest = wanted[0], [one for one in wanted[1:] if isinstance(one, int | str)]
        if name in ("unpaired", "unseen", "care", "category"):
            _students(context, view, name, rest)
        elif name == "records":
            _records(overview_lists.records(context, view), name)
        elif name == "follow_ups":
            _follow_ups(context, view)
        elif name == "overloaded":
            _loads(overview.see(context, view))
        elif name == "week":
            _week(context, view, int(rest[0]), int(rest[1]))
        elif name == "cell":
            _cell(context, view, str(rest[0]), int(rest[1]), int(rest[2]))
        elif name in ("late", "owed"):
            _owed(context, view, int(rest[0]) if rest else None)
        elif name == "mentor":
            _mentor(context, view, int(rest[0]))


def _students(context: Context, view: View, name: str, rest: list[Any]) -> None:
    found = {
        "unpaired": lambda: overview_lists.students_without_mentor(context, view),
        "unseen": lambda: overview_lists.unseen_students(context, view, care_only=False),
        "care": lambda: overview_lists.unseen_students(context, view, care_only=True),
        "category": lambda: overview_lists.care_students(context, int(rest[0]), view),
    }[name]()
    st.caption(f"{len(found)} 人。点一行打开档案。")
    student_list.table(found, context.today, f"list_{name}_{len(rest)}")


def _records(rows: list[dict[str, Any]], key: str) -> None:
    times = sum(row["people"] for row in rows)
    st.caption(f"{len(rows)} 条，{times} 人次。点一行打开档案。")
    shown = [
        {"日期": day_text(date.fromisoformat(row["occurred_on"])), "导师": row["author"], "学生": row["students"], "类型": row["kind"],
         "哪方面": row["guidance_area"], "效果": row["effect"], "补记": f"晚 {row['days_late']} 天" if row["days_late"] else ""}
        for row in rows
    ]  # fmt: skip
    chosen = st.dataframe(
        shown, key=f"records_{key}", on_select="rerun", selection_mode="single-row", hide_index=True
    )
    if picked := chosen["selection"]["rows"]:
        menu.go("archive", student=rows[picked[0]]["student_id"])


def _week(context: Context, view: View, mentor_id: int, number: int) -> None:
    week = next((one for one in overview.see(context, view).weeks if one.number == number), None)
    if week is not None:
        st.caption(f"第 {number} 周，{day_text(week.starts_on)}至{day_text(week.ends_on)}")
        _records(
            overview_lists.records(
                context, view, mentor_id=mentor_id, since=week.starts_on, until=week.ends_on
            ),
            f"{mentor_id}_{number}",
        )


def _follow_ups(context: Context, view: View) -> None:
    rows = overview_lists.follow_ups(context, view)
    st.caption(f"{len(rows)} 条，约得最早的在上。点一行打开档案。")
    shown = [
        {"约在": day_text(date.fromisoformat(row["due_on"])), "学生": row["student"], "谁约的": row["owner"]}
        for row in rows
    ]
    chosen = st.dataframe(
        shown, key="follow_up_rows", on_select="rerun", selection_mode="single-row", hide_index=True
    )
    if picked := chosen["selection"]["rows"]:
        menu.go("archive", student=rows[picked[0]]["student_id"])


def _loads(seen: Overview) -> None:
    many = [_load(one) for one in seen.overloaded]
    rest = [_load(one) for one in seen.leading if not one.is_overloaded]
    idle = [Person(key, name, "") for key, name in seen.without_students]
    people_list.show(
        [people(found, f"{name} {len(found)}") for name, found in (("超过上限", many), ("没有带学生的任课老师", idle), ("在带", rest)) if found],
        "overview_loads",
    )  # fmt: skip


def _load(one: MentorLine) -> Person:
    return Person(one.mentor_id, one.name, f"{one.leads} 人", f"上限 {one.most}", one.is_overloaded)


def _cell(context: Context, view: View, by: str, row: int, rule: int) -> None:
    seen = overview.see(context, view)
    line = next((one for one in (seen.grades if by == "grade" else seen.classes) if one.id == row), None)
    if line is None or rule not in seen.duties:
        return
    st.caption(f"{line.name}　{seen.duties[rule].name}　{seen.stretch.name}")
    _behind(
        overview_lists.behind(context, view, "grade" if by == "grade" else "class", row, rule),
        f"{by}_{row}_{rule}",
    )


def _owed(context: Context, view: View, mentor_id: int | None) -> None:
    found = overview_lists.owed(context, view, mentor_id=mentor_id)
    if not found:
        st.info("没有逾期没做的。", icon=":material/check:")
    late = sum(line.figures.late for one in found for line in one.behind)
    if found:
        st.caption(f"{sum(len(one.behind) for one in found)} 行，共 {late} 次逾期。点一名学生打开档案。")
    for one in found:
        st.markdown(f"**{plain(one.rule)}　{sum(line.figures.late for line in one.behind)} 次**")
        _behind(one.behind, f"owed_{mentor_id}_{one.rule_id}")


def _behind(listed: list[compliance.Behind], key: str) -> None:
    tapped = people_list.show([people([compliance_view.person(one) for one in listed])], f"behind_{key}")
    if tapped in {one.id for one in listed if one.student}:
        menu.go("archive", student=tapped)


def _mentor(context: Context, view: View, mentor_id: int) -> None:
    seen = overview.see(context, view)
    one = next((line for line in seen.mentors if line.mentor_id == mentor_id), None)
    if one is None:
        return
    counts = one.counts
    st.markdown(f"**{plain(one.name)}**")
    st.caption(
        f"带 {counts.mentees} 人{_elsewhere(one)}，最多 {one.most} 人{_carries(context, mentor_id)}　{seen.stretch.name}见过 {counts.seen} 人，"
        f"记了 {counts.records} 条" + (f"，共 {counts.minutes} 分钟" if counts.minutes else "")
    )
    students = overview_lists.mentees(context, mentor_id, view)
    student_list.table(students, context.today, f"mentees_{mentor_id}")
    st.markdown("**记录**")
    _records(overview_lists.records(context, view, mentor_id=mentor_id), f"of_{mentor_id}")


def _elsewhere(one: MentorLine) -> str:
    """How many in all, where the page looks at some of them."""
    return f"（全校共 {one.leads} 人）" if one.leads != one.counts.mentees else ""


def _carries(context: Context, mentor_id: int) -> str:
    """What it all comes to, of whom one may ask that."""
    load = overview_lists.load_of(context, mentor_id)
    return f"，折合 {load.total:g} 人" if load else ""
