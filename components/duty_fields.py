"""The fields of one requirement, and the rule they say."""

from dataclasses import replace
from datetime import date

import streamlit as st

from domain.duty_editions import MOST_LETTERS, MOST_TIMES, kinds_for, periods_for
from domain.duty_rules import DutyRule, Period, Subject, kind_text
from domain.errors import Invalid
from domain.record_kinds import Kind
from services.duty_rules import Book

NEW = DutyRule(0, "", frozenset({Kind.TALK}), 1, Period.WEEK, Subject.STUDENT, date.min)
_ANY_CATEGORY = 0


def show(book: Book, part: str, known: DutyRule) -> None:
    """For whom, what counts, how often, what it is called."""
    _begin_with(part, known)
    st.pills("对谁", [one.value for one in Subject], key=_key("subject", part), required=True,
             format_func=lambda one: Subject(one).text)  # fmt: skip
    subject = _subject(part)
    if subject is Subject.CARE_STUDENT:
        _show_category(book, part, known)
    kinds = kinds_for(subject)
    st.session_state.setdefault(_kinds_key(part), [one for one in kinds if one in known.kinds] or kinds[:1])
    st.pills("记什么算数（可多选，任何一种都算）", kinds, selection_mode="multi", key=_kinds_key(part),
             format_func=kind_text)  # fmt: skip
    _show_period(part, subject)
    st.number_input("几次", min_value=1, max_value=MOST_TIMES, step=1, key=_key("times", part))
    st.text_input("叫什么（可不写）", key=_key("name", part), max_chars=MOST_LETTERS,
                  placeholder="不写就用“记什么算数”里的词")  # fmt: skip


def _begin_with(part: str, known: DutyRule) -> None:
    name = "" if known.name == known.kinds_text else known.name
    values = {
        "subject": known.subject.value,
        "period": known.period.value,
        "times": known.times,
        "name": name,
    }
    for field, value in values.items():
        st.session_state.setdefault(_key(field, part), value)


def _show_category(book: Book, part: str, known: DutyRule) -> None:
    names = {_ANY_CATEGORY: "所有类别"} | book.care_categories
    st.session_state.setdefault(_key("category", part), known.care_category_id or _ANY_CATEGORY)
    st.selectbox("哪一类", list(names), key=_key("category", part), format_func=names.__getitem__)


def _show_period(part: str, subject: Subject) -> None:
    key, periods = _key("period", part), [one.value for one in periods_for(subject)]
    if st.session_state[key] not in periods:
        st.session_state[key] = Period.TERM.value
    st.pills("多久", periods, key=key, required=True, format_func=lambda one: Period(one).text)


def wanted(part: str) -> DutyRule:
    """The rule as the fields stand now."""
    subject, times = _subject(part), st.session_state.get(_key("times", part))
    if times is None:
        raise Invalid(f"次数填 1 到 {MOST_TIMES}。")
    rule = replace(
        NEW,
        kinds=frozenset(st.session_state.get(_kinds_key(part)) or []),
        times=int(times),
        period=Period(st.session_state[_key("period", part)]),
        subject=subject,
        care_category_id=_category(part) if subject is Subject.CARE_STUDENT else None,
    )
    name = (st.session_state.get(_key("name", part)) or "").strip()
    return replace(rule, name=name or rule.kinds_text[:MOST_LETTERS])


def _category(part: str) -> int | None:
    return st.session_state.get(_key("category", part)) or None


def _subject(part: str) -> Subject:
    return Subject(st.session_state[_key("subject", part)])


def _kinds_key(part: str) -> str:
    """What may be asked for differs by whom it is asked of, and with it the widget."""
    return _key(f"kinds_{_subject(part).value}", part)


def _key(name: str, part: str) -> str:
    return f"duty_{name}_{part}"
