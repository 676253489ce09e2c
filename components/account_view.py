"""Accounts: made in one go, shown once, changed one by one."""

from typing import Any

import streamlit as st

from components import address, labels, markup, menu, session, state
from domain.permissions import Role
from services import accounts, exports, step_up
from services.accounts import NewAccount
from services.context import Context

_GIVEN = [Role.ADMIN, Role.LEADER, Role.OFFICE, Role.GRADE_HEAD, Role.AUDITOR]


def show_head(staff: list[dict[str, Any]]) -> None:
    """How many can sign in."""
    able = sum(bool(person["account_id"]) and not person["is_disabled"] for person in staff)
    st.title(f"{len(staff)} 位教职工，{able} 人可以登录", anchor=False)
    st.caption("班主任和导师由任课安排和结对得出，不用在这里指定。这一页看不到学生的内容。")


def show_missing(context: Context, staff: list[dict[str, Any]]) -> None:
    """One press for everybody who has no account."""
    waiting = sum(person["account_id"] is None for person in staff)
    if waiting:
        st.button(
            f"为 {waiting} 人生成账号",
            key="create_accounts",
            type="primary",
            on_click=_create,
        )
    elif len(staff) == 1:
        st.info("还没有导入教师名单。")
        menu.link_if_allowed(context.actor, "import")


def show_new_accounts() -> None:
    """First passwords, this once: to be printed or copied, then gone."""
    created: list[NewAccount] = state.get(state.NEW_ACCOUNTS, [])
    if not created:
        return
    with st.container(key="card_warm_accounts"):
        st.header("初始密码，只显示这一次", anchor=False)
        st.caption(
            "用浏览器的“打印”，只会印出纸条，每个学科从新的一页开始。裁开交给本人，第一次登录要改密码。"
        )
        if address.is_only_here():
            st.info("您现在用的是本机地址，别的电脑打不开。请在纸条上改写成校园网地址，再发给大家。")
        markup.show_slip_sheets(_sheets(created), f"打开 {address.host()} 登录，先改成自己的密码。")
        st.button("已经发完，收起", key="forget_accounts", on_click=state.take, args=(state.NEW_ACCOUNTS,))


def _sheets(created: list[NewAccount]) -> dict[str, list[tuple[str, str, str]]]:
    """The slips by subject, as a school hands things out; whoever teaches none comes last."""
    sheets: dict[str, list[tuple[str, str, str]]] = {}
    for one in sorted(created, key=lambda one: (not one.subject, one.subject)):
        heading = f"{one.subject}组" if one.subject else "其他教职工"
        sheets.setdefault(heading, []).append((one.name, f"用户名 {one.username}", one.password))
    return sheets


def show_table(staff: list[dict[str, Any]]) -> None:
    """Everyone with roles and state of the account."""
    markup.show_rows(
        [
            {
                "姓名": person["name"],
                "工号": person["staff_number"] or "",
                "用户名": person["username"] or "",
                "身份": _roles(person),
                "账号": _state(person),
                "手机验证码": "有" if person["has_second_step"] else "",
            }
            for person in staff
        ]
    )


def show_demand(context: Context) -> None:
    """Whether those who run the school must use a code from the phone."""
    is_on = step_up.is_demanded(context)
    with st.container(horizontal=True, vertical_alignment="center", key="second_step_demand"):
        who = "校领导、德育处、系统管理员"
        st.text(f"{who}必须用手机验证码。" if is_on else f"手机验证码由各人自愿。可以要求{who}必须用。")
        st.button(
            "不再要求" if is_on else "要求",
            key="demand_second_step",
            type="tertiary",
            on_click=_demand,
            args=(not is_on,),
        )


def show_export_limit(context: Context) -> None:
    """How many documents anybody may take along in an hour."""
    most = exports.most_an_hour(context)
    with st.container(horizontal=True, vertical_alignment="bottom", key="export_limit"):
        st.number_input(
            "每人一小时最多取走几份文件", 1, exports.MOST_AN_HOUR, most, key="exports_an_hour", width=260
        )
        st.button("保存", key="allow_exports", type="tertiary", on_click=_allow_exports)


