"""A running server, asked over the raw socket by all sorts of names: only its own are answered (DNS rebinding)."""

import socket

import pytest

import cli
from server import hosts
from tests.benchmarks.pages import serving
from tests.school_builder import build, copy_of

GIVEN = "daoshi.school.cn"
OURS = ["127.0.0.1", "127.0.0.1:8501", "localhost", "LOCALHOST:80", "localhost.", "10.3.2.1:8501", "[::1]:8501", "[fe80::1]",
        GIVEN, f"{GIVEN}:443", socket.gethostname(), f"{socket.gethostname()}.local:8501", f"{socket.gethostname()}.lan"]  # fmt: skip
FOREIGN = ["evil.example", "evil.example:8501", f"{GIVEN}.evil.example", f"evil.{GIVEN}", "127.0.0.1.evil.example", "localhost.evil",
           "", ":8501", "127.0.0.1@evil.example", "::1", "[127.0.0.1]", "[evil.example]", "1e2", "0x7f.1"]  # fmt: skip
PATHS = [
    "/",
    "/today",
    "/healthz",
    "/frame",
    "/wish",
    "/look.css",
    "/_stcore/health",
    "/media/x",
    "/export/x",
]
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hosts")
    school = copy_of(build(folder / "template"), folder / "school")
    with serving(school.folder, "--host", GIVEN, "--host", "another.example") as (address, _):
        yield address.removeprefix("http://")


def said(place, path, *lines, more=""):
    """Status and body of one request whose header lines are written by hand."""
    name, _, port = place.partition(":")
    with socket.create_connection((name, int(port)), timeout=30) as wire:
        head = "".join(f"{line}\r\n" for line in lines)
        wire.sendall(f"GET {path} HTTP/1.1\r\n{head}{more}".encode() + b"\r\n")
        heard = b""
        while b"\r\n\r\n" not in heard and (part := wire.recv(65536)):
            heard += part
        head, _, body = heard.partition(b"\r\n\r\n")
        status = int(head.split()[1])
        while status != 101 and (part := wire.recv(65536)):
            body += part
    return status, body.decode()


@pytest.mark.parametrize("host", OURS)
def test_by_its_own_names_it_answers(place, host):
    assert said(place, "/", f"Host: {host}", "Connection: close")[0] == 200
    assert said(place, "/_stcore/stream", f"Host: {host}", f"Origin: http://{host}", more=UPGRADE)[0] == 101


@pytest.mark.parametrize("host", FOREIGN)
def test_by_a_foreign_name_nothing_is_given(place, host):
    for path in PATHS:
        assert said(place, path, f"Host: {host}", "Connection: close") == (403, hosts.NOT_OURS)
    for origin in ([], [f"Origin: http://{host}"]):
        status, body = said(place, "/_stcore/stream", f"Host: {host}", *origin, more=UPGRADE)
        assert (status, body) == (403, "")


def test_a_second_host_is_not_an_excuse(place):
    lines = f"Host: {place}", "Host: evil.example"
    assert said(place, "/", *lines, "Connection: close")[0] in {400, 403}
    assert said(place, "/", *reversed(lines), "Connection: close")[0] in {400, 403}


@pytest.mark.parametrize("sent", [(), (b"localhost", b"localhost"), (b"localhost", b"evil.example")])
def test_none_or_two_are_refused_by_the_gate_itself(sent):
    assert not hosts.is_asked_for({"headers": [(b"host", one) for one in sent]}, hosts.ours())


def test_a_computer_with_a_chinese_name_is_found_as_browsers_write_it(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "教务处")
    ascii_name = "教务处".encode("idna").decode()
    assert {ascii_name, f"{ascii_name}.local", f"{ascii_name}.lan", "localhost"} <= hosts.ours()


@pytest.mark.parametrize("name", ["http://daoshi.school.cn", "daoshi.school.cn:443", "*", "", "a b", "a/b"])
def test_a_name_that_is_no_name_is_refused_at_the_start(name, capsys):
    with pytest.raises(SystemExit):
        cli._parser().parse_args(["serve", "--host", name])
    assert "只写名字" in capsys.readouterr().err
