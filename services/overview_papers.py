"""Every table of the overview as one Excel file, with the same filters and within the same circle as the screen."""

from documents.workbook import Sheet, Value, workbook
from domain.calendar import day_text
from domain.duty_tables import Figures
from domain.overview import NEVER
from domain.permissions import Action
from domain.report import ClassReach
from services import class_reach, overview
from services.context import Context
from services.exports import EXCEL, Paper
from services.overview_values import WHOLE, ClassLine, MentorLine, Overview, State, View

_PARTS = ("应做", "做了", "逾期", "还没到期")


def excel(context: Context, view: View = WHOLE) -> Paper:
    """The tables; asks as the screen does."""
    context.require(Action.SEE_OVERVIEW)
    seen, reaches = overview.see(context, view), class_reach.see(context, view)
    title = f"{seen.stretch.name}总览"
    head = "　".join([title, *_chosen(context, seen, view)])
    foot = f"{day_text(seen.stretch.since)}至{day_text(seen.state.on)}，{day_text(context.today)}统计。空格：没有要求过。"
    sheets = [
        _whole(seen, head, foot), _mentors(seen, head, foot), _weeks(seen, head, foot),
        _classes(seen, reaches, overview.led_classes(context), head, foot), _care(seen, head, foot), _reach(seen, head, foot),
    ]  # fmt: skip
    return Paper(f"{title}.xlsx", workbook(sheets), EXCEL)


def _chosen(context: Context, seen: Overview, view: View) -> list[str]:
    """Which grade, class, duty it is about."""
    names = {one.id: one.name for one in overview.led_classes(context)}
    grades = {one.id: one.name for one in seen.grades}
    duty = seen.duties[view.duty].name if view.duty in seen.duties else ""
    found = [grades.get(view.grade or 0, ""), names.get(view.class_id or 0, ""), duty]
    return [one for one in found if one]


def _whole(seen: Overview, head: str, foot: str) -> Sheet:
    columns = [("项目", 30), ("现在", 12), ("前一段同期", 14), ("上学期同期", 14)]
    states = (seen.state, seen.before, seen.last_term)
    rows: list[list[Value]] = [
        [name, *(None if one is None else _value(one, what) for one in states)]
        for name, what in _STATE.items()
    ]
    more: list[tuple[str, int]] = [
        ("在带的导师", len(seen.leading)), ("没有带学生的任课老师", len(seen.without_students)),
        ("带的人超过上限的导师", len(seen.overloaded)), ("完成不足七成的导师", len(seen.low)),
        ("特殊学生的期限（天）", seen.limit_days),
    ]  # fmt: skip
    return Sheet("总览", head, columns, [*rows, *([name, count, None, None] for name, count in more)], foot)


_STATE = {
    "学生": "students", "没有导师的学生": "without_mentor", "联系到的学生": "seen", "还没人联系的学生": "unseen",
    "交流记录": "records", "特殊学生": "care_students", "超过期限没有联系的特殊学生": "care_unseen",
    "还没跟进的约定": "open_follow_ups", "已过日子的约定": "late_follow_ups", "应做": "required", "其中到期": "due",
    "做了": "done", "逾期没做": "late", "还没到期": "open", "完成（%）": "share",
}  # fmt: skip


def _value(state: State, what: str) -> Value:
    if what == "share":
        return _percent(state.asked)
    return int(getattr(state.asked if hasattr(state.asked, what) else state, what))


def _percent(figures: Figures | None) -> Value:
    """As a number to reckon with; nothing where nothing was due."""
    return None if figures is None or figures.share is None else round(100 * figures.share, 1)


