"""The shape of the database, and that the copy of it kept for readers is true."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from db import connection
from db.connection import create_store
from db.migrations import migrations, schema_text

SCHEMA = Path(connection.__file__).with_name("schema.sql")


@pytest.fixture
def fresh():
    db = Database(memory=True)
    migrations.apply(db)
    return db


def test_the_committed_schema_is_what_the_migrations_build(fresh):
    hint = "db/schema.sql is old. Write it again: python cli.py schema > db/schema.sql"
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(fresh), hint


def test_every_table_is_strict(fresh):
    kinds = {row["name"]: row["strict"] for row in fresh.query("pragma table_list") if row["type"] == "table"}
    loose = {
        name for name, strict in kinds.items() if not strict and not name.startswith(("sqlite_", "_sqlite_"))
    }
    assert loose == set()


def test_foreign_keys_are_enforced_in_reads_and_writes(school):
    with school.store.read() as db:
        assert db.execute("pragma foreign_keys").fetchone() == (1,)
    with school.store.write() as db:
        assert db.execute("pragma foreign_keys").fetchone() == (1,)


def test_every_reference_points_at_a_table_that_exists(fresh):
    assert list(fresh.query("pragma foreign_key_check")) == []
    tables = set(fresh.table_names())
    pointed = {link["table"] for name in tables for link in fresh.query(f"pragma foreign_key_list({name})")}
    assert pointed <= tables


def test_a_database_survives_a_power_cut_and_lets_readers_read_while_one_writes(tmp_path):
    with create_store(tmp_path / "school.db").write() as db:
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)
        assert db.execute("pragma synchronous").fetchone() == (2,)  # full


def test_applying_the_migrations_again_changes_nothing(fresh):
    before = schema_text(fresh)
    migrations.apply(fresh)
    assert schema_text(fresh) == before


@pytest.mark.parametrize("day", ["2026-02-30", "2026-2-3", "20261121", "明天", "2026-11-21 08:00", ""])
def test_a_day_that_is_no_day_cannot_be_stored(fresh, day):
    with pytest.raises(Exception, match="CHECK constraint failed"):
        fresh.table("holiday").insert({"name": "假", "starts_on": day, "ends_on": "2027-01-01"})
