"""联系点与包靠 and 推进阶段 as people use them: given, seen first, moved, ticked; who has nothing sees nothing."""

import pytest

from services import leaders, stages
from tests.school_builder import EVERYBODY, GRADE_HEAD, HOMEROOM, LEADER, OFFICE, SEES, THREE_ONE

BLOCK = ["我的联系点", "我包靠的学生", "记一次走访"]


@pytest.fixture
def given(school, as_office):
    """The leader has a class and a student."""
    seen = leaders.given(as_office, school.people[LEADER])
    leaders.give(
        as_office, seen, frozenset({school.class_id("三（1）班")}), frozenset(school.ids(THREE_ONE[0]))
    )
    return school


def widget(kind, prefix):
    return next(one for one in kind if one.key.startswith(prefix))


def test_the_office_gives_classes_and_students_in_one_form(school, as_office, tab):
    own = tab(OFFICE).open("leaders", leader=school.people[LEADER])
    widget(own.app.pills, "leader_classes_").select(school.class_id("三（1）班"))
    widget(own.app.multiselect, "leader_students_0_").select(school.student(THREE_ONE[0]))
    own.press("save_leader")
    assert own.said == [f"已保存：{LEADER} 1 个班，1 名学生。"]
    assert own.names(["三（1）班 ", LEADER])
    given = leaders.given(as_office, school.people[LEADER])
    assert (given.classes, given.students) == ({school.class_id("三（1）班")}, set(school.ids(THREE_ONE[0])))


def test_somebody_else_s_change_meanwhile_is_said_and_nothing_is_overwritten(given, as_office, tab):
    own = tab(OFFICE).open("leaders", leader=given.people[LEADER])
    leaders.give(as_office, leaders.given(as_office, given.people[LEADER]), frozenset(), frozenset())
    own.press("save_leader")
    assert "刚被别人改过" in own.said[0]
    assert leaders.see(as_office).finding == "还没有安排联系点"


def test_a_leader_reads_who_has_what_and_has_nothing_to_press(given, tab):
    own = tab(LEADER).open("leaders", leader=given.people[LEADER])
    assert own.names(EVERYBODY) == {THREE_ONE[0]}
    assert not own.has("save_leader")


def test_a_class_opens_with_the_rows_its_numbers_count(given, tab):
    own = tab(LEADER).open("leaders", **{"class": given.class_id("三（1）班")})
    assert own.title == "三（1）班"
    assert own.names(EVERYBODY) == set(THREE_ONE)
    assert own.names(["本月还没人联系　7 人", "特殊学生　2 人"]) == {"本月还没人联系　7 人", "特殊学生　2 人"}


def test_an_invented_number_is_a_sentence(tab):
    assert tab(LEADER).open("leaders", **{"class": 999}).said == ["没有找到这个班。"]
    assert "不是校领导" in tab(OFFICE).open("leaders", leader=999).said[0]


def test_a_leader_s_overview_begins_with_the_own_and_nobody_else_s_has_it(given, tab):
    assert tab(LEADER).open("overview").names(BLOCK) == set(BLOCK)
    assert tab(LEADER).open("overview", show="wall").names([*BLOCK, *EVERYBODY]) == set()
    for person in (OFFICE, GRADE_HEAD, HOMEROOM):
        assert tab(person).open("overview").names(BLOCK) == set()


# ── 推进阶段 ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_office_takes_the_proposal_over_and_ticks_what_is_done(school, as_office, tab):
    own = tab(OFFICE).open("stages")
    assert own.title == "推进阶段还没有定下来"
    own.press("adopt_stages")
    assert own.title == "全面实施阶段，8 项逾期"
    meeting = stages.see(as_office).stages[0].items[1]
    own.open("stages", item=meeting.id)
    widget(own.app.toggle, "stage_item_done_").set_value(True)
    own.run()
    widget(own.app.text_input, "stage_item_words_").set_value("62 人参加")
    own.press("save_item")
    assert own.title == "全面实施阶段，7 项逾期"
    assert own.names(["62 人参加"])


def test_one_more_thing_is_added_to_a_stage_and_taken_away(school, as_office, tab):
    stages.adopt(as_office)
    own = tab(OFFICE).open("stages", stage=3)
    widget(own.app.text_input, "stage_new_name_").set_value("导师培训")
    own.press("add_item")
    assert own.names(["导师培训"])
    added = next(one for one in stages.see(as_office).stages[2].items if one.name == "导师培训")
    own.open("stages", item=added.id).press("remove_item")
    assert not [one for one in stages.see(as_office).stages[2].items if one.name == "导师培训"]


@pytest.mark.parametrize("person", [LEADER, GRADE_HEAD, HOMEROOM])
def test_others_read_the_stages_and_open_no_form(school, as_office, tab, person):
    own = tab(person).open("stages")
    assert not own.has("adopt_stages")
    stages.adopt(as_office)
    own.open("stages")
    assert own.names(["改日子", "打勾、改"]) == set()
    assert own.names(EVERYBODY) <= set(SEES[person])
    item = stages.see(as_office).stages[0].items[0]
    for query in ({"item": item.id}, {"stage": 1}, {"item": 999}):
        assert own.open("stages", **query).said == ["没有找到这一项，或者不归您改。"]
