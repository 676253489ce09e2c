"""A mark in everything told about one child is looked for in every byte that people get who may not read it."""

import contextlib
import secrets
import urllib.error
import urllib.request

import pytest

from components.session import COOKIE
from domain.record_kinds import Kind
from services import interactions, sign_in
from services.attachments import Upload
from services.context import clock
from tests.benchmarks.client import PageFailed, Tab
from tests.benchmarks.pages import PAGES, serving
from tests.make_photos import photo
from tests.school_builder import (
    ADMIN,
    AUDITOR,
    MENTOR,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    THREE_ONE,
    build,
    copy_of,
)

MARK = "canary7f3a91"  # ASCII: it reads the same in JSON, in tables and in addresses
CHILD = THREE_ONE[4]  # whose mentor is OTHER_MENTOR
MAY_NOT = (ADMIN, AUDITOR, MENTOR, OTHER_HOMEROOM)


class Listening(Tab):
    """A tab that keeps every byte it was sent."""

    heard = b""

    def _take(self, message):
        self.heard += message.SerializeToString()
        return super()._take(message)


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """A served school in which the mark stands wherever somebody wrote about the child: (school, address, file's id)."""
    place = tmp_path_factory.mktemp("canary")
    school = copy_of(build(place / "template"), place / "school")
    student, mentor = school.student(CHILD), school.as_person(OTHER_MENTOR, clock())
    records = [
        interactions.record(mentor, form, uploads)
        for form, uploads in (
            (school.talk(CHILD, content=f"{MARK} plain"), [Upload(f"{MARK}.jpg", photo())]),
            (school.talk(CHILD, content=f"{MARK} restricted", is_restricted=True), []),
            (school.talk(CHILD, content=f"{MARK} mind", guidance_area="心理"), []),
            (
                school.talk(
                    CHILD, content=f"{MARK} visit", kind=Kind.HOME_VISIT, place=MARK, detail={"family": MARK}
                ),
                [],
            ),
        )
    ]
    with school.store.write() as db:
        db.execute(f"update guardian set name = '{MARK}', phone = '{MARK}', work_unit = '{MARK}', address = '{MARK}' "
                   f"where student_id = {student}")  # fmt: skip
        db.execute(f"update student set phone = '{MARK}', national_number = '{MARK}' where id = {student}")
        (care,) = db.execute("select min(id) from care_category").fetchone()
        db.execute(f"insert into care_status (student_id, care_category_id, note, valid_from) "
                   f"values ({student}, {care}, '{MARK}', '2026-09-01')")  # fmt: skip
        db.execute(f"insert into leave (student_id, starts_on, ends_on, note) "
                   f"values ({student}, '2026-11-01', '2027-11-01', '{MARK}')")  # fmt: skip
        db.execute("update account set must_change_password = 0")
        (file,) = db.execute(f"select id from attachment where interaction_id = {records[0]}").fetchone()
    with serving(school.folder) as (address, _):
        yield school, address, student, records, file


def cookie_of(school, person):
    return f"{COOKIE}={sign_in.open_session_for(school.store, school.account(person), clock())}"


def addresses(student, records):
    """Every page in each of its shapes, asked about the child and each of the records."""
    asked = [
        (path, query.format(student=student, record=records[0], id=1, step=1))
        for _, path, _, _, query in PAGES
    ]
    more = [("archive", f"student={student}"), ("record", f"student={student}"), ("log", f"whose=all&words={MARK}"),
            ("students", f"search={MARK}"), *(("log", f"record={one}") for one in records)]  # fmt: skip
    return sorted({*asked, *more})


def fetched(address, path, cookie):
    request = urllib.request.Request(f"{address}{path}", headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def told(address, cookie, path, query):
    """What a page sends; one that is not this person's, or refuses, sends something too."""
    with Listening(address, cookie) as tab:
        with contextlib.suppress(PageFailed):
            tab.open(path, query)
        return tab.heard


@pytest.mark.parametrize("person", MAY_NOT)
def test_nothing_told_about_a_child_reaches_who_may_not_read_it(marked, person):
    school, address, student, records, _ = marked
    cookie = cookie_of(school, person)
    pages = {one: told(address, cookie, *one) for one in addresses(student, records)}
    own_words = f"words={MARK}", f"search={MARK}"  # what one has typed oneself comes back in the field
    assert all(pages.values())
    assert [
        one
        for one, heard in pages.items()
        if MARK.encode() in heard and one[1].split("&")[-1] not in own_words
    ] == []
    assert [one for one, heard in pages.items() for sort in (b"plain", b"restricted", b"mind", b"visit")
            if MARK.encode() + b" " + sort in heard] == []  # fmt: skip


@pytest.mark.parametrize("person", [*MAY_NOT, None])
def test_no_address_of_a_file_or_document_gives_it_to_them(marked, person):
    school, address, _, _, file = marked
    cookie = cookie_of(school, person) if person else ""
    for path in (
        f"/file/{file}",
        f"/file/{file}?small",
        f"/export/{secrets.token_urlsafe(32)}",
        "/media/x.jpg",
        "/healthz",
        "/frame",
    ):
        status, body = fetched(address, path, cookie)
        assert MARK.encode() not in body
        assert not path.startswith("/file") or (status, b"\xff\xd8" in body) == (404, False)


def test_the_child_s_mentor_does_receive_it(marked):
    """The other half: a search that finds nothing anywhere would prove nothing."""
    school, address, student, _, file = marked
    cookie = cookie_of(school, OTHER_MENTOR)
    assert MARK.encode() + b" plain" in told(address, cookie, "archive", f"student={student}")
    status, body = fetched(address, f"/file/{file}", cookie)
    assert (status, body[:2]) == (200, b"\xff\xd8")


def test_neither_the_log_nor_the_database_holds_what_was_told_in_confidence_in_clear(marked):
    school, *_ = marked
    held = b"".join(one.read_bytes() for one in school.folder.rglob("*") if one.is_file())
    assert MARK.encode() + b" plain" in held  # what is not sensitive is not encrypted: encrypt the disk
    assert not [sort for sort in (b"restricted", b"mind", b"visit") if MARK.encode() + b" " + sort in held]
    logs = b"".join(one.read_bytes() for one in school.folder.rglob("*.log*"))
    assert MARK.encode() not in logs
