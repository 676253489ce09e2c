"""导师分工班级明细表 on the screen: one table at the desk, one block a group on a phone, and its papers."""

import streamlit as st

from components import downloads, markup
from components.downloads import Download
from components.text import plain
from domain.calendar import day_text
from domain.register import Register
from services import register
from services.context import Context
from services.register import Version


def choose_version(known: dict[Version, str], class_id: int) -> Version:
    """The groups in force; beside them those of a later day and those still on their way."""
    versions = list(known)
    if len(versions) == 1:
        return versions[0]
    chosen: Version = st.segmented_control(
        "哪一份", versions, format_func=known.__getitem__, default=versions[0], required=True,
        key=f"register_version_{class_id}", label_visibility="collapsed",
    )  # fmt: skip
    return chosen


def show_caption(found: Register) -> None:
    """The facts beneath the title."""
    since = f"{day_text(found.in_force_from)}起生效" if found.in_force_from else "还没有批准"
    homeroom = f"班主任 {found.homeroom}，" if found.homeroom else ""
    st.caption(plain(f"{homeroom}{found.students} 名学生，{len(found.groups)} 个小组，{since}"))


def show_table(found: Register) -> None:
    """A line a group; who has no group is said beneath."""
    rows = [
        {
            "组名": group.name,
            "导师": group.mentors,
            "学科": group.subjects,
            "人数": len(group.students),
            "学生": "、".join(one.text for one in group.students),
            "口号": group.motto,
            "小组目标": group.aim,
        }
        for group in found.groups
    ]
    markup.show_wide_rows(rows)
    if found.unplaced:
        names = "、".join(one.text for one in found.unplaced)
        st.warning(plain(f"还没有分组：{names}"), icon=":material/person_add:")


def show_papers(context: Context, class_id: int, version: Version) -> None:
    """What can be printed of it."""
    papers = [
        ("明细表（Word）", "register.word", register.word),
        ("明细表（Excel）", "register.excel", register.excel),
        ("小组卡片", "register.cards", register.cards),
        ("各导师名单", "register.mentor_lists", register.mentor_lists),
    ]
    downloads.show(
        context,
        [
            # each keeps its own function: the document is made long after this loop
            Download(
                label,
                what,
                f"class/{class_id}",
                lambda person, make=make: make(person, class_id, version),  # type: ignore[misc]
            )
            for label, what, make in papers
        ],
        f"papers_{class_id}",
    )
