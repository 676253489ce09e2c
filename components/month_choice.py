"""Which month of which term, of which students, and as what; the address holds it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import address, screen
from domain.calendar import Term, term_text
from domain.months import term_months
from domain.permissions import Action
from services import calendar, months, students
from services.context import Context
from services.months import Desk
from services.students import ClassLine

_VIEWS = {"grid": "表格", "one": "逐个"}
_MINE = 0


@dataclass(frozen=True)
class Chosen:
    """The desk, and what else there is to choose from. `class_id` None: one's own students."""

    desk: Desk
    class_id: int | None
    view: str
    terms: list[Term]
    classes: list[ClassLine]
    has_own: bool

    @property
    def place(self) -> tuple[int, int, int]:
        """Term, month, class: what this tab keeps its rows under."""
        return self.desk.term.id, self.desk.month.number, self.class_id or _MINE


def chosen(context: Context) -> Chosen | None:
    """What the address asks for, else this month of one's own students; None before there is a term."""
    terms, now = calendar.begun_terms(context), months.present(context)
    if now is None or not terms:
        return None
    term = next((one for one in terms if one.id == address.number("term")), now[0])
    usual = now[1].number if term == now[0] else len(term_months(term))
    month = address.number("month") or 0
    month = month if 1 <= month <= len(term_months(term)) else usual
    leads = context.actor.may(Action.SEE_OVERVIEW)
    classes = students.visible_classes(context) if leads else []
    own = months.open_desk(context, term.id, month)
    asked = address.number("class")
    class_id = asked if asked in {one.id for one in classes} else None
    if class_id is None and not own.pupils and classes:
        class_id = classes[0].id
    desk = own if class_id is None else months.open_desk(context, term.id, month, class_id)
    view = address.word("view", list(_VIEWS)) or ("one" if screen.is_narrow() else "grid")
    return Chosen(desk, class_id, view, terms, classes, bool(own.pupils))


def show(found: Chosen, head: DeltaGenerator) -> None:
    """The heading says what is still to do; beneath it the choices."""
    head.title(_heading(found.desk), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", key="month_choices"):
        _choose_term(found)
        _choose_whose(found)
        if found.desk.may_write and found.desk.has_begun:
            _follow(st.segmented_control, "view", "怎么写", _VIEWS, found.view)
    here = found.desk.month.number
    labels = {str(one.number): _label(found.desk, one.number) for one in term_months(found.desk.term)}
    _follow(st.pills, "month", "月份", labels, str(here))


def _heading(desk: Desk) -> str:
    if not desk.pupils:
        return "月度表现"
    if not desk.has_begun:
        return f"{desk.month.name}还没有开始"
    missing = sum(not one.is_written for one in desk.pupils)
    said = f"还有 {missing} 名没写" if missing else "都写了"
    return f"{desk.month.last.month}月表现：{len(desk.pupils)} 名学生，{said}"


def _label(desk: Desk, number: int) -> str:
    one = term_months(desk.term)[number - 1]
    return f"{one.name} {desk.written.get(number, 0)}/{len(desk.pupils)}"


def _choose_term(found: Chosen) -> None:
    if len(found.terms) > 1:
        names = {str(one.id): _term_text(one) for one in found.terms}
        _follow(st.selectbox, "term", "学期", names, str(found.desk.term.id), width=170)


def _term_text(term: Term) -> str:
    """26—27学年上学期: a phone has no room for more."""
    return term_text(term).replace("20", "")


def _choose_whose(found: Chosen) -> None:
    names = {str(one.id): one.name for one in found.classes}
    if found.has_own:
        names = {str(_MINE): "我带的学生", **names}
    if len(names) > 1:
        _follow(st.selectbox, "class", "谁", names, str(found.class_id or _MINE), width=150)


def _follow(
    widget: Callable[..., Any], name: str, label: str, names: dict[str, str], value: str, **more: Any
) -> None:
    key = f"months_{name}"
    st.session_state[key] = value
    if widget is not st.selectbox:
        more["required"] = True
    widget(label, list(names), key=key, format_func=names.__getitem__, label_visibility="collapsed",
           on_change=_changed, args=(name, key), **more)  # fmt: skip


def _changed(name: str, key: str) -> None:
    value = st.session_state.get(key)
    st.query_params[name] = str(value)
    if name == "term":
        address.put("month", None)
