"""All mentors' handbooks: chosen, begun, watched, given up, taken."""

import streamlit as st

from components import downloads, errors, menu, session
from components.downloads import Download
from components.papers_view import FORMS
from components.text import plain
from services import handbooks, print_jobs, students
from services.context import Context
from services.growths import Choice
from services.papers import Form
from services.print_jobs import Look

_LOOK_EVERY = 1.0  # seconds
_EVERYBODY = 0


def show(context: Context, term_id: int, choice: Choice) -> None:
    """The office's part of the page."""
    with st.container(key="card_all_handbooks"):
        st.header("全校或一个班的导师手册", anchor=False)
        look = print_jobs.look(context)
        if look is None:
            _show_choice(context, term_id, choice)
        elif look.is_over:
            _show_end(context, look)
        else:
            _follow()


def _show_choice(context: Context, term_id: int, choice: Choice) -> None:
    names = {_EVERYBODY: "全校", **{one.id: one.name for one in students.visible_classes(context)}}
    class_id = st.selectbox("哪些导师", names, format_func=names.__getitem__, key="print_class")
    form: Form = st.segmented_control(
        "格式", list(FORMS), format_func=FORMS.__getitem__, default="docx", required=True, key="print_form"
    )
    st.caption("每位导师一份手册，装在一个压缩包里。一百位导师约一分钟；期间可以去做别的。")
    st.button(
        "开始生成", key="print_begin", type="primary", on_click=_begin, args=(class_id, term_id, choice, form)
    )


def _begin(class_id: int, term_id: int, choice: Choice, form: Form) -> None:
    def start() -> None:
        context = session.context()
        chosen = handbooks.mentors(context, class_id or None)
        print_jobs.begin(context, [one for one, _, _ in chosen], term_id, choice, form)

    menu.act(start)


@st.fragment(run_every=_LOOK_EVERY)
def _follow() -> None:
    with errors.shown():
        look = print_jobs.look(session.context())
        if look is None or look.is_over:
            st.rerun()
        st.progress(look.done / look.total, f"已经做好 {look.done} 份，一共 {look.total} 份")
        st.button("取消", key="print_cancel", on_click=_cancel)


def _cancel() -> None:
    menu.act(lambda: print_jobs.cancel(session.context()))


def _show_end(context: Context, look: Look) -> None:
    if look.is_ready:
        st.caption(f"{look.total} 份手册做好了，十分钟之内取走；取走以后这里不再保存。")
        zipped = Download("取走压缩包", print_jobs.what(context), "school", print_jobs.fetch)
        downloads.show(context, [zipped], "print_zip")
    else:
        st.error(plain(look.trouble or "过了十分钟没有取走，已经清掉。请重新生成。"), icon=":material/error:")
    st.button("重新来" if look.is_ready else "知道了", key="print_again", on_click=_cancel)
