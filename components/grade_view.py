"""A grade's classes, the search that runs for all of them, and what it left as drafts."""

from datetime import timedelta

import streamlit as st

from components import errors, markup, menu, session
from components.text import plain
from domain.class_names import grade_text
from services import grade_plan
from services.context import Context
from services.grade_plan import GradeClass

_LOOK_EVERY = timedelta(seconds=1)


def show_none(context: Context) -> None:
    """No parallel classes: what to do first."""
    st.info("还没有平行班。先导入学生名单，同一年级有两个班以上才用得上。", icon=":material/groups:")
    menu.link_if_allowed(context.actor, "import")


def choose(grades: list[int]) -> int:
    """Which grade."""
    return int(st.selectbox("年级", grades, format_func=grade_text, key="grade_chosen"))


def show_classes(found: list[GradeClass]) -> None:
    """Every class and whether it takes part."""
    st.caption(
        "同一位老师在几个班任课，人数上限合起来算。已有小组的班保留小组；结果存成各班的草稿，班主任还能改。"
    )
    markup.show_rows(
        [
            {
                "班级": one.name,
                "学生": one.students,
                "这次": f"不动：{one.left_alone}" if one.left_alone else "一起配",
            }
            for one in found
        ]
    )


def show_start(grade: int) -> None:
    """The one button."""
    st.button("开始配导师", key="begin_grade", type="primary", on_click=_begin, args=(grade,))


@st.fragment(run_every=_LOOK_EVERY)
def follow(grade: int) -> None:
    """How far it is; what was found is kept as soon as it is there."""
    with errors.shown():
        context = session.context()
        look = grade_plan.look(context, grade)
        if look is None or look.is_over:
            if look is not None:
                menu.act(lambda: _taken(grade))
            st.rerun()
        st.caption(plain(f"{look.stage or '正在准备'}……可以离开这一页，过一会儿回来看。"))
        st.button("停下", key="cancel_grade", on_click=_cancel, args=(grade,))


def _begin(grade: int) -> None:
    menu.act(lambda: grade_plan.begin(session.context(), grade))


def _cancel(grade: int) -> None:
    menu.act(lambda: grade_plan.cancel(session.context(), grade))


def _taken(grade: int) -> str:
    done = grade_plan.take(session.context(), grade)
    left = f"；{'、'.join(done.left)}刚有改动，没有动" if done.left else ""
    return f"已存成草稿：{'、'.join(done.kept) or '没有'}{left}。"
