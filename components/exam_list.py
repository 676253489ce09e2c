"""A term's exams by grade, each line to tap; beneath, for the office, where ranks are shown."""

from collections.abc import Sequence

import streamlit as st

from components import menu, people_list, session
from components.people_list import People, Person, people
from domain.calendar import Term, day_text, term_text
from domain.class_names import grade_text
from domain.permissions import Action
from services import exams
from services.context import Context
from services.exams import ExamLine, RankRule

_NOTE = "月考、期中、期末进手册的五次考试，“其他”不进。名次只给导师、班主任、年级组长、德育处和校领导看。"


def show(context: Context) -> None:
    """The page before an exam is opened."""
    terms = exams.terms(context)
    term = _choose(terms)
    lines = exams.listed(context, term.id) if term else []
    st.title(f"{term_text(term)}　{len(lines)} 次考试" if term and lines else "还没有考试成绩", anchor=False)
    st.caption(_NOTE if lines else "导入成绩以后，考试会出现在这里。")
    tapped = people_list.show(_by_grade(lines), "exam_list")
    if tapped is not None:
        menu.go("exams", exam=tapped)
    if context.actor.may(Action.MANAGE_FORMS):
        menu.link("import", "导入成绩 ›")
        _show_rule(context)


def _choose(terms: Sequence[Term]) -> Term | None:
    """The newest term with exams, or the one chosen; a list to choose from only where there are several."""
    if len(terms) < 2:
        return next(iter(terms), None)
    known = {term.id: term for term in terms}
    chosen = st.selectbox(
        "学期", list(known), format_func=lambda one: term_text(known[one]), key="exams_term", width=280
    )
    return known[chosen]


def _by_grade(lines: Sequence[ExamLine]) -> list[People]:
    grades = sorted({one.grade for one in lines})
    return [
        people([_person(one) for one in lines if one.grade == grade], grade_text(grade), "rows")
        for grade in grades
    ]


def _person(one: ExamLine) -> Person:
    words = "　".join((counts_text(one), one.ranks, full_marks_text(one)))
    return Person(one.id, f"{one.name}　{day_text(one.held_on)}", f"{one.kind} ›", words)


def counts_text(one: ExamLine) -> str:
    """88 人有成绩，缺考 1 人，没有成绩 2 人."""
    parts = [
        f"{one.sat} 人有成绩",
        f"缺考 {one.absent} 人" if one.absent else "",
        f"没有成绩 {one.empty} 人" if one.empty else "",
    ]
    return "，".join(part for part in parts if part)


def full_marks_text(one: ExamLine) -> str:
    """满分 语文 120、数学 120; what is in levels, and what nobody has said, is said."""
    known = [f"{paper.subject} {paper.full_mark:g}" for paper in one.papers if paper.full_mark is not None]
    open_ones = [paper for paper in one.papers if paper.full_mark is None]
    levels = [paper.subject for paper in open_ones if paper.in_levels]
    unknown = [paper.subject for paper in open_ones if not paper.in_levels]
    parts = [
        f"满分 {'、'.join(known)}" if known else "",
        f"{'、'.join(levels)}按等级" if levels else "",
        f"{'、'.join(unknown)}没有填满分" if unknown else "",
    ]
    return "，".join(part for part in parts if part)


# ── where ranks are shown ────────────────────────────────────────────────────────────────────────────


def _show_rule(context: Context) -> None:
    rule, grades = exams.known_rule(context)
    box = st.expander(f"名次：{rule_text(rule)}", key="rank_rule", on_change="rerun")
    if box.open:
        with box:
            _ask_rule(rule, grades)


def rule_text(rule: RankRule) -> str:
    """全校显示, 全校不显示, 一年级、二年级不显示."""
    if not rule.is_on:
        return "全校不显示"
    hidden = "、".join(map(grade_text, sorted(rule.hidden_grades)))
    return f"{hidden}不显示" if hidden else "全校显示"


def _ask_rule(rule: RankRule, grades: Sequence[int]) -> None:
    part = _mark(rule)
    st.toggle("显示名次", rule.is_on, key=f"ranks_on_{part}", on_change="ignore")
    offered = sorted({*grades, *rule.hidden_grades})
    st.pills("这些年级不显示", offered, selection_mode="multi", default=sorted(rule.hidden_grades),
             format_func=grade_text, key=f"ranks_hidden_{part}", on_change="ignore")  # fmt: skip
    st.caption("不显示的地方，档案、考后分析和打印的手册里都没有班级名次、年级名次，总分和各科成绩照常。")
    st.button("保存", key="save_ranks", on_click=_save_rule, args=(rule,))


def _save_rule(seen: RankRule) -> None:
    part = _mark(seen)
    is_on = bool(st.session_state.get(f"ranks_on_{part}"))
    hidden = st.session_state.get(f"ranks_hidden_{part}") or []

    def save() -> str:
        wanted = RankRule(is_on, frozenset(hidden))
        exams.set_rank_rule(session.context(), seen, wanted)
        return f"已保存：名次{rule_text(wanted)}。"

    menu.act(save)


def _mark(rule: RankRule) -> str:
    """The widgets begin anew whenever the rule is another."""
    return f"{int(rule.is_on)}_{'_'.join(map(str, sorted(rule.hidden_grades)))}"
