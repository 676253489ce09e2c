"""月度小结: a draft to write over that keeps itself, two tabs, handing in; who sees what of it."""

from datetime import date

import pytest

from services import interactions, summaries
from tests.school_builder import (
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOBODY,
    OFFICE,
    OTHER_MENTOR,
    THREE_ONE,
)

NOVEMBER = date(2026, 11, 1)
BODY = "summary_body_202611"


def written(tab, text):
    tab.app.text_area(key=BODY).set_value(text)
    return tab.run()


def kept(school):
    return [
        (row["body"], row["submitted_at"] is not None) for row in school.rows("select * from monthly_summary")
    ]


def test_the_draft_is_there_and_what_is_written_over_it_keeps_itself(school, as_mentor, tab):
    interactions.record(as_mentor, school.talk(THREE_ONE[0], effect="好转", content="笑了"))
    own = tab(MENTOR).open("summary")
    assert own.title == "2026年11月谈话情况小结"
    assert "笑了" in own.app.text_area(key=BODY).value
    assert kept(school) == []
    written(own, "我自己写的")
    assert kept(school) == [("我自己写的", False)]
    assert tab(MENTOR).open("summary").app.text_area(key=BODY).value == "我自己写的"


def test_writing_it_anew_asks_first(school, tab):
    own = written(tab(MENTOR).open("summary"), "我自己写的").press("redraft")
    assert own.app.text_area(key=BODY).value == "我自己写的"
    own.press("redraft_not")
    assert not own.has("redraft_now")
    own.press("redraft").press("redraft_now")
    assert own.app.text_area(key=BODY).value.startswith("一、总体情况")
    assert kept(school)[0][0].startswith("一、总体情况")


def test_handed_in_it_is_read_only_until_it_is_taken_back(school, tab):
    own = written(tab(MENTOR).open("summary"), "写好了").press("submit_summary")
    assert kept(school) == [("写好了", True)]
    assert not own.has(BODY)
    assert own.names(["写好了"])
    own.press("withdraw_summary")
    assert own.app.text_area(key=BODY).value == "写好了"
    assert kept(school) == [("写好了", False)]


def test_of_two_tabs_the_second_sees_both_texts_and_loses_neither(school, tab):
    left, right = (tab(MENTOR).open("summary") for _ in range(2))
    written(left, "左边写的")
    written(right, "右边写的")
    assert kept(school) == [("左边写的", False)]
    assert right.app.text_area(key=BODY).value == "右边写的"
    assert right.names(["左边写的"])
    right.press("summary_over")
    assert kept(school) == [("右边写的", False)]
    written(left, "左边又写")
    left.press("summary_theirs")
    assert left.app.text_area(key=BODY).value == "右边写的"


def test_two_tabs_handing_in_hand_in_once(school, tab):
    left, right = (tab(MENTOR).open("summary") for _ in range(2))
    written(left, "左边").press("submit_summary")
    right.press("submit_summary")
    assert kept(school) == [("左边", True)]
    assert not right.app.exception


@pytest.mark.parametrize(
    "query", [{"month": "2030-01-01"}, {"month": "x"}, {"view": "x"}, {"mentor": "abc"}, {"mentor": 1}]
)
@pytest.mark.parametrize("reader", [MENTOR, OFFICE])
def test_an_address_made_by_hand_is_a_page_or_a_sentence(tab, reader, query):
    assert not tab(reader).open("summary", **query).app.exception


@pytest.mark.parametrize("reader", [HOMEROOM, GRADE_HEAD, OFFICE, LEADER])
def test_who_leads_sees_who_has_handed_in_without_a_child_s_name(school, as_mentor, tab, reader):
    summaries.submit(as_mentor, NOVEMBER, 0, f"{THREE_ONE[0]}进步了")
    own = tab(reader).open("summary", view="all")
    assert own.names([MENTOR, OTHER_MENTOR]) == {MENTOR, OTHER_MENTOR}
    assert own.names(EVERYBODY) == set()
    own.open("summary", view="all", mentor=school.people[MENTOR])
    assert own.names(["进步了"]) == ({"进步了"} if reader in (OFFICE, LEADER) else set())


def test_who_leads_nobody_has_no_such_list(school, as_mentor, tab):
    summaries.submit(as_mentor, NOVEMBER, 0, "写好了")
    own = tab(OTHER_MENTOR).open("summary", view="all", mentor=school.people[MENTOR])
    assert own.names(["写好了"]) == set()
    assert own.has(BODY)
    assert "不在您的权限里" in tab(NOBODY).open("summary").said[0]
