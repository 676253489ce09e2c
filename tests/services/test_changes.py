"""Another mentor for a student: asked for, decided, handed over, with history; promises go with the student."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.changes import Approval, Request
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from services import archive, change_decisions, changes, departures, handover, interactions, plans, today
from services.context import moment_text
from tests.school_builder import (
    ADMIN,
    HOMEROOM,
    MENTOR,
    NOW,
    OTHER_MENTOR,
    SEVEN_ONE,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
    put_in_force,
)

WHO = THREE_ONE[0]  # 张书瑶, in 启明组 of 田小雨
LATER = NOW + timedelta(days=10)


def request(school, student=WHO, **more):
    fields = {"asked_by": "student", "reason": "性格不合", "student_opinion": "想换数学老师"}
    return Request(school.student(student), **{**fields, **more})


def ask(context, asked, form_id=None):
    return changes.ask(context, form_id or secrets.token_hex(8), asked)


def approve(context, change_id, mentor_id, **more):
    line = next(one for one in changes.requests(context) if one.id == change_id)
    approval = Approval(mentor_id, **{"starts_on": context.today, **more})
    change_decisions.approve(context, change_id, line.version, approval)


def regroup_with(leader, office, school, *mentors):
    """The groups of 三（1）班 stay as they are, with these mentors."""
    class_id = school.class_id("三（1）班")
    groups = plans.open_desk(leader, class_id).plan.groups
    led = [
        replace(group, mentor=school.people[mentor]) for group, mentor in zip(groups, mentors, strict=True)
    ]
    put_in_force(leader, office, class_id, led)


def mentors(context, school, name=WHO, day=None):
    found = changes.mentors_on(context, school.student(name), day or context.today)
    return [mentor for _, mentor in found]


@pytest.mark.parametrize("wanted", [ADMIN, THIRD_MENTOR, "nobody at all", "who left"])
def test_only_a_teacher_of_the_class_may_be_wished_for(school, as_homeroom, as_office, wanted):
    mentor = {"nobody at all": 99_999, "who left": school.people[OTHER_MENTOR]}.get(wanted) or school.people[
        wanted
    ]
    if wanted == "who left":
        departures.teacher_left_school(as_office, mentor)
    with pytest.raises(Invalid, match="从本班任课教师里选"):
        ask(as_homeroom, request(school, to_mentor_id=mentor))
    assert changes.requests(as_office) == []


def test_a_request_waits_until_the_office_gives_another_mentor(school, as_homeroom, as_office):
    change_id = ask(as_homeroom, request(school, to_mentor_id=school.people[OTHER_MENTOR]))
    (line,) = changes.requests(as_office)
    assert (line.state, line.student, line.from_mentor, line.to_mentor) == ("open", WHO, MENTOR, OTHER_MENTOR)
    assert changes.open_work(as_office).requests == changes.open_work(as_homeroom).requests == 1
    approve(as_office, change_id, school.people[OTHER_MENTOR], words="同意")
    assert mentors(as_office, school) == [OTHER_MENTOR]
    assert mentors(as_office, school, day=TODAY - timedelta(days=1)) == [MENTOR]
    history = archive.open_archive(as_homeroom, school.student(WHO)).mentors
    assert [(row["mentor"], row["valid_to"], row["end_reason"]) for row in history] == [
        (OTHER_MENTOR, None, None),
        (MENTOR, "2026-11-20", "调换导师"),
    ]
    assert changes.open_work(as_office).requests == 0


def test_the_student_stays_in_the_group_and_the_group_keeps_its_leader(school, as_homeroom, as_office):
    approve(as_office, ask(as_homeroom, request(school)), school.people[OTHER_MENTOR])
    plan = plans.open_desk(as_homeroom, school.class_id("三（1）班")).plan
    assert [(group.name, len(group.students), group.mentor) for group in plan.groups] == [
        ("启明组", 4, school.people[MENTOR]),
        ("扬帆组", 3, school.people[OTHER_MENTOR]),
    ]


def test_or_moves_to_the_group_of_the_next_mentor(school, as_homeroom, as_office):
    approve(as_office, ask(as_homeroom, request(school)), school.people[OTHER_MENTOR], moves_group=True)
    plan = plans.open_desk(as_homeroom, school.class_id("三（1）班")).plan
    assert [len(group.students) for group in plan.groups] == [3, 4]
    with pytest.raises(Invalid, match="没有带小组"):
        change_id = ask(as_homeroom, request(school, THREE_ONE[1]))
        approve(as_office, change_id, school.people[THIRD_MENTOR], moves_group=True)


def test_a_change_from_a_later_day_leaves_today_as_it_is(school, as_homeroom, as_office, as_mentor):
    first_day = TODAY + timedelta(days=7)
    approve(
        as_office,
        ask(as_homeroom, request(school)),
        school.people[OTHER_MENTOR],
        starts_on=first_day,
        moves_group=True,
    )
    assert mentors(as_office, school) == [MENTOR]
    assert mentors(as_office, school, day=first_day) == [OTHER_MENTOR]
    assert WHO in {one.student.name for one in today.my_day(as_mentor).waiting}
    then = as_homeroom.at(NOW + timedelta(days=7))
    plan = plans.open_desk(then, school.class_id("三（1）班")).plan
    assert [len(group.students) for group in plan.groups] == [3, 4]
    with pytest.raises(Conflict, match="那天以后"):
        ask(as_homeroom, request(school, exception="又想换"))


def test_regrouping_before_that_day_leaves_nobody_with_two_mentors(school, as_homeroom, as_office):
    approve(
        as_office,
        ask(as_homeroom, request(school)),
        school.people[OTHER_MENTOR],
        starts_on=TODAY + timedelta(days=7),
    )
    regroup_with(as_homeroom, as_office, school, HOMEROOM, OTHER_MENTOR)
    assert [mentors(as_office, school, day=TODAY + timedelta(days=ahead)) for ahead in (0, 6, 7, 30)] == [
        [HOMEROOM]
    ] * 4


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"reason": " "}, "原因"),
        ({"student_opinion": ""}, "学生的意见"),
        ({"asked_by": "departure"}, "谁提出"),
        ({"reason": "长" * 501}, "500 个字"),
    ],
)
def test_a_request_says_who_why_and_what_the_student_thinks(school, as_homeroom, more, says):
    with pytest.raises(Invalid, match=says):
        ask(as_homeroom, request(school, **more))


def test_one_open_request_a_student_and_a_double_tap_asks_once(school, as_homeroom, as_mentor):
    asked = request(school)
    assert ask(as_homeroom, asked, "form-one") == ask(as_homeroom, asked, "form-one")
    with pytest.raises(Conflict, match="等审批"):
        ask(as_mentor, asked)


def test_a_second_change_within_a_year_needs_its_own_reason(school, as_homeroom, as_office):
    approve(as_office, ask(as_homeroom, request(school)), school.people[OTHER_MENTOR])
    soon, much_later = as_homeroom.at(LATER), as_homeroom.at(NOW + timedelta(days=366))
    assert changes.asking(soon, school.student(WHO)).last_on == TODAY
    with pytest.raises(Invalid, match="一般一年"):
        ask(soon, request(school))
    assert ask(soon, request(school, exception="导师生病住院"))
    assert changes.asking(much_later, school.student(WHO)).last_on is None


def test_mentors_ask_for_their_own_class_teachers_for_the_class_the_office_for_all(
    school, as_homeroom, as_other_homeroom, as_mentor, as_other_mentor, as_office, as_leader
):
    for context in (as_other_homeroom, as_other_mentor):
        with pytest.raises(NotFound):
            ask(context, request(school))
    with pytest.raises(NotAllowed):
        ask(as_leader, request(school))
    for context, student in ((as_mentor, WHO), (as_homeroom, THREE_ONE[4]), (as_office, SEVEN_ONE[0])):
        assert ask(context, request(school, student))


def test_what_was_said_about_a_mentor_is_not_that_mentor_s_to_read(school, as_homeroom, as_mentor, as_office):
    ask(as_homeroom, request(school))
    ask(as_mentor, request(school, THREE_ONE[1], asked_by="mentor"))
    assert [one.student for one in changes.requests(as_mentor)] == [THREE_ONE[1]]
    assert {one.student for one in changes.requests(as_homeroom)} == set(THREE_ONE[:2])
    assert len(changes.requests(as_office)) == 2


def test_a_request_is_taken_back_by_who_entered_it_or_the_class_teacher(
    school, as_mentor, as_homeroom, as_office
):
    change_id = ask(as_homeroom, request(school))
    with pytest.raises(NotFound, match="不是您提交"):
        changes.withdraw(as_mentor, change_id, 1)
    changes.withdraw(as_homeroom, change_id, 1)
    with pytest.raises(Conflict, match="已撤回"):
        approve(as_office, change_id, school.people[OTHER_MENTOR])
    assert mentors(as_office, school) == [MENTOR]


def test_the_office_says_no_with_a_sentence(school, as_homeroom, as_office):
    change_id = ask(as_homeroom, request(school))
    with pytest.raises(Invalid, match="理由"):
        change_decisions.refuse(as_office, change_id, 1, " ")
    change_decisions.refuse(as_office, change_id, 1, "再相处一段时间")
    (line,) = changes.requests(as_homeroom)
    assert (line.state, line.decision) == ("refused", "再相处一段时间")
    with pytest.raises(NotAllowed):
        change_decisions.refuse(as_homeroom, change_id, 2, "不")


@pytest.mark.parametrize(
    ("mentor", "more", "says"),
    [
        (MENTOR, {}, "现在就是"),
        (OTHER_MENTOR, {"starts_on": TODAY - timedelta(days=1)}, "不能早于今天"),
        (OTHER_MENTOR, {"starts_on": TODAY + timedelta(days=400)}, "太远"),
    ],
)
def test_a_yes_that_cannot_be_is_refused_whole(school, as_homeroom, as_office, mentor, more, says):
    change_id = ask(as_homeroom, request(school))
    before = school.rows("select * from pairing")
    with pytest.raises(Invalid, match=says):
        approve(as_office, change_id, school.people[mentor], **more)
    assert school.rows("select * from pairing") == before
    assert changes.requests(as_office)[0].state == "open"


def test_a_request_outlived_by_a_regrouping_is_not_granted(school, as_homeroom, as_office):
    change_id = ask(as_homeroom, request(school))
    regroup_with(as_homeroom, as_office, school, HOMEROOM, HOMEROOM)
    with pytest.raises(Conflict, match="已经变了"):
        approve(as_office, change_id, school.people[OTHER_MENTOR])


def test_the_form_knows_the_mentor_and_the_class_s_other_teachers(school, as_homeroom, as_mentor):
    form = changes.asking(as_mentor, school.student(WHO))
    assert (form.student, form.mentor, form.has_open) == (WHO, MENTOR, False)
    assert set(form.teachers) == {school.people[HOMEROOM], school.people[OTHER_MENTOR]}
    ask(as_homeroom, request(school))
    assert changes.asking(as_mentor, school.student(WHO)).has_open


def test_the_office_chooses_from_the_class_first_and_hears_who_leads_a_group(school, as_homeroom, as_office):
    change_id = ask(as_homeroom, request(school))
    found = change_decisions.successors(as_office, change_id)
    assert [one.name for one in found][:2] == [HOMEROOM, OTHER_MENTOR]
    by_name = {one.name: one for one in found}
    assert (by_name[OTHER_MENTOR].group, by_name[HOMEROOM].group) == ("扬帆组", "")
    assert by_name[THIRD_MENTOR].words.startswith("不教本班")
    assert MENTOR not in by_name


# ── what goes with the student ───────────────────────────────────────────────────────────────────────


def promises(context):
    return [(one.name, one.words) for one in today.my_day(context).follow_ups]


def test_open_promises_go_to_the_next_mentor_however_the_mentor_was_changed(
    school, as_homeroom, as_office, as_mentor, as_other_mentor
):
    for student in THREE_ONE[:2]:
        interactions.record(as_mentor, school.talk(student, effect="需关注", follow_up_on=TODAY))
    approve(as_office, ask(as_homeroom, request(school)), school.people[OTHER_MENTOR])
    assert promises(as_mentor) == [(THREE_ONE[1], "聊了近况")]
    assert promises(as_other_mentor) == [(WHO, "聊了近况")]
    regroup_with(as_homeroom, as_office, school, OTHER_MENTOR, OTHER_MENTOR)
    assert promises(as_mentor) == []
    assert len(promises(as_other_mentor)) == 2


def test_the_next_mentor_s_talk_ticks_them_off_and_taking_it_back_opens_them_again(
    school, as_homeroom, as_office, as_mentor, as_other_mentor
):
    interactions.record(as_mentor, school.talk(WHO, effect="需关注", follow_up_on=TODAY))
    approve(as_office, ask(as_homeroom, request(school)), school.people[OTHER_MENTOR])
    record_id = interactions.record(as_other_mentor, school.talk(WHO))
    assert promises(as_other_mentor) == []
    interactions.undo(as_other_mentor, record_id)
    assert promises(as_other_mentor) == [(WHO, "聊了近况")]


def test_a_promise_from_a_restricted_talk_comes_without_its_words(
    school, as_homeroom, as_office, as_mentor, as_other_mentor
):
    talk = school.talk(WHO, effect="需关注", follow_up_on=TODAY, is_restricted=True, content="只对您说的话")
    interactions.record(as_mentor, talk)
    approve(as_office, ask(as_homeroom, request(school)), school.people[OTHER_MENTOR])
    assert promises(as_other_mentor) == [(WHO, "上次谈心后约好跟进")]


def test_the_next_mentor_reads_what_was_handed_over_once_the_student_is_theirs(
    school, as_homeroom, as_mentor, as_other_mentor, as_office
):
    change_id = ask(as_mentor, request(school, asked_by="mentor"))
    handover.write(as_mentor, change_id, 0, "每周三放学后最愿意聊")
    handover.write(as_homeroom, change_id, 0, "家里有弟弟刚出生")
    first_day = TODAY + timedelta(days=3)
    approve(as_office, change_id, school.people[OTHER_MENTOR], starts_on=first_day)
    assert handover.received(as_other_mentor) == []
    then = as_other_mentor.at(NOW + timedelta(days=3))
    assert {(one.author, one.body) for one in handover.received(then)} == {
        (MENTOR, "每周三放学后最愿意聊"),
        (HOMEROOM, "家里有弟弟刚出生"),
    }


def test_who_left_the_student_keeps_the_own_words_alone_and_may_add_to_them_for_a_while(
    school, as_homeroom, as_mentor, as_other_mentor, as_office
):
    change_id = ask(as_homeroom, request(school))
    assert handover.to_write(as_mentor) == []  # what is asked behind one's back stays there
    with pytest.raises(NotFound):
        handover.write(as_mentor, change_id, 0, "我的话")
    handover.write(as_homeroom, change_id, 0, "班主任的话")
    approve(as_office, change_id, school.people[OTHER_MENTOR])
    handover.write(as_mentor, change_id, 0, "我的话")
    (own,) = handover.to_write(as_mentor)
    assert (own.student, own.body, own.version) == (WHO, "我的话", 1)
    with pytest.raises(Conflict):
        handover.write(as_mentor, change_id, 7, "别处改过")
    handover.write(as_mentor, change_id, 1, "想好再说")
    assert handover.received(as_mentor) == []
    assert handover.to_write(as_mentor.at(NOW + timedelta(days=31))) == []
    with pytest.raises(NotFound):
        handover.write(as_other_mentor, change_id, 0, "不归我写")


def test_the_audit_keeps_ids_and_no_words(school, as_homeroom, as_office):
    approve(as_office, ask(as_homeroom, request(school)), school.people[OTHER_MENTOR], words="同意调换")
    told = str(school.rows("select * from audit where action like 'change.%'"))
    assert "change.ask" in told
    assert "change.approve" in told
    assert not any(words in told for words in ("性格不合", "想换数学老师", "同意调换", WHO))
    assert moment_text(NOW) in told
