"""The leadership overview: is every child somebody's and seen, is what is asked done. Every figure has its list beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from db import calendar as calendar_rows
from db import classes, duties, settings, staff
from db import overview as rows
from db.connection import Database
from db.duties import Circle
from domain import overview as counting
from domain.calendar import Term, Week, month_of
from domain.class_names import ClassName, grade_text
from domain.duties import Asked
from domain.duty_coverage import Coverage, Ints
from domain.duty_rules import Subject
from domain.duty_tables import NOTHING, Figures, by_class, by_grade, by_rule, key_of, mentor_totals, total
from domain.overview import Contacts, MentorCounts, Standing
from domain.permissions import Action
from services import compliance, whole_school
from services.compliance import Stretch
from services.context import Context
from services.judging import Judged
from services.overview_values import WHOLE, CareLine, ClassLine, MentorLine, Overview, State, View
from services.remembered import until_arranged, until_past_written, until_written

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)


def stretches(context: Context) -> list[Stretch]:
    """This week, this month, the earlier months of the term, the term so far."""
    monday = context.today - timedelta(days=context.today.weekday())
    found = compliance.stretches(context)
    return [Stretch("week", "本周", monday, monday + 6 * _DAY), *found] if found else []


def this_month(context: Context) -> Stretch:
    """What is shown when nothing else is asked for, with or without a term."""
    since, until = month_of(context.today)
    return Stretch(f"{since:%Y-%m}", "本月", since, until)


@until_arranged
def led_classes(context: Context) -> list[ClassLine]:
    """The classes one may choose between, in the school's order."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        return [ClassLine(key, name, {}) for key, name in _class_names(context, db).items()]


@until_written
def see(context: Context, view: View = WHOLE) -> Overview:
    """Every figure of the page."""
    context.require(Action.SEE_OVERVIEW)
    stretch, place = view.stretch or this_month(context), View(grade=view.grade, class_id=view.class_id)
    on = min(context.today, stretch.until)
    with context.read() as db:
        circle, term = circle_of(context, db, view), context.term(db, on)
        begun = counting.weeks_begun(term, on)
        standing, names = _standing(context, place, on), _names(context, place, on)
        contacts = _contacts(context, db, circle, standing.enrolled, stretch.since, on)
        weeks, last = _all_weeks(context, place, begun, on), rows.last_contacts(db, circle, on)
        judged = compliance.judged(context, db, circle, stretch.since, stretch.until, context.today)
        everything, asked = _asked(judged, circle, None), _asked(judged, circle, view.duty)
        state = _state(context, db, circle, standing, contacts, last, total(asked))
        lines = by_class(judged.asked, judged.coverage)
        before, last_term = _trends(context, db, view, stretch, on, term)
        return Overview(
            stretch, state, before, last_term, _limit(db),
            {key_of(one.rule): one.rule for one in everything}, view.duty, by_rule(everything), begun,
            weeks.seen, _weeks_seen_before(context, db, place, term, begun),
            _mentors(context, names, place, standing, contacts, mentor_totals(asked), weeks, tuple(begun)),
            names.without_students, _grades(context, db, lines, judged),
            [ClassLine(key, name, lines[key]) for key, name in names.classes.items() if key in lines],
            _care(db, names, standing, last),
        )  # fmt: skip


def circle_of(context: Context, db: Database, view: View) -> Circle:
    """The students looked at: of those the viewer leads, the grade or class chosen. A step of the lists beside it."""
    return Circle(
        context.leading(db), class_id=view.class_id, grade=view.grade, school_year=context.school_year(db)
    )


def standing_of(context: Context, view: View) -> Standing:
    """Who is whose on the view's last day: a step of the lists, which ask for the right to it first."""
    on = min(context.today, (view.stretch or this_month(context)).until)
    return _standing(context, View(grade=view.grade, class_id=view.class_id), on)


def _limit(db: Database) -> int:
    return int(settings.get(db, "contact_limit_days"))


def _asked(judged: Judged, circle: Circle, duty: int | None) -> list[Asked]:
    """What was asked, of one duty or of all; the school's own duties are no part of a class's or grade's."""
    return [
        one for one in judged.asked
        if duty in (None, key_of(one.rule)) and (circle.is_wide or one.rule.subject is not Subject.SCHOOL)
    ]  # fmt: skip


@dataclass(frozen=True)
class _Names:
    """What no record changes: how people, classes and categories are called, and how many a mentor leads at most."""

    staff: dict[int, str]
    most: dict[int, int]
    leads: dict[int, int]
    without_students: list[tuple[int, str]]
    classes: dict[int, str]
    categories: dict[int, str]


