"""One small real school per test, copied from a template that is built once."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from domain.permissions import Actor
from services import passwords
from services.context import Context
from tests import school_builder as built
from tests.school_builder import NOW, School

settings.register_profile("project", deadline=None)
settings.load_profile("project")

ROOM = 4 * 2**30  # bytes; what a failed run leaves to be looked at lies there too


def pytest_configure() -> None:
    """Schools of tests lie in memory where there is room: a disk takes milliseconds for every save it makes sure of."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


@pytest.fixture(scope="session")
def school_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file every test's school is copied from; never opened again."""
    return built.build(tmp_path_factory.mktemp("template"))


@pytest.fixture
def school(school_template: Path, tmp_path: Path) -> Iterator[School]:
    """This test's own school, its connections kept from block to block as a server keeps them."""
    own = built.copy_of(school_template, tmp_path / "school")
    own.store.keep_connections()
    yield own
    own.put_away()


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fresh hashes at bcrypt's lowest cost: a quarter of a second each is right for a school, not for a test."""
    monkeypatch.setattr(passwords, "ROUNDS", 4)


@pytest.fixture
def as_admin(school: School) -> Context:
    """Runs the system, sees no child."""
    return school.as_person(built.ADMIN)


@pytest.fixture
def as_leader(school: School) -> Context:
    """Sees the whole school."""
    return school.as_person(built.LEADER)


@pytest.fixture
def as_office(school: School) -> Context:
    """Sees and runs the whole school."""
    return school.as_person(built.OFFICE)


@pytest.fixture
def as_grade_head(school: School) -> Context:
    """Heads grade 3."""
    return school.as_person(built.GRADE_HEAD)


@pytest.fixture
def as_homeroom(school: School) -> Context:
    """Leads 三（1）班."""
    return school.as_person(built.HOMEROOM)


@pytest.fixture
def as_other_homeroom(school: School) -> Context:
    """Leads 七（1）班."""
    return school.as_person(built.OTHER_HOMEROOM)


@pytest.fixture
def as_mentor(school: School) -> Context:
    """Mentors the first four of 三（1）班."""
    return school.as_person(built.MENTOR)


@pytest.fixture
def as_other_mentor(school: School) -> Context:
    """Mentors the other three of 三（1）班."""
    return school.as_person(built.OTHER_MENTOR)


@pytest.fixture
def as_nobody(school: School) -> Context:
    """On the staff list without any role."""
    return Context(school.store, Actor(school.people[built.NOBODY], built.NOBODY, frozenset()), NOW)
