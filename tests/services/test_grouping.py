"""Groups of a class and their mentors: saved whole, with history, by who may."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from services import archive, grouping, students
from services.grouping import GroupDraft
from tests.school_builder import (
    HOMEROOM,
    MENTOR,
    NOW,
    OTHER_MENTOR,
    SEVEN_ONE,
    THIRD_MENTOR,
    THREE_ONE,
    THREE_TWO,
    TODAY,
)


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def three_two(school):
    return school.class_id("三（2）班")


def drafts(school, *groups):
    return [
        GroupDraft(f"第{n}组", school.ids(*names), school.people[mentor] if mentor else None)
        for n, (names, mentor) in enumerate(groups, start=1)
    ]


def save(context, class_id, groups, base=None, form_id=None):
    base = grouping.open_board(context, class_id).base if base is None else base
    return grouping.save(context, form_id or secrets.token_hex(8), class_id, groups, base)


def test_the_board_shows_the_class_with_levels_care_teachers_and_present_groups(
    school, as_homeroom, three_one
):
    board = grouping.open_board(as_homeroom, three_one)
    assert (board.class_name, board.exam_name, board.ratio) == ("三（1）班", "期中", (3, 5, 2))
    assert [one.name for one in board.students] == list(THREE_ONE)
    assert [(one.name, len(one.student_ids)) for one in board.groups] == [("启明组", 4), ("扬帆组", 3)]
    assert [(one.name, one.subjects, one.is_homeroom, one.mentees) for one in board.teachers] == [
        (HOMEROOM, "", True, 0), (MENTOR, "语文", False, 4), (OTHER_MENTOR, "数学", False, 3)
    ]  # fmt: skip
    totals = {one.name: one.candidate.score for one in board.students}
    assert (totals["张书瑶"], totals["李沐阳"], totals["赵欣怡"]) == (100.0, None, None)
    assert len(next(one for one in board.students if one.name == "王子墨").candidate.care) == 2


def test_a_proposal_places_everyone_once_and_writes_nothing(school, as_homeroom, three_one):
    before = school.rows("select * from mentor_group")
    board = grouping.open_board(as_homeroom, three_one)
    proposed = grouping.propose(board, 2, [], seed=1)
    assert sorted(one for group in proposed for one in group.student_ids) == sorted(school.ids(*THREE_ONE))
    assert {len(group.student_ids) for group in proposed} == {3, 4}
    assert proposed == grouping.propose(board, 2, [], seed=1)
    assert school.rows("select * from mentor_group") == before


def test_dealing_anew_keeps_each_group_s_name_motto_and_mentor(as_homeroom, three_one):
    board = grouping.open_board(as_homeroom, three_one)
    present = [grouping.GroupDraft("星火组", (), board.teachers[0].id, "一起向前")]
    first, second = grouping.propose(board, 2, present)
    assert (first.name, first.mentor_id, first.motto) == ("星火组", board.teachers[0].id, "一起向前")
    assert (second.name, second.mentor_id, second.motto) == (grouping.GROUP_NAMES[1], None, "")


def test_saved_groups_are_what_the_board_shows_next(school, as_office, three_two):
    groups = drafts(school, (THREE_TWO[:3], MENTOR), (THREE_TWO[3:], None))
    assert save(as_office, three_two, groups) == 2
    assert grouping.open_board(as_office, three_two).groups == groups
    assert [one.name for one in students.find(school.as_person(MENTOR), class_id=three_two)] == list(
        THREE_TWO[:3]
    )


def test_new_groups_end_the_old_ones_and_history_stays_readable(school, as_homeroom, three_one):
    save(as_homeroom, three_one, drafts(school, (THREE_ONE, OTHER_MENTOR)))
    history = archive.open_archive(as_homeroom, school.student(THREE_ONE[0])).mentors
    assert [(row["mentor"], row["valid_from"], row["valid_to"], row["end_reason"]) for row in history] == [
        (OTHER_MENTOR, "2026-11-20", None, None),
        (MENTOR, "2026-09-07", "2026-11-20", "重新分组"),
    ]
    yesterday = as_homeroom.at(NOW - timedelta(days=1))
    assert [group.name for group in grouping.open_board(yesterday, three_one).groups] == ["启明组", "扬帆组"]


def test_regrouping_on_the_same_day_leaves_no_half_day_history(school, as_homeroom, three_one):
    for mentor in (OTHER_MENTOR, HOMEROOM, MENTOR):
        save(as_homeroom, three_one, drafts(school, (THREE_ONE, mentor)))
    history = archive.open_archive(as_homeroom, school.student(THREE_ONE[0])).mentors
    assert [(row["mentor"], row["valid_to"]) for row in history] == [(MENTOR, None), (MENTOR, "2026-11-20")]


def test_a_colleague_s_groups_saved_meanwhile_are_not_overwritten(school, as_homeroom, as_office, three_one):
    opened = grouping.open_board(as_homeroom, three_one)
    save(as_office, three_one, drafts(school, (THREE_ONE, MENTOR)))
    before = school.rows("select * from pairing")
    with pytest.raises(Conflict, match="没有覆盖"):
        save(as_homeroom, three_one, drafts(school, (THREE_ONE, OTHER_MENTOR)), base=opened.base)
    assert school.rows("select * from pairing") == before


def test_the_first_groups_of_a_class_can_be_in_conflict_too(school, as_office, three_two):
    groups = drafts(school, (THREE_TWO, MENTOR))
    save(as_office, three_two, groups, base=())
    with pytest.raises(Conflict):
        save(as_office, three_two, groups, base=())


def test_a_double_submit_saves_once(school, as_homeroom, three_one):
    base = grouping.open_board(as_homeroom, three_one).base
    groups = drafts(school, (THREE_ONE, MENTOR))
    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(lambda _: save(as_homeroom, three_one, groups, base, "form-0001"), range(4))
        )
    assert answers == [1] * 4
    assert school.rows("select count(*) as n from mentor_group where class_id = :c", c=three_one) == [
        {"n": 3}
    ]


@pytest.mark.parametrize(
    ("groups", "says"),
    [
        ([(THREE_ONE[:6], MENTOR)], "没有分进组"),
        ([(THREE_ONE, MENTOR), (THREE_ONE[:1], None)], "没有分进组"),
        ([((*THREE_ONE, SEVEN_ONE[0]), MENTOR)], "没有分进组"),
        ([(THREE_ONE, MENTOR), ((), OTHER_MENTOR)], "没有学生"),
        ([(THREE_ONE, THIRD_MENTOR)], "本班任课教师"),
    ],
    ids=["one left out", "one twice", "a stranger", "an empty group", "a mentor who does not teach here"],
)
def test_groups_that_cannot_stand_are_refused_whole(school, as_homeroom, three_one, groups, says):
    before = school.rows("select * from pairing"), school.rows("select * from mentor_group")
    with pytest.raises(Invalid, match=says):
        save(as_homeroom, three_one, drafts(school, *groups))
    assert (school.rows("select * from pairing"), school.rows("select * from mentor_group")) == before


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (("启明组", "启明组"), "重名"),
        (("启明组", " 启明组 "), "重名"),
        (("启明组", " "), "不能空"),
        (("启明组", "长" * 31), "30 个字"),
    ],
    ids=["twice", "twice but for spaces", "blank", "too long"],
)
def test_every_group_has_its_own_short_name(school, as_homeroom, three_one, names, says):
    groups = drafts(school, (THREE_ONE[:4], MENTOR), (THREE_ONE[4:], None))
    with pytest.raises(Invalid, match=says):
        save(
            as_homeroom, three_one, [replace(one, name=name) for one, name in zip(groups, names, strict=True)]
        )


def test_the_homeroom_teacher_may_be_a_mentor(school, as_homeroom, three_one):
    save(as_homeroom, three_one, drafts(school, (THREE_ONE, HOMEROOM)))
    assert {one.mentors for one in students.find(as_homeroom)} == {HOMEROOM}


def test_a_homeroom_teacher_groups_only_the_class_led(
    school, as_homeroom, as_other_homeroom, three_one, three_two
):
    assert [row["name"] for row in grouping.my_classes(as_homeroom)] == ["三（1）班"]
    for context, class_id in ((as_homeroom, three_two), (as_other_homeroom, three_one), (as_homeroom, 9999)):
        with pytest.raises(NotFound):
            grouping.open_board(context, class_id)
        with pytest.raises(NotFound):
            save(context, class_id, drafts(school, (THREE_ONE, MENTOR)), base=())


def test_a_mentor_s_own_students_in_another_class_do_not_open_that_class_s_board(
    school, as_office, as_homeroom
):
    """方晓梅 gets a mentee in 七（2）班 and still groups 三（1）班 only."""
    with school.store.write() as db:
        db.table("pairing").insert(
            {
                "student_id": school.student("谢奕辰"),
                "mentor_id": school.people[HOMEROOM],
                "valid_from": "2026-09-07",
            }
        )
    assert [row["name"] for row in grouping.my_classes(as_homeroom)] == ["三（1）班"]
    with pytest.raises(NotFound):
        grouping.open_board(as_homeroom, school.class_id("七（2）班"))


def test_the_office_groups_every_class_and_leaders_none(as_office, as_leader):
    assert [row["name"] for row in grouping.my_classes(as_office)] == [
        "三（1）班",
        "三（2）班",
        "七（1）班",
        "七（2）班",
    ]
    with pytest.raises(NotAllowed):
        grouping.my_classes(as_leader)


def move(school, name, class_id):
    with school.store.write() as db:
        student_id = school.student(name)
        db.execute(
            "update class_membership set valid_to = '2026-11-10' where student_id = :s", {"s": student_id}
        )
        row = {"student_id": student_id, "class_id": class_id, "valid_from": "2026-11-10"}
        db.table("class_membership").insert(row)


def test_who_changed_class_leaves_the_old_group_and_its_mentor_when_the_new_class_is_grouped(
    school, as_office, three_one, three_two
):
    moved = THREE_ONE[4]
    move(school, moved, three_two)
    save(as_office, three_two, drafts(school, ((*THREE_TWO, moved), MENTOR)))
    history = archive.open_archive(as_office, school.student(moved)).mentors
    assert [(row["mentor"], row["valid_to"]) for row in history] == [
        (MENTOR, None),
        (OTHER_MENTOR, TODAY.isoformat()),
    ]
    assert moved not in {one.name for one in grouping.open_board(as_office, three_one).students}


def test_a_class_whose_student_moved_away_can_be_grouped_again(school, as_office, three_one, three_two):
    move(school, THREE_ONE[4], three_two)
    save(as_office, three_one, drafts(school, ((*THREE_ONE[:4], *THREE_ONE[5:]), MENTOR)))
    assert {len(group.student_ids) for group in grouping.open_board(as_office, three_one).groups} == {6}