@until_arranged
def _names(context: Context, place: View, on: date) -> _Names:
    with context.read() as db:
        idle = rows.teachers_without_students(db, circle_of(context, db, place), on)
        return _Names(
            staff.names(db), rows.most_mentees(db, int(settings.get(db, "most_mentees"))),
            rows.leads(db, on), [(row["id"], row["name"]) for row in idle], _class_names(context, db), rows.categories(db),
        )  # fmt: skip


@until_arranged
def _coverage(context: Context, place: View, since: date, on: date) -> Coverage:
    """Who was whose from a day to a day, within what is looked at."""
    with context.read() as db:
        return duties.coverage(db, circle_of(context, db, place), since, on)


@until_arranged
def _standing(context: Context, place: View, on: date) -> Standing:
    """Who was whose on one day."""
    return Standing.of(_coverage(context, place, on, on), on)


def _contacts(
    context: Context, db: Database, circle: Circle, students: Ints, since: date, until: date
) -> Contacts:
    """What was recorded in these days about those looked at; of the whole school also about who has left."""
    found = whole_school.contacts(context, db, since).between(since, until)
    return found if circle.is_wide else found.about(students)


def _state(
    context: Context, db: Database, circle: Circle, standing: Standing, contacts: Contacts,
    last: dict[int, date], asked: Figures,
) -> State:  # fmt: skip
    """How things stood on a day, from the contacts of the stretch up to it."""
    open_now, late = rows.open_follow_ups(db, circle, standing.on, context.end_of(standing.on))
    unseen = counting.care_unseen(standing, last, standing.on - timedelta(days=_limit(db)))
    return State(
        standing.on, len(standing.enrolled), len(standing.without_mentor), counting.seen(standing, contacts),
        len(standing.cared), unseen, open_now, late, counting.records(contacts), asked,
    )  # fmt: skip


def _trends(
    context: Context, db: Database, view: View, stretch: Stretch, on: date, term: Term | None
) -> tuple[State | None, State | None]:
    """The stretch before and the same one of the term before; of a whole term both are the same, and said once."""
    wanted = replace(view, stretch=None)
    before, same_in_last_term = _stretch_before(stretch, on), _shifted(db, term, stretch, on)
    return (
        _then(context, *before, wanted) if before else None,
        _then(context, *same_in_last_term, wanted) if same_in_last_term else None,
    )


_Days = tuple[date, date, date]  # up to which day, of which first and last


def _stretch_before(stretch: Stretch, on: date) -> _Days | None:
    """The week, month or as many months before: whole once the stretch is over, else up to the same day of it."""
    if stretch.key == "term":
        return None
    since, until = stretch.since, stretch.since - _DAY
    if stretch.key == "week":
        since -= _WEEK
    else:
        for _ in range(_months_in(stretch)):
            since, _ = month_of(since - _DAY)
    return (min(until, since + (on - stretch.since)) if on < stretch.until else until), since, until


def _months_in(stretch: Stretch) -> int:
    return 12 * (stretch.until.year - stretch.since.year) + stretch.until.month - stretch.since.month + 1


def _shifted(db: Database, term: Term | None, stretch: Stretch, on: date) -> _Days | None:
    """The same days as many weeks into the term before; None without one."""
    former = _term_before(db, term)
    if term is None or former is None:
        return None
    back, last = _monday(term.starts_on) - _monday(former.starts_on), former.ends_on
    since, then = max(stretch.since - back, former.starts_on), min(on - back, last)
    return (then, since, min(stretch.until - back, last)) if since <= then else None


def _term_before(db: Database, term: Term | None) -> Term | None:
    former = [one for one in calendar_rows.terms(db) if term and one.starts_on < term.starts_on]
    return former[-1] if former else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@until_past_written
def _then(context: Context, on: date, since: date, until: date, view: View) -> State | None:
    """How things stood on a day gone by, judged as they then were, by the periods that the page's own days have too."""
    with context.read() as db:
        circle = circle_of(context, db, view)
        standing = _standing(context, View(grade=view.grade, class_id=view.class_id), on)
        if not len(standing.enrolled):
            return None
        contacts = _contacts(context, db, circle, standing.enrolled, since, on)
        judged = compliance.judged(context, db, circle, since, until, on)
        asked = _asked(judged, circle, view.duty)
        return _state(
            context, db, circle, standing, contacts, rows.last_contacts(db, circle, on), total(asked)
        )


# ── week by week ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Weeks:
    """Weeks that are over: how often each author saw students, and how many students were seen of how many."""

    by_author: dict[int, tuple[int, ...]]
    seen: list[tuple[int, int]]


@until_past_written
def _weeks_gone(context: Context, last: date, begun: tuple[Week, ...], on: date, view: View) -> _Weeks:
    return _weeks(context, begun, last, on, view)


