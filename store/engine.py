"""Opening the store: two engines, one for readers and one for writers, with the settings that lose nothing.

Measured in docs/reliability: the default settings lose updates silently. A writer takes its lock when it begins
(BEGIN IMMEDIATE, or one advisory lock on PostgreSQL), does no thinking inside, and commits.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.orm import Session

from store.turns import Turns

FIXED_SQLITE = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""Releases from which the reset fault of the write-ahead log is mended, per branch; later branches have it too."""
NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "gpfs", "lustre", "glusterfs", "afs"}
ENGINES = ("sqlite", "postgresql")
WRITER_LOCK = 0x0FE0_1DE0
"""Key of the advisory lock that makes PostgreSQL's writers wait for each other, as SQLite's do."""
BUSY_MILLISECONDS = 20_000
"""How long a writer waits for its turn: fifty processes that never rest all have theirs (docs/reliability.md)."""
BEGIN_WRITING = "BEGIN IMMEDIATE"


class StoreError(RuntimeError):
    """The store cannot be used as it stands; the code says why."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code, self.values = code, values
        super().__init__(f"{code} {values}" if values else code)


@dataclass(frozen=True)
class Store:
    """An open store."""

    url: URL
    reader: Engine
    writer: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one moment and can change nothing.

        Raises
        ------
        StoreError
            store.damaged: pages of the file are not what SQLite wrote.
        """
        with damage_named(), Session(self.reader) as db, db.begin():
            yield db

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that holds the one writer's lock; whatever fails inside, nothing of it stays.

        Raises
        ------
        StoreError
            store.busy, store.full, store.read_only: nothing was saved. store.unsure: the disk or the server failed, and
            what was being saved may stand there all the same. store.damaged, as in reading.
        """
        with damage_named(), _trouble_named(), Session(self.writer, expire_on_commit=False) as db, db.begin():
            if not is_sqlite(self.url):
                db.execute(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
            yield db

    def close(self) -> None:
        """Give the connections back."""
        self.reader.dispose()
        self.writer.dispose()


_NOTHING_SAVED = {
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_FULL: "store.full",
    sqlite3.SQLITE_READONLY: "store.read_only",
}
"""Errors of SQLite after which the transaction was surely given up; of any other that is not known."""


@contextmanager
def damage_named() -> Iterator[None]:
    """What SQLite says of a damaged file, by a name that has a sentence."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        origin = getattr(error, "orig", error)
        code = getattr(origin, "sqlite_errorcode", 0) & 0xFF
        # A text that is none has no code of its own.
        if code not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB} and "Could not decode" not in str(origin):
            raise
        raise StoreError("store.damaged") from error


@contextmanager
def _trouble_named() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_ERROR:  # a statement that is wrong, which is nobody's disk
            raise
        raise StoreError(_NOTHING_SAVED.get(code, "store.unsure")) from error


@contextmanager
def failures_named() -> Iterator[None]:
    """Whatever else the database says, by a name that has a sentence, with its own first line.

    Raises
    ------
    StoreError
        store.failed.
    """
    try:
        yield
    except (DatabaseError, sqlite3.Error) as error:
        why = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        raise StoreError("store.failed", why=why[:200]) from error


def is_sqlite(url: URL) -> bool:
    """Whether the store is a SQLite file."""
    return url.get_backend_name() == "sqlite"


def store_exists(url: str) -> bool:
    """Whether there is a store to open at an address (a PostgreSQL address always counts)."""
    parsed = _address(url)
    return not is_sqlite(parsed) or Path(parsed.database or "").exists()


