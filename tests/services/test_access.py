"""申请查看: asked with a reason, decided by somebody else, open for reading until a moment and for nothing else."""

import ast
import inspect
import io
from datetime import timedelta

import openpyxl
import pytest

from domain.access import DAYS, MOST_OPEN
from domain.changes import Request
from domain.errors import Conflict, Invalid, NotAllowed, NotFound, SchoolError
from domain.leave import Leave
from domain.permissions import Role
from domain.record_kinds import Kind
from domain.record_search import words
from services import (
    access,
    accounts,
    archive,
    attachments,
    changes,
    compliance,
    corrections,
    drafts,
    duties,
    granted,
    interactions,
    leave,
    overview,
    overview_lists,
    record_files,
    record_log,
    record_subjects,
    register,
    reminders,
    students,
    summaries,
    today,
)
from services.attachments import Upload
from services.record_log import Wanted
from tests.make_photos import photo
from tests.school_builder import (
    ADMIN,
    AUDITOR,
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    SEES,
    TODAY,
    days_before,
)
from tests.services.test_permissions import acts, modules
from tests.services.test_scope import mentioned

WHOM, CLASS = "黄梓轩", "三（2）班"  # of no circle but the grade head's
WHY = "下周起替同事带这个小组三天"
OWN = SEES[MENTOR][0]
ALL = Wanted("all")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def ask(school, person=MENTOR, name=WHOM, now=NOW, **how):
    """A request, for three days unless said otherwise."""
    asked = {"class_id": school.class_id(CLASS), "number": "", "reason": WHY, "days": 3} | how
    return access.ask(school.as_person(person, now), f"ask-{person}-{name}-{now}", name, **asked)


def state(school, request):
    return school.rows("select * from access_request where id = :id", id=request)[0]


def grant(school, request, by=LEADER, days=3, now=NOW):
    return access.grant(school.as_person(by, now), request, state(school, request)["version"], days)


@pytest.fixture
def records(school, as_office):
    """Of the child: an open record with a photo and a correction, a restricted one, and one the mentor wrote once."""
    form = school.talk(WHOM, content="数学有进步", on=days_before(2))
    opened = interactions.record(as_office, form, [Upload("合影.jpg", photo((80, 60)))])
    corrections.correct(as_office, opened, 1, school.talk(WHOM, content="数学大有进步", on=days_before(2)))
    restricted = interactions.record(
        as_office, school.talk(WHOM, content="只告诉我的话", on=days_before(1), is_restricted=True)
    )
    former = interactions.record(as_office, school.talk(WHOM, content="以前带过时谈的", on=days_before(9)))
    both = interactions.record(
        as_office, school.talk(WHOM, "周雨桐", content="两人一起聊", on=days_before(3))
    )
    with school.store.write() as db:
        db.execute("update interaction set author_id = ? where id = ?", [school.people[MENTOR], former])
    return {"open": opened, "restricted": restricted, "former": former, "both": both}


@pytest.fixture
def request_id(school, records):
    return ask(school)


@pytest.fixture
def until(school, request_id):
    """Granted for three days: the moment it ends."""
    return grant(school, request_id)


@pytest.fixture
def as_mentor(school, request):
    """The mentor as signed in after whatever was granted: each click loads the person anew."""
    if "until" in request.fixturenames:
        request.getfixturevalue("until")
    return school.as_person(MENTOR)


def readings(school, records):
    """Everything that shows the child to who may read about them; each answers whether it did."""
    student = school.student(WHOM)

    def file_of(context):
        with school.store.read() as db:
            (number,) = db.execute("select id from attachment").fetchone()
        return attachments.fetch(context, number)

    return {
        "list": lambda who: WHOM in {one.name for one in students.find(who)},
        "page": lambda who: WHOM in {one.name for one in students.page(who)[1]},
        "search": lambda who: [one.name for one in students.find(who, search="hzx")] == [WHOM],
        "class": lambda who: CLASS in {one.name for one in students.readable_classes(who)},
        "name": lambda who: students.readable_name(who, student) == WHOM,
        "archive": lambda who: archive.open_archive(who, student).name == WHOM,
        "log": lambda who: records["open"] in {one.id for one in record_log.find(who, ALL)[1]},
        "search in records": lambda who: record_log.find(who, Wanted("all", words=words("大有")))[0] == 1,
        "record": lambda who: record_log.open_record(who, records["open"]).line.words == "数学大有进步",
        "earlier wording": lambda who: len(corrections.history(who, records["open"])) == 1,
        "files": lambda who: bool(attachments.of_records(who, [records["open"]])),
        "file": lambda who: file_of(who) is not None,
        "readers": lambda who: bool(granted.readers_by_grant(who, student)),
    }  # fmt: skip


