"""A short soak; the long one is `python start.py bench soak`, its figures stand in docs/security.md."""

from tests.benchmarks import soak

SECONDS, TABS = 12, 6
BOUND = 100_000_000


def test_people_who_click_and_save_for_a_while_lose_nothing_and_leave_nothing_behind(school):
    people = soak.mentors(school.store, 3)
    seen = soak.soak(school.store, people * (TABS // len(people)), SECONDS, pause=0.2)
    assert seen.failed == []
    assert len(seen.saved) >= TABS
    assert seen.lost == 0
    assert seen.growth < BOUND
