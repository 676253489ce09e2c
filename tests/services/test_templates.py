"""打印模板: uploaded, looked over, tried, in use, put back; whatever is refused changes nothing."""

import sys
import zipfile
from io import BytesIO

import pytest

from domain.errors import Conflict, Invalid, NotFound, Refused
from services import papers, template_trials, templates
from services.growths import Choice
from services.print_jobs import Job
from tests.make_word import GOOD, template, text_of, word
from tests.school_builder import MENTOR, OFFICE, THREE_ONE

ACTS = {"template.upload", "template.use", "template.put_back"}


@pytest.fixture
def office(school):
    return school.as_person(OFFICE)


def acts(school):
    return [(row["action"], row["target"]) for row in school.rows("select action, target from audit order by seq")
            if row["action"] in ACTS]  # fmt: skip


def kept(school):
    return school.rows("select id, name, is_used from (select id, name, in_use_since is not null as is_used from document_template)")  # fmt: skip


def take_into_use(office, content, purpose="handbook"):
    number = templates.upload(office, purpose, "我校手册.docx", content).kept
    one = next(one for one in templates.listed(office, purpose) if one.id == number)
    templates.use(office, one.id, one.version)
    return one


def own_handbook(school):
    person = school.as_person(MENTOR)
    term = school.rows("select id from term where number = 1")[0]["id"]
    return papers.handbook(person, person.actor.staff_id, term, Choice(), "docx")


def test_from_an_upload_to_everybody_s_handbook_and_back(school, office):
    looked = templates.upload(office, "handbook", r"C:\桌面\我校手册.docx", template("育才专用"))
    assert looked.report.is_usable and looked.name == "我校手册.docx"
    assert "育才专用" not in text_of(own_handbook(school).content)
    shown = text_of(templates.trial(office, looked.kept).content)
    assert "育才专用" in shown and "张小雨" in shown
    (one,) = templates.listed(office, "handbook")
    assert (one.is_in_use, one.since) == (False, None)
    templates.use(office, one.id, one.version)
    made = text_of(own_handbook(school).content)
    assert "育才专用" in made and "{{" not in made
    templates.put_back(office, "handbook")
    assert "育才专用" not in text_of(own_handbook(school).content)
    (one,) = templates.listed(office, "handbook")
    assert (one.is_in_use, one.until) == (False, office.today)
    templates.use(office, one.id, one.version)
    assert "育才专用" in text_of(own_handbook(school).content)
    assert [act for act, _ in acts(school)] == [
        "template.upload",
        "template.use",
        "template.put_back",
        "template.use",
    ]


def test_a_new_one_takes_the_place_of_the_one_in_use_which_is_kept(school, office):
    first = take_into_use(office, template("第一份"))
    second = take_into_use(office, template("第二份"))
    told = {one.id: one.is_in_use for one in templates.listed(office, "handbook")}
    assert told == {first.id: False, second.id: True}
    assert "第二份" in text_of(own_handbook(school).content)


def test_an_archive_s_template_is_one_of_its_own(school, office):
    take_into_use(office, template("档案专用"), "archive")
    assert "档案专用" not in text_of(own_handbook(school).content)
    term = school.rows("select id from term where number = 1")[0]["id"]
    paper = papers.archive(office, school.student(THREE_ONE[0]), term, Choice(), "docx")
    assert "档案专用" in text_of(paper.content)
    assert papers.archive(office, school.student(THREE_ONE[0]), term, Choice(), "pdf").content.startswith(
        b"%PDF"
    )


@pytest.mark.parametrize(
    "content",
    [word(*GOOD, "{{ 人.姓明 }}"), word(*GOOD, "{{ 学校.__class__ }}"), word("{{ 学校 }}")],
    ids=["misspelt", "code", "missing"],
)
def test_a_template_with_errors_is_not_kept(school, office, content):
    looked = templates.upload(office, "handbook", "x.docx", content)
    assert looked.kept is None and not looked.report.is_usable
    assert kept(school) == [] and acts(school) == []


@pytest.mark.parametrize("content", [b"PK" + b"0" * 60 * 1024 * 1024, b"\xd0\xcf\x11\xe0 old", b""])
def test_what_is_no_template_is_refused_and_nothing_is_kept(school, office, content):
    with pytest.raises(Refused):
        templates.upload(office, "handbook", "x.docx", content)
    assert kept(school) == [] and acts(school) == []


def test_the_same_file_twice_is_kept_once_and_one_never_used_makes_way(school, office):
    first = templates.upload(office, "handbook", "甲.docx", template("甲")).kept
    assert templates.upload(office, "handbook", "甲.docx", template("甲")).kept == first
    templates.upload(office, "handbook", "乙.docx", template("乙"))
    assert [row["name"] for row in kept(school)] == ["乙.docx"]


def test_two_of_the_office_who_choose_at_once_the_second_is_told(office):
    number = templates.upload(office, "handbook", "甲.docx", template("甲")).kept
    (seen,) = templates.listed(office, "handbook")
    templates.use(office, number, seen.version)
    templates.put_back(office, "handbook")
    with pytest.raises(Conflict):
        templates.use(office, number, seen.version)
    with pytest.raises(Conflict, match="系统自带"):
        templates.put_back(office, "handbook")
    with pytest.raises(NotFound):
        templates.use(office, 9999, 1)
    with pytest.raises(NotFound):
        templates.upload(office, "ledger", "甲.docx", template("甲"))


def test_one_that_the_present_program_cannot_fill_is_not_taken_into_use(school, office):
    number = templates.upload(office, "handbook", "甲.docx", template("甲")).kept
    with school.store.write() as db:
        db.execute("update document_template set body = ?", [word(*GOOD, "{{ 从前的词 }}")])
    (one,) = templates.listed(office, "handbook")
    with pytest.raises(Invalid, match="没有换"):
        templates.use(office, number, one.version)
    with pytest.raises(Invalid):
        templates.trial(office, number)
    assert not templates.listed(office, "handbook")[0].is_in_use


# ── beside the server ────────────────────────────────────────────────────────────────────────────────


def test_what_takes_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr(template_trials, "_WORKER", (sys.executable, "-c", "while True: pass"))
    with pytest.raises(Refused, match="时间或内存太多"):
        template_trials.tried("handbook", template(), seconds=0.3)


def test_what_takes_all_the_memory_is_given_up(monkeypatch):
    greedy = "from services.template_worker import _bound; _bound(); x = b'x' * (3 * 1024**3)"
    monkeypatch.setattr(template_trials, "_WORKER", (sys.executable, "-c", greedy))
    with pytest.raises(Refused, match="时间或内存太多"):
        template_trials.tried("handbook", template())


def test_all_handbooks_are_printed_from_the_school_s_template(school, office):
    take_into_use(office, template("全校专用"))
    term = school.rows("select id from term where number = 1")[0]["id"]
    job = Job(office, [school.people[MENTOR]], term, Choice(), "docx")
    assert job.wait(60) and job.look().is_ready, job.look().trouble
    with zipfile.ZipFile(BytesIO(job.content())) as bundle:
        assert ["全校专用" in text_of(bundle.read(one)) for one in bundle.namelist()] == [True]
