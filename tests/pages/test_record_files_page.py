"""A saved record's photos and files on its page: more of them added, a wrong one taken off."""

import pytest

from services import attachments, interactions
from tests.make_photos import PDF
from tests.school_builder import HOMEROOM, MENTOR
from tests.services.test_attachments import FIRST, PHOTO


@pytest.fixture
def record(school, as_mentor):
    """A record with one photo."""
    return interactions.record(as_mentor, school.talk(FIRST), [PHOTO])


def names(school, record):
    return [one.name for one in attachments.of_records(school.as_person(MENTOR), [record]).get(record, [])]


def test_the_author_adds_a_paper_and_takes_the_photo_off(school, tab, record):
    page = tab(MENTOR).open("log", record=record)
    page.press("files")
    page.app.file_uploader[0].set_value([("约定.pdf", PDF, "application/pdf")])
    page.press("add_files")
    assert names(school, record) == ["IMG_1.jpg", "约定.pdf"]
    page.press("files")
    (photo, _) = attachments.of_records(school.as_person(MENTOR), [record])[record]
    page.press(f"off_{photo.id}")
    assert names(school, record) == ["约定.pdf"]
    assert "已去掉。" in page.said


def test_a_reader_has_no_such_button(tab, record):
    page = tab(HOMEROOM).open("log", record=record)
    assert page.names(["IMG_1.jpg"])
    assert not page.has("files")
