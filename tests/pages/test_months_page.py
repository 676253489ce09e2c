"""月度表现: one child after the other, kept as one types; who writes, who reads; two who met."""

import pytest

from components import screen
from components.month_grid import Kept, entered
from components.month_one import next_unwritten
from services import interactions, months
from services.months import Edit
from tests.school_builder import (
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    SEES,
    THREE_ONE,
)

TERM, NOVEMBER = 1, 3
FIRST, SECOND = THREE_ONE[:2]


def key(school, cell, name=FIRST):
    return f"month_{cell}_{TERM}_{NOVEMBER}_{school.student(name)}"


def write(own, school, cell, text, name=FIRST):
    own.app.text_area(key=key(school, cell, name)).set_value(text)
    return own.run()


def stored(school, name=FIRST):
    found = school.rows("select * from monthly_note where student_id = :s", s=school.student(name))
    return (
        {cell: found[0][cell] for cell in ("performance", "strength", "weakness", "measure")}
        if found
        else None
    )


@pytest.fixture
def one_by_one(tab):
    return lambda person=MENTOR, **query: tab(person).open("months", view="one", **query)


def test_what_is_typed_keeps_itself_and_the_next_is_who_has_no_word_yet(school, one_by_one):
    own = one_by_one()
    assert own.title == "11月表现：4 名学生，还有 4 名没写"
    write(own, school, "strength", "爱笑")
    assert stored(school)["strength"] == "爱笑"
    assert own.app.text_area(key=key(school, "strength")).value == "爱笑"
    assert own.title == "11月表现：4 名学生，还有 3 名没写"
    own.press("months_next")
    assert own.app.text_area(key=key(school, "strength", SECOND)).value == ""
    own.press("months_back")
    assert own.app.text_area(key=key(school, "strength")).value == "爱笑"


def test_what_went_better_is_taken_over_with_a_tap(school, as_mentor, one_by_one):
    interactions.record(as_mentor, school.talk(FIRST, content="会背了", effect="好转"))
    interactions.record(as_mentor, school.talk(FIRST, content="夜里哭", effect="好转", is_restricted=True))
    own = one_by_one()
    write(own, school, "strength", "爱笑")
    own.press("months_take_0")
    assert stored(school)["strength"] == "爱笑\n会背了"
    assert not own.has("months_take_0")
    assert not own.names(["夜里哭"])
    assert "加密保存" in own.text


def test_two_who_meet_in_a_cell_see_both_and_nothing_typed_is_lost(school, as_homeroom, one_by_one):
    own = one_by_one()
    own.app.text_area(key=key(school, "weakness")).set_value("粗心")
    months.save(as_homeroom, TERM, NOVEMBER, [Edit(school.student(FIRST), {}, {"strength": "爱唱"})])
    write(own, school, "strength", "爱笑")
    assert stored(school)["strength"] == "爱唱"
    assert own.names(["爱唱", "爱笑"]) == {"爱唱", "爱笑"}
    assert own.app.text_area(key=key(school, "weakness")).value == "粗心"
    own.press("months_mine")
    assert stored(school) == {"performance": "", "strength": "爱笑", "weakness": "粗心", "measure": ""}
    assert not own.has("months_mine")


def test_or_the_other_s_words_stay_and_the_rest_is_kept(school, as_homeroom, one_by_one):
    own = one_by_one()
    own.app.text_area(key=key(school, "weakness")).set_value("粗心")
    months.save(as_homeroom, TERM, NOVEMBER, [Edit(school.student(FIRST), {}, {"strength": "爱唱"})])
    write(own, school, "strength", "爱笑").press("months_theirs")
    assert stored(school) == {"performance": "", "strength": "爱唱", "weakness": "粗心", "measure": ""}
    assert own.app.text_area(key=key(school, "strength")).value == "爱唱"


def test_a_month_to_come_has_no_fields_and_one_long_over_is_written_after_the_event(school, one_by_one):
    own = one_by_one(month=4)
    assert own.title == "第四月还没有开始"
    assert not own.app.text_area
    own = one_by_one(month=1)
    own.app.text_area(key=f"month_strength_{TERM}_1_{school.student(FIRST)}").set_value("爱笑")
    assert "补写" in own.run().text


@pytest.mark.parametrize("person", [OFFICE, LEADER, GRADE_HEAD])
def test_who_only_reads_a_class_has_nothing_to_type_into(school, as_mentor, tab, person):
    months.save(as_mentor, TERM, NOVEMBER, [Edit(school.student(FIRST), {}, {"strength": "爱笑"})])
    own = tab(person).open("months", view="one", **{"class": school.class_id("三（1）班")})
    assert own.names(["爱笑"])
    assert not own.app.text_area
    assert not own.has("save_months")


def test_the_class_teacher_writes_of_the_whole_class(school, tab):
    own = tab(HOMEROOM).open("months", **{"class": school.class_id("三（1）班")})
    assert own.title == "11月表现：7 名学生，还有 7 名没写"
    assert own.names(EVERYBODY) == set(THREE_ONE)
    assert own.has("save_months")


def test_a_class_or_a_child_out_of_reach_is_not_asked_for_by_the_address(school, tab):
    own = tab(MENTOR).open(
        "months", view="one", student=school.student(THREE_ONE[6]), **{"class": school.class_id("三（2）班")}
    )
    assert own.names(EVERYBODY) == set(SEES[MENTOR])


@pytest.mark.parametrize(("is_narrow", "asked", "shown"), [
    (True, None, "one"), (False, None, "grid"), (True, "grid", "grid"), (False, "one", "one"),
])  # fmt: skip
def test_a_phone_shows_one_by_one_and_a_desk_the_table_unless_somebody_chose(
    tab, monkeypatch, is_narrow, asked, shown
):
    monkeypatch.setattr(screen, "is_narrow", lambda: is_narrow)
    own = tab(MENTOR).open("months", **({"view": asked} if asked else {}))
    assert own.has("form_month_private") is (shown == "one")
    assert own.has("month_grid_private") is (shown == "grid")


def test_the_cells_typed_into_the_grid_go_to_their_own_children():
    kept = Kept([7, 9], {7: {"strength": "爱笑"}, 9: {"strength": ""}})
    edits = {1: {"亮点": "爱唱", "不足": None}, 0: {"改进措施": "多夸"}}
    assert entered(edits, kept) == [
        Edit(9, {"strength": ""}, {"strength": "爱唱", "weakness": ""}),
        Edit(7, {"strength": "爱笑"}, {"measure": "多夸"}),
    ]


def test_the_next_without_a_word_is_looked_for_round_the_whole_list(school, as_mentor):
    ids = school.ids(*SEES[MENTOR])
    for one in ids[1:3]:
        months.save(as_mentor, TERM, NOVEMBER, [Edit(one, {}, {"strength": "爱笑"})])
    desk = months.open_desk(as_mentor, TERM, NOVEMBER)
    assert next_unwritten(desk, ids[0]) == ids[3]
    assert next_unwritten(desk, ids[3]) == ids[0]
    for one in (ids[0], ids[3]):
        months.save(as_mentor, TERM, NOVEMBER, [Edit(one, {}, {"strength": "爱笑"})])
    assert next_unwritten(months.open_desk(as_mentor, TERM, NOVEMBER), ids[0]) is None
