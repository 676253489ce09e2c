"""志愿 from paper slips: one row a student, one column a wish, by keyboard; saved in one act.

The grid remembers what it set out from. What others enter meanwhile shows in rows not touched here; in a row
that both entered, the save says so and overwrites nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from components import labels, menu, session, state
from components.text import plain
from domain.errors import Conflict, SchoolError
from domain.wishes import filled, wish_name
from services import choices, wish_entry
from services.choices import Choosing

FORM = "wish_grid"
PROBLEM = "wish_grid_problem"
_ROW_HEIGHT = 38
_ROWS_SHOWN = 13  # so that the button below stays in sight; the arrow keys scroll the rest
_NAME = "姓名"


@dataclass
class Kept:
    """What this tab's grid shows: its rows in order, what was read of each, and whom a label means."""

    round_id: int
    students: list[int]
    read: dict[int, tuple[int, ...]]
    names: dict[str, int] = field(default_factory=dict)


def show(found: Choosing) -> None:
    """The grid and its button."""
    if found.round is None:
        return
    kept = _kept(found)
    mentors = mentor_labels(found)
    kept.names = {label: mentor for mentor, label in mentors.items()}
    names = labels.unique((one.student_id, one.name, one.number) for one in found.answers)
    columns = [wish_name(rank) for rank in range(1, found.round.most_wishes + 1)]
    st.caption("点一格按回车，用上下键或打名字选老师，再按回车；填错了按 Delete 清空。可以从表格里整块粘贴。")
    st.data_editor(
        [_row(kept, student, names, columns, mentors) for student in kept.students],
        key=_key(found.class_id),
        hide_index=True,
        disabled=[_NAME],
        on_change="ignore",  # a cell costs no trip to the server: the button brings them all
        height=_ROW_HEIGHT * (min(len(kept.students), _ROWS_SHOWN) + 1) + 2,
        row_height=_ROW_HEIGHT,
        placeholder="—",
        column_config={
            _NAME: st.column_config.TextColumn(pinned=True, width=96),
            **{
                name: st.column_config.SelectboxColumn(options=list(mentors.values()), width=150)
                for name in columns
            },
        },
    )
    if problem := state.take(PROBLEM):
        st.error(plain(problem), icon=":material/error:")
    st.button(
        "保存志愿",
        key="save_wishes",
        type="primary",
        on_click=_save,
        args=(state.form_id(FORM), found.class_id),
    )


def mentor_labels(found: Choosing) -> dict[int, str]:
    """Mentor → a label of its own; those wished for who are gone are there too, marked."""
    known = [(one.id, one.name, one.subjects) for one in found.teachers]
    return labels.unique([*known, *((mentor, f"（{why}）", "") for mentor, why in found.gone.items())])


def entered(
    edits: Mapping[int, Mapping[str, Any]], kept: Kept, most_wishes: int
) -> dict[int, tuple[int | None, ...]]:
    """Student → wishes of the rows that were touched and now say something else than what was read."""
    changed = {}
    for place, cells in edits.items():
        student = kept.students[place]
        before = kept.read.get(student, ())
        row = [*before, *[None] * (most_wishes - len(before))]
        for rank in range(1, most_wishes + 1):
            if wish_name(rank) in cells:
                row[rank - 1] = kept.names.get(cells[wish_name(rank)] or "")
        if filled(row) != before:
            changed[student] = tuple(row)
    return changed


def _kept(found: Choosing) -> Kept:
    """The grid as it stands: rows nobody touched here are read anew at each run."""
    kept: Kept | None = state.get(state.WISH_GRID, {}).get(found.class_id)
    touched = _edits(found.class_id)
    present = {one.student_id: one.mentors for one in found.answers}
    round_id = found.round.id if found.round else 0
    if kept is None or kept.round_id != round_id or (not touched and set(kept.students) != set(present)):
        kept = Kept(round_id, list(present), {})
    mine = {kept.students[place] for place in touched}
    kept.read = {student: kept.read[student] if student in mine else mentors
                 for student, mentors in (dict.fromkeys(kept.students, ()) | present).items()}  # fmt: skip
    state.put(state.WISH_GRID, {**state.get(state.WISH_GRID, {}), found.class_id: kept})
    return kept


def _row(
    kept: Kept, student: int, names: Mapping[int, str], columns: list[str], mentors: Mapping[int, str]
) -> dict[str, str | None]:
    wished = [mentors.get(one) for one in kept.read[student]]
    cells = dict(zip(columns, [*wished, *[None] * len(columns)], strict=False))
    return {_NAME: names.get(student, "（已离班）"), **cells}


def _save(form_id: str, class_id: int) -> None:
    try:
        said = _saved(form_id, class_id)
    except SchoolError as error:
        state.put(PROBLEM, error.message)  # beside the button: the page's own place for it is far above
        return
    menu.act(lambda: said)


def _saved(form_id: str, class_id: int) -> str:
    kept: Kept | None = state.get(state.WISH_GRID, {}).get(class_id)
    if kept is None or form_id != state.form_id(FORM):
        return ""  # a second press on a grid that is saved already
    context = session.context()
    found = choices.choosing(context, class_id)
    most = found.round.most_wishes if found.round else 0
    changed = entered(_edits(class_id), kept, most)
    if not changed:
        return "没有改动。"
    try:
        count = wish_entry.save_slips(context, form_id, class_id, kept.round_id, changed, kept.read)
    except Conflict:
        # what the others entered has now been shown: the next press decides
        kept.read |= {one.student_id: one.mentors for one in found.answers}
        raise
    state.put(state.WISH_GRID, {})
    state.renew_form(FORM)
    return f"已保存 {count} 名学生的志愿。"


def _edits(class_id: int) -> dict[int, dict[str, Any]]:
    """Row → the cells changed on the screen, as it stands now."""
    edits: dict[int, dict[str, Any]] = (st.session_state.get(_key(class_id)) or {}).get("edited_rows", {})
    return edits


def _key(class_id: int) -> str:
    return f"wish_grid_{class_id}_{state.form_id(FORM)[:8]}"
