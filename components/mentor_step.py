"""第四步 认领导师: a mentor for each group by wishes, claims and room; what each choice costs; names and mottos."""

from typing import Any

import streamlit as st

from components import group_search, labels, markup, plan_acts, state
from components.text import plain
from domain.grouping import Solution
from domain.grouping_plan import with_mentor, with_others, with_words
from domain.wish_figures import Figures
from services import grouping_jobs, mentor_figures, plans
from services.context import Context
from services.grouping_jobs import Wanted
from services.plans import Desk


def show(context: Context, desk: Desk) -> None:
    """The finding, the groups with their mentors, the price, the words."""
    if not desk.plan.groups:
        st.info("先到“分组”一步形成小组，再给每组找导师。")
        return
    wanted = grouping_jobs.wanted_by_both(context, desk.class_id)
    st.header(_finding(desk), anchor=False)
    st.caption(_asked(wanted))
    if desk.may_change:
        _ways(desk, wanted)
    if group_search.show(context, desk):
        return
    _groups(desk, wanted)
    _overload(desk)
    if wanted.wishes and not desk.unplaced:
        markup.show_lines(grouping_jobs.would_swap(desk, wanted))
    _prices(desk, wanted)
    _words(desk)
    _others(context, desk)


def _finding(desk: Desk) -> str:
    without = [group.name for group in desk.plan.groups if group.mentor is None]
    if not without:
        return f"{len(desk.plan.groups)} 个组都有导师"
    return plain(f"{'、'.join(without)}还没有导师")


def _asked(wanted: Wanted) -> str:
    if not wanted.wishes and not wanted.group_claims and not wanted.claims:
        return "还没有志愿和认领。可以直接选导师，也可以先到“志愿”一步收志愿。"
    claims = len(set(wanted.claims) | set(wanted.group_claims))
    return f"{len(wanted.wishes)} 名学生填了志愿，{claims} 位教师认领。志愿按组内学生合计。"


def _ways(desk: Desk, wanted: Wanted) -> None:
    with st.container(horizontal=True, key="mentor_ways"):
        st.button("给各组配好导师", key="match_mentors", type="primary", on_click=_match, args=(desk.class_id,))  # fmt: skip
        if wanted.wishes or wanted.claims:
            st.button("比一比：按志愿重新分组", key="compare_ways", on_click=_compare, args=(desk.class_id,))  # fmt: skip
        if plan_acts.can_undo(desk.class_id):
            st.button("撤销", key="undo_mentor", on_click=plan_acts.undo, args=(desk.class_id,))


def _match(class_id: int) -> None:
    group_search.begin(class_id, "mentors")


def _compare(class_id: int) -> None:
    group_search.begin(class_id, "by_wishes")


def _groups(desk: Desk, wanted: Wanted) -> None:
    names = labels.unique((one.id, one.name, one.subjects) for one in desk.teachers.values())
    load = mentor_figures.load(desk)
    choices = {
        one: f"{name}　{desk.teachers[one].subjects}　{load[one]} / {desk.teachers[one].most} 人"
        for one, name in names.items()
    }
    with st.container(key="card_mentors_of_groups"):
        for place, group in enumerate(desk.plan.groups):
            key = f"mentor_{desk.class_id}_{group.key}_{group.mentor}"
            options = [None, *choices]
            st.selectbox(
                f"**{plain(group.name)}**　{len(group.students)} 人　{plain(_wanted_by(desk, place, wanted))}",
                options,
                index=options.index(group.mentor) if group.mentor in choices else 0,
                format_func=lambda one: choices.get(one, "待定"),
                key=key,
                disabled=not desk.may_change,
                on_change=_choose,
                args=(desk.class_id, place, key),
            )


def _wanted_by(desk: Desk, place: int, wanted: Wanted) -> str:
    """志愿：刘洋 4 人第 1 志愿 · 认领：刘洋"""
    liked = [
        f"{desk.teachers[one.mentor_id].name} {one.listed} 人（第 1 志愿 {one.first}）"
        for one in mentor_figures.popular(desk, place, wanted)[:3]
    ]
    claimed = [desk.teachers[one].name for one in mentor_figures.claimants(desk, place, wanted)]
    parts = [f"志愿：{'、'.join(liked)}" if liked else "", f"认领：{'、'.join(claimed)}" if claimed else ""]
    return "　".join(part for part in parts if part)


