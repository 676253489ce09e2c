"""What was written about a mentor's work, step by step; and how nothing typed is lost when somebody else was quicker."""

from collections.abc import Callable, Sequence

import streamlit as st

from components import copy_box, markup, menu, state
from domain.calendar import day_text
from domain.errors import Conflict
from services.findings import Step


def html(steps: Sequence[Step]) -> str:
    """Every step with who, when and the words."""
    return "".join(
        markup.part(
            one.act.text, f"{one.who}　{day_text(one.at.date())} {one.at:%H:%M}", markup.lines(_words(one))
        )
        for one in steps
    )


def _words(one: Step) -> list[str]:
    mend = ["要整改：", *one.mend.splitlines()] if one.mend else []
    due = [f"整改到 {day_text(one.due_on)} 为止"] if one.due_on else []
    return [*one.words.splitlines(), *mend, *due]


def form_id(line_id: int) -> str:
    """The id of the form that writes the next step."""
    return state.form_id(f"finding_{line_id}")


def key(name: str, line_id: int) -> str:
    """The key of a field of it."""
    return f"finding_{name}_{line_id}"


def value(name: str, line_id: int) -> str:
    """What is typed in a field."""
    return st.session_state.get(key(name, line_id)) or ""


def act(line_id: int, names: Sequence[str], what: Callable[[], str]) -> None:
    """Do it from a callback; where somebody else was quicker the words typed into these fields are kept."""

    def done() -> str:
        try:
            said = what()
        except Conflict:
            typed = "\n".join(filter(None, (value(name, line_id) for name in names)))
            state.put(state.FINDING_CLASH, (line_id, typed))
            raise
        state.renew_form(f"finding_{line_id}")
        state.take(state.FINDING_CLASH)
        for name in (*names, "act", "due"):
            st.session_state.pop(key(name, line_id), None)
        return said

    menu.act(done)


def is_clash(line_id: int) -> bool:
    """Whether somebody was quicker and something typed is still to be saved: then no form is folded away."""
    clash = state.get(state.FINDING_CLASH)
    return clash is not None and bool(clash[0] == line_id)


def show_kept(line_id: int, has_form: bool) -> None:
    """After a conflict: what is to be done, and the words where no form holds them any more."""
    if not is_clash(line_id):
        return
    with st.container(key="card_warm_clash"):
        if has_form:
            st.markdown(
                "**刚才别人先写了一步，在上面；您写的还在下面，没有保存。** 看过以后要保存，就再按一次。"
            )
        else:
            st.markdown("**刚才别人先写了一步，您写的没有保存。** 需要的话从这里复制：")
            copy_box.show(state.get(state.FINDING_CLASH)[1], f"kept_{line_id}")
