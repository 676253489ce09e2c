"""导师名片: one's own to write; the class's to read, and how many each mentor takes."""

import streamlit as st

from components import labels, markup, menu, session, state
from domain.permissions import Action
from domain.wishes import MOST_MENTEES, MOST_WORDS
from services import mentor_cards
from services.context import Context
from services.mentor_cards import Card

FORM = "own_card"


def show_own(context: Context) -> None:
    """What students read before they choose."""
    card = mentor_cards.own(context)
    st.caption("学生选导师时看到：姓名、学科和下面两项。写得具体一点，学生更好选。")
    mark = state.form_id(FORM)[:8]
    st.text_area("教学风格", card.style, key=f"my_style_{mark}", max_chars=MOST_WORDS, height=80,
                 placeholder="例如：严格但耐心，喜欢让大家多讲", on_change="ignore")  # fmt: skip
    st.text_area("特长", card.strengths, key=f"my_strengths_{mark}", max_chars=MOST_WORDS, height=80,
                 placeholder="例如：篮球、书法，擅长帮人理清学习计划", on_change="ignore")  # fmt: skip
    st.button("保存名片", key="save_card", on_click=_save, args=(card.version,))


def show_class(context: Context, class_id: int) -> None:
    """Every card of the class's team as one table; the office sets who takes fewer or more."""
    cards = mentor_cards.of_class(context, class_id)
    if not cards:
        st.info("还没有任课安排。先在“导入名单”里导入教师和任课。")
        return
    unwritten = sum(not (card.style or card.strengths) for card in cards)
    if unwritten:
        st.caption(f"{unwritten} 位老师还没写名片。请他们在“我的认领”里写，学生选的时候看得到。")
    markup.show_rows([_line(card) for card in cards])
    if context.actor.may(Action.FORM_ANY_GROUPS):
        _show_most(class_id, cards)


def _line(card: Card) -> dict[str, object]:
    words = "；".join(text for text in (card.style, card.strengths) if text)
    most = "" if card.most_mentees is None else f" / 最多 {card.most_mentees}"
    return {
        "导师": card.name,
        "名片": f"{card.subjects or '班主任'}　{words or '还没写'}",
        "现在带": f"{card.mentees} 人{most}",
    }


def _show_most(class_id: int, cards: list[Card]) -> None:
    by_id = {card.mentor_id: card for card in cards}
    names = labels.unique((card.mentor_id, card.name, card.subjects) for card in cards)
    with st.container(horizontal=True, vertical_alignment="bottom", key="set_most"):
        picked = st.selectbox("改哪位老师最多带几人", list(names), index=None, placeholder="选一位老师",
                              format_func=names.__getitem__, key=f"most_of_{class_id}")  # fmt: skip
        if picked is None:
            return
        card = by_id[picked]
        st.number_input("最多带几人（空着按学校规定）", 0, MOST_MENTEES, card.most_mentees, key=f"most_mentees_{picked}",
                        on_change="ignore")  # fmt: skip
        st.button("改", key="save_most", on_click=_set_most, args=(class_id, card))


def _save(version: int) -> None:
    def save() -> str:
        mark = state.form_id(FORM)[:8]
        style = st.session_state.get(f"my_style_{mark}", "")
        strengths = st.session_state.get(f"my_strengths_{mark}", "")
        mentor_cards.save_own(session.context(), version, style, strengths)
        state.renew_form(FORM)
        return "名片已保存。"

    menu.act(save)


def _set_most(class_id: int, card: Card) -> None:
    most = st.session_state.get(f"most_mentees_{card.mentor_id}")  # what is on the screen now

    def change() -> str:
        mentor_cards.set_most(session.context(), class_id, card.mentor_id, card.version, most)
        return "已改。"

    menu.act(change)
