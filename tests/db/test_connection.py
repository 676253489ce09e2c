"""The one way into the database: what is written is written whole, alone, and with an audit row."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from db import connection
from db.connection import create_store, open_store
from db.rows import all_rows, insert
from domain.errors import Busy, Refused


class StopTheScript(BaseException):
    """Like Streamlit's own control flow: not an Exception."""


def count(store, table):
    with store.read() as db:
        return db.table(table).count


def raw(path):
    """Another program's connection."""
    return closing(sqlite3.connect(path, isolation_level=None, timeout=0))


def test_two_threads_writing_at_once_lose_nothing(school):
    with school.store.write() as db:
        db.execute("insert into setting (name, value) values ('n', '0')")

    def add_fifty(_):
        for _ in range(50):
            with school.store.write() as db:
                (value,) = db.execute("select value from setting where name = 'n'").fetchone()
                db.execute("update setting set value = :v where name = 'n'", {"v": str(int(value) + 1)})

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(add_fifty, range(2)))
    assert school.rows("select value from setting where name = 'n'") == [{"value": "100"}]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, StopTheScript], ids=lambda e: e.__name__)
def test_an_error_inside_a_write_leaves_nothing(school, error):
    before = count(school.store, "subject")
    with pytest.raises(error), school.store.write() as db:
        insert(db, "subject", {"name": "书法"})
        raise error
    assert count(school.store, "subject") == before
    with school.store.write() as db:  # and the lock is free again
        insert(db, "subject", {"name": "书法"})
    assert count(school.store, "subject") == before + 1


def test_an_error_inside_one_statement_leaves_nothing_of_the_others(school):
    with pytest.raises(sqlite3.IntegrityError), school.store.write() as db:
        insert(db, "subject", {"name": "书法"})
        insert(db, "subject", {"name": "书法"})
    assert "书法" not in {row["name"] for row in school.rows("select name from subject")}


def test_a_read_cannot_write(school):
    with pytest.raises(sqlite3.OperationalError, match="readonly"), school.store.read() as db:
        db.execute("insert into subject (name) values ('书法')")


def test_a_read_sees_one_moment_even_while_others_write(school):
    with school.store.read() as db:
        before = all_rows(db, "select count(*) as n from subject")
        with school.store.write() as other:
            insert(other, "subject", {"name": "书法"})
        assert all_rows(db, "select count(*) as n from subject") == before


def test_a_write_without_an_audit_row_is_refused_and_rolled_back(school, as_office):
    before = count(school.store, "subject")
    with pytest.raises(AssertionError, match="audit"), as_office.write() as tx:
        insert(tx.db, "subject", {"name": "书法"})
    assert count(school.store, "subject") == before


@pytest.mark.parametrize(
    "sql",
    [
        "update audit set action = 'x'",
        "delete from audit",
        "insert or replace into audit (seq, at, action, target) values (1, 'x', 'x', 'x')",
    ],
    ids=["changed", "deleted", "replaced"],
)
def test_the_audit_log_cannot_be(school, sql):
    before = school.rows("select * from audit")
    with pytest.raises(sqlite3.IntegrityError, match="audit is"), school.store.write() as db:
        db.execute(sql)
    assert school.rows("select * from audit") == before


def test_while_another_program_holds_the_database_a_write_says_busy_and_writes_nothing(school, monkeypatch):
    monkeypatch.setattr(connection, "WAIT_FOR_LOCK_MS", 50)
    with raw(school.store.path) as other:
        other.execute("begin immediate")
        with pytest.raises(Busy, match="还没有保存"), school.store.write() as db:
            insert(db, "subject", {"name": "书法"})
        other.execute("rollback")
    with school.store.write() as db:
        insert(db, "subject", {"name": "书法"})


def test_a_full_disk_is_said_and_nothing_is_stored(school):
    with pytest.raises(Refused, match="磁盘满了"), school.store.write() as db:
        insert(db, "subject", {"name": "书法"})
        db.execute("pragma max_page_count=1")  # no page more than there are
        insert(db, "subject", {"name": "书" * 1_000_000})
    assert "书法" not in {row["name"] for row in school.rows("select name from subject")}
    with school.store.write() as db:
        insert(db, "subject", {"name": "书法"})


