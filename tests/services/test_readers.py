"""Confidences with readers: who reads the words, who learns only that there are some, and when a door closes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db import handbooks, scope, staff
from domain.errors import Invalid, NotAllowed, NotFound
from domain.permissions import Role
from domain.record_kinds import Kind
from services import (
    access,
    archive,
    attachments,
    corrections,
    interactions,
    months,
    readers,
    record_log,
    sealed_texts,
    today,
)
from services.attachments import Upload
from services.record_log import Wanted
from tests.make_photos import photo
from tests.school_builder import (
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOBODY,
    NOW,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    PEOPLE,
    SEES,
    SEVEN_ONE,
    SEVEN_TWO,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
)
from tests.services.plans import regroup

CHILD, MATE, _, _, STRANGER = THREE_ONE[:5]
WORDS = "夜里不敢睡"
LEVELS = {"open": None, "chosen": (HOMEROOM,), "two": (HOMEROOM, LEADER), "own": ()}
READERS = (MENTOR, OTHER_MENTOR, HOMEROOM, OTHER_HOMEROOM, GRADE_HEAD, OFFICE, LEADER)


def told(school, level, *children, **more):
    """A form of this level about these children."""
    to = LEVELS[level]
    more = {"content": WORDS, "is_restricted": to is not None} | more
    return school.talk(*(children or [CHILD]), readers=tuple(school.people[one] for one in to or ()), **more)


def reads(level, who):
    """The rule, read off the school's own table of who sees whom."""
    if CHILD not in SEES[who]:
        return False
    return who == MENTOR or LEVELS[level] is None or who in LEVELS[level]


@pytest.fixture(params=LEVELS)
def level(request):
    """How far the record is told."""
    return request.param


@pytest.fixture
def record(school, as_mentor, level):
    """Written by the child's mentor, with a photo."""
    return interactions.record(as_mentor, told(school, level), [Upload("合影.jpg", photo((80, 60)))])


def or_nothing(question):
    try:
        return question()
    except (NotFound, NotAllowed):
        return None


def entry(context, record, child):
    """The record on the child's page."""
    found = or_nothing(lambda: archive.open_archive(context, child).entries) or []
    return next((one for one in found if one.id == record), None)


def ways(school, level, record):
    """Everything that hands out what the record says or holds; each answers whether it did."""
    child = school.student(CHILD)
    number = school.rows("select id from attachment")[0]["id"]

    def opened(who):
        found = or_nothing(lambda: record_log.open_record(who, record))
        return found is not None and (found.line.words == WORDS or found.is_to_open)

    def lines(who, **wanted):
        return {one.id: one for one in record_log.find(who, Wanted("all", **wanted))[1]}

    def revealed(who):
        return or_nothing(lambda: record_log.open_sealed(who, record).words) == WORDS

    def on_page(who):
        found = entry(who, record, child)
        return found is not None and found.content is not None

    found = {
        "page": on_page,
        "its files": lambda who: bool((entry(who, record, child) or _Bare).files),
        "list": lambda who: record in lines(who) and lines(who)[record].words is not None,
        "files in the list": lambda who: record in lines(who) and lines(who)[record].files == 1,
        "found by its files": lambda who: record in lines(who, has_files=True),
        "opened": opened,
        "photos": lambda who: bool(attachments.of_records(who, [record])),
        "photo": lambda who: attachments.fetch(who, number) is not None,
    }
    return found if level == "open" else found | {"revealed": revealed}


class _Bare:
    files = ()


# ── who reads ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", READERS)
def test_the_words_and_files_are_for_whom_they_were_told_and_nobody_else(school, level, record, who):
    context = school.as_person(who)
    shown = {name for name, way in ways(school, level, record).items() if way(context)}
    assert shown == (set(ways(school, level, record)) if reads(level, who) else set())


@pytest.mark.parametrize("who", READERS)
def test_no_search_and_no_count_betrays_a_confidence(school, level, record, who):
    """Encrypted texts answer nobody's search but their writer's: hit by hit a text could be guessed."""
    hits, _ = record_log.find(school.as_person(who), Wanted("all", words=("不敢睡",)))
    assert hits == int(who == MENTOR or (level == "open" and reads(level, who)))


