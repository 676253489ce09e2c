"""Wishes from a file: looked at, then kept; who cannot be told, and who cannot be wished for, is said by row."""

from datetime import timedelta

import pytest

from domain.errors import Conflict, Invalid, NotFound
from services import choices, import_wishes
from tests.make_files import xlsx
from tests.school_builder import HOMEROOM, MENTOR, OTHER_MENTOR, THIRD_MENTOR, THREE_ONE, THREE_TWO, TODAY

FIRST, SECOND = THREE_ONE[:2]
HEAD = ["姓名", "学号", "第一志愿", "第二志愿"]


@pytest.fixture
def three_one(school):
    return school.class_id("三（1）班")


@pytest.fixture
def round_id(as_homeroom, three_one):
    return choices.open_round(as_homeroom, "round-001", three_one, TODAY + timedelta(7), 2)


@pytest.fixture
def look(as_homeroom, three_one, round_id):
    return lambda *rows, head=HEAD: import_wishes.preview(
        as_homeroom, three_one, xlsx([head, *rows]), "志愿.xlsx"
    )


@pytest.fixture
def bring(as_homeroom, three_one, round_id):
    def brought(*rows, skip=False, form_id="file-0001", head=HEAD):
        data = xlsx([head, *rows])
        return import_wishes.commit(as_homeroom, form_id, three_one, round_id, data, "志愿.xlsx", skip)

    return brought


def wished(school, context, class_id):
    students = {number: name for name, number in school.students.items()}
    found = choices.wishes(context, class_id).students
    return {students[one]: [tier[0] for tier in own] for one, own in found.items()}


def told(found):
    return [(one.row, one.column, one.message) for one in found.problems]


def test_a_file_is_looked_at_without_writing_and_then_kept(school, as_homeroom, three_one, look, bring):
    rows = [[FIRST, "", f"{MENTOR}老师", f"{OTHER_MENTOR}（数学）"], [SECOND, "S102", HOMEROOM, ""]]
    found = look(*rows)
    assert (told(found), found.count("new")) == ([], 2)
    assert wished(school, as_homeroom, three_one) == {}
    assert bring(*rows) == 2
    assert wished(school, as_homeroom, three_one) == {
        FIRST: [school.people[MENTOR], school.people[OTHER_MENTOR]],
        SECOND: [school.people[HOMEROOM]],
    }
    assert look(*rows).count("same") == 2
    assert look([FIRST, "", OTHER_MENTOR, ""]).count("changed") == 1


def test_who_is_not_in_the_file_keeps_the_wishes(school, as_homeroom, three_one, bring):
    bring([FIRST, "", MENTOR, ""])
    bring([SECOND, "", MENTOR, ""], form_id="file-0002")
    assert set(wished(school, as_homeroom, three_one)) == {FIRST, SECOND}


def test_a_teacher_who_left_teaches_elsewhere_or_is_unknown_is_said_by_row(school, look):
    with school.store.write() as db:
        db.execute(
            "update staff set left_on = '2026-11-01' where id = :id", {"id": school.people[OTHER_MENTOR]}
        )
    found = look([FIRST, "", OTHER_MENTOR, THIRD_MENTOR], [SECOND, "", "没这个人", MENTOR])
    assert told(found) == [
        (2, "第一志愿", "已离校"),
        (2, "第二志愿", "不教这个班"),
        (3, "第一志愿", "没有找到这位老师"),
    ]
    assert found.blocks_all


def test_the_same_mentor_twice_and_too_many_wishes_are_said_by_row(look):
    head = [*HEAD, "第三志愿"]
    found = look([FIRST, "", MENTOR, MENTOR, ""], [SECOND, "", MENTOR, OTHER_MENTOR, HOMEROOM], head=head)
    assert told(found) == [
        (2, "第二志愿", "和第一志愿是同一位老师"),
        (3, "第三志愿", "这一轮每人最多填 2 个志愿"),
    ]


def test_a_row_without_wishes_is_left_out_and_does_not_hold_up_the_rest(look, bring):
    rows = [[FIRST, "", MENTOR, ""], [SECOND, "", "", ""]]
    assert [one.severity for one in look(*rows).problems] == ["check"]
    assert bring(*rows) == 1


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ([THREE_TWO[0], "", MENTOR, ""], "本班名单里没有这名学生"),
        ([FIRST, "S999", MENTOR, ""], "本班名单里没有这个学号"),
        ([FIRST, "S102", MENTOR, ""], "这个学号在名单里是另一名学生，姓名不同"),
    ],
)
def test_a_student_who_cannot_be_told_is_a_problem(look, row, says):
    assert told(look(row)) == [(2, "姓名", says)]


def test_namesakes_of_the_class_are_told_apart_by_number(school, look):
    with school.store.write() as db:
        db.execute("update student set name = :n where id = :id", {"n": FIRST, "id": school.student(SECOND)})
    assert told(look([FIRST, "", MENTOR, ""])) == [(2, "姓名", "本班有同名学生，没有学号分不清是哪一个")]
    (change,) = look([FIRST, "S102", MENTOR, ""]).changes
    assert change.student_id == school.student(SECOND)


def test_a_student_of_another_class_with_the_same_name_is_not_taken(school, look):
    found = look([FIRST, "三（2）班", MENTOR], head=["姓名", "班级", "第一志愿"])
    assert told(found) == [(2, "姓名", "是三（2）班的学生，这里只收三（1）班")]


def test_two_teachers_of_one_name_are_told_apart_by_subject(school, look):
    with school.store.write() as db:
        db.execute(
            "update staff set name = :n where id = :id", {"n": MENTOR, "id": school.people[OTHER_MENTOR]}
        )
    assert "请写成" in told(look([FIRST, "", MENTOR, ""]))[0][2]
    (change,) = look([FIRST, "", f"{MENTOR}（数学）", ""]).changes
    assert change.mentors == (school.people[OTHER_MENTOR],)


def test_rows_with_problems_are_skipped_only_when_asked(school, as_homeroom, three_one, bring):
    rows = [[FIRST, "", MENTOR, ""], [SECOND, "", "没这个人", ""]]
    with pytest.raises(Invalid, match="1 行有问题"):
        bring(*rows)
    assert wished(school, as_homeroom, three_one) == {}
    assert bring(*rows, skip=True) == 1
    assert list(wished(school, as_homeroom, three_one)) == [FIRST]


def test_the_same_file_sent_twice_is_kept_once(school, bring):
    rows = [[FIRST, "", MENTOR, ""]]
    assert (bring(*rows), bring(*rows)) == (1, 1)
    assert school.rows("select count(*) as n from audit where action = 'wishes.import'") == [{"n": 1}]


def test_only_who_leads_the_class_brings_in_wishes_and_only_into_its_round(
    school, as_homeroom, as_other_homeroom, three_one, round_id
):
    data = xlsx([HEAD, [FIRST, "", MENTOR, ""]])
    with pytest.raises(NotFound):
        import_wishes.preview(as_other_homeroom, three_one, data, "志愿.xlsx")
    with pytest.raises(NotFound):
        import_wishes.commit(as_other_homeroom, "file-0003", three_one, round_id, data, "志愿.xlsx")
    with pytest.raises(Conflict):
        import_wishes.commit(as_homeroom, "file-0004", three_one, round_id + 1, data, "志愿.xlsx")
