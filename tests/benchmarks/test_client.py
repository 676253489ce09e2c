"""The benchmark's client against a real server, so that its figures mean what they say."""

import os
import sys
from collections.abc import Iterator

import pytest

from components.catalogue import SCREENS
from tests.benchmarks.bench import BUDGETS, Result, Target, as_json, cpu_seconds, missed, run_bench, table
from tests.benchmarks.client import PageFailed, Tab
from tests.benchmarks.pages import PAGES
from tests.benchmarks.tiny import tiny_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    with tiny_server(tmp_path_factory.mktemp("tiny")) as (address, process):
        yield address, process.pid


@pytest.fixture
def tab(server: tuple[str, int]) -> Iterator[Tab]:
    with Tab(server[0]) as opened:
        yield opened


def test_a_page_opens_by_address_and_query(tab: Tab) -> None:
    run = tab.open("", "q=7")

    assert "n=0, q=7" in tab.texts()
    assert run.wall_ms > 0
    assert run.received > 100


@pytest.mark.parametrize("button", ["加一", "plus"], ids=["by label", "by key"])
def test_a_click_is_one_click(tab: Tab, button: str) -> None:
    tab.open()
    tab.click(button)
    tab.click(button)
    tab.rerun()

    assert "n=2, q=" in tab.texts()


def test_a_click_in_a_fragment_runs_only_the_fragment(tab: Tab) -> None:
    whole = tab.open()
    part = tab.click("part")

    assert "pressed=True" in tab.texts()
    assert part.received < whole.received


def test_a_restarted_run_is_followed_to_its_end(tab: Tab) -> None:
    tab.open("restarting")
    tab.click("再来")

    assert tab.texts() == ["again=True"]


def test_a_large_message_is_sent_once(tab: Tab) -> None:
    first = tab.open("large")
    tab.rerun()
    later = tab.rerun()

    assert later.received < first.received / 3


def test_an_error_on_the_page_fails_and_keeps_its_text_on_the_server(tab: Tab) -> None:
    with pytest.raises(PageFailed) as failed:
        tab.open("broken")

    assert "句子不应出现" not in str(failed.value)


@pytest.mark.parametrize("path", ["nowhere", "plus"])
def test_a_page_that_does_not_exist_fails(tab: Tab, path: str) -> None:
    with pytest.raises(PageFailed, match="no such page"):
        tab.open(path)


def test_a_missing_button_fails_and_names_those_there(tab: Tab) -> None:
    tab.open()

    with pytest.raises(PageFailed, match="加一"):
        tab.click("减一")


def test_a_bench_measures_every_target_against_the_empty_page(server: tuple[str, int]) -> None:
    targets = [Target("counting", "", "list"), Target("part", "", "fragment", click="part")]
    empty, whole, part = run_bench(server[0], "", server[1], targets, rounds=3)

    assert (empty.name, empty.wall_ratio, empty.missed) == ("(empty)", 1.0, [])
    assert whole.kilobytes > part.kilobytes > 0
    assert (whole.cpu_ms or 0) > 0 or sys.platform != "linux"
    assert "counting" in table([empty, whole, part])


@pytest.mark.parametrize(
    ("wall", "cpu", "kilobytes", "expected"),
    [
        (2.0, 5.0, 50.0, []),
        (2.1, 5.0, 10.0, ["wall 2.1 > 2"]),
        (1.0, 5.2, 50.5, ["CPU 5.2 > 5", "kB 50.5 > 50"]),
        (1.0, None, 10.0, []),
    ],
    ids=["just met", "wall", "cpu and size", "no cpu figure"],
)
def test_a_budget_is_missed_only_when_exceeded(
    wall: float, cpu: float | None, kilobytes: float, expected: list[str]
) -> None:
    assert missed(BUDGETS["list"], wall, cpu, kilobytes) == expected


def test_a_result_without_cpu_still_prints() -> None:
    result = Result("today", "list", 20, 6, 1.1, None, None, 3)

    assert "–" in table([result])
    assert '"cpu_ms": null' in as_json([result])


def test_cpu_time_of_a_process_grows_with_its_work_where_it_can_be_read() -> None:
    before = cpu_seconds(os.getpid())
    sum(range(1_000_000))
    after = cpu_seconds(os.getpid())

    if sys.platform == "linux":
        assert before is not None and after is not None
        assert 0 < after - before < 5
    else:
        assert before is after is None


def test_the_bench_misses_no_page_of_the_product() -> None:
    assert {address for _, address, _, _, _ in PAGES} == {screen.name for screen in SCREENS}
    assert {kind for _, _, kind, _, _ in PAGES} <= set(BUDGETS)
