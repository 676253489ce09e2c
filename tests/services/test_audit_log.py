"""The log of acts: said in words, looked at by its own role only, and a change to it is found."""

import ast
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from db import audit
from domain.audit_words import PAPERS, WORDS, detail_text
from domain.errors import Invalid, NotAllowed, NotFound
from domain.permissions import Role
from services import accounts, audit_log, interactions
from services.audit_log import Wanted
from tests.school_builder import ADMIN, AUDITOR, LEADER, MENTOR, OFFICE, THREE_ONE, TODAY

SERVICES = Path(audit_log.__file__).parent
COMPONENTS = SERVICES.parent / "components"
TODAY_ONLY = Wanted(TODAY, TODAY)


@pytest.fixture
def as_auditor(school):
    return school.as_person(AUDITOR)


def acts_in_the_code() -> set[str]:
    """The first word of every tx.audit(…); where it is put together, the words it may become."""
    found = set()
    for path in SERVICES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "audit" and node.args:
                found |= {
                    one.value
                    for one in ast.walk(node.args[0])
                    if isinstance(one, ast.Constant)
                    and isinstance(one.value, str)
                    and not one.value.endswith(".")
                }
    return found


def test_every_act_has_a_word():
    acts = acts_in_the_code()
    assert len(acts) > 30
    assert acts - set(WORDS) == set()
    assert {f"import.{kind}" for kind in ("roster", "staff", "exam")} <= set(WORDS)
    assert {f"grouping_plan.{act}" for act in ("filed", "withdrawn", "returned", "approved")} <= set(WORDS)


def test_every_paper_that_can_be_taken_has_a_word():
    handing_out = [
        text for path in COMPONENTS.glob("*.py") if "Download(" in (text := path.read_text(encoding="utf-8"))
    ]
    papers = {found for text in handing_out for found in re.findall(r'"([a-z_]+\.[a-z_]+)"', text)}
    assert len(papers) > 5
    assert papers - set(PAPERS) == set()


def test_a_role_and_a_paper_are_said_in_words():
    told = {"role": "grade_head", "what": "register.word", "grade": 3}
    assert detail_text(told) == "身份 年级组长，文件 导师分工明细表，年级 3"


def test_the_auditor_reads_who_did_what_and_no_name_of_a_child(school, as_mentor, as_auditor):
    interactions.record(as_mentor, school.talk(THREE_ONE[0], content="家里的事"))
    (line,) = audit_log.look(as_auditor, replace(TODAY_ONLY, area="记录"))
    assert (line.who, line.what) == (MENTOR, "记了一次")
    assert str(school.student(THREE_ONE[0])) in line.about
    told = str(line)
    assert not [name for name in school.students if name in told]
    assert "家里的事" not in told


def test_the_acts_about_one_student_are_found_by_number(school, as_mentor, as_auditor):
    for name in THREE_ONE[:2]:
        interactions.record(as_mentor, school.talk(name))
    found = audit_log.look(as_auditor, replace(TODAY_ONLY, number="S102"))
    assert [line.what for line in found] == ["记了一次"]
    with pytest.raises(NotFound, match="没有这个学号"):
        audit_log.look(as_auditor, replace(TODAY_ONLY, number="S999"))


def test_filters_narrow_and_pages_go_on_where_the_last_ended(school, as_mentor, as_auditor):
    for _ in range(3):
        interactions.record(as_mentor, school.talk(THREE_ONE[0]))
    mine = Wanted(TODAY, TODAY, staff_id=school.people[MENTOR])
    found = audit_log.look(as_auditor, mine)
    assert [line.who for line in found] == [MENTOR] * 3
    assert audit_log.look(as_auditor, replace(mine, before=found[0].seq)) == found[1:]
    yesterday = date.fromordinal(TODAY.toordinal() - 1)
    assert audit_log.look(as_auditor, replace(mine, since=yesterday, until=yesterday)) == []


