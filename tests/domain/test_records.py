"""What a complete record needs."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import Invalid
from domain.record_kinds import Kind
from domain.records import (
    AREAS,
    EFFECTS,
    HOME_VISIT_DETAILS,
    MAX_CONTENT,
    InteractionForm,
    check_form,
    missing_fields,
)

TODAY = date(2026, 11, 20)
COMPLETE = InteractionForm("form-0001", Kind.TALK, (1,), TODAY, "学业", "面谈", "平稳")
EMPTY = InteractionForm("form-0001", Kind.TALK, (), TODAY, "", "", "")


def test_a_complete_form_lacks_nothing_and_may_have_no_words():
    assert missing_fields(COMPLETE) == []
    check_form(COMPLETE, TODAY)


def test_what_is_missing_is_named_in_the_order_of_the_screen():
    assert missing_fields(EMPTY) == ["学生", "哪方面", "方式", "效果"]
    with pytest.raises(Invalid, match="还差：学生、哪方面、方式、效果"):
        check_form(EMPTY, TODAY)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_word_and_its_own_ways(kind):
    assert kind.text
    for mode in kind.modes:
        assert missing_fields(replace(COMPLETE, kind=kind, talk_mode=mode)) == []


def test_a_way_of_another_kind_does_not_count():
    assert missing_fields(replace(COMPLETE, kind=Kind.HOME_VISIT, talk_mode="书信")) == ["方式"]


@pytest.mark.parametrize("effect", EFFECTS)
def test_only_who_needs_attention_needs_a_day_to_look_again(effect):
    form = replace(COMPLETE, effect=effect)
    assert missing_fields(form) == (["哪天跟进"] if effect == "需关注" else [])
    assert missing_fields(replace(form, follow_up_on=TODAY)) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"occurred_on": date(2026, 11, 21)}, "今天之后"),
        ({"occurred_on": date(9999, 12, 31)}, "今天之后"),
        ({"occurred_on": date(26, 11, 20)}, "太早"),
        ({"occurred_on": date(2020, 12, 31)}, "太早"),
        ({"follow_up_on": date(2026, 11, 19)}, "今天或以后"),
        ({"follow_up_on": date(2062, 11, 24)}, "核对年份"),
        ({"content": "字" * (MAX_CONTENT + 1)}, "写的还在"),
        ({"detail": {"hobby": "下棋"}}, "不认识的栏目"),
    ],
    ids=[
        "tomorrow",
        "year 9999",
        "year 26",
        "six years ago",
        "look again yesterday",
        "look again in another life",
        "too long",
        "unknown field",
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_change(changes, says):
    with pytest.raises(Invalid, match=says):
        check_form(replace(COMPLETE, **changes), TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"occurred_on": date(2021, 1, 1)},
        {"content": "字" * MAX_CONTENT},
        {"follow_up_on": date(2027, 1, 1)},
        {"kind": Kind.HOME_VISIT, "talk_mode": "入户", "detail": dict.fromkeys(HOME_VISIT_DETAILS, "有")},
        {"student_ids": tuple(range(1, 50))},
    ],
    ids=["five years ago", "as long as may be", "look again later", "every detail", "a whole class"],
)
def test_what_is_just_within_the_limits_is_kept(changes):
    check_form(replace(COMPLETE, **changes), TODAY)


def test_the_six_areas_are_the_scheme_s():
    assert AREAS == ("思想", "学业", "生活", "心理", "成长", "家教")
