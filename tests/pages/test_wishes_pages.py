"""双向选择 on the screen: a round opened, keys made once, claims made and kept; whose names reach whom."""

from datetime import timedelta

import pytest

from services import choices, claims, wish_entry, wish_links
from services.claims import Claimed
from tests.school_builder import (
    EVERYBODY,
    HOMEROOM,
    LEADER,
    MENTOR,
    OTHER_MENTOR,
    SEES,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
)


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def round_id(as_homeroom, three_one):
    return choices.open_round(as_homeroom, "round-001", three_one, TODAY + timedelta(7))


@pytest.fixture
def step(tab, three_one):
    """The class teacher at step 3."""
    return lambda: tab(HOMEROOM).open("groups", **{"class": three_one, "step": 3})


def unfold(page, part, class_id):
    """Open a part, as a tap on its heading does."""
    page.app.session_state[f"wishes_{part}_{class_id}"] = True
    return page.run()


def test_a_round_is_opened_with_one_press(school, step, as_homeroom, three_one):
    page = step()
    assert "双向选择还没有开始" in page.text
    page.press("open_round")
    assert page.said == ["双向选择已打开。"]
    found = choices.choosing(as_homeroom, three_one).round
    assert (found.closes_at.date(), found.most_wishes) == (TODAY + timedelta(7), 3)
    assert "11月27日 周五截止" in page.text


def test_the_step_says_how_far_the_round_is_and_who_is_missing(step, round_id):
    page = step()
    assert "0 / 7 人" in page.text
    assert f"还没填：{'、'.join(THREE_ONE)}" in page.text
    assert f"还没认领：{HOMEROOM}、{MENTOR}、{OTHER_MENTOR}" in page.text


def test_after_the_deadline_the_step_says_what_still_can_be_done(step, as_homeroom, three_one, round_id):
    choices.close_round(as_homeroom, three_one, round_id, 1)
    page = step()
    assert "已在11月20日 周五截止" in page.text
    assert "收到的纸条仍可以补填" in page.text
    page = unfold(page, "deadline", three_one)
    page.press("move_deadline")
    assert choices.wishes(as_homeroom, three_one).is_open


def test_a_wish_for_a_teacher_who_left_is_named_on_the_step(school, step, as_homeroom, three_one, round_id):
    entered = {school.student(THREE_ONE[0]): (school.people[MENTOR],)}
    wish_entry.save_slips(as_homeroom, "slips-001", three_one, round_id, entered, {})
    with school.store.write() as db:
        db.execute("update staff set left_on = '2026-11-19' where id = :id", {"id": school.people[MENTOR]})
    assert f"{MENTOR}已离校，1 人的志愿里还写着" in step().text


def test_every_part_opens(step, three_one, round_id):
    page = step()
    for part in ("grid", "file", "links", "cards", "deadline"):
        assert not unfold(page, part, three_one).app.exception
    assert page.has("save_wishes")


# ── claims ───────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_round_the_page_says_what_comes_and_offers_the_card(tab):
    page = tab(MENTOR).open("claims")
    assert page.title == "现在没有要认领的班"
    assert page.has("save_card")


def test_a_mentor_claims_in_the_class_taught_and_is_sent_no_other_child(
    school, tab, round_id, as_homeroom, three_one
):
    page = tab(OTHER_MENTOR).open("claims")
    assert page.title == "三（1）班等您认领"
    assert page.names(EVERYBODY) == set(THREE_ONE)
    page.app.selectbox[0].select(Claimed(student_id=school.student(THREE_ONE[1])))
    page.press(f"save_claims_{three_one}")
    assert page.said == ["认领已保存，截止前可以改。"]
    me = school.people[OTHER_MENTOR]
    assert choices.wishes(as_homeroom, three_one).claims == {me: ((school.student(THREE_ONE[1]),),)}
    assert page.title == "已认领，截止前可以改"


def test_who_does_not_teach_the_class_is_sent_no_name(tab, round_id):
    page = tab(THIRD_MENTOR).open("claims")
    assert (page.title, page.names(EVERYBODY)) == ("现在没有要认领的班", set())


def test_after_the_deadline_only_one_s_own_claims_are_named(
    school, tab, round_id, as_homeroom, as_other_mentor, three_one
):
    mine = Claimed(student_id=school.student(THREE_ONE[0]))
    claims.save(as_other_mentor, "claims-001", three_one, round_id, [mine], ())
    choices.close_round(as_homeroom, three_one, round_id, 1)
    page = tab(OTHER_MENTOR).open("claims")
    assert page.names(EVERYBODY) == {THREE_ONE[0]}
    assert not page.has(f"save_claims_{three_one}")


def test_a_card_is_written_on_the_page(school, tab):
    page = tab(MENTOR).open("claims")
    page.app.text_area[1].set_value("围棋")
    page.press("save_card")
    assert page.said == ["名片已保存。"]
    assert school.rows("select strengths from staff where id = :id", id=school.people[MENTOR]) == [
        {"strengths": "围棋"}
    ]


def test_a_leader_has_no_claims(tab, round_id):
    assert tab(LEADER).open("claims").names(EVERYBODY) <= set(SEES[LEADER])


def test_keys_are_shown_once_to_the_class_teacher(school, step, as_homeroom, three_one, round_id):
    page = step()
    assert wish_links.holders(as_homeroom, three_one) == set()
    page = unfold(page, "links", three_one)
    page.press("issue_missing")
    assert wish_links.holders(as_homeroom, three_one) == set(school.ids(*THREE_ONE))
    assert page.has("card_warm_slips")
    page.press("forget_slips")
    assert not page.has("card_warm_slips")
