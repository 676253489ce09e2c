"""A pupil who was erased is nowhere, nobody else lost anything, and no backup brings the pupil back."""

import json
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

import cli
from db import erasure
from db.rows import insert
from domain.changes import Request
from domain.errors import Invalid, NotAllowed, NotFound
from domain.goals import GoalForm
from domain.leave import Leave
from domain.permissions import Role
from services import (
    archive,
    audit_log,
    backups,
    calendar,
    changes,
    corrections,
    departures,
    drafts,
    erasing,
    erasure_ledger,
    goals,
    imports,
    interactions,
    keys,
    leave,
    months,
    profiles,
    restoring,
    reviews,
    sealed_texts,
    sealing,
)
from services import school as schools
from services.attachments import Upload
from services.erasing import Erased, Replayed
from tests.make_files import csv_bytes
from tests.make_photos import PDF
from tests.school_builder import ADMIN, AUDITOR, HOMEROOM, MENTOR, NOW, OFFICE, THREE_ONE, TODAY, School

GONE, CLASSMATE = THREE_ONE[:2]
NUMBER, PHONE, PAPER = "S101", "13911112222", "只有妈妈知道的事"
WHY = "家长申请删除"
TOLD = "两个人一起说的话"
MARKS = (GONE, "zhangshuyao", PHONE, PAPER, "母亲改嫁", json.dumps(GONE)[1:-1])
# each table with a column for a student, as `lived` fills it: a new table is filled here, or the test below fails
ABOUT = {
    "access_request", "archive_revision", "care_status", "ceremony_absence", "choice_link", "claim",
    "class_membership", "draft", "exam_result", "family_profile", "follow_up", "goal", "group_membership", "guardian",
    "interaction_participant", "leader_charge", "leave", "monthly_note", "pairing", "pairing_change", "preference", "score",
    "student_profile", "term_review",
}  # fmt: skip


@pytest.fixture
def lived(school):
    """Something about the pupil in every table that can hold it, and the pupil has left."""
    mentor, homeroom, office = (school.as_person(one) for one in (MENTOR, HOMEROOM, OFFICE))
    gone = school.student(GONE)
    row = ["姓名", "学号", "班级", "家长姓名", "家长电话"], [GONE, NUMBER, "三(1)班", f"{GONE}的母亲", PHONE]
    imports.commit(office, "form-0001", "roster", csv_bytes(row), "名单.csv")
    paper = PDF.replace(b"endobj", PAPER.encode() + b"endobj")
    own = school.talk(
        GONE, content=f"{GONE}说母亲改嫁", effect="需关注", follow_up_on=TODAY + timedelta(days=3)
    )
    first = interactions.record(mentor, own, [Upload(f"{GONE}.pdf", paper)])
    corrections.correct(mentor, first, 1, replace(own, content=f"{GONE}又说母亲改嫁"))
    shared = school.talk(
        GONE, CLASSMATE, content=TOLD, is_restricted=True, readers=(school.people[HOMEROOM],)
    )
    second = interactions.record(mentor, shared)
    corrections.correct(mentor, second, 1, replace(shared, content=f"{TOLD}，改过"))
    interactions.record(mentor, school.talk(GONE, CLASSMATE, content=f"{CLASSMATE}的近况"))
    drafts.keep(mentor, "draft-0001", 0, gone, {"content": f"{GONE}还没写完"})
    drafts.keep(mentor, "draft-0002", 0, None, {"students": [gone, school.student(CLASSMATE)]})
    drafts.keep(mentor, "draft-0003", 0, None, {"students": [school.student(CLASSMATE)]})
    for one in (gone, school.student(CLASSMATE)):
        written_by_month_and_term(mentor, one)
    leave.enter(homeroom, "leave-001", Leave(None, gone, TODAY, TODAY, f"{GONE}发烧"))
    for version in (0, 1):
        profiles.save(mentor, gone, version, {"basics": f"{GONE}{version}"})
        profiles.save_family(mentor, gone, version, {"family": f"{GONE}{version}"})
    change = changes.ask(homeroom, "ask-00001", Request(gone, "student", "性格不合", "想换"))
    _put_by_hand(school, gone, change, sealing.box(mentor))
    departures.student_left(homeroom, gone)
    return school


