"""Run the web server the way a school needs it: no added delay, no needless collecting, one clear port."""

import errno
import gc
import importlib
import logging
import os
import re
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import uvicorn
from starlette.types import ASGIApp
from streamlit import config, emojis
from streamlit.navigation import page
from streamlit.runtime import app_session
from streamlit.runtime.runtime_util import get_max_message_size_bytes
from streamlit.web import bootstrap

from domain.errors import Refused

# Loaded before the first visitor comes (about a second), so that the first click is as quick as the next.
WARM = (
    "pandas",
    "altair",
    "streamlit_authenticator",
    "streamlit.elements.vega_charts",
    "streamlit.elements.arrow",
)
BACKLOG = 512
MANY_FILES = 8192
# Addresses of private networks: connecting a UDP socket to one chooses the network card and sends nothing.
# Several, because a school network without a gateway reaches only its own range.
SOMEWHERE_LOCAL = ("10.254.254.254", "192.168.1.254", "192.168.0.254", "172.16.254.254")


def serve(
    app: ASGIApp, address: str = "0.0.0.0", port: int = 8501, announce: Callable[[int], None] | None = None
) -> None:
    """Serve until Ctrl+C or a termination signal; raises Refused when the port cannot be had.

    `announce` gets the port once it is ours: from then on a browser's request waits and is answered.
    """
    allow_many_files()
    listener = listen(address, port)
    try:
        bound = int(listener.getsockname()[1])
        bootstrap.load_config_options({"server_address": address, "server_port": bound})
        if announce:
            announce(bound)
        settle_memory()
        with suppress(KeyboardInterrupt):
            uvicorn.Server(_settings(app)).run(sockets=[listener])
    finally:
        listener.close()


def allow_many_files() -> None:
    """An open page holds four files and sockets, one just closed three for two minutes: 150 people are past 1,024."""
    if sys.platform == "win32":  # there no such limit is met
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MANY_FILES if hard == resource.RLIM_INFINITY else min(MANY_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def listen(address: str, port: int) -> socket.socket:
    """A listening socket whose connections send at once; port 0 takes any free one."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # asyncio sets TCP_NODELAY only where the socket names its protocol: without it a click takes 48 ms, not 6
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        _own_the_port(listener)
        # Windows makes the accepted sockets itself, without the protocol: there they inherit this
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((address, port))
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise Refused(_why_not(error, address, port)) from error
    return listener


def _own_the_port(listener: socket.socket) -> None:
    """After a restart the port is free at once; a second server on it is refused, on Windows too."""
    if os.name == "nt":
        listener.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE"), 1)  # noqa: B009 - not on Linux
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)


def _why_not(error: OSError, address: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被别的程序占用（也许本系统已经在运行）。请先关掉它，或换一个：--port {port + 1}。"
        )
    if isinstance(error, PermissionError):
        return f"系统不允许使用端口 {port}。请用 --port 换一个 1024 以上的端口，例如 --port 8501。"
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"这台电脑没有地址 {address}。请去掉 --address，或换成本机的地址。"
    return f"不能在 {address}:{port} 上开始服务：{error.strerror or error}。请用 --port 换一个端口再试。"


def settle_memory() -> None:
    """Import what pages use and put it out of the collector's sight: it never becomes garbage."""
    logging.disable(logging.WARNING)  # Streamlit remarks on every import made outside a page
    try:
        for name in WARM:
            importlib.import_module(name)
    finally:
        logging.disable(logging.NOTSET)
    _work_out_once()
    gc.collect()
    gc.freeze()


def _work_out_once() -> None:
    """What Streamlit works out anew at every click and never comes out otherwise: a tenth of it."""
    # five thousand emoji, looked for one by one before the label of every choice: as a text the pattern is not hashed
    # each time, and a label that begins like none of them is let go at once
    pattern = emojis.EMOJI_EXTRACTION_REGEX
    if isinstance(pattern, re.Pattern):
        begins = "".join(sorted({re.escape(one[0]) for one in emojis.ALL_EMOJIS}))
        emojis.EMOJI_EXTRACTION_REGEX = f"(?s)(?=[{begins}]){pattern.pattern}"  # type: ignore[assignment]
    # the theme, read out of all settings for each of its six parts
    # a page's number, from its address, a hundred times to draw one menu
    known = ((config, "get_options_for_section"), (app_session, "to_snake_case"), (page, "calc_hash"))
    for module, name in known:
        setattr(module, name, cache(getattr(module, name)))


def _settings(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="auto",  # uvloop where it is to be had (not on Windows): a sixth off every click
        ws="websockets-sansio",
        ws_per_message_deflate=False,  # on a school's own network compressing costs more than it saves
        ws_ping_interval=30,
        ws_ping_timeout=30,
        ws_max_size=get_max_message_size_bytes(),
        access_log=False,  # addresses carry student ids
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,  # open pages must not hold up a stop
    )


def lan_address() -> str | None:
    """This computer's address on the school's network, or None when it has only itself."""
    return next((found for target in SOMEWHERE_LOCAL if (found := _address_towards(target))), None)


def _address_towards(target: str) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((target, 9))
        except OSError:
            return None
        found = str(probe.getsockname()[0])
    return None if found.startswith(("127.", "0.")) else found
