"""全年级配导师: begun on the page, kept as drafts when it is done."""

from services import grade_plan, plans
from tests.school_builder import MENTOR, OFFICE


def test_the_office_starts_it_and_finds_a_draft_in_each_class(school, tab, as_office):
    own = tab(OFFICE).open("grade")
    assert own.names(["一起配", "三（1）班", "三（2）班"]) == {"一起配", "三（1）班", "三（2）班"}
    own.press("begin_grade")
    search = grade_plan._searches.get(grade_plan._key(as_office, 3))
    if search is not None:  # else the page has taken it already
        assert search.wait(60)
        own.run()
    own.run()
    desk = plans.open_desk(as_office, school.class_id("三（2）班"))
    assert [group.mentor for group in desk.plan.groups] == [school.people[MENTOR]]
    assert own.names(["不动：已有草稿"])
