"""One item of a stage, or a stage's days and one more item: the office's to change."""

from dataclasses import replace
from datetime import date

import streamlit as st

from components import changes_done, session, state
from components.text import plain
from domain.errors import Invalid
from domain.permissions import Action
from domain.stages import MOST_LETTERS, MOST_WORDS, Item, Stage
from services import stages
from services.context import Context
from services.stages import Plan

FORM = "stage_item"


def show_item(context: Context, plan: Plan, item_id: int) -> None:
    """Its name and day; whether it is done, when, and a word; counted ones are done by themselves."""
    found = plan.item(item_id)
    if found is None or not context.actor.may(Action.ASSIGN_LEADERS):
        _show_missing()
        return
    stage, item = found
    st.title(f"{plain(item.name)} :gray[{plain(stage.name)}]", anchor=False)
    with st.container(key="narrow_stage_item"):
        st.text_input(
            "要做的事", item.name, max_chars=MOST_LETTERS, key=_key("name", item), on_change="ignore"
        )
        _day("最晚哪天（可不填）", item.due_on, _key("due", item))
        if item.measure is None:
            st.toggle("完成了", item.done_on is not None, key=_key("done", item))
            if st.session_state[_key("done", item)]:
                _day("哪天完成的", item.done_on or context.today, _key("done_on", item))
        elif item.count:
            st.caption(f"由系统数：{item.count.text}")
        st.text_input("说明（可不写）", item.words, max_chars=MOST_WORDS, key=_key("words", item), on_change="ignore",
                      placeholder="例如：全体教师 62 人参加")  # fmt: skip
    with st.container(horizontal=True):
        st.button("保存", key="save_item", type="primary", on_click=_save, args=(item,))
        st.button("去掉这一项", key="remove_item", on_click=_remove, args=(item,))


def show_stage(context: Context, plan: Plan, position: int) -> None:
    """A stage's days, and one more thing it asks for."""
    stage = plan.stage(position)
    if stage is None or plan.is_proposal or not context.actor.may(Action.ASSIGN_LEADERS):
        _show_missing()
        return
    st.title(f"{stage.name}阶段", anchor=False)
    with st.container(key="narrow_stage"):
        with st.container(horizontal=True):
            _day("第一天", stage.starts_on, _stage_key("first", stage))
            _day("最后一天（含）", stage.ends_on, _stage_key("last", stage))
        st.button("保存日子", key="save_stage", on_click=_move, args=(stage,))
        st.header("加一项", anchor=False)
        form = state.form_id(FORM)
        st.text_input("要做的事", key=_new_key("name"), max_chars=MOST_LETTERS, placeholder="例如：导师培训", on_change="ignore")  # fmt: skip
        _day("最晚哪天（可不填）", None, _new_key("due"))
        st.button("加上", key="add_item", type="primary", on_click=_add, args=(form, stage.position))


def _show_missing() -> None:
    st.title("推进阶段", anchor=False)
    st.info("没有找到这一项，或者不归您改。", icon=":material/info:")


def _day(label: str, value: date | None, key: str) -> None:
    st.date_input(label, value, format="YYYY-MM-DD", key=key, on_change="ignore")


def _save(item: Item) -> None:
    def save() -> str:
        get = st.session_state.get
        is_done = item.measure is None and bool(get(_key("done", item)))
        wanted = replace(
            item,
            name=get(_key("name", item)) or "",
            due_on=get(_key("due", item)),
            done_on=(get(_key("done_on", item)) or session.context().today) if is_done else None,
            words=get(_key("words", item)) or "",
        )
        stages.change_item(session.context(), wanted)
        return f"已保存：{wanted.name}。"

    changes_done.act(save)


def _remove(item: Item) -> None:
    def remove() -> str:
        stages.remove_item(session.context(), item.id, item.version)
        return f"去掉了：{item.name}。"

    changes_done.act(remove)


def _move(stage: Stage) -> None:
    def move() -> str:
        first, last = (st.session_state.get(_stage_key(name, stage)) for name in ("first", "last"))
        if first is None or last is None:
            raise Invalid("请选好第一天和最后一天。")
        stages.change(session.context(), stage.position, stage.version, first, last)
        return f"{stage.name}阶段的日子已保存。"

    changes_done.act(move)


def _add(form_id: str, position: int) -> None:
    def add() -> str:
        name, due = (st.session_state.get(_new_key(part)) for part in ("name", "due"))
        stages.add_item(session.context(), form_id, position, name or "", due)
        state.renew_form(FORM)
        return f"加上了：{name}。"

    changes_done.act(add)


def _key(name: str, item: Item) -> str:
    return f"stage_item_{name}_{item.id}_{item.version}"


def _stage_key(name: str, stage: Stage) -> str:
    return f"stage_{name}_{stage.id}_{stage.version}"


def _new_key(name: str) -> str:
    return f"stage_new_{name}_{state.form_id(FORM)[:8]}"
