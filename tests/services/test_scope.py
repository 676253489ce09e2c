"""Who sees which children: every role, every service that reads students, and not a name beyond.

The expected sets are written out by hand in school_builder.SEES.
"""

import dataclasses
from collections.abc import Mapping

import pytest

from domain.errors import NotAllowed, NotFound
from services import archive, interactions, led_classes, overview, overview_lists, plans, students, today
from tests.school_builder import (
    ADMIN,
    CLASSES,
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOBODY,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    PEOPLE,
    SEES,
    SEVEN_ONE,
    THIRD_MENTOR,
    THREE_TWO,
    TODAY,
    copy_of,
    days_before,
)

CLASS_NAMES = {"三（1）班": 0, "三（2）班": 1, "七（1）班": 2, "七（2）班": 3}


@pytest.fixture(scope="module")
def template_with_records(school_template, tmp_path_factory):
    """A talk with every child and three with two from different classes, the child's name in each text."""
    school = copy_of(school_template, tmp_path_factory.mktemp("records"))
    office, leader = school.as_person(OFFICE), school.as_person(LEADER)
    for name in EVERYBODY:
        interactions.record(office, school.talk(name, content=f"{name}说：…", place=f"{name}家"))
    pairs = [("张书瑶", "胡一诺"), ("黄梓轩", "谢奕辰"), ("王子墨", "周雨桐")]
    for pair in pairs:
        interactions.record(leader, school.talk(*pair, content="一起聊", on=days_before(3)))
    return school.store.path


@pytest.fixture
def school(template_with_records, tmp_path):
    """This test's own school, with the records."""
    return copy_of(template_with_records, tmp_path / "school")


def texts(thing):
    """Every string anywhere in what a service returned."""
    if isinstance(thing, str):
        yield thing
    elif dataclasses.is_dataclass(thing):
        for name in [field.name for field in dataclasses.fields(thing)] + computed(thing):
            yield from texts(getattr(thing, name))
    elif isinstance(thing, Mapping):
        yield from texts(list(thing.items()))
    elif isinstance(thing, (list, tuple, set, frozenset)):
        for one in thing:
            yield from texts(one)


def computed(thing):
    return [name for name, kind in vars(type(thing)).items() if isinstance(kind, property)]


def mentioned(thing):
    """The children whose names occur in it."""
    everything = "\n".join(texts(thing))
    return {name for name in EVERYBODY if name in everything}


def or_nothing(ask):
    try:
        return ask()
    except (NotAllowed, NotFound):
        return None


def test_the_walk_looks_everywhere(school, as_leader):
    """The oracle itself: it sees names in nested rows, tuples and computed texts."""
    assert mentioned([{"a": ("x", [{"张书瑶说": 1}])}]) == {"张书瑶"}
    assert mentioned(archive.open_archive(as_leader, school.student("张书瑶"))) == {"张书瑶"}
    assert mentioned(students.find(as_leader)) == set(EVERYBODY)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_list_of_students_holds_exactly_one_s_own(school, person):
    context = school.as_person(person)
    if SEES[person] or person in (HOMEROOM, MENTOR):
        assert [one.name for one in students.find(context)] == sorted(SEES[person], key=EVERYBODY.index)
        assert mentioned(students.find(context)) == set(SEES[person])
    else:
        with pytest.raises(NotAllowed):
            students.find(context)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_search_for_anyone_else_finds_nobody(school, person):
    context = school.as_person(person)
    for name in EVERYBODY:
        found = or_nothing(lambda name=name: students.find(context, search=name)) or []
        assert [one.name for one in found] == ([name] if name in SEES[person] else [])


@pytest.mark.parametrize("person", PEOPLE)
def test_exactly_one_s_own_archives_open_and_name_nobody_else(school, person):
    context = school.as_person(person)
    opened = {
        name: or_nothing(lambda name=name: archive.open_archive(context, school.student(name)))
        for name in EVERYBODY
    }
    assert {name for name, page in opened.items() if page} == set(SEES[person])
    for name, page in opened.items():
        assert page is None or mentioned(page) == {name}


@pytest.mark.parametrize("person", PEOPLE)
def test_exactly_one_s_own_can_be_asked_for_by_number(school, person):
    context = school.as_person(person)
    lines = {
        name: or_nothing(lambda name=name: students.one(context, school.student(name))) for name in EVERYBODY
    }
    assert {name for name, line in lines.items() if line} == set(SEES[person])
    for name in set(EVERYBODY) - set(SEES[person]):
        assert (
            mentioned(or_nothing(lambda name=name: today.last_words(context, school.student(name)))) == set()
        )


@pytest.mark.parametrize("person", PEOPLE)
def test_exactly_one_s_own_can_be_written_about(school, person):
    context = school.as_person(person)
    written = {
        name
        for name in EVERYBODY
        if or_nothing(lambda name=name: interactions.record(context, school.talk(name)))
    }
    assert written == set(SEES[person])


