"""备案: filed by the class teacher, returned or approved by the office, in force from its day on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from db.rows import insert
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.filing import FilingState
from domain.grouping_plan import moved
from domain.permissions import SYSTEM
from services import archive, filing, overview, plans, students, today
from services.context import Context
from tests.school_builder import (
    ADMIN,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOBODY,
    NOW,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    SEVEN_ONE,
    THIRD_MENTOR,
    THREE_ONE,
    THREE_TWO,
    TODAY,
)
from tests.services.plans import draft

NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def plan_id(school, three_one):
    """A new plan of 三（1）班: the mentors change places, one pupil moves."""
    return draft(
        school, three_one, ("晨曦组", THREE_ONE[:3], OTHER_MENTOR), ("云帆组", THREE_ONE[3:], MENTOR)
    )


@pytest.fixture
def filed(as_homeroom, three_one, plan_id):
    filing.file_plan(as_homeroom, three_one, 1)
    return plan_id


def mentor_of(context, school, name):
    return archive.open_archive(context, school.student(name)).mentor_names


def test_a_plan_goes_from_draft_to_in_force_with_every_step_kept(
    school, as_homeroom, as_office, three_one, plan_id
):
    filing.file_plan(as_homeroom, three_one, 1)
    filing.return_plan(as_office, plan_id, 2, "云帆组人数偏多")
    returned = filing.state_of(as_homeroom, three_one)
    assert (returned.state, returned.comment, returned.version) == (FilingState.RETURNED, "云帆组人数偏多", 3)
    filing.file_plan(as_homeroom, three_one, 3)
    filing.withdraw(as_homeroom, three_one, 4)
    assert filing.state_of(as_homeroom, three_one).state is FilingState.DRAFT
    filing.file_plan(as_homeroom, three_one, 5)
    filing.approve(as_office, plan_id, 6)
    done = filing.state_of(as_homeroom, three_one)
    assert (done.state, done.starts_on, done.unplaced, done.is_in_force) == (
        FilingState.APPROVED,
        TODAY,
        0,
        True,
    )
    steps = filing.history(as_homeroom, three_one)[:6]
    assert [(one.act.text, one.comment) for one in steps] == [
        ("批准", ""), ("报备案", ""), ("撤回", ""), ("报备案", ""), ("退回", "云帆组人数偏多"), ("报备案", "")
    ]  # fmt: skip
    assert (steps[0].who, steps[0].starts_on, steps[1].who) == ("沈德芳", TODAY, HOMEROOM)


def test_approval_ends_the_earlier_groups_the_same_day_and_keeps_their_history(
    school, as_office, three_one, filed
):
    filing.approve(as_office, filed, 2)
    history = archive.open_archive(as_office, school.student(THREE_ONE[0])).mentors
    assert [(row["mentor"], row["valid_from"], row["valid_to"], row["end_reason"]) for row in history] == [
        (OTHER_MENTOR, "2026-11-20", None, None),
        (MENTOR, "2026-09-07", "2026-11-20", "重新分组"),
    ]
    groups = school.rows(
        "select name, motto, aim from mentor_group where class_id = :c and valid_to is null order by position",
        c=three_one,
    )
    assert groups[0] == {"name": "晨曦组", "motto": "晨曦组一起走", "aim": "晨曦组每天早读"}
    assert len(groups) == 2


def test_groups_of_a_later_day_change_nothing_until_then(school, as_office, as_homeroom, three_one, filed):
    before = overview.see(as_office)
    filing.approve(as_office, filed, 2, NEXT_WEEK)
    later, pupil = as_office.at(NOW + timedelta(days=7)), THREE_ONE[0]
    state = filing.state_of(as_homeroom, three_one)
    assert state.is_in_force and state.starts_later(TODAY) and not state.starts_later(NEXT_WEEK)
    assert (mentor_of(as_office, school, pupil), mentor_of(later, school, pupil)) == (MENTOR, OTHER_MENTOR)
    assert overview.see(as_office) == before
    for on, names in ((NOW, THREE_ONE[:4]), (NOW + timedelta(days=7), THREE_ONE[3:])):
        mentor = school.as_person(MENTOR, on)
        assert {one.name for one in students.mine(mentor)} == set(names)
        assert {one.student.name for one in today.my_day(mentor).waiting} == set(names)
        assert {one.name for one in students.find(mentor)} == set(names)


def test_the_day_before_they_begin_no_child_is_without_a_mentor_or_has_two(school, as_office, filed):
    filing.approve(as_office, filed, 2, NEXT_WEEK)
    for days in range(15):
        on = (TODAY + timedelta(days=days)).isoformat()
        counts = school.rows(
            "select student_id, count(*) as n from pairing join student on student.id = student_id "
            "where student_number < 'S2' and valid_from <= :on and (valid_to is null or valid_to > :on) group by 1",
            on=on,
        )
        assert [row["n"] for row in counts] == [1] * len(THREE_ONE), on


@pytest.mark.parametrize(
    "second_day", [TODAY, NEXT_WEEK - timedelta(days=2), NEXT_WEEK, NEXT_WEEK + timedelta(days=3)]
)
def test_a_plan_approved_before_another_began_takes_its_place_without_a_gap(
    school, as_office, as_homeroom, three_one, filed, second_day
):
    filing.approve(as_office, filed, 2, NEXT_WEEK)
    second = draft(school, three_one, ("银杏组", THREE_ONE, HOMEROOM))
    filing.file_plan(as_homeroom, three_one, 1)
    filing.approve(as_office, second, 2, second_day)
    rows = school.rows(
        "select valid_from, valid_to from pairing union all select valid_from, valid_to from group_membership"
    )
    assert all(row["valid_to"] is None or row["valid_from"] < row["valid_to"] for row in rows)
    for days in range(14):
        day = TODAY + timedelta(days=days)
        there = as_office.at(NOW + timedelta(days=days))
        expected = HOMEROOM if day >= second_day else OTHER_MENTOR if day >= NEXT_WEEK else MENTOR
        assert mentor_of(there, school, THREE_ONE[0]) == expected, day


def test_a_double_click_files_once(school, as_homeroom, three_one, plan_id):
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: filing.file_plan(as_homeroom, three_one, 1), range(4)))
    assert school.rows("select act from filing_step where grouping_plan_id = :p", p=plan_id) == [
        {"act": "filed"}
    ]
    assert filing.state_of(as_homeroom, three_one).version == 2


def test_a_double_click_approves_once(school, as_office, three_one, filed):
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: filing.approve(as_office, filed, 2), range(4)))
    assert school.rows("select act from filing_step where grouping_plan_id = :p", p=filed) == [
        {"act": "filed"},
        {"act": "approved"},
    ]
    assert school.rows("select count(*) as n from mentor_group where class_id = :c", c=three_one) == [
        {"n": 4}
    ]


def test_a_second_approval_for_another_day_is_a_conflict(as_office, filed):
    filing.approve(as_office, filed, 2)
    with pytest.raises(Conflict):
        filing.approve(as_office, filed, 2, NEXT_WEEK)


def test_a_plan_changed_or_decided_meanwhile_is_not_overwritten(as_homeroom, as_office, three_one, filed):
    with pytest.raises(Conflict):
        filing.approve(as_office, filed, 1)
    filing.withdraw(as_homeroom, three_one, 2)
    for act in (
        lambda: filing.approve(as_office, filed, 2),
        lambda: filing.return_plan(as_office, filed, 2, "请再看看"),
        lambda: filing.approve(as_office, filed, 3),
        lambda: filing.withdraw(as_homeroom, three_one, 3),
    ):
        with pytest.raises(Conflict):
            act()


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=400)])
def test_groups_begin_neither_in_the_past_nor_in_another_life(as_office, filed, day):
    with pytest.raises(Invalid, match="生效日期"):
        filing.approve(as_office, filed, 2, day)


@pytest.mark.parametrize("comment", ["", "   ", "长" * 301])
def test_returning_needs_words_and_not_too_many(as_office, filed, comment):
    with pytest.raises(Invalid):
        filing.return_plan(as_office, filed, 2, comment)


def change(school, *statements):
    """The lists change while a plan waits."""
    with Context(school.store, SYSTEM, NOW).write() as tx:
        for table, row in statements:
            if isinstance(row, dict):
                insert(tx.db, table, row)
            else:
                tx.db.execute(f"update {table} set valid_to = '{TODAY}' where {row}")
        tx.audit("test.change", "school")


def test_a_newcomer_a_leaver_and_a_teacher_who_left_are_named(
    school, as_office, as_homeroom, three_one, filed
):
    newcomer, leaver = school.student(THREE_TWO[0]), school.student(THREE_ONE[1])
    change(
        school,
        ("class_membership", f"student_id in ({newcomer}, {leaver})"),
        (
            "class_membership",
            {"student_id": newcomer, "class_id": three_one, "valid_from": TODAY.isoformat()},
        ),
        ("teaching_assignment", f"staff_id = {school.people[MENTOR]}"),
    )
    before = school.rows("select * from pairing")
    with pytest.raises(Invalid) as error:
        filing.approve(as_office, filed, 2)
    said = error.value.message
    assert "黄梓轩还没有分进组" in said and "王子墨已不在本班" in said and "田小雨已不教本班" in said
    assert school.rows("select * from pairing") == before
    filing.withdraw(as_homeroom, three_one, 2)
    own = filing.missing(as_homeroom, three_one)
    assert "黄梓轩" in own and "王子墨" not in own and "有 1 人已不在本班" in own


@pytest.mark.parametrize(
    ("groups", "says"),
    [
        ((), "还没有分组"),
        ((("晨曦组", THREE_ONE[:6], MENTOR),), "杨博文还没有分进组"),
        ((("晨曦组", THREE_ONE, None),), "还没有导师"),
        ((("", THREE_ONE, MENTOR),), "自己的名字"),
        ((("晨曦组", THREE_ONE, THIRD_MENTOR),), "骆清泉已不教本班"),
        ((("晨曦组", THREE_ONE, MENTOR), ("云帆组", (), OTHER_MENTOR)), "没有学生"),
        ((("晨曦组", THREE_ONE, MENTOR), ("云帆组", THREE_ONE[:1], OTHER_MENTOR)), "没有分进组"),
        ((("晨曦组", THREE_ONE[:4], MENTOR), ("晨曦组", THREE_ONE[4:], OTHER_MENTOR)), "重名"),
        ((("长" * 31, THREE_ONE, MENTOR),), "30 个字"),
    ],
)
def test_an_unfinished_plan_is_not_filed(school, as_homeroom, three_one, groups, says):
    draft(school, three_one, *groups)
    with pytest.raises(Invalid, match=says):
        filing.file_plan(as_homeroom, three_one, 1)
    assert says in filing.missing(as_homeroom, three_one)
    assert filing.state_of(as_homeroom, three_one).state is FilingState.DRAFT


def test_new_mentors_of_a_starting_grade_are_on_trial(school, as_office, as_other_homeroom):
    seven_one = school.class_id("七（1）班")
    plan = draft(
        school, seven_one, ("知行组", SEVEN_ONE[:4], THIRD_MENTOR), ("星火组", SEVEN_ONE[4:], OTHER_MENTOR)
    )
    filing.file_plan(as_other_homeroom, seven_one, 1)
    filing.approve(as_office, plan, 2)
    rows = school.rows(
        "select student.name, adaptation_until from pairing join student on student.id = student_id "
        "join mentor_group on mentor_group.id = mentor_group_id where class_id = :c and pairing.valid_to is null",
        c=seven_one,
    )
    assert {row["name"]: row["adaptation_until"] for row in rows} == dict.fromkeys(
        SEVEN_ONE[:4], "2026-10-07"
    ) | dict.fromkeys(SEVEN_ONE[4:], "2026-12-20")


def test_a_mentor_found_outside_groups_gives_way_and_an_external_one_stays(
    school, as_office, three_one, filed
):
    pupil = school.student(THREE_ONE[0])
    with Context(school.store, SYSTEM, NOW).write() as tx:
        tx.db.execute(f"update pairing set valid_to = '{TODAY}' where student_id = {pupil}")
        tx.db.execute(f"update staff set is_external = 1 where id = {school.people[LEADER]}")
        for mentor in (HOMEROOM, LEADER):
            row = {"student_id": pupil, "mentor_id": school.people[mentor], "valid_from": "2026-11-01"}
            insert(tx.db, "pairing", row)
        tx.audit("test.change", "school")
    filing.approve(as_office, filed, 2)
    assert mentor_of(as_office, school, THREE_ONE[0]).split("、") == [OTHER_MENTOR, LEADER]


def test_other_grades_have_no_trial(school, as_office, filed):
    filing.approve(as_office, filed, 2)
    rows = school.rows("select adaptation_until from pairing where valid_from = :on", on=TODAY.isoformat())
    assert [row["adaptation_until"] for row in rows] == [None] * len(THREE_ONE)


def test_the_office_sees_every_class_and_how_far_it_is(school, as_office, as_homeroom, three_one, filed):
    draft(school, school.class_id("三（2）班"), ("启明组", THREE_TWO[:4], MENTOR))
    seen = {
        one.class_name: (one.state, one.students, one.unplaced, one.since, one.who)
        for one in filing.states(as_office)
    }
    begun = date(2026, 9, 7)
    assert seen == {
        "三（1）班": (FilingState.FILED, 7, 0, TODAY, HOMEROOM),
        "三（2）班": (FilingState.DRAFT, 7, 3, TODAY, ""),
        "七（1）班": (FilingState.APPROVED, 7, 0, begun, ""),
        "七（2）班": (FilingState.APPROVED, 7, 0, begun, ""),
    }


def test_what_waits_is_counted_for_whose_turn_it_is(
    as_office, as_homeroom, as_other_homeroom, three_one, filed
):
    assert (filing.open_work(as_office).filed, filing.open_work(as_homeroom).filed) == (1, 0)
    filing.return_plan(as_office, filed, 2, "请再看看")
    assert filing.open_work(as_office) == filing.FilingWork(0, {})
    assert filing.open_work(as_homeroom).returned == {three_one: "三（1）班"}
    assert filing.open_work(as_other_homeroom).returned == {}


def test_a_class_without_a_plan_has_not_begun(school, as_office):
    (one,) = [one for one in filing.states(as_office) if one.class_name == "三（2）班"]
    assert (one.state, one.unplaced, one.since, one.plan_id) == (FilingState.NONE, 7, None, None)
    with pytest.raises(NotFound):
        filing.file_plan(as_office, one.class_id, 1)
    assert "还没有分组方案" in filing.missing(as_office, one.class_id)


@pytest.mark.parametrize("person", [ADMIN, LEADER, GRADE_HEAD, HOMEROOM, MENTOR, NOBODY])
def test_only_the_office_decides(school, filed, person):
    context = school.as_person(person)
    for act in (
        lambda: filing.approve(context, filed, 2),
        lambda: filing.return_plan(context, filed, 2, "再看看"),
        lambda: filing.states(context),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    ("person", "error"),
    [(ADMIN, NotAllowed), (LEADER, NotAllowed), (GRADE_HEAD, NotAllowed), (MENTOR, NotAllowed), (OTHER_HOMEROOM, NotFound)],
)  # fmt: skip
def test_only_the_class_teacher_and_the_office_file(school, three_one, plan_id, person, error):
    context = school.as_person(person)
    for act in (
        lambda: filing.file_plan(context, three_one, 1),
        lambda: filing.withdraw(context, three_one, 1),
        lambda: filing.state_of(context, three_one),
        lambda: filing.history(context, three_one),
        lambda: filing.missing(context, three_one),
    ):
        with pytest.raises(error):
            act()


def test_audit_rows_hold_no_contents(school, as_office, as_homeroom, filed):
    filing.return_plan(as_office, filed, 2, "王子墨换一组")
    rows = school.rows("select detail from audit where target = :t", t=f"grouping_plan/{filed}")
    assert len(rows) == 2
    assert not [row for row in rows if "王子墨" in str(row["detail"])]


def test_the_office_sees_whom_an_approval_moves_and_which_late_agreement_it_would_undo(
    school, as_homeroom, as_office, three_one
):
    moved_child, late_child = school.ids(THREE_ONE[0], THREE_ONE[1])
    desk = plans.open_desk(as_homeroom, three_one)
    version = plans.keep(as_homeroom, desk, moved(desk.plan, moved_child, 1))
    filing.file_plan(as_homeroom, three_one, version)
    assert filing.effect(as_office, three_one) == filing.Effect([THREE_ONE[0]], [])

    with school.store.write() as db:  # meanwhile another mentor is agreed for a second child
        db.execute(
            "update pairing set valid_to = ? where student_id = ? and valid_to is null",
            [TODAY.isoformat(), late_child],
        )
        insert(
            db,
            "pairing",
            {
                "student_id": late_child,
                "mentor_id": school.people[OTHER_MENTOR],
                "valid_from": TODAY.isoformat(),
            },
        )
    assert filing.effect(as_office, three_one) == filing.Effect([THREE_ONE[0], THREE_ONE[1]], [THREE_ONE[1]])
    with pytest.raises(NotAllowed):
        filing.effect(as_homeroom, three_one)
