"""One's own codes from the phone: set up, spare codes on paper, removed again."""

from collections.abc import Callable

import streamlit as st

from components import session, state, step_up_form
from documents import qr_code
from domain.one_time_code import address_of, secret_text
from services import step_up
from services.context import Context
from services.step_up import Own

_CODE = "second_step_code"


def show(context: Context) -> None:
    """Folded away: done once, and again with a new phone."""
    spares: list[str] = state.get(state.SPARE_CODES, [])
    if spares:  # where the form was, so that nobody scrolls past them
        _show_spares(spares)
        return
    box = st.expander("手机验证码", key="second_step", on_change="rerun")
    if not box.open:
        return
    with box:
        own = step_up.own(context)
        if own.is_set_up:
            _show_removing(own)
        else:
            _show_setting_up(context, own)


def _show_spares(spares: list[str]) -> None:
    with st.container(key="card_warm_spares"):
        st.header("备用码，只显示这一次", anchor=False)
        st.caption("手机丢了、坏了，用它代替验证码，每个只能用一次。请抄在纸上收好，不要拍照。")
        st.code("\n".join(spares), language=None)
        st.button("已经抄好，收起", key="forget_spares", on_click=state.take, args=(state.SPARE_CODES,))


def _show_setting_up(context: Context, own: Own) -> None:
    if state.get(state.NEW_SECRET) is None:
        state.put(state.NEW_SECRET, step_up.new_secret())
    if own.is_demanded:
        st.info("学校要求您设手机验证码：导出文件、管账号、看保密内容以前要输入一次。")
    st.text(
        "设了以后，导出文件、管账号、看操作日志和保密内容以前，除了密码还要手机上的 6 位数字。密码被别人看到也不怕。"
    )
    secret: bytes = state.get(state.NEW_SECRET)
    st.text("1　在手机上打开一个“身份验证器”（应用商店里搜这几个字），选“添加”，扫这个码：")
    st.image(qr_code.svg(address_of(secret, context.actor.name)), width=200)
    st.text("2　正在用的就是那部手机、没法扫，就选“手动输入密钥”，类型选“按时间”，不分大小写，空格不用打：")
    st.code(secret_text(secret), language=None, wrap_lines=True)
    st.text("3　把手机上出现的 6 位数字填在这里。手机不用联网，但时间要准。")
    _form("设好了", _set_up)


def _show_removing(own: Own) -> None:
    st.text(f"已经设好。备用码还剩 {own.spares_left} 个。")
    st.caption("换手机：先在这里取消，再重新设。手机丢了又没有备用码，请找系统管理员取消。")
    _form("取消手机验证码", _remove)


def _form(label: str, act: Callable[[], None]) -> None:
    with st.form("second_step_form", border=False):
        st.text_input(
            "手机验证码", key=_CODE, max_chars=20, autocomplete="one-time-code", placeholder="手机上的 6 位数字", width=260
        )  # fmt: skip
        step_up_form.show_refusal()
        st.form_submit_button(label, type="primary", on_click=act)


def _set_up() -> None:
    code = _taken()

    def set_up() -> str:
        spares = step_up.set_up(session.context(), state.get(state.NEW_SECRET), code)
        state.take(state.NEW_SECRET)
        state.put(state.SPARE_CODES, spares)
        return "手机验证码已设好。"

    step_up_form.act(set_up)


def _remove() -> None:
    code = _taken()

    def remove() -> str:
        step_up.remove(session.context(), code)
        return "手机验证码已取消。"

    step_up_form.act(remove)


def _taken() -> str:
    code: str = st.session_state[_CODE]
    st.session_state[_CODE] = ""  # a code is good once
    return code
