"""The server as the school starts it: port, delay, stopping, and the settings it is started with."""

import asyncio
import signal
import socket
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

from domain.errors import Refused
from server import serving
from server.serving import lan_address, listen
from tests.benchmarks.tiny import HOME, tiny_server

SETTINGS = tomllib.loads((HOME / ".streamlit/config.toml").read_text(encoding="utf-8"))


def test_each_connection_sends_at_once() -> None:
    assert asyncio.run(_delay_is_off(listen("127.0.0.1", 0)))


async def _delay_is_off(listener: socket.socket) -> bool:
    seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def look(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        seen.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(look, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())
        off = bool(await seen)
        writer.close()
    return off


def test_a_port_in_use_is_refused_with_another_to_try() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(Refused) as refused:
        port = first.getsockname()[1]
        listen("127.0.0.1", port)

    assert f"端口 {port} 已被别的程序占用" in refused.value.message
    assert f"--port {port + 1}" in refused.value.message


@pytest.mark.parametrize("address", ["203.0.113.9", "no-such-host.invalid"], ids=["not ours", "no address"])
def test_a_foreign_address_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="这台电脑没有地址"):
        listen(address, 0)


def test_a_port_is_free_again_right_after_a_stop() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            first.setblocking(True)
            first.accept()[0].close()

    listen("127.0.0.1", port).close()


def test_the_address_on_the_school_network_is_not_this_computer_only() -> None:
    found = lan_address()

    assert found is None or not found.startswith("127.")


def test_a_server_answers_and_stops_quietly_on_ctrl_c(tmp_path: Path) -> None:
    with tiny_server(tmp_path) as (address, process):
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=60) as answer:
            assert answer.status == 200
            assert "server" not in answer.headers
        stopped_well = _stop(process)
        said, _ = process.communicate(timeout=30)

    assert (process.returncode, said) == (stopped_well, "")


def _stop(process: subprocess.Popen[str]) -> int:
    """Press Ctrl+C and give the exit code to expect; Windows cannot press it for one process alone."""
    if sys.platform == "win32":
        process.terminate()
        return 1
    process.send_signal(signal.SIGINT)
    return 0


def _options() -> list[tuple[str, Any]]:
    tables = [(name, table) for name, table in SETTINGS.items()]
    tables.append(("theme.sidebar", SETTINGS["theme"]["sidebar"]))
    return [
        (f"{name}.{key}", value) for name, table in tables for key, value in table.items() if key != "sidebar"
    ]


@pytest.mark.parametrize(("name", "value"), _options(), ids=[name for name, _ in _options()])
def test_every_setting_is_one_that_streamlit_knows_and_takes(name: str, value: Any) -> None:
    option = config.get_config_options()[name]

    assert not option.deprecated
    assert option.value == value


def test_every_setting_has_a_reason_above_it() -> None:
    lines = (HOME / ".streamlit/config.toml").read_text(encoding="utf-8").splitlines()
    blocks = "\n".join(lines).split("\n[")[1:]

    assert all(block.splitlines()[1].startswith("# ") for block in blocks)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client.showErrorDetails", "none"),
        ("browser.gatherUsageStats", False),
        ("runner.postScriptGC", False),
        ("server.trustedUserHeaders", {"x-mentor-session": "id"}),
        ("server.maxUploadSize", 10),
        ("server.enableAgentApi", False),
    ],
)
def test_what_safety_and_speed_rest_on_is_set(name: str, value: Any) -> None:
    assert dict(_options())[name] == value


def test_what_is_worked_out_once_comes_out_the_same() -> None:
    """Run by itself: what it changes would stay changed for other tests."""
    script = """
from streamlit import config, emojis, string_util
from streamlit.navigation import page
from server.serving import settle_memory
labels = [*emojis.ALL_EMOJIS, *(one + " 好\\n的" for one in emojis.ALL_EMOJIS), "学业", "1", "#x", " a", "好🚨", "‼️"]
def seen():
    sections = ("theme", "theme.sidebar", "theme.light", "client")
    return [string_util.extract_leading_emoji(one) for one in labels], [config.get_options_for_section(one) for one in sections], [page.calc_hash(one) for one in ("", "today", "audit", "today")]
before = seen()
settle_memory()
assert emojis.EMOJI_EXTRACTION_REGEX != emojis.ESCAPED_EMOJI and isinstance(emojis.EMOJI_EXTRACTION_REGEX, str)
assert seen() == before
"""
    subprocess.run([sys.executable, "-X", "utf8", "-c", script], cwd=HOME, check=True)


if sys.platform != "win32":
    import resource

    def test_a_school_s_open_pages_are_not_stopped_by_the_usual_limit_of_open_files():
        line = "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (256, r.getrlimit(r.RLIMIT_NOFILE)[1])); "
        line += (
            "from server import serving; serving.allow_many_files(); print(r.getrlimit(r.RLIMIT_NOFILE)[0])"
        )
        said = subprocess.run(
            [sys.executable, "-c", line], cwd=HOME, capture_output=True, text=True, check=True
        ).stdout
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = serving.MANY_FILES
        assert int(said) == (most if hard == resource.RLIM_INFINITY else min(hard, most))