def written_by_month_and_term(mentor, student):
    term = calendar.begun_terms(mentor)[0].id
    months.save(mentor, term, 1, [months.Edit(student, {}, {"weakness": "怕黑"})])
    goals.save(
        mentor, f"goal-0000{student}", student, None, 0, GoalForm("学业", "记作业", progress="记了三天")
    )
    asked = reviews.form_of(mentor, student, term).dimensions[0]
    reviews.save(mentor, student, term, {}, {asked.id: "上课爱举手"})


def _put_by_hand(school, gone, change, box):
    class_id, mentor = school.class_id("三（1）班"), school.people[MENTOR]
    at = "2026-11-20T10:00:00Z"
    with school.store.write() as db:
        held = {"class_id": class_id, "closes_at": at, "opened_at": at}
        round_id = insert(db, "choice_round", held)
        asked = {"choice_round_id": round_id, "student_id": gone}
        insert(db, "preference", {**asked, "mentor_id": mentor, "rank": 1, "source": "slip", "at": at})
        insert(db, "claim", {**asked, "mentor_id": mentor, "rank": 1, "at": at})
        insert(db, "choice_link", {**asked, "key_hash": "ab", "expires_at": at})
        day = insert(db, "ceremony", {"class_id": class_id, "held_on": TODAY.isoformat()})
        db.execute("insert into interaction_reader select min(id), :m from interaction", {"m": mentor})
        insert(db, "ceremony_absence", {"ceremony_id": day, "student_id": gone})
        note = {"pairing_change_id": change, "author_id": mentor, "body": "", "written_at": at}
        insert(db, "handover_note", {**note, "sealed": sealing.close_note(box, change, mentor, gone, "怕黑")})
        insert(db, "leader_charge", {"staff_id": mentor, "student_id": gone, "valid_from": "2026-09-01"})
        wanted = {"asked_by": mentor, "asked_at": at, "reason": GONE, "days": 1}
        insert(db, "access_request", {"student_id": gone, **wanted})


@pytest.fixture
def as_system(lived):
    return schools.system_context(lived.store, NOW)


def bytes_of(folder, but=("backups",)):
    paths = (one for one in folder.rglob("*") if one.is_file() and not set(but) & set(one.parts))
    return b"".join(one.read_bytes() for one in sorted(paths))


def readable(folder):
    held = bytes_of(folder)
    return {one for one in MARKS if one.encode() in held}


def rows_of_others(school):
    """Every row of every table that no act of erasing writes to, but for those of the pupil's."""
    gone, own = school.student(GONE), {}
    with school.store.read() as db:
        alone, _ = erasure.records(db, gone)
        theirs = {
            "id": {"student": [gone], "interaction": alone},
            "interaction_id": dict.fromkeys(
                ("attachment", "follow_up", "interaction_reader", "interaction_revision"), alone
            ),
            "goal_id": {
                "goal_progress": [
                    row["id"] for row in db.query("select id from goal where student_id = ?", [gone])
                ]
            },
        }
        tables = [
            row["name"]
            for row in db.query("select name from sqlite_master where type = 'table'")
            if row["name"]
            not in ("audit", "setting", "import_change", "handover_note", "draft", "sqlite_sequence")
        ]
        for table in tables:
            rows = [dict(row) for row in db.query(f"select * from {table}")]
            own[table] = [
                {name: row[name] for name in row if name not in ("sealed", "version", "body")}
                for row in rows
                if row.get("student_id") != gone
                and all(row.get(column) not in of.get(table, ()) for column, of in theirs.items())
            ]
    return own


def reopened(school):
    schools.open_school.cache_clear()
    return School(school.folder, schools.open_school(school.folder), school.students, school.people)


# ── gone ─────────────────────────────────────────────────────────────────────────────────────────────


def test_every_table_that_can_speak_of_a_student_is_known_here(lived):
    with lived.store.read() as db:
        assert {one["child"] for one in erasure.pointing(db, "student")} == ABOUT
        assert {one["child"] for one in erasure.pointing(db, "interaction")} == {
            "attachment", "follow_up", "interaction_participant", "interaction_reader", "interaction_revision",
        }  # fmt: skip
        named = db.execute(
            "select distinct m.name from sqlite_master m, pragma_table_info(m.name) c "
            "where m.type = 'table' and c.name like '%student_id%'"
        )
        assert {name for (name,) in named} == {*ABOUT, "contact"}
        for table in (*ABOUT, "contact"):
            found = db.execute(
                f"select count(*) from {table} where student_id = ?", [lived.student(GONE)]
            ).fetchone()
            assert found != (0,), table


