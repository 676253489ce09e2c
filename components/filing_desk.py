"""备案审批 of one class: what was filed, how even it is, returning and approving."""

from datetime import date

import streamlit as st

from components import filing_step, menu, register_view, session, state
from components.text import plain
from domain.balance import balance, finding
from domain.filing import FilingState
from services import filing, plans, register
from services.class_filing import ClassFiling
from services.context import Context
from services.filing import LONGEST_WAIT, MOST_COMMENT, Effect


def show(context: Context, class_id: int) -> None:
    """One class, from the register down to every step so far."""
    menu.link("filing", "‹ 全部班级")
    now = filing.state_of(context, class_id)
    st.title(f"{plain(now.class_name)}　备案", anchor=False)
    st.caption(plain(_facts(context, now)))
    if now.comment:
        st.warning(plain(f"退回时写的：{now.comment}"), icon=":material/undo:")
    _show_register(context, now)
    if now.state is FilingState.FILED:
        _decide(context, now)
    with st.container(horizontal=True, key="filing_links"):
        menu.link("groups", "打开分组", **{"class": class_id})
        menu.link("ceremony", "交接仪式", **{"class": class_id})
    if steps := filing.history(context, class_id):
        st.subheader("经过", anchor=False)
        filing_step.show_history(steps)


def _facts(context: Context, now: ClassFiling) -> str:
    """11月20日方晓梅报备案，等您批准　34 名学生."""
    state = {
        FilingState.FILED: "等您批准",
        FilingState.RETURNED: "等班主任修改",
        FilingState.DRAFT: "还没有报备案",
    }
    words = state.get(now.state) or filing_step.state_text(now, context)
    unplaced = f"，{now.unplaced} 人还没有分组" if now.unplaced else ""
    return f"{'，'.join(filter(None, (filing_step.since_text(now), words)))}　{now.students} 名学生{unplaced}"


def _show_register(context: Context, now: ClassFiling) -> None:
    known = register.versions(context, now.class_id)
    if not known:
        st.info("这个班还没有分组。", icon=":material/groups:")
        return
    waits = now.state in (FilingState.FILED, FilingState.RETURNED) and "plan" in known
    version = "plan" if waits else register_view.choose_version(known, now.class_id)
    if version == "plan":
        st.header(_balance(context, now.class_id), anchor=False)
    register_view.show_table(register.open_register(context, now.class_id, version))
    register_view.show_papers(context, now.class_id, version)


def _balance(context: Context, class_id: int) -> str:
    """The one sentence the office needs to know about levels, girls and boys, care."""
    desk = plans.open_desk(context, class_id)
    return plain(finding(balance(desk.members), [group.name for group in desk.plan.groups]))


def _decide(context: Context, now: ClassFiling) -> None:
    """Approve for a day, or return with words; what changed in the class meanwhile is said first."""
    gap = filing.missing(context, now.class_id)
    if gap:
        st.warning(plain(f"报上来以后班里有变动：{gap}请退回班主任。"), icon=":material/person_alert:")
    _show_effect(filing.effect(context, now.class_id))
    with st.container(key="card_decide"), st.grid(2, min_column_width=300):
        with st.container(key="decide_approve"):
            st.date_input("哪天起生效", value=context.today, min_value=context.today, format="YYYY-MM-DD",
                          max_value=context.today + LONGEST_WAIT, key=_key(now, "day"), on_change="ignore")  # fmt: skip
            st.button(
                "批准", key="approve_plan", type="primary", disabled=bool(gap), on_click=_approve, args=(now,)
            )
        with st.container(key="decide_return"):
            st.text_area("要改什么", key=_key(now, "comment"), height=82, max_chars=MOST_COMMENT,
                         placeholder="例如：扬帆组男生偏多，请再调一调", on_change="ignore")  # fmt: skip
            st.button("退回修改", key="return_plan", on_click=_return, args=(now,))


def _show_effect(effect: Effect) -> None:
    """Whom the approval moves to another mentor; a change agreed since the plan was made must not be undone unseen."""
    if effect.undone:
        names = "、".join(effect.undone)
        st.warning(
            plain(f"报上来以后才定的导师会被改回去：{names}。不该改的，请退回班主任。"),
            icon=":material/undo:",
        )
    if effect.changed:
        st.caption(plain(f"批准后 {len(effect.changed)} 名学生换导师：{'、'.join(effect.changed)}"))


def _key(now: ClassFiling, name: str) -> str:
    """A later version of the plan begins with empty fields."""
    return f"filing_{name}_{now.plan_id}_{now.version}"


def _approve(now: ClassFiling) -> None:
    menu.act(lambda: _approved(now))


def _approved(now: ClassFiling) -> str:
    day: date | None = state.get(_key(now, "day"))
    filing.approve(session.context(), now.plan_id or 0, now.version, day)
    return f"{now.class_name}的分组已批准。"


def _return(now: ClassFiling) -> None:
    menu.act(lambda: _returned(now))


def _returned(now: ClassFiling) -> str:
    filing.return_plan(session.context(), now.plan_id or 0, now.version, state.get(_key(now, "comment"), ""))
    return f"已退回{now.class_name}班主任修改。"
