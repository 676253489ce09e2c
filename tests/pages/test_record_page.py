"""记一次: what is missing is named, a save is one row however often it is pressed, and can be taken back."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from components import saved_bar
from domain.confidence import Level
from domain.record_kinds import Kind
from services import record_log
from tests.school_builder import HOMEROOM, MENTOR, NOW, THREE_ONE, TODAY


@pytest.fixture
def form(school, tab):
    """The mentor's form about 王子墨, nothing chosen yet."""
    return tab(MENTOR).open("record", student=school.student("王子墨"))


def records(school):
    """What lies in the database, with its students' names."""
    return school.rows(
        "select interaction.*, group_concat(student.name) as names from interaction "
        "join interaction_participant on interaction_id = interaction.id join student on student_id = student.id "
        "where deleted_at is null group by interaction.id"
    )


def filled(form, area="学业", effect="平稳"):
    return form.pick("area", area).pick("effect", effect)


def test_the_form_opens_with_mode_and_day_filled_in_and_nothing_judged(form):
    assert form.title.startswith("王子墨")
    assert {name: form.choice(name).value for name in ("area", "mode", "effect")} == {
        "area": None,
        "mode": "面谈",
        "effect": None,
    }
    assert "11月20日" in form.text


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({}, "还差：哪方面、效果"),
        ({"area": "心理"}, "还差：效果"),
        ({"effect": "好转"}, "还差：哪方面"),
        ({"area": "心理", "effect": "需关注"}, "还差：哪天跟进"),
    ],
    ids=str,
)
def test_what_is_missing_is_named_and_nothing_is_written(school, form, choices, says):
    for name, option in choices.items():
        form.pick(name, option)
    form.press("save_button")
    assert form.part("need").text[0].value == says
    assert form.title.startswith("王子墨")
    assert records(school) == []


def test_what_was_chosen_is_still_there_after_a_refusal(school, form):
    form.pick("area", "心理").press("save_button")
    assert form.choice("area").value == "心理"
    form.pick("effect", "平稳").press("save_button")
    assert [row["guidance_area"] for row in records(school)] == ["心理"]


def test_a_save_writes_one_row_and_goes_back_to_the_day(school, form):
    filled(form).app.text_area[0].set_value("  聊了数学作业  ")
    form.press("save_button")
    (row,) = records(school)
    assert form.title == "晚上好，田老师"
    assert (row["names"], row["kind"], row["guidance_area"], row["talk_mode"], row["effect"], row["content"]) == (
        "王子墨", "talk", "学业", "面谈", "平稳", "聊了数学作业",
    )  # fmt: skip
    assert (row["occurred_on"], row["author_id"], row["is_restricted"]) == (
        TODAY.isoformat(),
        school.people[MENTOR],
        0,
    )


def test_while_another_program_holds_the_database_a_sentence_says_so_and_the_form_keeps_its_words(
    school, form, monkeypatch
):
    monkeypatch.setattr("db.connection.WAIT_FOR_LOCK_MS", 50)
    school.put_away()  # a connection learns how long to wait when it is opened
    filled(form).app.text_area[0].set_value("聊了很久，不想再写一遍")
    with closing(sqlite3.connect(school.store.path, isolation_level=None)) as other:
        other.execute("begin immediate")
        form.press("save_button")
        assert "系统正忙" in form.text + "".join(one.value for one in form.app.error)
        assert records(school) == []
        other.execute("rollback")
    assert form.app.text_area[0].value == "聊了很久，不想再写一遍"
    form.press("save_button")
    assert [row["content"] for row in records(school)] == ["聊了很久，不想再写一遍"]


def test_two_saves_in_a_row_are_two_records(school, tab):
    own = tab(MENTOR)
    for name in ("王子墨", "李沐阳"):
        filled(own.open("record", student=school.student(name))).press("save_button")
    assert [row["names"] for row in records(school)] == ["王子墨", "李沐阳"]


def test_nothing_of_a_saved_form_is_left_in_the_next(school, form):
    filled(form).app.text_area[0].set_value("只属于王子墨")
    form.press("save_button")
    form.open("record", student=school.student("李沐阳"))
    assert form.choice("area").value is None
    assert form.app.text_area[0].value == ""