def _weeks(context: Context, begun: Sequence[Week], last: date, on: date, view: View) -> _Weeks:
    """Of authors how often they saw who is looked at on a day; of each week who was seen of those then enrolled."""
    first = begun[0].starts_on
    with context.read() as db:
        everybody = whole_school.contacts(context, db, first).between(first, last)
        is_wide = circle_of(context, db, view).is_wide
    coverage = _coverage(context, view, first, last)
    contacts = everybody if is_wide else everybody.about(_standing(context, view, on).enrolled)
    authors = counting.authors(contacts)
    counts = counting.by_week(contacts, authors, begun).tolist()
    by_author = {author: tuple(line) for author, line in zip(authors, counts, strict=True)}
    return _Weeks(by_author, counting.seen_by_week(coverage, everybody, begun, last))


def _all_weeks(context: Context, view: View, begun: list[Week], on: date) -> _Weeks:
    """Those that are over, which seldom change, and the one that runs."""
    if not begun:
        return _Weeks({}, [])
    over = tuple(week for week in begun if week.ends_on < on)
    gone = _weeks_gone(context, over[-1].ends_on, over, on, view) if over else _Weeks({}, [])
    running = begun[len(over) :]
    if not running:
        return gone
    now = _weeks(context, running, on, on, view)
    nothing, quiet = (0,) * len(over), (0,) * len(running)
    people = {*gone.by_author, *now.by_author}
    by_author = {one: gone.by_author.get(one, nothing) + now.by_author.get(one, quiet) for one in people}
    return _Weeks(by_author, gone.seen + now.seen)


def _weeks_seen_before(
    context: Context, db: Database, view: View, term: Term | None, begun: list[Week]
) -> list[tuple[int, int]]:
    """The same weeks of the term before; none where there was none, or nobody yet."""
    former = _term_before(db, term)
    if former is None or not begun:
        return []
    known = tuple(counting.weeks_begun(former, former.ends_on)[: len(begun)])
    last = known[-1].ends_on
    seen = _weeks_gone(context, last, known, last, view).seen
    return seen if any(enrolled for _, enrolled in seen) else []


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────


def _mentors(
    context: Context, names: _Names, place: View, standing: Standing, contacts: Contacts,
    asked: dict[int, Figures], weeks: _Weeks, begun: tuple[Week, ...],
) -> list[MentorLine]:  # fmt: skip
    """Everybody who leads, wrote or was asked something here: what is undone first, else in the list's order."""
    counts = counting.mentor_counts(standing, contacts)
    expected = _expected(context, place, begun, standing.on)
    people = {*counts, *(one for one in asked if one)}
    nothing = (0,) * len(begun)
    lines = [
        MentorLine(
            one, name, names.leads.get(one, 0), names.most[one], asked.get(one, NOTHING), counts.get(one, MentorCounts()),
            _shown(weeks.by_author.get(one, nothing), expected.get(one)), one in standing.away,
        )
        for one, name in names.staff.items() if one in people
    ]  # fmt: skip
    return sorted(lines, key=lambda line: 2.0 if line.figures.share is None else line.figures.share)


@until_arranged
def _expected(context: Context, view: View, begun: tuple[Week, ...], on: date) -> dict[int, list[bool]]:
    """mentor → for each week, whether a student of theirs could be seen in it."""
    if not begun:
        return {}
    with context.read() as db:
        holidays = calendar_rows.holidays(db)
    coverage = _coverage(context, view, begun[0].starts_on, on)
    people = counting.mentors(coverage)
    found = counting.expected(coverage, people, begun, holidays)
    return dict(zip(people, found.tolist(), strict=True))


def _shown(counts: tuple[int, ...], expected: list[bool] | None) -> tuple[int | None, ...]:
    """A nought is shown only where something was to be expected."""
    asked = expected or [False] * len(counts)
    return tuple(count if count or is_asked else None for count, is_asked in zip(counts, asked, strict=True))


def _class_names(context: Context, db: Database) -> dict[int, str]:
    known = classes.with_students_in(db, context.leading(db), context.school_year(db), context.today)
    return {row["id"]: ClassName(row["grade"], row["number"]).text for row in known}


def _grades(
    context: Context, db: Database, lines: dict[int, dict[int, Figures]], judged: Judged
) -> list[ClassLine]:
    found = by_grade(lines, judged.coverage, context.school_year(db))
    return [ClassLine(grade, grade_text(grade), found[grade]) for grade in sorted(found)]


def _care(db: Database, names: _Names, standing: Standing, last: dict[int, date]) -> list[CareLine]:
    limit = _limit(db)
    found = {one.category_id: one for one in counting.care_days(standing, last)}
    return [
        CareLine(key, name, found[key].days, found[key].within(limit))
        for key, name in names.categories.items() if key in found
    ]  # fmt: skip