def _address(url: str) -> URL:
    """The address of a store.

    Raises
    ------
    StoreError
        store.address: it is no address, or one of an engine that is neither SQLite nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("store.address", engines=", ".join(ENGINES)) from None
    if parsed.get_backend_name() not in ENGINES:
        raise StoreError("store.address", engines=", ".join(ENGINES))
    return parsed


def journal_mode(version: tuple[int, ...], path: Path) -> tuple[str, str]:
    """The journal mode and synchronous level for a SQLite release and the place of its file.

    >>> journal_mode((3, 40, 1), Path("/srv/site.sqlite"))
    ('DELETE', 'EXTRA')
    >>> journal_mode((3, 53, 0), Path("/srv/site.sqlite"))
    ('WAL', 'FULL')
    """
    if is_mended(version) and not _on_network(path, _mounts()):
        return "WAL", "FULL"
    return "DELETE", "EXTRA"


def is_mended(version: tuple[int, ...]) -> bool:
    """Whether a SQLite release has the mended write-ahead log."""
    branch = [fixed for fixed in FIXED_SQLITE if fixed[:2] == version[:2]]
    return version >= branch[0] if branch else version > FIXED_SQLITE[-1]


def file_system(path: Path) -> str | None:
    """The kind of file system under a path, where the machine tells (Linux)."""
    return _kind_under(path, _mounts())


def open_engines(url: str) -> Store:
    """Engines with their hooks; nothing is read or created yet."""
    parsed = _address(url)
    if not is_sqlite(parsed):
        return _open_postgresql(parsed)
    path = Path(parsed.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = journal_mode(sqlite3.sqlite_version_info, path)
    reader = _sqlite_engine(parsed, "BEGIN", (*mode, "ON"))
    writer = _sqlite_engine(parsed, BEGIN_WRITING, (*mode, "OFF"))
    return Store(parsed, reader, writer)


def _open_postgresql(url: URL) -> Store:
    url = url.set(drivername="postgresql+psycopg")
    options: dict[str, Any] = {"pool_size": 20, "max_overflow": 10, "pool_pre_ping": True}
    reader = create_engine(
        url, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True}, **options
    )
    return Store(url, reader, create_engine(url, isolation_level="READ COMMITTED", **options))


def _sqlite_engine(url: URL, begin: str, settings: tuple[str, str, str]) -> Engine:
    # The pool is as large as the server's threads: a reader must never wait for another reader's connection.
    engine = create_engine(url, pool_size=20, max_overflow=20, connect_args={"timeout": BUSY_MILLISECONDS / 1000})
    mode, synchronous, query_only = settings
    turns = Turns(Path(url.database or ""))

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # Python's own transaction handling begins too late: the first SELECT would stand outside.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",
            f"journal_mode={mode}",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "recursive_triggers=ON",
            f"query_only={query_only}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin_as_asked(connection: Connection) -> None:
        if begin == BEGIN_WRITING:
            _begin_writing(connection, turns)
        else:
            connection.exec_driver_sql(begin)

    return engine


def _begin_writing(connection: Connection, turns: Turns) -> None:
    """Begin once no other writer does, each in turn; SQLite's own waiting knows none."""
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    refused: list[OperationalError] = []

    def begin() -> bool:
        try:
            connection.exec_driver_sql(BEGIN_WRITING)
        except OperationalError as error:
            if not _is_busy(error):
                raise
            refused[:] = [error]
            return False
        return True

    try:
        if not turns.take(begin, within=BUSY_MILLISECONDS / 1000):
            raise refused[0]
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def _is_busy(error: OperationalError) -> bool:
    # The low byte of an extended code is the code itself.
    return (
        isinstance(error.orig, sqlite3.OperationalError) and error.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    )


def _mounts() -> list[tuple[str, str]]:
    table = Path("/proc/mounts")
    if not table.exists():
        return []
    lines = [line.split() for line in table.read_text(encoding="utf-8", errors="replace").splitlines()]
    return [(fields[1], fields[2]) for fields in lines if len(fields) > 2]


def _on_network(path: Path, mounts: list[tuple[str, str]]) -> bool:
    """Whether the file lies on a file system shared by several machines, where a write-ahead log is unsafe."""
    kind = _kind_under(path, mounts)
    return kind is not None and (kind in NETWORK_FILE_SYSTEMS or kind.startswith("fuse."))


def _kind_under(path: Path, mounts: list[tuple[str, str]]) -> str | None:
    place = str(path.resolve())
    under = [(point, kind) for point, kind in mounts if place == point or place.startswith(point.rstrip("/") + "/")]
    return max(under, key=lambda mount: len(mount[0]))[1] if under else None
