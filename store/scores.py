"""Scores: the append-only entries, and the one row in force for each case and criterion."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import and_, bindparam, case, delete, select, update
from sqlalchemy.orm import Session

from store.bulk import insert_rows, insert_values
from store.engine import is_sqlite
from store.tables import PerformanceRow, ScoreEntryRow, UseCaseRow
from store.use_cases import StaleVersionError, row_id, row_ids
from usecases.instants import as_utc
from usecases.performance import PerformanceTable, from_rows
from usecases.scores import PRECEDENCE, ScoreEntry, origin_code
from usecases.use_case import RANKED_STATUSES, Role


@dataclass(frozen=True, slots=True)
class InForce:
    """The score that counts, with the version a form carries."""

    criterion: str
    low: float
    likely: float
    high: float
    origin: int
    stale: bool
    version: int


def entries(db: Session, reference: str) -> list[ScoreEntry]:
    """Every score ever stated for a case, oldest first."""
    return [_to_entry(row) for row in db.execute(_ENTRIES.where(UseCaseRow.reference == reference))]


def all_entries(db: Session) -> list[ScoreEntry]:
    """Every score ever stated for a candidate that is ranked, by case, oldest first."""
    ranked = (UseCaseRow.role == Role.CANDIDATE, UseCaseRow.status.in_(RANKED_STATUSES))
    query = _ENTRIES.where(*ranked).order_by(None).order_by(UseCaseRow.reference, ScoreEntryRow.id)
    return [_to_entry(row) for row in db.execute(query)]


def _to_entry(row: Any) -> ScoreEntry:
    return ScoreEntry(
        reference=row.reference, criterion=row.criterion, round=row.round, author=row.author, low=row.low,
        likely=row.likely, high=row.high, reason=row.reason, origin=PRECEDENCE[row.origin], at=row.at,
    )  # fmt: skip


def in_force(db: Session, reference: str) -> dict[str, InForce]:
    """The score in force of a case for each criterion that has one."""
    rows = db.execute(_IN_FORCE, {"reference": reference})
    return {row[0]: InForce(*row) for row in rows}


def in_force_on(db: Session, criterion: str) -> dict[str, InForce]:
    """The score in force on one criterion of every case that has one, by reference."""
    rows = db.execute(
        select(
            UseCaseRow.reference, PerformanceRow.criterion, PerformanceRow.low, PerformanceRow.likely,
            PerformanceRow.high, PerformanceRow.origin, PerformanceRow.stale, PerformanceRow.version,
        )
        .join(UseCaseRow, UseCaseRow.id == PerformanceRow.use_case_id)
        .where(PerformanceRow.criterion == criterion)
    )  # fmt: skip
    return {row[0]: InForce(*row[1:]) for row in rows}


def add_entry(db: Session, entry: ScoreEntry) -> None:
    """Append one score."""
    number = row_id(db, entry.reference)
    insert_values(db, ScoreEntryRow, {"use_case_id": number, **_entry_values(entry)})


def put_in_force(db: Session, reference: str, winner: ScoreEntry, *, stale: bool, expected_version: int) -> None:
    """Write the score that counts from now on; 0 expects that there was none. Else StaleVersionError."""
    number = row_id(db, reference)
    values: dict[str, Any] = {
        "low": winner.low,
        "likely": winner.likely,
        "high": winner.high,
        "origin": origin_code(winner.origin),
        "stale": stale,
        "version": expected_version + 1,
    }
    here = (PerformanceRow.use_case_id == number, PerformanceRow.criterion == winner.criterion)
    if expected_version == 0:
        place = {"use_case_id": number, "criterion": winner.criterion}
        if db.execute(_VERSION, place).first():
            raise StaleVersionError(f"{reference}/{winner.criterion}")
        insert_values(db, PerformanceRow, place | values)
        return
    done = db.execute(update(PerformanceRow).where(*here, PerformanceRow.version == expected_version).values(**values))
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleVersionError(f"{reference}/{winner.criterion}")


def drop_in_force(db: Session, reference: str, criterion: str) -> None:
    """No score counts any more for a case and a criterion: its source no longer states it."""
    number = row_id(db, reference)
    db.execute(
        delete(PerformanceRow).where(PerformanceRow.use_case_id == number, PerformanceRow.criterion == criterion)
    )


def add_first_scores(db: Session, new: Sequence[ScoreEntry]) -> None:
    """Scores of cases that had none: entries and rows in force at once, at the driver's speed."""
    numbers = row_ids(db)
    insert_rows(
        db,
        ScoreEntryRow.__table__,  # type: ignore[arg-type]
        ("use_case_id", "criterion", "author", "low", "likely", "high", "reason", "origin", "at"),
        (
            (
                numbers[one.reference], one.criterion, one.author, one.low, one.likely, one.high, one.reason,
                origin_code(one.origin), _instant(db, one.at),
            )
            for one in new
        ),
    )  # fmt: skip
    add_performance(
        db,
        (
            (numbers[one.reference], one.criterion, one.low, one.likely, one.high, origin_code(one.origin))
            for one in new
        ),
    )