def _choose(class_id: int, place: int, key: str) -> None:
    mentor = st.session_state[key]
    plan_acts.change(class_id, lambda desk: with_mentor(desk.plan, place, mentor))


def _overload(desk: Desk) -> None:
    load = mentor_figures.load(desk)
    over = [one for one in desk.teachers.values() if load[one.id] > one.most and load[one.id] > one.elsewhere]
    if over:
        text = "；".join(f"{one.name} 会带 {load[one.id]} 人，超过上限 {one.most} 人" for one in over)
        st.warning(plain(f"{text}。换一位导师，或请德育处调整上限。"))


def _prices(desk: Desk, wanted: Wanted) -> None:
    """Two ways side by side, once the other was looked for."""
    found = state.get(state.COMPARED, {}).get(desk.class_id)
    if not isinstance(found, Solution) or desk.unplaced:
        return
    now, other = (
        mentor_figures.figures_of_plan(desk, wanted),
        mentor_figures.figures_of_found(desk, wanted, found),
    )
    with st.container(key="card_prices"):
        st.header("两种做法各要付出什么", anchor=False)
        markup.show_rows(
            [{"": name, **_price(price)} for name, price in (("现在的小组", now), ("按志愿重新分组", other))]
        )
        if desk.may_change:
            st.button("改用按志愿分的组", key="use_wishes", on_click=_use, args=(desk.class_id, found))


def _price(price: Figures) -> dict[str, str]:
    return {
        "第 1 志愿": _part(price.first, price.wished),
        "在志愿内": _part(price.listed, price.wished),
        "层次、男女等不均": f"{price.excess} 人",
        "组均分相差": f"{price.spread:.1f} 分",
    }


def _part(part: float | None, whole: int) -> str:
    return "没有人填志愿" if part is None else f"{round(part * whole)} / {whole} 人"


def _use(class_id: int, found: Solution) -> None:
    state.put(state.COMPARED, {**state.get(state.COMPARED, {}), class_id: None})
    plan_acts.change(class_id, lambda desk: grouping_jobs.applied(desk, found), "已改用按志愿分的组。")


def _words(desk: Desk) -> None:
    """组名、口号、小组目标 (B6), typed into a table."""
    opened = st.expander("组名、口号和小组目标", key="group_words", on_change="rerun")
    if not opened.open:
        return
    key = plan_acts.table_key("words", desk)
    rows = {
        "组名": [group.name for group in desk.plan.groups],
        "口号": [group.motto for group in desk.plan.groups],
        "小组目标": [group.aim for group in desk.plan.groups],
    }
    with opened:
        st.data_editor(rows, key=key, hide_index=True, disabled=not desk.may_change,
                       on_change=lambda: _write(desk.class_id, key))  # fmt: skip


def _write(class_id: int, key: str) -> None:
    edits: dict[int, dict[str, Any]] = st.session_state[key]["edited_rows"]

    def act(desk: Desk) -> Any:
        plan = desk.plan
        for row, edit in edits.items():
            group = plan.groups[int(row)]
            words = {"组名": group.name, "口号": group.motto, "小组目标": group.aim} | edit
            plan = with_words(
                plan, int(row), *(str(words[name] or "") for name in ("组名", "口号", "小组目标"))
            )
        return plan

    plan_acts.change(class_id, act)
    plan_acts.keep_table("words", class_id)


def _others(context: Context, desk: Desk) -> None:
    """N 名导师 (S3 二.11): other classes' teachers and external mentors beside the group's own."""
    opened = st.expander("还有谁一起带（其他班的老师、校外导师）", key="group_others", on_change="rerun")
    if not opened.open:
        return
    people = labels.unique((one, name, number) for one, (name, number) in plans.colleagues(context).items())
    with opened:
        for place, group in enumerate(desk.plan.groups):
            key = f"others_{desk.class_id}_{group.key}_{desk.version}"
            known = [one for one in group.others if one in people]
            st.multiselect(plain(group.name), list(people), known, format_func=people.__getitem__, key=key,
                           placeholder="没有别人", disabled=not desk.may_change, on_change=_choose_others,
                           args=(desk.class_id, place, key))  # fmt: skip


def _choose_others(class_id: int, place: int, key: str) -> None:
    others: list[int] = st.session_state[key]
    plan_acts.change(class_id, lambda desk: with_others(desk.plan, place, others))
