"""Every role × everything there is to reach: which children's names come out, through every door. Made from the actions.

The expected sets are written out by hand in school_builder.SEES. A new action without a line here fails.
"""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest

from db.rows import insert
from domain.changes import Request
from domain.errors import Invalid, NotAllowed, SchoolError
from domain.identity import GuardianForm
from domain.inspections import Act
from domain.permissions import ALLOWED, Action, Role
from domain.permissions import EVERYBODY as FOR_EVERYBODY
from services import (
    access,
    accounts,
    archive,
    attachments,
    audit_log,
    backups,
    calendar,
    ceremony,
    change_decisions,
    changes,
    claims,
    compliance,
    compliance_papers,
    corrections,
    curve_pictures,
    curves,
    duties,
    erasing,
    exams,
    figures,
    filing,
    findings,
    goals,
    grade_plan,
    group_pictures,
    handbooks,
    identity,
    imports,
    inspection_facts,
    inspection_papers,
    inspections,
    interactions,
    leaders,
    leave,
    led_classes,
    ledgers,
    months,
    overview,
    overview_lists,
    overview_papers,
    papers,
    plans,
    profiles,
    record_log,
    register,
    reminders,
    reports,
    reviews,
    screening,
    sign_in,
    stages,
    students,
    summaries,
    today,
    workload,
)
from services.attachments import Upload
from services.findings import Told
from services.growths import Choice
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
    OFFICE,
    OTHER_MENTOR,
    SEES,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
    copy_of,
)
from tests.services.test_permissions import NEEDS, acts, call
from tests.services.test_scope import mentioned

HOLDERS = {
    Role.ADMIN: ADMIN,
    Role.LEADER: LEADER,
    Role.OFFICE: OFFICE,
    Role.GRADE_HEAD: GRADE_HEAD,
    Role.HOMEROOM: HOMEROOM,
    Role.MENTOR: MENTOR,
    Role.AUDITOR: AUDITOR,
}
CLASS_NAMES = ("三（1）班", "三（2）班", "七（1）班", "七（2）班")
MONTH = TODAY.replace(day=1)
LOOKED_AT = audit_log.Wanted(since=MONTH, until=TODAY)


@pytest.fixture(scope="module")
def lived_in(school_template, tmp_path_factory):
    """With every child a talk that names them, corrected once, with a photo; one change asked for in each class."""
    school = copy_of(school_template, tmp_path_factory.mktemp("reach"))
    office = school.as_person(OFFICE)
    for name in EVERYBODY:
        one = interactions.record(
            office, school.talk(name, content=f"{name}说"), [Upload(f"{name}.jpg", photo((20, 20)))]
        )
        corrections.correct(office, one, 1, school.talk(name, content=f"{name}又说"))
        (known,) = identity.guardians(office, school.student(name))
        identity.change_guardian(office, known.id, known.version, GuardianForm(f"{name}的家长", "母亲"))
        for version, said in enumerate(("说", "又说")):
            profiles.save(office, school.student(name), version, {"basics": f"{name}{said}"})
            profiles.save_family(office, school.student(name), version, {"family": f"{name}{said}"})
    asked = Request(school.student(THREE_ONE[0]), "student", "性格不合", "想换")
    changes.ask(school.as_person(HOMEROOM), "ask-00001", asked)
    written_by_hand(school)
    inspected(school)
    return school


def inspected(school):
    """A mentor of three children, whose finding names two of them."""
    office = school.as_person(OFFICE)
    period = inspections.periods(office)[0]
    made = inspections.begin(
        office, "inspect-01", "抽查", (period.since, period.until), (1, 0), (school.people[OTHER_MENTOR],)
    )
    (line,) = inspections.open_one(office, made).lines
    told = Told(f"{THREE_ONE[4]}没有谈过", f"和{THREE_ONE[5]}谈", TODAY + timedelta(days=9))
    findings.find(office, "inspect-02", line.id, line.version, Act.MEND, told)


def everything(ask_each):
    """What comes out for each child that is asked about by number; a refusal is nothing."""

    def asked(school, context):
        found = []
        for name in EVERYBODY:
            try:
                found.append((name, ask_each(school, context, name)))
            except NotAllowed:
                raise
            except SchoolError:
                continue
        return [(name, str(answer)) for name, answer in found if answer]

    return asked


