"""Verdicts given: one in force for a case at most, bound to everything it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from store.review_tables import VerdictRow
from store.tables import UseCaseRow
from store.use_cases import row_id


@dataclass(frozen=True)
class GivenVerdict:
    """A verdict as it was given."""

    reference: str
    review_id: int
    decision: str
    because: Sequence[Mapping[str, Any]]
    hash: str
    by: str
    at: datetime
    in_force: bool
    by_rules: str | None = None
    """What the rules alone decide, where a person was stricter."""
    reason: str = ""
    cost_mad: int = 0
    """Of its conditions, dirhams, taxes included."""
    months: int = 0
    """Before the case may start."""
    again_on: str | None = None
    """Day of the next review, ISO."""
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Fields of the case it rests on: fingerprint of the value (``hash``), and the ``questions`` that depend on it."""
    lapsed_by: Sequence[str] | None = None
    """Fields whose change ended it."""


_COLUMNS = (
    VerdictRow.review_id, VerdictRow.decision, VerdictRow.because, VerdictRow.hash, VerdictRow.by, VerdictRow.at,
    VerdictRow.in_force, VerdictRow.by_rules, VerdictRow.reason, VerdictRow.cost_mad, VerdictRow.months,
    VerdictRow.again_on, VerdictRow.fields, VerdictRow.lapsed_by,
)  # fmt: skip


def add(db: Session, verdict: GivenVerdict) -> None:
    """Put a verdict in force; the one before it no longer is."""
    number = row_id(db, verdict.reference)
    lapse(db, verdict.reference)
    db.execute(
        insert(VerdictRow).values(
            review_id=verdict.review_id, use_case_id=number, decision=verdict.decision, by_rules=verdict.by_rules,
            reason=verdict.reason, because=[dict(one) for one in verdict.because], cost_mad=verdict.cost_mad,
            months=verdict.months, again_on=verdict.again_on, fields=dict(verdict.fields), hash=verdict.hash,
            by=verdict.by, at=verdict.at, in_force=True,
        )
    )  # fmt: skip


def lapse(db: Session, reference: str, *, fields: Sequence[str] | None = None) -> None:
    """No verdict of this case is in force any more; ``fields`` are those whose change ended it."""
    number = row_id(db, reference)
    values: dict[str, Any] = {"in_force": False}
    if fields is not None:
        values["lapsed_by"] = list(fields)
    db.execute(
        update(VerdictRow).where(VerdictRow.use_case_id == number, VerdictRow.in_force.is_(True)).values(**values)
    )


def in_force(db: Session) -> dict[str, GivenVerdict]:
    """The verdict in force of every case that has one."""
    rows = db.execute(
        select(UseCaseRow.reference, *_COLUMNS)
        .join(UseCaseRow, UseCaseRow.id == VerdictRow.use_case_id)
        .where(VerdictRow.in_force.is_(True))
    )
    return {row[0]: GivenVerdict(*row) for row in rows}


def in_force_of(db: Session, reference: str) -> GivenVerdict | None:
    """The verdict in force of one case."""
    return next((one for one in of_case(db, reference) if one.in_force), None)


def of_case(db: Session, reference: str) -> list[GivenVerdict]:
    """Every verdict on a case, newest first."""
    rows = db.execute(
        select(UseCaseRow.reference, *_COLUMNS)
        .join(UseCaseRow, UseCaseRow.id == VerdictRow.use_case_id)
        .where(UseCaseRow.reference == reference)
        .order_by(VerdictRow.id.desc())
    )
    return [GivenVerdict(*row) for row in rows]
