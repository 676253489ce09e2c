"""The one way into a school's database: short reads, and writes one at a time.

WAL + FULL because an acknowledged record must survive a power cut; BEGIN IMMEDIATE under one process-wide
lock because Python's and sqlite-utils' own transactions start deferred, and a read that turns into a
write then fails at random when forty teachers save at once.
"""

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database as Database  # the name the other layers use

from db.migrations import APPLICATION_ID, is_newer, migrations
from domain import disk
from domain.errors import Busy, Refused

# secure_delete: what was deleted or encrypted is not left in the file's free corners
_PRAGMAS = ("foreign_keys=on", "synchronous=full", "recursive_triggers=on", "secure_delete=on")
_NOT_WHOLE = "{} 不是数据库文件，或已损坏，没有保存。请停下程序，从最近的备份恢复，不要删除它。"
_IN_WORDS = {
    sqlite3.SQLITE_NOTADB: _NOT_WHOLE,
    sqlite3.SQLITE_CORRUPT: _NOT_WHOLE,
    sqlite3.SQLITE_FULL: disk.FULL,
    sqlite3.SQLITE_READONLY: disk.SHUT,
    sqlite3.SQLITE_CANTOPEN: disk.SHUT,
    sqlite3.SQLITE_PERM: disk.SHUT,
    sqlite3.SQLITE_IOERR: disk.BROKEN,
}
WAIT_FOR_LOCK_MS = 10_000
_KEPT_AT_MOST = 16
# more than all screens ask between them: to read a long question anew takes longer than most answers
_KEPT_STATEMENTS = 1024
SQLITE_VERSION = sqlite3.sqlite_version_info
_writing = threading.RLock()


class _Connection(sqlite3.Connection):
    """Knows whether it may write, so that a kept one is told only when that changes."""

    _only_reads: bool | None = None

    def only_reads(self, wanted: bool) -> None:
        """Let it write, or refuse it to."""
        if self._only_reads is not wanted:
            self.execute(f"pragma query_only={int(wanted)}")
            self._only_reads = wanted


class Store:
    """One school's database file, already brought to this version's shape.

    A connection serves one block at a time and is never shared. A short command opens and closes one per block;
    a server keeps them for the next block (`keep_connections`): opening costs more than most questions, and
    when the last one closes SQLite folds the whole WAL away.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: deque[_Connection] | None = None

    def keep_connections(self) -> None:
        """Reuse connections from now on."""
        self._idle = self._idle if self._idle is not None else deque()

    @contextmanager
    def connections_kept(self) -> Iterator[None]:
        """Reuse connections within the block and close them after it: for whoever writes thousands of times."""
        before, self._idle = self._idle, deque()
        try:
            yield
        finally:
            for connection in self._idle:
                connection.close()
            self._idle = before

    @contextmanager
    def read(self) -> Iterator[Database]:
        """One consistent snapshot; it cannot write."""
        with _saying_why(self.path, is_reading=True), self._connection() as connection:
            connection.only_reads(True)
            connection.execute("begin")
            yield _as_database(connection)

    @contextmanager
    def write(self) -> Iterator[Database]:
        """One transaction, alone: committed whole at the end of the block or not at all."""
        with _writing, _saying_why(self.path), self._connection() as connection:
            connection.only_reads(False)
            _begin(connection)
            yield _as_database(connection)
            connection.commit()

    def is_well(self) -> bool:
        """Whether it can be read and the right to write be had."""
        try:
            with self.write() as db:
                db.execute("select 1 from setting limit 1").fetchone()
        except (Busy, Refused, sqlite3.Error):
            return False
        return True

    def copy_to(self, target: Path) -> None:
        """Write a whole, compact copy to a new file while others go on reading and writing."""
        # not a copy of the file: of six copies of a file in use two were broken
        with closing(_connect(self.path)) as connection:
            try:
                connection.execute("vacuum into ?", [str(target)])
            except sqlite3.OperationalError as error:
                if _kind(error) not in _IN_WORDS:
                    raise
                raise Refused(
                    "磁盘满了、不能写或不可用，备份没有做成，原来的数据没有动。请检查磁盘后再试。"
                ) from error

    def scrub(self) -> bool:
        """Write the file anew and empty the WAL: nothing that was overwritten is left in either. False: not now."""
        with _writing, closing(_connect(self.path)) as connection:
            try:
                connection.execute("vacuum")
                (is_busy, *_) = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
            except sqlite3.OperationalError:  # somebody reads, or the disk has no room for a second copy
                return False
            return not is_busy

    @contextmanager
    def _connection(self) -> Iterator[_Connection]:
        connection = self._take()
        try:
            yield connection
        finally:  # also when Streamlit stops a script with an exception of its own
            connection.rollback()
            self._put_back(connection)

    def _take(self) -> _Connection:
        try:
            return self._idle.pop() if self._idle is not None else _connect(self.path)
        except IndexError:
            return _connect(self.path)

    def _put_back(self, connection: _Connection) -> None:
        if self._idle is None or len(self._idle) >= _KEPT_AT_MOST:
            connection.close()
        else:
            self._idle.append(connection)


def create_store(path: Path) -> Store:
    """Make a new, empty database at `path`; refused where a file already lies."""
    if path.exists():
        raise Refused(f"{path.name} 已经存在，没有改动它。")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    building = path.with_suffix(
        ".building"
    )  # half a database would be taken for a foreign one at the next start
    for left in path.parent.glob(f"{building.name}*"):
        left.unlink()
    with _saying_why(building), closing(_connect(building, create=True)) as connection:
        connection.execute("pragma journal_mode=wal")
        migrations.apply(Database(connection))
    building.rename(path)
    return Store(path)


def open_store(path: Path) -> Store:
    """Open an existing database, bringing an older one up to date; anything doubtful is refused."""
    if not path.is_file():
        raise Refused(f"找不到数据库 {path.name}。请检查 --data 指的文件夹，或从备份恢复。")
    _check_access(path)
    with _saying_why(path), closing(_connect(path)) as connection:
        _check_ours(connection, path)
        _check_whole(connection, path)
        _check_writable(connection)
        db = Database(connection)
        if is_newer(db):
            raise Refused(f"{path.name} 是更新版本的程序建立的。请升级程序后再打开，数据没有改动。")
        migrations.apply(db)
        connection.execute("pragma journal_mode=wal")  # a restored file comes without
    return Store(path)


def open_to_look(path: Path) -> Store:
    """An existing database of exactly this version, for a command that changes nothing; anything else is refused."""
    _check_access(path)
    with looked_at(path) as db:
        if is_newer(db):
            raise Refused(f"{path.name} 是更新版本的程序建立的。请升级程序后再打开，数据没有改动。")
        if migrations.pending(db):
            raise Refused(f"{path.name} 还是旧版本的，这一版程序还没有启动过。请先运行一次 python start.py。")
    return Store(path)


@contextmanager
def looked_at(path: Path) -> Iterator[Database]:
    """A school's database that nobody uses, only to look at: a backup unpacked. Damaged or foreign: Refused."""
    with _saying_why(path), closing(_connect(path)) as connection:
        _check_ours(connection, path)
        _check_whole(connection, path)
        connection.execute("pragma query_only=on")
        yield Database(connection)


