"""导师工作手册 and 成长档案: whose, what stands in them, and what stands there only when chosen and allowed."""

import json
import zipfile
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from db import settings
from domain.errors import Conflict, NotAllowed, NotFound
from domain.record_kinds import Kind
from services import calendar, handbooks, interactions, months, papers, print_jobs
from services import school as schools
from services.growths import Choice
from services.months import Edit
from tests.school_builder import (
    ABSENT,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_MENTOR,
    SEES,
    SEVEN_TWO,
    THREE_ONE,
    THREE_TWO,
)

FIRST, SECOND, THIRD = THREE_ONE[:3]
ALL = Choice(ranks=True, confidential=True)
PLAIN = Choice()


@pytest.fixture
def term(as_mentor):
    return calendar.begun_terms(as_mentor)[0].id


@pytest.fixture
def own(school, as_mentor, term):
    """The mentor's own handbook, as chosen."""
    return lambda choice=PLAIN: handbooks.of_mentor(as_mentor, school.people[MENTOR], term, choice)


def of(book, name):
    (found,) = [one for one in book.students if one.name == name]
    return found


def lines(growth):
    return [one for month in growth.contacts for one in month.contacts]


def test_a_handbook_holds_the_mentors_students_by_number_and_nobody_else(own):
    book = own()
    assert [one.name for one in book.students] == list(SEES[MENTOR])
    assert (book.school_year, book.term, book.mentor, book.subjects) == (
        "2026—2027学年",
        "上学期",
        MENTOR,
        "语文",
    )
    assert book.classes == "三（1）班、三（2）班"
    assert book.exported == f"{MENTOR} · 2026年11月20日 18:00 导出"


@pytest.mark.parametrize("person", [OTHER_MENTOR, HOMEROOM, LEADER])
def test_nobody_but_the_office_prints_another_mentors_handbook(school, term, person):
    with pytest.raises(NotAllowed):
        handbooks.of_mentor(school.as_person(person), school.people[MENTOR], term, PLAIN)
    assert [one[1] for one in handbooks.mentors(school.as_person(person))] in ([], [person])


def test_the_office_prints_any(school, term):
    office = school.as_person(OFFICE)
    assert MENTOR in [name for _, name, _ in handbooks.mentors(office)]
    book = handbooks.of_mentor(office, school.people[MENTOR], term, PLAIN)
    assert [one.name for one in book.students] == list(SEES[MENTOR])
    assert book.exported.startswith(OFFICE)


def test_a_mentor_without_students_is_told_so(school, term):
    with pytest.raises(NotFound, match="没有带学生"):
        handbooks.of_mentor(school.as_person(OFFICE), school.people[HOMEROOM], term, PLAIN)


def test_a_term_to_come_has_no_paper(school, as_mentor):
    with school.store.read() as db:
        later = [row["id"] for row in db.query("select id from term where starts_on > '2026-11-20'")]
    assert later
    with pytest.raises(NotFound, match="没有这个学期"):
        handbooks.of_mentor(as_mentor, school.people[MENTOR], later[0], PLAIN)


# ── contacts ─────────────────────────────────────────────────────────────────────────────────────────


def test_contacts_stand_under_their_month_with_kind_mode_and_area(school, as_mentor, own):
    interactions.record(as_mentor, school.talk(FIRST, content="聊了作业", on=date(2026, 10, 12)))
    (month,) = [one for one in of(own(), FIRST).contacts if one.contacts]
    assert month.name == "第二月"
    (line,) = month.contacts
    assert (
        line.day == "10月12日" and line.words.endswith("：聊了作业") and line.words.startswith("谈心（面谈")
    )
    assert [len(one.contacts) for one in of(own(), SECOND).contacts] == [0, 0, 0, 0]


def test_a_colleagues_record_is_in_the_archive_and_not_in_the_handbook(school, term, own):
    homeroom = school.as_person(HOMEROOM)
    interactions.record(homeroom, school.talk(FIRST, content="班主任也谈了"))
    assert lines(of(own(), FIRST)) == []
    (archive,) = handbooks.of_students(homeroom, [school.student(FIRST)], term, PLAIN)
    assert [one.words.split("：")[1] for one in lines(archive)] == ["班主任也谈了"]


