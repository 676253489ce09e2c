"""A newcomer finds a group: with nobody moved, with one, with a few; each way says what it costs."""

import secrets

import pytest

from db.rows import insert
from domain.errors import Conflict, Invalid, NotFound
from services import adaptation, changes, newcomers
from tests.school_builder import HOMEROOM, MENTOR, OTHER_MENTOR, THREE_ONE, THREE_TWO, TODAY


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


def arrive(context, class_id, name="新同学", sex="女"):
    """Somebody who comes into the class today, as the roster brings them."""
    with context.write() as tx:
        student_id = insert(
            tx.db, "student", {"name": name, "sex": sex, "student_number": f"N{secrets.randbelow(10**6)}"}
        )
        join(tx.db, student_id, class_id)
        tx.audit("test.arrive", f"student/{student_id}")
    return student_id


def join(db, student_id, class_id):
    db.execute(
        "update class_membership set valid_to = ? where student_id = ? and valid_to is null",
        [TODAY.isoformat(), student_id],
    )
    insert(
        db,
        "class_membership",
        {"student_id": student_id, "class_id": class_id, "valid_from": TODAY.isoformat()},
    )


def groups(school, class_id):
    rows = school.rows(
        """select g.name, s.name as student from mentor_group g
             join group_membership m on m.mentor_group_id = g.id and m.valid_to is null
             join student s on s.id = m.student_id where g.class_id = :c and g.valid_to is null""",
        c=class_id,
    )
    found = {}
    for row in rows:
        found.setdefault(row["name"], set()).add(row["student"])
    return found


def test_who_is_in_no_group_is_listed_for_the_class_teacher_and_the_office(
    school, as_homeroom, as_other_homeroom, as_office, three_one
):
    assert newcomers.unplaced(as_homeroom) == []
    arrive(as_office, three_one)
    (one,) = newcomers.unplaced(as_homeroom)
    assert (one.name, one.class_name, one.since) == ("新同学", "三（1）班", TODAY)
    assert changes.open_work(as_homeroom).unplaced == changes.open_work(as_office).unplaced == 1
    assert newcomers.unplaced(as_other_homeroom) == []


def test_a_class_without_groups_has_no_newcomers(school, as_office):
    arrive(as_office, school.class_id("三（2）班"))
    assert newcomers.unplaced(as_office) == []


def test_the_first_way_moves_nobody_and_each_further_one_says_who_moves(as_homeroom, as_office, three_one):
    arrive(as_office, three_one)
    found = newcomers.ways(as_homeroom, three_one)
    assert (found.ways[0].title, found.ways[0].who_moves) == ("不动别人：新同学进扬帆组", "")
    assert [one.moves for one in found.ways] == sorted({one.moves for one in found.ways})
    assert all(
        one.title.startswith(f"动 {one.moves} 人：") and "从" in one.who_moves for one in found.ways[1:]
    )
    assert all(one.cost for one in found.ways)


def test_the_newcomer_joins_group_and_mentor_from_today(school, as_homeroom, as_office, three_one):
    student = arrive(as_office, three_one)
    base = newcomers.ways(as_homeroom, three_one).base
    assert newcomers.place(as_homeroom, "form-0001", three_one, 0, base) == 1
    assert newcomers.place(as_homeroom, "form-0001", three_one, 0, base) == 1  # a second tap
    assert [name for _, name in changes.mentors_on(as_homeroom, student, TODAY)] == [OTHER_MENTOR]
    assert groups(school, three_one)["扬帆组"] == {*THREE_ONE[4:], "新同学"}
    assert newcomers.unplaced(as_homeroom) == []
    (row,) = school.rows("select asked_by, state, from_mentor_id, starts_on from pairing_change")
    assert tuple(row.values()) == ("arrival", "approved", None, TODAY.isoformat())


def test_a_way_with_moves_moves_exactly_those_it_named(school, as_homeroom, as_office, three_one):
    arrive(as_office, three_one, sex="男")
    found = newcomers.ways(as_homeroom, three_one)
    way = found.ways[-1]
    assert way.moves > 0
    before = groups(school, three_one)
    newcomers.place(as_homeroom, "form-0002", three_one, way.moves, found.base)
    after = groups(school, three_one)
    changed = {one for name in after for one in after[name] ^ before[name]}
    assert len(changed) == way.moves + 1
    assert sum(len(one) for one in after.values()) == len(THREE_ONE) + 1
    for group, mentor in (("启明组", MENTOR), ("扬帆组", OTHER_MENTOR)):
        for student in after[group] & set(THREE_ONE):
            assert [n for _, n in changes.mentors_on(as_homeroom, school.student(student), TODAY)] == [mentor]


