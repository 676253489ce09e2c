"""A mark in everything told about one child is looked for in every byte that people get who may not read it."""

import contextlib
import io
import os
import re
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass, field

import pytest
from pypdf import PdfReader

from components.session import COOKIE
from db import settings
from domain.audit_words import PAPERS, PRINTED
from services import backups, exports, keys, sign_in
from services.context import clock
from services.school import DATABASE
from tests.benchmarks.client import PageFailed, Tab
from tests.benchmarks.pages import HOME, PAGES
from tests.school_builder import (
    ADMIN,
    AUDITOR,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    build,
    copy_of,
)
from tests.server.planted import CONFIDENTIAL, FOUND, MARK, Planted, bare_columns, plant

MAY_NOT = (ADMIN, AUDITOR, MENTOR, OTHER_HOMEROOM)
MAY = (OTHER_MENTOR, HOMEROOM, GRADE_HEAD, OFFICE, LEADER)
OWN_WORDS = (f"words={MARK}", f"search={MARK}")  # what one has typed oneself comes back in the field
IMPORTERS_SEE = {
    (ADMIN, ("import", "")): f"{MARK} file.xlsx"
}  # the name of a file that was read in, to whoever may
_TEACHERS = {MENTOR, OTHER_MENTOR, HOMEROOM, OTHER_HOMEROOM, GRADE_HEAD, OFFICE, LEADER}
HANDED = {  # every kind of paper there is, and who of these people was handed one
    "audit.excel": {AUDITOR},
    "ceremony.sheet": {HOMEROOM, OTHER_HOMEROOM, OFFICE},
    "compliance.excel": {HOMEROOM, OTHER_HOMEROOM, GRADE_HEAD, OFFICE, LEADER},
    "curve.picture": {OTHER_MENTOR, HOMEROOM, GRADE_HEAD, OFFICE, LEADER},
    "inspection.ledger": {OFFICE, LEADER},
    "inspection.full_ledger": {OFFICE, LEADER},
    "overview.excel": {HOMEROOM, OTHER_HOMEROOM, GRADE_HEAD, OFFICE, LEADER},
    "report.word": {OFFICE, LEADER},
    "report.named": {OFFICE, LEADER},
    "log.excel": _TEACHERS,
    "register.word": _TEACHERS,
    "register.excel": _TEACHERS,
    "register.cards": _TEACHERS,
    "register.mentor_lists": _TEACHERS,
    "reminder.calendar": {MENTOR, OTHER_MENTOR},
    "screening.word": {HOMEROOM, OTHER_HOMEROOM, GRADE_HEAD, OFFICE, LEADER},
    "screening.excel": {HOMEROOM, OTHER_HOMEROOM, GRADE_HEAD, OFFICE, LEADER},
    "summary.word": {OTHER_MENTOR, OFFICE, LEADER},
    "archive.docx": {OTHER_MENTOR, HOMEROOM, GRADE_HEAD, OFFICE, LEADER},
    "archive.pdf": {OTHER_MENTOR, HOMEROOM, GRADE_HEAD, OFFICE, LEADER},
    "blank.docx": _TEACHERS,
    "blank.pdf": _TEACHERS,
    "class_archives.docx": _TEACHERS,
    "class_archives.pdf": _TEACHERS,
    "handbook.docx": {MENTOR, OTHER_MENTOR},
    "handbook.pdf": {MENTOR, OTHER_MENTOR},
    "workload.excel": {OFFICE, LEADER},
    "template.own": {OFFICE},
    "ledger.docx": _TEACHERS,
    "ledger.pdf": _TEACHERS,
}
_PRINTED = {f"{kind}.{form}" for kind in PRINTED if kind != "handbooks" for form in ("docx", "pdf")}


class Listening(Tab):
    """A tab that keeps every byte it was sent."""

    heard = b""

    def _take(self, message):
        self.heard += message.SerializeToString()
        return super()._take(message)


@dataclass
class Served:
    """The running server, and what each person has been sent by it so far."""

    planted: Planted
    address: str
    said: object
    pages: dict[str, dict] = field(default_factory=dict)
    papers: dict[str, list] = field(default_factory=dict)

    def cookie(self, person):
        school = self.planted.school
        return f"{COOKIE}={sign_in.open_session_for(school.store, school.account(person), clock())}"

    def told(self, person):
        """Every page in each of its shapes, asked about the child and each of the records; and every paper offered."""
        if person not in self.pages:
            cookie = self.cookie(person)
            self.pages[person] = {one: heard(self.address, cookie, *one) for one in addresses(self.planted)}
            offered = {one for page in self.pages[person].values() for one in re.findall(rb"/export/[\w-]{43}", page)}  # fmt: skip
            self.papers[person] = [fetched(self.address, one.decode(), cookie) for one in sorted(offered)]
        return self.pages[person]


