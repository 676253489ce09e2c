"""The overview's figures as one element to tap: cards, mentors by duty and week, classes by duty, children in need."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st

from domain import overview_looks as looks
from domain import overview_words as words
from domain.duty_tables import Figures
from domain.overview import NEVER
from services.overview_values import ClassLine, MentorLine, Overview, State

FEW: Final = 10  # the neediest mentors, and as many classes; the rest is one tap away
_LONGEST: Final = 60  # days; who was seen longer ago stands at the edge
_HERE = Path(__file__).parent
_board = st.components.v2.component(
    "mentor_overview",
    js=(_HERE / "assets" / "overview_board.js").read_text(encoding="utf-8"),
    html='<div class="overview"></div>',
    isolate_styles=False,
)
Card = tuple[
    list[str] | None, str, str, str, str, str, str
]  # opens, label, figure, change, its look, facts, more


def show(seen: Overview, *, is_wall: bool, is_whole: bool) -> list[Any] | None:
    """Draws it; returns what was just tapped: a list's name, or its name and whose.

    On the wall nobody is named; `is_whole`: with all mentors and classes, not only those most is undone of.
    """
    few = None if is_whole else FEW
    data = {
        "is_wall": is_wall,
        "buttons": [["wall", "退出投影" if is_wall else "投影"], ["print", "打印这一页"]],
        "cards": cards(seen),
        "mentors": _mentors(seen, few, has_names=not is_wall),
        "duties": _duties(seen, few),
        "care": _care(seen),
    }
    tapped = _board(data=data, key="overview_board", on_tapped_change=_nothing).tapped
    return tapped if isinstance(tapped, list) and tapped and isinstance(tapped[0], str) else None


def _nothing() -> None:
    """The tap's own rerun is all that is wanted."""


# ── cards ────────────────────────────────────────────────────────────────────────────────────────────


def cards(seen: Overview) -> list[Card]:
    """The six figures on top, each with the list it opens and how it stood before."""
    now, when = seen.state, seen.stretch.name
    share = "－" if now.asked.share is None else words.percent(now.asked.share)
    return [
        (_if(now.without_mentor, "unpaired"), "没有导师的学生", f"{now.without_mentor} 人", *_than(seen, "without_mentor"),
         f"共 {now.students} 人", _more(now.without_mentor, "人")),
        (_if(now.unseen, "unseen"), f"{when}还没人联系的学生", f"{now.unseen} 人", *_than(seen, "unseen"),
         f"已联系 {now.seen} 人", _more(now.unseen, "人")),
        (_if(now.asked.late, "late"), f"{when}到期的要求", share, *_rate_than(seen), _last_term(seen), _more(now.asked.late, "次逾期的")),
        (_if(now.care_unseen, "care"), f"特殊学生超 {seen.limit_days} 天未联系", f"{now.care_unseen} 人", *_than(seen, "care_unseen"),
         f"共 {now.care_students} 人", _more(now.care_unseen, "人")),
        (["overloaded"], "带的人超过上限的导师", f"{len(seen.overloaded)} 位", "", "",
         f"{len(seen.leading)} 位在带，{len(seen.without_students)} 位没有带", "看导师 ›"),
        (_if(now.open_follow_ups, "follow_ups"), "还没跟进的约定", f"{now.open_follow_ups} 条", *_than(seen, "open_follow_ups"),
         f"{now.late_follow_ups} 条已过约定的日子", _more(now.open_follow_ups, "条")),
    ]  # fmt: skip


def _if(count: int, opens: str) -> list[str] | None:
    """What counts nothing opens nothing."""
    return [opens] if count else None


def _more(count: int, unit: str) -> str:
    return f"看这 {count} {unit} ›" if count else ""


def _than(seen: Overview, name: str) -> tuple[str, str]:
    """(较上月 −31, its look): fewer is better."""
    if seen.before is None:
        return "", ""
    now, then = int(getattr(seen.state, name)), int(getattr(seen.before, name))
    return (
        f"{_than_words(seen)}{words.change(now, then)}",
        "worse" if now > then else "better" if now < then else "",
    )


def _rate_than(seen: Overview) -> tuple[str, str]:
    now, then = seen.state.asked.share, seen.before.asked.share if seen.before else None
    if now is None or then is None:
        return "", ""
    return (
        f"{_than_words(seen)}{words.points(now, then)}",
        "worse" if now < then else "better" if now > then else "",
    )


def _than_words(seen: Overview) -> str:
    return "较上周 " if seen.stretch.key == "week" else "较上月 "


def _last_term(seen: Overview) -> str:
    then: State | None = seen.last_term
    share = then.asked.share if then else None
    return (
        f"{seen.state.asked.due} 次里做了 {seen.state.asked.done_of_due} 次"
        if share is None
        else f"上学期同期 {words.percent(share)}"
    )


# ── mentors ──────────────────────────────────────────────────────────────────────────────────────────


