"""One inspection: its mentors side by side, one more by name, its ledger."""

import streamlit as st

from components import inspection_list, inspection_table, labels, markup, menu, session
from components.text import plain
from domain.calendar import day_text
from domain.errors import Invalid
from domain.inspections import State
from services import inspection_facts, inspections
from services.context import Context
from services.inspections import Inspection, Line


def show(context: Context, inspection_id: int) -> None:
    """The inspection with every number that says something about the mentors in it."""
    found = inspections.open_one(context, inspection_id)
    st.title(f"{plain(found.name)} :gray[{_finding(found)}]", anchor=False)
    by = f"，{found.beginner}新建" if found.beginner else ""
    st.caption(
        plain(
            f"看{found.span}的工作　{day_text(found.begun_on)}{by}　格子里是 做了 / 应做，数字都按现在的记录算，点开看是谁"
        )
    )
    if found.present:
        inspection_table.show(found.present, inspection_facts.compare(context, found), "inspection_facts")
    else:
        st.info("这次检查里没有人。在下面点名加人，或者不用管它。")
    _show_adding(context, found)
    inspection_list.show_papers(context, inspection_id)
    removed = [one for one in found.lines if one.state is State.REMOVED]
    markup.show_table(
        f"不查了的 {len(removed)} 位", [{"导师": one.mentor, "怎样选的": _way(one)} for one in removed]
    )


def _finding(found: Inspection) -> str:
    """3 / 5 位已有结论."""
    waiting = found.counts[State.WAITING]
    return f"{len(found.present) - waiting} / {len(found.present)} 位已有结论"


def _way(one: Line) -> str:
    return "抽签" if one.is_drawn else "点名"


def _show_adding(context: Context, found: Inspection) -> None:
    box = st.expander("再加一位导师", key="inspection_more", on_change="rerun")
    if not box.open:
        return
    present = {one.mentor_id for one in found.present}
    left = [one for one in inspections.candidates(context) if one.id not in present]
    names = labels.unique((one.id, one.name, one.number) for one in left)
    key = f"inspection_add_{found.id}"
    with box, st.container(key="narrow_inspection_add"):
        st.selectbox("导师", [*names], index=None, key=key, format_func=names.__getitem__, placeholder="打姓名找",
                     on_change="ignore")  # fmt: skip
        st.button("加进来", key="add_inspected", on_click=_add, args=(found.id, key))


def _add(inspection_id: int, key: str) -> None:
    def add() -> str:
        mentor = st.session_state.get(key)
        if mentor is None:
            raise Invalid("请先选一位导师。")
        inspections.add(session.context(), inspection_id, mentor)
        return "已加进来。"

    menu.act(add)