def _connect(path: Path, create: bool = False) -> _Connection:
    mode = "rwc" if create else "rw"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    # a kept connection moves from thread to thread, one block at a time
    connection: _Connection = sqlite3.connect(
        address, uri=True, isolation_level=None, check_same_thread=False, cached_statements=_KEPT_STATEMENTS,
        factory=_Connection,
    )  # fmt: skip
    for pragma in (*_PRAGMAS, f"busy_timeout={WAIT_FOR_LOCK_MS}"):
        connection.execute(f"pragma {pragma}")
    return connection


def _as_database(connection: sqlite3.Connection) -> Database:
    """Without what sqlite-utils would set anew at every block: the connection has it from its beginning."""
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def _begin(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("begin immediate")
    except sqlite3.OperationalError as error:
        if _kind(error) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        raise Busy("系统正忙，还没有保存。您写的内容都在，请过几秒再按一次。") from error


@contextmanager
def _saying_why(path: Path, is_reading: bool = False) -> Iterator[None]:
    """SQLite may notice at any statement, the first pragma included, that the file is broken or the disk is full."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = _IN_WORDS.get(_kind(error))
        is_our_own_bug = is_reading and getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY
        if said is None or is_our_own_bug:
            raise
        raise Refused(said.format(path.name)) from error


def _kind(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _check_access(path: Path) -> None:
    """Before SQLite opens what it may only read, and leaves a WAL beside it that nobody may write."""
    if not all(os.access(one, os.W_OK) for one in (path, path.parent)):
        raise Refused(disk.SHUT)


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    (application_id,) = connection.execute("pragma application_id").fetchone()
    if application_id != APPLICATION_ID:
        raise Refused(f"{path.name} 不是人人导师的数据库（也可能是空文件）。请检查 --data，或从备份恢复。")


def _check_whole(connection: sqlite3.Connection, path: Path) -> None:
    (answer,) = connection.execute("pragma quick_check(1)").fetchone()
    if answer != "ok":
        raise Refused(f"{path.name} 已损坏，为避免扩大损失没有打开。请从最近的备份恢复。")


def _check_writable(connection: sqlite3.Connection) -> None:
    """Better said at the start than at the first save; SQLite opens what it may only read without a word."""
    _begin(connection)
    connection.execute(f"pragma application_id={APPLICATION_ID}")  # the first thing SQLite refuses
    connection.rollback()
