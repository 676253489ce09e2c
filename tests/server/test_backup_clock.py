"""While the school is served, a backup is made when one is due; a lost key is told at the start."""

import threading

import pytest

from domain.errors import Refused
from server import backup_clock
from services import backups, keys
from services.school import system_context


def test_a_backup_is_made_by_itself(school):
    made = threading.Event()
    folder = school.folder / "backups"
    with backup_clock.running(school.store, school.folder, every=0.01):
        for _ in range(500):
            if backups.listed(school.folder):
                break
            made.wait(0.02)
    assert len(backups.listed(school.folder)) == 1
    assert not list(folder.glob("*.building"))


def test_a_look_when_nothing_is_due_makes_none(school):
    backup_clock.look(school.store, school.folder)
    (first,) = backups.listed(school.folder)
    backup_clock.look(school.store, school.folder)
    assert backups.listed(school.folder) == [first]


def test_a_lost_key_is_told_before_anybody_is_served(school):
    keys.of(system_context(school.store), school.folder)
    (school.folder / keys.KEY_FILE).unlink()
    with pytest.raises(Refused, match="恢复码"), backup_clock.running(school.store, school.folder):
        raise AssertionError("served without a key")
