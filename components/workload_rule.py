"""How 工作量 is counted, for the office: the numbers, what they would say of today, saved in one act."""

from dataclasses import replace

import streamlit as st

from components import address, changes_done, markup, session, state
from components.text import plain
from domain.errors import Conflict, SchoolError
from domain.wishes import MOST_MENTEES
from domain.workload import (
    MOST_PERIODS,
    MOST_WEIGHT,
    LoadRule,
    number_text,
    periods_text,
    rule_text,
)
from services import workload
from services.context import Context
from services.workload import RuleEffect

FORM = "load_rule"
_WEIGHTS = {
    "care_extra": ("特殊学生多算几人", MOST_WEIGHT),
    "group": ("带一个小组加几人", MOST_WEIGHT),
    "homeroom": ("当班主任加几人", MOST_WEIGHT),
    "periods_a_month": ("每月计几课时", MOST_PERIODS),
}


def show(context: Context) -> None:
    """The fields, and beneath them what they would do, before they are saved."""
    seen = _seen(context)
    st.title("工作量怎么算", anchor=False)
    with st.container(key="narrow_load_rule"):
        _ask(seen)
        wanted = _typed(seen)
        is_good = _preview(context, seen, wanted)
    with st.container(horizontal=True):
        st.button("保存", key="save_load_rule", type="primary", disabled=not is_good or wanted == seen,
                  on_click=_save, args=(seen, wanted))  # fmt: skip
        st.button("不改了", key="leave_load_rule", on_click=_leave)


def _seen(context: Context) -> LoadRule:
    """The rule this tab's fields began from: they stay when somebody else saves meanwhile."""
    known: LoadRule | None = state.get(state.LOAD_RULE)
    if known is None:
        state.put(state.LOAD_RULE, known := workload.known_rule(context))
    return known


def _ask(seen: LoadRule) -> None:
    with st.container(horizontal=True, key="load_rule_fields"):
        for name, (label, most) in _WEIGHTS.items():
            st.number_input(
                label, 0.0, float(most), float(getattr(seen, name)), 0.5, "%g", key=_key(name), width=164
            )
        st.number_input(
            "一位导师最多带几人", 1, MOST_MENTEES, seen.most_mentees, key=_key("most_mentees"), width=164
        )
    st.caption("最多带几人：导师卡片上另外约定的，按卡片。")


def _typed(seen: LoadRule) -> LoadRule:
    values = {name: st.session_state.get(_key(name)) for name in (*_WEIGHTS, "most_mentees")}
    return replace(seen, **{name: value for name, value in values.items() if value is not None})


def _preview(context: Context, seen: LoadRule, wanted: LoadRule) -> bool:
    """False, with the sentence, where a school cannot count like this."""
    try:
        effect = workload.effect_of(context, wanted)
    except SchoolError as error:
        st.warning(plain(error.message), icon=":material/balance:")
        return False
    markup.show_cards([("现在", _words(seen, effect.before.text, effect.periods_before))])
    if wanted != seen:
        after = _words(wanted, effect.after.text, effect.periods_after)
        markup.show_cards([(f"改后：{_changed(effect)}", after)])
    return True


def _words(rule: LoadRule, finding: str, hours: float) -> str:
    counted = f"本学期到现在，全校共计 {number_text(hours)} 课时。"
    return markup.lines([f"{finding}。", counted, rule_text(rule), periods_text(rule)])


def _changed(effect: RuleEffect) -> str:
    return f"{effect.changed} 位导师的折合人数会变" if effect.changed else "每位导师的折合人数不变"


def _save(seen: LoadRule, wanted: LoadRule) -> None:
    def save() -> str:
        context = session.context()
        try:
            workload.set_rule(context, seen, wanted)
        except Conflict:
            state.put(
                state.LOAD_RULE, workload.known_rule(context)
            )  # now shown beside: the next press decides
            raise
        _forget()
        return "算法已保存，工作量和课时都按新的算。"

    changes_done.act(save)


def _leave() -> None:
    _forget()
    address.put("open", None)


def _forget() -> None:
    state.take(state.LOAD_RULE)
    state.renew_form(FORM)


def _key(name: str) -> str:
    return f"load_{name}_{state.form_id(FORM)[:8]}"
