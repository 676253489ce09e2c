"""Files of a saved record: added by its author, taken off for good, with a trace and never by anybody else."""

import pytest

from domain.errors import Invalid, NotFound, Refused
from services import attachments, interactions, record_files
from services.attachments import Upload
from tests.make_photos import photo
from tests.services.test_attachments import FIRST, PHOTO, in_rows, on_disk

FORM = "form-files-0001"


@pytest.fixture
def record(school, as_mentor):
    """A record with one photo."""
    return interactions.record(as_mentor, school.talk(FIRST), [PHOTO])


def there(context, record):
    return attachments.of_records(context, [record]).get(record, [])


def test_a_forgotten_photo_is_added_once_however_often_it_is_sent(school, as_mentor, record):
    for _ in range(2):
        record_files.add(as_mentor, record, FORM, [Upload("b.jpg", photo((60, 40)))])
    assert [one.name for one in there(as_mentor, record)] == ["IMG_1.jpg", "b.jpg"]
    assert len(on_disk(school)) == 2


def test_a_photo_added_by_mistake_is_gone_with_its_bytes_and_the_trace_stays(school, as_mentor, record):
    (one,) = there(as_mentor, record)
    record_files.remove(as_mentor, one.id)
    assert (there(as_mentor, record), on_disk(school)) == ([], set())
    assert attachments.fetch(as_mentor, one.id) is None
    (row,) = school.rows("select name, removed_at from attachment")
    assert row["removed_at"]
    assert school.rows("select action from audit order by seq desc limit 1") == [
        {"action": "interaction.remove_file"}
    ]


def test_nobody_else_adds_or_takes_off(school, as_mentor, as_homeroom, as_leader, record):
    (one,) = there(as_mentor, record)
    for other in (as_homeroom, as_leader):
        with pytest.raises(NotFound):
            record_files.add(other, record, FORM, [PHOTO])
        with pytest.raises(NotFound):
            record_files.remove(other, one.id)
    assert len(on_disk(school)) == len(in_rows(school)) == 1


def test_the_tenth_is_refused_and_a_false_type_too(school, as_mentor, record):
    with pytest.raises(Invalid, match="已经有 1 个"):
        record_files.add(as_mentor, record, FORM, [PHOTO] * 9)
    with pytest.raises(Refused, match="其实是程序"):
        record_files.add(as_mentor, record, FORM, [Upload("x.jpg", b"MZ\x90")])
    with pytest.raises(Invalid, match="还没有选"):
        record_files.add(as_mentor, record, FORM, [])
    assert len(on_disk(school)) == 1


def test_taking_off_twice_is_said(school, as_mentor, record):
    (one,) = there(as_mentor, record)
    record_files.remove(as_mentor, one.id)
    with pytest.raises(NotFound, match="已经去掉"):
        record_files.remove(as_mentor, one.id)