def test_a_write_waits_for_another_program_that_is_soon_done(school):
    with closing(sqlite3.connect(school.store.path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin immediate")
        release = threading.Timer(0.1, other.execute, ["rollback"])
        release.start()
        with school.store.write() as db:
            insert(db, "subject", {"name": "书法"})
        release.join()


def test_reading_goes_on_while_another_program_writes(school):
    with raw(school.store.path) as other:
        other.execute("begin immediate")
        assert count(school.store, "student") == 28


def test_what_a_creation_cut_short_left_behind_is_no_school_and_no_obstacle(tmp_path):
    for name in ("school.building", "school.building-wal"):
        (tmp_path / name).write_bytes(b"half of something")
    create_store(tmp_path / "school.db")
    assert [one.name for one in tmp_path.iterdir()] == ["school.db"]
    assert count(open_store(tmp_path / "school.db"), "student") == 0


# ── files that are not what they should be ───────────────────────────────────────────────────────────


def empty(path):
    path.write_bytes(b"")


def empty_database(path):
    with raw(path) as db:
        db.execute("create table x (y)")
        db.execute("drop table x")


def foreign_database(path):
    with raw(path) as db:
        db.execute("create table student (id integer primary key, name text)")
        db.execute("insert into student (name) values ('别人的学生')")


def garbage(path):
    path.write_bytes(b"This is not a database. " * 400)


def almost_a_database(path):
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)


def newer_database(path):
    create_store(path)
    with raw(path) as db:
        db.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) "
            "values ('mentor', 'm999_from_the_future', '2030-01-01')"
        )
        db.execute("pragma wal_checkpoint(truncate)")


def cut_short(path):
    create_store(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def overwritten_in_the_middle(path):
    create_store(path)
    content = bytearray(path.read_bytes())
    content[4096:40960] = b"\xa5" * (40960 - 4096)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (empty, "空文件"),
        (empty_database, "不是人人导师的数据库"),
        (foreign_database, "不是人人导师的数据库"),
        (garbage, "不是数据库文件"),
        (almost_a_database, "已损坏"),
        (newer_database, "更新版本"),
        (cut_short, "已损坏"),
        (overwritten_in_the_middle, "已损坏"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_doubtful_file_is_refused_in_chinese_and_left_as_it_is(tmp_path, make, says):
    path = tmp_path / "school.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(Refused, match=says) as refused:
        open_store(path)
    assert "school.db" in refused.value.message
    assert str(tmp_path) not in refused.value.message
    assert path.read_bytes() == before


def test_a_missing_database_is_refused_and_not_made(tmp_path):
    with pytest.raises(Refused, match="找不到数据库"):
        open_store(tmp_path / "school.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_database_s_place_is_refused(tmp_path):
    (tmp_path / "school.db").mkdir()
    with pytest.raises(Refused):
        open_store(tmp_path / "school.db")


def test_a_new_school_is_not_made_over_an_old_file(school):
    before = school.store.path.read_bytes()
    with pytest.raises(Refused, match="已经存在"):
        create_store(school.store.path)
    assert school.store.path.read_bytes() == before


def test_a_path_with_spaces_signs_and_chinese_works(tmp_path):
    path = tmp_path / "实验 小学#1 50%?" / "school.db"
    create_store(path)
    with open_store(path).write() as db:
        insert(db, "subject", {"name": "书法"})
    assert count(open_store(path), "subject") == 1


def test_connections_kept_for_a_block_are_used_again_and_closed_after_it(tmp_path):
    store = create_store(tmp_path / "school.db")
    with store.connections_kept():
        seen = set()
        for _ in range(3):
            with store.read() as db:
                seen.add(id(db.conn))
                kept = db.conn
        assert len(seen) == 1
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        kept.execute("select 1")
    with store.read() as db:
        assert db.conn is not kept