def shows(reading, context):
    try:
        return bool(reading(context))
    except (NotFound, NotAllowed):
        return False


def seen_by(school, records, context):
    return {name for name, reading in readings(school, records).items() if shows(reading, context)}


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_is_one_row_one_act_and_no_access(school, records, as_mentor):
    request = ask(school)
    assert [(one.student, one.class_name, one.state_text) for one in access.mine(as_mentor)] == [
        (WHOM, CLASS, "等审批")
    ]
    (act,) = school.rows("select * from audit where action = 'access.ask'")
    assert act["target"] == f"access_request/{request}"
    assert WHY not in str(act)
    assert seen_by(school, records, as_mentor) == set()


def test_the_same_form_twice_is_one_request(school):
    assert ask(school) == ask(school)
    assert len(school.rows("select * from access_request")) == 1


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"reason": "想看看"}, "至少 10 个字"),
        ({"reason": "　" * 20}, "至少 10 个字"),
        ({"reason": "长" * 201}, "最多 200 个字"),
        ({"days": 30}, "看几天"),
        ({"days": 0}, "看几天"),
        ({"class_id": None}, "再选班级或写学号"),
        ({"name": "  "}, "写学生的姓名"),
        ({"name": "黄"}, "没有找到"),
        ({"name": "%"}, "没有找到"),
        ({"number": "S999"}, "没有找到"),
        ({"name": OWN}, "没有找到"),  # of another class: like one who does not exist
    ],
)
def test_what_is_not_a_request_is_said_so_and_stores_nothing(school, how, says):
    with pytest.raises(SchoolError, match=says):
        ask(school, **how)
    assert school.rows("select * from access_request") == []


@pytest.mark.parametrize("how", [{"class_id": None, "number": "S201"}, {"number": "S201"}])
def test_a_number_tells_whom(school, how):
    request = ask(school, **how)
    assert state(school, request)["student_id"] == school.student(WHOM)


def test_of_two_namesakes_in_a_class_the_number_is_asked_for(school):
    with school.store.write() as db:
        db.execute("update student set name = ? where student_number = 'S202'", [WHOM])
    with pytest.raises(Invalid, match="再写上学号"):
        ask(school)
    assert ask(school, number="S202", now=NOW + HOUR)


@pytest.mark.parametrize("person", [MENTOR, HOMEROOM, GRADE_HEAD])
def test_nobody_asks_for_whom_they_see_anyway(school, person):
    own = SEES[person][0]
    with pytest.raises(Invalid, match="不用申请"):
        ask(school, person, own, class_id=None, number="S101")


@pytest.mark.parametrize("person", [LEADER, OFFICE])
def test_who_sees_the_whole_school_has_nothing_to_ask(school, person):
    with pytest.raises(Invalid, match="不用申请"):
        ask(school, person)


def test_one_request_a_student_and_not_the_whole_school(school):
    ask(school)
    with pytest.raises(Conflict, match="还在等审批"):
        ask(school, now=NOW + HOUR)
    for name in SEES[GRADE_HEAD][8 : 7 + MOST_OPEN]:
        ask(school, name=name)
    with pytest.raises(Invalid, match=f"已有 {MOST_OPEN} 份"):
        ask(school, name=SEES[GRADE_HEAD][7 + MOST_OPEN])


def test_it_says_who_could_decide_without_oneself(school, as_admin, as_mentor):
    assert access.deciders(as_mentor) == [(Role.LEADER.text, LEADER), (Role.OFFICE.text, OFFICE)]
    accounts.set_role(as_admin, school.people[MENTOR], Role.OFFICE, held=True)
    assert MENTOR not in str(access.deciders(school.as_person(MENTOR)))
    accounts.set_disabled(as_admin, school.account(LEADER), True)
    assert access.deciders(school.as_person(HOMEROOM)) == [(Role.OFFICE.text, f"{OFFICE}、{MENTOR}")]


