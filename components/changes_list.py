"""调换导师, what waits: one list to tap, each line opens the place where it is settled."""

from dataclasses import dataclass

import streamlit as st

from components import markup, menu, people_list
from components.people_list import Person, people
from domain.calendar import day_text
from domain.changes import OpenWork
from domain.permissions import Action
from services import adaptation, changes, departures, handover, newcomers
from services.changes import ChangeLine
from services.context import Context

PANELS = ["place", "take", "trial", "request", "ask", "note", "leave"]
_RECEIVED_FIRST = 12


@dataclass(frozen=True)
class Line:
    """A line of the list and the panel it opens."""

    name: str
    mark: str
    words: str
    panel: str
    query: dict[str, int]
    is_urgent: bool = False
    is_done: bool = False


def show(context: Context) -> None:
    """The page before anything is opened."""
    looks_after = context.actor.may(Action.FORM_GROUPS)
    asked = changes.requests(context)
    ends = _loose_ends(context) if looks_after else None
    lines = (ends.lines if ends else []) + _open_requests(context, asked)
    notes = _notes(context)
    st.title(_title(ends, lines, notes), anchor=False)
    _list(lines, notes)
    _acts(context)
    if looks_after:
        markup.show_lines(one.advice for one in adaptation.small_groups(context))
    _show_received(context)
    _show_decided(asked)


def _title(ends: "LooseEnds | None", lines: list[Line], notes: list[Line]) -> str:
    if ends and (text := ends.work.text):
        return text
    if lines:
        return f"{len(lines)} 份申请等审批"
    unwritten = sum(not one.is_done for one in notes)
    return f"{unwritten} 名学生可以写交接" if unwritten and not ends else "没有等处理的事"


def _list(lines: list[Line], notes: list[Line]) -> None:
    """What waits as rows, what may be written as tiles beneath."""
    shown = [
        Person(place, one.name, one.mark, one.words, one.is_urgent)
        for place, one in enumerate([*lines, *notes])
    ]
    waiting, writing = shown[: len(lines)], shown[len(lines) :]
    lists = [people(waiting, look="rows")]
    if writing:
        lists.append(people(writing, "写给新导师的交接"))
    tapped = people_list.show(lists, "changes_private")
    if tapped is not None:
        one = [*lines, *notes][tapped]
        menu.go("changes", open=one.panel, **one.query)


def _acts(context: Context) -> None:
    with st.container(horizontal=True):
        if st.button("申请调换导师", key="ask_change", icon=":material/swap_horiz:"):
            menu.go("changes", open="ask")
        if context.actor.may(Action.FORM_GROUPS) and st.button(
            "登记离开", key="register_leave", icon=":material/logout:"
        ):
            menu.go("changes", open="leave")


# ── the lines ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class LooseEnds:
    """What came undone in the classes one looks after."""

    unplaced: list[newcomers.Newcomer]
    alone: list[departures.Alone]
    trials: list[adaptation.Trial]
    requests: int

    @property
    def lines(self) -> list[Line]:
        """As they are listed."""
        return [*_alone(self.alone), *_newcomers(self.unplaced), *_trials(self.trials)]

    @property
    def work(self) -> OpenWork:
        """In numbers, the same as on 今天."""
        unmentored = sum(len(one.students) for one in self.alone)
        return OpenWork(len(self.unplaced), unmentored, len(self.trials), self.requests)


def _loose_ends(context: Context) -> LooseEnds:
    return LooseEnds(
        newcomers.unplaced(context),
        departures.unmentored(context),
        adaptation.to_confirm(context),
        changes.waiting_requests(context),
    )


def _newcomers(found: list[newcomers.Newcomer]) -> list[Line]:
    by_class: dict[tuple[int, str], list[str]] = {}
    for one in found:
        by_class.setdefault((one.class_id, one.class_name), []).append(one.name)
    return [
        Line(f"{name}　{len(who)} 人没有小组", "进组 ›", "、".join(who), "place", {"class": class_id}, True)
        for (class_id, name), who in by_class.items()
    ]


def _alone(ends: list[departures.Alone]) -> list[Line]:
    by_class: dict[tuple[int, str], list[departures.Alone]] = {}
    for one in ends:
        by_class.setdefault((one.class_id, one.class_name), []).append(one)
    return [
        Line(
            f"{name}　{sum(len(one.students) for one in found)} 人没有人带",
            "找导师 ›",
            "；".join(f"{one.group}：{one.why}" for one in found),
            "take",
            {"class": class_id},
            True,
        )
        for (class_id, name), found in by_class.items()
    ]


def _trials(ends: list[adaptation.Trial]) -> list[Line]:
    by_class: dict[tuple[int, str], list[adaptation.Trial]] = {}
    for one in ends:
        by_class.setdefault((one.class_id, one.class_name), []).append(one)
    return [
        Line(
            f"{name}　适应期到了",
            "确认 ›",
            f"{len(found)} 个小组，确认或调换导师",
            "trial",
            {"class": class_id},
        )
        for (class_id, name), found in by_class.items()
    ]


def _open_requests(context: Context, asked: list[ChangeLine]) -> list[Line]:
    mark = "审批 ›" if context.actor.may(Action.DECIDE_CHANGE) else "待审批 ›"
    return [
        Line(
            f"{one.student}　调换导师",
            mark,
            f"{one.class_name}　{one.asked_by}提出，现导师{one.from_mentor}",
            "request",
            {"id": one.id},
            context.actor.may(Action.DECIDE_CHANGE),
        )
        for one in asked
        if one.state == "open"
    ]


def _notes(context: Context) -> list[Line]:
    """Whom this person may still write about for a next mentor, those not written about first."""
    return [
        Line(
            one.student,
            "已写 ›" if one.body else "写交接 ›",
            f"给{one.to_mentor or '新导师'}{f'，{day_text(one.starts_on)}起' if one.starts_on else ''}",
            "note",
            {"id": one.change_id},
            is_done=bool(one.body),
        )
        for one in sorted(handover.to_write(context), key=lambda one: bool(one.body))
    ]


# ── beneath the list ─────────────────────────────────────────────────────────────────────────────────


def _show_received(context: Context) -> None:
    found = handover.received(context)
    if not found:
        return
    st.header("交接给您的", anchor=False)
    with st.container(key="received_private"):
        markup.show_cards(
            (
                f"{one.student}　{one.former} → {one.next}",
                markup.lines([one.body, f"{one.author}，{day_text(one.starts_on)}起"]),
            )
            for one in found[:_RECEIVED_FIRST]
        )


def _show_decided(asked: list[ChangeLine]) -> None:
    decided = [one for one in asked if one.state != "open"]
    markup.show_table(f"处理过的申请 {len(decided)} 份", [_decided_row(one) for one in decided])


def _decided_row(one: ChangeLine) -> dict[str, object]:
    return {
        "学生": one.student,
        "班级": one.class_name,
        "原导师": one.from_mentor,
        "新导师": one.to_mentor if one.state == "approved" else "",
        "结果": one.state_text,
        "从哪天起": day_text(one.starts_on) if one.starts_on else "",
        "说明": one.decision,
    }
