"""交接仪式 of a class: plan it, print the sheet, tap who was absent."""

from typing import Any

import streamlit as st

from components import downloads, labels, markup, menu, session, state
from components.downloads import Download
from components.text import plain
from domain.calendar import day_text_long
from domain.ceremony import MOST_NOTE, MOST_PLACE, MOST_PROGRAMME, CeremonyPlan
from services import ceremony
from services.ceremony import Attendee, Ceremony
from services.context import Context

FORM = "ceremony"


def show(context: Context, class_id: int) -> None:
    """What comes next first: planning, then the sheet, on the day the attendance."""
    found = ceremony.open_ceremony(context, class_id)
    st.title(f"{plain(found.class_name)}　交接仪式", anchor=False)
    st.caption(plain(_facts(found)))
    if found.id is None:
        _plan(found)
        return
    if found.is_held:
        _outcome(found)
    _sheet(context, class_id)
    if found.plan.held_on <= context.today:
        with _folded("更正出席", found.is_held, f"ceremony_again_{found.id}"):
            _attendance(found)
    if not found.is_held:
        with st.expander("改日期、地点、议程", key=f"ceremony_change_{found.id}"):
            _plan(found)
    markup.show_cards([("议程", markup.lines(found.plan.programme.splitlines()))])


def _folded(label: str, is_folded: bool, key: str) -> Any:
    return st.expander(label, key=key) if is_folded else st.container(key="card_attendance")


def _facts(found: Ceremony) -> str:
    if found.id is None:
        return "还没有安排。全体学生和任课教师参加；议程已按本班分组写好，可以改。"
    when = f"{day_text_long(found.plan.held_on)}，{found.plan.place}"
    return f"{'已举行' if found.is_held else '已安排'}：{when}"


def _outcome(found: Ceremony) -> None:
    everybody = len(found.students) + len(found.teachers)
    absent = (
        f"缺席 {len(found.absent)} 人：{'、'.join(one.name for one in found.absent)}"
        if found.absent
        else "全部到场"
    )
    st.header(f"应到 {everybody} 人，实到 {everybody - len(found.absent)} 人", anchor=False)
    markup.show_lines([absent, found.note])


def _sheet(context: Context, class_id: int) -> None:
    sheet = Download("议程和签到表（Word）", "ceremony.sheet", f"class/{class_id}",
                     lambda person: ceremony.sheet(person, class_id))  # fmt: skip
    downloads.show(context, [sheet], f"ceremony_sheet_{class_id}")


def _plan(found: Ceremony) -> None:
    with st.container(key="card_ceremony"):
        with st.container(horizontal=True):
            st.date_input(
                "哪天",
                value=found.plan.held_on,
                format="YYYY-MM-DD",
                key=_key(found, "day"),
                on_change="ignore",
            )
            st.text_input(
                "地点",
                value=found.plan.place,
                max_chars=MOST_PLACE,
                key=_key(found, "place"),
                on_change="ignore",
            )
        st.text_area("议程，一行一项", value=found.plan.programme, height=220, max_chars=MOST_PROGRAMME,
                     key=_key(found, "programme"), on_change="ignore")  # fmt: skip
        label = "保存安排" if found.id is None else "保存改动"
        st.button(label, key="plan_ceremony", type="primary" if found.id is None else "secondary",
                  on_click=_save, args=(found, state.form_id(FORM)))  # fmt: skip


def _attendance(found: Ceremony) -> None:
    """Everybody was there but those tapped."""
    _absent("谁没有到（学生）", found.students, _key(found, "students"))
    _absent("谁没有到（教师）", found.teachers, _key(found, "teachers"))
    st.text_area("记一笔（可不写）", value=found.note, height=82, max_chars=MOST_NOTE, key=_key(found, "note"),
                 placeholder="例如：家长代表到场，各组都亮了相", on_change="ignore")  # fmt: skip
    st.button("更正出席" if found.is_held else "记下：已举行", key="record_ceremony", type="primary",
              on_click=_record, args=(found,))  # fmt: skip


def _absent(label: str, people: tuple[Attendee, ...], key: str) -> None:
    names = labels.unique((one.id, one.name, one.more) for one in people)
    absent = [one.id for one in people if one.was_absent]
    st.pills(label, list(names), format_func=lambda one: plain(names[one]), selection_mode="multi", default=absent,
             key=key, on_change="ignore", width="stretch")  # fmt: skip


def _key(found: Ceremony, name: str) -> str:
    """A ceremony changed by somebody else begins with what it says now."""
    return f"ceremony_{name}_{found.class_id}_{found.id}_{found.version}"


def _save(found: Ceremony, form_id: str) -> None:
    menu.act(lambda: _saved(found, form_id))


def _saved(found: Ceremony, form_id: str) -> str:
    wanted = CeremonyPlan(
        state.get(_key(found, "day")),
        state.get(_key(found, "place"), ""),
        state.get(_key(found, "programme"), ""),
    )
    ceremony.plan(session.context(), form_id, found.class_id, found.version, wanted)
    state.renew_form(FORM)
    return "交接仪式已安排好。"


def _record(found: Ceremony) -> None:
    menu.act(lambda: _recorded(found))


def _recorded(found: Ceremony) -> str:
    students = state.get(_key(found, "students")) or []
    teachers = state.get(_key(found, "teachers")) or []
    ceremony.record(
        session.context(),
        found.id or 0,
        found.version,
        students,
        teachers,
        state.get(_key(found, "note")) or "",
    )
    return "交接仪式已记下。"