def test_encrypted_texts_are_printed_only_when_chosen_and_then_noted(school, as_mentor, own):
    visit = school.talk(FIRST, kind=Kind.HOME_VISIT, content="奶奶病了", detail={"agreement": "每周打电话"})
    record = interactions.record(as_mentor, visit)
    (closed,) = lines(of(own(), FIRST))
    assert "加密保存，这份没有打印" in closed.words and "奶奶" not in closed.words
    assert reads(school) == []
    (opened,) = lines(of(own(ALL), FIRST))
    assert "奶奶病了" in opened.words and "约定：每周打电话" in opened.words
    assert f"interaction/{record}" in reads(school)


def reads(school):
    return [
        row["target"]
        for row in school.rows("select target from audit where action = 'interaction.read' order by seq")
    ]


def test_a_restricted_record_is_its_authors_whatever_is_chosen(school, as_mentor, term):
    interactions.record(as_mentor, school.talk(FIRST, content="只告诉您", is_restricted=True))
    for person in (OFFICE, HOMEROOM, LEADER):
        (archive,) = handbooks.of_students(school.as_person(person), [school.student(FIRST)], term, ALL)
        (line,) = lines(archive)
        assert line.words.endswith("保密记录，内容不打印")
    (own_archive,) = handbooks.of_students(as_mentor, [school.student(FIRST)], term, ALL)
    assert "只告诉您" in lines(own_archive)[0].words


def test_a_deleted_record_is_on_no_paper(school, as_mentor, own):
    record = interactions.record(as_mentor, school.talk(FIRST, content="写错了"))
    interactions.undo(as_mentor, record)
    assert lines(of(own(ALL), FIRST)) == []


def test_only_students_of_the_own_circle_are_in_an_archive(school, as_mentor, term):
    wanted = [school.student(one) for one in (FIRST, SEVEN_TWO[0], THREE_ONE[5])]
    assert [one.name for one in handbooks.of_students(as_mentor, wanted, term, ALL)] == [FIRST]
    with pytest.raises(NotFound):
        handbooks.of_students(as_mentor, wanted[1:], term, ALL)


def test_a_class_teacher_prints_the_whole_class_and_a_mentor_the_own_part(school, as_mentor, term):
    class_id = school.class_id("三（1）班")
    for context, names in ((school.as_person(HOMEROOM), THREE_ONE), (as_mentor, SEES[MENTOR])):
        ids = handbooks.class_students(context, class_id, term)
        assert {one.name for one in handbooks.of_students(context, ids, term, PLAIN)} == set(names)


# ── months and exams ─────────────────────────────────────────────────────────────────────────────────


def test_the_months_words_stand_in_their_rows(school, as_mentor, own, term):
    typed = {"performance": "按时交作业", "strength": "画了黑板报", "weakness": "", "measure": ""}
    empty = dict.fromkeys(typed, "")
    months.save(as_mentor, term, 2, [Edit(school.student(FIRST), empty, typed)])
    told = of(own(), FIRST).months
    assert [one.performance for one in told] == ["", "按时交作业", "", "", ""]
    assert told[1].strength == "画了黑板报"


def test_exams_stand_where_the_form_has_them_and_ranks_only_when_chosen(own):
    plain, ranked = of(own(), FIRST), of(own(ALL), FIRST)
    assert [bool(one.result) for one in plain.months] == [True, False, True, False, False]
    assert all(not one.rank for one in plain.months)
    assert [bool(one.rank) for one in ranked.months] == [True, False, True, False, False]
    assert not plain.curve.is_rank and ranked.curve.is_rank
    assert [bool(one.text) for one in ranked.curve.places] == [False, True, True, False, False]


def test_what_is_printed_is_what_the_database_holds(school, own):
    """An independent look: plain SQL, no service."""
    for growth in own(ALL).students:
        rows = school.rows(
            f"""select exam.slot, total, class_rank, grade_rank from exam_result join exam on exam.id = exam_id
                 where student_id = {school.student(growth.name)} order by held_on"""
        )
        known = {row["slot"]: row for row in rows}
        for slot, month, place in (("monthly", 0, 1), ("midterm", 2, 2)):
            row = known.get(slot)
            text = f"{row['total']:g}" if row and row["total"] is not None else None
            assert growth.months[month].result == (text or ("缺考" if growth.name == ABSENT else ""))
            rank = row["grade_rank"] if row and row["total"] is not None else None
            assert growth.curve.places[place].value == rank


def test_absent_is_said_and_breaks_the_curve(own):
    place = of(own(ALL), ABSENT).curve.places[2]
    assert (place.text, place.value, place.is_absent) == ("缺考", None, True)


