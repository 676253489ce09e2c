"""履职要求 as they stand: what is asked now, what will be, what was. Everybody reads; the office taps to change."""

import streamlit as st

from components import markup, menu, people_list
from components.people_list import Person, people
from domain.calendar import day_text
from domain.duty_editions import origin_of
from domain.duty_rules import DutyRule, Subject
from domain.permissions import Action
from services.context import Context
from services.duty_rules import Book

PANELS = ["preset", "add", "edit"]
_FOR_EVERYBODY = "没有到期的不算逾期；假期、请假和适应期不要求，学期头尾不足半期的也不要求。"


def show(context: Context, book: Book) -> None:
    """The rules in force as a readable list."""
    count = len(book.present)
    st.title(f"本校有 {count} 条履职要求" if count else "今天没有履职要求", anchor=False)
    if context.actor.may(Action.MANAGE_DUTIES):
        _show_to_change(book)
    else:
        _show_to_read(book)
    markup.show_tables(_FOR_EVERYBODY, [(f"以前的要求 {len(book.past)} 条", past_rows(book))])


def show_none() -> None:
    """Nothing asked for yet, for those who cannot change it."""
    st.title("还没有履职要求", anchor=False)
    st.info("德育处选好以后，每位老师要做什么、多久一次，会列在这里。", icon=":material/rule:")


def _show_to_read(book: Book) -> None:
    lines = [("现在", [_line(one, book) for one in book.present])]
    if book.coming:
        lines.append(("以后", [f"{day_text(one.valid_from)}起　{_line(one, book)}" for one in book.coming]))
    markup.show_cards((name, markup.lines(texts)) for name, texts in lines if texts)


def _show_to_change(book: Book) -> None:
    with st.container(horizontal=True):
        if st.button("加一条", key="add_rule", icon=":material/add:"):
            menu.go("duties", open="add")
        if st.button("换一套方案", key="other_preset", icon=":material/swap_horiz:"):
            menu.go("duties", open="preset")
    lists = [people([_person(one, book, _until(one, book)) for one in book.present], look="rows")]
    if book.coming:
        coming = [_person(one, book, f"{day_text(one.valid_from)}起") for one in book.coming]
        lists.append(people(coming, "已经定好、还没开始的", "rows"))
    tapped = people_list.show(lists, "duty_rules")
    if tapped is not None:
        menu.go("duties", open="edit", id=tapped)


def _person(one: DutyRule, book: Book, when: str) -> Person:
    words = when if one.name == one.kinds_text else f"{one.name}　{when}"
    return Person(one.id, asked_text(one, book), "修改 ›", words)


def _line(one: DutyRule, book: Book) -> str:
    text = asked_text(one, book)
    return text if one.name in text else f"{text}（{one.name}）"


def _until(one: DutyRule, book: Book) -> str:
    """9月1日起, and what comes after."""
    since = f"{one.valid_from.year}年{day_text(one.valid_from)}起"
    if one.valid_to is None:
        return since
    follows = any(origin_of(other) == origin_of(one) for other in book.coming)
    return f"{since}，{day_text(one.valid_to)}{'起改' if follows else '起停用'}"


def asked_text(one: DutyRule, book: Book) -> str:
    """每名留守儿童学生 每月 1 次家访: the rule in words, its care category by name."""
    return f"{subject_text(one, book)} {one.period.text} {one.times} 次{one.kinds_text}"


def subject_text(one: DutyRule, book: Book) -> str:
    """每名学生, 每名特殊学生（留守儿童）."""
    category = book.care_categories.get(one.care_category_id or 0)
    is_of_one = one.subject is Subject.CARE_STUDENT and category
    return f"{one.subject.text}（{category}）" if is_of_one else one.subject.text


def past_rows(book: Book) -> list[dict[str, object]]:
    """What was asked, from when to when, and who changed it."""
    return [
        {
            "要求": asked_text(past.rule, book),
            "从": _day(past.rule.valid_from.isoformat()),
            "到": _day(past.rule.valid_to.isoformat()) if past.rule.valid_to else "",
            "谁改的": past.ended_by,
        }
        for past in book.past
    ]


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日"