def of_each_class(ask):
    def asked(school, context):
        found = []
        for name in CLASS_NAMES:
            try:
                found.append(ask(context, school.class_id(name)))
            except NotAllowed:
                raise
            except SchoolError:
                continue
        return found

    return asked


def record_of(school, name):
    return school.rows(
        "select interaction_id as id from interaction_participant where student_id = :s",
        s=school.student(name),
    )[0]["id"]


def number_of(school, name):
    return school.rows("select student_number as n from student where name = :name", name=name)[0]["n"]


def file_of(school, name):
    return school.rows("select id from attachment where name = :name", name=f"{name}.jpg")[0]["id"]


def text_of(paper):
    """The words in a document."""
    if paper.name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(paper.content))
        return str([[cell.value for cell in row] for sheet in book for row in sheet.rows])
    with zipfile.ZipFile(io.BytesIO(paper.content)) as parts:
        return "".join(
            parts.read(one).decode("utf-8", "ignore") for one in parts.namelist() if one.endswith("xml")
        )


def names_of(school, by_student):
    """The children an answer by student's number is about, and what it says."""
    names = {number: name for name, number in school.students.items()}
    return [(names[student], str(found)) for student, found in by_student.items()]


def written_by_hand(school):
    """A month, a goal and a review of every child, whoever minds them."""
    with school.store.write() as db:
        for name in EVERYBODY:
            by = {"student_id": school.student(name), "written_by": 1, "written_at": "2026-11-20T10:00:00Z"}
            insert(
                db,
                "monthly_note",
                {**by, "term_id": 1, "month": 1, "strength": name, "begun_at": by["written_at"]},
            )
            insert(db, "goal", {**by, "area": "学业", "aim": name, "begun_on": "2026-11-20"})
            insert(db, "term_review", {**by, "term_id": 1, "dimension_id": 1, "body": name})


def stretch(context):
    return compliance.stretches(context)[0]