def add_performance(db: Session, rows: Iterable[tuple[int, str, float, float, float, int]]) -> None:
    """Rows in force for cases and criteria that had none: case number, criterion, low, likely, high, origin."""
    no, first = _false(db), 1
    insert_rows(
        db,
        PerformanceRow.__table__,  # type: ignore[arg-type]
        ("use_case_id", "criterion", "low", "likely", "high", "origin", "stale", "version"),
        ((*row, no, first) for row in rows),
    )


def table(db: Session, criteria: Sequence[str]) -> PerformanceTable:
    """The performance table of the admitted candidates, read in one pass at the driver's speed."""
    ranked = and_(
        UseCaseRow.role == Role.CANDIDATE.value,
        UseCaseRow.status.in_([status.value for status in RANKED_STATUSES]),
    )
    cases = select(UseCaseRow.id, UseCaseRow.reference).where(ranked).order_by(UseCaseRow.reference)
    numbers, references = [], []
    for number, reference in _driver_rows(db, cases):
        numbers.append(number)
        references.append(reference)
    place = case({name: position for position, name in enumerate(criteria)}, value=PerformanceRow.criterion)
    scores = (
        select(
            PerformanceRow.use_case_id, place, PerformanceRow.low, PerformanceRow.likely, PerformanceRow.high,
            PerformanceRow.origin,
        )
        .join(UseCaseRow, UseCaseRow.id == PerformanceRow.use_case_id)
        .where(ranked, PerformanceRow.criterion.in_(criteria))
    )  # fmt: skip
    cells = read_numbers(db, scores, 6)
    if not numbers:
        return from_rows((), criteria, **dict.fromkeys(_COLUMNS, np.empty(0)))
    by_number = np.argsort(numbers, kind="stable")
    positions = by_number[np.searchsorted(np.asarray(numbers)[by_number], cells[:, 0])]
    columns = (positions, *cells[:, 1:].T)
    return from_rows(references, criteria, **dict(zip(_COLUMNS, columns, strict=True)))


_COLUMNS = ("reference_index", "criterion_index", "low", "likely", "high", "origin")


def read_numbers(db: Session, query: Any, width: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A query of numbers as an array of ``width`` columns, without a Python object for every row."""
    flat: Iterable[float] = itertools.chain.from_iterable(_driver_rows(db, query))
    return np.fromiter(flat, dtype=np.float64).reshape(-1, width)


def _driver_rows(db: Session, query: Any) -> Iterable[tuple[Any, ...]]:
    """Rows as the driver gives them: plain tuples, without a row of SQLAlchemy's around each."""
    return db.connection().execute(query).cursor  # type: ignore[return-value]


def _entry_values(entry: ScoreEntry) -> dict[str, Any]:
    values = entry.model_dump(exclude={"reference"})
    return values | {"origin": origin_code(entry.origin)}


def _instant(db: Session, at: datetime) -> Any:
    """What the driver takes for an instant: SQLite keeps text without a zone, as SQLAlchemy writes it."""
    utc = as_utc(at)
    return utc.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds") if _on_sqlite(db) else utc


def _false(db: Session) -> Any:
    return 0 if _on_sqlite(db) else False


def _on_sqlite(db: Session) -> bool:
    return is_sqlite(db.get_bind().engine.url)


# Built once: every score runs them, and building a statement takes longer than running it.
_ENTRIES = (
    select(
        UseCaseRow.reference,
        *(getattr(ScoreEntryRow, name) for name in ScoreEntry.model_fields if name != "reference"),
    )
    .join(UseCaseRow, UseCaseRow.id == ScoreEntryRow.use_case_id)
    .order_by(ScoreEntryRow.id)
)
_IN_FORCE = (
    select(*(getattr(PerformanceRow, name) for name in InForce.__slots__))
    .join(UseCaseRow, UseCaseRow.id == PerformanceRow.use_case_id)
    .where(UseCaseRow.reference == bindparam("reference"))
)
_VERSION = select(PerformanceRow.version).where(
    PerformanceRow.use_case_id == bindparam("use_case_id"), PerformanceRow.criterion == bindparam("criterion")
)
