"""An invented school to try everything on: 育才学校, made through the services as its people would make it.

The same day always gives the same school; only the password hashes differ.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from domain.permissions import Role
from domain.records import InteractionForm
from seed import analyses, changes, duties, filing, growth, inspections, leading, leaves, people, profiles
from seed.days import Days
from seed.founding import ADMIN, PASSWORD, School
from seed.people import Teacher
from seed.plan import DEMO, MAIN, Class, Size, classes_of
from seed.timeline import ExamDay, timeline
from seed.wishes import hold_round
from services import interactions, school
from services.context import clock

Record = Callable[[School, int, datetime, InteractionForm], None]
Diary = dict[date, list[Callable[[date], None]]]

_SEED = "育才学校"
_EXAMS_AFTER, _GROUPS_AFTER, _CHANGE_AFTER = timedelta(days=3), timedelta(days=6), timedelta(days=36)
_CONFIRM_AFTER = timedelta(days=33)  # the adaptation period and a few days
_ROUND_AFTER, _ROUND_SINCE = timedelta(days=1), timedelta(days=2)


def build(folder: Path, today: date | None = None) -> None:
    """Make the demo school in an empty folder, as it stands on the morning of `today`."""
    build_school(folder, today or clock().astimezone(ZoneInfo("Asia/Shanghai")).date(), DEMO)


def build_school(folder: Path, today: date, size: Size, record: Record | None = None) -> School:
    """Make a school of any size; `record` stores one record, by default through the service."""
    made = _begin(folder, today, size)
    with made.store.connections_kept():
        _found_and_live(folder, made, record or _record)
    return made


def _found_and_live(folder: Path, made: School, record: Record) -> None:
    shown = shown_people(made.teachers)
    made.set_up()
    made.open_accounts(made.timeline.begins, [one for role, one in shown.items() if role is not Role.ADMIN])
    made.appoint_auditor(made.timeline.begins, shown[Role.AUDITOR])
    made.bring_roster(made.timeline.begins)
    mentors = [made.staff_ids[shown[role].number] for role in (Role.HOMEROOM, Role.MENTOR)]
    _live(made, mentors, record)
    usernames = {role: one.number for role, one in shown.items()} | {Role.ADMIN: ADMIN}
    school.mark_as_demo(folder, [(role.text, name, PASSWORD) for role, name in usernames.items()])


def shown_people(teachers: Sequence[Teacher]) -> dict[Role, Teacher]:
    """Who stands for each role on the sign-in page."""
    posted = [(one, one.post) for one in teachers if one.post]
    led = [one for one, post in posted if post.homeroom]
    free = [(one, post) for one, post in posted if not post.homeroom]
    main = [(one, post) for one, post in free if post.subject in MAIN]
    heads = [one for one, post in (*posted, *free, *main) if post.heads_grade]
    mentors = [one for one, post in (*free, *main) if not post.heads_grade]
    # the last of each list is the one whose only roles these are, with the most exams to see
    return {
        Role.LEADER: teachers[0],
        Role.OFFICE: teachers[3],
        Role.GRADE_HEAD: heads[-1],
        Role.HOMEROOM: led[len(led) // 2 + 1],
        Role.MENTOR: mentors[-1],
        Role.ADMIN: teachers[6],
        Role.AUDITOR: mentors[0],
    }


def _begin(folder: Path, today: date, size: Size) -> School:
    known = timeline(today)
    chance = Random(_SEED)
    phones = people.phone_numbers(chance)
    teachers = people.staff(size, chance, phones)
    pupils = people.pupils(size, chance, phones, known.school_year)
    folder.mkdir(parents=True, exist_ok=True)
    return School(folder, school.open_school(folder), known, size, teachers, pupils)


def _live(made: School, shown: list[int], record: Record) -> None:
    """Day by day from the set-up to yesterday: what the offices have planned, then the mentors."""
    line = made.timeline
    days = Days(
        line, Random(f"{_SEED} days"), made.by_id(), made.pupils_by_id(), made.size.records_per_day,
        partial(record, made), tuple(shown),
    )  # fmt: skip
    days.homerooms = made.homerooms()
    diary = _diary(made, days)
    teaching = set(line.teaching_days(line.begins, line.today))
    for offset in range((line.today - line.begins).days):
        day = line.begins + timedelta(days=offset)
        for act in diary.get(day, []):
            act(day)
        if day == line.records_from:
            days.settle()
        if day >= line.records_from:
            days.live(day, day in teaching)


def _diary(made: School, days: Days) -> Diary:
    """What happens once: a new year's lists, exams, groups. One class is left without groups."""
    line, diary = made.timeline, defaultdict[date, list[Callable[[date], None]]](list)
    begins, new_year = line.begins, line.new_year_on
    here = made.present(begins)
    newcomers = [one for one in classes_of(made.size) if one not in here]
    if new_year:
        diary[new_year].append(partial(_new_year, made, days))
    for exam in line.exams:
        for grade in made.size.classes:
            if grade + exam.school_year < line.school_year + 1:
                continue  # not at school yet
            came = new_year if new_year and any(one.grade == grade for one in newcomers) else begins
            diary[max(exam.marked_on, came + _EXAMS_AFTER)].append(partial(_exam, made, exam, grade))
    waits = changes.waits_for_a_word(_settled(made, here), _shown_class(made))
    for one in [*here, *newcomers]:
        grouped_on = (begins if one in here else new_year or begins) + _GROUPS_AFTER
        if one != ungrouped(made.size):
            diary[grouped_on].append(partial(_group, made, days, one))
        if one != waits:
            diary[grouped_on + _CONFIRM_AFTER].append(partial(changes.confirm_mentors, made, one))
    diary[begins + _ROUND_AFTER] += [
        partial(hold_round, made, one, True) for one in _asked(made) if one in here
    ]
    diary[line.today - _ROUND_SINCE].append(partial(hold_round, made, ungrouped(made.size), False))
    diary[begins + _CHANGE_AFTER].append(partial(_change_mentor, made, days, here[0]))
    # the first class is left as it is for whoever looks at an ordinary one
    for day, act in filing.acts(made, [one for one in here[1:] if one != ungrouped(made.size)]):
        diary[day].append(act)
    for day, act in duties.acts(made, days, here):
        diary[day].append(act)
    for day, act in leading.acts(made, days):
        diary[day].append(act)
    for day, act in growth.acts(made, days, list(days.shown)):
        diary[day].append(act)
    for day, act in analyses.acts(made, days):
        diary[day].append(act)
    for day, act in inspections.acts(made, days.shown[-1]):
        diary[day].append(act)
    for day, act in leaves.acts(made):
        diary[day].append(act)
    for day, act in profiles.acts(made, days.shown):
        diary[day].append(act)
    for day, act in changes.acts(made, days, _settled(made, here), _shown_class(made)):
        diary[day].append(act)
    return diary


