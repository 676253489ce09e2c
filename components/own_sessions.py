"""Where one is signed in, and the way to end it elsewhere."""

from datetime import datetime

import streamlit as st

from components import markup, menu, session
from domain.calendar import day_text
from services import sign_in
from services.context import Context
from services.sign_in import OwnSession


def show(context: Context) -> None:
    """Folded away: asked for when a phone is missing."""
    box = st.expander("登录在哪些地方", key="own_sessions", on_change="rerun")
    if not box.open:
        return
    with box:
        found = sign_in.own_sessions(context, session.token())
        markup.show_rows([_row(context, one) for one in found])
        if len(found) > 1:
            st.button("退出其他地方", key="end_others", on_click=_end_others)


def _row(context: Context, one: OwnSession) -> dict[str, object]:
    where = f"{one.device}（现在这里）" if one.is_this else one.device
    return {"哪里": where, "登录": _when(context, one.since), "最近一次用": _when(context, one.last_seen)}


def _when(context: Context, at: datetime) -> str:
    local = context.at(at).local_now
    return f"{day_text(local.date())} {local:%H:%M}"


def _end_others() -> None:
    def end() -> str:
        ended = sign_in.end_other_sessions(session.context(), session.token())
        return f"已退出其他 {ended} 处，那里打开的页面几秒内关上。"

    menu.act(end)