def _mentors(seen: Overview, head: str, foot: str) -> Sheet:
    columns = [
        ("导师", 12), ("带学生", 8), ("最多带", 8), ("应做", 8), ("其中到期", 10), ("做了", 8), ("逾期", 8), ("还没到期", 10), ("完成（%）", 10),
        ("联系到的本人学生", 12), ("记录", 8), ("分钟", 8), ("请假", 8),
    ]  # fmt: skip
    listed = {one.mentor_id for one in seen.mentors}  # who leads a class is asked something too
    idle = [[name, 0, *[None] * 11] for key, name in seen.without_students if key not in listed]
    return Sheet("导师", head, columns, [*map(_mentor, seen.mentors), *idle], foot)


def _mentor(one: MentorLine) -> list[Value]:
    asked, counts = one.figures, one.counts
    return [
        one.name, counts.mentees, one.most, asked.required, asked.due, asked.done, asked.late, asked.open, _percent(asked),
        counts.seen, counts.records, counts.minutes, "是" if one.is_away else None,
    ]  # fmt: skip


def _weeks(seen: Overview, head: str, foot: str) -> Sheet:
    columns = [("导师", 12), *((f"第 {week.number} 周", 8) for week in seen.weeks)]
    rows = [[one.name, *one.weeks] for one in seen.mentors]
    return Sheet("每周", head, columns, rows, f"{foot}数字是联系学生的人次；空格：那一周没有要联系的。")


def _classes(
    seen: Overview, reaches: dict[int, ClassReach], known: list[ClassLine], head: str, foot: str
) -> Sheet:
    asked = {one.id: one.cells for one in seen.classes}
    keys = [key for key in seen.duties if any(key in one.cells for one in seen.classes)]
    columns = [
        ("班级", 12), ("学生", 8), ("没有导师", 8), ("导师", 8), ("联系到", 8),
        *((f"{seen.duties[key].name} {part}", 12) for key in keys for part in _PARTS),
    ]  # fmt: skip
    grades = [[one.name, *[None] * 4, *_cells(one.cells, keys)] for one in seen.grades]
    classes = [
        [one.name, *_led(reaches[one.id]), *_cells(asked.get(one.id, {}), keys)]
        for one in known if one.id in reaches
    ]  # fmt: skip
    return Sheet("班级与要求", head, columns, [*grades, *classes], foot)


def _led(one: ClassReach) -> list[Value]:
    return [one.students, one.without_mentor, one.mentors, one.seen]


def _cells(cells: dict[int, Figures], keys: list[int]) -> list[Value]:
    found: list[Value] = []
    for key in keys:
        one = cells.get(key)
        found += [None] * len(_PARTS) if one is None else [one.required, one.done, one.late, one.open]
    return found


def _care(seen: Overview, head: str, foot: str) -> Sheet:
    limit = seen.limit_days
    columns = [
        ("类别", 18),
        ("学生", 8),
        (f"近 {limit} 天联系过", 14),
        (f"超过 {limit} 天", 14),
        ("从未联系过", 12),
        ("离上次最久（天）", 14),
    ]
    rows = [
        [one.name, len(one.days), one.contacted, len(one.days) - one.contacted, one.days.count(NEVER),
         max((days for days in one.days if days != NEVER), default=None)]
        for one in seen.care
    ]  # fmt: skip
    return Sheet("特殊学生类别", head, columns, rows, f"{foot}一名学生可能同属几类。")


def _reach(seen: Overview, head: str, foot: str) -> Sheet:
    columns = [
        ("教学周", 10), ("开始", 12), ("结束", 12), ("联系到的学生", 12), ("学生", 8), ("没有联系学生的导师", 14), ("该联系的导师", 12),
        ("上学期联系到", 12), ("上学期学生", 12),
    ]  # fmt: skip
    silent = {number: (none, whole) for number, none, whole in seen.silent}
    rows = [
        [f"第 {week.number} 周", day_text(week.starts_on), day_text(week.ends_on), *seen.weeks_seen[at],
         *silent.get(week.number, (None, None)),
         *(seen.weeks_seen_before[at] if at < len(seen.weeks_seen_before) else (None, None))]
        for at, week in enumerate(seen.weeks)
    ]  # fmt: skip
    return Sheet("逐周联系面", head, columns, rows, foot)
