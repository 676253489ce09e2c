"""A newcomer's group: nobody moved, one moved, a few moved, with what each costs; or any group by hand."""

import streamlit as st

from components import changes_done, labels, markup, session, state
from components.text import plain
from services import newcomers
from services.context import Context
from services.newcomers import Way, Ways

FORM = "place_newcomers"


def show(context: Context, class_id: int) -> None:
    """The class's newcomers and the ways to take them in."""
    new = {one.student_id: one for one in newcomers.unplaced(context) if one.class_id == class_id}
    if not new:
        changes_done.show_nothing("这个班的学生都有小组了。")
        return
    found = newcomers.ways(context, class_id)
    st.title(
        plain(f"{found.class_name}　{'、'.join(one.name for one in new.values())}进哪个组"), anchor=False
    )
    markup.show_lines(
        [found.note, *(f"{one.name}原在{one.former_group}。" for one in new.values() if one.former_group)]
    )
    if found.ways:
        _show_ways(found)
    box = st.expander("自己选小组", key="place_by_hand_open", on_change="rerun")
    if box.open:
        with box:
            _show_by_hand(
                found, labels.unique((one.student_id, one.name, one.number) for one in new.values())
            )


def _show_ways(found: Ways) -> None:
    by_moves = {one.moves: one for one in found.ways}
    st.radio(
        "怎么安排",
        list(by_moves),
        format_func=lambda moves: plain(by_moves[moves].title),
        captions=[plain(_caption(one)) for one in found.ways],
        key=_key(found, "way"),
        on_change="ignore",
    )
    st.caption("从今天起生效；换了组的学生由新组的导师带，原来的记录都留着。")
    st.button("照这样安排", key="place_newcomers", type="primary", on_click=_place,
              args=(state.form_id(FORM), found.class_id, found.base))  # fmt: skip


def _caption(way: Way) -> str:
    return f"{way.who_moves}。{way.cost}。" if way.moves else f"{way.cost}。"


def _show_by_hand(found: Ways, names: dict[int, str]) -> None:
    groups = labels.unique((key, name, "") for key, name in found.groups.items())
    st.selectbox(
        "学生", list(names), format_func=names.__getitem__, key=_key(found, "who"), on_change="ignore"
    )
    st.selectbox(
        "小组", list(groups), format_func=groups.__getitem__, key=_key(found, "group"), on_change="ignore"
    )
    st.button("放进这个组", key="place_by_hand", on_click=_by_hand,
              args=(state.form_id(FORM), found.class_id, found.base))  # fmt: skip


def _place(form_id: str, class_id: int, base: str) -> None:
    chosen = st.session_state.get(f"way_{class_id}_{base}")

    def place() -> str:
        newcomers.place(session.context(), form_id, class_id, int(chosen or 0), base)
        state.renew_form(FORM)
        return "已进组，从今天起生效。"

    changes_done.act(place)


def _by_hand(form_id: str, class_id: int, base: str) -> None:
    student, group = (st.session_state.get(f"{name}_{class_id}_{base}") for name in ("who", "group"))

    def place() -> str:
        newcomers.place_by_hand(
            session.context(), form_id, class_id, int(student or 0), int(group or 0), base
        )
        state.renew_form(FORM)
        return "已进组，从今天起生效。"

    changes_done.act(place)


def _key(found: Ways, name: str) -> str:
    """Tied to what was read: after a colleague's change nothing old stands chosen."""
    return f"{name}_{found.class_id}_{found.base}"
