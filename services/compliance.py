"""完成情况: what every class, grade or mentor was asked for in a stretch of days and what came of it, with its lists."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from db import classes, duties, staff, students
from db.connection import Database
from db.duties import Circle
from domain.calendar import Term, month_of
from domain.class_names import ClassName, grade_text
from domain.duty_rules import DutyRule, Subject
from domain.duty_tables import NOTHING, By, Figures, by_class, by_grade, by_mentor, by_rule, key_of, of_row
from domain.permissions import Action
from services import judging
from services.context import Context
from services.duties import OFFICE_NAME
from services.judging import Judged
from services.remembered import until_arranged, until_written
from services.students import StudentLine, line

ALL = 0  # the row of everybody together


@dataclass(frozen=True)
class Stretch:
    """The days figures are asked for: a month, or a term so far."""

    key: str  # 2026-11, term
    name: str
    since: date
    until: date


@dataclass(frozen=True)
class Row:
    """One class, grade or mentor; a duty that asked nothing of it has no cell."""

    id: int
    name: str
    cells: dict[int, Figures]


@dataclass(frozen=True)
class Compliance:
    """The table: one column a duty, in the order of the rules; `everybody` counts shared duties once."""

    stretch: Stretch
    by: By
    columns: dict[int, DutyRule]
    everybody: Row
    rows: list[Row]

    @property
    def finding(self) -> str:
        """The page's title: what the figures say."""
        if not self.columns:
            return f"{self.stretch.name}没有履职要求"
        late = sum(one.late for one in self.everybody.cells.values())
        still = sum(one.open for one in self.everybody.cells.values())
        if late:
            return f"{self.stretch.name}有 {late} 次逾期没做"
        return (
            f"{self.stretch.name}没有逾期，还有 {still} 次未到期"
            if still
            else f"{self.stretch.name}要求的都做到了"
        )


@dataclass(frozen=True)
class Behind:
    """One student, group, class, mentor (or the school) behind a number; `student` where it is one."""

    id: int
    name: str
    detail: str
    figures: Figures = NOTHING
    student: StudentLine | None = None


def stretches(context: Context) -> list[Stretch]:
    """This month first, the earlier months of the term, the term so far."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        term = context.term(db)
    if term is None:
        return []
    return [
        *_months(term, context.today),
        # to its end, as months go to theirs: the week that runs belongs to both
        Stretch("term", "本学期", term.starts_on, max(term.ends_on, month_of(context.today)[1])),
    ]


def _months(term: Term, today: date) -> list[Stretch]:
    found, (first, last) = [], month_of(max(today, term.starts_on))
    while last >= term.starts_on:
        name = "本月" if first <= today <= last else f"{first.month}月"
        found.append(Stretch(f"{first:%Y-%m}", name, first, last))
        first, last = month_of(first - timedelta(days=1))
    return found


@until_written
def see(context: Context, stretch: Stretch, by: By, grade: int | None = None) -> Compliance:
    """The figures of every period that has begun, of all grades or of one."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        judged = _judged(context, db, stretch, grade)
        cells = _cells(judged, by, context.school_year(db))
    everybody, names = by_rule(judged.asked), _names(context, by)
    return Compliance(
        stretch, by,
        {key_of(rule): rule for rule in judged.rules if key_of(rule) in everybody},
        Row(ALL, "合计", everybody),
        [Row(key, name, cells[key]) for key, name in names.items() if key in cells],
    )  # fmt: skip


@until_written
def behind(
    context: Context,
    stretch: Stretch,
    by: By,
    row: int,
    rule: int,
    grade: int | None = None,
    class_id: int | None = None,
) -> list[Behind]:
    """Whom a cell of the table counts, those with something undone first."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        judged = _judged(context, db, stretch, grade, class_id)
        asked = [one for one in judged.asked if key_of(one.rule) == rule]
        found = of_row(asked, judged.coverage, by, row, context.school_year(db))
        people = _people(context, db, asked[0].rule.subject, [*found]) if found else {}
    listed = [replace(people[key], figures=figures) for key, figures in found.items() if key in people]
    return sorted(listed, key=lambda one: (-one.figures.late, -one.figures.open))


def grades(context: Context) -> dict[int, str]:
    """The grades one may choose between."""
    context.require(Action.SEE_OVERVIEW)
    return _names(context, "grade")


def judged(context: Context, db: Database, circle: Circle, since: date, until: date, on: date) -> Judged:
    """The periods of these days that have begun, judged on a day: a step of the services that ask for the right to it."""
    found = judging.where(
        context, db, circle, on, lambda span: span.starts_on <= on and span.belongs_to(since, until)
    )
    if circle.is_wide:
        return found
    # the whole school's duty is no part of a class's or a grade's
    return replace(found, asked=[one for one in found.asked if one.rule.subject is not Subject.SCHOOL])


def _judged(
    context: Context, db: Database, stretch: Stretch, grade: int | None, class_id: int | None = None
) -> Judged:
    circle = Circle(context.leading(db), class_id=class_id, grade=grade, school_year=context.school_year(db))
    return judged(context, db, circle, stretch.since, stretch.until, context.today)


def _cells(judged: Judged, by: By, school_year: int) -> dict[int, dict[int, Figures]]:
    if by == "mentor":
        return by_mentor(judged.asked)
    found = by_class(judged.asked, judged.coverage)
    return by_grade(found, judged.coverage, school_year) if by == "grade" else found


@until_arranged
def _names(context: Context, by: By) -> dict[int, str]:
    """Every row there may be, in the school's order; mentors by name, for this is no ranking."""
    with context.read() as db:
        if by == "mentor":
            return staff.names(db)
        known = classes.with_students_in(db, context.leading(db), context.school_year(db), context.today)
    if by == "grade":
        return {row["grade"]: grade_text(row["grade"]) for row in known}
    return {row["id"]: ClassName(row["grade"], row["number"]).text for row in known}


def _people(context: Context, db: Database, subject: Subject, ids: list[int]) -> dict[int, Behind]:
    """Who the subjects are; a student who has left the class in the meantime has a name only."""
    if subject in judging.OF_STUDENTS:
        scope, on = context.leading(db), context.today
        found = {
            key: Behind(key, name, "已离班") for key, name in duties.student_names(db, scope, ids).items()
        }
        listed = (
            line(row) for row in students.listed(db, scope, on, context.school_year(db)) if row["id"] in found
        )
        return found | {one.id: Behind(one.id, one.name, one.class_name, student=one) for one in listed}
    if subject is Subject.MENTOR:
        return {key: Behind(key, name, "") for key, name in staff.names(db).items()}
    if subject is Subject.SCHOOL:
        return {ALL: Behind(ALL, "全校", OFFICE_NAME)}
    if subject is Subject.CLASS:  # a number counts a class that has no student today as well
        return {key: Behind(key, name, "") for key, name in _class_names(context, db, ids).items()}
    groups = duties.groups(db, ids)
    names = _class_names(context, db, [class_id for _, _, class_id in groups])
    return {key: Behind(key, name, names[class_id]) for key, name, class_id in groups}


def _class_names(context: Context, db: Database, ids: list[int]) -> dict[int, str]:
    known = classes.named(db, context.school_year(db), ids)
    return {row["id"]: ClassName(row["grade"], row["number"]).text for row in known}
