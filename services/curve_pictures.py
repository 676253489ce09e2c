"""A child's charts as pictures to keep: made when they are fetched, with the rights held then."""

from typing import Final, get_args

from db import students
from documents import chart_picture
from documents.chart_picture import Words
from domain.contact_months import months_title
from domain.curve_panels import RANKED, panel_of
from domain.errors import NotFound
from domain.exam_measures import MEASURE_NAMES, Measure, profile_title, title_of
from domain.permissions import Action
from services import curves, exports
from services.context import Context
from services.exports import Paper
from services.students import class_text

SUBJECTS: Final = "subjects"
MONTHS: Final = "months"
PNG: Final = "image/png"
_NOTHING: Final = "现在没有可画的内容了。请回到档案再看一次。"
_HALF: Final = "灰色是班级中间一半学生"


def picture(context: Context, student_id: int, view: str, is_whole: bool = False) -> Paper:
    """The chart a person sees of a child of the own circle, with the name and who took it out."""
    context.require(Action.PRINT)
    with context.read() as db:
        student = students.one(db, context.scope(db), student_id, context.today, context.school_year(db))
    if student is None:
        raise NotFound(curves.NOBODY)
    drawing, title, note, name = _drawn(context, student_id, view, is_whole)
    exported = f"{exports.mark(context)}，只用于育人工作"
    whose = f"{student['name']}　{class_text(student['grade'], student['class_number'])}"
    # the file's name goes through other people's phones: it names no child
    return Paper(f"{name}.png", chart_picture.picture(drawing, Words(title, whose, note, exported)), PNG)


def _drawn(context: Context, student_id: int, view: str, is_whole: bool) -> tuple[str, str, str, str]:
    """(drawing, finding, how to read it, what it is)."""
    if view == SUBJECTS:
        profile = curves.profile(context, student_id)
        if profile is None:
            raise NotFound(_NOTHING)
        drawing = chart_picture.profile_drawing(profile.subjects)
        return drawing, profile_title(profile.subjects), f"{profile.exam}，得分率；{_HALF}", "各科得分率"
    if view == MONTHS:
        months = curves.months(context, student_id)
        return chart_picture.months_drawing(months), months_title(months), "每月交流次数", "每月交流"
    measure = next((one for one in get_args(Measure) if one == view), None)
    points = curves.whole(context, student_id).points
    shown = points if is_whole else points[-curves.FEW :]
    panel = panel_of(shown, measure) if measure else None
    if measure is None or panel is None:
        raise NotFound(_NOTHING)
    note = f"{_HALF}；名次只给导师、班主任、年级组长、德育处和校领导看" if measure in RANKED else _HALF
    return chart_picture.curve_drawing(panel), title_of(shown, measure), note, MEASURE_NAMES[measure]
