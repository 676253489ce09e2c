"""People clicking for minutes on end: what the server's memory does, which clicks failed, which saves were lost.

Each has the real server's pages opened anew at every click, as on a phone that was put away in between. Every third
click records a talk through the form; what the page called saved is looked for in the database at the end.
"""

import random
import secrets
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from websockets.exceptions import WebSocketException

from components.session import COOKIE
from db.connection import Database, Store
from seed import bench_school
from services import school, sign_in
from services.context import clock
from tests.benchmarks.client import PageFailed, Tab
from tests.benchmarks.pages import serving

PAGES = ("today", "students", "log", "reminders", "changes", "more", "summary", "claims")
WARM = 0.2  # of the time: what is loaded once is loaded then
PAUSE = 2.0  # seconds at most between two clicks of one person
KEPT_AFTER_LEAVING = 130.0  # seconds: Streamlit keeps a closed tab for two minutes, and at most 128 of them
SAVED = "已保存"


@dataclass(frozen=True)
class Person:
    """Somebody signed in, and a child to talk with."""

    cookie: str
    student: int


@dataclass
class Seen:
    """What came of all clicks."""

    clicks: int = 0
    failed: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    slowest_ms: float = 0
    memory: list[int] = field(default_factory=list)  # bytes, over the time after the warming up
    handles: list[int] = field(
        default_factory=list
    )  # open files and sockets: before, and after everybody left
    lost: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def growth(self) -> int:
        """Bytes more at the end, everybody gone, than after the warming up."""
        return self.memory[-1] - self.memory[0]

    def note(self, took_ms: float, saved: str = "", failed: str = "") -> None:
        """One click."""
        with self._lock:
            self.clicks += 1
            self.slowest_ms = max(self.slowest_ms, took_ms)
            self.saved += [saved] * bool(saved)
            self.failed += [failed] * bool(failed)


def measure(folder: Path, minutes: float, people: int) -> int:
    """Soak the large school and print what came of it; 1 if a click failed or a save was lost."""
    if not (folder / school.DATABASE).exists():
        print("正在建立 2000 名学生的学校…", file=sys.stderr, flush=True)
        school.build_whole(folder, bench_school.build_large)
    store = school.open_school(folder)
    seen = soak(store, mentors(store, people), minutes * 60, settle=KEPT_AFTER_LEAVING)
    print(
        f"{people} 人，{minutes:g} 分钟，点了 {seen.clicks} 次，最慢 {seen.slowest_ms:.0f} 毫秒；"
        f"失败 {len(seen.failed)} 次，保存 {len(seen.saved)} 次，丢了 {seen.lost} 次\n"
        f"内存（兆）：{' '.join(str(one // 1_000_000) for one in seen.memory)}，"
        f"增加 {seen.growth / 1e6:.0f}；打开的文件和连接：{seen.handles[0]} → {seen.handles[1]}"
    )
    for reason in sorted(set(seen.failed)):
        print(f"失败 {seen.failed.count(reason)} 次：{reason}")
    return int(bool(seen.failed) or bool(seen.lost))


def mentors(store: Store, most: int) -> list[Person]:
    """So many mentors, signed in before the server runs: it alone may write afterwards."""
    with store.write() as db:
        db.execute("update account set must_change_password = 0")  # nobody of this school is real
        rows = _some_mentors(db, most)
    now = clock()
    return [
        Person(f"{COOKIE}={sign_in.open_session_for(store, account, now)}", student)
        for account, student in rows
    ]


def soak(
    store: Store, people: Sequence[Person], seconds: float, pause: float = PAUSE, settle: float = 0
) -> Seen:
    """Serve the school, let them click for so long, and count."""
    seen = Seen()
    with serving(store.path.parent) as (address, process), ThreadPoolExecutor(len(people)) as pool:
        seen.handles.append(handles_of(process))
        until = time.monotonic() + seconds
        working = [pool.submit(_work, address, person, until, pause, seen) for person in people]
        time.sleep(seconds * WARM)
        while time.monotonic() < until:
            seen.memory.append(memory_of(process))
            time.sleep(min(seconds / 10, max(0, until - time.monotonic())))
        for one in working:
            one.result()
        time.sleep(settle)
        _settle(address, people[0])
        seen.memory.append(memory_of(process))
        seen.handles.append(handles_of(process))
    with store.read() as db:
        kept = {row["content"] for row in db.query("select content from interaction")}
    seen.lost = len(set(seen.saved) - kept)
    return seen


def memory_of(process: int) -> int:
    """Bytes the process really holds; 0 where it cannot be read (elsewhere than on Linux)."""
    told = Path(f"/proc/{process}/statm")
    return int(told.read_text(encoding="ascii").split()[1]) * 4096 if told.exists() else 0


def handles_of(process: int) -> int:
    """Files and sockets it has open; 0 where they cannot be counted."""
    place = Path(f"/proc/{process}/fd")
    return len(list(place.iterdir())) if place.exists() else 0


def _work(address: str, person: Person, until: float, pause: float, seen: Seen) -> None:
    choice = random.Random(person.student)
    while time.monotonic() < until:
        started, saved, failed = time.monotonic(), "", ""
        try:
            with Tab(address, person.cookie) as tab:
                if choice.random() < 1 / 3:
                    saved = _record(tab, person)
                else:
                    tab.open(choice.choice(PAGES))
        except (PageFailed, OSError, WebSocketException) as error:
            failed = f"{type(error).__name__} {error}"[:200]
        seen.note((time.monotonic() - started) * 1000, saved, failed)
        time.sleep(choice.random() * pause)


def _record(tab: Tab, person: Person) -> str:
    """Record a talk; returns its words once the page has called it saved."""
    words = f"聊了近况 {secrets.token_hex(8)}"
    tab.open("record", f"student={person.student}")
    tab.click("save_button", area=["学业"], effect=["平稳"], content=words)
    if not any(text.startswith(SAVED) for text in tab.texts()):
        raise PageFailed(f"the page does not say {SAVED}")
    return words


def _settle(address: str, person: Person) -> None:
    """Streamlit lets closed tabs go when the next one closes."""
    for _ in range(2):
        with Tab(address, person.cookie) as tab:
            tab.open("more")


def _some_mentors(db: Database, most: int) -> list[tuple[int, int]]:
    return [
        (row["account"], row["student"])
        for row in db.query(
            """select account.id as account, min(pairing.student_id) as student from pairing
                 join account on account.staff_id = pairing.mentor_id where pairing.valid_to is null
                group by account.id order by account.id limit ?""",
            [most],
        )
    ]
