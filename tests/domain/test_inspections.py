"""The draw and the states of an inspection: tables written out by hand, and what holds for every draw."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict, Invalid
from domain.inspections import (
    LONGEST_MENDING,
    MOST_LOTS,
    MOST_WORDS,
    Act,
    State,
    after,
    check_name,
    check_step,
    drawn,
    is_overdue,
    is_running,
    lots,
)

TODAY = date(2026, 11, 20)
SOON = TODAY + timedelta(days=14)
# state → act → what comes of it; what is not here cannot be
TABLE = {
    "waiting": {"removed": "removed", "fine": "fine", "improve": "improve", "mend": "mend"},
    "fine": {"fine": "fine", "improve": "improve", "mend": "mend"},
    "improve": {"fine": "fine", "improve": "improve", "mend": "mend"},
    "mend": {"answered": "answered", "passed": "closed", "failed": "mend"},
    "answered": {"answered": "answered", "passed": "closed", "failed": "mend"},
    "closed": {},
    "removed": {"added": "waiting"},
}
MENTORS = st.dictionaries(st.integers(1, 500), st.integers(1, MOST_LOTS), max_size=40)


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("state", list(State))
def test_every_step_from_every_state(state, act):
    wanted = TABLE[state].get(act)
    if wanted is None:
        with pytest.raises(Conflict, match=state.text):
            after(state, act)
    else:
        assert after(state, act) == wanted


def test_what_is_to_be_mended_ends_by_a_re_check_alone():
    """No way from 整改 leads anywhere but through 通过."""
    reached, known = set(), {State.MEND}
    while known:
        state = known.pop()
        reached.add(state)
        known |= {after(state, act) for act in Act if act in TABLE[state] and act is not Act.PASSED} - reached
    assert reached == {State.MEND, State.ANSWERED}


@pytest.mark.parametrize(
    ("act", "state", "words", "mend", "due_on", "says"),
    [
        (Act.FINE, State.WAITING, "", "", None, ""),
        (Act.IMPROVE, State.WAITING, "", "", None, "怎样改进"),
        (Act.IMPROVE, State.WAITING, "记录太短", "", None, ""),
        (Act.MEND, State.WAITING, "", "补谈", SOON, "看到了什么"),
        (Act.MEND, State.WAITING, "没谈满", "", SOON, "整改什么"),
        (Act.MEND, State.WAITING, "没谈满", "补谈", None, "哪一天"),
        (Act.MEND, State.WAITING, "没谈满", "补谈", TODAY, "明天以后"),
        (Act.MEND, State.WAITING, "没谈满", "补谈", TODAY + timedelta(days=1), ""),
        (Act.MEND, State.WAITING, "没谈满", "补谈", TODAY + LONGEST_MENDING, ""),
        (Act.MEND, State.WAITING, "没谈满", "补谈", TODAY + LONGEST_MENDING + timedelta(days=1), "三个月"),
        (Act.ANSWERED, State.MEND, "", "", None, "整改情况"),
        (Act.ANSWERED, State.MEND, "谈过了", "", None, ""),
        (Act.PASSED, State.ANSWERED, "", "", None, ""),
        (Act.PASSED, State.MEND, "", "", None, "依据"),
        (Act.PASSED, State.MEND, "看过记录", "", None, ""),
        (Act.FAILED, State.ANSWERED, "", "", SOON, "还差什么"),
        (Act.FAILED, State.ANSWERED, "还差两名", "", None, "哪一天"),
        (Act.FAILED, State.ANSWERED, "还差两名", "", SOON, ""),
        (Act.REMOVED, State.WAITING, "", "", None, "为什么"),
        (Act.REMOVED, State.WAITING, "请长假", "", None, ""),
        (Act.FINE, State.WAITING, "长" * (MOST_WORDS + 1), "", None, "最多"),
        (Act.MEND, State.WAITING, "没谈满", "长" * (MOST_WORDS + 1), SOON, "最多"),
    ],
)
def test_what_has_to_be_written(act, state, words, mend, due_on, says):
    if says:
        with pytest.raises(Invalid, match=says):
            check_step(act, state, words, mend, due_on, TODAY)
    else:
        check_step(act, state, words, mend, due_on, TODAY)


@pytest.mark.parametrize(
    ("name", "kept"), [(" 11月 抽查 ", "11月 抽查"), ("", None), ("　", None), ("长" * 31, None)]
)
def test_a_name(name, kept):
    if kept is None:
        with pytest.raises(Invalid):
            check_name(name)
    else:
        assert check_name(name) == kept


@pytest.mark.parametrize(
    ("days_ago", "wanted"),
    [(None, 12), (0, 1), (29, 1), (30, 2), (89, 3), (330, 12), (2000, 12), (-3, 1)],
)
def test_lots(days_ago, wanted):
    last = None if days_ago is None else TODAY - timedelta(days=days_ago)
    assert lots(last, TODAY) == wanted


@given(st.integers(1, 10_000), MENTORS, st.integers(0, 50))
def test_a_draw_is_the_same_each_time_whatever_the_order_and_one_more_leaves_the_others(number, known, count):
    found = drawn(number, known, count)
    backwards = dict(sorted(known.items(), reverse=True))
    assert drawn(number, backwards, count) == found
    assert drawn(number, known, count + 1)[:count] == found
    assert len(set(found)) == len(found) == min(count, len(known))
    assert set(found) <= set(known)


@given(st.integers(1, 10_000), MENTORS.filter(lambda one: len(one) > 1))
def test_who_is_not_among_those_to_be_drawn_changes_nothing_for_the_others(number, known):
    out, *_ = known
    whole, less = (
        drawn(number, known, 40),
        drawn(number, {key: known[key] for key in known if key != out}, 40),
    )
    assert [one for one in whole if one != out] == less


def test_who_has_twelve_times_the_lots_comes_first_about_twelve_times_as_often_and_the_other_not_never():
    firsts = Counter(drawn(number, {1: 1, 2: 12}, 1)[0] for number in range(1, 2601))
    assert 150 <= firsts[1] <= 250  # 200 of 2600 expected
    alike = Counter(drawn(number, {1: 12, 2: 12}, 1)[0] for number in range(1, 2601))
    assert 1200 <= alike[1] <= 1400


@pytest.mark.parametrize(
    ("state", "due_on", "late"),
    [
        (State.MEND, TODAY - timedelta(days=1), True),
        (State.MEND, TODAY, False),
        (State.ANSWERED, TODAY - timedelta(days=1), False),
        (State.CLOSED, TODAY - timedelta(days=1), False),
        (State.WAITING, None, False),
    ],
)
def test_late_is_what_was_not_answered_by_its_day(state, due_on, late):
    assert is_overdue(state, due_on, TODAY) is late


def test_an_inspection_runs_until_nobody_is_left_to_be_seen_or_to_mend():
    assert not is_running([])
    assert not is_running([State.FINE, State.CLOSED, State.REMOVED, State.IMPROVE])
    for state in (State.WAITING, State.MEND, State.ANSWERED):
        assert is_running([State.FINE, state])
