"""One exam: its subjects with how many have a score; the office sets name, kind, day and full marks."""

from datetime import date

import streamlit as st

from components import errors, markup, menu, session, state
from components.changes_done import act
from components.exam_list import counts_text, full_marks_text
from components.text import plain
from domain.calendar import day_text
from domain.class_names import grade_text
from domain.errors import Invalid
from domain.permissions import Action
from services import exams
from services.context import Context
from services.exams import ExamEdit, ExamLine, OpenExam, Paper
from services.import_exam import MAX_EXAM_NAME, SLOTS

FORM = "exam"


def show_one(context: Context, exam_id: int) -> None:
    """The exam, or that it is not there."""
    with errors.shown():
        opened = exams.open_exam(context, exam_id)
        _show(context, opened)


def _show(context: Context, opened: OpenExam) -> None:
    line = opened.line
    st.title(f"{plain(line.name)} :gray[{plain(grade_text(line.grade))}]", anchor=False)
    st.caption(f"{day_text(line.held_on)}　{line.kind}　{counts_text(line)}　{line.ranks}")
    if context.actor.may(Action.MANAGE_FORMS):
        with st.container(key="narrow_exam"):
            _ask(line)
    markup.show_rows(_rows(line))
    if opened.source:
        st.caption(plain(f"{opened.source}。导错了就到“导入名单”撤销那一次，这次考试和成绩一起拿掉。"))
        menu.link("import", "去撤销导入 ›")


def _rows(line: ExamLine) -> list[dict[str, object]]:
    return [
        {
            "学科": one.subject,
            "满分": _full_text(one),
            "有分数": one.scored,
            "只有等级": one.levels,
            "缺考": one.absent,
            "最高分": "" if one.best is None else f"{one.best:g}",
        }
        for one in line.papers
    ]


def _full_text(one: Paper) -> str:
    if one.full_mark is not None:
        return f"{one.full_mark:g}"
    return "按等级" if one.in_levels else "没有填"


def _ask(line: ExamLine) -> None:
    seen = _seen(line)
    if seen != line.version:
        st.warning(plain(f"别人刚改过这次考试，现在是：{_now(line)}。您写的还在下面，再保存就用您写的。"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "考试名称", line.name, max_chars=MAX_EXAM_NAME, key=_key("name", line), on_change="ignore"
        )
        st.selectbox("哪一类", list(SLOTS), list(SLOTS).index(line.slot), format_func=SLOTS.__getitem__,
                     key=_key("slot", line), on_change="ignore")  # fmt: skip
        st.date_input(
            "考试日期", line.held_on, format="YYYY-MM-DD", key=_key("day", line), on_change="ignore"
        )
    with st.container(horizontal=True, key="full_marks"):
        for one in _scored(line):
            st.number_input(f"{one.subject}满分", 1.0, float(exams.MOST_FULL_MARK), one.full_mark, step=10.0,
                            format="%g", placeholder="不知道", key=_key(f"full_{one.subject_id}", line),
                            width=132, on_change="ignore")  # fmt: skip
    if _scored(line):
        st.caption("满分都填了，档案里才有得分率。改满分不改分数；有分数超过新满分时不会保存。")
    label = "保存" if seen == line.version else "用我写的保存"
    st.button(label, key="save_exam", type="primary", on_click=_save, args=(line,))


def _scored(line: ExamLine) -> list[Paper]:
    """The subjects that have full marks to set."""
    return [one for one in line.papers if not one.in_levels or one.full_mark is not None]


def _now(line: ExamLine) -> str:
    return "，".join((line.name, line.kind, day_text(line.held_on), full_marks_text(line)))


def _seen(line: ExamLine) -> int:
    """The version this tab's fields began from: they stay when somebody else saves meanwhile."""
    known: tuple[int, int] | None = state.get(state.EXAM_SEEN)
    if known is None or known[0] != line.id or _key("name", line) not in st.session_state:
        state.put(state.EXAM_SEEN, known := (line.id, line.version))
    return known[1]


def _save(line: ExamLine) -> None:
    """Replace what this tab has shown: after a clash that is what the other person wrote."""

    def save() -> str:
        exams.change(session.context(), line.id, line.version, _typed(line))
        state.renew_form(FORM)
        return "考试已保存。"

    act(save)


def _typed(line: ExamLine) -> ExamEdit:
    held_on = st.session_state.get(_key("day", line))
    if not isinstance(held_on, date):
        raise Invalid("请选好考试日期。")
    marks = {
        one.subject_id: st.session_state.get(_key(f"full_{one.subject_id}", line)) for one in _scored(line)
    }
    name, slot = (st.session_state.get(_key(one, line)) or "" for one in ("name", "slot"))
    return ExamEdit(name, slot, held_on, marks)


def _key(name: str, line: ExamLine) -> str:
    return f"exam_{name}_{line.id}_{state.form_id(FORM)[:8]}"
