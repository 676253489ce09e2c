"""Two who write into one row meet in cells, not in rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cells import Clash, changed, clashes, cleaned, loses_words
from domain.errors import Invalid

CELLS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "甲", "乙", "丙"]))


@pytest.mark.parametrize(
    ("stored", "read", "typed", "met"),
    [
        ({"a": "甲"}, {"a": "甲"}, {"a": "乙"}, []),  # nobody else was there
        ({"a": "丙"}, {"a": "甲"}, {"a": "乙"}, [Clash(7, "a", "丙", "乙")]),
        ({"a": "乙"}, {"a": "甲"}, {"a": "乙"}, []),  # both wrote the same
        ({"b": "丙"}, {"b": ""}, {"a": "乙"}, []),  # another cell of the same child
        ({"a": "丙"}, {"a": "甲"}, {"a": "甲"}, []),  # read and left as it was
        ({}, {}, {"a": "乙"}, []),
        ({"a": ""}, {"a": "甲"}, {"a": "乙"}, [Clash(7, "a", "", "乙")]),  # taken out meanwhile
    ],
)
def test_a_cell_clashes_only_if_both_changed_it_into_something_else(stored, read, typed, met):
    assert clashes(7, stored, read, typed) == met


@given(CELLS, CELLS, CELLS)
def test_nothing_anybody_wrote_is_overwritten_without_a_clash(stored, read, typed):
    kept = stored | changed(read, typed)
    met = {one.cell for one in clashes(1, stored, read, typed)}
    overwritten = {cell for cell, text in kept.items() if text != stored.get(cell, "")}
    unseen = {cell for cell in overwritten if stored.get(cell, "") != read.get(cell, "")}
    assert unseen == met


@pytest.mark.parametrize(
    ("before", "after", "loses"),
    [
        ({"a": "", "b": "甲"}, {"a": "乙", "b": "甲"}, False),
        ({"a": "甲"}, {"a": "甲。"}, False),
        ({"a": "甲"}, {"a": "又甲"}, True),
        ({"a": "甲"}, {"a": ""}, True),
        ({}, {"a": "甲"}, False),
    ],
)
def test_only_what_takes_words_away_is_worth_an_earlier_version(before, after, loses):
    assert loses_words(before, after) is loses


def test_a_cell_is_cleaned_and_too_long_a_text_is_refused_by_its_name():
    assert cleaned("亮点", " 爱\x00笑\r\n ", 10) == "爱笑"
    assert cleaned("亮点", None, 10) == ""
    with pytest.raises(Invalid, match="“亮点”有 11 字，最多 10 字"):
        cleaned("亮点", "笑" * 11, 10)
