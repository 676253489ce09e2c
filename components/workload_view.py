"""工作量 on the screen: the finding, a row for each mentor, what stands behind it, the list for the allowance."""

import streamlit as st

from components import address, downloads, errors, load_table, markup, menu, people_list, session
from components.downloads import Download
from components.load_table import Choice, LoadRow
from components.people_list import Person
from components.text import plain
from domain.calendar import day_text
from domain.duty_tables import Figures
from domain.permissions import Action
from domain.workload import Load, MonthHeld, number_text, periods_text, rule_text
from services import workload, workload_papers
from services.context import Context
from services.exports import Paper
from services.students import StudentLine
from services.workload import MentorLine, MentorWork, Workload

_COLUMNS = [
    ("导师", ""), ("折合人数", ""), ("负担", ""), ("学生", "p0"), ("特殊", "p1"), ("小组", "p2"), ("班主任", "p3"),
    ("最多带", ""), ("本月履职", ""), ("课时", ""),
]  # fmt: skip
_OPEN = "mentor"  # in the address: whose numbers are to be opened
_WIDEST = 1.5  # a limit far beyond everybody's load would leave the bars no room


def show_head(found: Workload) -> None:
    """The finding is the title; beneath it what is compared."""
    st.title(found.fairness.text, anchor=False)
    facts = [f"{day_text(found.on)}，{found.fairness.mentors} 位导师带学生"]
    if found.fairness.mentors:
        facts.append(f"居中的一位折合 {number_text(found.fairness.middle)} 人")
    facts.append("点一位导师看名单　竖线是最多带几人，只和学生数比")
    st.caption("　".join(facts))


def show_nothing(context: Context) -> None:
    """What has to be there first."""
    st.info("分组备案批准以后，这里就有每位导师的工作量。", icon=":material/groups:")
    menu.link_if_allowed(context.actor, "filing")


def show_table(found: Workload) -> int | None:
    """A row for each; returns whose was tapped."""
    rows = [_row(one, found) for one in found.lines]
    return load_table.show(_COLUMNS, _choices(found, rows), rows, _scale(found), "loads")


def _scale(found: Workload) -> float:
    widest = max((one.load.total for one in found.lines), default=0) or 1
    return max(widest, min(found.rule.most_mentees, _WIDEST * widest))


def _choices(found: Workload, rows: list[LoadRow]) -> list[Choice]:
    words = {"a": "超过上限", "h": "明显偏重", "l": "明显偏轻", "v": "请假"}
    counts = {key: sum(key in row.choices for row in rows) for key in words}
    some = [Choice(key, name, counts[key]) for key, name in words.items() if counts[key]]
    return [Choice("", "全部", len(found.lines)), *some]


def _row(one: MentorLine, found: Workload) -> LoadRow:
    load, fairness = one.load, found.fairness
    marks = [
        ("a", load.is_above, ("超过上限", True)),
        ("h", one.id in fairness.heavy, ("偏重", False)),
        ("l", one.id in fairness.light, ("偏轻", False)),
        ("v", one.away_until is not None, (f"请假到{day_text(one.away_until or found.on)}", False)),
    ]
    return LoadRow(
        one.id,
        one.name,
        [mark for _, holds, mark in marks if holds],
        number_text(load.total),
        (load.students, load.care_part, load.group_part, load.homeroom_part),
        load.most,
        _cells(one),
        "".join(key for key, holds, _ in marks if holds),
    )


def _cells(one: MentorLine) -> tuple[str, ...]:
    load = one.load
    return (
        str(load.students),
        *(_added(part) for part in (load.care_part, load.group_part, load.homeroom_part)),
        f"{load.most} 人",
        f"{one.asked.done} / {one.asked.required}" if one.asked.required else "－",
        number_text(one.periods) if one.months else "－",
    )


def _added(part: float) -> str:
    return f"+{number_text(part)}" if part else ""


def show_idle(found: Workload) -> None:
    """Who could have students and has none; how it is counted."""
    folds = [("怎么算的", markup.lines([rule_text(found.rule), periods_text(found.rule), _COMPARED]), False)]
    if found.idle:
        names = markup.lines(["、".join(found.idle.values())])
        folds.insert(0, (f"还有 {len(found.idle)} 位任课教师、班主任没有带学生", names, False))
    markup.show_folds(folds)


