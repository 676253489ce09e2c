"""A mark in whatever somebody can write about a child, through the services where those encrypt, and where it must be."""

import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.changes import Request
from domain.duty_presets import PRESETS
from domain.goals import GoalForm
from domain.inspections import Act
from domain.leave import Leave
from domain.months import FIELDS
from domain.profile import FAMILY, PROFILE
from domain.record_kinds import Kind
from domain.records import InteractionForm
from services import (
    access,
    calendar,
    changes,
    corrections,
    drafts,
    findings,
    goals,
    handover,
    inspections,
    interactions,
    leave,
    months,
    profiles,
    reviews,
    summaries,
)
from services.attachments import Upload
from services.context import clock
from services.findings import Told
from tests import duty_builder
from tests.make_photos import PDF, photo
from tests.school_builder import (
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_MENTOR,
    SEVEN_ONE,
    THIRD_MENTOR,
    THREE_ONE,
    School,
)

MARK = "canary7f3a91"  # ASCII: it reads the same in JSON, in tables and in addresses
CHILD = THREE_ONE[4]  # whose mentor is OTHER_MENTOR
# said in confidence: encrypted at rest, in no list and on no paper
CONFIDENTIAL = ("restricted", "shared", "mind", "visit", "place", "family", "earlier", "draft", "note", "reason", "opinion", "again", "leave", "kin", "profile before")  # fmt: skip
# encrypted at rest, and on the one paper of those who inspect that asks for the words
FOUND = ("finding", "mending", "mended")
# columns of text in which nobody writes about a child, or which hold it under another row's protection
OF_THE_SCHOOL = {
    "holiday", "setting", "stage", "stage_item", "subject", "exam", "duty_rule", "care_category", "import_mapping", "review_dimension", "document_template",
    "sqlite_sequence",
    "_sqlite_migrations",
}  # fmt: skip
OF_STAFF = {"staff", "staff_role", "account", "session", "sign_in_ticket", "sign_in_attempt"}
NOT_PLANTED = {
    "student.name": "who sees which names: tests/services/test_scope.py",
    "student.name_search": "made from the name",
    "student.student_number": "who sees which students: tests/services/test_scope.py",
    "contact.kind": "copied from interaction.kind",
    "interaction.guidance_area": "chosen from a list",
    "interaction.talk_mode": "chosen from a list",
    "interaction.effect": "chosen from a list",
    "exam_result.total": "a number",
    "attachment.file": "a random name",
    "attachment.media_type": "one of a few kinds",
    "attachment.sha256": "a checksum",
    "import_batch.file_hash": "a checksum",
    "import_change.table_name": "a table's name",
    "import_change.row_key": "ids",
    "choice_link.key_hash": "a checksum",
    "form_receipt.form_id": "random",
    "form_receipt.result": "an id: looked for below",
    "draft.form_id": "random",
    "inspection.since": "a day",
    "inspection.until": "a day",
    "inspected.state": "chosen from a list",
    "second_step.wait_until": "a moment",
    "spare_code.code_hash": "a checksum",
    "archive_revision.part": "chosen from a list",
    "audit.action": "looked for below",
    "audit.target": "looked for below",
    "audit.detail": "looked for below",
}
SEALED = {  # table → the columns that lie in its `sealed`
    "interaction": (),  # of the plain record they are in clear
    "interaction_revision": ("body",),
    "draft": ("body",),
    "handover_note": ("body",),
    "pairing_change": ("reason", "student_opinion", "exception", "decision"),
    "leave": ("note",),
}
_DATES = re.compile(r"\w+_(on|at)|valid_from|valid_to|adaptation_until|at|month|birth_date")


@dataclass(frozen=True)
class Planted:
    """The school, the child's id, the grouped classes, the child's records, the ids of a photo and a PDF."""

    school: School
    student: int
    classes: tuple[int, ...]
    records: list[int]
    files: tuple[int, int]


def plant(school: School) -> Planted:
    """Everything, everywhere."""
    duty_builder.put(school, PRESETS["S2"])  # without duties there is neither a table nor a calendar of them
    records = _records(school)
    _beside_the_records(school)
    _by_hand(school)
    (picture, paper) = (
        int(str(row["id"]))
        for row in school.rows(
            "select id from attachment where interaction_id = :r order by media_type desc", r=records[0]
        )
    )
    classes = tuple(school.class_id(name) for name in ("三（1）", "七（1）", "七（2）"))
    return Planted(school, school.student(CHILD), classes, records, (picture, paper))