def _settled(made: School, here: list[Class]) -> list[Class]:
    """Classes with groups in force and no new plan on its way."""
    others = [one for one in here[1:] if one != ungrouped(made.size)]
    return others[: -filing.ON_THEIR_WAY]


def _shown_class(made: School) -> Class:
    """The class of the homeroom teacher on the sign-in page."""
    post = shown_people(made.teachers)[Role.HOMEROOM].post
    assert post
    assert post.homeroom
    return post.homeroom


def ungrouped(size: Size) -> Class:
    """The class nobody has grouped yet: the last of the second grade."""
    grade = sorted(size.classes)[1]
    return Class(grade, size.classes[grade])


def _asked(made: School) -> list[Class]:
    """The classes asked for their wishes before groups were formed: one of each teacher shown on the sign-in page."""
    shown = shown_people(made.teachers)
    posts = [one.post for role in (Role.HOMEROOM, Role.MENTOR) if (one := shown[role]).post]
    return list(dict.fromkeys(post.homeroom or post.classes[0] for post in posts))


def _record(made: School, author: int, now: datetime, form: InteractionForm) -> None:
    interactions.record(made.acting(author, now), form)


def _new_year(made: School, days: Days, day: date) -> None:
    """A new school year: the staff teach other grades, grade 7 comes in."""
    made.bring_staff(day)
    made.bring_roster(day)
    days.pupils = made.pupils_by_id()
    days.homerooms = made.homerooms()


def _exam(made: School, exam: ExamDay, grade: int, day: date) -> None:
    made.bring_exam(day, exam, grade)


def _group(made: School, days: Days, one: Class, day: date) -> None:
    days.pair(made.group(day, one))


def _change_mentor(made: School, days: Days, one: Class, day: date) -> None:
    days.pair(made.change_mentor(day, one))
