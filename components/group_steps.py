"""The way from a class to groups in force: which class, which step, how far."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from components import address, menu, plan_acts
from components.text import plain
from domain.calendar import day_text
from services import filing, plans
from services.context import Context
from services.plans import Desk

STEPS = {1: "层次", 2: "分组", 3: "志愿", 4: "导师", 5: "备案"}
Show = Callable[[Context, Desk], None]


def show_none(context: Context) -> None:
    """No class to group: what to do first."""
    st.title("分组与结对", anchor=False)
    st.info("还没有可以分组的班级。先导入学生名单和任课安排。", icon=":material/groups:")
    menu.link_if_allowed(context.actor, "import")


def choose_class(classes: list[dict[str, Any]]) -> int:
    """The class in the address, or the first; a homeroom teacher has just one."""
    names = {one["id"]: f"{one['name']}　{one['students']} 人" for one in classes}
    asked = address.number("class")
    if len(names) > 1:
        place = list(names).index(asked) if asked in names else 0
        return int(
            st.selectbox("班级", list(names), index=place, format_func=names.__getitem__, key="group_class")
        )
    return int(classes[0]["id"])


def show_head(context: Context, desk: Desk) -> int:
    """The class and how far its plan is; returns the step to show."""
    st.title(f"{plain(desk.class_name)}　分组与结对", anchor=False)
    st.caption(
        plain(f"{len(desk.students)} 名学生，{len(desk.teachers)} 位任课教师　{_state(context, desk)}")
    )
    if desk.state == "returned" and (comment := filing.state_of(context, desk.class_id).comment):
        st.warning(plain(f"德育处：{comment}"), icon=":material/undo:")
    step = st.segmented_control(
        "第几步", list(STEPS), format_func=lambda one: f"{one} {STEPS[one]}", default=_begin(desk),
        key=_key(desk), label_visibility="collapsed", required=True, width="stretch",
    )  # fmt: skip
    return int(step)


def show_ways(desk: Desk, step: int) -> None:
    """One step back, one step on."""
    with st.container(horizontal=True, horizontal_alignment="distribute", key="ways"):
        if step > 1:
            st.button("上一步", key="step_back", on_click=_go, args=(desk, step - 1))
        if step < max(STEPS):
            label = f"下一步：{STEPS[step + 1]}"
            st.button(label, key="step_on", on_click=_go, args=(desk, step + 1))
    if desk.version and desk.state == "draft":
        st.button(
            "丢掉这份草稿",
            key="discard_plan",
            type="tertiary",
            on_click=plan_acts.discard,
            args=(desk.class_id,),
        )


def _go(desk: Desk, step: int) -> None:
    st.session_state[_key(desk)] = step


def _key(desk: Desk) -> str:
    return f"group_step_{desk.class_id}"


def _begin(desk: Desk) -> int:
    """Where there is something to do: the address may say, else as far as the plan has come."""
    asked = address.number("step")
    if asked in STEPS:
        return asked
    if desk.state in ("filed", "approved"):
        return 5
    if not desk.plan.groups:
        return 1 if not desk.version else 2
    return 4 if any(group.mentor is None for group in desk.plan.groups) and not desk.unplaced else 2


def _state(context: Context, desk: Desk) -> str:
    if desk.changed_at is None:
        return "还没有草稿" if not desk.plan.groups else "已生效的分组，改动后成为新的草稿"
    local = desk.changed_at.astimezone(context.local_now.tzinfo)
    who = f" {desk.changed_by}" if desk.changed_by else ""
    then = "　改动后成为新的草稿" if desk.state == "approved" else ""
    return f"{plans.STATE_TEXT[desk.state]}，{day_text(local.date())} {local:%H:%M}{who}{then}"
