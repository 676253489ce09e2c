"""Changes that notice one another."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.rows import insert, one_row, update_version
from domain.errors import Conflict


@pytest.fixture
def a_student(school):
    with school.store.write() as db:
        return insert(db, "student", {"name": "小安"})


def read(school, row_id):
    with school.store.read() as db:
        return one_row(db, "select name, version from student where id = :id", {"id": row_id})


def rename(school, row_id, version, name):
    with school.store.write() as db:
        update_version(db, "student", row_id, version, {"name": name})


def test_the_second_to_save_is_told_and_overwrites_nothing(school, a_student):
    rename(school, a_student, 1, "小宁")
    with pytest.raises(Conflict, match="没有覆盖"):
        rename(school, a_student, 1, "小康")
    assert read(school, a_student) == {"name": "小宁", "version": 2}


def test_after_reading_again_the_second_can_save(school, a_student):
    rename(school, a_student, 1, "小宁")
    rename(school, a_student, 2, "小康")
    assert read(school, a_student) == {"name": "小康", "version": 3}


def test_of_ten_who_save_the_same_version_at_once_one_wins(school, a_student):
    def attempt(number):
        try:
            rename(school, a_student, 1, f"第{number}人")
        except Conflict:
            return None
        return f"第{number}人"

    with ThreadPoolExecutor(10) as threads:
        winners = [name for name in threads.map(attempt, range(10)) if name]
    assert len(winners) == 1
    assert read(school, a_student) == {"name": winners[0], "version": 2}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(st.integers(1, 6), max_size=8))
def test_the_version_counts_exactly_the_changes_that_went_through(school, versions):
    with school.store.write() as db:
        row_id = insert(db, "student", {"name": "步"})
    expected = {"name": "步", "version": 1}
    for step, version in enumerate(versions):
        if version == expected["version"]:
            rename(school, row_id, version, f"步{step}")
            expected = {"name": f"步{step}", "version": version + 1}
        else:
            with pytest.raises(Conflict):
                rename(school, row_id, version, f"步{step}")
    assert read(school, row_id) == expected
