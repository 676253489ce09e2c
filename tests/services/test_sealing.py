"""Sensitive texts lie encrypted, are opened one by one, and that they were read is known before anybody reads."""

import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest

from db.connection import create_store
from domain.changes import Approval, Request
from domain.errors import NotFound, Refused
from domain.leave import Leave
from domain.record_kinds import Kind
from domain.records import AREAS
from domain.sensitive import is_sensitive
from services import (
    access,
    archive,
    backups,
    change_decisions,
    changes,
    corrections,
    drafts,
    handover,
    interactions,
    keys,
    leave,
    record_log,
    restoring,
    sealed_texts,
    sealing,
    summaries,
    today,
)
from services import school as schools
from services.record_log import Wanted
from tests.school_builder import (
    ADMIN,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    THREE_ONE,
)

FIRST, SECOND = THREE_ONE[:2]
CANARIES = ("妈妈半夜跑出去的事", "灰色铁门那一家", "床底下的木箱子", "一张写坏的草稿", "后来改过的那一句")
TOLD, PLACE, FAMILY, DRAFTED, LATER = CANARIES
KINDS = {
    "restricted": {"is_restricted": True},
    "visit": {"kind": Kind.HOME_VISIT, "detail": {"family": FAMILY}},
    "mind": {"guidance_area": "心理"},
}
READERS = (HOMEROOM, GRADE_HEAD, OFFICE, LEADER)


def sensitive(school, what, *names, **more):
    return school.talk(*(names or (FIRST,)), content=TOLD, place=PLACE, **KINDS[what], **more)


@pytest.fixture(params=list(KINDS))
def form(school, request):
    return sensitive(school, request.param)


@pytest.fixture
def visit(school, as_mentor):
    return interactions.record(as_mentor, sensitive(school, "visit"))


def bytes_of(folder):
    return b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())


def in_clear(folder):
    """Which canaries can be read in a folder's files, as they are and as JSON may write them."""
    held = bytes_of(folder)
    return {one for one in CANARIES if one.encode() in held or json.dumps(one)[1:-1].encode() in held}


def audited(school, action):
    rows = school.rows("select staff_id, target, detail from audit where action = :a order by seq", a=action)
    return [(row["staff_id"], row["target"], row["detail"]) for row in rows]


def test_which_records_are_sensitive():
    told = {
        (kind, area, secret)
        for kind in Kind
        for area in ("", *AREAS)
        for secret in (False, True)
        if is_sensitive(kind, area, secret)
    }
    assert {one for one in told if not one[2]} == {
        *((kind, "心理", False) for kind in Kind),
        *((Kind.HOME_VISIT, area, False) for area in ("", *AREAS)),
    }
    assert all((kind, "", True) in told for kind in Kind)


# ── at rest ──────────────────────────────────────────────────────────────────────────────────────────


def test_no_sensitive_word_can_be_read_in_the_files_of_a_school(school, as_mentor, form):
    """Database and WAL; drafts and earlier wordings; a copy of the database as a backup makes it."""
    drafts.keep(as_mentor, "draft-0001", 0, school.student(FIRST), {"content": DRAFTED, "family": FAMILY})
    record = interactions.record(as_mentor, form)
    corrections.correct(as_mentor, record, 1, replace(form, content=LATER))
    corrections.delete(as_mentor, record, 2, "记错了学生")
    school.store.copy_to(school.folder / "copy.db")
    assert in_clear(school.folder) == set()


def test_a_plain_record_made_restricted_leaves_nothing_of_its_words_behind(school, as_mentor):
    form = school.talk(FIRST, content=TOLD)
    record = interactions.record(as_mentor, form)
    assert in_clear(school.folder) == {TOLD}
    corrections.correct(as_mentor, record, 1, replace(form, content=LATER, is_restricted=True))
    school.store.copy_to(school.folder.parent / "copy.db")
    assert TOLD.encode() not in (school.folder.parent / "copy.db").read_bytes()
    assert sealed_texts.reveal(as_mentor, record).earlier[0][1]["content"] == TOLD


