"""Figures are kept for a minute, for one person, under one key."""

from dataclasses import replace
from datetime import timedelta

import pytest
import streamlit as st

from components.kept import for_a_minute
from tests.school_builder import NOW


@pytest.fixture
def counted(monkeypatch):
    """How often figures were worked out."""
    monkeypatch.setattr(st, "session_state", {})
    made = []
    return lambda context, key: for_a_minute(context, "figures", key, lambda: made.append(key) or len(made))


def test_within_a_minute_nothing_is_worked_out_twice(counted, as_office):
    assert [counted(as_office, "a"), counted(as_office, "a")] == [1, 1]
    assert counted(as_office.at(NOW + timedelta(seconds=59)), "a") == 1
    assert counted(as_office.at(NOW + timedelta(seconds=61)), "a") == 2


def test_another_question_another_person_or_another_right_is_worked_out_anew(counted, as_office, as_leader):
    fewer = replace(as_office, actor=replace(as_office.actor, roles=frozenset()))
    answers = [counted(context, key) for context, key in [(as_office, "a"), (as_office, "b"), (as_leader, "b"), (fewer, "b")]]  # fmt: skip
    assert answers == [1, 2, 3, 4]
