"""假期: a list to tap, the usual ones to take over at a tap, and beforehand what a change does to the school days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from components import address, markup, menu, people_list, session, state
from components.people_list import Person, people
from components.text import plain
from domain.calendar import Holiday, day_text
from domain.errors import Invalid, SchoolError
from domain.leave import span_text
from domain.public_holidays import LAST_ANNOUNCED
from services import calendar
from services.context import Context

FORM = "holiday"
_NEW = "new"
_SHOWN_DAYS = 6
_NOTE = "寒暑假不用填，学期以外都不上课。调休补课的周末按休息算。"


@dataclass(frozen=True)
class Edit:
    """A holiday under the hand: its place in the list as it was seen, None for a new one."""

    seen: tuple[Holiday, ...]
    place: int | None
    part: str

    def wanted(self, holiday: Holiday | None) -> list[Holiday]:
        """The list with this holiday in its place; None takes it away."""
        others = [one for place, one in enumerate(self.seen) if place != self.place]
        return sorted([*others, *([holiday] if holiday else [])], key=lambda one: (one.starts_on, one.name))


def show(context: Context) -> None:
    """The list, the usual ones that are not in it, and a button."""
    stored = calendar.holidays(context)
    term = calendar.school_day(context).term
    begins = date(term.school_year, 8, 1) if term else date.min
    shown = [
        Person(place, one.name, "修改 ›", _span(one))
        for place, one in enumerate(stored)
        if one.ends_on >= begins
    ]
    tapped = people_list.show([people(shown, "假期", "rows")], "holiday_list")
    if tapped is not None:
        menu.go("calendar", holiday=tapped)
    _show_proposed(context, stored)
    if st.button("加一个假期", key="add_holiday", icon=":material/add:"):
        menu.go("calendar", holiday=_NEW)
    before = [{"名称": one.name, "日期": _span(one)} for one in stored if one.ends_on < begins]
    markup.show_tables(_NOTE, [("以前学年的假期", before)])


def _span(one: Holiday) -> str:
    return f"{one.starts_on.year}年　{span_text(one.starts_on, one.ends_on)}"


def opened(context: Context) -> Edit | None:
    """The holiday the address asks for."""
    stored = calendar.holidays(context)
    if address.word("holiday", [_NEW]):
        return Edit(tuple(stored), None, f"new_{state.form_id(FORM)[:8]}")
    place = address.number("holiday")
    if place is None or place >= len(stored):
        return None
    return Edit(
        tuple(stored), place, f"{place}_{stored[place].starts_on:%Y%m%d}_{stored[place].ends_on:%m%d}"
    )


# ── the usual ones ───────────────────────────────────────────────────────────────────────────────────


def _show_proposed(context: Context, stored: list[Holiday]) -> None:
    proposed = calendar.proposed_holidays(context)
    if not proposed:
        return
    with st.container(key="card_note_proposed"):
        st.pills("常见的假期，还没有填", range(len(proposed)), selection_mode="multi", default=range(len(proposed)),
                 format_func=lambda place: plain(f"{proposed[place].name} {span_text(proposed[place].starts_on, proposed[place].ends_on)}"),
                 key=f"proposed_{len(proposed)}", on_change="ignore")  # fmt: skip
        st.caption(f"{LAST_ANNOUNCED + 1}年起的还没有公布，先按节日当天或往年的天数，公布后点开来改。")
        st.button("加上选中的", key="add_proposed", on_click=_add_proposed, args=(stored, proposed))


def _add_proposed(stored: list[Holiday], proposed: list[Holiday]) -> None:
    chosen = st.session_state.get(f"proposed_{len(proposed)}") or []

    def add() -> str:
        if not chosen:
            raise Invalid("请先选好要加上的假期。")
        wanted = sorted([*stored, *(proposed[place] for place in chosen)], key=lambda one: one.starts_on)
        calendar.save_holidays(session.context(), wanted, stored)
        return f"加上了 {len(chosen)} 个假期，点开可以改日子。"

    menu.act(add)


# ── one of them ──────────────────────────────────────────────────────────────────────────────────────


def show_one(context: Context, edit: Edit) -> None:
    """Its name and days."""
    known = edit.seen[edit.place] if edit.place is not None else None
    st.title("修改假期" if known else "加一个假期", anchor=False)
    with st.container(key="narrow_holiday"):
        _show_fields(context, edit.part, known)
    _show_effect(context, edit, known)
    with st.container(horizontal=True):
        st.button("保存", key="save_holiday", type="primary", on_click=_save, args=(edit, _typed))
        if known is not None:
            st.button("删掉这个假期", key="delete_holiday", on_click=_save, args=(edit, _nothing))
    menu.link("calendar", "‹ 回到学年学期")


def _show_fields(context: Context, part: str, known: Holiday | None) -> None:
    st.text_input("名称", known.name if known else "", max_chars=40, key=_key("name", part),
                  placeholder="例如：运动会、期中考试", on_change="ignore")  # fmt: skip
    with st.container(horizontal=True):
        for label, name, value in (
            ("第一天", "first", known and known.starts_on),
            ("最后一天（含）", "last", known and known.ends_on),
        ):
            st.date_input(label, value or context.today, format="YYYY-MM-DD", key=_key(name, part))


def _show_effect(context: Context, edit: Edit, known: Holiday | None) -> None:
    """What a change does, in school days."""
    try:
        holiday = _typed(edit.part, "假期")
        effect = calendar.holiday_effect(context, edit.wanted(holiday))
    except SchoolError as error:
        markup.show_lines([error.message])
        return
    if known is None or (holiday.starts_on, holiday.ends_on) != (known.starts_on, known.ends_on):
        markup.show_lines([effect_text(effect)])


def effect_text(effect: calendar.HolidayEffect) -> str:
    """保存后少 2 个上课日（11月25日、11月26日）. What follows from it is said as well."""
    parts = [
        f"{word} {len(days)} 个上课日（{_days(days)}）"
        for word, days in (("少", effect.fewer), ("多", effect.more))
        if days
    ]
    if not parts:
        return "上课日不变：这几天本来就不上课。"
    return f"保存后{'，'.join(parts)}。含这些日子的周和月会重新算要求，过去的也一样。"


def _days(days: list[date]) -> str:
    shown = "、".join(map(day_text, days[:_SHOWN_DAYS]))
    return shown if len(days) <= _SHOWN_DAYS else f"{shown}……"


def _save(edit: Edit, what: Callable[[str], Holiday | None]) -> None:
    def save() -> str:
        context, wanted = session.context(), edit.wanted(what(edit.part))
        effect = calendar.holiday_effect(context, wanted)
        calendar.save_holidays(context, wanted, list(edit.seen))
        state.renew_form(FORM)
        st.query_params.clear()
        return f"假期已保存，上课日{_change(len(effect.more) - len(effect.fewer))}。"

    menu.act(save)


def _change(days: int) -> str:
    return "不变" if not days else f"{'多' if days > 0 else '少'} {abs(days)} 天"


def _typed(part: str, name: str = "") -> Holiday:
    first, last = (st.session_state.get(_key(one, part)) for one in ("first", "last"))
    if first is None or last is None:
        raise Invalid("请选好第一天和最后一天。")
    return Holiday(first, last, name or (st.session_state.get(_key("name", part)) or "").strip())


def _nothing(_: str) -> None:
    """The holiday goes."""


def _key(name: str, part: str) -> str:
    return f"holiday_{name}_{part}"
