"""The search for groups as a person meets it: begin, how far, stop, what was found, why it cannot be."""

from dataclasses import replace

import streamlit as st

from components import errors, markup, menu, plan_acts, session, state
from components.text import plain
from domain import grouping_words
from domain.conflicts import Infeasible
from domain.grouping import Solution
from domain.grouping_plan import swapped, with_groups
from services import grouping_jobs
from services.context import Context
from services.grouping_jobs import Aim, Look, Wanted
from services.plans import Desk

LOOK_EVERY = 0.5  # seconds


def begin(class_id: int, aim: Aim, count: int | None = None) -> None:
    """From a callback: keep the number of groups, and start to look."""

    def start() -> None:
        state.put(state.COMPARED, {**state.get(state.COMPARED, {}), class_id: None})
        state.put(state.FORMED, {**state.get(state.FORMED, {}), class_id: None})
        if count == 1:  # nothing to look for: everybody together
            plan_acts.change_now(class_id, lambda desk: with_groups(desk.plan, [list(desk.students)]))
            return
        if count is not None:
            plan_acts.change_now(class_id, lambda desk: replace(desk.plan, group_count=count))
        desk = plan_acts.seen_desk(class_id)
        grouping_jobs.begin(session.context(), desk, aim)

    menu.act(start)


def show(context: Context, desk: Desk) -> bool:
    """The running search, or what it ended with; whether one is still running."""
    look = grouping_jobs.look(context, desk)
    if look is None:
        _show_conflict(desk)
        return False
    _follow(desk.class_id)
    return True


@st.fragment(run_every=LOOK_EVERY)
def _follow(class_id: int) -> None:
    with errors.shown():
        context, desk = session.context(), plan_acts.seen_desk(class_id)
        look = grouping_jobs.look(context, desk)
        if look is None or look.found is not None:
            if look is not None:
                _take(context, desk, look)
            st.rerun()
        _show_progress(desk, look)


def _show_progress(desk: Desk, look: Look) -> None:
    with st.container(key="card_search"):
        st.header("正在配导师…" if look.aim == "mentors" else "正在形成小组…", anchor=False)
        st.caption(_far(look))
        st.button("停下，用现在的结果", key="stop_search", on_click=_stop, args=(desk.class_id,))


def _far(look: Look) -> str:
    if look.excess is None:
        return "先看要求能不能同时做到。"
    spread = f"，组均分相差 {look.spread:.1f} 分" if look.spread else ""
    return f"第 {look.round} 轮：{look.excess} 人不均{spread}"


def _stop(class_id: int) -> None:
    menu.act(lambda: grouping_jobs.cancel(session.context(), plan_acts.seen_desk(class_id)))


def _take(context: Context, desk: Desk, look: Look) -> None:
    found = look.found
    grouping_jobs.forget(context, desk)
    if isinstance(found, Infeasible):
        _keep_formed(desk.class_id, (look.aim, found))
    elif (
        found is not None and look.aim == "by_wishes"
    ):  # shown beside the present groups first: it has a price
        state.put(state.COMPARED, {**state.get(state.COMPARED, {}), desk.class_id: found})
    elif found is not None:
        menu.act(lambda: _taken(desk, found))


def _taken(desk: Desk, found: Solution) -> str | None:
    claims = grouping_jobs.wanted_by_both(session.context(), desk.class_id).group_claims
    plan_acts.change_now(desk.class_id, lambda now: grouping_jobs.applied(now, found))
    _keep_formed(desk.class_id, found)
    gone = claims and grouping_jobs.wanted_by_both(session.context(), desk.class_id).group_claims != claims
    return "小组换了人，老师们原来对小组的认领不再算数。" if gone else None


def _keep_formed(class_id: int, found: Solution | tuple[Aim, Infeasible]) -> None:
    state.put(state.FORMED, {**state.get(state.FORMED, {}), class_id: found})


def verdict(desk: Desk) -> str:
    """What the search says of its groups, while they are the ones on the table."""
    found = state.get(state.FORMED, {}).get(desk.class_id)
    if not isinstance(found, Solution):
        return ""
    same = {student: place + 1 for student, place in desk.plan.places.items()} == dict(
        found.placement.assignment
    )
    return grouping_words.verdict(found) if same else ""


def _show_conflict(desk: Desk) -> None:
    found = state.get(state.FORMED, {}).get(desk.class_id)
    if not isinstance(found, tuple):
        return
    aim, conflict = found
    with st.container(key="card_warm_conflict"):
        st.header("这些要求不能同时做到", anchor=False)
        markup.show_lines(grouping_jobs.conflict(desk, aim, conflict))


def suggest(class_id: int) -> None:
    """From a callback: look for the one swap that helps most."""

    def look() -> str | None:
        desk = plan_acts.seen_desk(class_id)
        found = grouping_jobs.suggestion(desk)
        state.put(
            state.SUGGESTED, {**state.get(state.SUGGESTED, {}), class_id: found and (desk.version, *found)}
        )
        return None if found else "换谁都不会更均了。"

    menu.act(look)


def show_suggestion(desk: Desk) -> None:
    """The swap proposed, while the groups are those it was proposed for."""
    found = state.get(state.SUGGESTED, {}).get(desk.class_id)
    if not found or found[0] != desk.version:
        return
    _, one, two, text = found
    with st.container(key="card_warm_swap", horizontal=True, vertical_alignment="center"):
        st.text(text)
        st.button("就这样换", key="do_swap", type="primary", on_click=_swap, args=(desk.class_id, one, two))


def _swap(class_id: int, one: int, two: int) -> None:
    plan_acts.change(class_id, lambda desk: swapped(desk.plan, one, two))


def show_why(desk: Desk, wanted: Wanted, student_id: int) -> None:
    """为什么在这里."""
    student, group = desk.students[student_id], desk.plan.group_of(student_id)
    if group is None or desk.unplaced:
        return
    with st.container(key="card_why"):
        st.header(plain(f"{student.name}为什么在{group.name}"), anchor=False)
        markup.show_lines(grouping_jobs.why(desk, wanted, student_id))
