"""What is being written: kept as one types, the writer's alone, gone with the save."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Conflict, Invalid, NotFound
from domain.record_kinds import Kind
from services import drafts, interactions
from services.school import open_school
from tests.school_builder import MENTOR, NOW, OTHER_MENTOR, THREE_ONE
from tests.services.plans import regroup

FIRST, SECOND = THREE_ONE[:2]
FORM = "form-draft-0001"
VISIT = {"kind": "home_visit", "content": "门口有一盆花 🌼 㛃", "family": "和奶奶住", "minutes": 40}


@pytest.fixture
def draft(school, as_mentor):
    """A home visit half written."""
    draft_id, _ = drafts.keep(as_mentor, FORM, 0, school.student(FIRST), VISIT)
    return draft_id


def titles(context):
    return [one.title for one in drafts.mine(context)]


def test_a_draft_is_offered_again_with_every_field(as_mentor, draft):
    assert titles(as_mentor) == [f"{FIRST} 家访"]
    opened = drafts.open_draft(as_mentor, draft)
    assert (opened.kind, opened.body, opened.form_id) == (Kind.HOME_VISIT, VISIT, FORM)


def test_it_outlives_the_server(school, as_mentor, draft):
    open_school.cache_clear()
    again = replace(as_mentor, store=open_school(school.folder))
    assert titles(again) == [f"{FIRST} 家访"]


def test_it_is_its_writer_s_alone(as_homeroom, as_leader, draft):
    for other in (as_homeroom, as_leader):
        assert titles(other) == []
        for ask in (drafts.open_draft, drafts.discard, drafts.restore):
            with pytest.raises(NotFound):
                ask(other, draft)


def test_typing_on_changes_the_one_draft(school, as_mentor, draft):
    assert drafts.keep(as_mentor, FORM, 1, school.student(FIRST), VISIT | {"content": "还有"}) == (draft, 2)
    assert drafts.open_draft(as_mentor, draft).body["content"] == "还有"
    assert len(school.rows("select * from audit where action like 'draft%'")) == 1


@pytest.mark.parametrize("writer", [MENTOR, OTHER_MENTOR], ids=["put aside", "somebody else's"])
def test_a_form_s_draft_is_not_begun_twice(school, as_mentor, draft, writer):
    drafts.discard(as_mentor, draft)
    with pytest.raises(Conflict, match="已经不在了"):
        drafts.keep(school.as_person(writer), FORM, 0, None, {"content": "又写"})


@pytest.mark.parametrize("version", [0, 1], ids=["opened anew", "left open"])
def test_of_two_devices_the_later_one_is_told_and_overwrites_nothing(school, as_mentor, draft, version):
    drafts.keep(as_mentor, FORM, 1, school.student(FIRST), VISIT | {"content": "手机上写的"})
    with pytest.raises(Conflict, match="另一台设备"):
        drafts.keep(as_mentor, FORM, version, school.student(FIRST), VISIT | {"content": "电脑上写的"})
    assert drafts.open_draft(as_mentor, draft).body["content"] == "手机上写的"


def test_the_save_takes_the_draft_with_it(school, as_mentor, draft):
    interactions.record(as_mentor, replace(school.talk(FIRST), form_id=FORM))
    assert titles(as_mentor) == []
    with pytest.raises(Conflict, match="已经不在"):
        drafts.keep(as_mentor, FORM, 1, school.student(FIRST), VISIT)


def test_a_save_that_is_refused_leaves_the_draft(school, as_mentor, draft):
    with pytest.raises(Invalid):
        interactions.record(as_mentor, replace(school.talk(FIRST, effect=""), form_id=FORM))
    assert titles(as_mentor) == [f"{FIRST} 家访"]


def test_one_draft_saved_on_two_devices_is_one_record_and_the_later_words_are_not_swallowed(
    school, as_mentor
):
    form = replace(school.talk(FIRST, content="手机上写的"), form_id=FORM)
    first = interactions.record(as_mentor, form)
    assert interactions.record(as_mentor, form) == first
    with pytest.raises(Conflict, match=r"另一台设备.*更正"):
        interactions.record(as_mentor, replace(form, content="电脑上写的"))
    assert len(school.rows("select * from interaction")) == 1


def test_what_is_thrown_away_can_be_had_back_and_is_gone_with_the_next_save(school, as_mentor, draft):
    drafts.discard(as_mentor, draft)
    assert titles(as_mentor) == []
    drafts.restore(as_mentor, draft)
    assert titles(as_mentor) == [f"{FIRST} 家访"]
    drafts.discard(as_mentor, draft)
    interactions.record(as_mentor.at(NOW + timedelta(minutes=5)), school.talk(SECOND))
    assert school.rows("select * from draft") == []


def test_about_a_child_who_is_no_longer_one_s_own_it_says_nothing(school, as_mentor, draft):
    drafts.keep(
        as_mentor, "form-draft-0002", 0, None, {"kind": "group_activity", "students": school.ids(SECOND)}
    )
    regroup(school, school.class_id("三（1）班"), ("启明组", THREE_ONE, OTHER_MENTOR))
    tomorrow = as_mentor.at(NOW + timedelta(days=1))
    found = drafts.mine(tomorrow)
    assert [(one.is_readable, one.names, one.student_id, one.body) for one in found] == [
        (False, (), None, {})
    ] * 2
    assert FIRST not in str(found)
    with pytest.raises(NotFound, match="不归您带"):
        drafts.open_draft(tomorrow, draft)
    drafts.discard(tomorrow, draft)


def test_nothing_that_was_typed_is_in_the_audit_log(school, as_mentor, draft):
    assert "奶奶" not in str(school.rows("select * from audit"))


def test_a_book_is_not_a_draft(school, as_mentor):
    with pytest.raises(Invalid, match="太长"):
        drafts.keep(as_mentor, FORM, 0, school.student(FIRST), {"content": "字" * 60_001})
