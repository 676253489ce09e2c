"""What a correction changed, word by word; the words a search is made of."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.corrections import Change, changes, pieces
from domain.record_search import LONGEST_WORD, MOST_WORDS, words

TEXT = st.text(st.sampled_from("他她说了好，。 作业没交\n𬱟a"), max_size=60)


@given(TEXT, TEXT)
@example("", "")
@example("字" * 300, "子" * 300)
def test_the_pieces_put_together_are_both_texts(before, after):
    found = pieces(before, after)
    assert "".join(text for sort, text in found if sort != "new") == before
    assert "".join(text for sort, text in found if sort != "gone") == after
    assert all(text for _, text in found)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("和奶奶住。", "和外婆住。", [("same", "和"), ("gone", "奶奶"), ("new", "外婆"), ("same", "住。")]),
        ("第一句。第二句。", "第一句。", [("same", "第一句。"), ("gone", "第二句。")]),
        ("一样", "一样", [("same", "一样")]),
        ("甲乙丙丁", "子丑寅卯", [("gone", "甲乙丙丁"), ("new", "子丑寅卯")]),
    ],
)
def test_a_change_reads_as_a_person_would_mark_it(before, after, expected):
    assert pieces(before, after) == expected


def test_five_thousand_signs_rewritten_are_compared_in_a_breath():
    before = "".join(chr(0x4E00 + place % 900) + "，" * (place % 9 == 0) for place in range(5000))
    found = pieces(before, before[::-1])
    assert "".join(text for sort, text in found if sort != "new") == before


def test_only_what_differs_is_a_change_and_what_was_not_there_is_empty():
    found = changes({"效果": "平稳", "内容": "一"}, {"效果": "平稳", "内容": "二", "约定": "读书"})
    assert [(one.label, one.before, one.after) for one in found] == [
        ("内容", "一", "二"),
        ("约定", "", "读书"),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change("时长", "50 分钟", "60 分钟"), [("gone", "50 分钟"), ("same", " → "), ("new", "60 分钟")]),
        (Change("地点", "", "操场"), [("new", "操场")]),
        (Change("哪天跟进", "11月23日", ""), [("gone", "11月23日")]),
        (
            Change("约定", "每晚八点", "每晚九点"),
            [("same", "每晚"), ("gone", "八"), ("new", "九"), ("same", "点")],
        ),
        (Change("内容", "", "新写的"), [("new", "新写的")]),
    ],
)
def test_sentences_are_marked_within_and_anything_else_as_a_whole(change, expected):
    assert change.pieces == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ()),
        ("  作业　没交 ", ("作业", "没交")),
        ("作业 作业", ("作业",)),
        ("a\x00b \x07", ("ab",)),
        ("👨‍👩‍👧 䶮𬱟", ("👨‍👩‍👧", "䶮𬱟")),
        ("字" * 99, ("字" * LONGEST_WORD,)),
        ("一 二 三 四 五 六", ("一", "二", "三", "四", "五")),
    ],
)
def test_what_is_typed_becomes_words(typed, expected):
    assert words(typed) == expected
    assert len(words(typed)) <= MOST_WORDS