def test_another_record_keeps_the_kind_and_the_subject_for_the_next_student(school, form):
    form.choice("kind").set_value(Kind.GUARDIAN_CONTACT)
    filled(form.run(), area="家教").press("again_button")
    assert form.title == "记给谁"
    assert form.has("undo")
    form.pick("pick", school.student("李沐阳")).run()
    assert form.title.startswith("李沐阳")
    assert (form.choice("kind").value, form.choice("area").value) == (
        "guardian_contact",
        "家教",
    )
    assert form.choice("effect").value is None
    form.pick("effect", "好转").press("save_button")
    assert [(row["names"], row["kind"], row["guidance_area"]) for row in records(school)] == [
        ("王子墨", "guardian_contact", "家教"),
        ("李沐阳", "guardian_contact", "家教"),
    ]


def test_undo_takes_the_record_back(school, form):
    filled(form).press("save_button")
    form.press("undo")
    assert records(school) == []
    assert "已撤销，这条没有记下。" in form.said
    assert not form.has("undo")


def test_undo_is_offered_for_a_moment_only(form, clock):
    filled(form).press("save_button")
    clock.now = NOW + timedelta(seconds=saved_bar.SHOWN_FOR + 1)
    assert not form.run().has("undo")


def test_needing_attention_asks_for_a_day_and_keeps_the_promise(school, form):
    assert not form.has("again")
    filled(form, effect="需关注").run()
    form.pick("again", "三天后").press("save_button")
    assert [(row["due_on"], row["owner_id"]) for row in school.rows("select * from follow_up")] == [
        ((TODAY + timedelta(3)).isoformat(), school.people[MENTOR])
    ]


def test_any_day_can_be_promised(school, form):
    filled(form, effect="需关注").run()
    form.pick("again", "选日期").run()
    form.app.date_input[0].set_value(TODAY + timedelta(20))
    form.press("save_button")
    assert [row["due_on"] for row in school.rows("select * from follow_up")] == [
        (TODAY + timedelta(20)).isoformat()
    ]


def test_a_home_visit_has_its_four_fields(school, form):
    form.choice("kind").set_value(Kind.HOME_VISIT)
    form.run()
    values = {"同去的人": "方老师", "家庭情况": "和奶奶住", "家长的想法": "", "约定": "每晚读书"}
    for label, text in values.items():
        next(one for one in (*form.app.text_input, *form.app.text_area) if one.label == label).set_value(text)
    filled(form).press("save_button")
    (row,) = records(school)
    assert (row["kind"], row["talk_mode"]) == ("home_visit", "入户")
    kept = record_log.open_sealed(school.as_person(MENTOR), row["id"]).details
    assert dict(kept) == {label: text for label, text in values.items() if text}


def test_several_students_are_one_record_even_if_save_follows_the_tick_at_once(school, form):
    """On a slow network both taps arrive in one go."""
    form.app.toggle[0].set_value(True)
    form.run()
    form.pick("others", school.student("李沐阳"))
    filled(form).press("save_button")
    assert [row["names"] for row in records(school)] == ["王子墨,李沐阳"]
    assert "王子墨 等 2 人" in form.text


def test_a_record_kept_to_oneself_is_kept(school, form, tab):
    filled(form).app.text_area[0].set_value("家里的事")
    form.pick("level", Level.OWN)
    form.press("save_button")
    assert [row["is_restricted"] for row in records(school)] == [1]
    assert "家里的事" not in tab(HOMEROOM).open("archive", student=school.student("王子墨")).text


def test_yesterday_s_talk_can_still_be_written_down(school, form):
    form.app.session_state[next(one.key for one in form.app.expander if "换日期" in one.label)] = True
    form.run().app.date_input[0].set_value(TODAY - timedelta(1))
    filled(form).press("save_button")
    assert [row["occurred_on"] for row in records(school)] == [(TODAY - timedelta(1)).isoformat()]


def test_whom_to_record_is_asked_own_students_first_then_anybody_in_reach(school, tab):
    own = tab(HOMEROOM).open("record")
    assert own.title == "记给谁"
    picker = own.app.selectbox[0]
    assert [option.split("　")[0] for option in picker.options] == list(THREE_ONE)
    picker.set_value(school.student("杨博文"))
    assert own.run().title.startswith("杨博文")
