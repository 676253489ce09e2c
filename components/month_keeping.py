"""Keeping what was typed for a month: what went wrong stands beside the fields, and two who met see both texts."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from components import markup, session, state
from components.text import plain
from domain.cells import Clash, Clashed
from domain.errors import SchoolError
from domain.months import FIELDS
from services import months
from services.months import Edit

_PROBLEM = "month_problem"


def keep(term_id: int, month: int, edits: Sequence[Edit]) -> int | None:
    """Save; of how many students something changed, or None: it was not saved, and why is shown."""
    try:
        count = months.save(session.context(), term_id, month, edits)
    except Clashed as met:
        state.put(state.MONTH_CLASH, (term_id, month, met.clashes))
        return None
    except SchoolError as error:
        state.put(_PROBLEM, error.message)
        return None
    state.take(state.MONTH_CLASH)
    return count


def clashes(term_id: int, month: int) -> tuple[Clash, ...]:
    """The cells two people met in, until somebody has decided."""
    known: tuple[int, int, tuple[Clash, ...]] | None = state.get(state.MONTH_CLASH)
    return known[2] if known and known[:2] == (term_id, month) else ()


def show_problems(
    met: Sequence[Clash], names: Mapping[int, str], mine: Callable[[], None], theirs: Callable[[], None]
) -> None:
    """Why nothing was saved; of cells two people met in both texts, and whose is to stand."""
    if problem := state.take(_PROBLEM):
        st.error(plain(problem), icon=":material/error:")
    if not met:
        return
    with st.container(key="card_warm_month_private"):
        st.markdown("**这几格刚被别人改过，您写的还没有保存**，下面两种写法都在：")
        markup.show_rows([_row(one, names) for one in met])
        with st.container(horizontal=True):
            st.button("按我写的保存", key="months_mine", on_click=mine)
            st.button("这几格用现在的", key="months_theirs", on_click=theirs)


def _row(one: Clash, names: Mapping[int, str]) -> dict[str, str]:
    where = f"{names.get(one.row, '（已离班）')}　{FIELDS[one.cell]}"
    return {"": where, "现在保存着的": one.theirs or "（空着）", "您写的": one.mine or "（空着）"}
