"""GET /file/ID through the gate: whoever may read the record has its files; all that is missing reads alike."""

from io import BytesIO

import pytest
from PIL import Image
from starlette.applications import Starlette

from server import files as door
from server.gate import Gate
from services import interactions, sign_in
from services.attachments import Upload
from services.context import clock
from tests.make_photos import PDF, photo
from tests.school_builder import (
    ADMIN,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    THIRD_MENTOR,
)
from tests.server.test_gate import ask

CIRCLE = {MENTOR, HOMEROOM, GRADE_HEAD, OFFICE, LEADER}
STRANGERS = {OTHER_MENTOR, OTHER_HOMEROOM, THIRD_MENTOR, ADMIN}


@pytest.fixture
def app(school):
    return Gate(Starlette(routes=[door.route(school.store)]), school.store)


def session(school, person):
    return sign_in.open_session_for(school.store, school.account(person), clock())


def recorded(school, **more):
    """A record of the mentor's with a photo and a PDF; the address of each."""
    form = school.talk("王子墨", **more)
    interactions.record(school.as_person(MENTOR), form, [Upload("a.jpg", photo()), Upload("约定.pdf", PDF)])
    return [f"/file/{row['id']}" for row in school.rows("select id from attachment order by id")]


@pytest.mark.parametrize("person", sorted(CIRCLE))
def test_the_child_s_circle_has_the_photo_and_it_stays_in_no_cache(school, app, person):
    answer = ask(app, recorded(school)[0], token=session(school, person))
    assert (answer.status, answer.header("content-type")) == (200, "image/jpeg")
    assert Image.open(BytesIO(answer.body)).size == (900, 1200)
    assert (answer.header("cache-control"), answer.header("x-content-type-options")) == (
        "private, no-store",
        "nosniff",
    )
    assert "sandbox" in answer.header("content-security-policy")


@pytest.mark.parametrize("person", sorted(STRANGERS))
def test_to_anybody_else_it_reads_like_a_file_that_never_was(school, app, person):
    token = session(school, person)
    photo_of_another, invented = (ask(app, one, token=token) for one in (recorded(school)[0], "/file/999999"))
    assert (photo_of_another.status, photo_of_another.body, photo_of_another.headers) == (
        invented.status, invented.body, invented.headers,
    )  # fmt: skip
    assert invented.status == 404


@pytest.mark.parametrize("person", sorted(CIRCLE))
def test_what_is_kept_to_oneself_is_the_author_s_alone(school, app, person):
    answer = ask(app, recorded(school, is_restricted=True)[0], token=session(school, person))
    assert answer.status == (200 if person == MENTOR else 404)


def test_a_paper_is_saved_never_opened_in_the_page(school, app):
    answer = ask(app, recorded(school)[1], token=session(school, MENTOR))
    assert (answer.body, answer.header("content-type")) == (PDF, "application/pdf")
    assert answer.header("content-disposition").startswith("attachment;")


def test_a_list_gets_a_small_picture(school, app):
    answer = ask(app, recorded(school)[0], token=session(school, MENTOR), query="small")
    assert max(Image.open(BytesIO(answer.body)).size) == 240


@pytest.mark.parametrize("token", [None, "x" * 43])
def test_without_a_session_there_is_nothing(school, app, token):
    assert ask(app, recorded(school)[0], token=token).status == 404


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "x", "１", "9" * 40, "%2e%2e%2fschool.db"])
def test_what_is_no_number_is_no_file(school, app, number):
    recorded(school)
    assert ask(app, f"/file/{number}", token=session(school, MENTOR)).status == 404


def test_a_record_taken_back_takes_its_files_with_it(school, app):
    address, token = recorded(school)[0], session(school, MENTOR)
    (row,) = school.rows("select id from interaction")
    interactions.undo(school.as_person(MENTOR), row["id"])
    assert ask(app, address, token=token).status == 404
