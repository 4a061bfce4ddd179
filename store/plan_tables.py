"""Tables of the plan: weightings, orders kept, panels and the selection; the third part of the data dictionary."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import Base


class WeightingRow(Base):
    """A named weighting with its author."""

    __tablename__ = "weightings"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    author: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    body: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]


class ScenarioRow(Base):
    """A live way of looking at the order: weighting and rules by name, with the order they gave when it was saved."""

    __tablename__ = "scenarios"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    author: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class SnapshotRow(Base):
    """A frozen ranking with all its inputs; nothing here is changed or removed."""

    __tablename__ = "snapshots"
    reference: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    fingerprint: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]
    by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]


class RoundRow(Base):
    """A round of a panel: who scores which cases on which criteria, blind until it is closed."""

    __tablename__ = "rounds"
    __table_args__ = (CheckConstraint("state IN ('open', 'closed')", name="state"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    criteria: Mapped[list[Any]]
    cases: Mapped[list[Any]] = mapped_column(doc="references")
    members: Mapped[list[Any]] = mapped_column(doc="account ids")
    state: Mapped[str] = mapped_column(String(8))
    due_on: Mapped[str] = mapped_column(String(10), default="")
    opened_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class VoteRow(Base):
    """What one member said in a round; their own until the round is closed, and then without their name."""

    __tablename__ = "votes"
    __table_args__ = (CheckConstraint("low <= likely AND likely <= high", name="order"),)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    use_case_id: Mapped[int] = mapped_column(ForeignKey("use_cases.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    author: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    low: Mapped[float]
    likely: Mapped[float]
    high: Mapped[float]
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class SelectionRow(Base):
    """What is chosen now: decided (verdicts in force only) or indicative, never confused."""

    __tablename__ = "selections"
    __table_args__ = (CheckConstraint("kind IN ('decided', 'indicative')", name="kind"),)
    use_case_id: Mapped[int] = mapped_column(ForeignKey("use_cases.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    verdict_hash: Mapped[str | None] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