def test_nothing_of_the_pupil_is_left_in_any_file_or_row(lived, as_office):
    gone = lived.student(GONE)
    assert readable(lived.folder) == set(MARKS) - {json.dumps(GONE)[1:-1]}
    assert erasing.erase(as_office, NUMBER, WHY) == Erased(1, 2, 1, True, ())
    assert readable(lived.folder) == set()
    assert list((lived.folder / "files").iterdir()) == []
    with lived.store.read() as db:
        for table in (*ABOUT, "contact"):
            assert db.execute(f"select count(*) from {table} where student_id = ?", [gone]).fetchone() == (
                0,
            ), table
        assert db.execute("pragma foreign_key_check").fetchall() == []
        bodies = [json.loads(row["body"]) for row in erasure.plans(db)]
        assert not any(gone in group["students"] for body in bodies for group in body["groups"])
        marked = [json.loads(body) for (body,) in db.execute("select body from interaction_revision")]
        assert marked
        assert not any(gone in one["student_ids"] for one in marked)
    assert lived.rows("select form_id from draft") == [{"form_id": "draft-0003"}]
    assert (
        lived.rows("select id from import_change where json_extract(after, '$.student_id') = :s", s=gone)
        == []
    )


def test_nor_in_the_wal_of_a_school_that_is_being_served(lived, as_office):
    lived.store.keep_connections()
    interactions.record(lived.as_person(MENTOR), lived.talk(CLASSMATE))
    assert erasing.erase(as_office, NUMBER, WHY).is_scrubbed
    assert (lived.folder / "school.db-wal").exists()
    assert readable(lived.folder) == set()


def test_nobody_else_lost_anything(lived, as_office, as_mentor):
    before = rows_of_others(lived)
    shared = lived.rows("select id from interaction where is_restricted = 1")[0]["id"]
    erasing.erase(as_office, NUMBER, WHY)
    assert rows_of_others(lived) == before
    told = sealed_texts.reveal(as_mentor, shared)
    assert told.row is not None
    assert (told.row["content"], told.row["student_ids"]) == (f"{TOLD}，改过", [lived.student(CLASSMATE)])
    ((_, earlier),) = told.earlier
    assert earlier is not None
    assert (earlier["content"], earlier["student_ids"]) == (TOLD, [lived.student(CLASSMATE)])
    assert len(archive.open_archive(as_mentor, lived.student(CLASSMATE)).entries) == 2
    assert [one.names for one in drafts.mine(as_mentor)] == [(CLASSMATE,)]


def test_the_log_holds_and_says_what_was_done_without_a_name(lived, as_office):
    before = lived.rows("select count(*) as n from audit")[0]["n"]
    erasing.erase(as_office, NUMBER, WHY)
    assert audit_log.verify(lived.as_person(AUDITOR)).broken_at is None
    (act,) = lived.rows("select staff_id, target, detail from audit where action = 'student.erase'")
    assert act == {
        "staff_id": lived.people[OFFICE],
        "target": f"student/{lived.student(GONE)}",
        "detail": '{"count": 1}',
    }
    assert lived.rows("select count(*) as n from audit")[0]["n"] > before


def test_whoever_has_a_shared_record_open_is_told_that_it_changed(lived, as_office):
    before = lived.rows("select id, version from interaction where is_restricted = 1")
    erasing.erase(as_office, NUMBER, WHY)
    after = lived.rows("select id, version from interaction where is_restricted = 1")
    assert after == [row | {"version": row["version"] + 1} for row in before]


def test_the_number_within_is_given_to_no_other_child(lived, as_office):
    """The log and the ledger go on speaking of it."""
    last = max(lived.students.values())
    with lived.store.write() as db:
        db.execute("update student set left_on = '2026-11-01' where id = ?", [last])
    number = lived.rows("select student_number as n from student where id = :id", id=last)[0]["n"]
    erasing.erase(as_office, number, WHY)
    row = ["姓名", "学号", "班级"], ["新同学", "90001", "三(1)班"]
    imports.commit(as_office, "form-0009", "roster", csv_bytes(row), "名单.csv")
    assert lived.rows("select id from student where student_number = '90001'") == [{"id": last + 1}]


# ── refused ──────────────────────────────────────────────────────────────────────────────────────────


