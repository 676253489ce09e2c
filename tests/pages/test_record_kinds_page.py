"""Every kind of record on its page: what it asks for, about whom, and what the address opens with."""

import json
import re

import pytest

from domain.record_kinds import Kind
from domain.records import MAX_CONTENT
from services import attachments, interactions
from services.school import system_context
from tests.make_photos import PDF, photo
from tests.school_builder import HOMEROOM, LEADER, MENTOR, NOBODY, OFFICE, THREE_ONE, TODAY
from tests.services.test_attachments import on_disk

RARE = "㛃䶮𬱟龑 👨‍👩‍👧 一句"


def records(school):
    return school.rows(
        "select interaction.*, (select group_concat(name) from interaction_participant part "
        "join student on student.id = part.student_id where interaction_id = interaction.id) as names "
        "from interaction where deleted_at is null"
    )


def fill(form, label, text):
    """Type into the field of this label."""
    fields = (*form.app.text_area, *form.app.text_input, *form.app.number_input)
    next(one for one in fields if one.label == label).set_value(text)
    return form


@pytest.fixture
def about(school, tab):
    """The mentor's form about 王子墨 at a kind."""

    def opened(kind, **more):
        return tab(MENTOR).open("record", student=school.student("王子墨"), kind=kind.value, **more)

    return opened


@pytest.mark.parametrize("kind", [Kind.GUARDIAN_CONTACT, Kind.LETTER, Kind.MENTEE_REPORT, Kind.HOME_VISIT])
def test_the_address_opens_the_form_at_a_kind(school, about, kind):
    form = about(kind)
    assert form.choice("mode").value == kind.modes[0]
    form.pick("area", "家教").pick("effect", "好转").press("save_button")
    (row,) = records(school)
    assert (row["kind"], row["talk_mode"], row["names"]) == (kind, kind.modes[0], "王子墨")


def test_other_kinds_are_behind_one_choice(school, about):
    form = about(Kind.TALK)
    assert not [one for one in form.app.pills if one.key.startswith("more_")]
    form.choice("kind").set_value("more")
    form.run().choice("more").set_value(Kind.LETTER)
    form.run().pick("area", "心理").pick("effect", "平稳").press("save_button")
    assert [row["kind"] for row in records(school)] == ["letter"]


@pytest.mark.parametrize(
    ("person", "may"), [(MENTOR, False), (HOMEROOM, False), (OFFICE, True), (LEADER, True)]
)
def test_a_school_consultation_is_offered_to_those_who_may_write_it(tab, person, may):
    own = tab(person).open("record", kind="class_consultation")
    assert (Kind.SCHOOL_CONSULTATION.text in own.choice("more").options) is may


def test_an_address_cannot_open_what_one_may_not_write(school, tab):
    own = tab(MENTOR).open("record", student=school.student("王子墨"), kind="school_consultation")
    assert own.choice("kind").value == Kind.TALK


def test_a_group_activity_is_about_those_who_were_there(school, tab):
    form = tab(MENTOR).open("record", kind="group_activity")
    absent = school.student(THREE_ONE[1])
    form.choice("present").unselect(absent)
    form.pick("own_form", "文体活动")
    fill(form, "花费（元）", 35.5)
    form.press("save_button")
    (row,) = records(school)
    assert set(row["names"].split(",")) == {THREE_ONE[0], *THREE_ONE[2:4]}
    assert json.loads(row["detail"]) == {"form": "文体活动", "cost": "35.50"}
    assert row["mentor_group_id"]


def test_from_a_child_s_form_the_child_s_group_is_chosen(school, tab):
    own = tab(HOMEROOM).open("record", student=school.student(THREE_ONE[5]), kind="group_activity")
    (group,) = school.rows("select id from mentor_group where name = '扬帆组'")
    assert own.choice("for_group").value == group["id"]
    assert set(own.choice("present").value) == set(school.ids(*THREE_ONE[4:]))


def test_a_group_activity_nobody_came_to_is_not_one(school, tab):
    form = tab(MENTOR).open("record", kind="group_activity")
    form.choice("present").set_value([])
    form.press("save_button")
    assert form.part("need").text[0].value == "还差：到场的学生、活动形式"


def test_the_address_chooses_the_class(school, tab):
    form = tab(MENTOR).open("record", kind="class_meeting", **{"class": school.class_id("三（2）班")})
    fill(form, "主题", "诚信").press("save_button")
    (row,) = records(school)
    assert (row["kind"], row["class_id"], row["names"]) == (
        "class_meeting",
        school.class_id("三（2）班"),
        None,
    )


def test_a_talk_given_at_the_class_meeting_is_a_switch(school, tab):
    form = tab(MENTOR).open("record", kind="class_meeting", **{"class": school.class_id("三（1）班")})
    next(one for one in form.app.toggle if one.label == "作了专题发言").set_value(True)
    fill(form.run(), "题目", "怎样记错题").press("save_button")
    assert [row["kind"] for row in records(school)] == ["class_talk"]


def test_another_meeting_stays_at_meetings(school, tab):
    form = tab(MENTOR).open("record", kind="parent_class", **{"class": school.class_id("三（1）班")})
    fill(form, "主题", "陪伴")
    fill(form, "到场人数", 41).press("again_button")
    assert form.title == "家长课堂"
    assert json.loads(records(school)[0]["detail"]) == {"topic": "陪伴", "present": "41"}


