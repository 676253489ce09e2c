"""Longer records on a phone: a home visit with a photo, a draft that outlives the server and changes the device."""

import shutil
import sqlite3
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from domain.permissions import Role
from services import school
from services.attachments import FOLDER
from services.context import clock
from services.sign_in import open_session_for
from tests.browser.conftest import DESK, PHONE, Served, running, settled
from tests.browser.test_record_phone import choice, form_on_a_phone, save, tap
from tests.make_photos import photo

pytestmark = pytest.mark.browser


def own_student(served: Served) -> int:
    """The student whom `form_on_a_phone` is about."""
    me = served.account(Role.MENTOR)["staff_id"]
    (row, *_) = served.rows(
        "select student_id from pairing where mentor_id = :id and valid_to is null", id=me
    )
    return int(row["student_id"])


def stranger(served: Served, student: int) -> str:
    """A session of a mentor who has nothing to do with this student."""
    (row, *_) = served.rows(
        """select account.id from account join pairing on pairing.mentor_id = account.staff_id and valid_to is null
            where account.is_disabled = 0
              and account.staff_id not in (select mentor_id from pairing where student_id = :student)
              and account.staff_id not in (select staff_id from homeroom
                    join class_membership member on member.class_id = homeroom.class_id where student_id = :student)
              and account.staff_id not in (select staff_id from staff_role)""",
        student=student,
    )
    return open_session_for(served.store, row["id"], clock())


def test_a_home_visit_with_a_photo_is_seen_by_the_child_s_circle_without_the_place_of_taking(
    served: Served, visit: Callable[..., Page]
) -> None:
    phone = form_on_a_phone(served, visit)
    tap(phone, "kind", "家访")
    tap(phone, "area", "家教")
    tap(phone, "effect", "好转")
    phone.get_by_label("家庭情况").fill("外婆照看，客厅里有书桌 㛃 🌼")
    phone.locator(
        "[data-testid=stFileUploaderDropzoneInput], [data-testid=stFileUploader] input[type=file]"
    ).first.set_input_files({"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    expect(phone.get_by_text("IMG_2041.jpg")).to_be_visible()
    settled(phone)
    save(phone)
    expect(phone.get_by_text("已保存")).to_be_visible()

    (row,) = served.rows("select * from attachment order by id desc limit 1")
    stored = (served.folder / FOLDER / row["file"]).read_bytes()
    assert not Image.open(BytesIO(stored)).getexif()
    assert b"PHONE" not in stored

    student = own_student(served)
    phone.goto(f"{served.address}/archive?student={student}")
    settled(phone)
    picture = phone.locator(f'img[src^="/file/{row["id"]}"]')
    picture.scroll_into_view_if_needed()
    phone.wait_for_function(
        "picture => picture.complete && picture.naturalWidth > 0", arg=picture.element_handle()
    )
    said = phone.get_by_text("外婆照看，客厅里有书桌 㛃 🌼")
    expect(said).to_have_count(0)
    phone.get_by_role("link", name="打开看").first.click()
    settled(phone)
    phone.get_by_role("button", name="打开看").click()
    expect(said.first).to_be_visible()
    phone.get_by_role("button", name="合上").click()
    expect(said).to_have_count(0)

    other = visit(f"{served.address}/today", PHONE, stranger(served, student))
    assert other.request.get(f"{served.address}/file/{row['id']}").status == 404
    assert (
        phone.request.get(f"{served.address}/file/{row['id']}").headers["cache-control"]
        == "private, no-store"
    )


def test_a_script_renamed_is_refused_in_words_and_the_form_keeps_everything_else(
    served: Served, visit: Callable[..., Page]
) -> None:
    phone = form_on_a_phone(served, visit)
    tap(phone, "kind", "家访")
    tap(phone, "area", "生活")
    tap(phone, "effect", "平稳")
    phone.get_by_label("约定", exact=True).fill("每晚读书")
    phone.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(
        {"name": "家里.jpg", "mimeType": "image/jpeg", "buffer": b"#!/bin/sh\nrm -rf /"}
    )
    expect(phone.get_by_text("家里.jpg")).to_be_visible()
    settled(phone)
    before = served.rows("select count(*) as n from interaction")
    save(phone)
    expect(phone.get_by_text("“家里.jpg”其实是程序，没有加上")).to_be_visible()
    assert served.rows("select count(*) as n from interaction") == before
    expect(phone.get_by_label("约定", exact=True)).to_have_value("每晚读书")
    expect(choice(phone, "area", "生活").first).to_have_attribute("aria-checked", "true")


def test_a_draft_outlives_the_server_and_is_finished_on_another_device(
    served: Served, visit: Callable[..., Page], tmp_path: Path
) -> None:
    folder = copy_of(served.folder, tmp_path / "school")
    with running(folder) as (address, process):
        own = Served(address, folder, school.open_school(folder))
        phone = visit(
            f"{address}/record?student={own_student(served)}&kind=home_visit",
            PHONE,
            served_token(own, served),
        )
        tap(phone, "area", "家教")
        phone.get_by_label("家庭情况").press_sequentially("和奶奶住，写作业在厨房")
        expect(phone.get_by_text("草稿已存")).to_be_visible()
        expect(phone.get_by_label("家庭情况")).to_be_focused()  # typing goes on
        process.kill()
        process.wait()
    with running(folder) as (address, _):
        own = Served(address, folder, school.open_school(folder))
        desk = visit(f"{address}/today", DESK, served_token(own, served))
        desk.get_by_text("没写完").first.click()  # the latest stands on top
        settled(desk)
        expect(desk.get_by_label("家庭情况")).to_have_value("和奶奶住，写作业在厨房")
        expect(choice(desk, "area", "家教").first).to_have_attribute("aria-checked", "true")
        choice(desk, "effect", "平稳").first.click()
        settled(desk)
        desk.get_by_role("button", name="保存", exact=True).click()
        expect(desk.get_by_text("已保存")).to_be_visible()
        assert own.rows("select * from draft where form_id in (select form_id from form_receipt)") == []
        (last,) = own.rows("select id, kind from interaction order by id desc limit 1")
        assert last["kind"] == "home_visit"
        desk.goto(f"{address}/log?record={last['id']}")
        desk.get_by_role("button", name="打开看").click()
        expect(desk.get_by_text("和奶奶住，写作业在厨房")).to_be_visible()


def copy_of(folder: Path, to: Path) -> Path:
    """A school in use, copied as it stands."""
    to.mkdir()
    for one in folder.iterdir():
        if one.is_file() and not one.name.startswith(school.DATABASE):
            shutil.copy(one, to)
    with (
        sqlite3.connect(folder / school.DATABASE) as running_one,
        sqlite3.connect(to / school.DATABASE) as copy,
    ):
        running_one.backup(copy)
    return to


def served_token(own: Served, served: Served) -> str:
    """A session in the copied school of the mentor shown in the first."""
    return open_session_for(own.store, served.account(Role.MENTOR)["id"], clock())
