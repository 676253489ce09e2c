"""One record opened: what it says, its earlier wordings, its files, and for its author correcting and deleting."""

import streamlit as st

from components import (
    address,
    correction_form,
    deletion,
    log_filters,
    markup,
    menu,
    opened_text,
    people_list,
    record_files,
    record_markup,
)
from components.people_list import Person
from components.text import plain
from domain.calendar import day_text, day_text_long
from domain.confidence import NOT_TOLD, notice
from domain.records import NEEDS_ATTENTION
from services import record_log
from services.context import Context
from services.record_log import Line, Opened, Promise, Texts

_ACTS = (("更正", "correct", "edit"), ("照片、文件", "files", "attach_file"), ("删除", "delete", "delete"))


def show(context: Context, record_id: int) -> None:
    """The record the address names."""
    opened = record_log.open_record(context, record_id)
    line = opened.line
    with st.container(key="log_back"):
        menu.link("log", "‹ 交流记录", **log_filters.query())
    st.title(f"{plain(line.who)} :gray[{line.kind.text}]", anchor=False)
    st.caption(_caption(line))
    if opened.may_change and address.word("do", ["correct"]):
        correction_form.show(context, record_id)
        return
    log_filters.forget()
    texts = opened_text.of(context, record_id) if opened.is_to_open else None
    with st.container(key="card_record_private"):
        _show_words(opened, texts)
        if opened.is_to_open:
            opened_text.show_way(opened, texts)
    if history := texts.history if texts else opened.history:
        record_markup.show_history(history)
    _show_students(line)
    if opened.may_change and address.word("do", ["delete"]):
        deletion.show(opened)
    elif opened.may_change and address.word("do", ["files"]):
        record_files.show(opened)
    elif opened.may_change:
        with st.container(horizontal=True, key="record_acts"):
            for label, what, icon in _ACTS:
                st.button(label, key=what, icon=f":material/{icon}:", on_click=address.put, args=("do", what))


def _caption(line: Line) -> str:
    year = f"{line.occurred_on.year}年"
    parts = [year + day_text_long(line.occurred_on), *(part for part in (line.mode, line.area) if part)]
    return "　".join(parts)


def _show_words(opened: Opened, texts: Texts | None) -> None:
    line = opened.line
    if line.deletion is not None:
        gone = (
            f"这条记录已由{line.deletion.by}在{day_text(line.deletion.on)}删除。理由：{line.deletion.reason}"
        )
        st.warning(plain(gone), icon=":material/delete:")
    record_markup.show_record(
        line.effect,
        line.effect == NEEDS_ATTENTION,
        _texts(opened, texts),
        _facts(opened, texts),
        markup.files(opened.files),
        _foot(opened),
    )


def _texts(opened: Opened, texts: Texts | None) -> list[tuple[str, str]]:
    line = opened.line
    if line.words is None:
        return [("", _withheld(opened))]
    if line.is_sealed and texts is None:
        return [("", "内容加密保存。")]
    told = texts or line
    return [(label, text) for label, text in (("", told.words or ""), *told.details) if text]


def _facts(opened: Opened, texts: Texts | None) -> list[tuple[str, str]]:
    line = opened.line
    return [
        ("班级、小组或考试", "" if line.about in line.who else line.about),
        ("时长", f"{line.minutes} 分钟" if line.minutes else ""),
        ("地点", texts.place if texts else line.place),
        *(("跟进", _promise(one, len(opened.promises) > 1)) for one in opened.promises),
    ]


def _promise(one: Promise, names_student: bool) -> str:
    who = f"{one.student}　" if names_student else ""
    return f"{who}{day_text(one.due_on)}" + (f"，{one.done_by}已跟进" if one.done_by else "，还没有跟进")


def _withheld(opened: Opened) -> str:
    if opened.line.deletion is not None:
        return "内容只给写的人看。"
    return NOT_TOLD if opened.told_to is None else notice(opened.told_to)


def _foot(opened: Opened) -> str:
    line = opened.line
    parts = [f"{line.author}　{day_text(line.recorded_on)}记下", line.state]
    if opened.told_to and line.words is not None:
        parts.append(f"能看内容的：{'、'.join(opened.told_to)}")
    return " · ".join(part for part in parts if part)


def _show_students(line: Line) -> None:
    """Each student leads to the archive."""
    if not line.students:
        return
    tapped = people_list.show(
        [people_list.people([Person(key, name, "看档案 ›") for key, name in line.students])],
        "record_students",
    )
    if tapped is not None:
        menu.go("archive", student=tapped)