@contextlib.contextmanager
def serving(folder, said):
    """The product in its own process, with all it says in a file."""
    line = [sys.executable, "-X", "utf8", "cli.py", "serve", "--data", str(folder), "--port", "0",
            "--address", "127.0.0.1", "--no-browser"]  # fmt: skip
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with said.open("wb") as out, subprocess.Popen(line, cwd=HOME, env=env, stdout=out, stderr=out) as process:
        try:
            until = time.monotonic() + 60
            while not (found := re.search(r"http://127\.0\.0\.1:\d+", said.read_text(encoding="utf-8"))):
                assert process.poll() is None and time.monotonic() < until, said.read_text(encoding="utf-8")
                time.sleep(0.05)
            yield found[0]
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    place = tmp_path_factory.mktemp("canary")
    planted = plant(copy_of(build(place / "template"), place / "school"))
    with (
        planted.school.store.write() as db
    ):  # one person opens more papers here than a school allows in an hour
        settings.put(db, "exports_an_hour", exports.MOST_AN_HOUR)
    with serving(planted.school.folder, place / "said.txt") as address:
        yield Served(planted, address, place / "said.txt")


def addresses(planted):
    student, records, classes = planted.student, planted.records, planted.classes
    asked = [
        (
            path,
            query.format(
                student=student,
                record=records[0],
                id=1,
                step=1,
                inspection=1,
                inspected=1,
                class_id=next(iter(classes)),
            ),
        )
        for _, path, _, _, query in PAGES
    ]
    more = [("archive", f"student={student}"), ("record", f"student={student}"), ("log", f"whose=all&words={MARK}"),
            ("students", f"search={MARK}"), ("drafts", ""), ("papers", f"student={student}"),
            ("summary", f"view=all&mentor={planted.school.people[OTHER_MENTOR]}"),
            *((path, f"class={one}") for path in ("register", "ceremony", "groups") for one in classes),
            *(("log", f"record={one}") for one in records)]  # fmt: skip
    return sorted({*asked, *more})


