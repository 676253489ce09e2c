"""月度表现 at a desk: a row a student, a column a question, saved in one act.

The grid remembers what it set out from (like components/wish_grid.py): what others write meanwhile shows in rows not
touched here; a cell that both wrote is shown with both texts, and overwritten by a second, deliberate press only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components import labels, markup, menu, month_keeping, month_told, state
from components.month_choice import Chosen
from domain.months import FIELDS, MOST
from services.months import Edit

FORM = "month_grid"
_NAME, _LOGGED = "学生", "本月记录"
_ROW_HEIGHT, _ROWS_SHOWN = 84, 5
_CELLS = {label: cell for cell, label in FIELDS.items()}
Cells = dict[str, str]
Place = tuple[int, int, int]


@dataclass
class Kept:
    """The students in the order of the rows, and what was read of each."""

    students: list[int]
    read: dict[int, Cells]


def show(found: Chosen) -> None:
    """The grid, what stands in the way of saving it, its button, and what was recorded of each."""
    kept = _kept(found)
    names = labels.unique((one.id, one.name, one.number) for one in found.desk.pupils)
    logged = {one.id: one.logged for one in found.desk.pupils}
    st.caption("点一格直接写，按回车换行到下一格。写完按保存。涉及心理、家庭隐私的，请写成保密记录。")
    with st.container(key="month_grid_private"):
        st.data_editor(
            [_row(kept, one, names, logged) for one in kept.students],
            key=_key(found.place),
            hide_index=True,
            disabled=[_NAME, _LOGGED],
            on_change="ignore",  # a cell costs no trip to the server: the button brings them all
            height=_ROW_HEIGHT * min(len(kept.students), _ROWS_SHOWN) + 40,
            row_height=_ROW_HEIGHT,
            placeholder="",
            column_config={
                _NAME: st.column_config.TextColumn(pinned=True, width=92),
                _LOGGED: st.column_config.TextColumn(width=108),
                **{label: st.column_config.TextColumn(width=198, max_chars=MOST) for label in _CELLS},
            },
        )
    met = month_keeping.clashes(found.place[0], found.place[1])
    month_keeping.show_problems(met, names, lambda: _save(found.place), lambda: _give_way(found.place))
    st.button("保存", key="save_months", type="primary", on_click=_save, args=(found.place,))
    with st.container(key="months_told_private"):
        markup.show_folds(
            (f"{one.name}　{one.logged}", month_told.body(one), False)
            for one in found.desk.pupils
            if one.told
        )


def show_read_only(found: Chosen) -> None:
    """The month as it is written, for who reads it."""
    written = [one for one in found.desk.pupils if one.is_written]
    if not written:
        st.caption("这个月还没有人写。由导师和班主任写。")
        return
    with st.container(key="month_grid_private"):
        markup.show_wide_rows(
            [
                {_NAME: one.name, _LOGGED: one.logged}
                | {FIELDS[cell]: text for cell, text in one.cells.items()}
                for one in written
            ]
        )


def entered(edits: Mapping[int, Mapping[str, Any]], kept: Kept) -> list[Edit]:
    """What was typed into the rows that were touched."""
    return [
        Edit(
            kept.students[place],
            kept.read[kept.students[place]],
            {_CELLS[label]: text or "" for label, text in cells.items() if label in _CELLS},
        )
        for place, cells in edits.items()
    ]


def _kept(found: Chosen) -> Kept:
    """The grid as it stands: rows nobody touched here are read anew at each run."""
    known: dict[Place, Kept] = state.get(state.MONTH_GRID, {})
    touched = _edits(found.place)
    present = {one.id: one.cells for one in found.desk.pupils}
    kept = known.get(found.place)
    if kept is None or (not touched and set(kept.students) != set(present)):
        kept = Kept(list(present), {})
    mine = {kept.students[place] for place in touched}
    empty = dict.fromkeys(FIELDS, "")
    kept.read = {
        one: kept.read[one] if one in mine and one in kept.read else present.get(one, empty)
        for one in kept.students
    }
    state.put(state.MONTH_GRID, {**known, found.place: kept})
    return kept


def _row(kept: Kept, student: int, names: Mapping[int, str], logged: Mapping[int, str]) -> dict[str, str]:
    cells = {FIELDS[cell]: text for cell, text in kept.read[student].items()}
    return {_NAME: names.get(student, "（已离班）"), _LOGGED: logged.get(student) or "还没有", **cells}


def _save(place: Place) -> None:
    kept: Kept | None = state.get(state.MONTH_GRID, {}).get(place)
    if kept is None:
        return
    _keep(place, entered(_edits(place), kept))
    for one in month_keeping.clashes(place[0], place[1]):
        # what the other wrote has now been shown: the next press decides
        kept.read[one.row] = {**kept.read.get(one.row, {}), one.cell: one.theirs}


def _give_way(place: Place) -> None:
    """Everything else is saved, the cells of the others stay theirs."""
    kept: Kept | None = state.get(state.MONTH_GRID, {}).get(place)
    if kept is None:
        return
    theirs = {(one.row, one.cell) for one in month_keeping.clashes(place[0], place[1])}
    _keep(place, list(_without(entered(_edits(place), kept), theirs)))


def _without(edits: Iterable[Edit], cells: set[tuple[int, str]]) -> Iterable[Edit]:
    for one in edits:
        typed = {cell: text for cell, text in one.typed.items() if (one.student_id, cell) not in cells}
        yield Edit(one.student_id, one.read, typed)


def _keep(place: Place, edits: list[Edit]) -> None:
    count = month_keeping.keep(place[0], place[1], edits)
    if count is None:
        return
    state.put(state.MONTH_GRID, {})
    state.renew_form(FORM)
    menu.act(lambda: f"已保存 {count} 名学生的表现。" if count else "没有改动。")


def _edits(place: Place) -> dict[int, dict[str, Any]]:
    """Row → the cells changed on the screen, as it stands now."""
    edits: dict[int, dict[str, Any]] = (st.session_state.get(_key(place)) or {}).get("edited_rows", {})
    return edits


def _key(place: Place) -> str:
    return f"month_grid_{'_'.join(map(str, place))}_{state.form_id(FORM)[:8]}"
