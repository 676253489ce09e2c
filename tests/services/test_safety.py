"""What `check` says about an installation, each danger made on purpose."""

import json
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

import cli
from db import staff
from domain.errors import Refused
from domain.permissions import Role
from services import backups, freezing, health, keys, safety, step_up
from services.safety import Level, filesystem_of
from services.school import note_address, system_context
from tests.school_builder import ADMIN, AUDITOR, MENTOR, NOW, TERM_BEGINS
from tests.services.test_step_up import SECRET, code, signed_in

LATER = NOW + timedelta(minutes=30)


@pytest.fixture
def kept(school, tmp_path):
    """A school looked after as it should be: key, backup, another disk, a proxy."""
    school.folder.chmod(0o700)
    system = system_context(school.store, NOW)
    other_disk = tmp_path / "other-disk"
    other_disk.mkdir()
    backups.set_copies_to(system, school.folder, str(other_disk))
    backups.make(system, school.folder)
    note_address(school.folder, "127.0.0.1:8501")
    return school


def told(own, now=LATER):
    """What → (how bad, the sentence)."""
    return {one.what: (one.level, one.text) for one in safety.look(own.folder, now)}


def test_of_a_school_well_looked_after_there_is_nothing_dangerous(kept):
    found = safety.look(kept.folder, LATER)
    assert [one for one in found if one.level is Level.DANGER] == []
    assert {one.what for one in found if one.level is Level.GOOD} >= {
        "数据文件夹", "文件权限", "磁盘", "数据库", "钥匙", "备份", "备份副本", "操作日志", "时钟", "审计", "初始密码", "网络"
    }  # fmt: skip


def test_looking_changes_nothing(kept):
    before = {
        path: path.read_bytes()
        for path in kept.folder.rglob("*")
        if path.is_file() and path.suffix != ".db-shm"
    }
    safety.look(kept.folder, LATER)
    after = {
        path: path.read_bytes()
        for path in kept.folder.rglob("*")
        if path.is_file() and path.suffix != ".db-shm"
    }
    assert after == before


def no_backup(own):
    shutil.rmtree(own.folder / backups.FOLDER)


def no_other_disk(own):
    with own.store.write() as db:
        db.execute("delete from setting where name = 'backup_copies_to'")


def never_copied(own):
    (own.folder / backups.FOLDER / "last-copy.txt").unlink()


def copied_long_ago(own):
    long_ago = (NOW - timedelta(days=15)).isoformat()
    (own.folder / backups.FOLDER / "last-copy.txt").write_text(long_ago, encoding="ascii")


def no_key(own):
    (own.folder / keys.KEY_FILE).unlink()


def another_key(own):
    keys.write(own.folder, bytes(32))


def spoilt_key(own):
    (own.folder / keys.KEY_FILE).write_text("??", encoding="ascii")


def readable_by_all(own):
    own.folder.chmod(0o755)
    (own.folder / "school.db").chmod(0o644)


def changed_log(own):
    with own.store.write() as db:
        db.execute("drop trigger audit_no_update")
        db.execute("update audit set action = 'sign_out' where seq = 3")


def cut_log(own):
    """The database of before the backup in its place."""
    with own.store.write() as db:
        db.execute("drop trigger audit_no_delete")
        db.execute("delete from audit where seq > 3")


def one_person_for_both(own):
    with own.store.write() as db:
        staff.give_role(db, own.people[ADMIN], Role.AUDITOR, None, TERM_BEGINS)


def damaged(own):
    with (own.folder / "school.db").open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 60_000)


@pytest.mark.parametrize(
    ("spoil", "what", "says"),
    [
        (no_backup, "备份", "还没有备份"),
        (no_other_disk, "备份副本", "都在这台电脑里"),
        (never_copied, "备份副本", "还没有复制"),
        (copied_long_ago, "备份副本", "15 天"),
        (no_key, "钥匙", "restore-key"),
        (another_key, "钥匙", "restore-key"),
        (spoilt_key, "钥匙", "restore-key"),
        (readable_by_all, "文件权限", "chmod 700"),
        (changed_log, "操作日志", "第 3 条"),
        (cut_log, "操作日志", "截掉"),
        (one_person_for_both, "审计", "同一个人"),
        (damaged, "数据库", "损坏"),
    ],
)  # fmt: skip
def test_a_danger_is_named_with_what_to_do(kept, spoil, what, says):
    spoil(kept)
    level, text = told(kept)[what]
    assert (level, says in text) == (Level.DANGER, True), text


def test_a_day_without_backup_is_a_danger_only_if_somebody_did_something(kept):
    two_days_on = NOW + timedelta(days=2)
    assert told(kept, two_days_on)["备份"][0] is Level.GOOD
    system = system_context(kept.store, NOW + timedelta(hours=1))
    for _ in range(2):
        with system.write() as tx:
            tx.audit("backup.place", "backup")
    assert told(kept, two_days_on)["备份"] == (
        Level.DANGER, "最近一次是 2 天前，之后的内容都没有备份。请运行 python start.py backup。"
    )  # fmt: skip


def test_a_clock_that_went_back_is_a_danger(kept):
    assert told(kept, NOW - timedelta(hours=1))["时钟"][0] is Level.DANGER
    assert told(kept, NOW - timedelta(minutes=4))["时钟"][0] is Level.GOOD


