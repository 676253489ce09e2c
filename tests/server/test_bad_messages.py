"""What no browser sends, over the raw socket of a running server: it ends that socket at most, never the server."""

import json

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from components.session import COOKIE
from services import sign_in
from services.context import clock
from tests.benchmarks.client import Tab
from tests.benchmarks.pages import serving
from tests.school_builder import MENTOR, THREE_ONE, build, copy_of


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    place = tmp_path_factory.mktemp("bad")
    school = copy_of(build(place / "template"), place / "school")
    with school.store.write() as db:
        db.execute("update account set must_change_password = 0")
    cookie = f"{COOKIE}={sign_in.open_session_for(school.store, school.account(MENTOR), clock())}"
    with serving(school.folder) as (address, _):
        yield address, cookie


def names(tab):
    """Whether the page names the mentor's own children."""
    wanted = THREE_ONE[0].encode(), json.dumps(THREE_ONE[0])[1:-1].encode()
    return any(
        one in element.proto.SerializeToString() for element in tab.elements.values() for one in wanted
    )


def rerun(**values):
    message = BackMsg()
    message.rerun_script.page_name = "students"
    message.rerun_script.widget_states.widgets.append(WidgetState(**values))
    return message.SerializeToString()


def invalid_text():
    """A query that is no UTF-8: a lone surrogate, written into the bytes by hand."""
    message = BackMsg()
    message.rerun_script.query_string = "words=???"
    return message.SerializeToString().replace(b"???", b"\xed\xa0\x80")


BAD = {
    "garbage": b"\xff\xfe\x00garbage" * 50,
    "nothing": b"",
    "text": "{}",
    "unknown widget": rerun(id="$$ID-00-nobody", trigger_value=True),
    "another kind of value": rerun(id="$$ID-00-search", int_value=2**63 - 1),
    "a lone surrogate": invalid_text(),
    "oversized": b"\x00" * (51 * 1024 * 1024),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_message_no_browser_sends_leaves_the_server_serving(served, bad):
    address, cookie = served
    place = address.removeprefix("http://")
    with connect(f"ws://{place}/_stcore/stream", origin=address, subprotocols=["streamlit", "none"],
                 additional_headers={"Cookie": cookie}, max_size=None, compression=None, proxy=None) as socket:  # fmt: skip
        try:
            socket.send(BAD[bad])
            answer = socket.recv(timeout=3)
        except (ConnectionClosed, TimeoutError):
            answer = b""
    assert b"Traceback" not in (answer if isinstance(answer, bytes) else answer.encode())
    with Tab(address, cookie) as tab:
        tab.open("students")
        assert names(tab)


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_a_foreign_page_opens_no_socket(served, origin):
    address, cookie = served
    place = address.removeprefix("http://")
    with pytest.raises(InvalidStatus) as refused:
        connect(
            f"ws://{place}/_stcore/stream", origin=origin, additional_headers={"Cookie": cookie}, proxy=None
        )
    assert refused.value.response.status_code == 403


def test_three_hundred_strangers_keep_nobody_out(served):
    address, cookie = served
    place = address.removeprefix("http://")
    held = [
        connect(f"ws://{place}/_stcore/stream", origin=address, proxy=None, compression=None)
        for _ in range(300)
    ]
    try:
        with Tab(address, cookie) as tab:
            tab.open("students")
            assert names(tab)
    finally:
        for one in held:
            one.close_socket()