@pytest.mark.parametrize("person", PEOPLE)
def test_the_day_lists_one_s_mentees(school, person):
    mentees = {MENTOR: SEES[MENTOR], OTHER_MENTOR: SEES[OTHER_MENTOR], THIRD_MENTOR: SEES[THIRD_MENTOR]}
    day = or_nothing(lambda: today.my_day(school.as_person(person)))
    assert mentioned(day) == set(mentees.get(person, ()))


@pytest.mark.parametrize("person", [LEADER, OFFICE, GRADE_HEAD, HOMEROOM, OTHER_HOMEROOM])
def test_the_overview_counts_and_lists_one_s_own(school, person):
    context = school.as_person(person)
    own = set(SEES[person])
    without = {name for name in (*THREE_TWO, *SEVEN_ONE[4:]) if name in own}
    assert overview.see(context).state.students == len(own)
    assert {one.name for one in overview_lists.students_without_mentor(context)} == without
    assert mentioned(overview_lists.records(context)) == own
    assert {one.name for one in overview_lists.unseen_students(context, care_only=False)} == set()
    assert mentioned([overview.see(context), overview_lists.students_without_mentor(context)]) <= own


@pytest.mark.parametrize("person", PEOPLE)
def test_classes_show_as_many_as_one_sees(school, person):
    context = school.as_person(person)
    shown = or_nothing(lambda: students.visible_classes(context)) or []
    per_class = {
        name: len(set(members) & set(SEES[person]))
        for name, members in zip(CLASS_NAMES, CLASSES.values(), strict=True)
    }
    assert {one.name: one.students for one in shown} == {
        name: count for name, count in per_class.items() if count
    }


@pytest.mark.parametrize("person", PEOPLE)
def test_a_desk_opens_for_the_office_and_the_class_s_own_teacher(school, person):
    context = school.as_person(person)
    desks = {
        name: or_nothing(lambda name=name: plans.open_desk(context, school.class_id(name)))
        for name in CLASS_NAMES
    }
    expected = {OFFICE: set(CLASS_NAMES), HOMEROOM: {"三（1）班"}, OTHER_HOMEROOM: {"七（1）班"}}
    assert {name for name, desk in desks.items() if desk} == expected.get(person, set())
    for name, desk in desks.items():
        members = list(CLASSES.values())[CLASS_NAMES[name]]
        assert desk is None or mentioned(desk) == set(members)


def test_an_administrator_reads_no_child_anywhere(school, as_admin):
    asked = [
        lambda: students.find(as_admin),
        lambda: students.visible_classes(as_admin),
        lambda: today.my_day(as_admin),
        lambda: overview.see(as_admin),
        lambda: overview_lists.records(as_admin),
        lambda: led_classes.my_classes(as_admin),
        lambda: archive.open_archive(as_admin, 1),
    ]
    for ask in asked:
        with pytest.raises(NotAllowed):
            ask()
    assert SEES[ADMIN] == SEES[NOBODY] == ()


# ── the scope follows the rows, from the day they hold ───────────────────────────────────────────────


def test_a_pairing_that_ended_yesterday_is_over_and_one_of_tomorrow_not_yet(school, as_mentor):
    with school.store.write() as db:
        db.execute(
            "update pairing set valid_to = :d where student_id = :s",
            {"d": TODAY.isoformat(), "s": school.student("张书瑶")},
        )
        row = {
            "student_id": school.student("彭家乐"),
            "mentor_id": school.people[MENTOR],
            "valid_from": days_before(-1).isoformat(),
        }
        db.table("pairing").insert(row)
    assert {one.name for one in students.find(as_mentor)} == set(SEES[MENTOR]) - {"张书瑶"}


def test_a_class_handed_on_is_out_of_sight_the_same_day(school, as_homeroom):
    with school.store.write() as db:
        db.execute(
            "update homeroom set valid_to = :d where staff_id = :s",
            {"d": TODAY.isoformat(), "s": school.people[HOMEROOM]},
        )
    assert students.find(as_homeroom) == []


def test_a_child_who_changed_class_is_seen_by_the_new_teacher_only(school, as_homeroom, as_other_homeroom):
    moved = "张书瑶"
    with school.store.write() as db:
        db.execute(
            "update class_membership set valid_to = :d where student_id = :s",
            {"d": TODAY.isoformat(), "s": school.student(moved)},
        )
        row = {
            "student_id": school.student(moved),
            "class_id": school.class_id("七（1）班"),
            "valid_from": TODAY.isoformat(),
        }
        db.table("class_membership").insert(row)
    assert moved not in mentioned(students.find(as_homeroom))
    assert moved in mentioned(students.find(as_other_homeroom))


def test_a_grade_head_follows_the_grade_not_the_children(school):
    """In September 2027 the head of grade 3 sees no longer those who are now in grade 4."""
    head = school.as_person(GRADE_HEAD)
    with school.store.write() as db:
        year = db.table("school_year").insert({"start_year": 2027}).last_pk
        db.table("term").insert(
            {"school_year_id": year, "number": 1, "starts_on": "2027-09-01", "ends_on": "2028-01-20"}
        )
    assert students.find(head.at(head.now.replace(year=2027, month=9, day=10))) == []