def test_what_is_deleted_is_not_left_in_the_file(school):
    with school.store.write() as db:
        db.execute(
            "insert into holiday (name, starts_on, ends_on) values (?, '2026-12-01', '2026-12-01')", [TOLD]
        )
    assert in_clear(school.folder) == {TOLD}
    with school.store.write() as db:
        db.execute("delete from holiday where name = ?", [TOLD])
    with closing(sqlite3.connect(school.store.path)) as raw:
        raw.execute("pragma wal_checkpoint(truncate)")
    assert in_clear(school.folder) == set()


@pytest.mark.parametrize("move", ["record", "child", "bit", "cut"])
def test_a_text_moved_to_another_row_or_child_or_changed_does_not_open(school, as_mentor, visit, move):
    other = interactions.record(as_mentor, sensitive(school, "visit", SECOND))
    with school.store.write() as db:
        if move == "record":
            db.execute(
                "update interaction set sealed = (select sealed from interaction where id = ?) where id = ?",
                [visit, other],
            )
        elif move == "child":
            db.execute(
                "update interaction_participant set student_id = ? where interaction_id = ?",
                [school.student(FIRST), other],
            )
        else:
            (sealed,) = db.execute("select sealed from interaction where id = ?", [other]).fetchone()
            spoilt = sealed[:-1] if move == "cut" else sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:]
            db.execute("update interaction set sealed = ? where id = ?", [spoilt, other])
    with pytest.raises(Refused, match="打不开"):
        sealed_texts.reveal(as_mentor, other)
    assert sealed_texts.reveal(as_mentor, visit).row["content"] == TOLD


def test_another_school_s_key_opens_nothing(school, as_mentor, visit):
    (row,) = school.rows("select * from interaction")
    with pytest.raises(Refused):
        sealing.texts_of(sealing.Box(bytes(32)), row, school.ids(FIRST))
    assert sealing.texts_of(sealing.box(as_mentor), row, school.ids(FIRST))["content"] == TOLD


def test_without_its_key_file_a_school_says_what_to_do_and_the_paper_brings_it_back(school, as_mentor, visit):
    code = backups.recovery_code(school.as_person(ADMIN), school.folder)
    (school.folder / keys.KEY_FILE).unlink()
    schools.open_school.cache_clear()
    again = replace(as_mentor, store=schools.open_school(school.folder))
    with pytest.raises(Refused, match="restore-key"):
        sealed_texts.reveal(again, visit)
    assert audited(school, "interaction.read") == []
    keys.restore(again.store, school.folder, code)
    assert sealed_texts.reveal(again, visit).row["content"] == TOLD


def test_a_backup_brought_back_with_the_paper_alone_is_read(school, as_mentor, visit, tmp_path):
    made = backups.make(school.as_person(ADMIN), school.folder)
    code = backups.recovery_code(school.as_person(ADMIN), school.folder)
    plain = tmp_path / "unsealed" / "school.db"
    plain.parent.mkdir()
    backups.unseal(made.path, plain, keys.from_folder(school.folder))
    assert in_clear(plain.parent) == set()
    restoring.restore(made.path, tmp_path / "new", code)
    there = replace(as_mentor, store=schools.open_school(tmp_path / "new"))
    texts = record_log.open_sealed(there, visit)
    assert (texts.words, texts.place, texts.details) == (TOLD, PLACE, (("家庭情况", FAMILY),))


# ── the one door ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reader", [MENTOR, *READERS])
def test_a_home_visit_is_read_by_who_may_read_it_and_that_is_in_the_log(school, visit, reader):
    record_log.open_record(school.as_person(reader), visit)
    assert audited(school, "interaction.read") == []
    texts = record_log.open_sealed(school.as_person(reader), visit)
    assert (texts.words, texts.place, dict(texts.details)) == (TOLD, PLACE, {"家庭情况": FAMILY})
    assert audited(school, "interaction.read") == [(school.people[reader], f"interaction/{visit}", "{}")]