# door → the action it asks for, whether every name within reach comes out of it, and what comes out
DOORS = {
    "list": (Action.SEE_STUDENTS, True, lambda _, who: students.find(who)),
    "page": (Action.SEE_STUDENTS, True, lambda _, who: students.page(who, size=100)),
    "search": (Action.SEE_STUDENTS, True, everything(lambda _, who, name: students.find(who, search=name))),
    "archive": (Action.SEE_STUDENTS, True, everything(lambda s, who, name: archive.open_archive(who, s.student(name)))),
    "file": (Action.SEE_STUDENTS, True, everything(lambda s, who, name: attachments.fetch(who, file_of(s, name)))),
    "files of records": (
        Action.SEE_STUDENTS, True, everything(lambda s, who, name: attachments.of_records(who, [record_of(s, name)])),
    ),
    "earlier wordings": (
        Action.SEE_STUDENTS, True, everything(lambda s, who, name: corrections.history(who, record_of(s, name))),
    ),
    "register": (Action.SEE_STUDENTS, False, of_each_class(register.open_register)),
    "register, export": (
        Action.SEE_STUDENTS, False, of_each_class(lambda who, one: text_of(register.excel(who, one))),
    ),
    "register, Word": (
        Action.SEE_STUDENTS, False, of_each_class(lambda who, one: text_of(register.word(who, one))),
    ),
    "log": (Action.RECORD, True, lambda _, who: [record_log.find(who, Wanted("all"), first) for first in (0, 30)]),
    "record": (Action.RECORD, True, everything(lambda s, who, name: record_log.open_record(who, record_of(s, name)))),
    "log, search": (
        Action.RECORD, True, everything(lambda _, who, name: record_log.find(who, Wanted("all", words=(name,)))[1]),
    ),
    "log, export": (Action.RECORD, True, lambda _, who: text_of(record_log.excel(who, Wanted("all")))),
    "writing": (Action.RECORD, True, everything(lambda s, who, name: interactions.record(who, s.talk(name)))),
    "profile": (Action.SEE_STUDENTS, True, everything(lambda s, who, name: profiles.of_student(who, s.student(name)))),
    "family": (Action.SEE_STUDENTS, True, everything(lambda s, who, name: profiles.reveal_family(who, s.student(name)))),
    "profile, earlier": (
        Action.SEE_STUDENTS, True, everything(lambda s, who, name: [one.changes for one in profiles.history(who, s.student(name))]),
    ),
    "family, earlier": (
        Action.SEE_STUDENTS, True,
        everything(lambda s, who, name: [one.changes for one in profiles.family_history(who, s.student(name))]),
    ),
    "quick": (Action.SEE_STUDENTS, True, everything(lambda _, who, name: students.quick(who, name))),
    "guardians": (
        Action.EDIT_IDENTITY, True, everything(lambda s, who, name: identity.guardians(who, s.student(name))),
    ),
    "guardians, earlier": (
        Action.SEE_STUDENTS, True,
        everything(lambda s, who, name: [f"{name}的家长" for one in identity.guardian_history(who, s.student(name))]),
    ),
    "writing guardians": (
        Action.EDIT_IDENTITY, True,
        everything(lambda s, who, name: identity.add_guardian(who, f"reach-{name}", s.student(name), GuardianForm(name))),
    ),
    "writing the profile": (
        Action.EDIT_ARCHIVE, True,
        everything(lambda s, who, name: profiles.save(who, s.student(name), 2, {"basics": name}) or "written"),
    ),
    "writing the family": (
        Action.EDIT_ARCHIVE, True,
        everything(lambda s, who, name: profiles.save_family(who, s.student(name), 2, {"family": name}) or "written"),
    ),
    "summary": (Action.RECORD, False, lambda _, who: summaries.draft(who, MONTH)),
    "summaries handed in": (Action.SEE_OVERVIEW, False, lambda _, who: summaries.handed_in(who, MONTH)),
    "months": (Action.EDIT_ARCHIVE, False, lambda _, who: months.open_desk(who, 1, 1)),
    "months, class": (Action.EDIT_ARCHIVE, True, of_each_class(lambda who, one: months.open_desk(who, 1, 1, one))),
    "months to print": (Action.SEE_STUDENTS, True, lambda s, who: names_of(s, months.of_students(who, s.ids(*EVERYBODY), 1))),
    "archives to print": (
        Action.PRINT, True, lambda s, who: handbooks.of_students(who, s.ids(*EVERYBODY), 1, Choice(True, True)),
    ),
    "class archives, Word": (
        Action.PRINT, True,
        of_each_class(lambda who, one: text_of(papers.class_archives(who, one, 1, Choice(True, True), "docx"))),
    ),
    "groups, picture": (Action.FORM_GROUPS, False, of_each_class(lambda who, one: group_pictures.picture(who, one).name)),
    "ledger": (Action.PRINT, False, of_each_class(lambda who, one: ledgers.open_ledger(who, one, 1))),
    "handbooks": (
        Action.PRINT_ANY, False,
        lambda s, who: [
            handbooks.of_mentor(who, s.people[one], 1, Choice(True, True)) for one in (MENTOR, OTHER_MENTOR, THIRD_MENTOR)
        ],
    ),
    "goals": (Action.SEE_STUDENTS, True, lambda s, who: names_of(s, goals.of_students(who, s.ids(*EVERYBODY)))),
    "reviews": (Action.SEE_STUDENTS, True, lambda s, who: names_of(s, reviews.of_students(who, s.ids(*EVERYBODY), 1))),
    "dimensions": (Action.MANAGE_FORMS, False, lambda _, who: reviews.dimensions(who)),
    "overview": (Action.SEE_OVERVIEW, False, lambda _, who: overview.see(who)),
    "figures": (Action.SEE_OVERVIEW, False, lambda _, who: figures.told(who, who.today)),
    "overview, records": (Action.SEE_OVERVIEW, True, lambda _, who: overview_lists.records(who)),
    "compliance": (Action.SEE_OVERVIEW, False, lambda _, who: compliance.see(who, stretch(who), "class")),
    "compliance, export": (
        Action.SEE_OVERVIEW, False, lambda _, who: text_of(compliance_papers.excel(who, stretch(who), "class")),
    ),
    "overview, tables": (Action.SEE_OVERVIEW, False, lambda _, who: text_of(overview_papers.excel(who))),
    "report": (
        Action.REPORT, False, lambda _, who: text_of(reports.monthly(who, MONTH, has_names=True)),
    ),
    "workload": (
        Action.SEE_WORKLOAD, False,
        lambda _, who: [workload.of_mentor(who, one.id) for one in workload.see(who).lines],
    ),
    "duties owed": (Action.SEE_OVERVIEW, False, lambda _, who: duties.owed(who)),
    "curve, picture": (
        Action.PRINT, False, everything(lambda s, who, name: curve_pictures.picture(who, s.student(name), "months").name),
    ),
    "curves": (
        Action.SEE_STUDENTS, False,
        everything(lambda s, who, name: [one(who, s.student(name)) for one in (curves.whole, curves.profile, curves.months)]),
    ),
    "inspections": (
        Action.INSPECT, False,
        lambda _, who: [(inspections.listed(who), inspection_facts.compare(who, one)) for one in inspections.listed(who)],
    ),
    "inspections, students": (
        Action.INSPECT, False,
        lambda _, who: [
            inspection_facts.mentees(who, line.id, unseen_only=False) for one in inspections.listed(who) for line in one.lines
        ],
    ),
    "inspections, ledger": (
        Action.INSPECT, False, lambda _, who: text_of(inspection_papers.ledger(who, with_words=True)),
    ),
    "findings": (Action.SEE_OWN_DAY, False, lambda _, who: [findings.mine(who), findings.due(who)]),
    "exams": (Action.SEE_OVERVIEW, False, lambda _, who: [exams.listed(who, one.id) for one in exams.terms(who)]),
    "where ranks are shown": (Action.MANAGE_FORMS, False, lambda _, who: exams.known_rule(who)),
    "day": (Action.SEE_OWN_DAY, False, lambda _, who: today.my_day(who)),
    "reminders": (Action.SEE_OWN_DAY, False, lambda _, who: reminders.own(who)),
    "claims": (Action.CLAIM, False, lambda _, who: claims.my_rounds(who)),
    "groups": (Action.FORM_GROUPS, True, of_each_class(plans.open_desk)),
    "ceremonies": (Action.FORM_GROUPS, False, of_each_class(ceremony.open_ceremony)),
    "classes led": (Action.FORM_GROUPS, False, lambda _, who: led_classes.my_classes(who)),
    "grades": (Action.FORM_ANY_GROUPS, False, lambda _, who: [grade_plan.classes_of(who, one) for one in (3, 7)]),
    "filing": (Action.APPROVE_GROUPS, False, lambda _, who: filing.states(who)),
    "changes": (Action.ASK_CHANGE, False, lambda _, who: changes.requests(who)),
    "changes decided": (Action.DECIDE_CHANGE, False, lambda _, who: change_decisions.successors(who, 1)),
    "access asked": (Action.ASK_ACCESS, False, lambda _, who: [access.mine(who), access.class_names(who)]),
    "access decided": (Action.DECIDE_ACCESS, False, lambda _, who: access.to_decide(who)),
    "duty rules": (Action.MANAGE_DUTIES, False, lambda _, who: duties.preview(who, [])),
    "leaders": (
        Action.SEE_LEADERS, True,
        lambda s, who: [leaders.see(who), of_each_class(lambda _, one: leaders.of_class(who, one))(s, who)],
    ),
    "screening": (
        Action.SEE_OVERVIEW, False,
        lambda _, who: [text_of(screening.word(who)), text_of(screening.excel(who)), screening.of_classes(who)],
    ),
    "stages": (Action.SEE_OVERVIEW, False, lambda _, who: [stages.see(who), stages.now(who)]),
    "leaders, candidates": (Action.ASSIGN_LEADERS, True, lambda _, who: [leaders.everybody(who), leaders.candidates(who)]),
    "leaders, own": (Action.SEE_OWN_DAY, False, lambda _, who: leaders.mine(who)),
    "leave": (Action.MANAGE_LEAVE, True, lambda _, who: leave.people(who)),
    "leave uncovered": (Action.MANAGE_ANY_LEAVE, False, lambda _, who: leave.uncovered(who)),
    "imports": (Action.IMPORT, False, lambda _, who: imports.batches(who)),
    "erasing": (Action.ERASE, False, everything(lambda s, who, name: erasing.look(who, number_of(s, name)))),
    "calendar": (Action.MANAGE_CALENDAR, False, lambda _, who: calendar.holiday_effect(who, [])),
    "accounts": (Action.MANAGE_ACCOUNTS, False, lambda _, who: accounts.staff_list(who)),
    "backups": (Action.MANAGE_BACKUPS, False, lambda s, who: backups.health(who, s.folder)),
    "audit": (Action.READ_AUDIT, False, lambda _, who: audit_log.look(who, LOOKED_AT)),
    "audit, export": (Action.READ_AUDIT, False, lambda _, who: text_of(audit_log.as_workbook(who, LOOKED_AT))),
    "own sessions": (Action.CHANGE_OWN_PASSWORD, False, lambda _, who: sign_in.own_sessions(who, "")),
}  # fmt: skip


