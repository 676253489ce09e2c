"""Guardians, a student's own line and care categories put right by hand: by whom, since when, and what stood there before."""

from datetime import date, timedelta

import pytest

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.identity import CareForm, GuardianForm, Identity
from services import archive, identity
from tests.school_builder import (
    ADMIN,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_HOMEROOM,
    SEVEN_ONE,
    THREE_ONE,
    TODAY,
)

FIRST, SECOND = THREE_ONE[:2]
BORN = date(2017, 5, 1)
GRANDMOTHER = GuardianForm("周秀兰", "奶奶", "13812342671", is_temporary=True)


@pytest.fixture
def child(school):
    return school.student(FIRST)


def guardians(context, child):
    return [(one.form.name, one.form.relation) for one in identity.guardians(context, child)]


# person → what is refused to them
WRITES = {
    "identity": lambda who, child, _: identity.save(who, child, 1, Identity("男", BORN, "")),
    "guardian": lambda who, child, _: identity.add_guardian(who, "form-0001", child, GRANDMOTHER),
    "guardian, change": lambda who, child, known: identity.change_guardian(who, known, 1, GRANDMOTHER),
    "guardian, order": lambda who, child, known: identity.call_first(who, known, 1),
    "guardian, remove": lambda who, child, known: identity.remove_guardian(who, known, 1),
    "care": lambda who, child, _: identity.add_care(who, "form-0001", child, CareForm(2, TODAY)),
    "care, change": lambda who, child, _: identity.change_care(who, 1, 1, CareForm(1, TODAY)),
}


@pytest.mark.parametrize("write", list(WRITES))
@pytest.mark.parametrize(
    ("person", "refused"),
    [(MENTOR, NotAllowed), (LEADER, NotAllowed), (GRADE_HEAD, NotAllowed), (ADMIN, NotAllowed),
     (OTHER_HOMEROOM, NotFound), (HOMEROOM, None), (OFFICE, None)],
)  # fmt: skip
def test_the_office_and_the_own_class_teacher_put_right_and_nobody_else(
    school, child, write, person, refused
):
    known = identity.guardians(school.as_person(OFFICE), child)[0].id
    before = [school.rows(f"select * from {table}") for table in ("student", "guardian", "care_status")]
    if refused is None:
        WRITES[write](school.as_person(person), child, known)
        return
    with pytest.raises(refused):
        WRITES[write](school.as_person(person), child, known)
    after = [school.rows(f"select * from {table}") for table in ("student", "guardian", "care_status")]
    assert before == after


# ── who the child is ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_put_right_is_on_the_page_and_what_stood_there_can_be_read(
    school, as_homeroom, as_mentor, child
):
    identity.save(as_homeroom, child, 1, Identity("女", BORN, " 138-1234 2671 "))
    page = archive.open_archive(as_mentor, child)
    assert (page.sex, page.birth_date, page.phone) == ("女", BORN, "138-1234 2671")
    (change,) = identity.history(as_mentor, child)
    assert {one.label: one.after for one in change.changes if one.label != "性别"} == {
        "出生": "2017年5月1日", "电话": "138-1234 2671"
    }  # fmt: skip


def test_the_second_of_two_is_told(as_homeroom, as_office, child):
    identity.save(as_office, child, 1, Identity("女", BORN, "12345678"))
    with pytest.raises(Conflict):
        identity.save(as_homeroom, child, 1, Identity("男", None, ""))
    assert identity.of_student(as_office, child)[0].birth_date == BORN


# ── guardians ────────────────────────────────────────────────────────────────────────────────────────


def test_one_is_added_at_the_end_put_first_changed_and_taken_away(as_homeroom, as_mentor, child):
    (known,) = guardians(as_homeroom, child)
    added = identity.add_guardian(as_homeroom, "form-0001", child, GRANDMOTHER)
    third = identity.add_guardian(as_homeroom, "form-0002", child, GuardianForm("陈大伯"))
    identity.call_first(as_homeroom, added, 1)
    assert guardians(as_homeroom, child) == [("周秀兰", "奶奶"), known, ("陈大伯", "")]
    identity.call_first(as_homeroom, third, 1)
    assert [name for name, _ in guardians(as_homeroom, child)] == ["陈大伯", "周秀兰", known[0]]
    identity.change_guardian(as_homeroom, added, 1, GuardianForm("周秀兰", "外婆"))
    identity.remove_guardian(as_homeroom, third, 1)
    page = archive.open_archive(as_mentor, child)
    assert [(row["name"], row["relation"]) for row in page.guardians] == [
        ("周秀兰", "外婆"),
        (known[0], None),
    ]
    told = dict(identity.guardian_history(as_mentor, child))
    assert {(one.label, one.before, one.after) for one in told["周秀兰"][0].changes} == {
        ("关系", "奶奶", "外婆"), ("电话", "13812342671", ""), ("身份", "临时监护人", "")
    }  # fmt: skip
    assert [(one.label, one.before) for one in told["删掉的"][0].changes] == [("姓名", "陈大伯")]


