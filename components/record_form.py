"""A record in a few taps. Mode and day are filled in; area and effect never are: an untouched default would lie."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import streamlit as st

from components import menu, saved_bar, session, state
from components.text import plain, short
from domain.calendar import day_text
from domain.errors import SchoolError
from domain.record_kinds import Kind
from domain.records import (
    AREAS,
    EFFECTS,
    HOME_VISIT_DETAILS,
    MAX_CONTENT,
    MAX_MINUTES,
    NEEDS_ATTENTION,
    InteractionForm,
    missing_fields,
)
from services import interactions
from services.context import Context
from services.students import StudentLine

FORM = "record"
NEXT = "record_next"
PROBLEM = "record_problem"
_OTHER_DAY = "选日期"


@dataclass(frozen=True)
class Chosen:
    """Whom the record is about, as the page knows them."""

    students: tuple[StudentLine, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """Their ids."""
        return tuple(one.id for one in self.students)

    @property
    def text(self) -> str:
        """马依然, or 马依然 等 2 人."""
        if not self.students:
            return "记给谁"
        first = self.students[0].name
        return first if len(self.students) == 1 else f"{first} 等 {len(self.students)} 人"


def show(context: Context, chosen: Callable[[], Chosen]) -> None:
    """The form and its two buttons; `finish` tells the page what to do after a save."""
    with st.container(key="form_record"):
        kind = _kind()
        _choice("哪方面", "area", AREAS)
        _choice("方式", "mode", kind.modes, first=True)
        _effect(context)
        if kind is Kind.HOME_VISIT:
            _home_visit()
        st.text_area(
            "一句话（可不写）",
            key=_key("content"),
            placeholder="可以按键盘上的话筒说",
            height=96,
            max_chars=MAX_CONTENT,
        )
        _when_and_where(context)
        st.toggle(
            "保密：只给自己看（不打开时，导师、班主任、年级组长、德育处和校领导能看）",
            key=_key("restricted"),
            on_change="ignore",
        )
    with st.bottom:
        _problem()
        with st.container(key="actions", horizontal=True):
            form_id = state.form_id(FORM)
            st.button(
                "再记一条",
                key="again_button",
                width="stretch",
                on_click=_save,
                args=(form_id, chosen, True),
            )
            st.button("保存", key="save_button", type="primary", width="stretch", on_click=_save,
                      args=(form_id, chosen, False))  # fmt: skip


def finish() -> Literal["done", "next"] | None:
    """After a save: "done" to go back to the day, "next" for another student; None when nothing was saved."""
    after: Literal["done", "next"] | None = state.take(NEXT)
    return after


def _kind() -> Kind:
    return st.pills("记什么", [Kind.TALK, Kind.GUARDIAN_CONTACT, Kind.HOME_VISIT], key=_key("kind"), default=Kind.TALK, required=True,
                    format_func=lambda kind: kind.text, label_visibility="collapsed", width="stretch")  # fmt: skip


def _choice(label: str, name: str, options: tuple[str, ...], first: bool = False) -> None:
    """A grid of choices; a tap costs no trip to the server."""
    st.pills(label, options, key=_key(f"{name}_{options[0]}"), default=options[0] if first else None,
             on_change="ignore", width="stretch")  # fmt: skip


def _effect(context: Context) -> None:
    effect = st.pills("效果", EFFECTS, key=_key("effect"), width="stretch")
    if effect == NEEDS_ATTENTION:
        st.pills("哪天跟进", [*_soon(context.today), _OTHER_DAY], key=_key("again"), width="stretch")
        if st.session_state.get(_key("again")) == _OTHER_DAY:
            st.date_input("选一天", key=_key("again_day"), min_value=context.today, value=context.today + timedelta(7),
                          format="YYYY-MM-DD")  # fmt: skip


def _soon(today: date) -> dict[str, date]:
    return {
        "明天": today + timedelta(1),
        "三天后": today + timedelta(3),
        "下周一": today + timedelta(7 - today.weekday()),
    }


def _home_visit() -> None:
    for name, label in HOME_VISIT_DETAILS.items():
        st.text_input(label, key=_key(name), max_chars=500, on_change="ignore")


def _when_and_where(context: Context) -> None:
    """Folded away and not drawn until somebody opens it; once opened it stays, so that what was chosen stays."""
    box = st.expander(f"{day_text(context.today)}　换日期、时长、地点", key=_key("when"), on_change="rerun")
    if not (box.open or state.get(_key("when_seen"))):
        return
    state.put(_key("when_seen"), True)
    with box:
        st.date_input("哪天", key=_key("day"), value=context.today, max_value=context.today, format="YYYY-MM-DD",
                      on_change="ignore")  # fmt: skip
        st.number_input("多少分钟", key=_key("minutes"), min_value=1, max_value=MAX_MINUTES, value=None, step=5,
                        on_change="ignore")  # fmt: skip
        st.text_input("地点", key=_key("place"), max_chars=60, on_change="ignore")


def _problem() -> None:
    problem = state.take(PROBLEM)
    if problem:
        with st.container(key="need"):
            st.text(problem)


def _save(form_id: str, chosen_now: Callable[[], Chosen], another: bool) -> None:
    """Runs before the page is drawn, so that a tap elsewhere a moment later cannot swallow the save."""
    if form_id != state.form_id(FORM):
        return  # a second tap on a form that is saved already
    try:
        context, chosen = session.context(), chosen_now()
        form = _form(context, chosen)
        if missing := missing_fields(form):
            state.put(PROBLEM, f"还差：{'、'.join(missing)}")
            return
        interaction_id = interactions.record(context, form)
    except SchoolError as error:
        state.put(PROBLEM, error.message)
        return
    saved_bar.remember(context, interaction_id, f"{chosen.text} · {form.guidance_area}")
    kept = (
        {name: st.session_state.get(_key(name)) for name in ("kind", f"area_{AREAS[0]}")} if another else {}
    )
    state.renew_form(FORM)
    for name, value in kept.items():
        st.session_state[_key(name)] = value
    state.put(NEXT, "next" if another else "done")


def _form(context: Context, chosen: Chosen) -> InteractionForm:
    kind = Kind(_value("kind") or Kind.TALK)
    details = (
        {name: (_value(name) or "").strip() for name in HOME_VISIT_DETAILS} if kind is Kind.HOME_VISIT else {}
    )
    return InteractionForm(
        form_id=state.form_id(FORM),
        kind=kind,
        student_ids=chosen.ids,
        occurred_on=_value("day") or context.today,
        guidance_area=_value(f"area_{AREAS[0]}") or "",
        talk_mode=_value(f"mode_{kind.modes[0]}") or "",
        effect=_value("effect") or "",
        content=(_value("content") or "").strip(),
        minutes=_value("minutes"),
        place=(_value("place") or "").strip(),
        is_restricted=bool(_value("restricted")),
        follow_up_on=_follow_up(context) if _value("effect") == NEEDS_ATTENTION else None,
        detail={name: text for name, text in details.items() if text},
    )


def _follow_up(context: Context) -> date | None:
    picked = _value("again")
    other: date | None = _value("again_day")
    return other if picked == _OTHER_DAY else _soon(context.today).get(picked or "")


def _value(name: str) -> Any:
    return st.session_state.get(_key(name))


def _key(name: str) -> str:
    """Each form's widgets have their own keys: a saved form leaves nothing behind in the next.

    The style sheet knows the widgets by the beginning of their keys.
    """
    return f"{name}_{state.form_id(FORM)[:8]}"


def show_last(student: StudentLine, words: str) -> None:
    """What was said last time; it leads to the archive."""
    with st.container(key="last_private"):
        menu.link("archive", f"{plain(short(words, 60))}　:blue[看档案 ›]", student=student.id)