@pytest.mark.parametrize(
    ("reader", "what"),
    [(reader, what) for reader in READERS for what in ("restricted", "deleted", "none")]
    + [(OTHER_MENTOR, "strange"), (OTHER_HOMEROOM, "strange")],
)
def test_who_may_not_is_refused_and_that_is_in_the_log_too(school, as_mentor, visit, reader, what):
    record = visit
    if what == "restricted":
        record = interactions.record(as_mentor, sensitive(school, "restricted"))
    elif what == "deleted":
        corrections.delete(as_mentor, visit, 1, "记错了学生")
    elif what == "none":
        record = 999
    with pytest.raises(NotFound):
        record_log.open_sealed(school.as_person(reader), record)
    assert audited(school, "interaction.read") == []
    assert audited(school, "interaction.refused") == [(school.people[reader], f"interaction/{record}", "{}")]


def test_what_cannot_be_noted_is_not_read(school, as_mentor, visit):
    """Somebody made the log refuse; a full disk does the same."""
    with school.store.write() as db:
        db.execute(
            "create trigger no_reads before insert on audit when new.action = 'interaction.read' "
            "begin select raise(abort, 'full'); end"
        )
    for read in (record_log.open_sealed, corrections.to_correct, sealed_texts.reveal):
        with pytest.raises(sqlite3.IntegrityError):
            read(as_mentor, visit)


def test_it_is_noted_before_it_is_opened(school, as_mentor, visit):
    """A text that does not open was asked for all the same."""
    with school.store.write() as db:
        db.execute("update interaction set sealed = zeroblob(40)")
    with pytest.raises(Refused):
        sealed_texts.reveal(as_mentor, visit)
    assert len(audited(school, "interaction.read")) == 1


def test_to_correct_one_s_own_is_to_read_it(school, as_mentor, form):
    record = interactions.record(as_mentor, form)
    told, version = corrections.to_correct(as_mentor, record)
    assert (told, version) == (replace(form, form_id=""), 1)
    assert len(audited(school, "interaction.read")) == 1
    corrections.correct(as_mentor, record, version, replace(told, content=LATER))
    assert len(audited(school, "interaction.read")) == 1
    texts = record_log.open_sealed(as_mentor, record)
    assert texts.words == LATER
    assert [(one.before, one.after) for one in texts.history[0].changes] == [(TOLD, LATER)]


def test_who_reads_by_a_grant_opens_a_home_visit_and_that_is_in_the_log(school, visit):
    reader = school.as_person(OTHER_MENTOR)
    with pytest.raises(NotFound):
        sealed_texts.reveal(reader, visit)
    class_id = school.class_id("三（1）班")
    asked = access.ask(reader, "grant-form", FIRST, class_id, "", "下周接手这名学生，先了解一下情况", 3)
    leader = school.as_person(LEADER)
    (waiting,) = access.to_decide(leader)
    access.grant(leader, asked, waiting.version, 3)
    assert record_log.open_sealed(school.as_person(OTHER_MENTOR), visit).words == TOLD
    assert [who for who, *_ in audited(school, "interaction.read")] == [school.people[OTHER_MENTOR]]
    with pytest.raises(NotFound):
        record_log.open_sealed(school.as_person(OTHER_MENTOR, NOW + timedelta(days=4)), visit)


def test_an_earlier_wording_that_was_sensitive_is_opened_like_a_present_one(school, as_mentor, as_homeroom):
    """A talk about the mind, corrected to one about study: its words now are plain, those before are not."""
    form = sensitive(school, "mind")
    record = interactions.record(as_mentor, form)
    corrections.correct(as_mentor, record, 1, replace(form, guidance_area="学业", content="数学"))
    opened = record_log.open_record(as_homeroom, record)
    assert (opened.line.words, opened.is_to_open, opened.history) == ("数学", True, [])
    assert TOLD in str(record_log.open_sealed(as_homeroom, record).history)
    assert len(audited(school, "interaction.read")) == 1


