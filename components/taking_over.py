"""Groups without a mentor: the next one for each, proposed from wishes, claims and room, settled in one act."""

import streamlit as st

from components import changes_done, labels, markup, session, state
from components.text import plain
from services import departures
from services.context import Context
from services.departures import Alone, Rematch

FORM = "take_over"


def show(context: Context, class_id: int) -> None:
    """The class's groups without a mentor."""
    found = departures.rematch(context, class_id)
    if not found.alone:
        changes_done.show_nothing("这个班每名学生都有人带。")
        return
    count = sum(len(one.students) for one in found.alone)
    st.title(plain(f"{found.class_name}　{count} 人没有人带"), anchor=False)
    st.caption("已按学生志愿、导师认领和还能带几人提议，可以改。从今天起生效，小组不动。")
    names = labels.unique((one.id, f"{one.name}　{one.words}", "") for one in found.candidates.values())
    for one in found.alone:
        _show_group(found, one, names)
    st.button("安排好这些导师", key="take_over", type="primary", on_click=_take,
              args=(state.form_id(FORM), class_id, found.base, [one.key for one in found.alone]))  # fmt: skip


def _show_group(found: Rematch, one: Alone, names: dict[int, str]) -> None:
    """One group: who is in it, why nobody mentors it, who shall."""
    allowed = [
        key for key in names if key != one.former_id or (not one.left_school and one.former_id is not None)
    ]
    proposed = found.proposal.get(one.key)
    with st.container(key=f"card_take_{one.key}"):
        markup.show_lines([f"{one.group}　{one.why}", "、".join(one.students.values())])
        st.selectbox(
            "接手的导师",
            [0, *allowed],
            index=allowed.index(proposed) + 1 if proposed in allowed else 0,
            format_func=lambda key: names.get(key, "先不定"),
            key=_key(found.class_id, one.key),
            on_change="ignore",
        )


def _take(form_id: str, class_id: int, base: str, keys: list[str]) -> None:
    chosen = {key: int(st.session_state.get(_key(class_id, key)) or 0) for key in keys}

    def take() -> str:
        wanted = {key: mentor for key, mentor in chosen.items() if mentor}
        count = departures.take_over(session.context(), form_id, class_id, wanted, base)
        state.renew_form(FORM)
        return f"{count} 名学生有导师带了，从今天起生效。"

    changes_done.act(take)


def _key(class_id: int, key: str) -> str:
    return f"next_{class_id}_{key}"