def test_a_request_shows_name_and_class_and_nothing_else_of_the_child(school, as_mentor, request_id):
    told = str(access.mine(as_mentor))
    (row,) = school.rows("select * from student where name = :name", name=WHOM)
    for secret in ("student_number", "name_search"):
        assert str(row[secret]) not in told


# ── what a grant opens ───────────────────────────────────────────────────────────────────────────────


def test_with_a_grant_everything_shows_the_child_and_after_its_moment_nothing(
    school, records, as_mentor, until
):
    everything = set(readings(school, records))
    assert until == NOW + 3 * DAY
    assert seen_by(school, records, as_mentor) == everything
    last = school.as_person(MENTOR, until - timedelta(seconds=1))
    assert seen_by(school, records, last) == everything
    assert seen_by(school, records, school.as_person(MENTOR, until)) == set()


@pytest.mark.parametrize("begun", range(0, 24, 5))
def test_whoever_has_a_grant_is_asked_about_it_to_its_last_hour(school, begun):
    """What the person is loaded with goes by days, the grant by the moment: it must never say no too early."""
    start = NOW + begun * HOUR
    ends = grant(school, ask(school, days=1, now=start), days=1, now=start)
    for hour in range(24):
        assert shows(
            lambda who: archive.open_archive(who, school.student(WHOM)),
            school.as_person(MENTOR, start + hour * HOUR),
        )
    assert not school.as_person(MENTOR, ends + 2 * DAY).actor.has_grants


def test_it_is_for_the_asker_about_this_child_alone(school, records, until, as_mentor):
    assert seen_by(school, records, school.as_person(OTHER_MENTOR)) == set()
    assert seen_by(school, records, school.as_person(HOMEROOM)) == set()
    assert mentioned(students.find(as_mentor)) == {*SEES[MENTOR], WHOM}
    assert mentioned(record_log.find(as_mentor, ALL)) == {WHOM}  # not whom the record is about as well
    with pytest.raises(NotFound):
        archive.open_archive(as_mentor, school.student("周雨桐"))


