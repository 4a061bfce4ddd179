"""Scenarios that stay live, and rankings that were frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from store.plan_tables import ScenarioRow, SnapshotRow
from store.site import next_numbers


@dataclass(frozen=True)
class SavedScenario:
    """A scenario as it was saved; the body is the domain's own JSON."""

    id: str
    name: str
    author: str
    body: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class SnapshotLine:
    """What a list needs of a snapshot."""

    reference: str
    name: str
    fingerprint: str
    sha256: str
    by: str
    at: datetime


def scenarios(db: Session) -> list[SavedScenario]:
    """All scenarios, by name."""
    rows = db.execute(select(ScenarioRow).order_by(ScenarioRow.name)).scalars()
    return [SavedScenario(row.id, row.name, row.author, row.body, row.at) for row in rows]


def add_scenario(db: Session, saved: SavedScenario) -> None:
    """Remember a scenario."""
    db.execute(insert(ScenarioRow).values(**{**vars(saved), "body": dict(saved.body)}))


def drop_scenario(db: Session, identity: str) -> bool:
    """Forget a scenario; False when there was none."""
    return bool(db.execute(delete(ScenarioRow).where(ScenarioRow.id == identity)).rowcount)  # type: ignore[attr-defined]


def next_reference(db: Session) -> str:
    """A reference for a frozen ranking, never used before and never used again."""
    return f"RK-{next_numbers(db, 'last_snapshot', 1):05d}"


def add(db: Session, line: SnapshotLine, content: bytes) -> None:
    """Remember a frozen ranking."""
    db.execute(insert(SnapshotRow).values(**vars(line), content=content))


def lines(db: Session) -> list[SnapshotLine]:
    """All frozen rankings, newest first."""
    columns = (getattr(SnapshotRow, name) for name in SnapshotLine.__dataclass_fields__)
    return [SnapshotLine(*row) for row in db.execute(select(*columns).order_by(SnapshotRow.reference.desc()))]


def content(db: Session, reference: str) -> bytes | None:
    """The file of a frozen ranking."""
    return db.execute(select(SnapshotRow.content).where(SnapshotRow.reference == reference)).scalar_one_or_none()
