"""Five schemes side by side; the one nearest to the school's own is taken, all of it or in part, from a day on."""

from datetime import date

import streamlit as st

from components import choice_cards, duty_days, duty_preview, markup, menu, session, state
from components.choice_cards import Card
from components.text import plain
from domain.duty_editions import Adopt
from domain.duty_presets import PRESETS, Preset
from domain.duty_rules import DutyRule
from domain.errors import Invalid
from services import duty_rules
from services.context import Context
from services.duty_rules import Book, Seen

FORM = "duty_preset"


def show_all(book: Book) -> None:
    """What each asks, in words."""
    st.title("还没有履职要求" if book.is_empty else "换一套方案", anchor=False)
    st.caption("选最接近本校制度的一套。选好以后每一条都可以改、可以停，也可以再加。")
    presets = list(PRESETS.values())
    tapped = choice_cards.show([_card(one) for one in presets], "duty_presets")
    if tapped is not None:
        menu.go("duties", open="preset", key=presets[tapped].key)
    if book.is_empty and st.button("不用方案，自己一条一条写", key="write_own"):
        menu.go("duties", open="add")


def _card(preset: Preset) -> Card:
    return Card(preset.name, preset.note, [one.text for one in preset.rules(date.min)], "看看这一套 ›")


def show_one(context: Context, book: Book, key: str) -> None:
    """One scheme: which of its duties, from when, what that means for this month."""
    preset = PRESETS[key]
    rules = preset.rules(date.min)
    st.title(plain(preset.name), anchor=False)
    if not book.is_empty:
        st.caption("从选定的那天起，现在的要求全部停用，换成下面这些。")
    st.pills("要哪几条（点一下去掉）", range(len(rules)), selection_mode="multi", default=range(len(rules)),
             format_func=lambda place: plain(_label(rules[place])), key=_key(key))  # fmt: skip
    on = duty_days.choose(context, book, key)
    can = duty_preview.show(context, Adopt(_chosen(key, rules)), on)
    if can:
        st.button("开始执行", key="adopt_preset", type="primary", on_click=_adopt,
                  args=(state.form_id(FORM), book.seen, key))  # fmt: skip
    sources = [
        {"要求": one.text, "出处": duty.source} for one, duty in zip(rules, preset.duties, strict=True)
    ]
    markup.show_table("每一条的出处", sources)


def _label(rule: DutyRule) -> str:
    return rule.text.replace(" ", "")


def _chosen(key: str, rules: list[DutyRule]) -> tuple[DutyRule, ...]:
    places = st.session_state.get(_key(key)) or []
    return tuple(rules[place] for place in sorted(places))


def _adopt(form_id: str, seen: Seen, key: str) -> None:
    def adopt() -> str:
        chosen = _chosen(key, PRESETS[key].rules(date.min))
        if not chosen:
            raise Invalid("请至少留一条要求。")
        context = session.context()
        on = duty_days.chosen(context, key)
        duty_rules.put_in_force(context, form_id, seen, Adopt(chosen), on)
        state.renew_form(FORM)
        st.query_params.clear()
        return f"{len(chosen)} 条要求已定好。"

    menu.act(adopt)


def _key(key: str) -> str:
    return f"preset_{key}"
