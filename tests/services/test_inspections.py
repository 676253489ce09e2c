"""督导检查 from the draw to the ledger: who may, who is never asked about oneself, what each step keeps."""

import io
import sqlite3
from datetime import timedelta

import openpyxl
import pytest

from domain.duty_presets import PRESETS
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.inspections import MOST_LOTS, Act, State
from domain.leave import Leave
from domain.permissions import Role
from domain.record_kinds import Kind
from services import (
    accounts,
    compliance,
    corrections,
    findings,
    inspection_facts,
    inspection_papers,
    inspections,
    interactions,
    leave,
    record_log,
)
from services.findings import Told
from services.record_log import Wanted
from tests.duty_builder import put as put_duties
from tests.school_builder import (
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_MENTOR,
    SEES,
    THIRD_MENTOR,
    THREE_ONE,
    TODAY,
    days_before,
)

SOON = TODAY + timedelta(days=14)
MENTORS = {MENTOR, OTHER_MENTOR, THIRD_MENTOR}
SEEN, TO_MEND, DONE = "六次只谈了两次", "把四次补上", "四次都补了"


def begin(school, person=OFFICE, count=0, chosen=(MENTOR,), now=NOW, name="11月抽查"):
    """An inspection of the month; returns its id."""
    context = school.as_person(person, now)
    people = tuple(school.people[one] for one in chosen)
    number = inspections.propose(context, count, people).number
    period = inspections.periods(context)[0]
    return inspections.begin(
        context, f"begin-{number:05}", name, (period.since, period.until), (number, count), people
    )


def line(school, person=MENTOR, by=OFFICE, inspection=None):
    """The mentor's line as it stands now, in the newest inspection."""
    context = school.as_person(by)
    found = (
        inspections.listed(context)[0] if inspection is None else inspections.open_one(context, inspection)
    )
    return next(one for one in found.lines if one.mentor == person)


def find(school, verdict=Act.MEND, by=OFFICE, person=MENTOR, told=None, now=NOW, form="find-0001"):
    one = line(school, person, by)
    told = told or Told(SEEN, TO_MEND, SOON)
    findings.find(school.as_person(by, now), f"{form}{one.version}", one.id, one.version, verdict, told)
    return one.id


def answer(school, person=MENTOR, words=DONE, now=NOW):
    one = findings.mine(school.as_person(person, now))[0].line
    findings.answer(school.as_person(person, now), f"answer-{one.version:05}", one.id, one.version, words)


def recheck(school, outcome, told=Told(), by=OFFICE, now=NOW):  # noqa: B008 - frozen
    one = line(school, by=by)
    findings.recheck(
        school.as_person(by, now), f"recheck-{one.version:05}", one.id, one.version, outcome, told
    )


@pytest.fixture
def mending(school):
    """The mentor has something to mend; the id of the line."""
    begin(school)
    return find(school)


# ── the draw ─────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_with_students_can_be_drawn_and_nobody_else(school, as_office):
    assert {one.name for one in inspections.candidates(as_office)} == MENTORS
    assert {one.lots for one in inspections.candidates(as_office)} == {MOST_LOTS}


def test_what_was_shown_is_what_is_stored(school, as_office):
    shown = inspections.propose(as_office, 2)
    made = begin(school, count=2, chosen=())
    assert shown.number == made
    assert {one.mentor_id for one in inspections.open_one(as_office, made).lines} == {
        one.id for one in shown.drawn
    }
    assert all(one.is_drawn for one in inspections.open_one(as_office, made).lines)


def test_asking_again_draws_the_same_and_the_same_form_twice_is_one_inspection(school, as_office):
    assert inspections.propose(as_office, 2) == inspections.propose(as_office, 2)
    period = inspections.periods(as_office)[0]
    same = [
        inspections.begin(as_office, "form-0001", "抽查", (period.since, period.until), (1, 2))
        for _ in range(2)
    ]
    assert same[0] == same[1]
    assert len(school.rows("select * from inspection")) == 1


def test_somebody_else_s_inspection_meanwhile_is_another_draw_and_said_so(school, as_leader):
    shown = inspections.propose(as_leader, 1)
    begin(school)
    period = inspections.periods(as_leader)[0]
    with pytest.raises(Conflict, match="看过新抽到的"):
        inspections.begin(as_leader, "form-0001", "抽查", (period.since, period.until), (shown.number, 1))
    assert len(school.rows("select * from inspection")) == 1