@pytest.mark.parametrize("who", [HOMEROOM, GRADE_HEAD, OFFICE, LEADER])
def test_those_in_the_circle_see_that_there_is_one_whose_it_is_and_for_whom(school, level, record, who):
    context = school.as_person(who)
    shown, opened = (
        entry(context, record, school.student(CHILD)),
        record_log.open_record(context, record),
    )
    names = None if level == "open" else (MENTOR, *(one for one in PEOPLE if one in LEVELS[level]))
    assert shown is not None
    assert (shown.author, shown.occurred_on, shown.kind) == (MENTOR, TODAY, Kind.TALK)
    for found in (shown.told_to, opened.told_to):
        assert (found and {*found}) == (names and {*names})
        assert found is None or found[0] == MENTOR


def test_each_opening_is_noted_and_so_is_each_refusal(school, as_mentor):
    record = interactions.record(as_mentor, told(school, "chosen"))
    record_log.open_sealed(school.as_person(HOMEROOM), record)
    with pytest.raises(NotFound):
        record_log.open_sealed(school.as_person(GRADE_HEAD), record)
    noted = school.rows(
        "select action, staff_id from audit where target = :t and action <> 'interaction.record' order by seq",
        t=f"interaction/{record}",
    )
    assert [(one["action"], one["staff_id"]) for one in noted] == [
        ("interaction.read", school.people[HOMEROOM]),
        ("interaction.refused", school.people[GRADE_HEAD]),
    ]
    circle = dict(archive.open_archive(as_mentor, school.student(CHILD)).circle)
    assert circle["最近七天"] == f"打开看过加密内容：{HOMEROOM} 1 次"


def test_no_paper_holds_it_even_for_whom_it_was_told(school, as_mentor, as_homeroom):
    interactions.record(as_mentor, told(school, "chosen", content="一二三四"))
    for context in (as_mentor, as_homeroom):
        with_words = record_log.excel(context, Wanted("all"))
        assert "一二三四".encode() not in with_words.content
        line = record_log.find(context, Wanted("all"))[1][0]
        assert line.words == ""


def test_the_month_and_the_last_words_of_a_confidence_are_not_said(school, level, record, as_homeroom):
    assert (WORDS in today.last_words(as_homeroom, school.student(CHILD))) == (level == "open")
    term, month = months.present(as_homeroom)
    desk = months.open_desk(as_homeroom, term.id, month.number, school.class_id("三（1）班"))
    assert (WORDS in repr(desk)) == (level == "open")


@pytest.mark.parametrize("who", READERS)
def test_a_paper_may_hold_it_for_whom_it_was_told_and_then_it_is_noted(school, level, record, who):
    if level == "open":
        assert sealed_texts.reveal_for_print(school.as_person(who), [record]) == {}  # nothing to open
        return
    found = sealed_texts.reveal_for_print(school.as_person(who), [record])
    assert [one["content"] for one in found.values()] == ([WORDS] if reads(level, who) else [])
    noted = school.rows("select staff_id from audit where action = 'interaction.read'")
    assert noted == ([{"staff_id": school.people[who]}] if reads(level, who) else [])


@pytest.mark.parametrize("who", READERS)
def test_what_a_paper_is_made_of_says_the_same(school, level, record, who):
    context, child = school.as_person(who), school.student(CHILD)
    with context.read() as db:
        found = handbooks.contacts(db, context.scope(db), [child], TODAY, TODAY, context.actor.staff_id, None)
    assert [bool(one["is_told"]) for one in found] == ([reads(level, who)] if CHILD in SEES[who] else [])


@pytest.mark.parametrize(("to", "is_news"), [((MENTOR,), True), ((OFFICE,), False), ((), False)])
def test_a_confidence_is_news_for_the_mentor_it_was_written_for(school, as_homeroom, as_mentor, to, is_news):
    chosen = tuple(school.people[one] for one in to)
    interactions.record(as_homeroom, school.talk(CHILD, content=WORDS, is_restricted=True, readers=chosen))
    assert any(HOMEROOM in one.words for one in today.my_day(as_mentor).news) == is_news


# ── when a door closes ───────────────────────────────────────────────────────────────────────────────


def test_a_reader_who_leads_the_class_no_more_reads_nothing_more(school, as_mentor):
    record = interactions.record(as_mentor, told(school, "two"))
    with school.store.write() as db:  # another class from today on
        db.execute("update homeroom set class_id = ? where staff_id = ?",
                   [school.class_id("三（2）班"), school.people[HOMEROOM]])  # fmt: skip
    assert or_nothing(lambda: record_log.open_record(school.as_person(HOMEROOM), record)) is None
    with pytest.raises(NotFound):
        record_log.open_sealed(school.as_person(HOMEROOM), record)
    assert record_log.open_record(as_mentor, record).told_to == (MENTOR, LEADER)


