"""Threads, another program, a power cut at the worst moment, a broken upgrade: nothing is lost, nothing half is left."""

import io
import multiprocessing
import os
import shutil
import signal
import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from db.migrations import migrations
from domain.errors import Conflict, Refused, SchoolError
from server import backup_clock
from services import backups, corrections, health, imports, interactions, record_log, restoring
from services import school as schools
from services.attachments import Upload
from services.context import clock
from services.record_log import Wanted
from tests.make_files import csv_bytes
from tests.make_photos import PDF
from tests.school_builder import ADMIN, MENTOR, NOW, OFFICE, THREE_ONE

EDITORS = EDITS = 30


def reopened(folder):
    schools.open_school.cache_clear()
    return schools.open_school(folder)


def test_thirty_who_edit_one_record_thirty_times_each_lose_no_edit(school):
    """Each adds a character of their own, and reads the record again when told that somebody was faster."""
    context = school.as_person(MENTOR)
    school.store.keep_connections()
    record = interactions.record(context, school.talk(THREE_ONE[0], content="。"))
    own = [chr(0x4E00 + person) for person in range(EDITORS)]

    def edit(sign):
        edits = 0
        while edits < EDITS:
            form, version = corrections.to_correct(context, record)
            with suppress(Conflict):
                corrections.correct(context, record, version, replace(form, content=form.content + sign))
                edits += 1

    with ThreadPoolExecutor(EDITORS) as people:
        list(people.map(edit, own))
    (row,) = school.rows("select version, content from interaction")
    assert row["version"] == 1 + EDITORS * EDITS
    assert {sign: row["content"].count(sign) for sign in own} == dict.fromkeys(own, EDITS)
    assert len(school.rows("select 1 from interaction_revision")) == EDITORS * EDITS


def test_a_paper_made_while_records_change_shows_one_moment(school):
    context, writing = school.as_person(MENTOR), threading.Event()
    for place in range(6):
        interactions.record(context, school.talk(THREE_ONE[place % 4], content="第0次"))

    def rewrite():
        number = 0
        while not writing.is_set():
            number += 1
            with school.store.write() as db:
                for (record,) in db.execute("select id from interaction").fetchall():
                    db.execute("update interaction set content = ? where id = ?", [f"第{number}次", record])

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        papers = [record_log.excel(context, Wanted()).content for _ in range(20)]
    finally:
        writing.set()
        writer.join()
    seen = [_contents(one) for one in papers]
    assert [len(one) for one in seen] == [1] * len(papers)
    assert len(set().union(*seen)) > 1  # they did change meanwhile


def _contents(paper):
    sheet = openpyxl.load_workbook(io.BytesIO(paper)).active
    return {
        str(cell)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell and "次" in str(cell)[-1:]
    }


def test_a_copies_disk_that_is_away_is_told_stops_nothing_and_is_caught_up(school, tmp_path):
    place, later = tmp_path / "usb", clock() + timedelta(days=4)
    place.mkdir()
    backups.set_copies_to(school.as_person(ADMIN), school.folder, str(place))
    backup_clock.look(school.store, school.folder)
    assert len(list(place.glob("*.backup"))) == 1
    shutil.rmtree(place)
    backups.make(schools.system_context(school.store), school.folder)
    assert "copy old" in health.troubles(school.store, clock() - timedelta(days=1), later)
    interactions.record(school.as_person(MENTOR), school.talk(THREE_ONE[0]))
    place.mkdir()
    backups.make(schools.system_context(school.store), school.folder)
    assert {one.name for one in place.glob("*.backup")} == {
        one.path.name for one in backups.listed(school.folder)
    }
    assert health.troubles(school.store, clock() - timedelta(days=1), clock()) == []


# ── killed in the middle of a restore ────────────────────────────────────────────────────────────────


