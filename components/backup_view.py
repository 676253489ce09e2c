"""Backups for the administrator: the last one, another disk, the drill, the code on paper."""

from datetime import date, datetime

import streamlit as st

from components import errors, markup, menu, session
from domain.calendar import day_text, days_ago_text
from services import backups
from services.backups import Backup, Health
from services.context import Context, moment_text

_SHOWN = 12


def show_head(context: Context, health: Health) -> None:
    """What matters first: how old the newest is, and whether another disk has it."""
    newest = next(iter(health.backups), None)
    title = f"最近一次备份：{_when(context, newest.at)}" if newest else "还没有备份"
    st.title(title, anchor=False)
    st.caption("服务开着时，有了新内容每小时自动备份一次。备份是锁上的，只有本校的钥匙或恢复码打得开。")
    if health.is_copy_old:
        st.warning(_copy_text(context, health), icon=":material/warning:")
    with st.container(horizontal=True):
        st.button("现在备份", key="backup_now", type="primary", on_click=_back_up)
        st.button("恢复演练", key="backup_drill", on_click=_drill, disabled=newest is None)


def show_copies(health: Health) -> None:
    """Where copies go: a fire or a broken disk takes what lies on this one."""
    with st.container(key="card_copies"):
        st.header("另一块磁盘上的副本", anchor=False)
        st.text_input(
            "文件夹的完整路径",
            health.copies_to,
            key="copies_to",
            placeholder="例如 E:\\人人导师备份，移动硬盘或网络存储都可以",
        )
        st.button("保存位置", key="save_copies_to", on_click=_save_place)


def show_list(context: Context, health: Health) -> None:
    """The newest ones; the rest as a number."""
    rows = [_row(context, one) for one in health.backups[:_SHOWN]]
    if rows:
        markup.show_rows(rows)
        st.caption(
            f"共 {len(health.backups)} 个：近 24 小时每小时一个，近 35 天每天一个，近 12 个月每月一个。"
            "要恢复，请照运维手册做。"
        )


def show_code(context: Context) -> None:
    """The key on paper. Shown on demand only, and each time is an act in the log."""
    box = st.expander("恢复码：抄在纸上，锁进柜子", key="recovery_code", on_change="rerun")
    if box.open:
        with box, errors.shown():
            st.code(backups.recovery_code(context, session.data_folder()), language=None, wrap_lines=True)
            st.caption("电脑坏了、钥匙文件丢了，全靠这张纸打开备份。不要拍照，不要发到群里。")


def _row(context: Context, one: Backup) -> dict[str, object]:
    return {
        "时间": _when(context, one.at),
        "大小": f"{one.size / 1_000_000:.1f} 兆",
        "操作日志到第几条": one.seq,
    }


def _when(context: Context, at: datetime) -> str:
    day: date = context.day_of(moment_text(at))
    local = context.at(at).local_now
    days = (context.today - day).days
    return f"{'今天' if days == 0 else day_text(day)} {local:%H:%M}"


def _copy_text(context: Context, health: Health) -> str:
    if not health.copies_to:
        return "备份都在这台电脑里。电脑坏了，备份也没了。请在下面选另一块磁盘上的文件夹。"
    if health.copied_at is None:
        return "还没有复制到另一块磁盘。请接好磁盘，按“现在备份”。"
    days = (context.now - health.copied_at).days
    return f"已经 {days_ago_text(days)}没有复制到另一块磁盘。请接好磁盘，按“现在备份”。"


def _back_up() -> None:
    menu.act(lambda: _made(backups.make(session.context(), session.data_folder())))


def _made(one: Backup) -> str:
    return f"已备份，{one.size / 1_000_000:.1f} 兆。"


def _drill() -> None:
    menu.act(lambda: backups.drill(session.context(), session.data_folder()))


def _save_place() -> None:
    place = st.session_state["copies_to"]

    def save() -> str:
        backups.set_copies_to(session.context(), session.data_folder(), place)
        return "位置已保存，下次备份会复制过去。" if place.strip() else "不再复制到另一块磁盘。"

    menu.act(save)
