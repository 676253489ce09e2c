"""月度表现 on a phone: one child after the other, what was recorded above, kept as one types."""

from typing import Final

import streamlit as st

from components import address, labels, markup, month_keeping, month_told, screen, state, writing_aid
from components.month_choice import Chosen
from components.text import plain, short
from domain.calendar import day_text
from domain.months import FIELDS, MOST
from services.months import Desk, Edit, Pupil

_SUGGESTED: Final = 3
_HINTS: Final = {
    "performance": "这个月怎么样",
    "strength": "看到的闪光点",
    "weakness": "还差在哪里",
    "measure": "打算怎么帮",
}
_HEIGHTS: Final = {"performance": 112}
Place = tuple[int, int, int]  # term, month, student


def show(found: Chosen) -> None:
    """The child's month to write over, and the way to the next."""
    pupil = _asked(found.desk)
    place = (found.place[0], found.place[1], pupil.id)
    _show_way(found.desk, pupil)
    told, fields = st.columns([1, 1.4], gap="medium")
    with told, st.container(key="month_told_private"):
        label = f"本月记录　{pupil.logged or '还没有'}"
        markup.show_folds([(label, month_told.body(pupil), not screen.is_narrow())])
    with fields, st.container(key="form_month_private"):
        _show_fields(place, pupil)
    writing_aid.keep_typing()


def next_unwritten(desk: Desk, student_id: int) -> int | None:
    """The next child after this one who has no word yet, beginning again from the first; None: all have."""
    ids = [one.id for one in desk.pupils]
    at = ids.index(student_id)
    waiting = {one.id for one in desk.pupils if not one.is_written}
    return next((one for one in [*ids[at + 1 :], *ids[:at]] if one in waiting), None)


def _asked(desk: Desk) -> Pupil:
    by_id = {one.id: one for one in desk.pupils}
    first = next((one for one in desk.pupils if not one.is_written), desk.pupils[0])
    found = by_id.get(address.number("student") or 0, first)
    address.put("student", found.id)  # saving must not move one on to the next
    return found


def _show_way(desk: Desk, pupil: Pupil) -> None:
    ids = [one.id for one in desk.pupils]
    written = {one.id for one in desk.pupils if one.is_written}
    names = labels.unique((one.id, one.name, one.number) for one in desk.pupils)
    at = ids.index(pupil.id)
    onward = next_unwritten(desk, pupil.id)
    st.session_state["months_student"] = pupil.id
    with st.container(horizontal=True, vertical_alignment="center", key="month_way_private"):
        st.button("‹", key="months_back", disabled=at == 0, on_click=_go, args=(ids[at - 1],),
                  help="上一名学生")  # fmt: skip
        st.selectbox("学生", ids, key="months_student", label_visibility="collapsed", width=184, on_change=_student_chosen,
                     format_func=lambda one: f"{names[one]}{'　✓' if one in written else ''}")  # fmt: skip
        st.button("下一个 ›" if onward else "都写了", key="months_next", type="primary", disabled=onward is None,
                  on_click=_go, args=(onward,),
                  help="下一名还没写的")  # fmt: skip


def _show_fields(place: Place, pupil: Pupil) -> None:
    _begin(place, pupil)
    for cell, label in FIELDS.items():
        st.text_area(label, key=_key(place, cell), height=_HEIGHTS.get(cell, 84), max_chars=MOST,
                     placeholder=_HINTS[cell], on_change=_keep, args=(place,))  # fmt: skip
        if cell == "strength":
            _suggest(place, pupil)
    met = month_keeping.clashes(place[0], place[1])
    month_keeping.show_problems(
        [one for one in met if one.row == pupil.id],
        {pupil.id: pupil.name},
        lambda: _insist(place),
        lambda: _give_way(place),
    )
    st.caption(_state_text(pupil))


def _state_text(pupil: Pupil) -> str:
    kept = "写的会自动保存。"
    if pupil.note and pupil.is_written:
        late = "，补写" if pupil.note.is_late else ""
        kept = f"已保存：{plain(pupil.note.author)} {day_text(pupil.note.written_on)}{late}。{kept}"
    return f"{kept}涉及心理、家庭隐私的，请写成保密记录。"


def _suggest(place: Place, pupil: Pupil) -> None:
    """What was recorded of something that got better, to be taken over with a tap."""
    written = st.session_state.get(_key(place, "strength")) or ""
    fresh = [one for one in dict.fromkeys(pupil.better) if one not in written][:_SUGGESTED]
    for number, words in enumerate(fresh):
        st.button(f"＋ {plain(short(words, 40))}", key=f"months_take_{number}", type="tertiary",
                  on_click=_take, args=(place, words), help="记录里说好转的话，点一下放进亮点")  # fmt: skip


def _begin(place: Place, pupil: Pupil) -> None:
    """The fields begin from what is kept, and stay as they are while they stand on the screen."""
    if _key(place, "performance") in st.session_state:
        return
    state.put(state.MONTH_READ, {**state.get(state.MONTH_READ, {}), place: pupil.cells})
    for cell, text in pupil.cells.items():
        st.session_state[_key(place, cell)] = text


def _keep(place: Place) -> None:
    """Runs when a field is left, or a moment after the last stroke."""
    read: dict[str, str] = state.get(state.MONTH_READ, {}).get(place, {})
    typed = {cell: st.session_state.get(_key(place, cell)) or "" for cell in FIELDS}
    if month_keeping.keep(place[0], place[1], [Edit(place[2], read, typed)]) is not None:
        _set_out_from(place, typed)


def _insist(place: Place) -> None:
    """What the other wrote has been seen and goes."""
    met = month_keeping.clashes(place[0], place[1])
    _set_out_from(place, {one.cell: one.theirs for one in met if one.row == place[2]})
    _keep(place)


def _give_way(place: Place) -> None:
    for one in month_keeping.clashes(place[0], place[1]):
        if one.row == place[2]:
            st.session_state[_key(place, one.cell)] = one.theirs
    _insist(place)


def _take(place: Place, words: str) -> None:
    written = (st.session_state.get(_key(place, "strength")) or "").rstrip()
    st.session_state[_key(place, "strength")] = f"{written}\n{words}" if written else words
    _keep(place)


def _set_out_from(place: Place, cells: dict[str, str]) -> None:
    known: dict[Place, dict[str, str]] = state.get(state.MONTH_READ, {})
    state.put(state.MONTH_READ, {**known, place: {**known.get(place, {}), **cells}})


def _go(student_id: int | None) -> None:
    address.put("student", student_id)


def _student_chosen() -> None:
    _go(st.session_state.get("months_student"))


def _key(place: Place, cell: str) -> str:
    return f"month_{cell}_{'_'.join(map(str, place))}"
