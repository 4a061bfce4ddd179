"""Copies of a store: a backup while people work, putting one back, and moving to another engine."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import NullPool, Table, create_engine, func, insert, inspect, select, text
from sqlalchemy.orm import Session

from store import schema
from store.engine import Store, StoreError, damage_named, is_sqlite, open_engines
from store.every_table import METADATA
from wording.told import unreadable

BESIDE = ("", "-journal", "-wal", "-shm")
"""What SQLite keeps beside its file; an old one left behind would bring unwanted rows back."""
_AT_ONCE = 2_000


def copy_to_file(store: Store, to: Path) -> str:
    """Write the store as it is at this moment into a new SQLite file; gives its SHA-256.

    On SQLite by its own online copy, which waits for nobody; from PostgreSQL table by table in one transaction.

    Raises
    ------
    StoreError
        backup.exists, when there is a file of that name; store.damaged, when no sound copy can be made of a damaged
        store; backup.damaged, when a copy from PostgreSQL does not read back well.
    """
    if to.exists():
        raise StoreError("backup.exists", name=to.name)
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    try:
        if is_sqlite(store.url):
            with damage_named():
                _online_copy(Path(store.url.database or ""), part)
        else:
            target = open_engines(f"sqlite:///{part}")
            copy_tables(store, target)
            target.close()
        _check_copy(store, part, to.name)
        part.chmod(0o600)
        _synced(part)
        part.rename(to)
    except OSError as error:
        raise unreadable(to, error) from error
    finally:
        for suffix in BESIDE:
            part.with_name(part.name + suffix).unlink(missing_ok=True)
    return digest_of(to)


def _online_copy(path: Path, to: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.execute("PRAGMA busy_timeout=10000")
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _check_copy(store: Store, copy: Path, name: str) -> None:
    """SQLite copies its pages as they are: what is wrong with the copy is wrong with the store."""
    try:
        check_file(copy)
    except StoreError as error:
        if is_sqlite(store.url):
            raise StoreError("store.damaged") from error
        raise StoreError("backup.damaged", name=name) from error


def check_file(path: Path) -> None:
    """Refuse a file that is no sound store: its pages, its references.

    Raises
    ------
    StoreError
        backup.unreadable, backup.damaged.
    """
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreError("backup.unreadable", name=path.name) from error
    if found != "ok" or dangling is not None:
        raise StoreError("backup.damaged", name=path.name)


@contextmanager
def looked_into(path: Path) -> Iterator[Session]:
    """A backup, read without a byte of it being changed: opened as a store it would be given a mode."""
    address = f"file:{quote(str(path))}?mode=ro"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    with damage_named(), Session(engine) as db:
        yield db


def check_tables(store: Store, name: str) -> None:
    """Refuse a store of this version in which a table is missing.

    Raises
    ------
    StoreError
        backup.damaged.
    """
    if missing := METADATA.tables.keys() - set(inspect(store.reader).get_table_names()):
        raise StoreError("backup.damaged", name=f"{name} ({', '.join(sorted(missing))})")


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def set_aside(path: Path, now: datetime) -> Path | None:
    """Rename a store's file and all that lies beside it; gives the new name, None where there was nothing."""
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    aside = None
    for suffix in BESIDE:
        old = path.with_name(path.name + suffix)
        if old.exists():
            new = path.with_name(f"{path.name}.before-{stamp}{suffix}")
            old.rename(new)
            aside = aside or new
    return aside


def put_in_place(backup: Path, path: Path) -> None:
    """Copy a backup to where the store stands; it is whole there or not there at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        shutil.copyfile(backup, part)
        part.chmod(0o600)
        _synced(part)
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _synced(path.parent)


def in_use(path: Path) -> bool:
    """Whether another process has the file open, where the system tells (Linux); False where it does not."""
    processes = Path("/proc")
    if not processes.exists():
        return False
    wanted = str(path.resolve())
    for process in processes.iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            if any(str(one.readlink()) == wanted for one in (process / "fd").iterdir()):
                return True
        except OSError:
            continue  # it ended meanwhile, or is another person's
    return False


def copy_tables(source: Store, target: Store) -> dict[str, int]:
    """Copy every row of a store into an empty one of either engine; gives the rows by table.

    Raises
    ------
    StoreError
        store.exists, when the target holds a schema already; store.outdated, when the source is not at the last step.
    """
    if schema.current(target) is not None:
        raise StoreError("store.exists")
    if (step := schema.current(source)) != schema.latest():
        raise StoreError("store.outdated" if step and schema.knows(step) else "store.newer", step=step)
    schema.migrate(target)
    if is_sqlite(target.url):
        Path(target.url.database or "").chmod(0o600)
    counts = {}
    with source.reading() as reading, target.writing() as writing:
        for table in METADATA.sorted_tables:
            counts[table.name] = _copy_table(reading, writing, table)
        if not is_sqlite(target.url):
            _continue_counters(writing)
        for table in METADATA.sorted_tables:
            copied = writing.execute(select(func.count()).select_from(table)).scalar_one()
            if copied != counts[table.name]:
                raise StoreError("backup.damaged", name=table.name)
    return counts


def _copy_table(reading: Session, writing: Session, table: Table) -> int:
    if writing.execute(select(func.count()).select_from(table)).scalar_one():
        writing.execute(table.delete())  # what the migrations put there themselves
    copied = 0
    # In the order of the keys: a row may refer to an earlier one of its own table.
    rows = reading.execute(select(table).order_by(*table.primary_key.columns)).mappings()
    for block in rows.partitions(_AT_ONCE):
        values: list[dict[str, Any]] = [dict(row) for row in block]
        writing.execute(insert(table), values)
        copied += len(values)
    return copied


def _continue_counters(writing: Session) -> None:
    """The next number of every counted key follows the last one that was copied."""
    for table in METADATA.sorted_tables:
        for column in table.primary_key.columns:
            sequence = writing.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
            ).scalar()
            last = writing.execute(select(func.max(column))).scalar() if sequence else None
            if last is not None:
                writing.execute(text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": sequence, "last": last})


def _synced(path: Path) -> None:
    """Wait until a file, or the entries of a folder, are on the disk."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:
        return  # Windows opens no folders
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
