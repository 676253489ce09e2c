"""Students as tiles to tap, a page at a time."""

from datetime import date

import streamlit as st

from components import menu, people_list
from components.people_list import Person
from domain.calendar import day_text, days_ago_text
from services.context import Context
from services.students import ClassLine, StudentLine

PAGE = 20
_PLACE = "student_page"


def show_none(context: Context) -> None:
    """Nobody to show: what to do first."""
    st.info("这里还没有您能看到的学生。", icon=":material/group:")
    menu.link_if_allowed(context.actor, "import")


def filters(classes: list[ClassLine]) -> tuple[str, int | None]:
    """(what was typed, the class chosen)."""
    names = {one.id: f"{one.name}　{one.students} 人" for one in classes}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            "找学生", placeholder="姓名、拼音或学号", key="student_search", on_change=_first_page
        )
        if len(classes) == 1:
            return search, None
        class_id = st.selectbox(
            "班级",
            list(names),
            index=None,
            placeholder="全部班级",
            format_func=names.__getitem__,
            key="student_class",
            on_change=_first_page,
        )
    return search, class_id


def first_on_page() -> int:
    """How many students come before the page shown."""
    return (int(st.session_state.get(_PLACE, 1)) - 1) * PAGE


def show(total: int, people: list[StudentLine], today: date) -> None:
    """A page of tiles; each opens the archive."""
    if not total:
        st.info("没有符合的学生。试试姓名的拼音首字母，或去掉班级。")
        return
    st.caption(f"{total} 名学生，数字是离上次联系的天数")
    tapped = people_list.show([people_list.people([_person(one, today) for one in people])], "students")
    if tapped is not None:
        menu.go("archive", student=tapped)
    if total > PAGE:
        st.pagination(-(-total // PAGE), key=_PLACE)


def _first_page() -> None:
    st.session_state[_PLACE] = 1


def _person(one: StudentLine, today: date) -> Person:
    days = one.days_since(today)
    mark = "还没联系过" if days is None else days_ago_text(days)
    words = f"{one.class_name}　临时查看" if one.is_granted else one.class_name
    return Person(one.id, one.name, mark, words, has_care=one.has_care)


def table(people: list[StudentLine], today: date, key: str) -> None:
    """A table for the desk; choosing a row opens the archive."""
    rows = [
        {"姓名": one.name, "班级": one.class_name, "几天没联系": "" if (days := one.days_since(today)) is None else f"{days} 天", "导师": one.mentors or "还没有",
         "上次联系": day_text(one.last_contact_on) if one.last_contact_on else "还没联系过", "学号": one.number}
        for one in people
    ]  # fmt: skip
    chosen = st.dataframe(
        rows,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
    )
    if picked := chosen["selection"]["rows"]:
        menu.go("archive", student=people[picked[0]].id)