def test_refused_for_who_is_here_for_nobody_twice_and_without_a_reason(lived, as_office):
    for number, why, error in [
        ("S102", WHY, Invalid),
        ("S999", WHY, NotFound),
        ("", WHY, NotFound),
        (NUMBER, " ", Invalid),
        (NUMBER, f"{GONE}的家长申请", Invalid),
    ]:
        with pytest.raises(error):
            erasing.erase(as_office, number, why)
    assert not erasure_ledger.is_any(lived.folder)
    assert len(lived.rows("select id from student")) == len(lived.students)
    erasing.erase(as_office, NUMBER, WHY)
    with pytest.raises(NotFound, match="已经清除过"):
        erasing.erase(as_office, NUMBER, WHY)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICE])
def test_only_the_office(lived, role):
    for act in (
        lambda who: erasing.erase(who, NUMBER, WHY),
        lambda who: erasing.look(who, NUMBER),
    ):
        with pytest.raises(NotAllowed):
            act(lived.as_role(role))
    assert not erasure_ledger.is_any(lived.folder)


# ── and stays gone ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def older(lived):
    """A backup that still holds the pupil."""
    return backups.make(lived.as_person(ADMIN), lived.folder)


def is_there(school):
    return bool(school.rows("select id from student where name = :name", name=GONE))


def test_an_older_backup_does_not_bring_the_pupil_back(lived, as_office, older):
    erasing.erase(as_office, NUMBER, WHY)
    done = restoring.restore(older.path, lived.folder)
    assert (done.lost, done.erased) == (0, Replayed(1, 0))
    school = reopened(lived)
    assert not is_there(school)
    assert readable(lived.folder) == set()
    assert school.rows("select count(*) as n from student") == [{"n": len(lived.students) - 1}]
    acts = school.rows("select target from audit where action = 'student.erase_again'")
    assert acts == [{"target": f"student/{lived.student(GONE)}"}]
    assert audit_log.verify(school.as_person(AUDITOR)).broken_at is None


@pytest.mark.parametrize("place", ["backups", "usb"])
def test_nor_does_it_on_another_computer(lived, as_office, older, tmp_path, place):
    """The ledger lies with the backups, also on a disk that was away when the pupil was erased."""
    admin, usb = lived.as_person(ADMIN), tmp_path / "usb"
    usb.mkdir()
    backups.set_copies_to(admin, lived.folder, str(usb))
    code = backups.recovery_code(admin, lived.folder)
    backups.make(admin.at(NOW + timedelta(hours=1)), lived.folder)
    usb.rename(tmp_path / "drawer")
    erasing.erase(as_office, NUMBER, WHY)
    (tmp_path / "drawer").rename(usb)
    backups.make(admin.at(NOW + timedelta(hours=2)), lived.folder)
    where = usb if place == "usb" else lived.folder / "backups"
    done = restoring.restore(where / older.path.name, tmp_path / "fresh", code)
    assert done.erased == Replayed(1, 0)
    assert not is_there(reopened(replace(lived, folder=tmp_path / "fresh")))
    assert readable(tmp_path / "fresh") == set()


def test_the_disk_of_copies_learns_of_it_at_once(lived, as_office, tmp_path):
    (tmp_path / "usb").mkdir()
    backups.set_copies_to(lived.as_person(ADMIN), lived.folder, str(tmp_path / "usb"))
    erasing.erase(as_office, NUMBER, WHY)
    assert (tmp_path / "usb" / erasure_ledger.FILE).read_bytes() == (
        lived.folder / erasure_ledger.FILE
    ).read_bytes()


def test_backups_that_begin_afterwards_have_it_beside_them(lived, as_office):
    erasing.erase(as_office, NUMBER, WHY)
    backups.make(lived.as_person(ADMIN), lived.folder)
    assert erasure_ledger.is_any(lived.folder / "backups")


def test_photos_leave_the_backups_too_and_the_drill_misses_none(lived, as_office, older, tmp_path):
    admin, usb = lived.as_person(ADMIN), tmp_path / "usb"
    usb.mkdir()
    backups.set_copies_to(admin, lived.folder, str(usb))
    backups.make(admin.at(NOW + timedelta(hours=1)), lived.folder)
    assert len(list((usb / "files").iterdir())) == 1
    erasing.erase(as_office, NUMBER, WHY)
    assert "演练成功" in backups.drill(admin, lived.folder)
    backups.make(admin.at(NOW + timedelta(hours=2)), lived.folder)
    assert list((lived.folder / "backups" / "files").iterdir()) == []
    assert list((usb / "files").iterdir()) == []
    assert "演练成功" in backups.drill(admin, lived.folder)
    assert restoring.restore(older.path, lived.folder).lost == 0