def test_every_action_has_a_door():
    assert {action for action, _, _ in DOORS.values()} == set(Action)
    assert set(ALLOWED) | FOR_EVERYBODY == set(Action)
    assert set(HOLDERS) == set(Role)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("door", DOORS)
def test_each_role_reaches_through_each_door_its_own_children_and_no_other(lived_in, tmp_path, role, door):
    school = copy_of(lived_in.store.path, tmp_path / "school") if door.startswith("writing") else lived_in
    action, tells_all, ask = DOORS[door]
    person = HOLDERS[role]
    context = school.as_person(person)
    assert context.actor.roles == {role}
    if role not in ALLOWED.get(action, set(Role)):
        with pytest.raises(NotAllowed):
            ask(school, context)
        return
    found = mentioned([ask(school, context)])
    expected = set(SEES[person])
    assert found <= expected
    if tells_all:
        assert found == expected


@pytest.mark.parametrize("person", [ADMIN, AUDITOR])
@pytest.mark.parametrize("name", sorted(NEEDS))
def test_neither_administrator_nor_auditor_is_told_of_a_child_by_any_service(lived_in, name, person):
    """The other way round: whatever they may ask at all, with nothing in hand, answers without a child's name."""
    context = lived_in.as_person(person)
    if not context.actor.may(NEEDS[name]) or name in ("imports.undo", "accounts.create_missing"):
        return
    try:
        answer = call(acts()[name], context)
    except Exception as refused:  # noqa: BLE001 - the empty arguments are refused further in
        answer = str(refused)
    assert mentioned([answer]) == set()


