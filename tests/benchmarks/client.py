"""One browser tab without a browser: speaks Streamlit's own WebSocket protocol.

The messages are the protobufs of the installed Streamlit, so a rerun costs the server what a click costs it.
Time ends at the last byte received: drawing is not in it. Values of untouched widgets are left to the server.
"""

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PRESSABLE = {"button", "download_button"}
# Streamlit forgets a large message the browser has not seen for two runs; so do we.
REMEMBERED_RUNS = 2


class PageFailed(AssertionError):
    """The page showed an error, does not exist, or lacks the button."""


@dataclass(frozen=True)
class Run:
    """What one rerun took: milliseconds until the last byte, and the bytes received."""

    wall_ms: float
    received: int


@dataclass(frozen=True)
class Element:
    kind: str
    proto: Any
    fragment: str

    def answers_to(self, wanted: str) -> bool:
        """Whether this is the button with that label, or with `key=wanted`."""
        return self.kind in PRESSABLE and (self.proto.label == wanted or self.proto.id.endswith(f"-{wanted}"))


@dataclass
class Tab:
    """An open page. `with Tab(url, cookie) as tab: tab.open("students"); tab.rerun()`."""

    base: str
    cookie: str = ""
    seconds: float = 60
    elements: dict[tuple[int, ...], Element] = field(default_factory=dict)
    _connection: ExitStack = field(default_factory=ExitStack)
    _socket: ClientConnection | None = None
    _page_hash: str = ""
    _query: str = ""
    _runs: int = 0
    _kept: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave, as closing the tab does."""
        self._connection.close()
        self._socket = None

    def open(self, path: str = "", query: str = "") -> Run:
        """Load a page by its address in a fresh session, as a reload does."""
        self.close()
        self.elements, self._kept, self._page_hash, self._query = {}, {}, "", query
        self._path = path.strip("/")
        self._socket = self._connection.enter_context(self._connect())
        return self._run(page_name=self._path)

    def rerun(self) -> Run:
        """Run the whole page again."""
        return self._run()

    def click(self, wanted: str, **filled: str | list[str]) -> Run:
        """Press a button by label or key, with fields of these keys (or what they begin with) filled in.

        Inside a fragment only the fragment runs.
        """
        button = next((element for element in self.elements.values() if element.answers_to(wanted)), None)
        if button is None:
            raise PageFailed(f"no button {wanted!r}; there are {self.buttons()}")
        return self._run(pressed=button, states=[self._filled(*one) for one in filled.items()])

    def buttons(self) -> list[str]:
        """The labels of what can be pressed."""
        return [element.proto.label for element in self.elements.values() if element.kind in PRESSABLE]

    def texts(self) -> list[str]:
        """What the page says, in no particular order: markdown, headings, messages, plain text."""
        return [
            str(e.proto.body) for e in self.elements.values() if "body" in e.proto.DESCRIPTOR.fields_by_name
        ]

    # ---- the protocol

    def _connect(self) -> AbstractContextManager[ClientConnection]:
        place = urlsplit(self.base).netloc
        return connect(
            f"ws://{place}/_stcore/stream",
            origin=Origin(f"http://{place}"),
            subprotocols=[Subprotocol("streamlit"), Subprotocol("none")],
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            compression=None,
            proxy=None,
            max_size=None,
            open_timeout=self.seconds,
        )

    def _filled(self, name: str, value: str | list[str]) -> WidgetState:
        ids = (str(getattr(one.proto, "id", "")) for one in self.elements.values())
        found = next((one for one in ids if one.rpartition("-")[2].startswith(f"{name}_")), None)
        if found is None:
            raise PageFailed(f"no field {name!r}")
        state = WidgetState(id=found)
        if isinstance(value, str):
            state.string_value = value
        else:
            state.string_array_value.data.extend(value)
        return state

    def _run(
        self, page_name: str = "", pressed: Element | None = None, states: Sequence[WidgetState] = ()
    ) -> Run:
        if self._socket is None:
            raise PageFailed("the tab is not open")
        request = self._request(page_name, pressed, states)
        self._runs, received, started = 0, 0, time.perf_counter()
        self._socket.send(request)
        while True:
            data = self._socket.recv(timeout=self.seconds)
            received += len(data)
            if isinstance(data, bytes) and self._take(ForwardMsg.FromString(data)):
                break
        took = time.perf_counter() - started
        self._look_for_errors()
        return Run(took * 1000, received)

    def _request(self, page_name: str, pressed: Element | None, states: Sequence[WidgetState]) -> bytes:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_name, rerun.page_script_hash = self._query, page_name, self._page_hash
        rerun.cached_message_hashes.extend(self._kept)
        rerun.context_info.url = f"{self.base}/{self._path}"
        rerun.context_info.timezone, rerun.context_info.locale = "Asia/Shanghai", "zh-CN"
        if pressed:
            rerun.fragment_id = pressed.fragment
            rerun.widget_states.widgets.append(WidgetState(id=pressed.proto.id, trigger_value=True))
        rerun.widget_states.widgets.extend(states)
        return bytes(message.SerializeToString())

    def _take(self, message: ForwardMsg) -> bool:
        """Note one message; true when the run it belongs to, and every run that caused, is over."""
        message = self._unfold(message)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begin(message)
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "delta":
            self._draw(message)
        elif kind == "page_not_found":
            raise PageFailed("no such page")
        elif kind == "script_finished":
            return self._runs > 0 and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return False

    def _unfold(self, message: ForwardMsg) -> ForwardMsg:
        """Large messages come once; later the server only names them."""
        if message.WhichOneof("type") == "ref_hash":
            known, _ = self._kept[message.ref_hash]
            self._kept[message.ref_hash] = (known, 0)
            full = ForwardMsg()
            full.CopyFrom(known)
            full.metadata.CopyFrom(message.metadata)
            return full
        if message.metadata.cacheable:
            self._kept[message.hash] = (message, 0)
        return message

    def _begin(self, message: ForwardMsg) -> None:
        self._runs += 1
        self._page_hash = message.new_session.page_script_hash or self._page_hash
        if not message.metadata.run.fragment_ids:
            self.elements.clear()
        aged = {name: (kept, runs + 1) for name, (kept, runs) in self._kept.items()}
        self._kept = {name: kept for name, kept in aged.items() if kept[1] <= REMEMBERED_RUNS}

    def _draw(self, message: ForwardMsg) -> None:
        place, element = tuple(message.metadata.delta_path), message.delta.new_element
        kind = element.WhichOneof("type") if message.delta.WhichOneof("type") == "new_element" else None
        if kind:
            self.elements[place] = Element(kind, getattr(element, kind), message.delta.fragment_id)
        else:
            self.elements.pop(place, None)

    def _look_for_errors(self) -> None:
        shown = [
            f"{e.proto.type}: {e.proto.message}" for e in self.elements.values() if e.kind == "exception"
        ]
        if shown:
            raise PageFailed("; ".join(shown))