def fetched(address, path, cookie):
    request = urllib.request.Request(f"{address}{path}", headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers.get("content-disposition", ""), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, "", error.read()


def heard(address, cookie, path, query):
    """What a page sends; one that is not this person's, or refuses, sends something too."""
    with Listening(address, cookie) as tab:
        with contextlib.suppress(PageFailed):
            tab.open(path, query)
        return tab.heard


def unpacked(content):
    """A document with the parts of its archive laid open."""
    if content.startswith(b"%PDF"):  # lines are broken anywhere, a mark's too
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        return " ".join(text.split()).encode()
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


def marks(content, wanted=("",)):
    return [one for one in wanted if f"{MARK} {one}".strip().encode() in content]


# ── the planting ─────────────────────────────────────────────────────────────────────────────────────


def test_every_column_of_text_holds_the_mark_or_is_named_with_a_reason(served):
    assert bare_columns(served.planted.school) == []


def test_no_log_of_acts_and_no_receipt_holds_it(served):
    school = served.planted.school
    assert len(school.rows("select 1 from audit")) > 20
    assert school.rows(f"select 1 from audit where action || target || detail like '%{MARK}%'") == []
    assert school.rows(f"select 1 from form_receipt where result like '%{MARK}%'") == []


# ── pages, files, papers ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("person", MAY_NOT)
def test_nothing_told_about_a_child_reaches_who_may_not_read_it(served, person):
    pages = served.told(person)
    assert all(pages.values())
    typed = {one for one in pages if one[1].split("&")[-1] in OWN_WORDS}
    own = {
        one: page.replace(IMPORTERS_SEE.get((person, one), "-").encode(), b"") for one, page in pages.items()
    }
    assert [one for one, page in own.items() if one not in typed and marks(page)] == []
    assert [one for one in typed if f"{MARK} ".encode() in pages[one]] == []


@pytest.mark.parametrize("person", [*MAY_NOT, None])
def test_no_address_of_a_file_or_document_gives_it_to_them(served, person):
    cookie = served.cookie(person) if person else ""
    for file in served.planted.files:
        for path in (f"/file/{file}", f"/file/{file}?small"):
            assert fetched(served.address, path, cookie)[0] == 404
    for path in (f"/export/{secrets.token_urlsafe(32)}", "/media/x.jpg", "/healthz", "/frame"):
        _, name, body = fetched(served.address, path, cookie)
        assert marks(body) == marks(name.encode()) == []


@pytest.mark.parametrize("person", MAY_NOT)
def test_no_paper_they_are_offered_holds_it(served, person):
    served.told(person)
    assert {status for status, _, _ in served.papers[person]} <= {200}
    assert [
        name for _, name, body in served.papers[person] if marks(unpacked(body)) or marks(name.encode())
    ] == []


@pytest.mark.parametrize("person", MAY)
def test_of_what_was_told_in_confidence_nothing_is_on_a_paper(served, person):
    served.told(person)
    papers = [unpacked(body) for status, _, body in served.papers[person] if status == 200]
    assert len(papers) == len(served.papers[person]) > 0
    assert [found for one in papers if (found := marks(one, CONFIDENTIAL))] == []


def test_everybody_who_may_have_a_paper_was_handed_it(served):
    for person in (*MAY_NOT, *MAY):
        served.told(person)
    school = served.planted.school
    taken = school.rows(
        "select distinct staff.name, json_extract(detail, '$.what') as what from audit "
        "join staff on staff.id = audit.staff_id where action = 'export.take'"
    )
    got = {}
    for row in taken:
        got.setdefault(row["what"], set()).add(row["name"])
    assert got == HANDED
    # the groups' picture names no child and is offered within a fold; no school's template was sent in here
    assert set(HANDED) == set(PAPERS) - {"groups.picture", "template.original", "template.trial"} | _PRINTED


def test_the_child_s_mentor_does_receive_it(served):
    """The other half: a search that finds nothing anywhere would prove nothing."""
    pages, (picture, paper) = served.told(OTHER_MENTOR), served.planted.files
    shown = ("plain", "met", "guardian phone", "level", "photo")
    assert tuple(marks(pages["archive", f"student={served.planted.student}"], shown)) == shown
    assert any(marks(unpacked(body), ("plain",)) for _, _, body in served.papers[OTHER_MENTOR])
    assert any(marks(unpacked(body), ("summary",)) for _, _, body in served.papers[OTHER_MENTOR])
    cookie = served.cookie(OTHER_MENTOR)
    assert fetched(served.address, f"/file/{picture}", cookie)[2][:2] == b"\xff\xd8"
    assert marks(fetched(served.address, f"/file/{paper}", cookie)[2], ("bytes",)) == ["bytes"]


# ── what lies on the disk ────────────────────────────────────────────────────────────────────────────


def test_no_file_holds_in_clear_what_was_told_in_confidence(served):
    held = b"".join(one.read_bytes() for one in served.planted.school.folder.rglob("*") if one.is_file())
    assert marks(held, ("plain",)) == ["plain"]  # what is not sensitive is not encrypted: encrypt the disk
    assert marks(held, (*CONFIDENTIAL, *FOUND)) == []


def test_a_backup_shows_nothing_and_an_opened_one_only_what_is_not_encrypted(served, tmp_path):
    school = served.planted.school
    made = backups.make(school.as_person(ADMIN, clock()), school.folder)
    sealed = [one for one in (school.folder / backups.FOLDER).rglob("*") if one.is_file()]
    assert len(sealed) >= 3  # the database, a photo, a PDF
    assert [one.name for one in sealed if MARK.encode() in one.read_bytes() + one.name.encode()] == []
    backups.unseal(made.path, tmp_path / DATABASE, keys.of(school.as_person(ADMIN), school.folder))
    opened = (tmp_path / DATABASE).read_bytes()
    assert marks(opened, ("plain", "restricted", *CONFIDENTIAL, *FOUND)) == ["plain"]


def test_what_breaks_over_it_is_logged_and_shown_without_it(served):
    """A row that no program of ours wrote: the exception's text quotes it, the log and the page must not."""
    school, record = served.planted.school, served.planted.records[0]
    (row,) = school.rows("select recorded_at from interaction where id = :id", id=record)
    _set_recorded_at(school, record, f"{MARK} broken")
    page = heard(served.address, served.cookie(OTHER_MENTOR), "log", f"record={record}")
    _set_recorded_at(school, record, row["recorded_at"])
    logs = b"".join(one.read_bytes() for one in (school.folder / "logs").iterdir())
    said = served.said.read_bytes()
    assert b"ValueError at" in logs and b"127.0.0.1" in said
    assert MARK.encode() not in logs + said
    assert b"isoformat" not in page + logs + said
    assert marks(page, ("broken",)) == []


def _set_recorded_at(school, record, text):
    with school.store.write() as db:
        db.execute("update interaction set recorded_at = ? where id = ?", [text, record])
