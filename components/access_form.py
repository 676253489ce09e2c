"""申请查看: whom, why, for how long. The student is named by who asks; nothing here can be looked through for names."""

from typing import Final

import streamlit as st

from components import access_list, changes_done, labels, session, state
from components.text import plain
from domain.access import DAYS, LEAST_REASON, MOST_WORDS
from domain.people import MAX_NAME
from services import access
from services.context import Context

FORM: Final = "ask_access"
_USUAL_DAYS: Final = 3
_WHY = f"至少 {LEAST_REASON} 个字。例如：下周起替田老师带这个小组三天。不要写学生的隐私"


def show(context: Context) -> None:
    """The form, with who will read it."""
    st.title("申请查看一名学生", anchor=False)
    with st.container(key="narrow_access"):
        _show_fields(context)
        st.caption(plain(_who_decides(context)))
        st.button("提交申请", key="send_access", type="primary", on_click=_send, args=(state.form_id(FORM),))


def _show_fields(context: Context) -> None:
    names = labels.unique((key, name, "") for key, name in access.class_names(context).items())
    st.text_input("学生姓名", key=_key("name"), max_chars=MAX_NAME, placeholder="写全名", on_change="ignore")
    st.selectbox("班级", list(names), index=None, placeholder="选班级；不知道就写学号", key=_key("class"),
                 format_func=names.__getitem__, on_change="ignore")  # fmt: skip
    st.text_input("学号（知道班级可不写）", key=_key("number"), max_chars=30, on_change="ignore")
    st.text_area("为什么要看", key=_key("reason"), max_chars=MOST_WORDS, placeholder=_WHY, height=96)
    st.pills("看几天", list(DAYS), default=_USUAL_DAYS, required=True, key=_key("days"),
             format_func=lambda days: f"{days} 天", on_change="ignore")  # fmt: skip


def _who_decides(context: Context) -> str:
    found = access.deciders(context)
    if not found:
        return "学校还没有能审批的人，请先找系统管理员。"
    people = "；".join(f"{role} {names}" for role, names in found)
    return f"由其中一位审批：{people}。这名学生的导师和班主任会看到您能看、看到哪天。"


def _send(form_id: str) -> None:
    value = st.session_state.get

    def send() -> str:
        access.ask(
            session.context(),
            form_id,
            value(_key("name")) or "",
            value(_key("class")),
            value(_key("number")) or "",
            value(_key("reason")) or "",
            value(_key("days")) or 0,
        )
        state.renew_form(FORM)
        return "申请已提交，等审批。结果会出现在“今天”。"

    changes_done.act(send)


def _key(name: str) -> str:
    return f"access_{name}_{state.form_id(FORM)[:8]}"


def show_one(context: Context, request_id: int) -> None:
    """One's own request: what was said, and the way back."""
    found = next((one for one in access.mine(context) if one.id == request_id), None)
    if found is None:
        access_list.show_missing()
        return
    access_list.show_facts(found)
    if found.state == "open":
        st.button("撤回申请", key="withdraw_access", on_click=_withdraw, args=(found.id, found.version))
    elif found.state == "granted":
        access_list.link_to(found)
        st.button(
            "看完了，提前结束", key="give_back_access", on_click=_withdraw, args=(found.id, found.version)
        )


def _withdraw(request_id: int, version: int) -> None:
    def withdraw() -> str:
        access.withdraw(session.context(), request_id, version)
        return "已撤回。"

    changes_done.act(withdraw)
