"""Files of records: on the disk before any row speaks of them, and never one without the other."""

import pytest

from db import attachments as rows
from domain.errors import Invalid, NotFound, Refused
from domain.record_kinds import Kind
from services import attachments, interactions
from services.attachments import MOST, Upload
from tests.make_photos import PDF, office, photo
from tests.school_builder import HOMEROOM, LEADER, MENTOR, OTHER_MENTOR, SEVEN_ONE, THREE_ONE

FIRST = THREE_ONE[0]
PHOTO = Upload("IMG_1.jpg", photo((80, 60)))


def on_disk(school):
    folder = school.folder / attachments.FOLDER
    return {one.name for one in folder.iterdir()} if folder.exists() else set()


def in_rows(school):
    return {row["file"] for row in school.rows("select file from attachment")}


def test_a_record_has_its_files_in_the_order_they_were_chosen(school, as_mentor):
    chosen = [PHOTO, Upload("约定.pdf", PDF), Upload("家访表.docx", office())]
    record = interactions.record(as_mentor, school.talk(FIRST), chosen)
    found = attachments.of_records(as_mentor, [record, 999])
    assert [(one.name, one.is_photo) for one in found[record]] == [
        ("IMG_1.jpg", True),
        ("约定.pdf", False),
        ("家访表.docx", False),
    ]
    assert on_disk(school) == in_rows(school)
    assert len(on_disk(school)) == 3


def test_the_file_s_name_in_the_folder_says_nothing(school, as_mentor):
    interactions.record(as_mentor, school.talk(FIRST), [Upload(f"{FIRST}家.jpg", PHOTO.content)])
    assert all(set(name) <= set("0123456789abcdef") for name in on_disk(school))
    assert FIRST not in str(school.rows("select * from audit"))


@pytest.mark.parametrize(
    ("uploads", "says"),
    [
        ([PHOTO, Upload("恶意.jpg", b"#!/bin/sh\nrm")], "其实是程序"),
        ([PHOTO] * (MOST + 1), "最多 9 个"),
    ],
    ids=["a script renamed", "ten"],
)
def test_one_file_that_may_not_be_kept_keeps_the_record_back_too(school, as_mentor, uploads, says):
    with pytest.raises((Refused, Invalid), match=says):
        interactions.record(as_mentor, school.talk(FIRST), uploads)
    assert (school.rows("select * from interaction"), on_disk(school)) == ([], set())


def test_a_record_that_is_refused_leaves_no_file(school, as_mentor):
    with pytest.raises(NotFound):
        interactions.record(as_mentor, school.talk(SEVEN_ONE[0]), [PHOTO])
    assert on_disk(school) == set()


def test_a_form_sent_twice_keeps_its_files_once(school, as_mentor):
    form = school.talk(FIRST)
    assert interactions.record(as_mentor, form, [PHOTO]) == interactions.record(as_mentor, form, [PHOTO])
    assert len(on_disk(school)) == len(in_rows(school)) == 1


def test_a_full_disk_is_told_and_nothing_is_half_kept(school, as_mentor):
    (school.folder / attachments.FOLDER).write_text("a file where the folder should be")
    with pytest.raises(Refused, match=r"没有存上.*写的还在"):
        interactions.record(as_mentor, school.talk(FIRST), [PHOTO])
    assert school.rows("select * from interaction") == []


def test_what_a_stopped_server_left_behind_is_swept_away_at_the_next_start(school, as_mentor):
    interactions.record(as_mentor, school.talk(FIRST), [PHOTO])
    (school.folder / attachments.FOLDER / ("0" * 32)).write_bytes(b"lost")
    assert attachments.sweep(school.store) == 1
    assert on_disk(school) == in_rows(school)
    assert attachments.sweep(school.store) == 0


def test_a_file_missing_from_the_folder_is_simply_not_there(school, as_mentor):
    interactions.record(as_mentor, school.talk(FIRST), [PHOTO])
    (row,) = school.rows("select id, file from attachment")
    (school.folder / attachments.FOLDER / row["file"]).unlink()
    assert attachments.fetch(as_mentor, row["id"]) is None


def readers(school, record):
    people = (MENTOR, OTHER_MENTOR, HOMEROOM, LEADER)
    return {one for one in people if attachments.of_records(school.as_person(one), [record])}


def test_files_of_a_class_meeting_are_the_author_s_and_theirs_who_lead_the_class(school, as_mentor):
    form = school.talk(
        kind=Kind.CLASS_MEETING, detail={"topic": "诚信"}, class_id=school.class_id("三（1）班")
    )
    record = interactions.record(as_mentor, form, [PHOTO])
    assert readers(school, record) == {MENTOR, HOMEROOM, LEADER}


def test_files_about_one_s_own_and_another_s_child_are_seen_by_both(school, as_homeroom):
    record = interactions.record(as_homeroom, school.talk(FIRST, THREE_ONE[5]), [PHOTO])
    assert readers(school, record) == {MENTOR, OTHER_MENTOR, HOMEROOM, LEADER}


def test_the_rows_know_every_file(school, as_mentor):
    interactions.record(as_mentor, school.talk(FIRST), [PHOTO, PHOTO])
    with school.store.read() as db:
        assert rows.files(db) == on_disk(school)