def _restore_and_die(backup, folder, moves):
    """The process is killed right before the so-manyth thing is moved."""
    real, left = os.rename, [moves]
    real_replace = os.replace

    def dying(move):
        def moved(*args, **more):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return move(*args, **more)

        return moved

    os.rename, os.replace = dying(real), dying(real_replace)
    restoring.restore(backup, folder)


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed here the POSIX way")
def test_a_restore_killed_before_any_of_its_moves_leaves_the_old_data_or_is_finished_by_the_next(school):
    mentor, folder = school.as_person(MENTOR), school.folder
    interactions.record(mentor, school.talk(THREE_ONE[0], content="备份里的"), [Upload("约定.pdf", PDF)])
    made = backups.make(school.as_person(ADMIN), folder)
    interactions.record(mentor, school.talk(THREE_ONE[0], content="备份以后的"))
    school.put_away()  # its files are copied below: nothing may lie in the WAL alone
    old, new = ["备份里的", "备份以后的"], ["备份里的"]
    states = []
    for moves in range(1, 30):
        own = folder.parent / f"try{moves}"
        shutil.copytree(folder, own)
        backup = own / "backups" / made.path.name
        worker = multiprocessing.get_context("fork").Process(
            target=_restore_and_die, args=(backup, own, moves)
        )
        worker.start()
        worker.join()
        if worker.exitcode == 0:  # it had no so many moves to make
            break
        assert worker.exitcode == -signal.SIGKILL
        states.append(_what_opens(own))
        restoring.restore(backup, own)
        assert _what_opens(own) == new
        assert old in [_contents_of(one) for one in own.glob("before-restore-*/school.db")]
    assert states[0] == old
    assert len(states) >= 3
    assert [one for one in states if one not in (old, new, "refused")] == []


def _what_opens(folder: Path):
    """The records a server would show, all their files there; or that it refuses to start and says what to do."""
    try:
        store = reopened(folder)
    except Refused as error:
        assert "restore" in error.message
        return "refused"
    with store.read() as db:
        files = [file for (file,) in db.execute("select file from attachment")]
    if not all((folder / "files" / one).is_file() for one in files):
        return "files are gone"
    return _contents_of(folder / "school.db")


def _contents_of(database: Path):
    with closing(sqlite3.connect(database)) as db:
        return [text for (text,) in db.execute("select content from interaction order by id")]


# ── an upgrade that fails ────────────────────────────────────────────────────────────────────────────


def test_an_upgrade_that_fails_in_the_middle_leaves_what_the_old_version_opens(school, monkeypatch):
    def m999_broken(db):
        db.execute("create table half_made (id integer primary key) strict")
        db.execute("update student set name = '改坏了'")
        raise ValueError("the upgrade broke")

    before = schools.schema(), school.rows("select name from student order by id")
    with monkeypatch.context() as upgraded:
        step = type(migrations)._Migration("m999_broken", m999_broken)
        upgraded.setattr(migrations, "_migrations", [*migrations._migrations, step])
        with pytest.raises(ValueError, match="the upgrade broke"):
            reopened(school.folder)
    with reopened(school.folder).read() as db:
        names = [{"name": name} for (name,) in db.execute("select name from student order by id")]
        assert db.execute("select 1 from sqlite_schema where name = 'half_made'").fetchone() is None
    assert (schools.schema(), names) == before
    interactions.record(school.as_person(MENTOR, NOW), school.talk(THREE_ONE[0]))


def test_two_who_bring_in_the_same_pupil_at_once_make_one(school):
    """Whoever is second finds the pupil there: one of the two files changes nothing, or is refused with a sentence."""
    head = ["姓名", "学号", "性别", "班级", "家长姓名", "家长电话"]
    data = csv_bytes([head, *([f"新同学{n}", f"9{n:04}", "女", "三(1)班", "家长", ""] for n in range(40))])
    office, start, refused = school.as_person(OFFICE), threading.Barrier(2), []

    def bring_in(form):
        start.wait()
        try:
            imports.commit(office, form, "roster", data, "名单.csv")
        except SchoolError as error:
            refused.append(error.message)

    with ThreadPoolExecutor(2) as people:
        list(people.map(bring_in, ["form-one1", "form-two2"]))
    assert len(school.rows("select 1 from student where student_number like '9%'")) == 40
    assert len(school.rows("select 1 from guardian where name = '家长'")) == 40
    assert len(refused) < 2


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed here the POSIX way")
def test_a_kill_in_the_middle_of_an_upgrade_leaves_what_opens_whole(school):
    before = schools.schema(), school.rows("select name from student order by id")
    killed = multiprocessing.get_context("spawn").Process(target=_die_upgrading, args=(school.folder,))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    with reopened(school.folder).read() as db:
        assert db.execute("select 1 from sqlite_schema where name = 'half_made'").fetchone() is None
        names = [{"name": name} for (name,) in db.execute("select name from student order by id")]
    assert (schools.schema(), names) == before


def _die_upgrading(folder):
    def m999_killed(db):
        db.execute("create table half_made (id integer primary key) strict")
        db.execute("update student set name = '改到一半'")
        os.kill(os.getpid(), signal.SIGKILL)

    step = type(migrations)._Migration("m999_killed", m999_killed)
    migrations._migrations.append(step)
    schools.open_school(folder)
