"""Drafts on the screen: offered on 今天 and 记一次, opened with every field, thrown away with a way back."""

from datetime import timedelta

import pytest

from domain.record_kinds import Kind
from services import drafts
from tests.pages.tab import Tab
from tests.pages.test_record_kinds_page import fill, records
from tests.school_builder import MENTOR, NOW, OTHER_MENTOR, THREE_ONE
from tests.services.plans import regroup


@pytest.fixture
def typed(school, tab):
    """The mentor has half written a home visit."""
    form = tab(MENTOR).open("record", student=school.student("王子墨"), kind="home_visit")
    form.pick("area", "家教").pick("effect", "需关注").run()
    form.pick("again", "三天后")
    return fill(form, "家庭情况", "和奶奶住").run()


def waiting(school):
    return [one.title for one in drafts.mine(school.as_person(MENTOR))]


def test_what_is_typed_is_kept_and_the_form_says_so(school, typed):
    assert waiting(school) == ["王子墨 家访"]
    assert typed.names(["草稿已存 18:00，不含照片"])


def test_taps_alone_are_no_draft(school, tab):
    form = tab(MENTOR).open("record", student=school.student("王子墨"))
    form.pick("area", "家教").pick("effect", "好转").run()
    assert waiting(school) == []


def test_it_is_offered_on_the_first_page_and_opens_with_every_field(school, typed, tab):
    own = tab(MENTOR).open("today")
    assert "王子墨 家访 没写完" in own.text
    (draft,) = drafts.mine(school.as_person(MENTOR))
    form = own.open("record", draft=draft.id)
    assert form.title.startswith("王子墨")
    assert [form.choice(name).value for name in ("kind", "area", "mode", "effect", "again")] == [
        Kind.HOME_VISIT, "家教", "入户", "需关注", "三天后",
    ]  # fmt: skip
    assert next(one for one in form.app.text_area if one.label == "家庭情况").value == "和奶奶住"
    form.press("save_button")
    assert [(row["kind"], row["names"]) for row in records(school)] == [("home_visit", "王子墨")]
    assert waiting(school) == []


def test_typing_on_in_an_opened_draft_changes_that_draft(school, typed, tab):
    (draft,) = drafts.mine(school.as_person(MENTOR))
    form = tab(MENTOR).open("record", draft=draft.id)
    fill(form, "约定", "每晚读书").run()
    (again,) = drafts.mine(school.as_person(MENTOR))
    assert (again.id, again.version, again.body["own_agreement"]) == (draft.id, 2, "每晚读书")


def test_of_two_devices_the_later_one_is_told(school, typed, tab):
    (draft,) = drafts.mine(school.as_person(MENTOR))
    other = tab(MENTOR).open("record", draft=draft.id)
    fill(typed, "约定", "手机上写的").run()
    fill(other, "约定", "电脑上写的").run()
    assert "另一台设备" in other.part("need").text[0].value
    assert drafts.open_draft(school.as_person(MENTOR), draft.id).body["own_agreement"] == "手机上写的"
    typed.press("save_button")
    other.press("save_button")
    assert len(records(school)) == 1


def test_a_group_activity_comes_back_with_who_was_there(school, tab):
    form = tab(MENTOR).open("record", kind="group_activity")
    form.choice("present").unselect(school.student(THREE_ONE[1]))
    form.pick("own_form", "劳动")
    form.app.text_area[0].set_value("种了一片小葱")
    form.run()
    assert waiting(school) == ["启明组 小组活动"]
    (draft,) = drafts.mine(school.as_person(MENTOR))
    again = tab(MENTOR).open("record", draft=draft.id)
    assert again.title == "小组活动"
    assert len(again.choice("present").value) == 3
    again.press("save_button")
    assert len(records(school)[0]["names"].split(",")) == 3


def test_thrown_away_without_a_question_and_had_back(school, typed, tab, clock):
    own = tab(MENTOR).open("today")
    (draft,) = drafts.mine(school.as_person(MENTOR))
    own.press(f"discard_{draft.id}")
    assert waiting(school) == []
    assert "草稿已丢掉" in own.text
    own.press("undo")
    assert waiting(school) == ["王子墨 家访"]
    assert "草稿又回来了。" in own.said


def test_about_a_child_who_is_no_longer_one_s_own_the_strip_names_nobody(school, typed, tab, clock):
    regroup(school, school.class_id("三（1）班"), ("启明组", THREE_ONE, OTHER_MENTOR))
    clock.now = NOW + timedelta(days=1)
    own = Tab.of(school.store, school.account(MENTOR), clock.now).open("record")
    assert own.names(["王子墨", "奶奶"]) == set()
    assert "内容不再显示" in own.text


def test_another_child_s_form_begins_empty_and_leaves_the_draft_alone(school, typed):
    other = typed.open("record", student=school.student("李沐阳"))
    assert other.choice("area").value is None
    other.app.text_area[0].set_value("只属于李沐阳")
    other.run()
    assert sorted(waiting(school)) == ["李沐阳 谈心", "王子墨 家访"]


def test_of_the_same_child_a_new_form_does_not_overwrite_the_draft(school, typed):
    typed.open("today")
    again = typed.open("record", student=school.student("王子墨"))
    assert "王子墨 家访 没写完" in again.text
    again.app.text_area[0].set_value("另一件事")
    again.run()
    assert sorted(waiting(school)) == ["王子墨 家访", "王子墨 谈心"]


def test_taking_a_record_back_gives_its_words_back_as_a_draft(school, typed):
    typed.press("save_button")
    typed.press("undo")
    assert records(school) == []
    assert waiting(school) == ["王子墨 家访"]
    assert "写的字放回了草稿" in "".join(typed.said)
    (draft,) = drafts.mine(school.as_person(MENTOR))
    form = typed.open("record", draft=draft.id)
    form.press("save_button")
    assert len(records(school)) == 1