@pytest.mark.parametrize("person", [ADMIN, AUDITOR])
def test_neither_administrator_nor_auditor_asks_decides_or_reads(school, request_id, person):
    context = school.as_person(person)
    for attempt in (
        lambda: ask(school, person),
        lambda: access.mine(context),
        lambda: access.to_decide(context),
        lambda: access.grant(context, request_id, 1, 3),
        lambda: access.notices(context),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_restricted_text_and_its_files_stay_their_author_s(school, records, as_mentor, until):
    page = archive.open_archive(as_mentor, school.student(WHOM))
    assert len(page.entries) == 4
    assert "只告诉我的话" not in str(page)
    assert record_log.open_record(as_mentor, records["restricted"]).line.words is None
    assert record_log.find(as_mentor, Wanted("all", words=words("只告诉我"))) == (0, [])


def test_an_encrypted_text_opens_by_the_grant_with_its_line_in_the_log_and_not_after_it(
    school, as_office, records, until
):
    visit = school.talk(WHOM, kind=Kind.HOME_VISIT, content="家里的情况", detail={"visitors": "沈老师"})
    record = interactions.record(as_office, visit)
    reader = school.as_person(MENTOR)
    assert record_log.open_record(reader, record).is_to_open
    assert record_log.open_sealed(reader, record).words == "家里的情况"
    for nobody in (school.as_person(MENTOR, until), school.as_person(OTHER_MENTOR)):
        with pytest.raises(NotFound):
            record_log.open_sealed(nobody, record)
    with pytest.raises(NotFound):
        record_log.open_sealed(reader, records["restricted"])
    rows = school.rows(
        "select action from audit where action like 'interaction.re%ed' or action = 'interaction.read'"
    )
    assert [row["action"] for row in rows] == ["interaction.read", *["interaction.refused"] * 3]


def refused(school, records):
    """Everything that writes, takes along or hands on."""
    student, form = school.student(WHOM), school.talk(WHOM)
    photo_of = [Upload("又一张.jpg", photo((80, 60)))]
    return {
        "record": lambda who: interactions.record(who, form),
        "record with one's own": lambda who: interactions.record(who, school.talk(OWN, WHOM)),
        "draft": lambda who: drafts.open_draft(who, drafts.keep(who, "draft-0001", 0, student, {"x": "y"})[0]),
        "one": lambda who: students.one(who, student),
        "last words": lambda who: today.last_words(who, student)[len("还没有记录") :] or pytest.raises(NotFound),
        "group": lambda who: record_subjects.group_of(who, student),
        "correct": lambda who: corrections.correct(who, records["former"], 1, form),
        "to correct": lambda who: corrections.to_correct(who, records["former"]),
        "delete": lambda who: corrections.delete(who, records["former"], 1, "记错了"),
        "add files": lambda who: record_files.add(who, records["former"], "files-0001", photo_of),
        "change": lambda who: changes.ask(who, "change-0001", Request(student, "student", "原因", "意见")),
        "asking": lambda who: changes.asking(who, student),
        "mentors": lambda who: changes.mentors_on(who, student, TODAY)[0],
        "register": lambda who: register.open_register(who, school.class_id(CLASS)),
        "register as Word": lambda who: register.word(who, school.class_id(CLASS)),
        "register as Excel": lambda who: register.excel(who, school.class_id(CLASS)),
        "cards": lambda who: register.cards(who, school.class_id(CLASS)),
        "duties": lambda who: duties.of_student(who, student)[0],
        "granting it on": lambda who: access.grant(who, 1, 1, 3),
    }  # fmt: skip


def test_a_grant_lets_nobody_write_or_take_along(school, records, until, as_mentor):
    before = school.rows("select * from interaction")
    done = set()
    for name, attempt in refused(school, records).items():
        try:
            answer = attempt(as_mentor)
        except (SchoolError, IndexError):
            continue
        if answer is not None and mentioned([answer]):
            done.add(name)
    assert done == set()
    assert school.rows("select * from interaction") == before


def test_a_class_teacher_s_grant_gives_no_leave_to_enter(school, records):
    grant(school, ask(school, HOMEROOM))
    away = Leave(None, school.student(WHOM), TODAY, TODAY, "")
    with pytest.raises(NotFound):
        leave.enter(school.as_person(HOMEROOM), "leave-0001", away)


def test_the_table_taken_along_is_without_whom_one_reads_by_a_grant(school, records, until, as_mentor):
    interactions.record(as_mentor, school.talk(OWN, content="自己学生的记录"))
    interactions.record(school.as_person(LEADER), school.talk(OWN, WHOM, content="和别人一起"))
    paper = record_log.excel(as_mentor, ALL)
    sheet = openpyxl.load_workbook(io.BytesIO(paper.content)).active
    text = str([[cell.value for cell in row] for row in sheet.rows])
    assert "自己学生的记录" in text
    assert mentioned([text]) == {OWN}
    assert "和别人一起" in text
    assert "进步" not in text


def figures(context):
    """What counts, for whoever leads a class and for a mentor."""
    month = TODAY.replace(day=1)
    asked = [
        lambda: overview.see(context),
        lambda: overview_lists.records(context),
        lambda: overview_lists.students_without_mentor(context),
        lambda: overview_lists.unseen_students(context, care_only=False),
        lambda: compliance.see(context, compliance.stretches(context)[0], "class"),
        lambda: duties.figures(context, TODAY),
        lambda: duties.owed(context),
        lambda: duties.mine(context),
        lambda: today.my_day(context),
        lambda: summaries.draft(context, month),
        lambda: students.visible_classes(context),
        lambda: students.names(context),
        lambda: students.mine(context),
        lambda: reminders.own(context),
        lambda: leave.of_my_students(context),
        lambda: changes.requests(context),
    ]
    return [answered(one) for one in asked]


def answered(question):
    try:
        return question()
    except NotAllowed:
        return "not allowed"


@pytest.mark.parametrize("person", [MENTOR, OTHER_HOMEROOM])
def test_no_figure_counts_and_no_other_list_names_the_child(school, records, person):
    before = figures(school.as_person(person))
    grant(school, ask(school, person))
    assert figures(school.as_person(person)) == before
    assert WHOM not in str(before[2:])


def test_one_s_own_old_record_is_read_and_cannot_be_changed(school, records, until, as_mentor):
    opened = record_log.open_record(as_mentor, records["former"])
    assert (opened.line.is_own, opened.may_change) == (True, False)


def test_the_page_says_that_it_is_for_a_time_and_the_list_too(school, records, until, as_mentor):
    assert archive.open_archive(as_mentor, school.student(WHOM)).granted_until == until
    assert archive.open_archive(as_mentor, school.student(OWN)).granted_until is None
    assert {one.name for one in students.find(as_mentor) if one.is_granted} == {WHOM}


def test_who_takes_the_child_over_meanwhile_reads_as_its_mentor(school, records, until, as_mentor):
    with school.store.write() as db:
        row = {
            "student_id": school.student(WHOM),
            "mentor_id": school.people[MENTOR],
            "valid_from": str(TODAY),
        }
        db.table("pairing").insert(row)
    assert archive.open_archive(as_mentor, school.student(WHOM)).granted_until is None
    assert interactions.record(as_mentor, school.talk(WHOM))


# ── kept answers ─────────────────────────────────────────────────────────────────────────────────────


def test_no_answer_is_kept_past_the_moment_a_grant_ends(school, records, until):
    """Nothing is written when it ends, and it is still the same day."""
    before, after = (school.as_person(MENTOR, until + one) for one in (-timedelta(minutes=5), timedelta(0)))
    archive.open_archive(
        before, school.student(WHOM)
    )  # so that no later reading is noted, which would be a write
    for question in (lambda who: students.page(who)[0], lambda who: record_log.find(who, ALL)[0],
                     lambda who: len(students.readable_classes(who))):  # fmt: skip
        question(before)
    head = school.rows("select max(seq) as head from audit")
    assert WHOM in str(students.page(before))
    assert WHOM not in str(students.page(after))
    assert (record_log.find(before, ALL)[0], record_log.find(after, ALL)[0]) == (4, 0)
    assert [one.name for one in students.readable_classes(after)] == ["三（1）班"]
    assert school.rows("select max(seq) as head from audit") == head


def test_a_colleague_s_talk_with_the_child_is_in_the_answer_at_once(
    school, records, until, as_office, as_mentor
):
    assert record_log.find(as_mentor, ALL)[0] == 4
    interactions.record(as_office, school.talk(WHOM))
    assert record_log.find(as_mentor, ALL)[0] == 5


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("person", [LEADER, OFFICE])
def test_leaders_and_the_office_decide_and_are_told_on_their_day(school, request_id, person):
    context = school.as_person(person)
    assert [(one.student, one.asker, one.reason) for one in access.to_decide(context)] == [
        (WHOM, MENTOR, WHY)
    ]
    assert [one.words for one in access.notices(context)] == ["1 份查看申请等您审批"]
    grant(school, request_id, person)
    assert access.notices(context) == []
    decided = state(school, request_id)
    assert (decided["state"], decided["decided_by"]) == ("granted", school.people[person])


@pytest.mark.parametrize("person", [MENTOR, OTHER_MENTOR, HOMEROOM, GRADE_HEAD])
def test_nobody_else_decides(school, request_id, person):
    context = school.as_person(person)
    for attempt in (access.to_decide, access.waiting):
        with pytest.raises(NotAllowed):
            attempt(context)
    for attempt in (
        lambda: access.grant(context, request_id, 1, 3),
        lambda: access.refuse(context, request_id, 1, "不行"),
        lambda: access.end(context, request_id, 1),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert state(school, request_id)["state"] == "open"


def test_nobody_decides_their_own_whatever_they_become_meanwhile(school, as_admin, request_id):
    accounts.set_role(as_admin, school.people[MENTOR], Role.LEADER, held=True)
    myself = school.as_person(MENTOR)
    assert access.to_decide(myself) == []
    assert access.waiting(myself) == 0
    for attempt in (
        lambda: access.grant(myself, request_id, 1, 3),
        lambda: access.refuse(myself, request_id, 1, "不用了"),
    ):
        with pytest.raises(NotAllowed, match="由别人审批"):
            attempt()


def test_the_database_itself_refuses_a_grant_to_oneself(school, request_id):
    sql = (
        "update access_request set state = 'granted', decided_by = asked_by, ends_at = '2099-01-01T00:00:00Z'"
    )
    with pytest.raises(Exception, match="CHECK constraint failed"), school.store.write() as db:
        db.execute(sql)


@pytest.mark.parametrize("days", [*(one for one in DAYS if one > 3), 2, 0, -1])
def test_nobody_grants_longer_than_was_asked(school, request_id, days):
    with pytest.raises(Invalid, match="最多可以同意 3 天"):
        grant(school, request_id, days=days)


def test_a_shorter_time_ends_sooner(school, records, request_id):
    assert grant(school, request_id, days=1) == NOW + DAY
    assert seen_by(school, records, school.as_person(MENTOR, NOW + DAY)) == set()


def test_a_refusal_has_its_sentence_and_reaches_the_asker(school, as_leader, as_mentor, request_id):
    with pytest.raises(Invalid, match="为什么不同意"):
        access.refuse(as_leader, request_id, 1, " ")
    access.refuse(as_leader, request_id, 1, "请先和班主任谈")
    (own,) = access.mine(as_mentor)
    assert (own.state_text, own.words, own.decider) == ("没有同意", "请先和班主任谈", LEADER)
    assert [one.words for one in access.notices(as_mentor)] == [f"{WHOM}：{LEADER}没有同意您的查看申请"]
    assert access.notices(school.as_person(MENTOR, NOW + 3 * DAY)) == []


def test_a_grant_reaches_the_asker_s_day_while_it_holds(school, as_mentor, until):
    (notice,) = access.notices(as_mentor)
    assert notice.words == f"{WHOM}：{LEADER}同意您可以看到 11月23日 18:00"
    assert notice.student_id == school.student(WHOM)
    assert access.notices(school.as_person(MENTOR, until)) == []


def test_ended_early_it_is_gone_at_once_and_cannot_be_ended_twice(
    school, records, as_leader, as_mentor, request_id, until
):
    assert seen_by(school, records, as_mentor)
    access.end(school.as_person(OFFICE), request_id, 2)
    assert seen_by(school, records, as_mentor) == set()
    with pytest.raises(Conflict):
        access.end(as_leader, request_id, 3)
    assert [one.state_text for one in access.mine(as_mentor)] == ["已提前结束"]


def test_the_asker_takes_a_request_back_or_gives_up_what_was_granted(school, records, as_mentor):
    first = ask(school)
    access.withdraw(as_mentor, first, 1)
    with pytest.raises(Conflict):
        grant(school, first)
    second = ask(school, now=NOW + HOUR)
    grant(school, second)
    reader = school.as_person(MENTOR)
    assert seen_by(school, records, reader)
    access.withdraw(reader, second, 2)
    assert seen_by(school, records, reader) == set()
    with pytest.raises(Conflict):
        access.withdraw(reader, second, 3)


def test_nobody_takes_back_another_s(school, request_id):
    with pytest.raises(NotFound):
        access.withdraw(school.as_person(OTHER_MENTOR), request_id, 1)


@pytest.mark.parametrize("second", ["grant", "refuse"])
def test_of_two_who_decide_the_second_is_told(school, as_leader, as_office, request_id, second):
    access.grant(as_office, request_id, 1, 1)
    with pytest.raises(Conflict):
        if second == "grant":
            access.grant(as_leader, request_id, 1, 3)
        else:
            access.refuse(as_leader, request_id, 1, "不行")
    assert state(school, request_id)["days"] == 3
    assert state(school, request_id)["decided_by"] == school.people[OFFICE]


def test_what_has_run_out_cannot_be_ended_and_may_be_asked_for_again(school, request_id, until):
    with pytest.raises(Conflict, match="已经结束"):
        access.end(school.as_person(LEADER, until), request_id, 2)
    assert ask(school, now=until)
    newest, oldest = access.mine(school.as_person(MENTOR, until))
    assert (newest.state_text, oldest.state_text) == ("等审批", "已到期")


# ── nobody reads behind anybody's back ───────────────────────────────────────────────────────────────


def test_whoever_reads_about_the_child_sees_who_else_may_until_when(school, records):
    grant(school, ask(school, OTHER_MENTOR, OWN, class_id=school.class_id("三（1）班")))
    for person in (MENTOR, HOMEROOM, GRADE_HEAD, LEADER):
        circle = dict(archive.open_archive(school.as_person(person), school.student(OWN)).circle)
        assert circle["临时查看"] == f"{OTHER_MENTOR}（{LEADER}同意，到 11月23日 18:00）"
        assert WHY not in str(circle)
    for seconds, names_them in (
        (-300, True),
        (-1, True),
        (0, False),
    ):  # no kept page goes on naming who reads no more
        mentor = school.as_person(MENTOR, NOW + 3 * DAY + timedelta(seconds=seconds))
        assert ("临时查看" in dict(archive.open_archive(mentor, school.student(OWN)).circle)) == names_them


def acts_of_reading(school):
    return [row["target"] for row in school.rows("select target from audit where action = 'access.read'")]


def test_reading_by_a_grant_is_noted_once_in_a_while_and_shown_to_who_decided(
    school, as_leader, request_id, until, records
):
    assert access.to_decide(as_leader)[0].read_at is None
    for minutes in (0, 1, 9, 11):
        context = school.as_person(MENTOR, NOW + timedelta(minutes=minutes))
        archive.open_archive(context, school.student(WHOM))
        archive.open_archive(context, school.student(OWN))
    assert acts_of_reading(school) == [f"access_request/{request_id}"] * 2
    assert access.to_decide(as_leader)[0].read_at == NOW + timedelta(minutes=11)


@pytest.mark.parametrize("reading", ["archive", "log", "record"])
def test_what_is_shown_again_from_a_kept_answer_is_noted_again(school, as_mentor, records, until, reading):
    for minutes in (0, 11):
        readings(school, records)[reading](as_mentor.at(NOW + timedelta(minutes=minutes)))
    assert len(acts_of_reading(school)) == 2


@pytest.mark.parametrize("reading", ["archive", "log", "record"])
def test_every_way_to_the_words_is_noted_and_none_of_one_s_own(school, as_mentor, records, until, reading):
    interactions.record(as_mentor, school.talk(OWN))
    archive.open_archive(as_mentor, school.student(OWN))
    record_log.find(as_mentor, Wanted(student_id=school.student(OWN)))
    assert acts_of_reading(school) == []
    readings(school, records)[reading](as_mentor)
    assert len(acts_of_reading(school)) == 1


def test_the_log_of_acts_names_no_child_and_no_reason(
    school, records, until, as_leader, as_mentor, request_id
):
    archive.open_archive(as_mentor, school.student(WHOM))
    access.end(as_leader, request_id, 2)
    rows = school.rows("select * from audit where action like 'access.%'")
    assert [row["action"] for row in rows] == ["access.ask", "access.grant", "access.read", "access.end"]
    assert mentioned([str(rows)]) == set()
    assert WHY not in str(rows)


# ── who may use what a grant opens ───────────────────────────────────────────────────────────────────

READ_BY_A_GRANT = {  # everybody else asks for the standing scope
    "access._check_may_be_asked",
    "archive._read_lately",
    "archive._until_written",
    "attachments.fetch",
    "attachments.of_records",
    "corrections._people",
    "sealed_texts._find",
    "remembered._matters",  # whether a kept answer still holds
    "granted.readers_by_grant",
    "identity.care_history",
    "identity.guardian_history",
    "identity.history",
    "goals.history",
    "months.history",
    "reviews.history",
    "curves.whole",
    "curves.profile",
    "curves.months",
    "profiles._find_family",
    "profiles.of_student",
    "revisions._kept",
    "record_log._reader",
    "students.find",
    "students.page",
    "students.quick",
    "students.readable_classes",
    "students.readable_name",
}
_OPENING = {"context.reading", "context.records", "scope.readable_records_of", "scope.reading_of"}


def callers():
    """Every function of services that asks for what a grant opens."""
    found = set()
    for module in modules():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.FunctionDef):
                calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
                if any(isinstance(one, ast.Attribute) and ast.unparse(one) in _OPENING for one in calls):
                    found.add(f"{module.__name__.removeprefix('services.')}.{node.name}")
    return found - {"context.reading", "context.records"}


def test_only_what_reads_asks_for_what_a_grant_opens():
    assert callers() == READ_BY_A_GRANT
    assert {name for name in READ_BY_A_GRANT if "._" not in name} <= set(acts())


def test_what_reads_by_a_grant_writes_nothing():
    writing = set()
    for name, function in acts().items():
        if name in READ_BY_A_GRANT and ".write()" in inspect.getsource(function):
            writing.add(name)
    assert writing == set()


def test_everybody_s_names_are_still_where_they_were(school, until):
    """A grant changes nothing for anybody else."""
    for person in (OTHER_MENTOR, HOMEROOM, OTHER_HOMEROOM, GRADE_HEAD):
        assert mentioned(students.find(school.as_person(person))) == set(SEES[person])
    assert mentioned(students.find(school.as_person(LEADER))) == set(EVERYBODY)
