"""One-time keys: one child, one answer, until the deadline; whatever is wrong with a key reads the same."""

from datetime import timedelta

import pytest

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from services import choices, mentor_cards, wish_entry, wish_links
from tests.school_builder import (
    EVERYBODY,
    HOMEROOM,
    MENTOR,
    NOW,
    OTHER_MENTOR,
    THIRD_MENTOR,
    THREE_ONE,
    THREE_TWO,
    TODAY,
)

CHILD, OTHER = THREE_ONE[0], THREE_ONE[1]


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def round_id(as_homeroom, three_one):
    return choices.open_round(as_homeroom, "round-001", three_one, TODAY + timedelta(7))


@pytest.fixture
def issue(school, as_homeroom, three_one, round_id):
    def issued(*names, context=as_homeroom):
        return [
            one.key for one in wish_links.issue(context, three_one, round_id, school.ids(*names or (CHILD,)))
        ]

    return issued


@pytest.fixture
def key(issue):
    return issue()[0]


def answer(school, key, *mentors, now=NOW):
    wish_links.answer(school.store, key, "this page", [school.people[one] for one in mentors], now)


def answers(school):
    return school.rows(
        "select student.name, staff.name as mentor, rank, source from preference "
        "join student on student.id = student_id join staff on staff.id = mentor_id order by rank"
    )


def is_usable(school, key, now=NOW):
    try:
        wish_links.opened(school.store, key, now)
    except NotFound as error:
        assert error.message == wish_links.UNUSABLE
        return False
    return True


def test_a_key_shows_the_cards_and_the_child_s_given_name_only(school, as_mentor, key):
    card = mentor_cards.own(as_mentor)
    mentor_cards.save_own(as_mentor, card.version, " 严格\n但耐心 ", "篮球")
    found = wish_links.opened(school.store, key, NOW)
    assert (found.given_name, found.most_wishes) == ("书瑶", 3)
    assert [one.name for one in found.cards] == [HOMEROOM, MENTOR, OTHER_MENTOR]
    assert (found.cards[1].style, found.cards[1].strengths) == ("严格 但耐心", "篮球")
    said = str(found)
    assert not [name for name in EVERYBODY if name in said]


def test_an_answer_is_kept_and_the_key_is_used_up(school, key):
    answer(school, key, MENTOR, HOMEROOM)
    assert [tuple(row.values()) for row in answers(school)] == [
        (CHILD, MENTOR, 1, "link"),
        (CHILD, HOMEROOM, 2, "link"),
    ]
    assert not is_usable(school, key)
    with pytest.raises(NotFound):
        answer(school, key, OTHER_MENTOR)
    assert len(answers(school)) == 2


def test_a_double_click_is_answered_twice_and_kept_once(school, key):
    for _ in range(2):
        answer(school, key, MENTOR)
    assert school.rows("select count(*) as n from audit where action = 'wishes.link'") == [{"n": 1}]


def test_the_answer_is_audited_without_its_contents(school, key):
    answer(school, key, MENTOR)
    (row,) = school.rows("select staff_id, detail from audit where action = 'wishes.link'")
    assert row == {"staff_id": None, "detail": f'{{"student": {school.student(CHILD)}}}'}


@pytest.mark.parametrize("typed", ["lower", "spaced", "full width", "bare"])
def test_a_key_may_be_typed_in_any_way(school, key, typed):
    spelled = {
        "lower": key.lower(),
        "spaced": f" {key.replace('-', ' ')} ",
        "full width": key.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}),
        "bare": key.replace("-", "").replace("0", "O").replace("1", "l"),
    }
    assert is_usable(school, spelled[typed])


def test_only_the_hash_of_a_key_is_kept(school, key):
    (row,) = school.rows("select * from choice_link")
    assert key not in str(row)
    assert key.replace("-", "") not in str(row)
    assert len(str(row["key_hash"])) == 64


def test_keys_differ_and_have_forty_bits(issue):
    keys = issue(*THREE_ONE)
    assert len(set(keys)) == len(THREE_ONE)
    assert len(set("".join(keys)) - set("-")) > 15
    assert 32 ** len(keys[0].replace("-", "")) == 2**40


