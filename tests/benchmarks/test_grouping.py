"""The grouping's benchmark: the same class every time, and a target that is missed is said."""

from dataclasses import replace

from tests.benchmarks.classes import FULL_MARKS, invented_class
from tests.benchmarks.grouping import Case, Result, _missed, table

CASE = Case(45, 4, 1.0, 2, 1)
GOOD = Result("45/4", 0, "engine", 0.2, 0, True, 0.5)


def test_an_invented_class_is_the_same_every_time_and_like_a_class() -> None:
    one = invented_class(54, 6, 3)

    assert one == invented_class(54, 6, 3) != invented_class(54, 6, 4)
    assert sum(FULL_MARKS.values()) == 750
    assert {tag for student in one.students for tag in student.tags} >= {"留守", "单亲"}
    assert all(0 <= score <= FULL_MARKS[name] for one in one.students for name, score in one.scores.items())


def test_each_target_that_is_missed_is_named() -> None:
    bad = replace(GOOD, spread=1.5, excess=2, bands_met=False, seconds=3)

    assert _missed(CASE, GOOD) == []
    assert _missed(CASE, bad) == ["excess 2 > 0", "spread 1.5 > 1", "seconds 3 > 2", "bands 1 > 0"]
    assert "MISSED seed 0: spread 1.5 > 1" in table([replace(bad, missed=["spread 1.5 > 1"])])
    assert table([GOOD]).endswith("ok")
