"""The class on the table: proposed groups, moves by hand, names and mentors, balance at a glance.

The draft lives in this tab until it is saved; saving is one service call.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from components import address, charts, labels, markup, menu, session, state
from components.text import plain
from domain.balance import balance, finding
from services import grouping
from services.context import Context
from services.grouping import Board, GroupDraft

Draft = list[GroupDraft]
Base = tuple[tuple[int, int], ...]
_USUAL_SIZE = 8
FORM = "groups"
_LEVEL_COLOR = {"A": "blue", "B": "gray", "C": "yellow"}


def show_none(context: Context) -> None:
    """No class to group: what to do first."""
    st.title("分组与结对", anchor=False)
    st.info("还没有可以分组的班级。先导入学生名单和任课安排。", icon=":material/groups:")
    menu.link_if_allowed(context.actor, "import")


def choose_class(classes: list[dict[str, Any]]) -> int:
    """The class in the address, or the first; a homeroom teacher has just one."""
    names = {one["id"]: f"{one['name']}　{one['students']} 人" for one in classes}
    asked = address.number("class")
    if len(names) > 1:
        place = list(names).index(asked) if asked in names else 0
        return int(
            st.selectbox("班级", list(names), index=place, format_func=names.__getitem__, key="group_class")
        )
    return int(classes[0]["id"])


def draft_of(board: Board) -> Draft:
    """What is on the table: the draft of this tab, else the groups in force."""
    kept = _kept(board)
    return list(kept[1]) if kept else list(board.groups)


def show_head(board: Board, draft: Draft) -> None:
    """The class, and what the balance says."""
    st.title(f"{plain(board.class_name)}　分组与结对", anchor=False)
    exam = (
        f"层次按{board.exam_name}划分，A∶B∶C 约 {'∶'.join(map(str, board.ratio))}"
        if board.exam_name
        else "没有总分可分层次，先按性别和特殊学生均分"
    )
    st.caption(plain(f"{len(board.students)} 名学生，{len(board.teachers)} 位任课教师。{exam}"))
    if _base(board) != board.base:
        st.warning("这个班的分组刚被别人保存过。下面是您的草稿；要看现在的分组，请按“放弃改动”。")
    missing = _unplaced(board, draft)
    if draft and missing:
        st.warning(f"有 {len(missing)} 名学生还没有分进组。重新生成分组，或逐个移进去。")
    elif draft:
        st.header(
            plain(finding(balance(_candidates(board, draft)), [group.name for group in draft])), anchor=False
        )


def show_proposal(board: Board, draft: Draft) -> None:
    """How many groups, and the button that deals them."""
    usual = len(draft) or max(1, min(len(board.teachers) or 1, round(len(board.students) / _USUAL_SIZE)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input("分成几组", 1, max(1, len(board.students)), usual, key=_count(board), width=140)
        label = "重新生成分组" if draft else "生成分组"
        st.button(
            label,
            key="propose",
            type="secondary" if draft else "primary",
            on_click=_propose,
            args=(board,),
        )
        if _is_changed(board, draft):
            st.button("放弃改动", key="discard", type="tertiary", on_click=_forget, args=(board,))


def show_move(board: Board, draft: Draft) -> None:
    """Move one student, by touch as well as by mouse."""
    names = labels.unique((one.candidate.id, one.name, one.number) for one in board.students)
    places = labels.unique((place, group.name, "") for place, group in enumerate(draft))
    with st.container(horizontal=True, vertical_alignment="bottom", key="move"):
        student = st.selectbox(
            "把这名学生",
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder="选学生",
            key="move_student",
        )
        to = st.selectbox(
            "移到",
            list(places),
            index=None,
            format_func=places.__getitem__,
            placeholder="选小组",
            key="move_to",
        )
        st.button(
            "移动",
            key="move_button",
            on_click=_move,
            args=(board,),
            disabled=student is None or to is None,
        )


def show_groups(board: Board, draft: Draft) -> None:
    """Each group as a card: name, mentor, members."""
    people = {one.candidate.id: one for one in board.students}
    teachers = labels.unique(
        (one.id, f"{one.name}　{one.subjects or '班主任'}　已带 {one.mentees} 人", "")
        for one in board.teachers
    )
    for start in range(0, len(draft), 3):
        for column, place in zip(
            st.columns(3, gap="small"), range(start, min(start + 3, len(draft))), strict=False
        ):
            with column, st.container(key=f"card_group_{place}"):
                group = draft[place]
                st.text_input(
                    "组名",
                    group.name,
                    key=_widget(board, place, "name"),
                    max_chars=30,
                    on_change=_edit,
                    args=(board,),
                )
                st.selectbox("导师", [None, *teachers], index=_index(group, list(teachers)), key=_widget(board, place, "mentor"),
                             format_func=lambda one: teachers.get(one, "待定"), on_change=_edit, args=(board,))  # fmt: skip
                st.caption(f"{len(group.student_ids)} 人")
                st.markdown("　".join(_member(people[one]) for one in group.student_ids if one in people))


def show_balance(board: Board, draft: Draft) -> None:
    """Levels and sexes per group; without levels only the numbers."""
    balances, names = balance(_candidates(board, draft)), [group.name for group in draft]
    with st.container(key="card_balance"):
        st.header("各组均衡", anchor=False)
        if board.exam_name:
            charts.show_group_balance(balances, names, ratio=board.ratio)
        else:
            markup.show_table("看数字", charts.balance_table(balances, names))


def show_save(board: Board, draft: Draft) -> None:
    """Save, once; afterwards the groups are in force from today."""
    without = [group.name for group in draft if group.mentor_id is None]
    if without:
        st.caption(f"还没有导师：{'、'.join(map(plain, without))}。可以先保存，以后再补。")
    st.button("保存分组", key="save_groups", type="primary", on_click=_save, args=(state.form_id(FORM), board),
              disabled=not _is_changed(board, draft) or bool(_unplaced(board, draft)))  # fmt: skip


def _propose(board: Board) -> None:
    count = int(st.session_state[_count(board)])  # what is on the screen now, not at the last run
    deals = state.get(state.GROUP_DEALS, 0)

    def deal() -> None:
        _keep(board, grouping.propose(board, count, _now(board), seed=deals))
        state.put(state.GROUP_DEALS, deals + 1)

    menu.act(deal)


def _move(board: Board) -> None:
    student_id, to = st.session_state["move_student"], st.session_state["move_to"]
    if student_id is not None and to is not None:
        _keep(board, grouping.moved(_now(board), student_id, to))
        st.session_state["move_student"] = None


def _edit(board: Board) -> None:
    """Take over what was typed into the cards."""
    _keep(board, _now(board))


def _save(form_id: str, board: Board) -> None:
    def save() -> str:
        grouping.save(session.context(), form_id, board.class_id, _now(board), _base(board))
        _forget(board)
        return "分组已保存，从今天起生效。"

    menu.act(save)


def _now(board: Board) -> Draft:
    """The draft with what stands in the cards at this moment: a press may arrive together with what was typed."""
    return [
        replace(group, name=st.session_state.get(_widget(board, place, "name"), group.name),
                mentor_id=st.session_state.get(_widget(board, place, "mentor"), group.mentor_id))
        for place, group in enumerate(draft_of(board))
    ]  # fmt: skip


def _kept(board: Board) -> tuple[Base, Draft] | None:
    """This tab's draft of the class, and the groups it set out from."""
    kept: tuple[Base, Draft] | None = state.get(state.GROUP_DRAFT, {}).get(board.class_id)
    return kept


