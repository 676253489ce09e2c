"""认领: up to three groups or students of a class, dearest first."""

import streamlit as st

from components import labels, markup, menu, session, state
from components.text import plain
from domain.calendar import day_text, day_text_long
from domain.wishes import MOST_CLAIMS
from services import claims
from services.claims import Claimed, ClaimRound

FORM = "claims"
_PLACES = ("第一想带", "第二想带", "第三想带")


def show_head(rounds: list[ClaimRound]) -> None:
    """What there is to do, in a sentence."""
    waiting = [one for one in rounds if one.is_open and not one.own]
    if waiting:
        which = waiting[0].class_name if len(waiting) == 1 else f"{len(waiting)} 个班"
        st.title(f"{plain(which)}等您认领", anchor=False)
    elif any(one.is_open for one in rounds):
        st.title("已认领，截止前可以改", anchor=False)
    else:
        st.title("现在没有要认领的班", anchor=False)
        st.caption("班主任打开双向选择以后，您任教的班会出现在这里。可以先把下面的名片写好。")


def show(found: ClaimRound) -> None:
    """One class: its groups, and what one wants; after the deadline only what was claimed."""
    names = option_labels(found)
    with st.container(key=f"card_claim_{found.class_id}"):
        if not found.is_open:
            _show_over(found, names)
            return
        st.header(plain(found.class_name), anchor=False)
        st.caption(
            f"{day_text_long(found.closes_at.date())}截止。最多选 {MOST_CLAIMS} 个小组或学生，最想带的放在前面。"
        )
        markup.show_rows(
            [
                {"小组": f"{one.name} {len(one.members)} 人", "学生": "、".join(one.members)}
                for one in found.groups
            ]
        )
        for place, words in enumerate(_PLACES[:MOST_CLAIMS]):
            options = list(names)
            own = found.own[place] if place < len(found.own) else None
            st.selectbox(
                words,
                options,
                index=options.index(own) if own in names else None,
                placeholder="选小组或学生",
                format_func=names.__getitem__,
                key=_key(found, place),
                on_change="ignore",
            )
        st.button("保存认领", key=f"save_claims_{found.class_id}", type="primary", on_click=_save,
                  args=(state.form_id(FORM), found))  # fmt: skip


def option_labels(found: ClaimRound) -> dict[Claimed, str]:
    """What may be claimed → a label of its own: 启明组（6 人）, 张三."""
    groups = [
        (Claimed(one.key), f"{one.name}（{len(one.members)} 人）" if one.members else one.name)
        for one in found.groups
    ]
    students = labels.unique(found.students)
    known = [*groups, *((Claimed(student_id=student), name) for student, name in students.items())]
    unique = labels.unique((place, name, "") for place, (_, name) in enumerate(known))
    return {claimed: unique[place] for place, (claimed, _) in enumerate(known)}


def _show_over(found: ClaimRound, names: dict[Claimed, str]) -> None:
    own = [names[one] for one in found.own if one in names]
    said = f"认领了{'、'.join(own)}" if own else "没有认领"
    st.text(f"{found.class_name}　{day_text(found.closes_at.date())}已截止，您{said}。")


def _save(form_id: str, found: ClaimRound) -> None:
    def save() -> str:
        wanted = [st.session_state.get(_key(found, place)) for place in range(MOST_CLAIMS)]
        claimed = [one for one in wanted if one is not None]
        claims.save(session.context(), form_id, found.class_id, found.round_id, claimed, found.own)
        state.renew_form(FORM)
        return "认领已保存，截止前可以改。" if claimed else "认领已取消。"

    menu.act(save)


def _key(found: ClaimRound, place: int) -> str:
    return f"claim_{found.class_id}_{place}_{state.form_id(FORM)[:8]}"