def test_the_same_form_sent_twice_is_one_guardian(as_homeroom, child):
    first = identity.add_guardian(as_homeroom, "form-0001", child, GRANDMOTHER)
    assert identity.add_guardian(as_homeroom, "form-0001", child, GRANDMOTHER) == first
    assert len(guardians(as_homeroom, child)) == 2


def test_a_guardian_changed_meanwhile_is_neither_overwritten_nor_removed(as_homeroom, as_office, child):
    known = identity.guardians(as_homeroom, child)[0]
    identity.change_guardian(as_office, known.id, known.version, GRANDMOTHER)
    for act in (
        lambda: identity.change_guardian(as_homeroom, known.id, known.version, GuardianForm("别人")),
        lambda: identity.remove_guardian(as_homeroom, known.id, known.version),
    ):
        with pytest.raises(Conflict):
            act()
    assert guardians(as_homeroom, child) == [("周秀兰", "奶奶")]


def test_another_class_s_guardian_is_not_there(school, as_homeroom, as_office):
    other = identity.guardians(as_office, school.student(SEVEN_ONE[0]))[0]
    with pytest.raises(NotFound):
        identity.change_guardian(as_homeroom, other.id, other.version, GRANDMOTHER)


# ── care categories ──────────────────────────────────────────────────────────────────────────────────


def category(school, name):
    return int(str(school.rows("select id from care_category where name = :n", n=name)[0]["id"]))


def test_a_category_begins_and_ends_and_stays_to_be_seen(school, as_homeroom, as_mentor, child):
    poor = category(school, "学习困难")
    since, until = TODAY - timedelta(days=90), TODAY - timedelta(days=1)
    care = identity.add_care(as_homeroom, "form-0001", child, CareForm(poor, since, note="数学"))
    assert "学习困难" in [
        row["category"] for row in archive.open_archive(as_mentor, child).cares if not row["is_over"]
    ]
    identity.change_care(as_homeroom, care, 1, CareForm(poor, since, until, "数学"))
    page = archive.open_archive(as_mentor, child)
    assert [(row["category"], row["valid_to"]) for row in page.cares if row["is_over"]] == [
        ("学习困难", TODAY.isoformat())
    ]
    told = dict(identity.care_history(as_mentor, child))
    assert [(one.label, one.before) for one in told["学习困难"][0].changes] == [("到哪天", "")]
    identity.add_care(as_homeroom, "form-0002", child, CareForm(poor, TODAY))


def test_the_last_day_counts_and_the_day_after_does_not(school, as_homeroom, as_mentor, child):
    poor = category(school, "学习困难")
    for until, is_over in ((TODAY, False), (TODAY - timedelta(days=1), True)):
        care = identity.add_care(
            as_homeroom, f"form-{until}", child, CareForm(poor, TODAY - timedelta(days=9), until)
        )
        (row,) = [one for one in archive.open_archive(as_mentor, child).cares if one["id"] == care]
        assert bool(row["is_over"]) is is_over
        with school.store.write() as db:
            db.execute("delete from care_status where id = ?", [care])
        identity.save(
            as_homeroom, child, identity.of_student(as_homeroom, child)[1], Identity("男", None, "")
        )


@pytest.mark.parametrize(
    ("since", "until"),
    [(0, None), (-200, None), (-5, 5), (-400, -5)],
    ids=["today", "before", "around", "across"],
)
def test_the_same_category_twice_on_one_day_is_refused(school, as_homeroom, child, since, until):
    held = category(school, "留守儿童")  # since TERM_BEGINS
    form = CareForm(held, TODAY + timedelta(since), TODAY + timedelta(until) if until is not None else None)
    with pytest.raises(Invalid, match="已经有这个类别"):
        identity.add_care(as_homeroom, "form-0001", child, form)


def test_one_that_ended_before_may_stand_beside_it(school, as_homeroom, child):
    held = category(school, "留守儿童")
    identity.add_care(
        as_homeroom, "form-0001", child, CareForm(held, TODAY - timedelta(400), date(2026, 8, 31))
    )


def test_a_category_out_of_use_or_another_one_is_refused(school, as_homeroom, child):
    with school.store.write() as db:
        db.execute("update care_category set is_active = 0 where name = '学习困难'")
    with pytest.raises(Invalid):
        identity.add_care(as_homeroom, "form-0001", child, CareForm(category(school, "学习困难"), TODAY))
    care = identity.cares(as_homeroom, child)[0]
    with pytest.raises(NotFound):
        identity.change_care(
            as_homeroom, care.id, care.version, CareForm(category(school, "学习困难"), TODAY)
        )


def test_the_log_of_acts_holds_no_word(school, as_homeroom, child):
    identity.save(as_homeroom, child, 1, Identity("女", BORN, "13812342671"))
    identity.add_guardian(as_homeroom, "form-0001", child, GRANDMOTHER)
    said = str(school.rows("select * from audit"))
    assert not any(one in said for one in ("13812342671", "周秀兰", "2017"))