_COMPARED = "折合人数超过居中那位的一倍半算明显偏重，不到一半算明显偏轻。写了多少条记录不影响工作量。"


def show_papers(context: Context, found: Workload) -> None:
    """The list for the allowance: the term so far, and each month that is over."""
    if not found.months:
        st.caption("课时统计表：本学期第一个月过完以后可以取。")
        return
    papers = [_paper("本学期", None), *(_paper(f"{one.last.month}月", one.number) for one in found.months)]
    downloads.show(context, papers, "period_lists", "课时统计表（Excel），交教务处核发津贴")


def _paper(label: str, month: int | None) -> Download:
    def make(then: Context) -> Paper:
        return workload_papers.excel(then, month)

    return Download(label, "workload.excel", "term", make)


def show_way_to_rule(context: Context) -> None:
    """For the office: how it is counted can be changed."""
    if not context.actor.may(Action.MANAGE_DUTIES):
        return
    if st.button("改算法", key="change_load_rule", icon=":material/tune:"):
        menu.go("workload", open="rule")


def open_mentor(found: Workload, tapped: int | None) -> None:
    """What stands behind the row tapped, or named by the address, in a dialog."""
    wanted = tapped or address.number(_OPEN)
    address.put(_OPEN, None)  # once: whatever is pressed next need not open it again
    names = {one.id: one.name for one in found.lines}
    if wanted in names:
        st.dialog(plain(names[wanted]), width="medium")(_show_mentor)(wanted)


def _show_mentor(mentor_id: int) -> None:
    with errors.shown():
        context = session.context()  # a dialog runs by itself, long after its page
        work = workload.of_mentor(context, mentor_id)
        markup.show_cards([(_sum_text(work.line.load), markup.facts(_facts(work)))])
        people = [_person(one) for one in work.students]
        heading = f"学生 {len(people)} 人，折角的是特殊学生" if people else "没有带学生"
        tapped = people_list.show([people_list.people(people, heading)], f"students_of_{mentor_id}")
        if tapped is not None:
            menu.go("archive", student=tapped)


def _person(one: StudentLine) -> Person:
    return Person(one.id, one.name, one.class_name, has_care=one.has_care)


def _sum_text(load: Load) -> str:
    """折合 14.5 人 = 学生 9 + 特殊学生 1 + 小组 0.5 + 班主任 4."""
    parts = {
        "学生": load.students, "特殊学生": load.care_part, "小组": load.group_part, "班主任": load.homeroom_part,
    }  # fmt: skip
    said = " + ".join(f"{name} {number_text(part)}" for name, part in parts.items() if part)
    return f"折合 {number_text(load.total)} 人 = {said}" if said else "折合 0 人"


def _facts(work: MentorWork) -> list[tuple[str, str]]:
    line, load = work.line, work.line.load
    limit = (
        f"{load.most} 名学生，超过 {load.students - load.most} 人" if load.is_above else f"{load.most} 名学生"
    )
    return [
        ("最多带", limit),
        ("特殊学生", f"{load.care} 人" if load.care else ""),
        ("小组", "、".join(work.groups)),
        ("班主任", "、".join(work.classes)),
        ("请假", f"到{day_text(line.away_until)}" if line.away_until else ""),
        *(("本月履职", f"{rule.name} {_duty_text(figures)}") for rule, figures in work.duties),
        *(("课时", _month_text(one, load)) for one in line.months),
        (
            "记录时长",
            f"本月 {work.records_timed} 条写了时长，共 {work.minutes} 分钟" if work.records_timed else "",
        ),
    ]


def _duty_text(figures: Figures) -> str:
    late = f"，逾期 {figures.late}" if figures.late else ""
    return f"{figures.done} / {figures.required}{late}"


def _month_text(one: MonthHeld, load: Load) -> str:
    """10月：17 个上课日里 17 天带着学生，计 2 课时."""
    said = f"计 {number_text(load.rule.periods_a_month)} 课时" if one.counts else "不计"
    return f"{one.month.last.month}月：{one.school_days} 个上课日里 {one.days} 天带着学生，{said}"