def test_a_new_mentor_inherits_no_confidence(school, as_mentor):
    record = interactions.record(as_mentor, told(school, "chosen"))
    regroup(school, school.class_id("三（1）班"), ("启明组", THREE_ONE, OTHER_MENTOR))
    later = school.as_person(OTHER_MENTOR, NOW + timedelta(days=1))
    opened = record_log.open_record(later, record)
    assert (opened.line.words, opened.told_to) == (None, (HOMEROOM,))  # and its writer reads it no more
    with pytest.raises(NotFound):
        record_log.open_sealed(later, record)


def test_a_grant_opens_no_confidence_not_even_to_whom_it_was_once_told(school, as_office):
    """Told to the mentor of a child who then went to another: asking to read for a time does not bring it back."""
    chosen = (school.people[MENTOR],)
    record = interactions.record(
        as_office, school.talk(CHILD, content=WORDS, is_restricted=True, readers=chosen)
    )
    assert record_log.open_sealed(school.as_person(MENTOR), record).words == WORDS
    regroup(school, school.class_id("三（1）班"), ("启明组", THREE_ONE, OTHER_MENTOR))
    later = NOW + timedelta(days=1)
    number = school.rows("select student_number as n from student where id = :s", s=school.student(CHILD))[0][
        "n"
    ]
    asked = access.ask(
        school.as_person(MENTOR, later),
        "ask-00001",
        CHILD,
        None,
        str(number),
        "下周起替同事带这个小组三天",
        3,
    )
    version = school.rows("select version from access_request where id = :id", id=asked)[0]["version"]
    access.grant(school.as_person(LEADER, later), asked, version, 3)
    reader = school.as_person(MENTOR, later + timedelta(hours=1))
    opened = record_log.open_record(reader, record)
    assert (opened.line.words, opened.told_to, opened.is_to_open) == (None, None, False)
    assert entry(reader, record, school.student(CHILD)).told_to is None
    with pytest.raises(NotFound):
        record_log.open_sealed(reader, record)


def test_of_several_children_a_reader_has_to_have_each(school, as_office):
    """One of them went to another mentor: the words are about that child too."""
    chosen = (school.people[MENTOR],)
    record = interactions.record(
        as_office, school.talk(CHILD, MATE, content=WORDS, is_restricted=True, readers=chosen)
    )
    assert record_log.open_sealed(school.as_person(MENTOR), record).words == WORDS
    regroup(
        school, school.class_id("三（1）班"),
        ("启明组", [one for one in THREE_ONE if one != MATE], MENTOR), ("扬帆组", [MATE], OTHER_MENTOR),
    )  # fmt: skip
    later = school.as_person(MENTOR, NOW + timedelta(days=1))
    opened = record_log.open_record(later, record)
    assert (opened.line.words, opened.told_to) == (None, (OFFICE,))
    with pytest.raises(NotFound):
        record_log.open_sealed(later, record)


# ── choosing ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_could_be_chosen_is_who_has_the_child_in_scope(school, name, as_office):
    """Two ways to the same answer: from the child to its people, and from each person to the children in scope."""
    near = set()
    with school.store.read() as db:
        for person in PEOPLE:
            actor = staff.actor(db, school.people[person], TODAY)
            within = scope.scope_of(actor, TODAY, 2026)
            rows = db.execute(
                f"select 1 where :c in ({within.sql})", {"c": school.student(name), **within.params}
            )
            if rows.fetchall() and actor.roles - {Role.ADMIN, Role.AUDITOR}:
                near.add(person)
        found = readers.circle(as_office, db, [school.student(name)], None)
    assert {one.name for one in found} == near == {one for one in PEOPLE if name in SEES[one]}


def test_of_two_children_only_those_who_have_both_and_never_oneself(school, as_mentor, as_office):
    def names(context, *children):
        return [one.text for one in readers.could_read(context, school.ids(*children))]

    whole = [f"{OFFICE}（德育处）", f"{LEADER}（校领导）"]
    leads = [f"{HOMEROOM}（班主任）", f"{GRADE_HEAD}（年级组长）"]
    assert names(as_mentor, CHILD, MATE) == [*leads, *whole]
    assert names(as_office, CHILD, STRANGER) == [*leads, whole[1]]
    assert names(as_office, CHILD, SEVEN_ONE[0]) == [whole[1]]
    assert names(as_office, SEVEN_ONE[0], SEVEN_TWO[0]) == [f"{THIRD_MENTOR}（导师）", whole[1]]
    assert names(as_mentor, STRANGER) == []