def choose(staff: list[dict[str, Any]]) -> dict[str, Any] | None:
    """One person."""
    names = labels.unique(
        (place, f"{person['name']}　{person['staff_number'] or ''}", "") for place, person in enumerate(staff)
    )
    place = st.selectbox(
        "选一个人",
        list(names),
        index=None,
        placeholder="打姓名找",
        format_func=names.__getitem__,
        key="account_person",
    )
    return None if place is None else staff[place]


def show_person(person: dict[str, Any]) -> None:
    """Roles, a new password, disabling."""
    held = set((person["roles"] or "").split(","))
    with st.container(key="card_person"):
        for role in _GIVEN:
            _role(person, role, role.value in held)
        if person["has_second_step"]:
            _show_second_step(person)
        if person["account_id"]:
            with st.container(horizontal=True):
                st.button(
                    "发新的初始密码",
                    key="reset_password",
                    on_click=_reset,
                    args=(person["account_id"],),
                )
                label = "重新启用" if person["is_disabled"] else "停用账号"
                st.button(
                    label,
                    key="toggle_account",
                    on_click=_disable,
                    args=(person["account_id"], not person["is_disabled"]),
                )


def _show_second_step(person: dict[str, Any]) -> None:
    st.text("手机验证码　已设")
    st.button(
        "手机丢了，取消验证码",
        key="remove_second_step",
        on_click=_remove_second_step,
        args=(person["account_id"],),
    )


def _role(person: dict[str, Any], role: Role, held: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"role_{role.value}"):
        st.text(f"{role.text}　{'是' if held else '否'}")
        if role is Role.GRADE_HEAD and not held:
            st.number_input("年级", 1, 12, 7, key=f"grade_{person['id']}", width=140)
        st.button("取消" if held else "设为" + role.text, key=f"set_{role.value}", type="tertiary",
                  on_click=_set_role, args=(person["id"], role, not held))  # fmt: skip


def _create() -> None:
    def create() -> str:
        created = accounts.create_missing(session.context())
        if created:  # a second press must not wipe the slips of the first
            state.put(state.NEW_ACCOUNTS, created)
        return "账号已生成。"

    menu.act(create)


def _reset(account_id: int) -> None:
    def reset() -> str:
        state.put(state.NEW_ACCOUNTS, [accounts.reset_password(session.context(), account_id)])
        return "已发新的初始密码，原来的登录都已退出。"

    menu.act(reset)


def _disable(account_id: int, disabled: bool) -> None:
    def change() -> str:
        accounts.set_disabled(session.context(), account_id, disabled)
        return "账号已停用，打开的页面几秒内会退出。" if disabled else "账号已重新启用。"

    menu.act(change)


def _remove_second_step(account_id: int) -> None:
    def remove() -> str:
        step_up.remove_for(session.context(), account_id)
        return "手机验证码已取消，这个人的登录都已退出。"

    menu.act(remove)


def _demand(is_on: bool) -> None:
    def demand() -> str:
        step_up.demand(session.context(), is_on)
        return "已要求用手机验证码。" if is_on else "不再要求手机验证码。"

    menu.act(demand)


def _allow_exports() -> None:
    most = int(st.session_state["exports_an_hour"])

    def allow() -> str:
        exports.allow(session.context(), most)
        return f"每人一小时最多取走 {most} 份文件。"

    menu.act(allow)


def _set_role(staff_id: int, role: Role, held: bool) -> None:
    grade = st.session_state.get(f"grade_{staff_id}")  # what is on the screen now, not at the last run

    def change() -> str:
        accounts.set_role(session.context(), staff_id, role, held, grade)
        return "身份已改。这位老师要重新登录，打开的页面几秒内会退出。"

    menu.act(change)


def _roles(person: dict[str, Any]) -> str:
    held = [Role(name).text for name in (person["roles"] or "").split(",") if name]
    return "、".join([*held, *(["班主任"] if person["is_homeroom"] else [])]) or "教师"


def _state(person: dict[str, Any]) -> str:
    if person["account_id"] is None:
        return "没有账号"
    if person["is_disabled"]:
        return "已停用"
    return "等本人改密码" if person["must_change_password"] else "正常"
