"""督导意见: what was found about one's own work, what is to be mended on top with the place to answer."""

import streamlit as st

from components import finding_steps, markup, menu, session
from components.finding_steps import key, value
from components.text import plain
from domain.calendar import day_text
from domain.inspections import MOST_WORDS, State
from services import findings
from services.context import Context
from services.findings import Finding
from services.inspections import Line


def show(context: Context) -> None:
    """Everything said about one's own work."""
    found = findings.mine(context)
    open_ones = [one for one in found if one.line.state in (State.MEND, State.ANSWERED)]
    st.title(_title(found), anchor=False)
    if not found:
        st.info(
            "校领导或德育处检查了您的导师工作，意见会出现在这里，只有您和检查的人看得到。",
            icon=":material/rate_review:",
        )
        return
    st.caption("只有您和检查的人看得到。要整改的，写下做了什么再提交，检查的人复查后办结。")
    for one in open_ones:
        _show_open(one)
    past = [(f"{one.line.inspection}　{one.line.state.text}", one) for one in found if one not in open_ones]
    markup.show_folds(
        (label, markup.lines([f"看{one.line.span}的工作"]) + finding_steps.html(one.steps), not open_ones)
        for label, one in past
    )


def _title(found: list[Finding]) -> str:
    to_mend = [one.line for one in found if one.line.state is State.MEND]
    late = sum(one.is_overdue for one in to_mend)
    if late:
        return f"{late} 项整改已经过期"
    if to_mend and to_mend[0].due_on:
        return f"请在{day_text(to_mend[0].due_on)}前整改"
    if any(one.line.state is State.ANSWERED for one in found):
        return "整改情况已报，等复查"
    return "没有要整改的" if found else "督导意见"


def _show_open(found: Finding) -> None:
    one = found.line
    markup.show_cards([(f"{one.inspection}　{one.state.text}",
                        markup.lines([f"看{one.span}的工作"]) + finding_steps.html(found.steps))])  # fmt: skip
    with st.container(key=f"narrow_finding_{one.id}"):
        menu.link("log", "我这段时间的记录 ›", whose="mine", when="chosen", to=one.until.isoformat(),
                  **{"from": one.since.isoformat()})  # fmt: skip
        finding_steps.show_kept(one.id, has_form=True)
        if one.state is State.MEND or finding_steps.is_clash(one.id):
            _form(one)
            return
        box = st.expander("再补充一次整改情况", key=f"finding_more_{one.id}", on_change="rerun")
        if box.open:
            with box:
                _form(one)


def _form(one: Line) -> None:
    due = f"（{day_text(one.due_on)}前）" if one.due_on else ""
    st.text_area(plain(f"整改情况{due}"), key=key("words", one.id), max_chars=MOST_WORDS, height=140,
                 placeholder="做了什么、补了什么、以后怎样做到")  # fmt: skip
    st.button("提交整改情况", key=f"answer_finding_{one.id}", type="primary", on_click=_answer,
              args=(one, finding_steps.form_id(one.id)))  # fmt: skip


def _answer(one: Line, form_id: str) -> None:
    def answer() -> str:
        findings.answer(session.context(), form_id, one.id, one.version, value("words", one.id))
        return "已提交，检查的人会复查。"

    finding_steps.act(one.id, ("words",), answer)
