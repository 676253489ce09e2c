"""Which names this server answers to, so that a page elsewhere cannot give its own name the school's address.

By DNS rebinding a foreign page becomes, to the browser, a page of this server. It needs a name of its own for that:
an address in figures cannot be one.
"""

import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import ip_address

from starlette.types import Scope

NOT_OURS = "这个网址打不开本系统。请用服务器的 IP 地址打开；要用名字打开，请管理员在启动命令里加上 --host 和这个名字。"
_LOCAL_ENDINGS = ("", ".local", ".lan")
_PORT = re.compile(r":\d*$")
NAME = re.compile(r"[\w-]+(\.[\w-]+)*")


def ours(given: Iterable[str] = ()) -> frozenset[str]:
    """The names that may be asked for: localhost, this computer's own, and those given."""
    own = socket.gethostname().lower().rstrip(".")
    machine = [f"{name}{ending}" for name in (own, own.partition(".")[0]) for ending in _LOCAL_ENDINGS]
    return frozenset(_as_sent(name) for name in ("localhost", *machine, *given) if name)


def is_asked_for(scope: Scope, names: frozenset[str]) -> bool:
    """Whether a request names this server: exactly one host, an address in figures or one of the names."""
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return False
    host = _PORT.sub("", hosts[0].lower())
    return _is_in_figures(host) or host.rstrip(".") in names


def _is_in_figures(host: str) -> bool:
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        return ip_address(bare).version == (4 if bare == host else 6)
    except ValueError:
        return False


def _as_sent(name: str) -> str:
    """As a browser writes it into its request: small, and a Chinese computer's name in ASCII."""
    name = name.lower().rstrip(".")
    with suppress(UnicodeError):
        return name.encode("idna").decode("ascii")
    return name
