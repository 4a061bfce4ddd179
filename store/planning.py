"""What leadership plans with: named weightings and the present selection."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from store.plan_tables import SelectionRow, WeightingRow
from store.tables import UseCaseRow
from store.use_cases import StaleVersionError, row_id


@dataclass(frozen=True)
class SavedWeighting:
    """A weighting as it was saved; the body is the domain's own JSON."""

    id: str
    name: str
    author: str
    body: Mapping[str, Any]
    version: int
    at: datetime


@dataclass(frozen=True)
class Chosen:
    """One case of the present selection."""

    reference: str
    kind: str
    reason: str
    verdict_hash: str | None
    by: str
    at: datetime


def weightings(db: Session) -> list[SavedWeighting]:
    """All named weightings, by name."""
    rows = db.execute(select(WeightingRow).order_by(WeightingRow.name)).scalars()
    return [SavedWeighting(row.id, row.name, row.author, row.body, row.version, row.at) for row in rows]


def put_weighting(db: Session, saved: SavedWeighting, *, expected_version: int) -> None:
    """Remember a weighting; 0 expects a new one. A newer one in the store is a StaleVersionError."""
    values = {"name": saved.name, "author": saved.author, "body": dict(saved.body), "at": saved.at}
    if expected_version == 0:
        db.execute(insert(WeightingRow).values(id=saved.id, version=1, **values))
        return
    done = db.execute(
        update(WeightingRow)
        .where(WeightingRow.id == saved.id, WeightingRow.version == expected_version)
        .values(version=expected_version + 1, **values)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleVersionError(saved.id)


def selection(db: Session, kind: str = "decided") -> dict[str, Chosen]:
    """The present selection of one kind, by reference."""
    rows = db.execute(
        select(
            UseCaseRow.reference, SelectionRow.kind, SelectionRow.reason, SelectionRow.verdict_hash,
            SelectionRow.by, SelectionRow.at,
        )
        .join(UseCaseRow, UseCaseRow.id == SelectionRow.use_case_id)
        .where(SelectionRow.kind == kind)
        .order_by(UseCaseRow.reference)
    )  # fmt: skip
    return {row[0]: Chosen(*row) for row in rows}


def put_choice(db: Session, chosen: Chosen) -> None:
    """Add a case to the selection."""
    number = row_id(db, chosen.reference)
    db.execute(
        insert(SelectionRow).values(
            use_case_id=number, kind=chosen.kind, reason=chosen.reason, verdict_hash=chosen.verdict_hash,
            by=chosen.by, at=chosen.at,
        )
    )  # fmt: skip


def drop_choice(db: Session, reference: str, kind: str = "decided") -> bool:
    """Take a case out of the selection; False when it was not in it."""
    number = row_id(db, reference)
    done = db.execute(delete(SelectionRow).where(SelectionRow.use_case_id == number, SelectionRow.kind == kind))
    return bool(done.rowcount)  # type: ignore[attr-defined]
