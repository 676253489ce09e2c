"""The texts for chat groups, word by word."""

from datetime import date, timedelta

from domain.reminder_words import Line, finding, group_text, own_text, pressing

TODAY = date(2026, 11, 20)
LATER = date(2026, 11, 30)
TALK = Line("田小雨老师", "谈心", "第 12 周（11月16日至11月22日）", TODAY, 2, "人")
OTHER = Line("邱大山老师", "谈心", "第 12 周（11月16日至11月22日）", TODAY, 11, "人")
FAMILY = Line("邱大山老师", "家校联系", "11月", LATER, 3, "人")
LATE = Line("田小雨老师", "谈心", "第 11 周（11月9日至11月15日）", TODAY - timedelta(7), 1, "人", True)


def test_a_list_for_oneself():
    assert own_text([FAMILY, LATE, TALK], TODAY) == (
        "我这段时间要做的（11月20日）\n"
        "· 谈心 还差 2 人，今天到期\n"
        "· 家校联系 还差 3 人，11月30日前\n"
        "刚过去的，做过就补记：\n"
        "· 谈心 1 人，第 11 周（11月9日至11月15日）"
    )


def test_a_text_for_the_class_s_group_by_duty_what_is_due_first_before_what_is_late():
    assert group_text("三（1）班各位老师", [LATE, FAMILY, TALK, OTHER], TODAY) == (
        "三（1）班各位老师，辛苦了。截至11月20日，还有这些没有记上：\n\n"
        "【谈心】今天到期\n田小雨老师 2 人，邱大山老师 11 人\n\n"
        "【家校联系】11月30日前\n邱大山老师 3 人\n\n"
        "【谈心】第 11 周（11月9日至11月15日）没有记上的\n田小雨老师 1 人\n\n"
        "已经做过的，补记一下就行。有困难请说一声，一起想办法。"
    )


def test_what_can_wait_is_in_no_text_for_others_and_stands_last_in_one_s_own():
    far = Line("田小雨老师", "家访", "2026—2027学年", date(2027, 7, 5), 9, "人")
    assert own_text([far, TALK], TODAY).endswith("不急，先记着：\n· 家访 还差 9 人，2027年7月5日前")
    assert "家访" not in group_text("各位老师", [far, TALK], TODAY)
    assert pressing([far, TALK, LATE], TODAY) == [TALK, LATE]


def test_nobody_is_ranked():
    """Teachers stand in the order they came, whoever owes more."""
    for first, second in ((TALK, OTHER), (OTHER, TALK)):
        text = group_text("各位老师", [first, second], TODAY)
        assert text.index(first.who) < text.index(second.who)


def test_the_heading_tells_late_from_open():
    assert finding("三（1）班", [TALK, LATE]) == "三（1）班还差 3 次，其中逾期 1 次"
    assert finding("全校", [TALK]) == "全校还差 2 次"
    assert finding("全校", []) == "全校都做到了"
