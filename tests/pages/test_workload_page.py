"""工作量: the finding as the title, a row for each mentor, what a tap opens, how the rule is changed."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from domain.leave import Leave
from domain.permissions import SYSTEM
from domain.workload import LoadRule
from services import leave, workload, workload_papers
from services.context import Context
from tests.school_builder import (
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_MENTOR,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
)


def shown(own):
    """Name → the row the table was given; and the choices above it."""
    ((_, choices, rows, _),) = own.sent_to("mentor_loads")
    return {row[1]: row for row in rows}, {name: count for _, name, count in choices}


def test_the_title_is_the_finding_and_each_mentor_has_a_row_of_numbers(tab):
    own = tab(LEADER).open("workload")
    rows, choices = shown(own)
    assert own.title == "3 位导师带学生，折合 3.5–12.5 人；1 位明显偏重"
    assert rows[MENTOR][3:7] == ["5.5", [4, 1.0, 0.5, 0], 24, ["4", "+1", "+0.5", "", "24 人", "－", "4"]]
    assert rows[HOMEROOM][3:7] == ["4", [0, 0.0, 0.0, 4], 24, ["0", "", "", "+4", "24 人", "－", "0"]]
    assert rows[THIRD_MENTOR][2] == [["偏重", False]]
    assert choices == {"全部": 5, "明显偏重": 1}


def test_above_the_limit_and_on_leave_are_said_in_words_and_can_be_picked(school, tab, as_office):
    leave.enter(as_office, "leave-0001", Leave(school.people[MENTOR], None, TODAY, TODAY))
    with Context(school.store, SYSTEM, NOW).write() as tx:
        tx.db.table("staff").update(school.people[OTHER_MENTOR], {"most_mentees": 2})
        tx.audit("mentor_card.most", "staff/0")
    rows, choices = shown(tab(OFFICE).open("workload"))
    assert rows[OTHER_MENTOR][2] == [["超过上限", True]]
    assert rows[MENTOR][2] == [["请假到11月20日", False]]
    assert choices == {"全部": 5, "超过上限": 1, "明显偏重": 1, "请假": 1}
    assert [row[7] for row in rows.values()] == ["a", *(one[7] for one in [*rows.values()][1:])]


def test_an_address_opens_what_stands_behind_a_mentor_once(school, tab):
    own = tab(LEADER).open("workload", mentor=school.people[MENTOR])
    assert own.names(THREE_ONE) == {*THREE_ONE[:4]}
    assert "折合 5.5 人 = 学生 4 + 特殊学生 1 + 小组 0.5" in own.text
    assert "10月：17 个上课日里 17 天带着学生，计 2 课时" in own.text
    assert own.run().names(THREE_ONE) == set()


@pytest.mark.parametrize("nonsense", ["0", "999", "x", ""])
def test_an_address_that_names_nobody_opens_nothing(tab, nonsense):
    own = tab(LEADER).open("workload", mentor=nonsense)
    assert not own.app.exception
    assert own.names(THREE_ONE) == set()


def test_the_office_sees_what_another_rule_would_say_before_it_saves(school, tab, as_office):
    own = tab(OFFICE).open("workload", open="rule")
    assert "改后" not in own.text
    (field,) = [one for one in own.app.number_input if one.label == "当班主任加几人"]
    field.set_value(0.0)
    own.run()
    assert "改后：2 位导师的折合人数会变" in own.text
    assert workload.known_rule(as_office) == LoadRule()
    own.press("save_load_rule")
    assert own.said == ["算法已保存，工作量和课时都按新的算。"]
    assert workload.known_rule(as_office).homeroom == 0
    rows, _ = shown(own.run())
    assert HOMEROOM in rows and rows[HOMEROOM][3] == "0"


def test_leaving_the_form_changes_nothing(tab, as_office):
    own = tab(OFFICE).open("workload", open="rule")
    own.app.number_input[0].set_value(3.0)
    own.press("leave_load_rule")
    assert workload.known_rule(as_office) == LoadRule()
    assert own.has("loads")
    assert own.open("workload", open="rule").app.number_input[0].value == 0.5


def test_a_number_no_school_counts_by_is_refused_beside_the_field(tab, as_office):
    own = tab(OFFICE).open("workload", open="rule")
    own.app.number_input[0].set_value(0.3)
    own.run()
    assert any("最小到半人" in words for words in own.said)
    assert own.app.button(key="save_load_rule").disabled


def test_a_colleague_who_changed_the_rule_meanwhile_is_not_overwritten(tab, as_office):
    own = tab(OFFICE).open("workload", open="rule")
    workload.set_rule(as_office, LoadRule(), LoadRule(group=1))
    own.app.number_input[0].set_value(1.0)
    own.run()
    own.press("save_load_rule")
    assert any("没有覆盖" in words for words in own.said)
    assert workload.known_rule(as_office) == LoadRule(group=1)
    assert "带一个小组加 1 人" in own.text  # what stands now is beside what was typed
    own.press("save_load_rule")
    assert workload.known_rule(as_office) == LoadRule(care_extra=1)


def test_a_leader_reads_the_rule_and_cannot_change_it(tab):
    own = tab(LEADER).open("workload", open="rule")
    assert not own.app.number_input
    assert not own.has("change_load_rule")
    assert "当班主任加 4 人" in own.text


def test_the_list_for_the_allowance_has_its_sums_and_room_to_sign(as_office):
    paper = workload_papers.excel(as_office)
    assert paper.name == "9月至10月导师课时统计表.xlsx"
    page = load_workbook(BytesIO(paper.content)).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0][0] == "9月至10月导师课时统计表（2026—2027学年上学期）"
    assert rows[1] == ["序号", "姓名", "工号", "9月", "10月", "月数", "课时", "请假（上课日）", "现带学生", "折合人数", "备注", "本人签字"]  # fmt: skip
    assert rows[2][:10] == [1, THIRD_MENTOR, "T009", "√", "√", 2, 4, None, 11, 12.5]
    assert rows[5][:7] == [None, "合计", None, 3, 3, 6, 12]
    assert {row[11] for row in rows[2:6]} == {None}
    assert "校长：" in rows[-1][0]