# ── nobody gives rights to themselves (R18) ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("given", [role for role in Role if role is not Role.ADMIN])
@pytest.mark.parametrize("held", list(Role))
def test_nobody_gives_themselves_a_role_whatever_else_they_are(school, held, given):
    me = school.as_person(HOLDERS[held])
    me = replace(me, actor=replace(me.actor, roles=me.actor.roles | {Role.ADMIN}))
    before = school.rows("select * from staff_role")
    with pytest.raises(Invalid):
        accounts.set_role(me, me.actor.staff_id, given, True, 3)
    assert school.rows("select * from staff_role") == before


@pytest.mark.parametrize("held", [role for role in Role if role is not Role.ADMIN])
def test_only_the_administrator_gives_roles_and_never_reads(school, held):
    me = school.as_person(HOLDERS[held])
    for whom in (HOLDERS[held], OFFICE):
        with pytest.raises(NotAllowed):
            accounts.set_role(me, school.people[whom], Role.LEADER, True)
    assert not ALLOWED[Action.MANAGE_ACCOUNTS] & ALLOWED[Action.SEE_STUDENTS]
    assert not ALLOWED[Action.READ_AUDIT] & ALLOWED[Action.SEE_STUDENTS]
    assert not ALLOWED[Action.READ_AUDIT] & ALLOWED[Action.MANAGE_ACCOUNTS]