def test_who_was_just_inspected_has_one_lot_and_who_was_taken_out_has_them_all(school, as_office):
    begin(school, chosen=(MENTOR, OTHER_MENTOR))
    one = line(school, OTHER_MENTOR)
    findings.remove(as_office, "remove-001", one.id, one.version, "请长假")
    assert {one.name: one.lots for one in inspections.candidates(as_office)} == {
        MENTOR: 1, OTHER_MENTOR: MOST_LOTS, THIRD_MENTOR: MOST_LOTS,
    }  # fmt: skip
    later = school.as_person(OFFICE, NOW + timedelta(days=65))
    assert {one.name: one.lots for one in inspections.candidates(later)}[MENTOR] == 3


def test_a_chosen_mentor_is_not_drawn_besides(school, as_office):
    found = inspections.propose(as_office, 3, (school.people[MENTOR],))
    assert [one.name for one in found.chosen] == [MENTOR]
    assert {one.name for one in found.drawn} == MENTORS - {MENTOR}


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"count": 0, "chosen": ()}, "还没有要检查的导师"),
        ({"count": 61, "chosen": ()}, "抽 0 到"),
        ({"name": "  "}, "起个名字"),
        ({"chosen": (HOMEROOM,)}, "不带学生"),
    ],
)
def test_what_is_no_inspection_is_said_so_and_stores_nothing(school, how, says):
    with pytest.raises((Invalid, NotFound), match=says):
        begin(school, **how)
    assert school.rows("select * from inspection") == school.rows("select * from inspected") == []


@pytest.mark.parametrize("days", [(SOON, SOON), (TODAY, days_before(1)), (days_before(900), TODAY)])
def test_days_nobody_can_look_at(school, as_office, days):
    with pytest.raises(Invalid, match="时间"):
        inspections.begin(as_office, "form-0001", "抽查", days, (1, 1))


def test_one_may_be_added_taken_out_and_brought_back_until_something_is_written(school, as_office):
    made = begin(school)
    third = school.people[THIRD_MENTOR]
    inspections.add(as_office, made, third)
    with pytest.raises(Conflict, match="已经在"):
        inspections.add(as_office, made, third)
    one = line(school, THIRD_MENTOR)
    findings.remove(as_office, "remove-001", one.id, one.version, "请长假")
    assert [one.mentor for one in inspections.open_one(as_office, made).present] == [MENTOR]
    inspections.add(as_office, made, third)
    assert [step.act for step in findings.open_line(as_office, one.id).steps] == [
        Act.ADDED,
        Act.REMOVED,
        Act.ADDED,
    ]
    find(school, Act.FINE, person=THIRD_MENTOR)
    one = line(school, THIRD_MENTOR)
    with pytest.raises(Conflict, match="符合要求"):
        findings.remove(as_office, "remove-002", one.id, one.version, "算了")


# ── nobody inspects oneself ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def judge(school, as_admin):
    """A mentor who inspects as well."""
    accounts.set_role(as_admin, school.people[MENTOR], Role.LEADER, held=True)
    return school.as_person(MENTOR)


def test_who_inspects_is_not_drawn_nor_chosen_by_oneself(school, judge):
    assert {one.name for one in inspections.candidates(judge)} == MENTORS - {MENTOR}
    assert {one.name for one in inspections.propose(judge, 60).drawn} == MENTORS - {MENTOR}
    with pytest.raises(NotAllowed, match="不能检查自己"):
        begin(school, MENTOR, chosen=(MENTOR,))
    made = begin(school, MENTOR, chosen=(OTHER_MENTOR,))
    with pytest.raises(NotFound):
        inspections.add(judge, made, school.people[MENTOR])


def test_who_inspects_neither_sees_nor_touches_the_own_line(school, judge, as_office):
    made = begin(school, chosen=(MENTOR, OTHER_MENTOR))
    own = line(school).id
    assert [one.mentor for one in inspections.open_one(judge, made).lines] == [OTHER_MENTOR]
    attempts = [
        lambda: findings.open_line(judge, own),
        lambda: findings.find(judge, "self-0001", own, 1, Act.FINE, Told()),
        lambda: findings.remove(judge, "self-0002", own, 1, "不想被查"),
        lambda: inspection_facts.of_line(judge, own),
        lambda: inspection_facts.mentees(judge, own, unseen_only=False),
    ]
    find(school)
    attempts.append(lambda: findings.recheck(judge, "self-0003", own, 2, Act.PASSED, Told("改好了")))
    for attempt in attempts:
        with pytest.raises(NotAllowed, match="不能检查自己"):
            attempt()
    findings.answer(judge, "answer-001", own, 2, DONE)
    assert inspections.waiting(judge).answered == 0
    assert inspections.waiting(as_office).answered == 1
    assert SEEN not in text_of(inspection_papers.ledger(judge, with_words=True))


