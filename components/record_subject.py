"""Whom or what a record is about: students, a group and who was there, a class, nobody in particular."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from components import address, drafts_kept, labels, menu, record_form, record_state, student_picker
from components.record_form import Chosen, ChosenNow
from components.record_state import STUDENT, key, value
from components.text import plain
from domain.calendar import day_text
from domain.record_kinds import About, Kind
from services import drafts, record_subjects, students, today
from services.context import Context
from services.students import StudentLine

_ASKED = {
    "student": STUDENT,
    "group": "for_group",
    "class": "for_class",
    "exam": "for_exam",
}  # in the address, in the form
_FEW = 8  # more than these are a list to type into


def begin(context: Context) -> StudentLine | None:
    """What the address asks for, in a new form unless it is on the screen already; the student, where there is one."""
    kind, numbers = address.word("kind", list(Kind)), [address.number(name) for name in _ASKED]
    draft = address.number("draft")
    asked = (draft, kind, *numbers)
    if record_state.is_new(asked):
        unfinished = drafts.open_draft(context, draft) if draft else None
        record_state.begin(asked)
        if unfinished:
            record_state.adopt(unfinished)
        else:
            _fill_in(context, dict(zip(_ASKED.values(), numbers, strict=True)), kind)
    return students.one(context, value(STUDENT)) if value(STUDENT) else None


def _fill_in(context: Context, chosen: Mapping[str, int | None], kind: str | None) -> None:
    """What is known before anything is tapped."""
    place = record_subjects.usual_place(context)
    for name, one in {**chosen, "place": place, "usual_place": place}.items():
        if one:
            record_state.put(name, one)
    if kind in record_subjects.kinds(context):
        record_state.start_with(Kind(kind))
    elif value("kind") is None:  # 再记一条 may have kept one
        record_state.start_with(Kind.TALK)


def is_known(student: StudentLine | None) -> bool:
    """Whether the form can be drawn: a child's record needs the child first."""
    return student is not None or record_state.kind_now().shape.about is not About.STUDENTS


def pick(context: Context) -> None:
    """Whom to record: what is unfinished, own students, anybody in reach, or a group or class."""
    st.title("记给谁", anchor=False)
    drafts_kept.offer(context)
    picked = student_picker.one_of_mine(students.mine(context))
    picked = picked or student_picker.anybody(students.names(context))
    kind = address.word("kind", list(Kind))
    if picked:
        menu.go("record", student=picked, **({"kind": kind} if kind else {}))
    others = [one for one in record_subjects.kinds(context) if one.shape.about is not About.STUDENTS]
    st.caption("也可以记小组、班级的事")
    with st.container(key="other_kinds", horizontal=True):
        for one in others:
            if one is not Kind.CLASS_TALK:
                menu.link("record", record_form.kind_text(one), kind=one.value)


def ask(context: Context, student: StudentLine | None) -> ChosenNow:
    """Who exactly, as far as it is still open; what was chosen is read when it is saved."""
    kind = record_state.kind_now()
    if student is not None and kind.shape.about is About.STUDENTS:
        return _of_students(context, student, kind)
    if kind.shape.about is About.GROUP:
        return _of_group(context, student)
    if kind.shape.about is About.CLASS:
        return _of_class(context)
    return lambda: Chosen("全校")


def show_title(student: StudentLine | None) -> None:
    """The child's name, or what is being recorded."""
    if student is not None and record_state.kind_now().shape.about is About.STUDENTS:
        st.title(f"{plain(student.name)} :gray[{plain(student.class_name)}]", anchor=False)
        st.toggle("多人", key=key("several"))
    else:
        st.title(record_form.kind_text(record_state.kind_now()), anchor=False)


