"""Correcting one's own record, every field of its kind; what another tab saved meanwhile is shown, never overwritten."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components import address, labels, record_fields, record_markup, record_readers, session, state
from components.text import plain
from domain.calendar import day_text
from domain.errors import Conflict, SchoolError
from domain.record_kinds import About, Field, Kind
from domain.records import EFFECTS, MAX_CONTENT, NEEDS_ATTENTION, InteractionForm
from services import corrections, record_subjects
from services.context import Context

_PROBLEM = "correction_problem"


def show(context: Context, record_id: int) -> None:
    """The record as a form, and its two buttons."""
    form = _begin(context, record_id)
    if state.get(state.CLASH) == record_id:
        _show_clash(context, record_id, form)
    with st.container(key="form_record"):
        st.caption("原来写的会留着，能看这条的人也能看到改了什么。")
        _fields(context, record_id, form)
    with st.bottom:
        if problem := state.take(_PROBLEM):
            with st.container(key="need"):
                st.text(problem)
        with st.container(key="actions", horizontal=True):
            st.button("不改了", key="stop_correcting", width="stretch", on_click=_stop)
            st.button("保存更正", key="save_correction", type="primary", width="stretch", on_click=_save,
                      args=(record_id,))  # fmt: skip


def _begin(context: Context, record_id: int) -> InteractionForm:
    """What the form began from. It begins anew unless its fields still stand in this tab."""
    known: tuple[int, int, InteractionForm] | None = state.get(state.CORRECTING)
    if known is None or known[0] != record_id or _key("day", record_id) not in st.session_state:
        form, version = corrections.to_correct(context, record_id)
        known = (record_id, version, form)
        state.put(state.CORRECTING, known)
        state.take(state.CLASH)
        for name, value in _values(form).items():
            st.session_state[_key(name, record_id)] = value
    return known[2]


def _values(form: InteractionForm) -> dict[str, Any]:
    """What each widget shows at first."""
    return {
        "day": form.occurred_on,
        "area": form.guidance_area or None,
        f"mode_{form.kind.value}": form.talk_mode or None,
        "effect": form.effect or None,
        "again_day": form.follow_up_on,
        "content": form.content,
        "minutes": form.minutes,
        "place": form.place,
        **record_readers.values(form),
        "there": list(form.student_ids),
        "exam": form.exam_id,
        **{
            record_fields.own(one): _typed(one, form.detail.get(one.name, ""))
            for one in form.kind.shape.fields
        },
    }


def _typed(asked: Field, text: str) -> Any:
    """A kind's own field as its widget holds it."""
    if asked.input in ("count", "money"):
        return (int(text) if asked.input == "count" else float(text)) if text else None
    return text or (None if asked.input == "choice" else "")


def _fields(context: Context, record_id: int, form: InteractionForm) -> None:
    kind, key = form.kind, partial(_key, record_id=record_id)
    if kind.shape.about is About.GROUP:
        there = labels.unique(corrections.could_be_there(context, record_id))
        st.pills("谁到了（没到的点一下去掉）", list(there), selection_mode="multi", key=key("there"), width="stretch",
                 format_func=lambda one: plain(there[one]))  # fmt: skip
    if kind is Kind.EXAM_ANALYSIS:
        _exam(context, key("exam"), form)
    record_fields.area_and_mode(kind, key)
    if kind.shape.asks_effect:
        effect = st.pills("效果", EFFECTS, key=key("effect"), width="stretch")
        if effect == NEEDS_ATTENTION:
            st.date_input("哪天跟进", key=key("again_day"), format="YYYY-MM-DD")
    record_fields.own_fields(kind, key)
    st.text_area("内容", key=key("content"), max_chars=MAX_CONTENT, height=140)
    record_fields.when_and_where(key, context.today)
    record_readers.show(context, key, form.student_ids, form.class_id)


def _exam(context: Context, key: str, form: InteractionForm) -> None:
    known = {
        one.id: f"{one.name}（{day_text(one.held_on)}）"
        for one in record_subjects.exams_of(context, form.student_ids[0])
    }
    if form.exam_id is not None:
        known.setdefault(form.exam_id, "原来的考试")
    st.selectbox("哪次考试", list(known), key=key, format_func=known.__getitem__)


def _form(record_id: int, before: InteractionForm) -> InteractionForm:
    """The form as it stands on the screen; what was not drawn stays as it was."""

    def value(name: str) -> Any:
        return st.session_state.get(_key(name, record_id))

    is_restricted, readers = record_readers.chosen_now(partial(_key, record_id=record_id))
    return replace(
        before,
        occurred_on=value("day") or before.occurred_on,
        guidance_area=value("area") or "",
        talk_mode=value(f"mode_{before.kind.value}") or "",
        effect=value("effect") or "",
        follow_up_on=_day_or_none(value("again_day")) if value("effect") == NEEDS_ATTENTION else None,
        content=value("content") or "",
        minutes=value("minutes"),
        place=value("place") or "",
        is_restricted=is_restricted,
        readers=readers,
        student_ids=tuple(value("there") or ()) if before.mentor_group_id is not None else before.student_ids,
        exam_id=value("exam") if before.kind is Kind.EXAM_ANALYSIS else before.exam_id,
        detail=record_fields.details(before.kind, partial(_key, record_id=record_id)),
    )


def _day_or_none(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _save(record_id: int, over: int | None = None) -> None:
    """Runs before the page is drawn. `over`: the version that was shown and may be written over."""
    known: tuple[int, int, InteractionForm] | None = state.get(state.CORRECTING)
    if known is None or known[0] != record_id:
        return  # a second tap on a correction that is saved already
    if missing := record_readers.missing(partial(_key, record_id=record_id)):
        state.put(_PROBLEM, f"还差：{'、'.join(missing)}")
        return
    try:
        corrections.correct(session.context(), record_id, over or known[1], _form(record_id, known[2]))
    except Conflict:
        state.put(state.CLASH, record_id)
        return
    except SchoolError as error:
        state.put(_PROBLEM, error.message)
        return
    state.put(state.NOTICE, ("done", "已更正，原来写的留着。"))
    _stop()


def _stop() -> None:
    state.take(state.CORRECTING)
    state.take(state.CLASH)
    address.put("do", None)


def _show_clash(context: Context, record_id: int, form: InteractionForm) -> None:
    """What stands there now beside what is in the form."""
    clash = corrections.clash(context, record_id, _form(record_id, form))
    with st.container(key="card_warm_clash"):
        st.markdown("**这条刚在别的页面改过，您写的还没有保存。**")
        st.caption("下面划掉的是现在保存着的，带底色的是您写的。")
        record_markup.show_changes(clash.changes)
        with st.container(horizontal=True):
            st.button("按我写的保存", key="save_over", on_click=_save, args=(record_id, clash.version))
            st.button("用现在的，不要我写的", key="leave_theirs", on_click=_stop)


def _key(name: str, record_id: int) -> str:
    """The style sheet knows the widgets by the beginning of their keys."""
    return f"{name}_fix{record_id}"