def test_the_database_itself_takes_no_finding_about_oneself_and_no_answer_for_another(school, mending):
    step = "insert into inspection_step (inspected_id, mentor_id, version, act, by_staff, at) values (?, ?, ?, ?, ?, '')"
    me, other = school.people[MENTOR], school.people[OFFICE]
    for act, by in (("passed", me), ("answered", other)):
        with pytest.raises(sqlite3.IntegrityError), school.store.write() as db:
            db.execute(step, [mending, me, 9, act, by])


# ── finding, mending, looking again ──────────────────────────────────────────────────────────────────


def test_the_whole_way_with_a_second_try(school, as_office, as_mentor, as_leader):
    made = begin(school)
    find(school)
    assert [one.is_late for one in findings.due(as_mentor)] == [False]
    answer(school)
    assert findings.due(as_mentor) == []
    assert inspections.waiting(as_leader).answered == 1
    recheck(school, Act.FAILED, Told("还差一次", "", SOON + timedelta(days=7)))
    assert findings.due(as_mentor)[0].due_on == SOON + timedelta(days=7)
    answer(school, words="最后一次也补了")
    recheck(school, Act.PASSED, by=LEADER)
    found = inspections.open_one(as_office, made)
    assert (found.lines[0].state, found.is_running) == (State.CLOSED, False)
    steps = findings.open_line(as_leader, found.lines[0].id).steps
    assert [(one.act.value, one.who, one.words) for one in steps] == [
        ("added", OFFICE, ""), ("mend", OFFICE, SEEN), ("answered", MENTOR, DONE), ("failed", OFFICE, "还差一次"),
        ("answered", MENTOR, "最后一次也补了"), ("passed", LEADER, ""),
    ]  # fmt: skip
    assert steps[1].mend == TO_MEND
    assert [one.act for one in findings.mine(as_mentor)[0].steps] == [one.act for one in steps[1:]]


def test_it_is_late_the_day_after_and_on_top(school, mending):
    after = SOON + timedelta(days=1) - TODAY
    for days, late in ((after - timedelta(days=1), False), (after, True)):
        now = NOW + days
        assert [one.is_late for one in findings.due(school.as_person(MENTOR, now))] == [late]
        assert inspections.waiting(school.as_person(LEADER, now)).overdue == int(late)
        assert [one.is_overdue for one in inspections.listed(school.as_person(LEADER, now))[0].lines] == [
            late
        ]


def test_a_mentor_may_add_to_the_answer_until_it_is_looked_at(school, mending, as_mentor):
    answer(school)
    answer(school, words="又补了一次")
    recheck(school, Act.PASSED)
    with pytest.raises(Conflict, match="已闭环"):
        answer(school, words="再补")


def test_a_finding_is_changed_until_something_is_to_be_mended_and_keeps_its_earlier_words(school, as_office):
    begin(school)
    found = find(school, Act.FINE, told=Told("都好"))
    find(school, Act.IMPROVE, told=Told("记录太短"), form="again-01")
    find(school, form="again-02")
    with pytest.raises(Conflict, match="整改中"):
        find(school, Act.FINE, told=Told("算了"), form="again-03")
    assert [one.words for one in findings.open_line(as_office, found).steps[1:]] == ["都好", "记录太短", SEEN]


def test_two_who_write_at_once_the_second_is_told_and_nothing_is_overwritten(school, as_office, as_leader):
    begin(school)
    one = line(school)
    findings.find(as_office, "first-001", one.id, one.version, Act.FINE, Told("都好"))
    with pytest.raises(Conflict, match="您写的还在"):
        findings.find(as_leader, "second-01", one.id, one.version, Act.MEND, Told(SEEN, TO_MEND, SOON))
    findings.find(as_office, "first-001", one.id, one.version, Act.FINE, Told("都好"))  # a double tap
    steps = findings.open_line(as_office, one.id).steps
    assert [one.act for one in steps] == [Act.ADDED, Act.FINE]