def _of_students(context: Context, student: StudentLine, kind: Kind) -> ChosenNow:
    own = students.mine(context) if value("several") else []
    if own:
        student_picker.several_of_mine(own, student)
    if kind is Kind.EXAM_ANALYSIS:
        _ask_exam(context, student)
    else:
        record_form.show_last(student, today.last_words(context, student.id))

    def chosen_now() -> Chosen:
        people = student_picker.chosen_now(own, student)
        chosen = Chosen(_people_text(people), tuple(one.id for one in people))
        return replace(chosen, exam_id=value("for_exam")) if kind is Kind.EXAM_ANALYSIS else chosen

    return chosen_now


def _people_text(people: tuple[StudentLine, ...]) -> str:
    """马依然, or 马依然 等 2 人."""
    return people[0].name if len(people) == 1 else f"{people[0].name} 等 {len(people)} 人"


def _ask_exam(context: Context, student: StudentLine) -> None:
    """Which exam an analysis is about, and how the student stood in it."""
    sat = {one.id: one for one in record_subjects.exams_of(context, student.id)}
    if not sat:
        st.info("还没有这名学生的成绩。导入成绩以后再写考后分析。", icon=":material/info:")
        return
    texts = labels.unique((one.id, one.name, day_text(one.held_on)) for one in sat.values())
    _choose("哪次考试", "for_exam", texts, is_first=True)
    chosen = sat.get(value("for_exam") or 0)
    if chosen and chosen.words:
        with st.container(key="standing_private"):
            st.text(chosen.words)


def _of_group(context: Context, student: StudentLine | None) -> ChosenNow:
    groups = {one.id: one for one in record_subjects.groups(context)}
    if not groups:
        st.info("您还没有带小组。班主任分好组、德育处批准以后，小组会出现在这里。", icon=":material/group:")
        return lambda: Chosen("小组")
    if student is not None and value("for_group") is None:
        record_state.put("for_group", record_subjects.group_of(context, student.id) or next(iter(groups)))
    mine = [one for one in groups.values() if one.is_mine] or list(groups.values())
    _choose("哪个小组", "for_group", labels.unique((one.id, one.name, one.class_name) for one in groups.values()),
            is_first=len(mine) == 1)  # fmt: skip
    group_id = value("for_group")
    present = f"present_{group_id}"
    if group_id:
        members = record_subjects.members(context, group_id)
        names = labels.unique((one.id, one.name, one.number) for one in members)
        record_state.keep_known(present, names)
        st.session_state.setdefault(key(present), list(names))
        st.pills("谁到了（没到的点一下去掉）", list(names), selection_mode="multi", key=key(present), width="stretch",
                 format_func=lambda one: plain(names[one]), on_change="ignore")  # fmt: skip

    def chosen_now() -> Chosen:
        now = value("for_group")
        there = tuple(value(f"present_{now}") or ())
        return Chosen(groups[now].name if now in groups else "小组", there, mentor_group_id=now)

    return chosen_now


def _of_class(context: Context) -> ChosenNow:
    classes = {one.id: one.name for one in record_subjects.classes(context)}
    if not classes:
        st.info("名册里没有您任教的班。请找德育处核对任课安排。", icon=":material/info:")
        return lambda: Chosen("班级")
    _choose("哪个班", "for_class", classes, is_first=len(classes) == 1)
    return lambda: Chosen(classes.get(value("for_class") or 0, "班级"), class_id=value("for_class"))


def _choose(label: str, name: str, texts: Mapping[int, str], is_first: bool) -> None:
    """One of a few by a tap, one of many by typing; filled in where there is hardly a choice."""
    record_state.keep_known(name, texts)
    if is_first:
        st.session_state.setdefault(key(name), next(iter(texts)))
    if len(texts) <= _FEW:
        st.pills(
            label, list(texts), key=key(name), format_func=lambda one: plain(texts[one]), width="stretch"
        )
    else:
        st.session_state.setdefault(key(name), None)
        st.selectbox(label, list(texts), key=key(name), format_func=texts.__getitem__, placeholder="打名字找")
