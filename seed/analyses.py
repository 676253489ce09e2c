"""What mentors write after a major exam: what went wrong with one pupil, and what is to be done about it."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random

from domain.record_kinds import Kind
from domain.records import InteractionForm
from seed.days import Days
from seed.founding import School
from seed.timeline import ExamDay, moment
from services import record_subjects

Act = Callable[[date], None]
_AFTER = timedelta(days=3)
_WRITTEN = 0.22  # of the pupils; whoever is shown on the sign-in page writes of most
_WRITTEN_BY_SHOWN = 0.7
_FOUND = (
    ("应用题读题太快，漏了条件。", "每天一题说给同桌听，先圈条件再动笔，两周后看。"),
    ("计算错了四处，草稿太乱。", "草稿分区写，每晚十分钟口算，家长签字不检查对错。"),
    ("作文写跑题，其他都不错。", "动笔前写三行提纲，给语文老师看过再写。"),
    ("英语单词拼写丢分最多。", "早读前默写十个，错的当天再默一次。"),
    ("后两道大题没来得及做。", "平时作业定时，先易后难，遇到卡住的先跳过。"),
    ("成绩稳，粗心的题比上次少。", "保持错题本，下次先检查选择题。"),
    ("会做的题步骤写得不全，扣了分。", "按评分要点重写三道题，交给任课老师看。"),
    ("背过的内容默写不出来。", "分两次背，睡前和早上各五分钟，隔天再默。"),
)


def acts(made: School, days: Days) -> list[tuple[date, Act]]:
    """(day, act): a few days after each major exam of this term's records."""
    line = made.timeline
    due = [
        (one, max(one.marked_on + _AFTER, line.records_from))
        for one in line.exams
        if one.meta.held_on >= line.records_from
    ]
    return [(day, partial(_write, made, days, exam)) for exam, day in due if day < line.today]


def _write(made: School, days: Days, exam: ExamDay, day: date) -> None:
    for mentor, own in sorted(days.mentees.items()):
        chance = Random(f"analysis {mentor} {exam.meta.held_on}")
        share = _WRITTEN_BY_SHOWN if mentor in days.shown else _WRITTEN
        for place, student in enumerate(one for one in own if chance.random() < share):
            written = moment(day, 16, (place * 7) % 60)
            sat = {
                one.held_on: one.id for one in record_subjects.exams_of(made.acting(mentor, written), student)
            }
            if exam.meta.held_on in sat:
                problem, countermeasure = chance.choice(_FOUND)
                detail = {"problem": problem, "countermeasure": countermeasure}
                form = InteractionForm(
                    "", Kind.EXAM_ANALYSIS, (student,), day, detail=detail, exam_id=sat[exam.meta.held_on]
                )
                days.note(mentor, written, form)