def test_a_plain_record_is_read_as_before_and_not_noted(school, as_mentor, as_homeroom):
    form = school.talk(FIRST, content="数学")
    record = interactions.record(as_mentor, form)
    corrections.correct(as_mentor, record, 1, replace(form, content="语文"))
    opened = record_log.open_record(as_homeroom, record)
    assert (opened.line.words, opened.is_to_open, len(opened.history)) == ("语文", False, 1)
    assert corrections.to_correct(as_mentor, record)[0].content == "语文"
    assert audited(school, "interaction.read") == []


def test_the_same_form_sent_twice_is_one_record_and_another_text_under_it_is_told(school, as_mentor, form):
    record = interactions.record(as_mentor, form)
    assert interactions.record(as_mentor, form) == record
    with pytest.raises(Exception, match="另一台设备"):
        interactions.record(as_mentor, replace(form, content=LATER))


# ── everywhere else ──────────────────────────────────────────────────────────────────────────────────


def cells(paper):
    """What stands in a table taken along."""
    return [cell for row in openpyxl.load_workbook(io.BytesIO(paper.content)).active.values for cell in row]


@pytest.mark.parametrize(
    ("what", "said"), [("visit", "（加密，不导出）"), ("restricted", "（保密，不导出）")]
)
def test_a_table_says_why_it_holds_no_text(school, as_mentor, what, said):
    interactions.record(as_mentor, sensitive(school, what, minutes=45))
    told = cells(record_log.excel(as_mentor, Wanted("all")))
    assert said in told
    assert 45 not in told


@pytest.mark.parametrize("reader", [MENTOR, *READERS])
def test_no_list_paper_or_summary_holds_a_sensitive_text(school, as_mentor, form, reader):
    record = interactions.record(
        as_mentor, replace(form, effect="需关注", follow_up_on=as_mentor.today + timedelta(days=1))
    )
    context = school.as_person(reader, NOW + timedelta(days=1))
    told = [
        archive.open_archive(context, school.student(FIRST)),
        record_log.find(context, Wanted("all")),
        record_log.open_record(context, record),
        cells(record_log.excel(context, Wanted("all"))),
        today.my_day(context),
        today.last_words(context, school.student(FIRST)),
        summaries.draft(context, as_mentor.today.replace(day=1)),
    ]
    assert not [one for one in CANARIES if one in str(told)]


def test_the_author_alone_finds_a_sensitive_text(school, as_mentor, form):
    record = interactions.record(as_mentor, form)
    interactions.record(as_mentor, school.talk(SECOND, content="别的"))

    def found(context, *words, **more):
        return [one.id for one in record_log.find(context, Wanted(**{"whose": "all"} | more, words=words))[1]]

    for words in ((TOLD[:3],), (PLACE[1:4], TOLD[-2:]), (FIRST, TOLD)):
        assert found(as_mentor, *words) == [record], words
        assert found(as_mentor, *words, whose="mine") == [record], words
    assert found(as_mentor, TOLD, "没有") == []
    assert found(as_mentor, TOLD, student_id=school.student(SECOND)) == []
    for reader in READERS:
        assert found(school.as_person(reader), TOLD[:3]) == []
    corrections.delete(as_mentor, record, 1, "记错了学生")
    assert found(as_mentor, TOLD[:3]) == []
    assert found(as_mentor, TOLD[:3], whose="deleted") == [record]
    assert audited(school, "interaction.read") == []


def test_the_search_for_an_encrypted_text_minds_no_capitals_and_no_signs(school, as_mentor):
    record = interactions.record(
        as_mentor, school.talk(FIRST, content="说想退 QQ群 100%", is_restricted=True)
    )
    for word, expected in (("qq群", [record]), ("100%", [record]), ("1_0", []), ("退%群", [])):
        assert [one.id for one in record_log.find(as_mentor, Wanted(words=(word,)))[1]] == expected


# ── what is written beside records ──────────────────────────────────────────────────────────────────


