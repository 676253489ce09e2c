"""Records of every kind: what each is about, who may write it, and what cannot be kept."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid, NotAllowed, NotFound
from domain.record_kinds import NOT_A_CONTACT, OF_LEADERS, About, Kind
from domain.records import InteractionForm, clean_text, cleaned
from services import interactions, record_subjects, today
from tests.school_builder import (
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    TERM_BEGINS,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
    days_before,
)

FIRST, SECOND = THREE_ONE[:2]
DETAILS = {
    Kind.GROUP_ACTIVITY: {"form": "劳动", "cost": "35.50"},
    Kind.EXAM_ANALYSIS: {"problem": "应用题", "countermeasure": "每天一道"},
    Kind.PARENT_CLASS: {"topic": "陪伴", "present": "41"},
    Kind.CLASS_VISIT: {"looked_at": "听课"},
}
TOPIC = {"topic": "诚信"}
COMPLETE = InteractionForm("form-0001", Kind.TALK, (1,), TODAY, "学业", "面谈", "平稳")
ABOUT_CLASSES = [kind for kind in Kind if kind.shape.about is About.CLASS and kind not in OF_LEADERS]


def group(school, name="启明组"):
    (row,) = school.rows("select id from mentor_group where name = :name and valid_to is null", name=name)
    return row["id"]


def exam(school, name="期中"):
    (row,) = school.rows("select id from exam where name = :name", name=name)
    return row["id"]


def complete(school, kind, **more):
    """A form of this kind with nothing missing, about 三（1）班 and its first students."""
    about = {
        About.STUDENTS: {"student_ids": school.ids(FIRST)},
        About.GROUP: {"student_ids": school.ids(FIRST, SECOND), "mentor_group_id": group(school)},
        About.CLASS: {"student_ids": (), "class_id": school.class_id("三（1）班")},
        About.SCHOOL: {"student_ids": ()},
    }[kind.shape.about]
    asked = {
        "guidance_area": "学业" if kind.shape.asks_area else "",
        "talk_mode": kind.modes[0] if kind.modes else "",
        "effect": "平稳" if kind.shape.asks_effect else "",
        "detail": DETAILS.get(kind, TOPIC if any(one.name == "topic" for one in kind.shape.fields) else {}),
        "exam_id": exam(school) if kind is Kind.EXAM_ANALYSIS else None,
    }
    return replace(school.talk(FIRST, kind=Kind.TALK), kind=kind, **(about | asked | more))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_kept_with_what_it_is_about(school, as_office, kind):
    form = complete(school, kind)
    record = interactions.record(as_office, form)
    (row,) = school.rows("select * from interaction where id = :id", id=record)
    assert (row["kind"], row["class_id"], row["mentor_group_id"], row["exam_id"]) == (
        kind, form.class_id, form.mentor_group_id, form.exam_id,
    )  # fmt: skip
    assert json.loads(row["detail"]) == form.detail
    about = school.rows(
        "select student_id from interaction_participant where interaction_id = :id", id=record
    )
    assert {one["student_id"] for one in about} == set(form.student_ids)


@pytest.mark.parametrize("kind", list(Kind))
def test_what_was_not_a_meeting_is_no_contact(school, as_office, kind):
    form = complete(school, kind)
    interactions.record(as_office, form)
    met = set() if kind in NOT_A_CONTACT else set(form.student_ids)
    assert {row["student_id"] for row in school.rows("select student_id from contact")} == met


def test_a_promise_is_kept_by_meeting_the_child_not_by_writing_at_a_desk(school, as_mentor):
    promise = school.talk(FIRST, on=days_before(3), effect="需关注", follow_up_on=as_mentor.today)
    interactions.record(as_mentor, promise)
    for kind in (Kind.EXAM_ANALYSIS, Kind.GROUP_ACTIVITY):
        interactions.record(as_mentor, complete(school, kind))
        assert len(today.my_day(as_mentor).follow_ups) == 1
    interactions.record(as_mentor, complete(school, Kind.HOME_VISIT))
    assert today.my_day(as_mentor).follow_ups == []


# ── who may write what ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ABOUT_CLASSES)
@pytest.mark.parametrize("person", [MENTOR, OTHER_MENTOR, HOMEROOM, GRADE_HEAD, OFFICE, LEADER])
def test_of_a_class_write_who_teach_mentor_lead_or_head_it(school, person, kind):
    interactions.record(school.as_person(person), complete(school, kind))


@pytest.mark.parametrize("kind", ABOUT_CLASSES)
@pytest.mark.parametrize("person", [OTHER_HOMEROOM, THIRD_MENTOR])
def test_of_a_class_nobody_else_does(school, person, kind):
    with pytest.raises(NotFound, match="没有找到这个班"):
        interactions.record(school.as_person(person), complete(school, kind))


@pytest.mark.parametrize("kind", sorted(OF_LEADERS))
@pytest.mark.parametrize(("person", "may"), [(OFFICE, True), (LEADER, True), (MENTOR, False), (HOMEROOM, False), (GRADE_HEAD, False)])  # fmt: skip
def test_a_school_consultation_and_a_visit_to_a_class_are_the_office_s_and_the_leaders(
    school, person, may, kind
):
    context, form = school.as_person(person), complete(school, kind)
    assert (kind in record_subjects.kinds(context)) is may
    if may:
        interactions.record(context, form)
    else:
        with pytest.raises(NotAllowed, match="德育处和校领导"):
            interactions.record(context, form)


@pytest.mark.parametrize(
    ("person", "known"),
    [(MENTOR, ["启明组"]), (OTHER_MENTOR, ["扬帆组"]), (HOMEROOM, ["启明组", "扬帆组"]), (OTHER_HOMEROOM, ["知行组", "星火组"])],
)  # fmt: skip
def test_groups_are_one_s_own_and_those_of_the_class_one_leads(school, person, known):
    context = school.as_person(person)
    assert [one.name for one in record_subjects.groups(context)] == known
    with pytest.raises(NotFound):
        record_subjects.members(context, group(school, "远航组"))


def test_who_was_there_is_of_the_group(school, as_homeroom):
    form = complete(school, Kind.GROUP_ACTIVITY, student_ids=school.ids(FIRST, THREE_ONE[5]))
    with pytest.raises(Invalid, match="不在这个小组"):
        interactions.record(as_homeroom, form)


def test_members_of_another_s_group_are_not_read(school, as_mentor):
    with pytest.raises(NotFound):
        record_subjects.members(as_mentor, group(school, "扬帆组"))
    assert [one.name for one in record_subjects.members(as_mentor, group(school))] == list(THREE_ONE[:4])


# ── exams ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_exams_of_a_student_say_how_the_rank_moved(school, as_mentor):
    latest, first = record_subjects.exams_of(as_mentor, school.student(FIRST))
    assert (latest.name, latest.words) == ("期中", "总分 100，年级第 1 名，比第一次月考名次没有变")
    assert first.words == "总分 100，年级第 1 名"


def test_where_ranks_are_not_shown_no_rank_is_said(school, as_mentor, as_office):
    with as_office.write() as tx:
        tx.db.execute("update setting set value = 'false' where name = 'show_ranks'")
        tx.db.execute("insert or ignore into setting (name, value) values ('show_ranks', 'false')")
        tx.audit("test.setting", "show_ranks")
    assert {one.words for one in record_subjects.exams_of(as_mentor, school.student(FIRST))} == {""}


# ── what cannot be kept ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "changes", "says"),
    [
        (Kind.TALK, {"occurred_on": days_before(-1)}, "今天之后"),
        (Kind.TALK, {"occurred_on": days_before(3000)}, "年份"),
        (Kind.TALK, {"content": "字" * 5001}, "内容有 5001 字，最多 5000 字.*写的还在"),
        (Kind.TALK, {"place": "字" * 61}, "地点最多 60 字"),
        (Kind.TALK, {"minutes": 0}, "1 到 600"),
        (Kind.TALK, {"minutes": 601}, "1 到 600"),
        (Kind.TALK, {"detail": {"topic": "x"}}, "不认识的栏目"),
        (Kind.HOME_VISIT, {"detail": {"family": "字" * 5001}}, "家庭情况”最多 5000 字"),
        (Kind.HOME_VISIT, {"detail": {"visitors": "字" * 201}}, "同去的人”最多 200 字"),
        (Kind.GUARDIAN_CONTACT, {"detail": {"guardian": "邻居"}}, "请从给出的里面选"),
        (Kind.GROUP_ACTIVITY, {"student_ids": ()}, "到场的学生"),
        (Kind.GROUP_ACTIVITY, {"mentor_group_id": None}, "小组"),
        (Kind.GROUP_ACTIVITY, {"detail": {"form": "劳动", "cost": "三十"}}, "填金额"),
        (Kind.GROUP_ACTIVITY, {"detail": {"form": "劳动", "cost": "-5"}}, "填金额"),
        (Kind.GROUP_ACTIVITY, {"detail": {"form": "劳动", "cost": "1e3"}}, "填金额"),
        (Kind.PARENT_CLASS, {"detail": {"topic": "陪伴", "present": "４１"}}, "整数"),
        (Kind.PARENT_CLASS, {"detail": {"topic": "陪伴", "present": "4.5"}}, "整数"),
        (Kind.PARENT_CLASS, {"detail": {"topic": "\x00\x07"}}, "还差：主题"),
        (Kind.CLASS_MEETING, {"class_id": None}, "班级"),
        (Kind.EXAM_ANALYSIS, {"exam_id": None}, "哪次考试"),
        (Kind.EXAM_ANALYSIS, {"exam_id": 999}, "没有找到这次考试"),
        (Kind.EXAM_ANALYSIS, {"occurred_on": days_before(30)}, "期中还没考"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_and_nothing_is_stored(school, as_office, kind, changes, says):
    with pytest.raises((Invalid, NotFound), match=says):
        interactions.record(as_office, complete(school, kind, **changes))
    assert school.rows("select * from interaction") == []


def test_the_place_of_a_confidential_talk_is_not_filled_in_for_the_next_child(school, as_mentor):
    interactions.record(as_mentor, school.talk(THREE_ONE[0], on=days_before(1), place="办公室"))
    interactions.record(as_mentor, school.talk(THREE_ONE[1], place="派出所", is_restricted=True))
    assert record_subjects.usual_place(as_mentor) == "办公室"


def test_nobody_is_written_about_before_they_came(school, as_mentor):
    with pytest.raises(Invalid, match=f"{FIRST} 2026年9月1日才到校"):
        interactions.record(as_mentor, school.talk(FIRST, on=TERM_BEGINS.replace(month=8, day=31)))
    interactions.record(as_mentor, school.talk(FIRST, on=TERM_BEGINS))


def test_of_two_children_the_later_comer_is_named(school, as_mentor):
    with as_mentor.write() as tx:
        params = {"s": school.student(SECOND), "day": days_before(10).isoformat()}
        tx.db.execute("update class_membership set valid_from = :day where student_id = :s", params)
        tx.audit("test.change", "class_membership")
    with pytest.raises(Invalid, match=SECOND):
        interactions.record(as_mentor, school.talk(FIRST, SECOND, on=days_before(11)))
    interactions.record(as_mentor, school.talk(FIRST, SECOND, on=days_before(10)))


def test_a_child_without_a_result_is_named(school, as_office):
    form = complete(school, Kind.EXAM_ANALYSIS, student_ids=school.ids(FIRST, "赵欣怡"))
    with pytest.raises(Invalid, match="期中里没有赵欣怡的成绩"):
        interactions.record(as_office, form)


def test_what_the_kind_does_not_ask_for_is_left_out(school, as_office):
    form = complete(school, Kind.CLASS_MEETING)
    sent = replace(form, guidance_area="学业", talk_mode="面谈", effect="平稳", mentor_group_id=1, exam_id=1)
    interactions.record(as_office, sent)
    (row,) = school.rows("select guidance_area, talk_mode, effect, mentor_group_id, exam_id from interaction")
    assert set(row.values()) == {None}


@pytest.mark.parametrize("text", ["㛃䶮𬱟龑", "👨‍👩‍👧 🌼", "买买提·艾力", "a\tb\nc", "①②", "\u202e反过来"])
def test_rare_characters_are_kept_as_they_are(school, as_mentor, text):
    interactions.record(as_mentor, school.talk(FIRST, content=text, place=text.replace("\n", " ")))
    (row,) = school.rows("select content from interaction")
    assert row["content"] == text


@given(st.text())
def test_cleaning_takes_only_what_nobody_sees(text):
    kept = clean_text(text)
    assert clean_text(kept) == kept
    assert "\x00" not in kept
    kept.encode()
    visible = {char for char in text if not char.isspace() and char.isprintable()}
    assert visible <= set(kept)


@given(st.sampled_from(list(Kind)), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3))
def test_a_cleaned_form_asks_for_nothing_its_kind_does_not_know(kind, detail):
    form = cleaned(replace(COMPLETE, kind=kind, detail=detail))
    assert form == cleaned(form)
    assert bool(form.effect) <= kind.shape.asks_effect
