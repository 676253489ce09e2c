"""备案与打印: the last step of a class's groups, as the class teacher sees it."""

import streamlit as st

from components import markup, menu, register_view, session
from components.text import plain
from domain.calendar import day_text
from domain.filing import FilingState
from services import filing, register
from services.class_filing import ClassFiling
from services.context import Context
from services.filing import Step


def show(context: Context, class_id: int) -> None:
    """Where the plan is, what is missing, the one thing to do next."""
    state = filing.state_of(context, class_id)
    st.subheader(state_text(state, context), anchor=False)
    _show_act(context, state)
    _show_papers(context, class_id)
    if steps := filing.history(context, class_id):
        st.subheader("经过", anchor=False)
        show_history(steps)


def state_text(state: ClassFiling, context: Context) -> str:
    """已报备案，等德育处批准, in words of the person's own next step."""
    if state.state is FilingState.APPROVED and state.starts_on and state.starts_later(context.today):
        return f"已批准，{day_text(state.starts_on)}起生效"
    words = {
        FilingState.NONE: "还没有分组方案",
        FilingState.DRAFT: "草稿，还没有报备案",
        FilingState.FILED: "已报备案，等德育处批准",
        FilingState.RETURNED: "退回修改，改好再报一次",
        FilingState.APPROVED: "已生效",
    }
    return words[state.state]


def since_text(state: ClassFiling) -> str:
    """11月20日方晓梅报备案: who brought the plan to where it is, and when."""
    acts = {
        FilingState.DRAFT: "改过草稿",
        FilingState.FILED: "报备案",
        FilingState.RETURNED: "退回",
        FilingState.APPROVED: "批准",
    }
    act = acts.get(state.state, "")
    return f"{day_text(state.since)}{state.who}{act}" if state.since and state.plan_id else ""


def _show_act(context: Context, state: ClassFiling) -> None:
    if state.state in (FilingState.DRAFT, FilingState.RETURNED):
        if gap := filing.missing(context, state.class_id):
            st.info(plain(gap), icon=":material/checklist:")
            return
        st.caption(
            "报给德育处，批准后生效；批准前照原来的分组。"
            if state.is_in_force
            else "报给德育处，批准后生效。"
        )
        st.button("报备案", key="file_plan", type="primary", on_click=_file, args=(state,))
    if state.state is FilingState.FILED:
        st.caption("批准前可以撤回来改。")
        st.button("撤回", key="withdraw_plan", on_click=_withdraw, args=(state,))


def _show_papers(context: Context, class_id: int) -> None:
    """What can be printed already, and the way to the ceremony."""
    if known := register.versions(context, class_id):
        st.subheader("打印", anchor=False)
        version = register_view.choose_version(known, class_id)
        register_view.show_papers(context, class_id, version)
        with st.container(horizontal=True, key="filing_links"):
            menu.link("register", "看明细表", **{"class": class_id})
            menu.link("ceremony", "安排交接仪式", **{"class": class_id})


def show_history(steps: list[Step]) -> None:
    """Who did what when, newest first."""
    markup.show_lines(step_text(step) for step in steps)


def step_text(step: Step) -> str:
    """11月20日 沈德芳 退回：云帆组人数偏多."""
    starts = f"，{day_text(step.starts_on)}起生效" if step.starts_on else ""
    comment = f"：{step.comment}" if step.comment else ""
    return f"{day_text(step.on)}　{step.who or '系统'}　{step.act.text}{starts}{comment}"


def _file(state: ClassFiling) -> None:
    menu.act(lambda: _filed(state))


def _filed(state: ClassFiling) -> str:
    filing.file_plan(session.context(), state.class_id, state.version)
    return "已报备案，等德育处批准。"


def _withdraw(state: ClassFiling) -> None:
    menu.act(lambda: _withdrawn(state))


def _withdrawn(state: ClassFiling) -> str:
    filing.withdraw(session.context(), state.class_id, state.version)
    return "已撤回，可以接着改。"
