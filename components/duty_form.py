"""One requirement added, changed, switched off; what it does to this month is seen before it is saved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from components import duty_book, duty_days, duty_fields, duty_preview, menu, session, state
from components.text import plain
from domain.calendar import day_text
from domain.duty_editions import Act, Add, Change, SwitchOff, asks_the_same, origin_of
from domain.duty_rules import DutyRule
from services import duty_rules
from services.context import Context
from services.duty_rules import Book, Seen

FORM = "duty_rule"


@dataclass(frozen=True)
class Way:
    """Something that can be done with a rule: what it says on the button, and the only day it can hold from, if any."""

    button: str
    act: Callable[[str], Act]
    on: date | None = None
    has_fields: bool = False


def show(context: Context, book: Book, rule_id: int) -> None:
    """The form of a new rule (id 0) or of one that holds or will."""
    known = next((one for one in (*book.present, *book.coming) if one.id == rule_id), None)
    if rule_id and known is None:
        st.title("履职要求", anchor=False)
        st.info("没有找到这条要求，可能刚被别人改过。", icon=":material/rule:")
        return
    st.title(plain(duty_book.asked_text(known, book)) if known else "加一条要求", anchor=False)
    part = f"{known.id}_{known.version}" if known else f"new_{state.form_id(FORM)[:8]}"
    ways = ways_of(book, known)
    name = _choose(ways, part)
    way = ways[name]
    if way.has_fields:
        with st.container(key="narrow_fields"):
            duty_fields.show(book, part, known or duty_fields.NEW)
    on = way.on or duty_days.choose(context, book, part, known)
    _preview(context, part, known, way, on)
    st.button(way.button, key="save_rule", type="primary", on_click=_save,
              args=(state.form_id(FORM), book.seen, part, rule_id, name))  # fmt: skip


def ways_of(book: Book, known: DutyRule | None) -> dict[str, Way]:
    """What can be done: a new rule is added, one that holds is changed or ended, one to come is changed or given up."""
    if known is None:
        return {"加一条": Way("保存", lambda part: Add(duty_fields.wanted(part)), has_fields=True)}
    ways = {"修改": Way("保存", lambda part: Change(known.id, duty_fields.wanted(part)), has_fields=True)}
    if known in book.coming:
        return ways | {"不改了": Way("取消这次改动", lambda _: _given_up(book, known), known.valid_from)}
    if known.valid_to is not None and not _follows(book, known):
        return ways | {"不停用了": Way("继续执行", lambda _: Change(known.id, known), known.valid_to)}
    return ways | {"停用": Way("停用这一条", lambda _: SwitchOff(known.id))}


def _follows(book: Book, known: DutyRule) -> bool:
    return any(origin_of(one) == origin_of(known) for one in book.coming)


def _given_up(book: Book, coming: DutyRule) -> Act:
    """What was asked before goes on; a rule that would have been new is not asked at all."""
    own = [one for one in book.present if origin_of(one) == origin_of(coming)]
    before = next((one for one in own if one.valid_to == coming.valid_from), None)
    return Change(coming.id, before) if before else SwitchOff(coming.id)


def _choose(ways: dict[str, Way], part: str) -> str:
    if len(ways) == 1:
        return next(iter(ways))
    key = f"duty_way_{part}"
    st.session_state.setdefault(key, next(iter(ways)))
    st.pills("要做什么", list(ways), key=key, required=True, label_visibility="collapsed")
    return str(st.session_state[key])


def _preview(context: Context, part: str, known: DutyRule | None, way: Way, on: date) -> None:
    if way.on:
        st.caption(f"从{day_text(way.on)}起。")
    if way.has_fields and known is not None and asks_the_same(known, duty_fields.wanted(part)):
        st.caption("改上面任何一处，这里会先算出本月的次数怎样变，再由您决定存不存。")
        return
    duty_preview.show(context, way.act(part), on)


def _save(form_id: str, seen: Seen, part: str, rule_id: int, name: str) -> None:
    def save() -> str:
        context = session.context()
        book = duty_rules.open_book(context)
        known = next((one for one in (*book.present, *book.coming) if one.id == rule_id), None)
        way = ways_of(book, known).get(name)
        if way is None:  # a colleague was quicker: the service says so
            way = Way("", lambda _: SwitchOff(rule_id))
        on = way.on or duty_days.chosen(context, part)
        duty_rules.put_in_force(context, form_id, seen, way.act(part), on)
        state.renew_form(FORM)
        st.query_params.clear()
        return "已保存。"

    menu.act(save)
