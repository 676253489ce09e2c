"""Before the app proper: setting up a new school, signing in, the first password."""

import streamlit as st

from components import errors, markup, session, state
from components.sign_in_form import show as show_form
from components.text import plain
from domain.errors import SchoolError
from services import backups, freezing, school, sign_in
from services.context import Context

_DUTIES = {"我只管账号和名册，不看学生的记录": False, "我也负责德育处的工作": True}


def show_sign_in() -> None:
    """The form in the middle of the page; a demo school also lists its accounts."""
    if code := state.get(state.RECOVERY_CODE):
        _show_recovery_code(str(code))
        return
    with st.container(key="card_entry"):
        _brand(school.school_name(session.store()) or "人人导师")
        if freezing.state(session.store()):
            st.warning("系统已冻结：只有管理员留用的一个账号可以登录。")
        show_form()
        st.caption("忘记密码请找系统管理员。连续输错 5 次会锁定 15 分钟。")
    shown = school.demo_accounts(session.data_folder())
    if shown:
        with st.container(key="card_demo"):
            st.markdown("##### 演示学校，数据都是虚构的")
            for role, username, password in shown:
                st.text(f"{role}　{username}　密码 {password}")
    st.caption("学生信息只用于育人工作。")


def show_setup() -> None:
    """The first page of an empty school: the code from the terminal, the school, the first administrator."""
    with st.container(key="card_entry"):
        _brand("建立学校")
        st.caption("先设好管理员，再导入教师和学生名单，大约十分钟。")
        with st.form("setup", border=False):
            code = st.text_input("设置码", placeholder="启动窗口里打印的 8 位数字", autocomplete="off")
            name = st.text_input("学校名称")
            person = st.text_input("您的姓名")
            username = st.text_input("用户名", placeholder="工号或姓名", autocomplete="off")
            password = st.text_input(
                "密码", type="password", help=None, placeholder="至少 8 个字，可以是一句话"
            )
            again = st.text_input("再输一次密码", type="password")
            duty = st.radio("您负责什么", list(_DUTIES), index=None)
            problem = st.container()  # above the button, where the eye is
            pressed = st.form_submit_button("建立学校", type="primary", width="stretch")
        if pressed:
            with problem, errors.shown():
                _set_up(code, name, person, username, password, again, duty)


def _set_up(
    code: str, name: str, person: str, username: str, password: str, again: str, duty: str | None
) -> None:
    if not all(text.strip() for text in (code, name, person, username, password)) or duty is None:
        st.error("每一项都要填，也请选您负责什么。")
    elif password != again:
        st.error("两次输入的密码不一样。")
    else:
        context, folder = school.system_context(session.store()), session.data_folder()
        school.set_up(
            context, folder, code, school_name=name, person=person,
            username=username, password=password, is_office=_DUTIES[duty],
        )  # fmt: skip
        state.put(state.RECOVERY_CODE, backups.recovery_code(context, folder))
        st.rerun()


def _show_recovery_code(code: str) -> None:
    """Once, at the beginning: who loses the key file and has no paper loses every encrypted text and backup."""
    with st.container(key="card_entry"):
        _brand("学校建好了，还差一张纸")
        st.markdown("**请把恢复码抄下来或打印出来，锁进柜子**")
        st.text("钥匙文件丢了、电脑坏了，全靠它打开数据。")
        markup.show_slips(
            [(school.school_name(session.store()), "恢复码", code)],
            "不要拍照，不要发到群里。以后在“备份”里还能看到。",
        )
        st.button(
            "抄好了，去登录",
            key="code_noted",
            type="primary",
            on_click=state.take,
            args=(state.RECOVERY_CODE,),
        )


def show_first_password(context: Context) -> None:
    """After the slip's password: choose one's own."""
    with st.container(key="card_entry"):
        _brand("请先设自己的密码")
        st.caption("纸条上的密码只能用这一次。设好以后用新密码再登录一次。")
        show_password_form(context)
        st.button("退出", key="leave", type="tertiary", on_click=session.sign_out)


def show_password_form(context: Context) -> None:
    """Old, new, and again; afterwards every session has ended."""
    with st.form("password", border=False):
        old = st.text_input("原来的密码", type="password")
        new = st.text_input("新密码", type="password", placeholder="至少 8 个字，可以是一句话")
        again = st.text_input("再输一次新密码", type="password")
        pressed = st.form_submit_button("改密码", type="primary")
    if not pressed:
        return
    try:
        sign_in.change_own_password(context, old, new, again)
    except SchoolError as error:
        st.error(plain(error.message))
        return
    state.take(state.TOKEN)
    state.put(state.NOTICE, ("done", "密码已改，请用新密码登录。"))
    st.rerun()


def _brand(title: str) -> None:
    st.markdown(":blue[:material/group:] **人人导师**")
    st.title(title, anchor=False)
    st.caption("全员育人导师制")
