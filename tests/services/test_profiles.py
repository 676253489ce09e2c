"""What mentors know of a student: who writes it, who reads it, what it said before, and the family behind one door."""

import json
from datetime import timedelta

import pytest

from domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from domain.profile import MOST_LETTERS, PROFILE
from services import access, archive, profiles, sealing
from tests.school_builder import (
    ADMIN,
    AUDITOR,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    SEVEN_ONE,
    THREE_ONE,
)

FIRST = THREE_ONE[0]
TOLD, LATER = "爸爸在外面欠了债", "债已经还清了"
OWN = (MENTOR, HOMEROOM, GRADE_HEAD, OFFICE, LEADER)
OTHERS = (OTHER_MENTOR, OTHER_HOMEROOM)
WRITE = {
    "profile": lambda who, child, version, text: profiles.save(who, child, version, {"interests": text}),
    "family": lambda who, child, version, text: profiles.save_family(who, child, version, {"family": text}),
}
READ = {
    "profile": lambda who, child: profiles.of_student(who, child).texts.get("interests"),
    "family": lambda who, child: profiles.reveal_family(who, child).texts.get("family"),
}
HISTORY = {"profile": profiles.history, "family": profiles.family_history}
EACH = pytest.mark.parametrize("part", list(WRITE))


@pytest.fixture
def child(school):
    return school.student(FIRST)


def acts(school, *names):
    marks = ", ".join(f"'{one}'" for one in names)
    rows = school.rows(f"select staff_id, action, target from audit where action in ({marks}) order by seq")
    return [(row["staff_id"], row["action"], row["target"]) for row in rows]


@EACH
@pytest.mark.parametrize("person", OWN)
def test_everybody_of_the_child_s_circle_writes_and_reads_it(school, child, part, person):
    WRITE[part](school.as_person(person), child, 0, TOLD)
    assert READ[part](school.as_person(MENTOR), child) == TOLD


@EACH
@pytest.mark.parametrize("person", OTHERS)
def test_nobody_else_s_mentor_or_class_teacher_does_either(school, as_mentor, child, part, person):
    WRITE[part](as_mentor, child, 0, TOLD)
    before = school.rows("select * from student_profile"), school.rows("select * from family_profile")
    for act in (lambda who: WRITE[part](who, child, 1, LATER), lambda who: READ[part](who, child),
                lambda who: HISTORY[part](who, child)):  # fmt: skip
        with pytest.raises(NotFound):
            act(school.as_person(person))
    assert before == (
        school.rows("select * from student_profile"),
        school.rows("select * from family_profile"),
    )


@EACH
@pytest.mark.parametrize("person", [ADMIN, AUDITOR])
def test_neither_administrator_nor_auditor_may_ask(school, child, part, person):
    for act in (lambda who: WRITE[part](who, child, 0, TOLD), lambda who: READ[part](who, child)):
        with pytest.raises(NotAllowed):
            act(school.as_person(person))


@EACH
def test_who_reads_by_a_grant_reads_and_does_not_write(school, as_mentor, as_leader, child, part):
    WRITE[part](as_mentor, child, 0, TOLD)
    other = school.as_person(OTHER_MENTOR)
    asked = access.ask(
        other, "ask-00001", FIRST, school.class_id("三（1）"), "", "两个班一起做一次会诊，要先看看", 3
    )
    access.grant(as_leader, asked, 1, 3, "同意")
    granted = school.as_person(OTHER_MENTOR)
    assert READ[part](granted, child) == TOLD
    with pytest.raises(NotFound):
        WRITE[part](granted, child, 1, LATER)
    over = school.as_person(OTHER_MENTOR, NOW + timedelta(days=4))
    with pytest.raises(NotFound):
        READ[part](over, child)


@EACH
def test_the_second_of_two_is_told_and_nothing_is_overwritten(as_mentor, as_homeroom, child, part):
    WRITE[part](as_mentor, child, 0, "先写的")
    with pytest.raises(Conflict):
        WRITE[part](as_homeroom, child, 0, "也从空的开始写的")
    WRITE[part](as_homeroom, child, 1, "后写的")
    with pytest.raises(Conflict):
        WRITE[part](as_mentor, child, 1, "没看见后写的")
    assert READ[part](as_mentor, child) == "后写的"


@EACH
def test_every_earlier_wording_is_read_by_who_reads_the_present_one(
    school, as_mentor, as_homeroom, child, part
):
    WRITE[part](as_mentor, child, 0, "第一稿")
    WRITE[part](as_homeroom, child, 1, "第二稿")
    WRITE[part](as_mentor, child, 2, "")
    told = HISTORY[part](school.as_person(OFFICE), child)
    assert [(one.by, [(each.before, each.after) for each in one.changes]) for one in told] == [
        (MENTOR, [("第二稿", "")]),
        (HOMEROOM, [("第一稿", "第二稿")]),
    ]


@EACH
def test_earlier_wordings_lie_encrypted_and_reading_them_is_noted_once(school, as_mentor, child, part):
    WRITE[part](as_mentor, child, 0, TOLD)
    WRITE[part](as_mentor, child, 1, LATER)
    (kept,) = school.rows("select * from archive_revision")
    assert TOLD.encode() not in bytes(kept["sealed"]) and TOLD not in str(kept)
    HISTORY[part](as_mentor, child)
    noted = acts(school, "archive.read_earlier")
    assert noted == [(school.people[MENTOR], "archive.read_earlier", f"student/{child}")]


