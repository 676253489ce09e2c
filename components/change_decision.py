"""One request for another mentor: what was said, and for the office yes from a day on, or no with a sentence."""

import streamlit as st

from components import changes_done, labels, markup, session
from components.text import plain
from domain.calendar import day_text
from domain.changes import MOST_WORDS, Approval
from domain.permissions import Action
from services import change_decisions, changes
from services.change_decisions import Successor
from services.changes import ChangeLine
from services.context import Context

_STAYS = "留在原来的小组"


def show(context: Context, change_id: int) -> None:
    """The request with its facts and what may be done with it."""
    found = next((one for one in changes.requests(context) if one.id == change_id), None)
    if found is None or found.state != "open":
        changes_done.show_nothing("这份申请已经处理过了，或者不在您负责的范围内。")
        return
    st.title(plain(f"{found.student}　调换导师"), anchor=False)
    with st.container(key="request_private"):
        markup.show_cards([(found.class_name, markup.facts(_facts(found)))])
    if context.actor.may(Action.DECIDE_CHANGE):
        _show_decision(context, found)
    st.button(
        "撤回申请", key="withdraw_change", type="tertiary", on_click=_withdraw, args=(found.id, found.version)
    )


def _facts(one: ChangeLine) -> list[tuple[str, str]]:
    return [
        ("现导师", one.from_mentor),
        ("谁提出", f"{one.asked_by}，{day_text(one.asked_on)}由{one.asked_for_by}填"),
        ("原因", one.reason),
        ("学生的意见", one.student_opinion),
        ("一年内再换", one.exception),
        ("想换成", one.to_mentor or "由德育处安排"),
    ]


def _show_decision(context: Context, found: ChangeLine) -> None:
    people = {one.id: one for one in change_decisions.successors(context, found.id)}
    names = labels.unique((one.id, f"{one.name}　{one.words}", "") for one in people.values())
    wanted = found.to_mentor_id
    mentor = st.selectbox(
        "新导师",
        list(names),
        index=list(names).index(wanted) if wanted in names else None,
        placeholder="选一位老师",
        format_func=names.__getitem__,
        key=_key(found, "mentor"),
    )
    _show_group(found, people.get(mentor) if mentor else None)
    st.date_input("从哪天起", value=context.today, min_value=context.today, format="YYYY-MM-DD",
                  key=_key(found, "day"), on_change="ignore")  # fmt: skip
    st.text_input("说明（不同意时要写）", key=_key(found, "words"), max_chars=MOST_WORDS, on_change="ignore")
    with st.container(horizontal=True):
        st.button(
            "同意", key="approve_change", type="primary", on_click=_approve, args=(found.id, found.version)
        )
        st.button("不同意", key="refuse_change", on_click=_refuse, args=(found.id, found.version))


def _show_group(found: ChangeLine, successor: Successor | None) -> None:
    """Only when the next mentor leads another group of the class."""
    if successor and successor.group:
        st.pills("小组", [_STAYS, f"转到{plain(successor.group)}"], default=_STAYS, required=True, on_change="ignore",
                 key=_key(found, f"group_{successor.id}"))  # fmt: skip


def _approve(change_id: int, version: int) -> None:
    mentor = st.session_state.get(f"mentor_{change_id}")
    group = st.session_state.get(f"group_{mentor}_{change_id}", _STAYS)

    def approve() -> str:
        context = session.context()
        day = st.session_state.get(f"day_{change_id}") or context.today
        approval = Approval(
            int(mentor or 0), day, st.session_state.get(f"words_{change_id}") or "", group != _STAYS
        )
        change_decisions.approve(context, change_id, version, approval)
        return f"已同意，{day_text(day)}起由新导师带。可以请原导师写交接。"

    changes_done.act(approve)


def _refuse(change_id: int, version: int) -> None:
    words = st.session_state.get(f"words_{change_id}") or ""

    def refuse() -> str:
        change_decisions.refuse(session.context(), change_id, version, words)
        return "已回复不同意。"

    changes_done.act(refuse)


def _withdraw(change_id: int, version: int) -> None:
    def withdraw() -> str:
        changes.withdraw(session.context(), change_id, version)
        return "申请已撤回。"

    changes_done.act(withdraw)


def _key(found: ChangeLine, name: str) -> str:
    return f"{name}_{found.id}"
