"""What must hold when groups are formed: who with whom, who with which mentor."""

import streamlit as st

from components import labels, menu, plan_acts
from components.text import plain
from domain.errors import Invalid
from domain.grouping_plan import with_rule, without_rule
from domain.grouping_problem import Id, Rule, RuleKind
from domain.grouping_words import rule_text
from services import grouping_jobs
from services.plans import Desk

KINDS: dict[RuleKind, str] = {
    "together": "要在同一组",
    "apart": "不能在同一组",
    "must": "要由这位导师带",
    "must_not": "不能由这位导师带",
}
_ABOUT_MENTORS = ("must", "must_not")


def show(desk: Desk) -> None:
    """The rules as sentences, one more, one less; closed until asked for."""
    rules = [rule for rule in desk.plan.rules if rule.kind in KINDS]
    # the label stays the same: with another one it would be another expander, and closed again
    opened = st.expander("必须做到的要求", key="group_rules", on_change="rerun")
    if not opened.open:
        return
    with opened:
        if not rules:
            st.caption("还没有。形成小组时一定会做到这里写的。")
        for rule in rules:
            _rule(desk, rule)
        if desk.may_change:
            _add(desk)


def _rule(desk: Desk, rule: Rule) -> None:
    """A rule; a tap takes it away."""
    if not desk.may_change:
        st.text(sentence(desk, rule))
        return
    st.button(plain(sentence(desk, rule)), key=f"rule_{rule.id}", icon=":material/close:", help="点一下去掉这条",
              on_click=_removed, args=(desk.class_id, rule.id))  # fmt: skip


def sentence(desk: Desk, rule: Rule) -> str:
    """A rule as a teacher would say it, without the stop."""
    return rule_text(rule, grouping_jobs.names_of(desk)).rstrip("。")


def _add(desk: Desk) -> None:
    people = labels.unique((one.id, one.name, one.number) for one in desk.students.values())
    mentors = labels.unique((one.id, one.name, one.subjects) for one in desk.teachers.values())
    with st.container(horizontal=True, vertical_alignment="bottom", key="add_rule"):
        st.multiselect(
            "学生", list(people), format_func=people.__getitem__, placeholder="选学生", key="rule_students",
            on_change="ignore",
        )  # fmt: skip
        kind = st.selectbox("怎么样", list(KINDS), format_func=KINDS.__getitem__, key="rule_kind")
        if kind in _ABOUT_MENTORS:
            st.selectbox("导师", list(mentors), index=None, format_func=mentors.__getitem__, placeholder="选导师",
                         key="rule_mentor")  # fmt: skip
        st.button("加上", key="rule_add", on_click=_added, args=(desk.class_id,))


def _added(class_id: int) -> None:
    students: list[int] = st.session_state["rule_students"]
    kind: RuleKind = st.session_state["rule_kind"]
    mentor = st.session_state.get("rule_mentor") if kind in _ABOUT_MENTORS else None

    def add() -> str:
        if kind in _ABOUT_MENTORS and (not students or mentor is None):
            raise Invalid("先选学生和导师，再加上。")
        if kind not in _ABOUT_MENTORS and len(students) < 2:
            raise Invalid("至少选两名学生，再加上。")
        plan_acts.change_now(class_id, lambda desk: with_rule(desk.plan, kind, students, mentor))
        st.session_state["rule_students"] = []
        return "已记下，下次形成小组时会做到。"

    menu.act(add)


def _removed(class_id: int, rule_id: Id) -> None:
    plan_acts.change(
        class_id, lambda desk: without_rule(desk.plan, rule_id), "去掉了，下次形成小组时不再要求。"
    )
