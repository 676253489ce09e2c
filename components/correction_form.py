"""Correcting one's own record, every field of its kind; what another tab saved meanwhile is shown, never overwritten."""

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from components import address, record_markup, session, state
from domain.errors import Conflict, SchoolError
from domain.record_kinds import About, Field, Kind
from domain.records import (
    AREAS,
    EFFECTS,
    MAX_CONTENT,
    MAX_LINE,
    MAX_MINUTES,
    MAX_PLACE,
    NEEDS_ATTENTION,
    InteractionForm,
)
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
        "mode": form.talk_mode or None,
        "effect": form.effect or None,
        "again_day": form.follow_up_on,
        "content": form.content,
        "minutes": form.minutes,
        "place": form.place,
        "restricted": form.is_restricted,
        "there": list(form.student_ids),
        "exam": form.exam_id,
        **{one.name: _typed(one, form.detail.get(one.name)) for one in form.kind.shape.fields},
    }


def _typed(asked: Field, text: str | None) -> Any:
    return text or (None if asked.input == "choice" else "")


def _fields(context: Context, record_id: int, form: InteractionForm) -> None:
    shape = form.kind.shape
    st.date_input("哪天", key=_key("day", record_id), max_value=context.today, format="YYYY-MM-DD")
    if shape.about is About.GROUP and form.mentor_group_id is not None:
        _who_was_there(context, record_id, form)
    if form.kind is Kind.EXAM_ANALYSIS:
        _exam(context, record_id, form)
    if shape.asks_area:
        st.pills("哪方面", AREAS, key=_key("area", record_id), width="stretch")
    if shape.modes:
        st.pills("方式", shape.modes, key=_key("mode", record_id), width="stretch")
    if shape.asks_effect:
        effect = st.pills("效果", EFFECTS, key=_key("effect", record_id), width="stretch")
        if effect == NEEDS_ATTENTION:
            st.date_input("哪天跟进", key=_key("again_day", record_id), format="YYYY-MM-DD")
    for asked in shape.fields:
        _field(asked, _key(asked.name, record_id))
    st.text_area("内容", key=_key("content", record_id), max_chars=MAX_CONTENT, height=140)
    st.number_input("多少分钟", key=_key("minutes", record_id), min_value=1, max_value=MAX_MINUTES, step=5)
    st.text_input("地点", key=_key("place", record_id), max_chars=MAX_PLACE)
    st.toggle("保密：只给自己看", key=_key("restricted", record_id))


def _who_was_there(context: Context, record_id: int, form: InteractionForm) -> None:
    members = {one.id: one.name for one in record_subjects.members(context, form.mentor_group_id or 0)}
    known = {one: members.get(one, "已不在组里的学生") for one in (*members, *form.student_ids)}
    st.multiselect("到场的学生", list(known), key=_key("there", record_id), format_func=known.__getitem__)


def _exam(context: Context, record_id: int, form: InteractionForm) -> None:
    known = {one.id: one.name for one in record_subjects.exams_of(context, form.student_ids[0])}
    if form.exam_id is not None:
        known.setdefault(form.exam_id, "原来的考试")
    st.selectbox("哪次考试", list(known), key=_key("exam", record_id), format_func=known.__getitem__)


def _field(asked: Field, key: str) -> None:
    if asked.input == "choice":
        st.pills(asked.label, asked.choices, key=key, width="stretch")
    elif asked.input == "text":
        st.text_area(asked.label, key=key, max_chars=MAX_CONTENT, height=100)
    else:
        st.text_input(asked.label, key=key, max_chars=MAX_LINE)


def _form(record_id: int, before: InteractionForm) -> InteractionForm:
    """The form as it stands on the screen; what was not drawn stays as it was."""

    def value(name: str) -> Any:
        return st.session_state.get(_key(name, record_id))

    needs_attention = value("effect") == NEEDS_ATTENTION
    return replace(
        before,
        occurred_on=value("day") or before.occurred_on,
        guidance_area=value("area") or "",
        talk_mode=value("mode") or "",
        effect=value("effect") or "",
        follow_up_on=_day_or_none(value("again_day")) if needs_attention else None,
        content=value("content") or "",
        minutes=value("minutes"),
        place=value("place") or "",
        is_restricted=bool(value("restricted")),
        student_ids=tuple(value("there") or ()) if before.mentor_group_id is not None else before.student_ids,
        exam_id=value("exam") if before.kind is Kind.EXAM_ANALYSIS else before.exam_id,
        detail={one.name: value(one.name) or "" for one in before.kind.shape.fields},
    )


def _day_or_none(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _save(record_id: int, over: int | None = None) -> None:
    """Runs before the page is drawn. `over`: the version that was shown and may be written over."""
    known: tuple[int, int, InteractionForm] | None = state.get(state.CORRECTING)
    if known is None or known[0] != record_id:
        return  # a second tap on a correction that is saved already
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