def test_an_answer_and_a_re_check_at_once(school, mending, as_office, as_mentor):
    one = line(school)
    answer(school)
    with pytest.raises(Conflict):
        findings.recheck(as_office, "late-0001", one.id, one.version, Act.FAILED, Told("没有回复", "", SOON))
    assert line(school).state is State.ANSWERED


def test_steps_are_never_changed_nor_taken_away(school, mending):
    for statement in ("update inspection_step set at = ''", "delete from inspection_step"):
        with pytest.raises(sqlite3.IntegrityError, match="stays as it was"), school.store.write() as db:
            db.execute(statement)


def test_every_act_is_in_the_log_without_a_word_of_it(school, mending):
    answer(school)
    recheck(school, Act.PASSED)
    acts = school.rows(
        "select action, target, detail from audit where action like 'inspection.%' order by seq"
    )
    assert [row["action"] for row in acts] == [
        "inspection.begin", "inspection.mend", "inspection.answered", "inspection.passed",
    ]  # fmt: skip
    assert not [word for word in (SEEN, TO_MEND, DONE, MENTOR) if word in str(acts)]


def test_the_words_lie_encrypted_and_bound_to_their_step(school, mending, as_office):
    answer(school)
    held = b"".join(one.read_bytes() for one in school.folder.rglob("*") if one.is_file())
    assert not [word for word in (SEEN, TO_MEND, DONE) if word.encode() in held]
    with school.store.write() as db:
        db.execute("drop trigger inspection_step_stays")
        db.execute(
            "update inspection_step set sealed = (select sealed from inspection_step where version = 2) where version = 3"
        )
    with pytest.raises(Exception, match="打不开"):
        findings.open_line(as_office, mending)