def _records(school: School) -> list[int]:
    for person, child in (
        (MENTOR, THREE_ONE[0]),
        (THIRD_MENTOR, SEVEN_ONE[0]),
    ):  # or they would have no log to export
        context = school.as_person(person, clock())
        interactions.record(context, school.talk(child, on=context.today))
    mentor = school.as_person(OTHER_MENTOR, clock())

    def told(what: str, **more: object) -> InteractionForm:
        return school.talk(CHILD, content=f"{MARK} {what}", on=mentor.today, **more)

    uploads = [
        Upload(f"{MARK} photo.jpg", photo()),
        Upload(f"{MARK} paper.pdf", PDF.replace(b"1 0 obj", f"% {MARK} bytes\n1 0 obj".encode())),
    ]
    plain, corrected, gone = told("plain", place=f"{MARK} here"), told("earlier"), told("gone")
    made = [
        interactions.record(mentor, plain, uploads),
        interactions.record(mentor, told("restricted", is_restricted=True)),
        interactions.record(mentor, told("mind", guidance_area="心理")),
        interactions.record(
            mentor,
            told("visit", kind=Kind.HOME_VISIT, place=f"{MARK} place", detail={"family": f"{MARK} family"}),
        ),
        interactions.record(mentor, replace(corrected, is_restricted=True)),
        interactions.record(mentor, gone),
        interactions.record(mentor, told("met", kind=Kind.GUARDIAN_CONTACT, talk_mode="电话")),
        interactions.record(mentor, told("shared", is_restricted=True, readers=(school.people[HOMEROOM],))),
    ]
    corrections.correct(
        mentor, made[4], 1, replace(corrected, is_restricted=True, content=f"{MARK} restricted")
    )
    corrections.delete(mentor, made[5], 1, f"{MARK} why gone")
    drafts.keep(mentor, "canary-draft", 0, school.student(CHILD), {"content": f"{MARK} draft"})
    return made


def _beside_the_records(school: School) -> None:
    mentor, leader = school.as_person(OTHER_MENTOR, clock()), school.as_person(HOMEROOM, clock())
    child = school.student(CHILD)
    asked = Request(child, "student", f"{MARK} reason", f"{MARK} opinion", exception=f"{MARK} again")
    change = changes.ask(leader, "canary-change", asked)
    handover.write(leader, change, 0, f"{MARK} note")
    away = Leave(None, child, leader.today, leader.today + timedelta(days=5), f"{MARK} leave")
    leave.enter(leader, "canary-leave", away)
    for version, said in enumerate(("profile before", "profile")):
        profiles.save(mentor, child, version, {one.name: f"{MARK} {said} {one.name}" for one in PROFILE})
        profiles.save_family(mentor, child, version, {one.name: f"{MARK} kin {version}" for one in FAMILY})
    summaries.submit(mentor, mentor.today.replace(day=1), 0, f"{MARK} summary")
    _in_the_archive(school, child)
    _inspected(school)
    wants = school.as_person(THIRD_MENTOR, clock())
    class_id = school.class_id("三（1）")
    request = access.ask(wants, "canary-access", CHILD, class_id, "", f"{MARK} access reason", 3)
    access.grant(school.as_person(LEADER, clock()), request, 1, 3, f"{MARK} access words")


def _inspected(school: School) -> None:
    """A finding about the child's mentor that quotes the child, and the mentor's answer."""
    office, mentor = school.as_person(OFFICE, clock()), school.as_person(OTHER_MENTOR, clock())
    whom = (school.people[OTHER_MENTOR],)
    days = (office.today.replace(day=1), office.today)
    made = inspections.begin(office, "canary-inspect", f"{MARK} inspection", days, (1, 0), whom)
    (line,) = inspections.open_one(office, made).lines
    told = Told(f"{MARK} finding", f"{MARK} mending", office.today + timedelta(days=9))
    findings.find(office, "canary-finding", line.id, line.version, Act.MEND, told)
    findings.answer(mentor, "canary-answer", line.id, line.version + 1, f"{MARK} mended")


def _in_the_archive(school: School, child: int) -> None:
    """What the mentor writes by month and term; the server goes by today's date, whichever month that is."""
    mentor = school.as_person(OTHER_MENTOR, clock())
    term = calendar.begun_terms(mentor)[-1].id
    months.save(mentor, term, 1, [months.Edit(child, {}, {cell: f"{MARK} month {cell}" for cell in FIELDS})])
    aim = GoalForm("学业", f"{MARK} aim", f"{MARK} steps", progress=f"{MARK} progress")
    goals.save(mentor, "canary-goal", child, None, 0, aim)
    asked = reviews.form_of(mentor, child, term).dimensions[0]
    reviews.save(mentor, child, term, {}, {asked.id: f"{MARK} review"})


