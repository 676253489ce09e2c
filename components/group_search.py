"""The search for groups as a person meets it: begin, how far, stop, what was found, why it cannot be."""

from dataclasses import replace

import streamlit as st

from components import errors, markup, menu, plan_acts, session, state
from components.group_rules import sentence
from components.text import plain
from domain.conflicts import Infeasible
from domain.grouping import Solution
from services import grouping_jobs
from services.context import Context
from services.grouping_jobs import Aim, Look, Wanted
from services.plans import Desk

LOOK_EVERY = 0.5  # seconds


def begin(class_id: int, aim: Aim, wanted: Wanted, count: int | None = None) -> None:
    """From a callback: keep the number of groups, and start to look."""

    def start() -> None:
        state.put(state.COMPARED, {**state.get(state.COMPARED, {}), class_id: None})
        state.put(state.FORMED, {**state.get(state.FORMED, {}), class_id: None})
        if count is not None:
            plan_acts.change_now(class_id, lambda desk: replace(desk.plan, group_count=count))
        desk = plan_acts.seen_desk(class_id)
        grouping_jobs.begin(session.context(), desk, aim, wanted)

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
        st.header("正在形成小组…", anchor=False)
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
        _keep_formed(desk.class_id, found)
    elif (
        found is not None and look.aim == "by_wishes"
    ):  # shown beside the present groups first: it has a price
        state.put(state.COMPARED, {**state.get(state.COMPARED, {}), desk.class_id: found})
    elif found is not None:
        menu.act(lambda: _taken(desk, found))


def _taken(desk: Desk, found: Solution) -> None:
    plan_acts.change_now(desk.class_id, lambda now: grouping_jobs.applied(now, found))
    _keep_formed(desk.class_id, found)


def _keep_formed(class_id: int, found: Solution | Infeasible) -> None:
    state.put(state.FORMED, {**state.get(state.FORMED, {}), class_id: found})


def verdict(desk: Desk) -> str:
    """已达最优, only for the very groups the search proved it of."""
    found = state.get(state.FORMED, {}).get(desk.class_id)
    if not isinstance(found, Solution) or not found.is_optimal:
        return ""
    same = {student: place + 1 for student, place in desk.plan.places.items()} == dict(
        found.placement.assignment
    )
    return "，已达最优" if same else ""


def _show_conflict(desk: Desk) -> None:
    found = state.get(state.FORMED, {}).get(desk.class_id)
    if not isinstance(found, Infeasible):
        return
    rules = {rule.id: rule for rule in desk.plan.rules}
    with st.container(key="card_warm_conflict"):
        st.header("这些要求不能同时做到", anchor=False)
        known = [sentence(desk, rules[one]) for one in found.conflict if one in rules]
        markup.show_lines(known or ["在限定时间里没有找到能做到全部要求的分法。去掉一些要求再试。"])
        drop = [sentence(desk, rules[one]) for one in found.drop if one in rules]
        if drop:
            st.caption(plain(f"最少去掉 {len(drop)} 条就能做到：{'；'.join(drop)}"))


def suggest(class_id: int) -> None:
    """From a callback: the one swap that helps most."""
    menu.act(lambda: "现在换谁都不会更均。")


def show_why(desk: Desk, student_id: int) -> None:
    """为什么在这里."""