def test_looking_is_itself_an_act(school, as_auditor):
    audit_log.look(as_auditor, replace(TODAY_ONLY, number="S101"))
    (row,) = school.rows("select staff_id, target from audit where action = 'audit.look'")
    assert row == {"staff_id": school.people[AUDITOR], "target": f"student/{school.student(THREE_ONE[0])}"}


@pytest.mark.parametrize("person", [ADMIN, OFFICE, LEADER, MENTOR])
def test_nobody_else_reads_it(school, person):
    with pytest.raises(NotAllowed):
        audit_log.look(school.as_person(person), TODAY_ONLY)


def test_who_runs_the_accounts_does_not_watch_over_himself(school):
    admin = school.as_person(ADMIN)
    accounts.set_role(admin, school.people[LEADER], Role.AUDITOR, held=True)
    with pytest.raises(Invalid, match="不同的人"):
        accounts.set_role(admin, school.people[AUDITOR], Role.ADMIN, held=True)
    with pytest.raises(Invalid, match="自己"):
        accounts.set_role(admin, school.people[ADMIN], Role.AUDITOR, held=True)


def tampered(school, *sql: str) -> None:
    """Somebody with the file in hand and no respect for triggers."""
    with closing(sqlite3.connect(school.store.path)) as raw:
        for trigger in ("audit_no_update", "audit_no_delete", "audit_follows"):
            raw.execute(f"drop trigger {trigger}")
        for statement in sql:
            raw.execute(statement)
        raw.commit()


@pytest.mark.parametrize(
    ("sql", "broken_at"),
    [
        ("update audit set staff_id = 1 where seq = 4", 4),
        ("update audit set detail = '{}' where seq = 4", 4),
        ("delete from audit where seq = 5", 5),
        ("update audit set seq = 10005 where seq = 5", 5),
        ("insert into audit (seq, at, action, target, prev, hash) select seq + 1, at, action, target, hash, hash "
         "from audit order by seq desc limit 1", "last"),
    ],
    ids=["who", "what", "gone", "moved", "added"],
)  # fmt: skip
def test_a_change_made_past_the_program_is_found(school, as_auditor, sql, broken_at):
    interactions.record(school.as_person(MENTOR), school.talk(THREE_ONE[0]))
    assert audit_log.verify(as_auditor).broken_at is None
    with school.store.read() as db:
        last = audit.head(db).seq
    tampered(school, sql)
    verdict = audit_log.verify(as_auditor)
    assert verdict.broken_at == (last + 1 if broken_at == "last" else broken_at)
    assert "被改动过" in verdict.text


def test_a_log_cut_off_at_its_end_is_found_by_the_head_kept_elsewhere(school, as_auditor):
    with school.store.read() as db:
        head = audit.head(db)
        assert audit.holds_head(db, head.seq, head.text.split("-")[1])
    tampered(school, f"delete from audit where seq = {head.seq}")
    assert audit_log.verify(as_auditor).broken_at is None  # what is left is whole …
    with school.store.read() as db:
        assert not audit.holds_head(db, head.seq, head.text.split("-")[1])  # … and not all there was


def test_the_log_goes_out_as_excel_and_that_is_an_act_too(school, as_mentor, as_auditor):
    interactions.record(as_mentor, school.talk(THREE_ONE[0]))
    paper = audit_log.as_workbook(as_auditor, Wanted(TODAY - timedelta(days=6), TODAY))
    assert paper.name == "操作日志.xlsx"
    assert paper.content.startswith(b"PK")


def test_details_are_shown_in_words_only(school, as_mentor, as_auditor):
    interactions.record(as_mentor, school.talk(THREE_ONE[0]))
    (raw,) = school.rows("select detail from audit where action = 'interaction.record'")
    assert "kind" in json.loads(str(raw["detail"]))
    (line,) = audit_log.look(as_auditor, replace(TODAY_ONLY, area="记录"))
    assert not [letter for letter in line.about if letter.isascii() and letter.isalpha()]
