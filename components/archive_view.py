"""The parts of a student's page: good news first, then how to reach the family, the story, and who can see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import streamlit as st

from components import (
    archive_earlier,
    archive_edit,
    correction,
    growth_view,
    markup,
    menu,
    profile_view,
    state,
)
from components.text import plain, short
from domain.access import moment_words
from domain.calendar import day_text, days_ago_text
from domain.confidence import NOT_TOLD, notice
from domain.errors import NotFound
from domain.leave import span_text
from domain.record_kinds import Kind
from domain.records import NEEDS_ATTENTION
from services.archive import Archive, Entry
from services.context import Context

_SHOWN_AT_FIRST = 20
_HIGHLIGHTS = 3


def ask_for_student() -> None:
    """The page was opened without a student."""
    st.title("学生档案", anchor=False)
    st.info("先在“学生”里找到一名学生。")
    menu.link("students", "去找学生")


@contextmanager
def or_how_to_ask(context: Context) -> Iterator[None]:
    """Out of reach: the sentence, the same whether there is such a student or not, and where to ask."""
    try:
        yield
    except NotFound as refusal:
        st.error(plain(refusal.message), icon=":material/error:")
        menu.link_if_allowed(context.actor, "access")
        st.stop()


def show_head(student: Archive) -> None:
    """Name, class; and the cover for a screen others can see."""
    with st.container(key="name_private"):
        st.title(f"{plain(student.name)} :gray[{plain(student.class_name)}]", anchor=False)
    st.toggle("遮住", key="hide_names", on_change="ignore")


def show_highlights(student: Archive, good: list[tuple[date, str]] | None = None) -> None:
    """What the page opens with: 闪光点 first (S0 闪光点和不足之处), whom to call, what was promised.

    `good`: what went well beside the records in which something got better, with its day.
    """
    good = good or []
    # a mentor may have taken a record's words over
    better = [(day, text) for day, text in _better(student) if not any(text in one for _, one in good)]
    told = sorted([*better, *good], reverse=True)[:_HIGHLIGHTS]
    markup.show_opening(
        _facts(student),
        markup.notes((day_text(day), short(text, 60)) for day, text in told),
        _guardian(student.guardians[0]) if student.guardians else "",
        markup.facts((day_text(due), said) for due, said in student.promises),
    )


def _better(student: Archive) -> list[tuple[date, str]]:
    return [(one.occurred_on, one.content) for one in student.entries if one.effect == "好转" and one.content]


def show_acts(context: Context, student: Archive) -> None:
    """What to do: write down, change."""
    if student.granted_until:
        # it is nobody's who only reads: nothing here writes
        until = moment_words(student.granted_until)
        st.info(
            plain(f"您临时查看这名学生，到 {until} 为止。只能看，不能记录和导出。"),
            icon=":material/lock_clock:",
        )
        return
    with st.container(key="archive_acts", horizontal=True):
        if st.button("记一次", key="record_here", type="primary", icon=":material/edit:"):
            menu.go("record", student=student.student_id)
        if st.button("写家访", key="visit_here", icon=":material/home:"):
            menu.go("record", student=student.student_id, kind=Kind.HOME_VISIT.value)
        archive_edit.offer(context, student)
        if st.button("打印", key="print_here", icon=":material/print:"):
            menu.go("papers", student=student.student_id)


def show_timeline(context: Context, student: Archive) -> None:
    """Every record, newest first; a year-old 需关注 is folded away."""
    with st.container(key="card_timeline_private"):
        if not student.entries:
            st.header("还没有交流记录", anchor=False)
            st.caption("记下第一次谈心，这里就有了开头。")
            return
        markup.show_made(_timeline(student, context.today))
        if student.entry_count > len(student.entries):
            more = student.entry_count - len(student.entries)
            menu.link("log", f"再早的 {more} 条在交流记录里 ›", student=student.student_id, whose="all")
        if not student.granted_until:
            correction.offer([one for one in student.entries if one.is_own], student.student_id)


def _timeline(student: Archive, today: date) -> str:
    """Written once for as long as the answer is the same: it is a tenth of the page."""
    known: tuple[list[Entry], date, str] | None = state.get(state.TIMELINE)
    if known is None or known[0] is not student.entries or known[1] != today:
        known = (student.entries, today, _written(student, today))
        state.put(state.TIMELINE, known)
    return known[2]


def _written(student: Archive, today: date) -> str:
    days = (today - student.entries[0].occurred_on).days
    folded = [one for one in student.entries if one.is_folded(today)]
    recent = [one for one in student.entries if not one.is_folded(today)]
    parts = [("更早的", recent[_SHOWN_AT_FIRST:]), ("一年以前的需关注", folded)]
    return markup.timeline(
        f"{student.entry_count} 次交流，最近一次 {days_ago_text(days)}{'前' if days > 1 else ''}",
        [_entry(one) for one in recent[:_SHOWN_AT_FIRST]],
        [(label, [_entry(one) for one in part]) for label, part in parts],
        [(term, term) for term in dict.fromkeys(one.term for one in student.entries)],
    )


def _entry(one: Entry) -> markup.TimelineEntry:
    parts = [day_text(one.occurred_on), one.kind.text, one.mode, one.area, one.about]
    text = _withheld(one) if one.content is None else one.content
    lines = [*([text] if text else []), *(f"{label}：{words}" for label, words in one.details)]
    return markup.TimelineEntry(
        " · ".join(part for part in parts if part),
        one.effect,
        one.effect == NEEDS_ATTENTION,
        lines,
        _entry_facts(one),
        markup.files(one.files) + _way_in(one),
        one.kind.text,
        one.term,
    )


def _withheld(one: Entry) -> str:
    return NOT_TOLD if one.told_to is None else notice(one.told_to)


def _way_in(one: Entry) -> str:
    return (
        markup.record_link(one.id, "内容加密保存，打开看 ›")
        if one.is_sealed and one.content is not None
        else _earlier(one)
    )


def _earlier(one: Entry) -> str:
    return (
        markup.record_link(one.id, f"更正过 {one.corrections} 次，看原来怎么写的 ›")
        if one.corrections
        else ""
    )


def _entry_facts(one: Entry) -> str:
    parts = [one.author]
    if one.days_late:
        parts.append(f"补记（晚 {one.days_late} 天）")
    if one.people > 1:
        parts.append(f"和另外 {one.people - 1} 名学生一起")
    if one.follow_up_on:
        parts.append(f"{day_text(one.follow_up_on)} 跟进")
    if one.is_restricted:
        told = "、".join(one.told_to) if one.told_to and one.content is not None else ""
        parts.append(f"保密，{told}能看" if told else "保密")
    return " · ".join(parts)


def show_facts(student: Archive, today: date) -> None:
    """The right-hand column as one element: whom to call, what the child is like, mentors, who can see the page."""
    markup.show_cards(
        [
            ("监护人", _guardians(student)),
            *profile_view.cards(student),
            *growth_view.cards(student, today),
            *([("类别", _cares(student))] if student.cares else []),
            ("身份", markup.facts(_identity(student)) + _earlier_way(student, "identity")),
            ("历任导师", _mentors(student)),
            ("谁能看到", markup.facts(student.circle)),
        ],
        can_be_covered=True,
    )


def _earlier_way(student: Archive, part: str) -> str:
    return archive_earlier.way(student.student_id, part, student.changed)


def _guardians(student: Archive) -> str:
    """One tap to call; the number is masked on the screen."""
    earlier = _earlier_way(student, "guardian")
    if not student.guardians:
        return markup.lines(["还没有监护人。班主任和德育处可以按“修改”补上。"]) + earlier
    return "".join(_guardian(row) for row in student.guardians) + earlier


def _guardian(row: dict[str, Any]) -> str:
    kind = "临时监护人" if row["is_temporary"] else ""
    who = "　".join(part for part in (row["relation"], row["name"], kind) if part)
    about = "　".join(part for part in (row["work_unit"], row["address"]) if part)
    call = markup.call(f"打电话 {_masked(row['phone'])}", row["phone"]) if row["phone"] else ""
    return markup.lines([who, about]) + call


def _identity(student: Archive) -> list[tuple[str, str]]:
    """What the roster says."""
    born = student.birth_date
    return [
        ("性别", student.sex or ""),
        ("学号", student.student_number),
        ("学籍号", _masked(student.national_number)),
        ("出生", f"{born:%Y}年{day_text(born)}" if born else ""),
        ("电话", _masked(student.phone)),
    ]


def _cares(student: Archive) -> str:
    """The care categories in force, and those that are over, each with its days."""
    now, over = ([one for one in student.cares if bool(one["is_over"]) is past] for past in (False, True))
    gone = markup.fold("以前的类别", markup.facts(map(_care, over)))
    return markup.facts(map(_care, now)) + gone + _earlier_way(student, "care")


def _care(care: dict[str, Any]) -> tuple[str, str]:
    last = (date.fromisoformat(care["valid_to"]) - timedelta(1)).isoformat() if care["valid_to"] else None
    return care["category"], "　".join(filter(None, [_period(care["valid_from"], last), care["note"]]))


def _mentors(student: Archive) -> str:
    """Present and former mentors."""
    if not student.mentors:
        return markup.lines(["还没有导师。班主任分组后会出现在这里。"])
    return markup.facts(
        (_period(row["valid_from"], row["valid_to"]), f"{row['mentor']}　{row['group_name'] or ''}")
        for row in student.mentors
    )


def _period(first: str, last: str | None) -> str:
    """2026年9月起, or 2025年9月—2026年7月."""
    months = [f"{day:%Y}年{day.month}月" for day in map(date.fromisoformat, filter(None, [first, last]))]
    return "—".join(months) if last else f"{months[0]}起"


def _facts(student: Archive) -> str:
    parts = [
        f"学号 {student.student_number}" if student.student_number else "",
        f"导师 {student.mentor_names}" if student.mentor_names else "还没有导师",
        f"班主任 {student.homeroom}" if student.homeroom else "",
        *(f"请假 {span_text(first, last)}" for first, last in student.away),
    ]
    return "　".join(part for part in parts if part)


def _masked(number: str) -> str:
    """138****2671: enough to recognise, not to copy from over a shoulder."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 9 else number
