"""The gate while the school is frozen, and the worker that makes it last."""

import asyncio
import threading
import time

import pytest

from server import freeze_watch, wishes
from services import freezing, sign_in
from services.context import clock
from services.school import system_context
from tests.school_builder import ADMIN, MENTOR
from tests.server.test_gate import app, ask, connect, token  # noqa: F401 - fixtures

ROUTES = ["/", "/today", "/frame", "/session", "/export/x", "/look.css", "/_stcore/health", wishes.ADDRESS]


def freeze(own, keep):
    freezing.begin(system_context(own.store), keep)


@pytest.mark.parametrize("path", ROUTES)
def test_every_address_says_frozen_and_nothing_else(app, school, token, path):  # noqa: F811
    freeze(school, "")
    answer = ask(app, path, token=token)
    assert answer.status == 503 and "已冻结" in answer.body.decode()
    assert "no-store" in answer.header("cache-control")


@pytest.mark.parametrize(("keep", "closed"), [("", 4503), ("t001", None)])
def test_no_page_s_socket_opens_either_but_for_the_sign_in_of_the_one_kept(app, school, keep, closed):  # noqa: F811
    freeze(school, keep)
    visit = asyncio.run(connect(app))
    assert (visit.closed, bool(visit.told)) == (closed, closed is None)


def test_health_still_answers(app, school):  # noqa: F811
    freeze(school, "")
    assert ask(app, "/healthz").status == 200


def test_with_one_account_kept_the_sign_in_page_is_there_and_the_children_s_is_not(app, school, token):  # noqa: F811
    freeze(school, "t001")
    assert ask(app, "/").status == 200
    assert ask(app, "/frame", token=token).status == 401
    assert ask(app, wishes.ADDRESS).status == 503


def test_the_worker_ends_the_sessions_soon_after_the_file_came(school):
    tokens = [
        sign_in.open_session_for(school.store, school.account(name), clock()) for name in (ADMIN, MENTOR)
    ]
    system = system_context(school.store)
    with freeze_watch.running(school.store, every=0.01):
        freeze(school, "t001")
        wait_for(lambda: freezing.is_honoured(system, freezing.state(school.store)))
        freezing.end(system)
        wait_for(lambda: freezing.is_honoured(system, None))
    assert not [one for one in tokens if sign_in.is_live(school.store, one, clock())]


def wait_for(holds, seconds=10.0):
    until, pause = time.monotonic() + seconds, threading.Event()
    while not holds():
        assert time.monotonic() < until
        pause.wait(0.01)
