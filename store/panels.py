"""Rounds of a panel and what their members said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from store.plan_tables import RoundRow, VoteRow
from store.tables import UseCaseRow
from store.use_cases import row_id
from usecases.panel import Vote


@dataclass(frozen=True)
class Round:
    """A round: which cases, on which criteria, by whom, until when."""

    id: int
    name: str
    criteria: tuple[str, ...]
    cases: tuple[str, ...]
    members: tuple[str, ...]
    state: str
    due_on: str
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None


def add(
    db: Session,
    *,
    name: str,
    criteria: Sequence[str],
    cases: Sequence[str],
    members: Sequence[str],
    due_on: str,
    by: str,
    at: datetime,
) -> int:
    """Remember a round that begins."""
    return db.execute(
        insert(RoundRow).returning(RoundRow.id),
        {
            "name": name, "criteria": list(criteria), "cases": list(cases), "members": list(members),
            "state": "open", "due_on": due_on, "opened_by": by, "opened_at": at, "closed_at": None,
        },
    ).scalar_one()  # fmt: skip


def get(db: Session, round_id: int) -> Round | None:
    """One round."""
    row = db.execute(select(RoundRow).where(RoundRow.id == round_id)).scalar_one_or_none()
    return _to_value(row) if row else None


def rounds(db: Session) -> list[Round]:
    """All rounds, newest first."""
    return [_to_value(row) for row in db.execute(select(RoundRow).order_by(RoundRow.id.desc())).scalars()]


def put_vote(db: Session, round_id: int, vote: Vote, *, at: datetime) -> None:
    """Remember what a member says; it takes the place of what the same member said before."""
    number = row_id(db, vote.reference)
    here = (
        VoteRow.round_id == round_id, VoteRow.use_case_id == number, VoteRow.criterion == vote.criterion,
        VoteRow.author == vote.author,
    )  # fmt: skip
    db.execute(delete(VoteRow).where(*here))
    db.execute(
        insert(VoteRow).values(
            round_id=round_id, use_case_id=number, criterion=vote.criterion, author=vote.author, low=vote.low,
            likely=vote.likely, high=vote.high, reason=vote.reason, at=at,
        )
    )  # fmt: skip


def votes(db: Session, round_id: int, *, of: str | None = None) -> list[Vote]:
    """What was said in a round, by everybody or by one member."""
    query = (
        select(
            UseCaseRow.reference,
            VoteRow.criterion,
            VoteRow.author,
            VoteRow.low,
            VoteRow.likely,
            VoteRow.high,
            VoteRow.reason,
        )
        .join(UseCaseRow, UseCaseRow.id == VoteRow.use_case_id)
        .where(VoteRow.round_id == round_id)
        .order_by(UseCaseRow.reference, VoteRow.criterion, VoteRow.author)
    )
    if of is not None:
        query = query.where(VoteRow.author == of)
    return [Vote(*row) for row in db.execute(query)]


def close(db: Session, round_id: int, *, at: datetime) -> bool:
    """The round is history from here on; False when it was closed already."""
    done = db.execute(
        update(RoundRow).where(RoundRow.id == round_id, RoundRow.state == "open").values(state="closed", closed_at=at)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _to_value(row: RoundRow) -> Round:
    return Round(
        row.id, row.name, tuple(row.criteria), tuple(row.cases), tuple(row.members), row.state, row.due_on,
        row.opened_by, row.opened_at, row.closed_at,
    )  # fmt: skip