def _base(board: Board) -> Base:
    """What the draft set out from: a colleague's later save must be noticed, not overwritten."""
    kept = _kept(board)
    return kept[0] if kept else board.base


def _keep(board: Board, draft: Draft) -> None:
    state.put(state.GROUP_DRAFT, {**state.get(state.GROUP_DRAFT, {}), board.class_id: (_base(board), draft)})


def _forget(board: Board) -> None:
    """Back to the groups in force; what was typed into the cards goes with the form."""
    drafts = state.get(state.GROUP_DRAFT, {})
    state.put(state.GROUP_DRAFT, {key: draft for key, draft in drafts.items() if key != board.class_id})
    state.renew_form(FORM)


def _is_changed(board: Board, draft: Draft) -> bool:
    return draft != board.groups


def _unplaced(board: Board, draft: Draft) -> set[int]:
    return set(board.candidates) - {student_id for group in draft for student_id in group.student_ids}


def _candidates(board: Board, draft: Draft) -> list[list[Any]]:
    known = board.candidates
    return [[known[student_id] for student_id in group.student_ids if student_id in known] for group in draft]


def _member(student: grouping.BoardStudent) -> str:
    level = student.candidate.level
    return f":{_LEVEL_COLOR[level]}-badge[{level}] {plain(student.name)}" if level else plain(student.name)


def _index(group: GroupDraft, teachers: list[int]) -> int:
    return teachers.index(group.mentor_id) + 1 if group.mentor_id in teachers else 0


def _count(board: Board) -> str:
    return f"count_{board.class_id}"


def _widget(board: Board, place: int, name: str) -> str:
    return f"{state.form_id(FORM)[:8]}_{board.class_id}_{place}_{name}"
