"""A new inspection: its name, the days looked at, how many are drawn, who is chosen; the draw is seen before it is stored."""

from typing import Any, Final

import streamlit as st

from components import inspection_list, labels, menu, people_list, session, state
from components.people_list import Person, people
from domain.calendar import day_text
from domain.errors import Invalid
from domain.inspections import DRAW_RULE, MOST_DRAWN, MOST_NAME
from services import inspections
from services.compliance import Stretch
from services.context import Context
from services.inspections import Candidate, Draw

FORM: Final = "inspection"
_USUAL: Final = 5


def show(context: Context) -> None:
    """The form, and below it who comes out."""
    st.title("新建一次检查", anchor=False)
    known = inspections.candidates(context)
    periods = {one.key: one for one in inspections.periods(context)}
    if not known or not periods:
        st.info("现在还不能检查：要先有学期，并且有导师带着学生。", icon=":material/policy:")
        return
    with st.container(key="narrow_inspection"):
        _fields(context, known, periods)
        count, chosen = _value("count") or 0, tuple(_value("chosen") or ())
        draw = inspections.propose(context, count, chosen)
        _show_draw(draw)
        st.button(f"就查这 {len(draw.drawn) + len(draw.chosen)} 位", key="begin_inspection", type="primary",
                  disabled=not (draw.drawn or draw.chosen), on_click=_begin,
                  args=(state.form_id(FORM), draw.number, periods))  # fmt: skip


def _fields(context: Context, known: list[Candidate], periods: dict[str, Stretch]) -> None:
    st.text_input("名字", f"{context.today.month}月抽查", key=_key("name"), max_chars=MOST_NAME, on_change="ignore")  # fmt: skip
    st.segmented_control("看哪段时间的工作", [*periods], default=next(iter(periods)), required=True, key=_key("period"),
                         format_func=lambda key: periods[key].name)  # fmt: skip
    st.number_input("随机抽几位", 0, min(MOST_DRAWN, len(known)), min(_USUAL, len(known)), key=_key("count"))
    names = labels.unique((one.id, one.name, one.number) for one in known)
    st.multiselect("点名再加（可不选）", [*names], key=_key("chosen"), format_func=names.__getitem__,
                   placeholder="打姓名找")  # fmt: skip
    st.caption(DRAW_RULE)


def _show_draw(draw: Draw) -> None:
    lists = [
        *([people([_person(one) for one in draw.chosen], "点名", "rows")] if draw.chosen else []),
        *([people([_person(one, draw.number) for one in draw.drawn], f"第 {draw.number} 次检查抽到", "rows")]
          if draw.drawn else []),
    ]  # fmt: skip
    people_list.show(lists, "inspection_draw")


def _person(one: Candidate, number: int = 0) -> Person:
    last = f"上次{day_text(one.last)}查过" if one.last else "还没有查过"
    return Person(one.id, one.name, f"{one.lots} 支签" if number else "", last)


def _begin(form_id: str, number: int, periods: dict[str, Stretch]) -> None:
    def begin() -> str:
        period = periods.get(_value("period") or "")
        if period is None:
            raise Invalid("请选看哪段时间的工作。")
        days, count = (period.since, period.until), _value("count") or 0
        made = inspections.begin(session.context(), form_id, _value("name") or "", days, (number, count),
                                 tuple(_value("chosen") or ()))  # fmt: skip
        state.renew_form(FORM)
        st.query_params.from_dict({"open": inspection_list.PANELS[1], "id": str(made)})
        return "检查已建好。点一位导师的结论，看他的工作、写意见。"

    menu.act(begin)


def _value(name: str) -> Any:
    return st.session_state.get(_key(name))


def _key(name: str) -> str:
    return f"inspection_{name}_{state.form_id(FORM)[:8]}"