def _mentors(seen: Overview, few: int | None, *, has_names: bool) -> dict[str, Any]:
    shown = [one for one in seen.mentors if one.counts.mentees or one.figures.required]
    names = {one.mentor_id: one.name if has_names else f"导师 {place}" for place, one in enumerate(shown, 1)}
    low, many = (
        [one.name if has_names else "1 位导师" for one in found] for found in (seen.low, seen.overloaded)
    )
    is_asked = any(one.figures.share is not None for one in shown)
    fine = all(not one.is_low for one in shown[FEW:])
    return {
        "title": words.mentors(low, many, len(seen.leading), is_asked),
        "note": f"{seen.stretch.name}到期的要求，做了多少；最欠的在上",
        "keys": [["low", "不足七成"], ["nearly", "不足九成"], ["ok", "九成以上"]],
        "weekTitle": words.weeks(seen.silent),
        "weekNote": "每周联系学生的人次，橙框是 0，灰格不要求",
        "records": f"{seen.stretch.name}共 {seen.state.records} 条记录 ›",
        "weeks": [week.number for week in seen.weeks],
        "over": seen.weeks_over,
        "most": max((one.figures.due for one in shown), default=0),
        "highest": max((count or 0 for one in shown for count in one.weeks), default=0),
        "rows": [_mentor(one, names[one.mentor_id]) for one in shown[:few]],
        "more": _rest(len(shown), few, f"位导师{'（都在七成以上）' if fine else ''}"),
    }


def _rest(count: int, few: int | None, unit: str) -> str:
    return f"展开其余 {count - few} {unit}" if few is not None and count > few else ""


def _mentor(one: MentorLine, name: str) -> list[Any]:
    weeks = [-1 if count is None else count for count in one.weeks]
    aside = (
        f"{one.counts.mentees} 人"
        + (f"，全校 {one.leads}" if one.is_overloaded and one.leads != one.counts.mentees else "")
        + (f"，上限 {one.most}" if one.is_overloaded else "")
        + ("，请假" if one.is_away else "")
    )
    figures = one.figures
    return [one.mentor_id, name, aside, figures.done_of_due, figures.due, looks.mentor_words(figures), looks.mentor_look(figures), weeks,
            int(one.is_overloaded)]  # fmt: skip


# ── classes and duties ───────────────────────────────────────────────────────────────────────────────


def _duties(seen: Overview, few: int | None) -> dict[str, Any]:
    columns = [
        (key, rule.name) for key, rule in seen.duties.items() if any(key in one.cells for one in seen.classes)
    ]
    by_need = sorted(seen.classes, key=lambda one: 2.0 if one.total.share is None else one.total.share)
    grades = seen.grades if len(seen.grades) > 1 else []
    found = [(name, [one.cells[key] for one in seen.classes if key in one.cells]) for key, name in columns]
    return {
        "title": words.duties(found),
        "note": "到期的做了几成，最欠的班在上；没有底色的还没到期",
        "keys": [["poor", "不足六成"], ["weak", "不足八成"], ["fair", "不足九成五"], ["full", "九成五以上"]],
        "columns": columns,
        "rows": [
            *(_squares(["grade", one.id], one, columns) for one in grades),
            *(_squares(["class", one.id], one, columns) for one in by_need[:few]),
        ],
        "more": _rest(len(by_need), few, "个班"),
    }  # fmt: skip


def _squares(what: list[Any], line: ClassLine, columns: Sequence[tuple[int, str]]) -> list[Any]:
    return [what, line.name, [_square(line.cells.get(key)) for key, _ in columns]]


def _square(figures: Figures | None) -> tuple[str, str]:
    return looks.square_words(figures), looks.square_look(figures)


# ── children in need ─────────────────────────────────────────────────────────────────────────────────


def _care(seen: Overview) -> dict[str, Any]:
    limit, longest = seen.limit_days, max(_LONGEST, 2 * seen.limit_days)
    rows = [
        (one.category_id, one.name, one.contacted, len(one.days), _still(one.contacted, len(one.days)))
        for one in seen.care
    ]
    spoken = "；".join(f"{one.name}：{len(one.days) - one.contacted} 人超过 {limit} 天" for one in seen.care)
    strip = {
        "limit": limit,
        "longest": longest,
        "rows": [[one.name, [*one.days]] for one in seen.care],
        "spoken": spoken,
    }
    return {
        "title": words.care(seen.state.care_students, seen.state.care_unseen, limit),
        "note": f"近 {limit} 天联系过几人；一名学生可能同属几类",
        "rows": rows,
        "most": max((row[3] for row in rows), default=1),
        "strip": strip if rows else None,
        "stripNote": f"离上次联系几天，一点是一名学生；橙线是 {limit} 天" + ("，最右是从未联系过" if any(NEVER in one.days for one in seen.care) else ""),
    }  # fmt: skip


def _still(done: int, whole: int) -> str:
    return f"{done}/{whole}　还差 {whole - done} 人" if done < whole else f"{done}/{whole}　都联系过"