@pytest.mark.parametrize("outsider", [OTHER_MENTOR, OTHER_HOMEROOM, NOBODY, MENTOR])
def test_nobody_outside_the_circle_is_told_anything(school, as_mentor, outsider):
    form = replace(told(school, "own"), readers=(school.people[outsider],))
    with pytest.raises(Invalid, match="保密·选定的人"):
        interactions.record(as_mentor, form)
    assert school.rows("select 1 from interaction") == []
    record = interactions.record(as_mentor, told(school, "own"))
    with pytest.raises(Invalid, match="保密·选定的人"):
        corrections.correct(as_mentor, record, 1, form)
    assert school.rows("select 1 from interaction_reader") == []


def test_an_open_record_keeps_no_list_of_readers(school, as_mentor):
    form = replace(told(school, "chosen"), is_restricted=False)
    interactions.record(as_mentor, form)
    assert school.rows("select 1 from interaction_reader") == []


@pytest.mark.parametrize("who", [HOMEROOM, OTHER_HOMEROOM, GRADE_HEAD, OFFICE, LEADER])
def test_a_class_s_record_is_told_to_who_answers_for_the_class(school, as_other_mentor, who):
    class_id = school.class_id("三（1）班")
    form = replace(
        told(school, "chosen"),
        student_ids=(),
        kind=Kind.CLASS_MEETING,
        class_id=class_id,
        detail={"topic": "读书"},
    )
    record = interactions.record(as_other_mentor, form)
    opened = or_nothing(lambda: record_log.open_sealed(school.as_person(who), record).words)
    assert opened == (WORDS if who == HOMEROOM else None)
    assert record_log.open_record(as_other_mentor, record).told_to == (OTHER_MENTOR, HOMEROOM)
    names = {one.name for one in readers.could_read(as_other_mentor, (), class_id)}
    assert names == {HOMEROOM, GRADE_HEAD, OFFICE, LEADER}


# ── corrections ──────────────────────────────────────────────────────────────────────────────────────

STEPS = {
    "told later": ("own", "chosen", False),
    "told then and now": ("two", "chosen", True),
    "told then, open now": ("chosen", "open", True),
    "told nobody, open now": ("own", "open", False),
    "open then": ("open", "chosen", True),
}


@pytest.mark.parametrize("step", STEPS)
def test_an_earlier_wording_stays_with_those_who_could_read_it_then(school, as_mentor, as_homeroom, step):
    before, after, is_told = STEPS[step]
    record = interactions.record(as_mentor, told(school, before, content="原来的话"))
    corrections.correct(as_mentor, record, 1, told(school, after, content="后来的话"))
    (seen,) = corrections.history(as_homeroom, record)
    (own,) = corrections.history(as_mentor, record)
    assert ("原来的话" in repr(seen)) == is_told
    assert "原来的话" in repr(own)


def test_a_correction_takes_the_confidence_back_at_once_and_says_so(school, as_mentor, as_homeroom):
    record = interactions.record(as_mentor, told(school, "chosen"))
    assert record_log.find(as_homeroom, Wanted("all"))[1][0].words == ""
    corrections.correct(as_mentor, record, 1, told(school, "own"))
    assert record_log.find(as_homeroom, Wanted("all"))[1][0].words is None
    with pytest.raises(NotFound):
        record_log.open_sealed(as_homeroom, record)
    ((change,),) = [one.changes for one in corrections.history(as_mentor, record)]
    assert (change.label, change.before, change.after) == (
        "保密", f"保密，写的人和{HOMEROOM}能看", "保密，只有写的人能看",
    )  # fmt: skip


def test_a_record_is_corrected_with_the_readers_it_has(school, as_mentor):
    record = interactions.record(as_mentor, told(school, "two"))
    form, version = corrections.to_correct(as_mentor, record)
    assert set(form.readers) == {school.people[HOMEROOM], school.people[LEADER]}
    corrections.correct(as_mentor, record, version, replace(form, content="补充一句"))
    assert corrections.to_correct(as_mentor, record)[0].readers == form.readers


def test_a_deleted_confidence_is_its_writer_s_alone(school, as_mentor, as_homeroom):
    record = interactions.record(as_mentor, told(school, "chosen"))
    corrections.delete(as_mentor, record, 1, "记错了学生")
    assert record_log.open_record(as_homeroom, record).line.words is None
    assert record_log.open_record(as_mentor, record).line.words == ""
    with pytest.raises(NotFound):
        record_log.open_sealed(as_homeroom, record)