def test_a_key_made_again_ends_the_one_before(school, key, issue):
    (second,) = issue()
    assert (is_usable(school, key), is_usable(school, second)) == (False, True)


def test_a_used_key_may_be_replaced_by_the_class_teacher(school, key, issue):
    answer(school, key, MENTOR)
    answer(school, issue()[0], OTHER_MENTOR)
    assert [row["mentor"] for row in answers(school)] == [OTHER_MENTOR]


def test_a_slip_entered_ends_the_student_s_key(school, as_homeroom, three_one, round_id, issue):
    own, other = issue(CHILD, OTHER)
    entered = {school.student(CHILD): (school.people[MENTOR],)}
    wish_entry.save_slips(as_homeroom, "slips-001", three_one, round_id, entered, {})
    assert (is_usable(school, own), is_usable(school, other)) == (False, True)


def test_keys_last_as_long_as_their_round(school, as_homeroom, three_one, round_id, key):
    after = NOW + timedelta(8)
    assert not is_usable(school, key, after)
    choices.move_deadline(as_homeroom, three_one, round_id, 1, TODAY + timedelta(9))
    assert is_usable(school, key, after)
    choices.close_round(as_homeroom, three_one, round_id, 2)
    assert not is_usable(school, key)
    with pytest.raises(NotFound):
        answer(school, key, MENTOR)
    with pytest.raises(Invalid, match="已经截止"):
        wish_links.issue(as_homeroom, three_one, round_id, school.ids(CHILD))


def test_a_child_who_left_the_class_has_no_key_any_more(school, key):
    with school.store.write() as db:
        db.execute("update class_membership set valid_to = '2026-11-19' where student_id = :s",
                   {"s": school.student(CHILD)})  # fmt: skip
    assert not is_usable(school, key)


@pytest.mark.parametrize("typed", ["", "abc", "0000-0000", "' or 1=1", "𠮷" * 8, "A" * 5000])
def test_what_is_no_key_is_answered_like_a_used_one(school, key, typed):
    assert not is_usable(school, typed)


@pytest.mark.parametrize(
    ("mentors", "says"),
    [
        ([], "至少选第一志愿"),
        ([MENTOR, MENTOR], "第一志愿和第二志愿是同一位老师"),
        ([THIRD_MENTOR], "刚有变动"),
        ([MENTOR, HOMEROOM, OTHER_MENTOR, MENTOR], "同一位"),
    ],
)
def test_an_answer_that_cannot_stand_leaves_the_key_good(school, key, mentors, says):
    with pytest.raises(Invalid, match=says):
        answer(school, key, *mentors)
    assert (answers(school), is_usable(school, key)) == ([], True)


def test_an_empty_place_between_two_wishes_closes_up(school, key):
    wish_links.answer(school.store, key, "this page", [None, school.people[MENTOR], None], NOW)
    assert [(row["mentor"], row["rank"]) for row in answers(school)] == [(MENTOR, 1)]


def test_only_who_leads_the_class_makes_keys_and_only_for_its_students(
    school, as_homeroom, as_other_homeroom, as_mentor, as_leader, three_one, round_id, issue
):
    for context, error in ((as_other_homeroom, NotFound), (as_mentor, NotAllowed), (as_leader, NotAllowed)):
        with pytest.raises(error):
            issue(CHILD, context=context)
        with pytest.raises(error):
            wish_links.holders(context, three_one)
    with pytest.raises(NotFound, match="已不在这个班"):
        issue(THREE_TWO[0])
    assert school.rows("select * from choice_link") == []
    issue(CHILD)
    assert wish_links.holders(as_homeroom, three_one) == {school.student(CHILD)}


def test_a_round_replaced_by_a_later_one_makes_no_keys(school, as_homeroom, three_one, round_id, issue):
    choices.close_round(as_homeroom, three_one, round_id, 1)
    choices.open_round(as_homeroom, "round-002", three_one, TODAY)
    with pytest.raises(Conflict):
        issue(CHILD)