@pytest.fixture
def written(school, as_homeroom, as_office):
    """A request with all its words, decided; a note for the next mentor; a leave with its reason."""
    request = Request(school.student(FIRST), "student", TOLD, student_opinion=PLACE, to_mentor_id=None)
    change = changes.ask(as_homeroom, "change-form", request)
    handover.write(as_homeroom, change, 0, FAMILY)
    wanted = Approval(school.people[OTHER_MENTOR], as_office.today, words=DRAFTED)
    change_decisions.approve(as_office, change, 1, wanted)
    absence = Leave(None, school.student(SECOND), as_office.today, as_office.today, LATER)
    return change, leave.enter(as_office, "leave-form", absence)


def beside(school, at=NOW):
    """The same as those read it who may."""
    office, mentor = school.as_person(OFFICE, at), school.as_person(OTHER_MENTOR, at)
    (line,) = changes.requests(office)
    (own,) = handover.to_write(school.as_person(HOMEROOM, at))
    (note,) = handover.received(mentor)
    (away,) = leave.listed(office)
    assert own.body == note.body
    return line.reason, line.student_opinion, note.body, line.decision, away.leave.note


def test_requests_notes_and_reasons_lie_encrypted_and_are_read_as_before(school, written):
    assert in_clear(school.folder) == set()
    assert beside(school) == (TOLD, PLACE, FAMILY, DRAFTED, LATER)


@pytest.mark.parametrize("table", ["pairing_change", "handover_note", "leave"])
def test_none_of_them_opens_for_another_child(school, written, table):
    with school.store.write() as db:
        child = "leave" if table == "leave" else "pairing_change"
        db.execute(f"update {child} set student_id = ?", [school.student(THREE_ONE[2])])
        if table == "handover_note":  # the note alone
            db.execute("update pairing_change set sealed = null, state = 'open'")
    with pytest.raises(Refused, match="打不开"):
        if table == "handover_note":
            handover.to_write(school.as_person(HOMEROOM))
        elif table == "leave":
            leave.listed(school.as_person(OFFICE))
        else:
            changes.requests(school.as_person(OFFICE))


def test_those_of_an_older_school_are_encrypted_too(school, written):
    with school.store.write() as db:
        db.execute(
            "update pairing_change set sealed = null, reason = ?, student_opinion = ?, decision = ?",
            [TOLD, PLACE, DRAFTED],
        )
        db.execute("update handover_note set sealed = null, body = ?", [FAMILY])
        db.execute("update leave set sealed = null, note = ?", [LATER])
    assert in_clear(school.folder) == set(CANARIES)
    schools.open_school.cache_clear()
    schools.open_school(school.folder)
    assert in_clear(school.folder) == set()
    assert beside(school) == (TOLD, PLACE, FAMILY, DRAFTED, LATER)


# ── a school of an earlier version ───────────────────────────────────────────────────────────────────


@pytest.fixture
def old(school, as_mentor):
    """The school as the version before would have left it: everything in clear, and no key."""
    visits = [interactions.record(as_mentor, sensitive(school, "visit")) for _ in range(3)]
    plain = interactions.record(as_mentor, school.talk(SECOND, content="数学", place="教室"))
    drafts.keep(as_mentor, "draft-0001", 0, school.student(FIRST), {"content": DRAFTED})
    corrections.correct(as_mentor, visits[0], 1, replace(sensitive(school, "visit"), content=LATER))
    box = sealing.box(as_mentor)
    with school.store.write() as db:
        for row in db.query("select * from interaction where sealed is not null"):
            texts = sealing.texts_of(box, row, school.ids(FIRST))
            db.execute(
                "update interaction set sealed = null, content = ?, place = ?, detail = ? where id = ?",
                [texts["content"], texts["place"], texts["detail"], row["id"]],
            )
        for row in db.query("select * from interaction_revision"):
            body = json.dumps(sealing.revision(box, row), ensure_ascii=False)
            db.execute(
                "update interaction_revision set sealed = null, body = ? where id = ?", [body, row["id"]]
            )
        db.execute(
            "update draft set sealed = null, body = ?", [json.dumps({"content": DRAFTED}, ensure_ascii=False)]
        )
        db.execute("delete from setting where name = 'key_mark'")
    with closing(
        sqlite3.connect(school.store.path)
    ) as raw:  # as the version before deleted: the words stay in the file
        raw.execute("pragma secure_delete=off")
        gone = [
            school.people[MENTOR],
            f"draft-{'x' * 20}",
            json.dumps({"content": TOLD * 20}, ensure_ascii=False),
        ]
        raw.execute("insert into draft (owner_id, form_id, body, changed_at) values (?, ?, ?, '')", gone)
        raw.commit()
        raw.execute("delete from draft where changed_at = ''")
        raw.commit()
    (school.folder / keys.KEY_FILE).unlink()
    schools.open_school.cache_clear()
    return visits, plain