# ── who is told ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("person", [OTHER_MENTOR, HOMEROOM, GRADE_HEAD, THIRD_MENTOR])
def test_nobody_but_the_mentor_and_who_inspects_is_told(school, mending, person):
    context = school.as_person(person)
    assert findings.mine(context) == findings.due(context) == []
    with pytest.raises(NotFound, match="不是写给您的"):
        findings.answer(context, "answer-001", mending, 2, "代答")
    for attempt in (
        lambda: findings.open_line(context, mending),
        lambda: inspections.listed(context),
        lambda: inspection_papers.ledger(context),
        lambda: inspection_facts.of_line(context, mending),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_the_mentor_hears_of_it_when_something_was_found_and_not_before(school, as_mentor):
    begin(school)
    assert findings.mine(as_mentor) == []
    with pytest.raises(NotFound):
        findings.answer(as_mentor, "answer-001", line(school).id, 1, DONE)
    find(school, Act.FINE, told=Told("都好"))
    (found,) = findings.mine(as_mentor)
    assert [(one.act, one.words) for one in found.steps] == [(Act.FINE, "都好")]
    with pytest.raises(Conflict):
        answer(school)


def test_who_has_lost_the_role_inspects_no_more(school, as_admin, mending):
    accounts.set_role(as_admin, school.people[LEADER], Role.LEADER, held=False)
    with pytest.raises(NotAllowed):
        findings.open_line(school.as_person(LEADER), mending)


# ── the facts ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def worked(school, as_mentor, as_office):
    """The mentor's month: two talks, one written late, a visit, a deleted one; one of last month; a class teacher's."""
    put_duties(school, PRESETS["S2"])
    first, second = THREE_ONE[:2]
    interactions.record(as_mentor, school.talk(first, on=days_before(1)))
    interactions.record(as_mentor, school.talk(second, on=days_before(8), is_restricted=True))
    visit = school.talk(first, kind=Kind.HOME_VISIT, on=days_before(2), detail={"visitors": MENTOR})
    interactions.record(as_mentor, visit)
    gone = interactions.record(as_mentor, school.talk(second, on=days_before(3)))
    corrections.delete(as_mentor, gone, 1, "记错了")
    interactions.record(as_mentor, school.talk(first, on=days_before(25)))
    interactions.record(as_office, school.talk(THREE_ONE[2], on=days_before(1)))
    return begin(school, chosen=(MENTOR, OTHER_MENTOR))


def test_the_facts_are_what_the_other_pages_say(school, as_office, worked):
    found = inspections.open_one(as_office, worked)
    seen = inspection_facts.compare(as_office, found).by_mentor
    own, other = seen[school.people[MENTOR]], seen[school.people[OTHER_MENTOR]]
    assert (own.students, own.unseen, own.kinds, own.late) == (4, 2, {Kind.TALK: 2, Kind.HOME_VISIT: 1}, 1)
    assert (other.students, other.unseen, other.records, other.late) == (3, 3, 0, 0)
    month = compliance.stretches(as_office)[0]
    table = {one.id: one.cells for one in compliance.see(as_office, month, "mentor").rows}
    assert own.duties == table[school.people[MENTOR]]
    assert any(one.required for one in own.duties.values())


def test_each_number_opens_what_it_counts(school, as_office, worked):
    one = line(school)
    facts = inspection_facts.of_line(as_office, one.id)
    own = facts.by_mentor[one.mentor_id]
    asked = Wanted("all", author_id=one.mentor_id, since=one.since, until=one.until)
    assert record_log.find(as_office, asked)[0] == own.records == 3
    late = Wanted("all", author_id=one.mentor_id, since=one.since, until=one.until, is_late=True)
    assert record_log.find(as_office, late)[0] == own.late == 1
    assert {one.name for one in inspection_facts.mentees(as_office, one.id, unseen_only=False)} == set(
        SEES[MENTOR]
    )
    assert {one.name for one in inspection_facts.mentees(as_office, one.id, unseen_only=True)} == set(
        THREE_ONE[2:4]
    )
    for rule, figures in own.duties.items():
        behind = inspection_facts.behind_duty(as_office, one.id, rule)
        assert sum(one.figures.done for one in behind) == figures.done
        assert sum(one.figures.late for one in behind) == figures.late


def test_a_talk_recorded_later_shows_at_the_next_look(school, as_office, as_mentor, worked):
    found = inspections.open_one(as_office, worked)
    assert inspection_facts.compare(as_office, found).by_mentor[school.people[MENTOR]].unseen == 2
    interactions.record(as_mentor, school.talk(THREE_ONE[2], on=TODAY))
    assert inspection_facts.compare(as_office, found).by_mentor[school.people[MENTOR]].unseen == 1


def test_the_text_of_a_confidential_record_stays_closed_to_who_inspects(school, as_office, worked):
    asked = Wanted("all", author_id=school.people[MENTOR])
    closed = [one for one in record_log.find(as_office, asked)[1] if one.is_restricted]
    assert [one.words for one in closed] == [None]


def test_a_mentor_away_is_asked_for_nothing_as_in_the_table_of_duties(school, as_office, worked):
    one = line(school)
    leave.enter(as_office, "leave-001", Leave(one.mentor_id, None, one.since, one.until))
    facts = inspection_facts.of_line(as_office, one.id).by_mentor[one.mentor_id]
    month = compliance.stretches(as_office)[0]
    table = {row.id: row.cells for row in compliance.see(as_office, month, "mentor").rows}
    assert facts.duties == table.get(one.mentor_id, {})


# ── the ledger ───────────────────────────────────────────────────────────────────────────────────────


def text_of(paper):
    book = openpyxl.load_workbook(io.BytesIO(paper.content))
    return str([[cell.value for cell in row] for sheet in book for row in sheet.rows])


def test_the_ledger_says_who_what_and_when_and_the_words_only_if_asked(school, as_office, mending):
    answer(school)
    recheck(school, Act.FAILED, Told("还差一次", "", SOON))
    plain, full = (inspection_papers.ledger(as_office, with_words=one) for one in (False, True))
    for told in ("11月抽查", MENTOR, OFFICE, "限期整改", "12月4日", "不通过", "报整改情况", "点名"):
        assert told in text_of(plain)
    for told in (SEEN, TO_MEND, DONE, "还差一次"):
        assert told not in text_of(plain)
        assert told in text_of(full)


def test_a_ledger_of_one_inspection_holds_no_other(school, as_office):
    first = begin(school, name="十月抽查")
    begin(school, chosen=(OTHER_MENTOR,))
    told = text_of(inspection_papers.ledger(as_office, first))
    assert "十月抽查" in told
    assert "11月抽查" not in told
    both = text_of(inspection_papers.ledger(as_office))
    assert "十月抽查" in both
    assert "11月抽查" in both
