"""One requirement: for whom, what counts, how often, from when; with what it does to this month before it is saved."""

from dataclasses import replace
from datetime import date

import streamlit as st

from components import duty_book, duty_days, duty_preview, menu, session, state
from components.text import plain
from domain.duty_editions import (
    MOST_LETTERS,
    MOST_TIMES,
    Act,
    Add,
    Change,
    SwitchOff,
    asks_the_same,
    kinds_for,
    periods_for,
)
from domain.duty_rules import DutyRule, Period, Subject, kind_text
from domain.errors import Invalid
from domain.record_kinds import Kind
from services import duty_rules
from services.context import Context
from services.duty_rules import Book, Seen

FORM = "duty_rule"
_ANY_CATEGORY = 0
_NEW = DutyRule(0, "", frozenset({Kind.TALK}), 1, Period.WEEK, Subject.STUDENT, date.min)


def show(context: Context, book: Book, rule_id: int) -> None:
    """The form of a new rule (id 0) or of one that holds or will."""
    known = next((one for one in (*book.present, *book.coming) if one.id == rule_id), None)
    if rule_id and known is None:
        st.title("履职要求", anchor=False)
        st.info("没有找到这条要求，可能刚被别人改过。", icon=":material/rule:")
        return
    st.title(plain(duty_book.asked_text(known, book)) if known else "加一条要求", anchor=False)
    part = f"{known.id}_{known.version}" if known else f"new_{state.form_id(FORM)[:8]}"
    _fields(book, part, known or _NEW)
    on = duty_days.choose(context, book, part)
    _preview(context, part, known, on)
    _buttons(book, part, known)


def _fields(book: Book, part: str, known: DutyRule) -> None:
    for name, value in (
        ("subject", known.subject.value),
        ("period", known.period.value),
        ("times", known.times),
    ):
        st.session_state.setdefault(_key(name, part), value)
    st.pills("对谁", [one.value for one in Subject], key=_key("subject", part), required=True,
             format_func=lambda one: Subject(one).text)  # fmt: skip
    subject = Subject(st.session_state[_key("subject", part)])
    if subject is Subject.CARE_STUDENT:
        names = {_ANY_CATEGORY: "所有类别"} | book.care_categories
        st.session_state.setdefault(_key("category", part), known.care_category_id or _ANY_CATEGORY)
        st.selectbox("哪一类", list(names), key=_key("category", part), format_func=names.__getitem__)
    kinds = kinds_for(subject)
    st.session_state.setdefault(_kinds_key(part), [one for one in kinds if one in known.kinds] or kinds[:1])
    st.pills("记什么算数（可多选，任何一种都算）", kinds, selection_mode="multi", key=_kinds_key(part),
             format_func=kind_text)  # fmt: skip
    periods = [one.value for one in periods_for(subject)]
    if st.session_state[_key("period", part)] not in periods:
        st.session_state[_key("period", part)] = Period.TERM.value
    st.pills("多久", periods, key=_key("period", part), required=True, format_func=lambda one: Period(one).text)  # fmt: skip
    st.number_input("几次", min_value=1, max_value=MOST_TIMES, step=1, key=_key("times", part))
    st.text_input("叫什么（可不写）", known.name, key=_key("name", part), max_chars=MOST_LETTERS,
                  placeholder="不写就用“记什么算数”里的词")  # fmt: skip


def _preview(context: Context, part: str, known: DutyRule | None, on: date) -> None:
    wanted = _wanted(part)
    if known is not None and asks_the_same(known, wanted):
        st.caption("改上面任何一处，这里会先算出本月的数字怎样变，再由您决定存不存。")
        return
    duty_preview.show(context, _act(known, wanted), on)


def _act(known: DutyRule | None, wanted: DutyRule) -> Act:
    return Change(known.id, wanted) if known else Add(wanted)


def _buttons(book: Book, part: str, known: DutyRule | None) -> None:
    form_id = state.form_id(FORM)
    with st.container(horizontal=True):
        st.button(
            "保存", key="save_rule", type="primary", on_click=_save, args=(form_id, book.seen, part, known)
        )
        if known is not None:
            st.button("停用这一条", key="switch_off_rule", on_click=_switch_off, args=(form_id, book.seen, part, known))  # fmt: skip
    if known is not None:
        st.caption("停用也从上面选的那天起。以前的月份仍按当时的要求算。")


def _save(form_id: str, seen: Seen, part: str, known: DutyRule | None) -> None:
    def save() -> str:
        _put(form_id, seen, part, _act(known, _wanted(part)))
        return "已保存。"

    menu.act(save)


def _switch_off(form_id: str, seen: Seen, part: str, known: DutyRule) -> None:
    def off() -> str:
        _put(form_id, seen, part, SwitchOff(known.id))
        return f"“{known.name}”已停用。"

    menu.act(off)


def _put(form_id: str, seen: Seen, part: str, act: Act) -> None:
    context = session.context()
    on = duty_days.chosen(context, duty_rules.open_book(context), part)
    duty_rules.put_in_force(context, form_id, seen, act, on)
    state.renew_form(FORM)
    st.query_params.clear()


def _wanted(part: str) -> DutyRule:
    """The rule as the form stands."""
    subject = Subject(st.session_state[_key("subject", part)])
    kinds = frozenset(st.session_state.get(_kinds_key(part)) or [])
    times = st.session_state.get(_key("times", part))
    if times is None:
        raise Invalid(f"次数填 1 到 {MOST_TIMES}。")
    name = (st.session_state.get(_key("name", part)) or "").strip()
    category = st.session_state.get(_key("category", part)) or None
    return replace(
        _NEW,
        name=name or replace(_NEW, kinds=kinds).kinds_text[:MOST_LETTERS],
        kinds=kinds,
        times=int(times),
        period=Period(st.session_state[_key("period", part)]),
        subject=subject,
        care_category_id=category if subject is Subject.CARE_STUDENT else None,
    )


def _kinds_key(part: str) -> str:
    return _key(f"kinds_{st.session_state[_key('subject', part)]}", part)


def _key(name: str, part: str) -> str:
    return f"duty_{name}_{part}"
