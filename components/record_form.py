"""A record in a few taps. Mode and day are filled in; area and effect never are: an untouched default would lie."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components import (
    drafts_kept,
    menu,
    record_fields,
    record_readers,
    record_state,
    saved_bar,
    session,
    state,
    writing_aid,
)
from components.record_state import DAILY, FILES, FORM, GAVE_TALK, MORE, key, kind_now, value
from components.text import plain, short
from domain.calendar import day_text
from domain.errors import SchoolError
from domain.record_kinds import About, Kind
from domain.records import InteractionForm, missing_fields
from services import interactions
from services.attachments import Upload
from services.context import Context
from services.students import StudentLine

NEXT = "record_next"
PROBLEM = "record_problem"
SHORT = {Kind.CLASS_MEETING: "班会"}  # a talk given there is a switch inside
WITH_FILES = frozenset({Kind.HOME_VISIT, Kind.GROUP_ACTIVITY, Kind.PARENT_CLASS})  # photos belong to these
_WORDS = {
    Kind.TALK: "一句话（可不写）",
    Kind.HOME_VISIT: "谈了什么（可不写）",
    Kind.EXAM_ANALYSIS: "补充（可不写）",
}


@dataclass(frozen=True)
class Chosen:
    """Whom the record is about, as the page knows them; `text` says it in the bar after the save."""

    text: str
    student_ids: tuple[int, ...] = ()
    class_id: int | None = None
    mentor_group_id: int | None = None
    exam_id: int | None = None


ChosenNow = Callable[[], Chosen]


def choose_kind(known: tuple[Kind, ...], with_student: bool) -> None:
    """A child's: the three daily kinds by a tap, the others by two. Without a child: those about a group or class."""
    others = [one for one in known if one not in (*DAILY, Kind.CLASS_TALK)]
    if with_student:
        st.pills("记什么", [*DAILY, MORE], key=key("kind"), required=True, format_func=kind_text,
                 label_visibility="collapsed", width="stretch")  # fmt: skip
    else:
        others = [one for one in others if one.shape.about is not About.STUDENTS]
    if not with_student or value("kind") == MORE:
        record_state.keep_known(MORE, others)
        st.session_state.setdefault(key(MORE), others[0])
        st.pills("记哪一种", others, key=key(MORE), required=True, format_func=kind_text,
                 label_visibility="collapsed", width="stretch")  # fmt: skip


def kind_text(kind: Kind | str) -> str:
    """The word on the choice."""
    return "其他" if kind == MORE else SHORT.get(Kind(kind), Kind(kind).text)


def show(context: Context, chosen: ChosenNow) -> None:
    """The form below the kind, and its two buttons; `finish` tells the page what to do after a save."""
    kind, form_id = kind_now(), state.form_id(FORM)

    def typed() -> None:
        drafts_kept.keep(form_id, chosen)

    with st.container(key="form_record"):
        if kind in (Kind.CLASS_MEETING, Kind.CLASS_TALK):
            st.toggle("作了专题发言", key=key(GAVE_TALK))
        record_fields.area_and_mode(kind, key)
        record_fields.effect(kind, key, context.today)
        record_fields.own_fields(kind, key, typed)
        st.text_area(_WORDS.get(kind, "经过（可不写）" if kind.shape.about is not About.STUDENTS else _WORDS[Kind.TALK]),
                     key=key("content"), placeholder="可以按键盘上的话筒说", height=96, on_change=typed)  # fmt: skip
        writing_aid.show(kind, drafts_kept.state_text(context))
        if kind in WITH_FILES:
            record_fields.files(key(FILES))
        _more(context, kind)
        now = chosen()
        record_readers.show(context, key, now.student_ids, now.class_id, typed)
    with st.bottom:
        _problem()
        with st.container(key="actions", horizontal=True):
            for name, label, another in (("again_button", "再记一条", True), ("save_button", "保存", False)):
                st.button(label, key=name, type="secondary" if another else "primary", width="stretch",
                          on_click=_save, args=(form_id, chosen, another))  # fmt: skip


def _more(context: Context, kind: Kind) -> None:
    """Folded away and not drawn until somebody opens it; once opened it stays, so that what was chosen stays."""
    # the place is said as it was when the form was new: a label that changes makes another box
    where = short(value("usual_place") or "", 8) if kind is Kind.TALK else ""
    label = (
        f"{day_text(context.today)} · {where}　换日期"
        if where
        else f"{day_text(context.today)}　换日期、时长、地点"
    )
    photos = "" if kind in WITH_FILES else "、加照片"
    box = st.expander(plain(label) + photos, key=key("when"), on_change="rerun")
    if not (box.open or value("when_seen")):
        return
    record_state.put("when_seen", True)
    with box:
        record_fields.when_and_where(key, context.today)
        if kind not in WITH_FILES:
            record_fields.files(key(FILES))


def leave_after_save() -> None:
    """After a save: back to the day, or on to the next one."""
    after: Kind | str | None = state.take(NEXT)
    if after == "done":
        menu.go("today")
    elif isinstance(after, Kind):
        state.renew_form("pick")
        if after.shape.about is About.STUDENTS:
            menu.go("record")
        menu.go("record", kind=after.value)


def _problem() -> None:
    problem = state.take(PROBLEM) or drafts_kept.problem()
    if problem:
        with st.container(key="need"):
            st.text(problem)


def _save(form_id: str, chosen_now: ChosenNow, another: bool) -> None:
    """Runs before the page is drawn, so that a tap elsewhere a moment later cannot swallow the save."""
    if form_id != state.form_id(FORM):
        return  # a second tap on a form that is saved already
    try:
        context, chosen = session.context(), chosen_now()
        form = form_now(context, chosen)
        if missing := [*missing_fields(form), *record_readers.missing(key)]:
            state.put(PROBLEM, f"还差：{'、'.join(missing)}")
            return
        interaction_id = interactions.record(context, form, _uploads())
    except SchoolError as error:
        state.put(PROBLEM, error.message)
        return
    words = f"{chosen.text} · {form.guidance_area or form.kind.text}"
    saved_bar.remember(context, interaction_id, words, drafts_kept.again(chosen))
    record_state.finish(("kind", MORE, "area") if another else ())
    state.put(NEXT, form.kind if another else "done")


def form_now(context: Context, chosen: Chosen) -> InteractionForm:
    """The form as it stands on the screen."""
    kind, (is_restricted, readers) = kind_now(), record_readers.chosen_now(key)
    return InteractionForm(
        form_id=state.form_id(FORM),
        kind=kind,
        student_ids=chosen.student_ids,
        occurred_on=value("day") or context.today,
        guidance_area=value("area") or "",
        talk_mode=value(f"mode_{kind.value}") or "",
        effect=value("effect") or "",
        content=(value("content") or "").strip(),
        minutes=value("minutes"),
        place=record_state.place(),
        is_restricted=is_restricted,
        readers=readers,
        follow_up_on=record_fields.follow_up_on(key, context.today),
        detail={name: text for name, text in record_fields.details(kind, key).items() if text},
        class_id=chosen.class_id,
        mentor_group_id=chosen.mentor_group_id,
        exam_id=chosen.exam_id,
    )


def _uploads() -> list[Upload]:
    return [Upload(one.name, one.getvalue()) for one in value(FILES) or []]


def show_last(student: StudentLine, words: str) -> None:
    """What was said last time; it leads to the archive."""
    with st.container(key="last_private"):
        menu.link("archive", f"{plain(short(words, 34))}　:blue[看档案 ›]", student=student.id)
