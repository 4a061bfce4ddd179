"""What a store says of its own state: engine, place, room on the disk, references; facts without an opinion."""

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from store.engine import Store, file_system, is_mended, is_sqlite


@dataclass(frozen=True)
class Health:
    """Facts of one store; None where an engine or a system has none."""

    engine: str
    version: str
    is_mended: bool
    """Whether this release of SQLite has the mended write-ahead log; true for PostgreSQL."""
    is_sound: bool
    """Pages and references are whole."""
    is_guarded: bool
    """The triggers that keep the lines of the journal stand."""
    journal_mode: str | None = None
    synchronous: str | None = None
    file_system: str | None = None
    size: int | None = None
    """Bytes of the file."""
    free: int | None = None
    """Bytes free where it stands."""
    file_mode: int | None = None


GUARDS = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        {f"{table}_refuses_{deed}" for table in ("journal", "touched") for deed in ("update", "delete")}
        | {"journal_refuses_replace"},
    ),
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
        {f"{table}_keeps_{what}" for table in ("journal", "touched") for what in ("lines", "all")},
    ),
}
"""By engine, how to ask for the triggers there are, and those that migration 0001 makes."""


def _is_guarded(connection: Connection) -> bool:
    question, wanted = GUARDS[connection.dialect.name]
    try:
        return wanted <= set(connection.exec_driver_sql(question).scalars())
    except DatabaseError:
        return False


def _is_sound(connection: Connection) -> bool:
    try:
        whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        return whole and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
    except DatabaseError:  # so damaged that even the question cannot be answered
        return False


_SYNCHRONOUS = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}


def health_of(store: Store) -> Health:
    """Ask the store, its file and its file system."""
    with store.reader.connect() as connection:
        if not is_sqlite(store.url):
            version = str(connection.execute(text("SHOW server_version")).scalar())
            return Health("PostgreSQL", version, is_mended=True, is_sound=True, is_guarded=_is_guarded(connection))
        mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar()).upper()
        level = _SYNCHRONOUS.get(int(connection.exec_driver_sql("PRAGMA synchronous").scalar() or 0))
        sound, guarded = _is_sound(connection), _is_guarded(connection)
    path = Path(store.url.database or "")
    facts = path.stat()
    return Health(
        "SQLite", sqlite3.sqlite_version, is_mended=is_mended(sqlite3.sqlite_version_info), is_sound=sound,
        is_guarded=guarded, journal_mode=mode, synchronous=level, file_system=file_system(path), size=facts.st_size,
        free=shutil.disk_usage(path.parent).free, file_mode=facts.st_mode & 0o777,
    )  # fmt: skip