def _by_hand(school: School) -> None:
    """What no encryption covers, past the services: rows as an import or another year would have left them."""
    ids = {
        "child": school.student(CHILD), "class": school.class_id("三（1）"), "other": school.class_id("七（2）"),
        "mentor": school.people[OTHER_MENTOR], "name": "远航组", "found": f"{MARK} group name",
        "kept": json.dumps({"name": f"{MARK} import"}),
    }  # fmt: skip
    with school.store.write() as db:
        for statement in _STATEMENTS:
            db.execute(statement, ids)


_STATEMENTS = [
    *(f"update guardian set {column} = '{MARK} guardian {column}' where student_id = :child"
      for column in ("name", "relation", "phone", "work_unit", "address")),
    f"update student set phone = '{MARK} phone', national_number = '{MARK} national' where id = :child",
    f"insert into care_status (student_id, care_category_id, note, valid_from) "
    f"select :child, min(id), '{MARK} care', '2026-09-01' from care_category",
    f"update pairing set end_reason = '{MARK} end' where student_id = :child",
    f"update score set kind = 'level', score = null, level = '{MARK} level' where student_id = :child",
    # another class's groups: neither MENTOR nor OTHER_HOMEROOM has to do with it
    f"update mentor_group set name = :found, motto = '{MARK} motto', aim = '{MARK} aim' where class_id = :other",
    "update grouping_plan set body = replace(body, :name, :found) where class_id = :other",
    f"update filing_step set comment = '{MARK} filing' where grouping_plan_id in "
    "(select id from grouping_plan where class_id = :other)",
    "insert into ceremony (class_id, held_on) select id, '2026-09-10' from school_class",  # so that each has its sheet
    f"update ceremony set place = '{MARK} hall', programme = '{MARK} programme', note = '{MARK} ceremony' "
    "where class_id = :other",
    "insert into choice_round (class_id, closes_at, opened_at) values (:class, '2099-01-01', '2026-09-01')",
    f"insert into claim (choice_round_id, mentor_id, group_key, rank, at) "
    f"select max(id), :mentor, '{MARK} claim', 1, '2026-09-01' from choice_round",
    "insert into preference (choice_round_id, student_id, mentor_id, rank, source, at) "
    "select max(id), :child, :mentor, 1, 'slip', '2026-09-01' from choice_round",
    f"insert into import_batch (kind, file_name, file_hash, row_count, imported_at) "
    f"values ('roster', '{MARK} file.xlsx', 'x', 1, '2026-09-01')",
    "insert into import_change (import_batch_id, table_name, row_key, before, after) "
    "select max(id), 'student', '{}', :kept, :kept from import_batch",
    "update account set must_change_password = 0",
    # the server goes by today's date: let it be a term, so that duties and their papers are there on any day
    "update term set ends_on = '2027-02-19' where number = 1",
    "update term set ends_on = '2029-07-31' where number = 2",
]  # fmt: skip


def bare_columns(school: School) -> list[str]:
    """The columns of text that hold no mark and are not named above: somebody has to decide about them."""
    tables = school.rows("select name, sql from sqlite_schema where type = 'table' order by name")
    return [
        f"{table['name']}.{column['name']}"
        for table in tables
        if table["name"] not in OF_THE_SCHOOL | OF_STAFF
        for column in school.rows(
            f"select name from pragma_table_info('{table['name']}') where type = 'TEXT'"
        )
        if _is_bare(school, str(table["name"]), str(column["name"]), str(table["sql"]))
    ]


def _is_bare(school: School, table: str, column: str, sql: str) -> bool:
    chosen = re.search(rf"\b{column} text[^,\n]*check \({column} in \(", sql)
    if _DATES.fullmatch(column) or chosen or f"{table}.{column}" in NOT_PLANTED:
        return False
    if column in SEALED.get(table, ()):
        return not school.rows(f"select 1 from {table} where sealed is not null")
    if (table, column) == (
        "interaction",
        "detail",
    ):  # only a home visit and its like have one, and lie sealed
        return not school.rows("select 1 from interaction where sealed is not null")
    return not school.rows(f"select 1 from {table} where {column} like '%{MARK}%'")