def test_killed_between_ledger_and_database_it_is_finished_when_the_school_opens(lived, as_office):
    with lived.store.write() as db:
        db.execute("create trigger power_cut before delete on student begin select raise(abort, 'dark'); end")
    with pytest.raises(sqlite3.IntegrityError, match="dark"):
        erasing.erase(as_office, NUMBER, WHY)
    with lived.store.write() as db:
        db.execute("drop trigger power_cut")
    assert readable(lived.folder) >= {GONE, PAPER}
    school = reopened(lived)
    assert not is_there(school)
    assert readable(lived.folder) == set()


def test_who_only_has_the_number_of_an_erased_one_is_left_alone_and_told(lived, as_office, older):
    """After an older backup numbers may be given anew."""
    erasing.erase(as_office, NUMBER, WHY)
    restoring.restore(older.path, lived.folder)
    school = reopened(lived)
    other = {"id": lived.student(GONE), "name": "另一个孩子", "student_number": "90009"}
    with school.store.write() as db:
        insert(db, "student", other)
    assert erasing.replay(schools.system_context(school.store, NOW)) == Replayed(0, 1)
    assert school.rows("select name from student where id = :id", id=other["id"]) == [{"name": "另一个孩子"}]


def test_a_line_added_without_the_key_erases_nobody(lived, as_system):
    row = lived.rows("select * from student where name = :name", name=CLASSMATE)[0]
    wrong = bytes(32)
    entry = erasure_ledger.Entry(
        "2026-11-20", lived.student(CLASSMATE), erasure_ledger.marks(row, wrong), (), WHY
    )
    erasure_ledger.add(lived.folder, wrong, entry)
    with (lived.folder / erasure_ledger.FILE).open("a") as file:
        file.write('{"entry": 3}\nnonsense\n')
    assert erasure_ledger.read(lived.folder, keys.from_folder(lived.folder)).entries == ()
    assert erasing.replay(as_system) == Replayed(0, 3)
    assert lived.rows("select count(*) as n from student") == [{"n": len(lived.students)}]


def test_the_ledger_names_nobody_and_is_lost_with_no_merge(lived, as_office, tmp_path):
    erasing.erase(as_office, NUMBER, WHY)
    path = lived.folder / erasure_ledger.FILE
    assert not any(one in path.read_text() for one in (GONE, NUMBER, "S1"))
    assert path.stat().st_mode & 0o077 == 0
    shutil.copy(path, tmp_path)
    erasure_ledger.merge(lived.folder, tmp_path)
    held = erasure_ledger.read(lived.folder, keys.from_folder(lived.folder))
    assert [(one.student, one.reason, one.day) for one in held.entries] == [
        (lived.student(GONE), WHY, TODAY.isoformat())
    ]


# ── from the terminal ────────────────────────────────────────────────────────────────────────────────


def test_from_the_terminal_the_number_is_typed_again(lived, capsys):
    schools.open_school.cache_clear()
    line = ["erase", "--student", NUMBER, "--reason", WHY, "--data", str(lived.folder)]
    assert cli.main([*line, "--yes-I-mean", "S102"]) == 1
    assert "什么也没有清除" in capsys.readouterr().err
    assert is_there(lived)
    assert cli.main([*line, "--yes-I-mean", NUMBER]) == 0
    told = capsys.readouterr().out
    assert "已清除：1 条记录、1 个照片和附件" in told
    assert GONE not in told
    assert not is_there(lived)
    assert len(backups.listed(lived.folder)) == 1


def test_a_restore_says_how_many_were_taken_out_again(lived, as_office, older, capsys):
    erasing.erase(as_office, NUMBER, WHY)
    schools.open_school.cache_clear()
    assert cli.main(["restore", str(older.path), "--data", str(lived.folder)]) == 0
    assert "1 名已清除的学生，已再次清除" in capsys.readouterr().out
    assert not is_there(lived)


def test_folders_put_aside_by_an_earlier_restore_are_named(lived, as_office, older):
    restoring.restore(older.path, lived.folder)
    school = reopened(lived)
    done = erasing.erase(school.as_person(OFFICE), NUMBER, WHY)
    assert done.lies_in == (f"before-restore-{older.seq}",)