def test_without_earlier_wordings_nothing_is_read_and_nothing_noted(school, as_mentor, child):
    profiles.save(as_mentor, child, 0, {"interests": "画画"})
    assert profiles.history(as_mentor, child) == []
    assert acts(school, "archive.read_earlier") == []


@pytest.mark.parametrize("move", ["version", "row", "child"])
def test_an_earlier_wording_moved_elsewhere_does_not_open(school, as_mentor, child, move):
    for version, text in enumerate(("一", "二", "三")):
        profiles.save(as_mentor, child, version, {"interests": text})
    other = school.student(THREE_ONE[1])
    moves = {
        "version": "update archive_revision set version = version + 10",
        "row": "update archive_revision set row_id = 999 where version = 1",
        "child": f"update archive_revision set student_id = {other}",
    }
    with school.store.write() as db:
        db.execute(moves[move])
    whose = other if move == "child" else child
    with pytest.raises(Refused, match="打不开"):
        profiles.history(as_mentor, whose)


# ── the family ───────────────────────────────────────────────────────────────────────────────────────


def test_of_the_family_nothing_lies_in_clear_and_no_page_holds_it(school, as_mentor, child):
    profiles.save_family(as_mentor, child, 0, {"family": TOLD, "relations": "舅舅"})
    held = b"".join(one.read_bytes() for one in school.folder.glob("school.db*"))
    assert TOLD.encode() not in held and json.dumps(TOLD)[1:-1].encode() not in held
    page = archive.open_archive(as_mentor, child)
    assert page.has_family and TOLD not in str(page)


def test_that_it_was_read_or_asked_for_in_vain_is_in_the_log(school, as_mentor, child):
    profiles.reveal_family(as_mentor, child)  # nothing is there, so nothing was read
    profiles.save_family(as_mentor, child, 0, {"family": TOLD})
    profiles.reveal_family(school.as_person(LEADER), child)
    with pytest.raises(NotFound):
        profiles.reveal_family(school.as_person(OTHER_MENTOR), child)
    assert acts(school, "family.read", "family.refused") == [
        (school.people[LEADER], "family.read", f"student/{child}"),
        (school.people[OTHER_MENTOR], "family.refused", f"student/{child}"),
    ]
    assert ("最近七天", f"打开看过加密内容：{LEADER} 1 次") in archive.open_archive(as_mentor, child).circle
    profiles.reveal_family(school.as_person(LEADER), child)
    assert ("最近七天", f"打开看过加密内容：{LEADER} 2 次") in archive.open_archive(as_mentor, child).circle
    later = school.as_person(MENTOR, NOW + timedelta(days=8))
    assert "最近七天" not in dict(archive.open_archive(later, child).circle)


def test_a_family_s_text_put_under_another_child_does_not_open(school, as_mentor, child):
    profiles.save_family(as_mentor, child, 0, {"family": TOLD})
    other = school.student(THREE_ONE[1])
    with school.store.write() as db:
        db.execute("update family_profile set student_id = ?", [other])
    with pytest.raises(Refused, match="打不开"):
        profiles.reveal_family(as_mentor, other)


def test_the_key_alone_opens_it(as_mentor, child):
    sealed = sealing.close_family(sealing.box(as_mentor), child, {"family": TOLD})
    with pytest.raises(Refused):
        sealing.family(sealing.Box(bytes(32)), {"sealed": sealed, "student_id": child})


# ── what is written ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("part", list(WRITE))
def test_what_is_too_long_is_refused_by_its_name(as_mentor, child, part):
    label = {"profile": "兴趣爱好", "family": "家庭情况"}[part]
    with pytest.raises(Invalid, match=label):
        WRITE[part](as_mentor, child, 0, "长" * (MOST_LETTERS + 1))


def test_all_seven_topics_are_kept_without_what_no_eye_sees(school, as_mentor, child):
    profiles.save(as_mentor, child, 0, {one.name: f" {one.label}\0\ud800 " for one in PROFILE})
    assert profiles.of_student(as_mentor, child).texts == {one.name: one.label for one in PROFILE}
    assert archive.open_archive(as_mentor, child).profile == {one.name: one.label for one in PROFILE}


def test_the_log_names_fields_and_no_word(school, as_mentor, child):
    profiles.save(as_mentor, child, 0, {"interests": TOLD, "peers": TOLD})
    profiles.save_family(as_mentor, child, 0, {"relations": TOLD})
    rows = school.rows(
        "select detail from audit where action in ('profile.save', 'family.save') order by seq"
    )
    assert [json.loads(str(row["detail"]))["fields"] for row in rows] == [
        ["interests", "peers"],
        ["relations"],
    ]
    assert TOLD not in str(school.rows("select * from audit"))


def test_who_may_put_right_who_the_child_is(school, child):
    may = {one: archive.open_archive(school.as_person(one), child).may_edit_identity for one in OWN}
    assert may == {MENTOR: False, HOMEROOM: True, GRADE_HEAD: False, OFFICE: True, LEADER: False}
    other = school.student(SEVEN_ONE[0])
    assert archive.open_archive(school.as_person(OTHER_HOMEROOM), other).may_edit_identity
