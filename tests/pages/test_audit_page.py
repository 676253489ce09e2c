"""The auditor's page: what was done, found by number, older pages, and whether the log is whole."""

import pytest

from services import audit_log, interactions
from tests.school_builder import AUDITOR, MENTOR, THREE_ONE


@pytest.fixture
def page(school, tab):
    for name in THREE_ONE[:2]:
        interactions.record(school.as_person(MENTOR), school.talk(name, content="不给人看的话"))
    return tab(AUDITOR).open("audit")


def html(page) -> str:
    return " ".join(one.proto.body for one in page.app.get("html"))


def test_it_tells_who_did_what_and_nothing_of_what_was_said(page):
    assert f"<td>{MENTOR}</td><td>记了一次</td>" in html(page)
    assert "不给人看的话" not in html(page)


def test_a_student_s_number_narrows_it_and_a_wrong_one_is_told(page):
    page.app.text_input(key="audit_number").input("S101").run()
    assert html(page).count("记了一次") == 1
    page.app.text_input(key="audit_number").input("X9").run()
    assert "没有这个学号" in page.app.error[0].value


def test_one_press_says_whether_it_is_whole(page):
    page.app.button(key="verify_audit").click().run()
    assert "操作日志完整" in page.app.toast[0].value


def test_what_is_further_back_is_a_press_away(page, monkeypatch):
    monkeypatch.setattr("components.audit_view.PAGE", 2)
    monkeypatch.setattr(audit_log, "PAGE", 2)
    page.app.run()
    newest = html(page)
    page.app.button(key="audit_older").click().run()
    assert html(page) != newest
    page.app.button(key="audit_newest").click().run()
    assert "查看操作日志" in html(page)
