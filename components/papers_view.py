"""The papers one may print, as links; what may stand on them is chosen first, and kept off until it is."""

import streamlit as st

from components import class_picker, downloads, menu
from components.downloads import Download
from components.text import plain
from domain.calendar import Term, term_text
from services import handbooks, ledgers, papers, students
from services.context import Context
from services.exports import Make
from services.growths import Choice
from services.papers import Form

FORMS: dict[Form, str] = {"docx": "Word（可以改）", "pdf": "PDF（直接打印）"}


def choose(terms: list[Term]) -> tuple[int, Choice]:
    """The term, the present one first; ranks and encrypted texts only when asked for. Said in a line beneath."""
    names = {one.id: term_text(one) for one in terms}
    with st.popover("学期和内容", icon=":material/tune:"):
        term_id: int = st.selectbox("学期", names, format_func=names.__getitem__, key="papers_term")
        ranks = st.checkbox("印上名次", key="papers_ranks", help="学校关闭了名次的年级不印。")
        confidential = st.checkbox(
            "印上加密保存的内容",
            key="papers_confidential",
            help="家访、家庭情况、保密谈话。只印您看得到的，每一条都会记入操作日志。",
        )
    ranks_said, texts_said = ("印" if one else "不印" for one in (ranks, confidential))
    st.caption(f"{names[term_id]}，{ranks_said}名次，{texts_said}加密保存的内容。")
    return term_id, Choice(ranks, confidential)


def show_own(context: Context, term_id: int, choice: Choice) -> None:
    """我的导师工作手册, and the forms with nothing on them for those who write by hand."""
    own = [one for one in handbooks.mentors(context) if one[0] == context.actor.staff_id]
    with st.container(key="card_own_handbook"):
        st.header("我的导师工作手册" if own else "导师工作手册空白表", anchor=False)
        st.caption(_about_own(own))
        printed = [
            one
            for mentor_id, _, _ in own
            for one in _links(
                "",
                "handbook",
                choice,
                f"staff/{mentor_id}",
                _maker(papers.handbook, mentor_id, term_id, choice),
            )
        ]
        empty = _links("空白表", "blank", Choice(), "blank", {form: _blank(form) for form in FORMS})
        downloads.show(context, [*printed, *empty], "papers_own")


def _about_own(own: list[tuple[int, str, int]]) -> str:
    if not own:
        return "十名学生的空表，打印出来手写。您现在没有带学生；配好以后，这里一按就能打印自己的手册。"
    return f"封面、{own[0][2]} 名学生的名单、成长记录档案、交流记录表（含变化曲线）、计划、小结、育人故事。空白表用来手写。"


def show_class(context: Context, term_id: int, choice: Choice) -> None:
    """A class's archives in one file, its ledger, and where its other papers are."""
    classes = {one.id: one.name for one in students.visible_classes(context)}
    if not classes:
        return
    with st.container(key="card_class_papers"):
        st.header("一个班的成长档案和学情台账", anchor=False)
        class_id = class_picker.choose(classes)
        st.caption(
            "只有您能看到的学生。档案一人两张表；台账是需要特别关注的学生：类别、起止、导师、家长、谈心和家访几次。"
        )
        target = f"class/{class_id}"
        archives = _maker(papers.class_archives, class_id, term_id, choice)
        ledger = _maker(ledgers.ledger, class_id, term_id, Choice())
        links = [
            *_links("成长档案", "class_archives", choice, target, archives),
            *_links("学情台账", "ledger", Choice(), target, ledger),
        ]
        downloads.show(context, links, f"papers_class_{class_id}")
        menu.link("register", "导师分工班级明细表 ›")


def show_student(context: Context, student_id: int | None, term_id: int, choice: Choice) -> None:
    """The archive of the student in the address, whose page led here."""
    name = handbooks.student_name(context, student_id) if student_id is not None else ""
    if student_id is None or not name:
        return
    with st.container(key="card_student_paper"):
        st.header(f"{plain(name)}的成长档案", anchor=False)
        make = _maker(papers.archive, student_id, term_id, choice)
        links = _links("", "archive", choice, f"student/{student_id}", make)
        downloads.show(context, links, f"papers_student_{student_id}")


def _blank(form: Form) -> Make:
    return lambda person: papers.blank(person, form)


def _maker(of: papers.Printed, target_id: int, term_id: int, choice: Choice) -> dict[Form, Make]:
    def make(form: Form) -> Make:
        return lambda person: of(person, target_id, term_id, choice, form)

    return {form: make(form) for form in FORMS}


def _links(name: str, kind: str, choice: Choice, target: str, make: dict[Form, Make]) -> list[Download]:
    """A paper as Word and as PDF; its name stands on the links where several papers share a card."""
    short: dict[Form, str] = {"docx": f"{name}（Word）", "pdf": f"{name}（PDF）"}
    labels = short if name else FORMS
    return [Download(labels[form], papers.what(kind, form, choice), target, make[form]) for form in FORMS]
