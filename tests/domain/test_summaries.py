"""A month in paragraphs: what is said, what is left out, and what must never be in it."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import Invalid
from domain.summaries import MAX_BODY, Month, Note, Unreached, check_body, draft

NOVEMBER = date(2026, 11, 1)
FULL = Month(
    NOVEMBER,
    kinds=(("谈心", 15), ("家访", 3)),
    areas=(("学业", 10), ("生活", 5)),
    students=8,
    former=1,
    better=(
        Note("马依然", date(2026, 11, 5), "作业按时交了。\n很高兴"),
        Note("李沐阳", date(2026, 11, 3), ""),
    ),
    watch=(Note("赵欣怡", date(2026, 11, 9), "总是迟到"),),
    promises=(Note("赵欣怡", date(2026, 12, 3), ""),),
    unreached=(Unreached("陈浩宇"), Unreached("刘诗涵", ((date(2026, 11, 2), date(2026, 11, 20)),))),
    restricted=2,
)


def test_a_full_month_reads_like_this():
    assert (
        draft(FULL)
        == """一、总体情况
本月带 8 名学生，其中 1 名已经不由我带，只计数不写名字。联系到 5 名，交流记录 18 条：谈心 15 次、家访 3 次。其中 2 条保密，只计数，不摘录。

二、谈了什么
学业 10 次、生活 5 次。谈得最多的是学业。

三、好的变化
马依然（11月5日）：作业按时交了。 很高兴
李沐阳（11月3日）。

四、还要关注
赵欣怡（11月9日）：总是迟到
约好还要跟进：赵欣怡（12月3日）。

五、还没有联系到
陈浩宇、刘诗涵（11月2日至11月20日请假）。

六、下月打算
继续关注赵欣怡；先联系陈浩宇、刘诗涵。"""
    )


@pytest.mark.parametrize(
    ("month", "says", "says_not"),
    [
        (Month(NOVEMBER), "2026年11月没有带学生，也没有交流记录。", "二、"),
        (Month(NOVEMBER, students=3), "本月带 3 名学生。还没有交流记录。", "联系到"),
        (replace(FULL, restricted=0), "谈心 15 次", "保密"),
        (replace(FULL, areas=(("学业", 4),)), "学业 4 次。", "最多"),
        (replace(FULL, better=()), "三、还要关注", "好的变化"),
        (replace(FULL, watch=(), promises=()), "先联系陈浩宇", "继续关注"),
        (replace(FULL, unreached=()), "联系到 7 名", "还没有联系到"),
        (replace(FULL, watch=(), promises=(), unreached=()), "三、好的变化", "打算"),
        (replace(FULL, better=FULL.better * 4), "马依然（11月5日）：作业按时交了。 很高兴\n李沐阳（11月3日）。\n另有 6 条。", "另有 3 条"),
        (replace(FULL, better=tuple(Note(f"学生{n}", NOVEMBER, "") for n in range(7))), "另有 2 条。", "学生5"),
    ],
)  # fmt: skip
def test_what_there_is_nothing_to_say_about_is_left_out_and_the_numbers_go_on(month, says, says_not):
    said = draft(month)
    assert says in said
    assert says_not not in said


def test_long_words_are_cut_and_lines_become_one():
    said = draft(replace(FULL, better=(Note("马依然", NOVEMBER, "好" * 500),)))
    assert "好" * 59 + "…" in said
    assert "好" * 60 not in said


def test_one_day_of_leave_is_one_day():
    one_day = Unreached("刘诗涵", ((date(2026, 11, 2), date(2026, 11, 2)),))
    assert "刘诗涵（11月2日请假）" in draft(replace(FULL, unreached=(one_day,)))


def test_a_text_is_kept_clean_and_an_endless_or_empty_one_is_refused():
    assert check_body(" 一\x00\r\n二 ") == "一\n二"
    assert check_body("") == ""
    with pytest.raises(Invalid, match="空的"):
        check_body(" \n ", must_say_something=True)
    with pytest.raises(Invalid, match=str(MAX_BODY)):
        check_body("字" * (MAX_BODY + 1))
