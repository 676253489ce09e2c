"""履职要求 as the office uses it: a scheme chosen, its effect seen, put in force, one rule edited, history kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from db.duties import Circle
from domain.calendar import month_of
from domain.duty_editions import Adopt, Change, SwitchOff
from domain.duty_presets import PRESETS
from services import duty_rules, judging
from tests.school_builder import EVERYBODY, LEADER, MENTOR, NOW, OFFICE, TERM_BEGINS, TODAY

S2 = "每周谈心、每月家校联系、每周学情会商（方案三）"


@pytest.fixture
def in_force(school, as_office):
    """The third scheme since the term began, entered yesterday: past months are closed."""
    rules = tuple(PRESETS["S2"].rules(TERM_BEGINS))
    yesterday = school.as_person(OFFICE, NOW - timedelta(1))
    duty_rules.put_in_force(yesterday, "form-0001", frozenset(), Adopt(rules), TERM_BEGINS)
    return duty_rules.open_book(as_office)


def says(own, *words):
    """Whether all of these stand on the page."""
    return own.names(words) == set(words)


def pick(own, prefix, option):
    """Tap a choice of the pills whose key begins so."""
    own.app.pills(key=next(one.key for one in own.app.pills if one.key.startswith(prefix))).select(option)
    return own.run()


def test_the_first_visit_shows_the_five_schemes_side_by_side(tab):
    own = tab(OFFICE).open("duties")
    assert own.title == "还没有履职要求"
    assert own.names([one.name for one in PRESETS.values()]) == {one.name for one in PRESETS.values()}
    assert says(own, "每名学生 每周 1 次谈心", "每个小组 每学期 4 次小组活动")


def test_a_scheme_is_chosen_previewed_and_put_in_force(tab, as_office):
    own = tab(OFFICE).open("duties", open="preset", key="S2")
    assert own.title.endswith("（方案三）")
    pick(
        own, "from_day_", TERM_BEGINS.isoformat()
    )  # 18 students with a mentor, four weeks that end in November
    assert says(own, "<td>谈心</td>", "<td>0 → 72</td>")
    own.press("adopt_preset")
    assert own.said == ["5 条要求已定好。"]
    assert own.title == "本校有 5 条履职要求"
    assert {one.valid_from for one in duty_rules.open_book(as_office).present} == {TERM_BEGINS}


def test_what_the_school_does_not_want_of_a_scheme_is_left_out(tab, as_office):
    own = tab(OFFICE).open("duties", open="preset", key="S2")
    own.app.pills(key="preset_S2").unselect(4)
    own.run().press("adopt_preset")
    assert own.title == "本校有 4 条履职要求"


def test_a_rule_edited_from_next_month_leaves_this_month_and_the_past_as_they_were(tab, as_office, in_force):
    talk = in_force.present[0]
    own = tab(OFFICE).open("duties", open="edit", id=talk.id)
    assert own.title == "每名学生 每周 1 次谈心"
    next(one for one in own.app.number_input if one.key.startswith("duty_times")).set_value(2)
    pick(own, "from_day_", "2026-12-01")
    assert says(own, "12月1日起执行，本月的次数不变。如果整个月都这样要求：")
    own.press("save_rule")
    assert says(own, "已经定好、还没开始的") and own.said == ["已保存。"]
    later = as_office.at(NOW.replace(month=12, day=31))
    # 18 students with a mentor; of the weeks that end in October one has two school days and asks for nothing
    assert [talks_asked_for(later, month) for month in (10, 11, 12)] == [18 * 3, 18 * 4, 18 * 4 * 2]


def talks_asked_for(context, month):
    """How many talks the whole school was asked for in a month, as judged at its end or later."""
    since, until = month_of(date(2026, month, 1))
    with context.read() as db:
        judged = judging.between(context, db, Circle(context.scope(db)), since, until)
    return sum(int(one.required.sum()) for one in judged.asked if one.rule.name == "谈心")


def test_a_past_day_is_refused_with_a_sentence(tab, in_force):
    own = tab(OFFICE).open("duties", open="edit", id=in_force.present[0].id)
    next(one for one in own.app.number_input if one.key.startswith("duty_times")).set_value(2)
    pick(own, "from_day_", "选日期")
    (day,) = own.app.date_input
    assert day.min == date(2026, 11, 1)


def test_switching_off_from_today_is_history_with_who_did_it(tab, in_force):
    own = tab(OFFICE).open("duties", open="edit", id=in_force.present[0].id)
    pick(own, "duty_way_", "停用")
    assert says(own, "11月20日起执行")  # what it does is said before it is done
    own.press("save_rule")
    assert own.title == "本校有 4 条履职要求"
    assert says(own, "以前的要求 1 条", "2026年11月20日", OFFICE)


def test_a_change_to_come_can_be_given_up(tab, as_office, in_force):
    talk = in_force.present[0]
    twice = Change(talk.id, replace(talk, times=2))
    duty_rules.put_in_force(as_office, "form-0002", in_force.seen, twice, date(2026, 12, 1))
    coming = duty_rules.open_book(as_office).coming[0]
    own = tab(OFFICE).open("duties", open="edit", id=coming.id)
    pick(own, "duty_way_", "不改了")
    own.press("save_rule")
    book = duty_rules.open_book(as_office)
    assert (book.coming, book.present[0].valid_to, book.present[0].times) == ([], None, 1)


def test_a_rule_about_to_end_can_go_on(tab, as_office, in_force):
    talk = in_force.present[0]
    duty_rules.put_in_force(as_office, "form-0002", in_force.seen, SwitchOff(talk.id), date(2026, 12, 1))
    own = tab(OFFICE).open("duties", open="edit", id=talk.id)
    pick(own, "duty_way_", "不停用了")
    own.press("save_rule")
    assert duty_rules.open_book(as_office).present[0].valid_to is None


def test_a_rule_of_ones_own_is_added(tab, as_office, in_force):
    own = tab(OFFICE).open("duties", open="add")
    pick(own, "duty_subject_", "group")
    pick(own, "duty_period_", "month")
    own.press("save_rule")
    assert own.said == ["已保存。"]
    assert duty_rules.open_book(as_office).present[-1].text == "每个小组 每月 1 次小组活动"


def test_the_same_twice_is_said_before_it_is_saved(tab, in_force):
    own = tab(OFFICE).open("duties", open="add")
    assert any("已经有一条同样的要求" in text for text in own.said)


@pytest.mark.parametrize("person", [MENTOR, LEADER])
@pytest.mark.parametrize("panel", [None, "edit", "add", "preset"])
def test_everybody_reads_and_only_the_office_changes(tab, in_force, person, panel):
    own = tab(person).open("duties", **({"open": panel, "id": in_force.present[0].id} if panel else {}))
    assert own.title == "本校有 5 条履职要求"
    assert says(own, "每名学生 每周 1 次谈心")
    assert not own.app.button and not own.app.pills
    assert not own.names(EVERYBODY)


def test_somebody_else_s_change_meanwhile_is_told_and_not_overwritten(tab, as_office, in_force):
    own = tab(OFFICE).open("duties", open="edit", id=in_force.present[0].id)
    next(one for one in own.app.number_input if one.key.startswith("duty_times")).set_value(3)
    own.run()
    other = replace(in_force.present[0], times=2)
    duty_rules.put_in_force(
        as_office, "form-0002", in_force.seen, Change(in_force.present[0].id, other), TODAY
    )
    own.app.button(key="save_rule").click()
    own.run()
    assert "刚被别人改过" in own.said[0]
    assert duty_rules.open_book(as_office).present[0].times == 2