@pytest.mark.parametrize(("name", "value"), [("show_ranks", False), ("ranks_hidden_grades", [3])])
def test_where_the_school_shows_no_ranks_none_is_printed(school, own, name, value):
    with school.store.write() as db:
        settings.put(db, name, value)
    told = of(own(ALL), FIRST)
    assert not told.curve.is_rank
    assert all(not one.rank for one in told.months)


# ── papers ───────────────────────────────────────────────────────────────────────────────────────────


def text(paper):
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages).split())


def test_a_paper_bears_the_names_and_who_took_it(school, as_mentor, term):
    found = text(papers.handbook(as_mentor, school.people[MENTOR], term, PLAIN, "pdf"))
    assert all(name in found for name in SEES[MENTOR])
    assert not any(name in found for name in (*THREE_ONE[4:], *THREE_TWO, *SEVEN_TWO))
    assert f"{MENTOR}·2026年11月20日18:00导出" in found


def test_blank_forms_name_the_school_alone(as_mentor):
    paper = papers.blank(as_mentor, "docx")
    with zipfile.ZipFile(BytesIO(paper.content)) as packed:
        body = packed.read("word/document.xml").decode()
    assert "学生成长记录档案" in body and not any(name in body for name in THREE_ONE)


def test_all_handbooks_come_as_one_zip_and_are_then_gone(school):
    office = school.as_person(OFFICE)
    term = calendar.begun_terms(office)[0].id
    chosen = handbooks.mentors(office)
    print_jobs.begin(office, [one for one, _, _ in chosen], term, PLAIN, "pdf")
    with pytest.raises(Conflict, match="正在生成"):
        print_jobs.begin(office, [chosen[0][0]], term, PLAIN, "pdf")
    wait(office)
    look = print_jobs.look(office)
    assert (look.done, look.total, look.is_ready, look.trouble) == (len(chosen), len(chosen), True, "")
    assert print_jobs.look(school.as_person(OFFICE).at(NOW)) is not None
    paper = print_jobs.fetch(office)
    with zipfile.ZipFile(BytesIO(paper.content)) as packed:
        assert sorted(packed.namelist()) == sorted(f"{name}导师工作手册.pdf" for _, name, _ in chosen)
        assert all(packed.read(one).startswith(b"%PDF") for one in packed.namelist())
    with pytest.raises(NotFound, match="已经取走"):
        print_jobs.fetch(office)
    assert print_jobs.look(office) is None


def wait(context):
    assert print_jobs._jobs[print_jobs._key(context)].wait(60)


def test_a_cancelled_job_leaves_nothing(school):
    office = school.as_person(OFFICE)
    term = calendar.begun_terms(office)[0].id
    ids = [one for one, _, _ in handbooks.mentors(office)]
    print_jobs.begin(office, ids * 20, term, PLAIN, "docx")
    job = print_jobs._jobs[print_jobs._key(office)]
    print_jobs.cancel(office)
    assert job.wait(60)
    assert job.content() == b"" and print_jobs.look(office) is None


def test_a_mentor_cannot_have_all_printed(as_mentor, term):
    with pytest.raises(NotAllowed):
        print_jobs.begin(as_mentor, [1], term, PLAIN, "pdf")


def test_the_command_line_prints_and_notes_it(school, tmp_path, capsys):
    import cli

    context = schools.system_context(school.store, NOW)
    assert handbooks.mentors(context)
    with school.store.read() as db:
        username = next(
            row["username"]
            for row in db.query(f"select username from account where staff_id = {school.people[MENTOR]}")
        )
    folder = ["--data", str(school.folder)]
    for arguments, name in (
        (["handbook", "--mentor", username, "--format", "pdf"], "own.pdf"),
        (["archive", "--student", "S101", "--format", "docx"], "archive.docx"),
        (["handbooks", "--all", "--format", "pdf"], "all.zip"),
    ):
        out = tmp_path / name
        assert cli.main(["print", *arguments, *folder, "--out", str(out)]) == 0, capsys.readouterr().err
        assert out.stat().st_size > 1000
    taken = [
        json.loads(row["detail"])["what"]
        for row in school.rows("select detail from audit where action = 'export.take'")
    ]
    assert taken == ["handbook.pdf", "archive.docx", "handbooks.pdf"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["handbook", "--mentor", "nobody"], "没有这个用户名"), (["archive", "--student", "0"], "没有这个学号")],
)
def test_who_is_not_there_is_said(school, tmp_path, capsys, arguments, says):
    import cli

    out = tmp_path / "no"
    assert cli.main(["print", *arguments, "--data", str(school.folder), "--out", str(out)]) == 1
    assert says in capsys.readouterr().err
    assert not out.exists()