def test_a_school_of_before_is_encrypted_when_it_is_opened_and_loses_nothing(school, as_mentor, old):
    visits, plain = old
    assert in_clear(school.folder) == set(CANARIES)
    store = schools.open_school(school.folder)
    assert in_clear(school.folder) == set()
    there = replace(as_mentor, store=store)
    assert [sealed_texts.reveal(there, one).row["content"] for one in visits] == [LATER, TOLD, TOLD]
    assert sealed_texts.reveal(there, visits[0]).earlier[0][1]["content"] == TOLD
    assert [one.before for one in corrections.history(there, visits[0])[0].changes] == [TOLD]
    assert [one.body["content"] for one in drafts.mine(there)] == [DRAFTED]
    assert record_log.open_record(there, plain).line.words == "数学"
    assert [json.loads(row[2]) for row in audited(school, "texts.seal")] == [
        {"count": 3},
        {"count": 1},
        {"count": 1},
    ]


def test_it_is_done_once_and_goes_on_where_it_was_stopped(school, as_mentor, old):
    schools.open_school(school.folder)
    school.put_away()  # folds the WAL away, which changes the file
    before = bytes_of(school.folder)
    schools.open_school.cache_clear()
    schools.open_school(school.folder)
    assert bytes_of(school.folder) == before
    with school.store.write() as db:
        db.execute("update setting set value = 'true' where name = 'scrub_due'")
    schools.open_school.cache_clear()
    schools.open_school(school.folder)
    assert school.rows("select value from setting where name = 'scrub_due'") == [{"value": "false"}]


def test_the_rule_in_sql_that_finds_what_is_in_clear_is_the_rule_of_the_domain(school, as_mentor):
    with school.store.write() as db:
        for number, (kind, area, secret) in enumerate(
            ((kind, area, secret) for kind in Kind for area in (None, *AREAS) for secret in (0, 1)), start=1
        ):
            row = {"id": number, "kind": kind, "guidance_area": area, "is_restricted": secret, "content": "x"}
            row |= {
                "occurred_on": "2026-11-20",
                "author_id": school.people[MENTOR],
                "recorded_at": as_mentor.moment,
            }
            db.table("interaction").insert(row)
    schools.open_school.cache_clear()
    schools.open_school(school.folder)
    for row in school.rows("select * from interaction"):
        expected = is_sensitive(row["kind"], row["guidance_area"] or "", bool(row["is_restricted"]))
        assert (row["sealed"] is not None) == expected, row


def test_a_row_cannot_hold_a_text_in_clear_beside_the_encrypted_one(school, visit):
    for column in ("content", "place"):
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"), school.store.write() as db:
            db.execute(f"update interaction set {column} = 'x' where id = ?", [visit])


def test_a_new_school_has_its_key_from_the_beginning(tmp_path):
    store = schools.open_school(tmp_path / "new")
    assert (tmp_path / "new" / keys.KEY_FILE).exists()
    with store.read() as db:
        assert db.execute("select count(*) from audit where action = 'key.make'").fetchone() == (1,)


def test_a_database_that_was_killed_before_its_key_gets_one(tmp_path):
    (tmp_path / "new").mkdir()
    create_store(tmp_path / "new" / "school.db")
    schools.open_school(tmp_path / "new")
    assert (tmp_path / "new" / keys.KEY_FILE).exists()
    with closing(sqlite3.connect(tmp_path / "new" / "school.db")) as raw:
        assert raw.execute("select count(*) from setting where name = 'key_mark'").fetchone() == (1,)
