"""One request to read about a student: yes for so many days, no with a sentence, or an early end."""

import streamlit as st

from components import access_list, changes_done, session
from domain.access import DAYS, MOST_WORDS, moment_words
from services import access
from services.access import Request
from services.context import Context


def show(context: Context, request_id: int) -> None:
    """The request with its facts and what may be done with it."""
    found = next((one for one in access.to_decide(context) if one.id == request_id), None)
    if found is None or found.state not in ("open", "granted"):
        access_list.show_missing()
        return
    access_list.show_facts(found)
    if found.state == "granted":
        st.button(
            "现在就结束", key="end_access", type="primary", on_click=_end, args=(found.id, found.version)
        )
        return
    _show_decision(found)


def _show_decision(found: Request) -> None:
    offered = [days for days in DAYS if days <= found.days]
    st.pills("同意看几天", offered, default=found.days, required=True, key=_key(found.id, "days"),
             format_func=lambda days: f"{days} 天", on_change="ignore")  # fmt: skip
    st.text_input(
        "说明（不同意时要写）", key=_key(found.id, "words"), max_chars=MOST_WORDS, on_change="ignore"
    )
    st.caption(
        "同意以后只能看这一名学生，不能记录和导出；保密的内容仍只有写的人和写的人选定的人能看。您随时可以提前结束。"
    )
    with st.container(horizontal=True):
        st.button("同意", key="grant_access", type="primary", on_click=_grant, args=(found.id, found.version))
        st.button("不同意", key="refuse_access", on_click=_refuse, args=(found.id, found.version))


def _grant(request_id: int, version: int) -> None:
    days = st.session_state.get(_key(request_id, "days")) or 0
    words = st.session_state.get(_key(request_id, "words")) or ""

    def grant() -> str:
        until = access.grant(session.context(), request_id, version, days, words)
        return f"已同意，可以看到 {moment_words(until)}。"

    changes_done.act(grant)


def _refuse(request_id: int, version: int) -> None:
    words = st.session_state.get(_key(request_id, "words")) or ""

    def refuse() -> str:
        access.refuse(session.context(), request_id, version, words)
        return "已回复不同意。"

    changes_done.act(refuse)


def _end(request_id: int, version: int) -> None:
    def end() -> str:
        access.end(session.context(), request_id, version)
        return "已结束，对方现在就看不到了。"

    changes_done.act(end)


def _key(request_id: int, name: str) -> str:
    return f"access_{name}_{request_id}"
