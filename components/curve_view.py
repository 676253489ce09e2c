"""学业变化曲线 on a student's page: one chart at a time by the measure chosen, what was analysed, the numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components import address, downloads, growth_charts, markup
from components.curve_chart import curve_note, curve_table, show_curve
from domain.contact_months import months_title
from domain.curve_panels import RANKED
from domain.exam_measures import (
    MEASURE_NAMES,
    Measure,
    measures_of,
    profile_title,
    title_of,
)
from domain.permissions import Action
from services import curve_pictures, curves, exports
from services.archive import Archive
from services.context import Context
from services.curve_pictures import MONTHS, SUBJECTS
from services.curves import Analysis, Curves

Row = dict[str, Any]
_NAMES: Mapping[str, str] = dict(MEASURE_NAMES) | {SUBJECTS: "各科", MONTHS: "每月交流"}
_CHOICE = "curve_view"


@dataclass(frozen=True)
class _Drawing:
    """A chart: the finding it is headed by, how it is drawn, how it is read, its numbers."""

    title: str
    draw: Callable[[], None]
    note: str = ""
    tables: Sequence[tuple[str, Sequence[Row]]] = ()


def show(context: Context, student: Archive) -> None:
    """The card. Ranks stay blurred on a phone until asked for."""
    is_whole = address.word("exams", ["all"]) is not None
    found = curves.whole(context, student.student_id) if is_whole else student.curves
    views = _views(found, student)
    with st.container(key="card_curve_private"):
        if not views:
            st.header("学业变化曲线", anchor=False)
            markup.show_tables("导入考试成绩后，这里画出五次大考的变化曲线。", [("各科成绩", _marks(found))])
            return
        view = _chosen(views)
        _choose(views)
        if view == "grade_rank":
            st.toggle("学业变化曲线：看名次", key="show_ranks", on_change="ignore")
        with st.container(key="curve" if view in RANKED else "curve_plain"):
            drawing = _drawing(context, student, found, view)
            st.header(drawing.title, anchor=False)
            drawing.draw()
            _show_beneath(context, student, found, view, drawing, is_whole)
            _offer_picture(context, student, view, is_whole)


def _views(found: Curves, student: Archive) -> list[str]:
    """What can be drawn of this child."""
    has_rates = any(mark["kind"] == "score" and mark["full_mark"] for mark in found.subjects)
    more = {SUBJECTS: has_rates, MONTHS: student.entry_count > 0}
    return [*measures_of(found.points), *(view for view, is_so in more.items() if is_so)]


def _chosen(views: Sequence[str]) -> str:
    """The view chosen, else the address's, else the first; one this child has not is forgotten."""
    if st.session_state.get(_CHOICE) not in views:
        st.session_state[_CHOICE] = address.word("view", list(views)) or views[0]
    return str(st.session_state[_CHOICE])


def _choose(views: Sequence[str]) -> None:
    if len(views) > 1:
        st.pills(
            "看什么",
            views,
            format_func=_NAMES.__getitem__,
            key=_CHOICE,
            required=True,
            label_visibility="collapsed",
        )


def _drawing(context: Context, student: Archive, found: Curves, view: str) -> _Drawing:
    if view == SUBJECTS:
        profile = curves.profile(context, student.student_id)
        if profile is None:
            return _Drawing("还没有可以和班级比的各科成绩", _nothing, tables=[("各科成绩", _marks(found))])
        return _Drawing(
            profile_title(profile.subjects),
            lambda: growth_charts.show_profile(profile),
            "圆点是这名学生，灰条是班级中间一半学生；低于灰条的用三角标出",
            [("看数字", growth_charts.profile_table(profile)), ("各次各科成绩", _marks(found))],
        )
    if view == MONTHS:
        months = curves.months(context, student.student_id)
        return _Drawing(
            months_title(months),
            lambda: growth_charts.show_months(months) if months else None,
            "和学生谈心、听汇报，和家长联系、家访都算；考后分析不算",
            [("看数字", growth_charts.months_table(months))],
        )
    return _curve(found, view)  # type: ignore[arg-type]


def _curve(found: Curves, measure: Measure) -> _Drawing:
    points = found.points
    return _Drawing(
        title_of(points, measure),
        lambda: show_curve(points, measure),
        curve_note(points, measure),
        [("看数字", curve_table(points, measure)), ("各科成绩", _marks(found))],
    )


def _offer_picture(context: Context, student: Archive, view: str, is_whole: bool) -> None:
    """存为图片, for whoever may take along."""
    if student.granted_until or not context.actor.may(Action.PRINT):
        return

    def make(then: Context) -> exports.Paper:
        return curve_pictures.picture(then, student.student_id, view, is_whole)

    what = downloads.Download("存为图片", "curve.picture", f"student/{student.student_id}", make)
    downloads.show(context, [what], "curve_picture")


def _nothing() -> None:
    """No chart."""


def _show_beneath(
    context: Context, student: Archive, found: Curves, view: str, drawing: _Drawing, is_whole: bool
) -> None:
    """How to read it, what was analysed after the exams, the numbers, and ways on."""
    if view == MONTHS:
        markup.show_drawn(drawing.note, ("", ""), drawing.tables)
        return
    latest, *earlier = [_analysis(one) for one in found.analyses] or [("", "")]
    markup.show_drawn(
        drawing.note,
        ("考后分析", markup.facts([latest])),
        drawing.tables,
        (f"以前的考后分析 {len(earlier)} 次", markup.facts(earlier)),
        _ways(context, student, found, view, is_whole),
    )


def _analysis(one: Analysis) -> tuple[str, str]:
    if one.is_kept_back:
        return one.exam, "写过，只给写的人看。"
    if one.is_sealed:
        return one.exam, "写过，内容加密保存，在下面的交流记录里打开看。"
    return one.exam, f"问题：{one.problem}　对策：{one.countermeasure}（{one.author}）"


def _ways(context: Context, student: Archive, found: Curves, view: str, is_whole: bool) -> list[str]:
    ways, whom = [], f"student={student.student_id}"
    if found.to_analyse and context.actor.may(Action.RECORD) and not student.granted_until:
        ways.append(markup.way(f"/record?{whom}&kind=exam_analysis&exam={found.to_analyse}", "写考后分析 ›"))
    if view != SUBJECTS and (is_whole or found.has_more):
        label, part = ("只看最近五次 ›", "") if is_whole else ("看全部考试 ›", "&exams=all")
        ways.append(markup.way(f"/archive?{whom}&view={view}{part}", label))
    return ways


def _marks(found: Curves) -> list[Row]:
    """The marks by subject, a column per exam."""
    names = {point.exam_id: point.label.replace("|", " ") for point in found.points}
    rows: dict[str, Row] = {}
    for mark in found.subjects:
        row = rows.setdefault(mark["subject"], {"学科": mark["subject"]})
        row[names[mark["exam_id"]]] = _mark_text(mark)
    columns = dict.fromkeys(["学科", *names.values()], "")
    return [columns | row for row in rows.values()]


def _mark_text(mark: Mapping[str, Any]) -> str:
    if mark["kind"] == "absent":
        return "缺考"
    return str(mark["level"]) if mark["kind"] == "level" else f"{mark['score']:g}"