def test_an_exam_analysis_shows_how_the_student_stood_and_needs_both_answers(school, about):
    form = about(Kind.EXAM_ANALYSIS)
    assert "年级第 3 名，比第一次月考名次没有变" in form.text
    form.press("save_button")
    assert form.part("need").text[0].value == "还差：存在的问题、对策"
    fill(form, "存在的问题", "应用题读不完")
    fill(form, "对策", "每天一道").press("save_button")
    (row,) = records(school)
    assert (row["kind"], row["guidance_area"], row["effect"]) == ("exam_analysis", None, None)
    assert row["exam_id"]


def test_without_results_there_is_nothing_to_analyse(school, tab):
    own = tab(OFFICE).open("record", student=school.student("谢奕辰"), kind="exam_analysis")
    assert own.said == ["还没有这名学生的成绩。导入成绩以后再写考后分析。"]
    assert not own.app.exception


# ── files ────────────────────────────────────────────────────────────────────────────────────────────


def test_photos_and_papers_go_with_the_record(school, about):
    form = about(Kind.HOME_VISIT).pick("area", "家教").pick("effect", "好转")
    form.app.file_uploader[0].set_value(
        [("a.jpg", photo((80, 60)), "image/jpeg"), ("b.pdf", PDF, "application/pdf")]
    )
    form.press("save_button")
    (row,) = records(school)
    found = attachments.of_records(school.as_person(MENTOR), [row["id"]])[row["id"]]
    assert [one.name for one in found] == ["a.jpg", "b.pdf"]


def test_a_file_that_is_not_what_it_says_is_refused_and_the_form_keeps_everything(school, about):
    form = about(Kind.HOME_VISIT).pick("area", "家教").pick("effect", "好转")
    fill(form, "约定", RARE)
    form.app.file_uploader[0].set_value([("假的.jpg", b"MZ\x90\x00", "image/jpeg")])
    form.press("save_button")
    assert form.part("need").text[0].value.startswith("“假的.jpg”其实是程序，没有加上。")
    assert (form.choice("area").value, form.choice("effect").value) == ("家教", "好转")
    assert next(one for one in form.app.text_area if one.label == "约定").value == RARE
    assert (records(school), on_disk(school)) == ([], set())


# ── what may come ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (RARE, RARE),
        ("字" * MAX_CONTENT, "字" * MAX_CONTENT),
        ("一\x00二\x07三\r\n四", "一二三\n四"),
        ("**粗** <b>x</b> $a$", "**粗** <b>x</b> $a$"),
    ],
    ids=["rare", "as long as may be", "control", "markup"],
)
def test_what_was_typed_is_kept(school, about, text, kept):
    form = about(Kind.TALK).pick("area", "学业").pick("effect", "平稳")
    form.app.text_area[0].set_value(text)
    form.press("save_button")
    assert [row["content"] for row in records(school)] == [kept]


def test_too_long_is_said_and_nothing_is_lost(school, about):
    form = about(Kind.TALK).pick("area", "学业").pick("effect", "平稳")
    form.app.text_area[0].set_value("字" * (MAX_CONTENT + 1))
    form.press("save_button")
    assert re.search("内容有 5001 字，最多 5000 字", form.part("need").text[0].value)
    assert form.app.text_area[0].value == "字" * (MAX_CONTENT + 1)
    assert records(school) == []


def test_who_may_not_record_gets_one_sentence(tab):
    own = tab(NOBODY).open("record", kind="group_activity")
    assert len(own.said) == 1


def test_the_day_is_filled_in(school, about):
    about(Kind.TALK).pick("area", "学业").pick("effect", "平稳").press("save_button")
    assert [row["occurred_on"] for row in records(school)] == [TODAY.isoformat()]


# ── where ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def in_the_office(school, as_mentor):
    """The mentor's last talk was in the 办公室."""
    interactions.record(as_mentor, school.talk(THREE_ONE[1], place="办公室"))


def places(school):
    return [row["place"] for row in school.rows("select place from interaction order by id")][1:]


def test_the_usual_place_is_filled_in_and_seen(school, in_the_office, about):
    form = about(Kind.TALK)
    assert any("办公室" in one.label for one in form.app.expander)
    form.pick("area", "学业").pick("effect", "平稳").press("save_button")
    assert places(school) == ["办公室"]


@pytest.mark.parametrize("kind", [Kind.TALK, Kind.HOME_VISIT, Kind.GUARDIAN_CONTACT])
def test_of_a_call_or_a_visit_no_place_is_guessed(school, in_the_office, about, kind):
    form = about(kind).pick("area", "家教").pick("effect", "平稳")
    if kind is Kind.TALK:
        form.pick("mode", "电话")
    form.press("save_button")
    assert places(school) == [None]


def test_a_place_somebody_changed_is_kept(school, in_the_office, about):
    form = about(Kind.TALK)
    form.app.session_state[next(one.key for one in form.app.expander if "换日期" in one.label)] = True
    form.run()
    fill(form, "地点", "操场").pick("area", "生活").pick("effect", "平稳").press("save_button")
    assert places(school) == ["操场"]


def test_marks_in_names_are_no_markdown_on_the_choices(school, tab):
    """Streamlit reads the labels of pills as Markdown."""
    with system_context(school.store).write() as tx:
        tx.db.execute("update student set name = '王*子*墨' where name = '王子墨'")
        tx.db.execute("update mentor_group set name = '启**明**组' where name = '启明组'")
        tx.audit("test.build", "student")
    (group,) = school.rows("select id from mentor_group where name = '启**明**组'")
    seen = [
        option.content
        for form in (
            tab(MENTOR).open("record"),
            tab(HOMEROOM).open("record", kind="group_activity", group=group["id"]),
        )
        for pills in form.app.pills
        for option in pills.proto.options
    ]
    assert "王\\*子\\*墨" in seen
    assert any("启\\*\\*明" in one for one in seen)
    assert not [one for one in seen if "王*" in one or "启*" in one]