def test_by_hand_into_any_group_of_the_class(school, as_homeroom, as_office, three_one):
    student = arrive(as_office, three_one)
    found = newcomers.ways(as_homeroom, three_one)
    group_id = next(key for key, name in found.groups.items() if name == "启明组")
    with pytest.raises(Invalid):
        newcomers.place_by_hand(as_homeroom, "form-000f", three_one, student, 9999, found.base)
    with pytest.raises(Invalid):
        moved = school.student(THREE_ONE[0])
        newcomers.place_by_hand(as_homeroom, "form-000f", three_one, moved, group_id, found.base)
    newcomers.place_by_hand(as_homeroom, "form-000f", three_one, student, group_id, found.base)
    assert "新同学" in groups(school, three_one)["启明组"]


def test_two_class_teachers_at_once_place_once(school, as_homeroom, as_office, three_one):
    arrive(as_office, three_one)
    base = newcomers.ways(as_homeroom, three_one).base
    newcomers.place(as_office, "form-000a", three_one, 0, base)
    before = groups(school, three_one)
    with pytest.raises(Conflict, match="刚有变动"):
        newcomers.place(as_homeroom, "form-000b", three_one, 0, base)
    assert groups(school, three_one) == before


def test_who_comes_from_another_class_leaves_its_group_and_mentor_with_history(school, as_office, three_one):
    moving = school.student("胡一诺")  # 七（1）班, 知行组
    with as_office.write() as tx:
        join(tx.db, moving, three_one)
        tx.audit("test.move", f"student/{moving}")
    (one,) = newcomers.unplaced(as_office)
    assert (one.name, one.former_group) == ("胡一诺", "知行组")
    newcomers.place(as_office, "form-0003", three_one, 0, newcomers.ways(as_office, three_one).base)
    rows = school.rows("select valid_to, end_reason from pairing where student_id = :s order by id", s=moving)
    assert [tuple(row.values()) for row in rows] == [(TODAY.isoformat(), "转班"), (None, None)]
    assert len(school.rows("select * from group_membership where student_id = :s", s=moving)) == 2


def test_full_mentors_are_said_and_yet_somebody_must_take_the_child(
    school, as_homeroom, as_office, three_one
):
    with as_office.write() as tx:
        tx.db.execute("update staff set most_mentees = 3")
        tx.audit("test.full", "staff")
    arrive(as_office, three_one)
    found = newcomers.ways(as_homeroom, three_one)
    assert "已带满" in found.note
    assert found.ways


def test_only_the_own_class_is_placed(school, as_homeroom, as_office):
    other = school.class_id("七（1）班")
    arrive(as_office, other)
    with pytest.raises(NotFound):
        newcomers.ways(as_homeroom, other)
    with pytest.raises(NotFound):
        newcomers.place(as_homeroom, "form-0004", other, 0, "")
    with pytest.raises(Invalid, match="没有生效的小组"):
        newcomers.ways(as_office, school.class_id("三（2）班"))


def test_a_group_that_became_small_is_said_with_what_could_be_done(school, as_homeroom, as_office, three_one):
    assert adaptation.small_groups(as_homeroom) == []
    with as_office.write() as tx:
        for name in THREE_ONE[1:4]:
            tx.db.execute(
                "update class_membership set valid_to = ? where student_id = ?",
                [TODAY.isoformat(), school.student(name)],
            )
        tx.audit("test.leave", "class")
    (small,) = adaptation.small_groups(as_homeroom)
    assert (small.group, small.students, small.largest, small.most) == ("启明组", 1, "扬帆组", 3)
    assert (
        small.advice == "三（1）班启明组只剩 1 人，扬帆组有 3 人。可以从扬帆组调 1 人过来，或把这组并入别组。"
    )
    assert THREE_TWO[0] not in small.advice
    assert HOMEROOM not in small.advice
