"""The dimensions of the 综合素质 review: names, order, in use or not, and a new one; saved in one act."""

from dataclasses import replace

import streamlit as st

from components import session, state
from components.text import plain
from domain.errors import SchoolError
from domain.reviews import MOST_DIMENSIONS, NewDimension
from services import reviews
from services.context import Context
from services.reviews import Dimension

_PROBLEM = "dimension_problem"
_NEW = "dimension_new"


def show(context: Context) -> None:
    """The rows as they stood when this tab first showed them, and what was typed since."""
    known: list[Dimension] = state.get(state.DIMENSIONS) or reviews.dimensions(context)
    state.put(state.DIMENSIONS, known)
    st.caption("导师和班主任每学期按这些维度写几句话。停用以后不再写，原来写的还在。")
    with st.container(key="dimensions"):
        for one in known:
            _show_row(one)
        st.text_input(
            "添一个维度", key=_NEW, max_chars=12, placeholder="例如：阅读", width=220, on_change="ignore"
        )
    if problem := state.get(_PROBLEM):
        st.error(plain(problem), icon=":material/error:")
    with st.container(horizontal=True):
        st.button("保存", key="save_dimensions", type="primary", on_click=_save)
        st.button("不改了", key="leave_dimensions", on_click=_forget)


def _show_row(one: Dimension) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"dimension_{one.id}"):
        _field("name", one, one.name)
        st.text_input("名称", key=_key("name", one), max_chars=12, label_visibility="collapsed", on_change="ignore",
                      width=220)  # fmt: skip
        _field("position", one, one.position)
        st.number_input("顺序", 1, MOST_DIMENSIONS, key=_key("position", one), label_visibility="collapsed",
                        on_change="ignore", width=120)  # fmt: skip
        _field("retired", one, one.is_retired)
        st.toggle("停用", key=_key("retired", one), on_change="ignore")


def _field(name: str, one: Dimension, value: str | int | bool) -> None:
    st.session_state.setdefault(_key(name, one), value)


def _save() -> None:
    known: list[Dimension] = state.get(state.DIMENSIONS, [])
    added = (st.session_state.get(_NEW) or "").strip()
    entered = [_entered(one) for one in known]
    last = max((one.position for one in entered), default=0)
    try:
        new = [NewDimension(added, min(last + 1, MOST_DIMENSIONS))] if added else []
        reviews.save_dimensions(session.context(), entered, new)
    except SchoolError as error:
        state.put(_PROBLEM, error.message)
        return
    _forget()
    state.put(state.NOTICE, ("done", "评价维度已保存。"))


def _entered(one: Dimension) -> Dimension:
    return replace(
        one,
        name=st.session_state.get(_key("name", one)) or "",
        position=int(st.session_state.get(_key("position", one)) or one.position),
        is_retired=bool(st.session_state.get(_key("retired", one))),
    )


def _forget() -> None:
    """What was typed goes; the next run shows what is kept."""
    known: list[Dimension] = state.take(state.DIMENSIONS) or []
    for one in known:
        for name in ("name", "position", "retired"):
            state.take(_key(name, one))
    state.take(_NEW)
    state.take(_PROBLEM)


def _key(name: str, one: Dimension) -> str:
    return f"dimension_{name}_{one.id}"