@pytest.mark.parametrize(
    ("mark", "what", "says"),
    [
        ("copied 5 days ago", "备份副本", "5 天"),
        ("no auditor", "审计", "没有审计员"),
        ("first password", "初始密码", "1 个账号"),
        ("frozen", "冻结", "unfreeze"),
        ("open address", "网络", "HTTPS"),
        ("never served", "网络", "没有运行过"),
        ("no phone", "手机验证码", "2 人没有设"),
    ],
)
def test_what_deserves_a_word_is_a_note_and_no_danger(kept, mark, what, says):
    system = system_context(kept.store, NOW)
    with kept.store.write() as db:
        if mark == "no auditor":
            staff.end_role(db, kept.people[AUDITOR], Role.AUDITOR, None, NOW.date())
        elif mark == "first password":
            db.table("account").update(kept.account(MENTOR), {"must_change_password": 1})
    if mark == "copied 5 days ago":
        path = kept.folder / backups.FOLDER / "last-copy.txt"
        path.write_text((NOW - timedelta(days=5)).isoformat(), encoding="ascii")
    elif mark == "frozen":
        freezing.begin(system, "")
    elif mark == "open address":
        note_address(kept.folder, "0.0.0.0:8501")
    elif mark == "never served":
        (kept.folder / "served-at.txt").unlink()
    elif mark == "no phone":
        own = signed_in(kept, ADMIN)
        step_up.set_up(own, SECRET, code())
        step_up.demand(own, True)
    level, text = told(kept)[what]
    assert (level, says in text) == (Level.NOTE, True), text


def test_a_full_disk_is_a_danger(kept, monkeypatch):
    monkeypatch.setattr(health, "ROOM", 1 << 62)
    assert told(kept)["磁盘"][0] is Level.DANGER


@pytest.mark.parametrize("place", ["OneDrive - School", "坚果云", "Dropbox"])
def test_a_folder_that_a_cloud_carries_away_is_a_danger(kept, tmp_path, place):
    target = tmp_path / place / "data"
    shutil.copytree(kept.folder, target)
    (found,) = [one for one in safety.look(target, LATER) if one.what == "数据文件夹"]
    assert found.level is Level.DANGER and "网盘" in found.text


MOUNTS = """/dev/sda1 / ext4 rw 0 0
//nas/school /mnt/nas\\040share cifs rw 0 0
tmpfs /mnt/nas\\040share/local tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/srv/data", "ext4"), ("/mnt/nas share/data", "cifs"), ("/mnt/nas share/local/x", "tmpfs")],
)
def test_the_innermost_mount_says_what_a_folder_lies_on(folder, kind):
    assert filesystem_of(Path(folder), MOUNTS) == kind


@pytest.mark.parametrize(
    ("version", "level"),
    [((3, 40, 1), Level.NOTE), ((3, 44, 6), Level.GOOD), ((3, 50, 6), Level.NOTE), ((3, 50, 7), Level.GOOD),
     ((3, 51, 2), Level.NOTE), ((3, 51, 3), Level.GOOD), ((3, 53, 0), Level.GOOD)],
)  # fmt: skip
def test_sqlite_versions_with_the_known_fault_are_named(version, level, monkeypatch):
    monkeypatch.setattr(safety, "SQLITE_VERSION", version)
    assert [one.level for one in safety._sqlite()] == [level]


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


def test_the_command_prints_a_line_each_and_ends_with_1_where_there_is_danger(school, capsys):
    assert cli.main(["check", "--data", str(school.folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert all(line.split("　")[0] in {"好", "注意", "危险"} for line in lines)
    assert any(line.startswith("危险　备份：") for line in lines)


def test_the_command_prints_for_programs_too(kept, capsys):
    cli.main(["check", "--json", "--data", str(kept.folder)])
    found = json.loads(capsys.readouterr().out)
    assert all(set(one) == {"level", "what", "text"} for one in found)


def test_where_there_is_no_school_none_is_made(tmp_path):
    with pytest.raises(Refused, match="没有学校"):
        safety.look(tmp_path, NOW)
    assert list(tmp_path.iterdir()) == []


# ── /healthz ─────────────────────────────────────────────────────────────────────────────────────────


def troubles(own, now, started=NOW - timedelta(days=1)):
    return health.troubles(own.store, started, now)


def test_a_server_that_is_well_has_no_troubles(kept):
    assert troubles(kept, LATER) == []


def test_each_trouble_has_its_words(kept, monkeypatch):
    copied_long_ago(kept)
    assert troubles(kept, LATER) == ["copy old"]
    no_backup(kept)
    assert troubles(kept, LATER) == ["backup old", "copy old"]
    assert troubles(kept, LATER, started=LATER) == []  # the first backup is still being made
    monkeypatch.setattr(health, "ROOM", 1 << 62)
    assert troubles(kept, LATER, started=LATER) == ["disk full"]


@pytest.mark.parametrize("spoil", ["gone", "empty", "another school's"])
def test_a_key_that_is_gone_is_a_trouble_before_the_next_start(kept, spoil):
    path = kept.folder / keys.KEY_FILE
    if spoil == "gone":
        path.unlink()
    else:
        path.write_text("" if spoil == "empty" else "ab" * 32, encoding="ascii")
    assert troubles(kept, LATER) == ["key"]


def test_a_database_that_is_gone_or_held_is_a_trouble(kept, monkeypatch):
    monkeypatch.setattr("db.connection.WAIT_FOR_LOCK_MS", 1)
    other = type(kept.store)(kept.store.path)
    held = sqlite3.connect(kept.store.path, isolation_level=None)
    held.execute("begin immediate")
    assert health.troubles(other, NOW, LATER) == ["database"]
    held.rollback()
    held.close()
    assert health.troubles(other, NOW, LATER) == []
