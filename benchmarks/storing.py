"""Scores into the store and out of it, against the bare driver under the same settings and the same tables."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from sqlalchemy import event

from actions.definitions import Definitions
from benchmarks.figures import ROOT, Figure, against_floor, best_in_turn, cpu_seconds
from store import schema, scores
from store.bulk import insert_rows
from store.engine import Store, journal_mode, open_engines
from store.tables import UseCaseRow

SIZES = (2_000, 100_000)
PEAK_MB = 80
NOW = datetime(2026, 1, 5, tzinfo=UTC).replace(tzinfo=None).isoformat(sep=" ")
INSERT = (
    "INSERT INTO performance (use_case_id, criterion, low, likely, high, origin, stale, version) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_Cell = tuple[int, str, float, float, float, int]


def figures(*, quick: bool) -> Iterator[Figure]:
    """Writing and reading at both sizes, and the memory that writing the larger one takes."""
    with TemporaryDirectory() as folder:
        for size in SIZES[:1] if quick else SIZES:
            empty, full = Path(folder, f"empty-{size}.sqlite"), Path(folder, f"full-{size}.sqlite")
            criteria()
            make(empty, size)
            yield writing(empty, full, size)
            yield reading(full, size)
    if not quick:
        yield memory(SIZES[-1])


def writing(empty: Path, full: Path, size: int) -> Figure:
    """One transaction of `add_performance` against one of `executemany`, each into a fresh copy of the same store."""

    def ours() -> float:
        shutil.copyfile(empty, full)
        store = open_engines(f"sqlite:///{full}")
        try:
            return cpu_seconds(lambda: write(store, size))
        finally:
            store.close()

    def raw() -> float:
        shutil.copyfile(empty, full)
        connection = bare(full)
        try:
            return cpu_seconds(lambda: write_raw(connection, size))
        finally:
            connection.close()

    rivals = best_in_turn([raw, ours])
    return against_floor(
        f"storing {size:,} × 12 scores", rivals[1], rivals[0], floor_name="raw executemany", at_most=1.2
    )


def reading(full: Path, size: int) -> Figure:
    """The performance table as arrays against `fetchall` of the very same statements."""
    store = open_engines(f"sqlite:///{full}")
    connection = bare(full)
    statements = spied(store)

    def raw() -> None:
        for statement, parameters in statements:
            connection.execute(statement, parameters).fetchall()

    times = 10 if size <= SIZES[0] else 1
    floor, ours = best_in_turn(
        [lambda: cpu_seconds(raw, times=times), lambda: cpu_seconds(lambda: read(store), times=times)]
    )
    connection.close()
    store.close()
    return against_floor(f"reading {size:,} × 12 scores", ours, floor, floor_name="raw fetchall", at_most=1.3)


def memory(size: int) -> Figure:
    """How far a fresh process rises above what it holds when everything is loaded."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "site.sqlite")
        make(file, size)
        command = [sys.executable, "-m", "benchmarks.storing", str(file), str(size)]
        # An import of 100,000 cases happens once: one look is enough, memory does not depend on the neighbours.
        child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    rise = float(child.stdout)
    what = f"memory to store {size:,} × 12 scores"
    return Figure(what, f"{rise:.0f} MB above the start", goal=f"below {PEAK_MB} MB", met=rise < PEAK_MB)


def make(file: Path, size: int) -> None:
    """A store of this version with so many admitted cases and no score."""
    store = open_engines(f"sqlite:///{file}")
    schema.migrate(store)
    unset: tuple[str, ...] = ("row_key", "row_occurrence", "row_hash", "price_year", "starts_on")
    unset += ("investment_mad", "running_mad_per_year", "months_to_benefit")
    columns = [column.name for column in UseCaseRow.__table__.columns if column.name not in unset]
    empty: dict[str, Any] = dict.fromkeys(columns, "") | dict.fromkeys(
        ("title", "summary", "regions", "services", "beneficiaries"), json.dumps([])
    )
    empty |= {"facts": "{}", "provenance": "{}", "national": 0, "version": 1, "created_at": NOW, "updated_at": NOW}
    empty |= {"source_register": "benchmark", "role": "candidate", "status": "admitted", "stage": "idea"}
    with store.writing() as db:
        insert_rows(
            db,
            UseCaseRow.__table__,  # type: ignore[arg-type]
            columns,
            (
                tuple((empty | {"id": number, "reference": f"UC-{number:06d}"}).values())
                for number in range(1, size + 1)
            ),
        )
    store.close()


@cache
def criteria() -> tuple[str, ...]:
    """Ids of the default set, read once and outside the clock."""
    return Definitions().criteria.ids


def cells(size: int) -> Iterator[_Cell]:
    """Every case scored on every criterion, one at a time."""
    names = criteria()
    levels = np.random.default_rng(7).uniform(0, 4, 4096).tolist()
    for number in range(1, size + 1):
        for place, name in enumerate(names):
            likely = levels[(number * 12 + place) % 4096]
            yield number, name, likely - 0.5, likely, likely + 0.5, 1


def write(store: Store, size: int) -> None:
    """As an import does it."""
    with store.writing() as db:
        scores.add_performance(db, cells(size))


def write_raw(connection: sqlite3.Connection, size: int) -> None:
    """The same rows by the driver alone, the commit included."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(INSERT, ((*cell, 0, 1) for cell in cells(size)))
    connection.execute("COMMIT")


def read(store: Store) -> None:
    """As the screens do it when a deed has changed a score."""
    with store.reading() as db:
        scores.table(db, criteria())


def spied(store: Store) -> list[tuple[str, Any]]:
    """The statements of one reading, as the driver got them."""
    seen: list[tuple[str, Any]] = []

    @event.listens_for(store.reader, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:
        seen.append((statement, parameters))

    read(store)
    event.remove(store.reader, "before_cursor_execute", note)
    return [(statement, parameters) for statement, parameters in seen if statement.lstrip().startswith("SELECT")]


def bare(file: Path) -> sqlite3.Connection:
    """The driver alone, with the settings that the store gives itself."""
    connection = sqlite3.connect(file, isolation_level=None)
    mode, synchronous = journal_mode(sqlite3.sqlite_version_info, file)
    for setting in (
        f"journal_mode={mode}",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "recursive_triggers=ON",
    ):
        connection.execute(f"PRAGMA {setting}")
    return connection


def held_mb(field: str) -> float:
    """A line of this process's own status, in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    raise LookupError(field)


def main(file: str, size: int) -> None:
    """The child of `memory`: print how far writing rises above what was held before."""
    store = open_engines(f"sqlite:///{file}")
    criteria()
    before = held_mb("VmRSS")
    write(store, size)
    print(f"{held_mb('VmHWM') - before:.1f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
