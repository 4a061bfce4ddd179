"""Reviews, their responses and settlements, and the verdicts given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from ethics.framework import Answer
from ethics.review import Mitigation, Response, Settlement
from store.bulk import insert_values
from store.tables import ResponseRow, ReviewRow, SettlementRow, UseCaseRow, VerdictRow
from store.use_cases import StaleVersionError, row_id


@dataclass(frozen=True)
class Review:
    """One review with everything that was answered and decided in it."""

    id: int
    reference: str
    framework: str
    framework_version: str
    framework_hash: str
    stage: str
    traits: Mapping[str, bool]
    state: str
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    version: int
    responses: Mapping[str, Response]
    response_versions: Mapping[str, int]
    settlements: Mapping[str, Settlement]
    mitigations: Mapping[str, Mitigation]
    settlement_versions: Mapping[str, int]


@dataclass(frozen=True)
class ReviewLine:
    """What the queue needs of a review."""

    id: int
    reference: str
    state: str
    opened_by: str
    opened_at: datetime
    answered: int


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


def open_review(db: Session, record: Mapping[str, Any], reference: str) -> int:
    """Remember a review that begins."""
    number = row_id(db, reference)
    return db.execute(insert(ReviewRow).returning(ReviewRow.id), {"use_case_id": number, **record}).scalar_one()


def get(db: Session, review_id: int) -> Review | None:
    """One review, whole."""
    row = db.execute(_REVIEW, {"review_id": review_id}).first()
    if row is None:
        return None
    answers = db.execute(_RESPONSES, {"review_id": review_id}).all()
    decided = db.execute(_SETTLEMENTS, {"review_id": review_id}).all()
    return Review(
        row.id, row.reference, row.framework, row.framework_version, row.framework_hash, row.stage, row.traits,
        row.state, row.opened_by, row.opened_at, row.closed_at, row.version,
        responses={
            one.question: Response(one.question, Answer(one.answer), one.reason, one.evidence_link, one.author)
            for one in answers
        },
        response_versions={one.question: one.version for one in answers},
        settlements={
            one.question: Settlement(one.question, one.upheld, one.reason, one.by)
            for one in decided
            if one.kind == "red_line"
        },
        mitigations={
            one.question: Mitigation(one.question, one.reason, one.by if one.upheld else None)
            for one in decided
            if one.kind == "mitigation"
        },
        settlement_versions={one.question: one.version for one in decided},
    )  # fmt: skip


def of_case(db: Session, reference: str) -> list[int]:
    """Reviews of a case, newest first."""
    query = (
        select(ReviewRow.id)
        .join(UseCaseRow, UseCaseRow.id == ReviewRow.use_case_id)
        .where(UseCaseRow.reference == reference)
        .order_by(ReviewRow.id.desc())
    )
    return list(db.execute(query).scalars())


def lines(db: Session) -> list[ReviewLine]:
    """All reviews as the queue shows them, newest first."""
    answered: dict[int, int] = {}
    for review_id in db.execute(select(ResponseRow.review_id)).scalars():
        answered[review_id] = answered.get(review_id, 0) + 1
    rows = db.execute(
        select(ReviewRow.id, UseCaseRow.reference, ReviewRow.state, ReviewRow.opened_by, ReviewRow.opened_at)
        .join(UseCaseRow, UseCaseRow.id == ReviewRow.use_case_id)
        .order_by(ReviewRow.id.desc())
    )
    return [ReviewLine(*row, answered.get(row[0], 0)) for row in rows]


def put_response(db: Session, review_id: int, response: Response, *, expected_version: int, at: datetime) -> None:
    """Remember an answer; 0 expects that there is none yet. A newer one in the store is a StaleVersionError."""
    values = {
        "answer": response.answer.value,
        "reason": response.reason,
        "evidence_link": response.evidence_link,
        "author": response.by,
        "at": at,
        "version": expected_version + 1,
    }
    _advance(db, review_id)
    here = (ResponseRow.review_id == review_id, ResponseRow.question == response.question)
    if expected_version == 0:
        place = {"review_id": review_id, "question": response.question}
        if db.execute(_VERSION, place).first():
            raise StaleVersionError(response.question)
        insert_values(db, ResponseRow, place | values)
        return
    done = db.execute(update(ResponseRow).where(*here, ResponseRow.version == expected_version).values(**values))
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleVersionError(response.question)


def _advance(db: Session, review_id: int) -> None:
    """The review is another one from now on: whoever closes it must have seen this."""
    db.execute(update(ReviewRow).where(ReviewRow.id == review_id).values(version=ReviewRow.version + 1))


def put_settlement(
    db: Session, review_id: int, kind: str, decided: Settlement, *, expected_version: int, at: datetime
) -> None:
    """Remember what a second person decided; 0 expects that nothing was decided yet. Else StaleVersionError.

    A decision has the version of the review at that moment, which only rises: one that was dropped and made again
    is never taken for the one that a form was filled on.
    """
    here = (SettlementRow.review_id == review_id, SettlementRow.question == decided.question)
    if (db.execute(select(SettlementRow.version).where(*here)).scalar() or 0) != expected_version:
        raise StaleVersionError(decided.question)
    _advance(db, review_id)
    version = db.execute(select(ReviewRow.version).where(ReviewRow.id == review_id)).scalar_one()
    db.execute(delete(SettlementRow).where(*here))
    db.execute(
        insert(SettlementRow).values(
            review_id=review_id, question=decided.question, kind=kind, upheld=decided.upheld,
            reason=decided.reason, by=decided.by, at=at, version=version,
        )
    )  # fmt: skip


def drop_settlement(db: Session, review_id: int, question: str) -> None:
    """What was decided about an answer no longer counts: the answer is another one."""
    db.execute(delete(SettlementRow).where(SettlementRow.review_id == review_id, SettlementRow.question == question))


def close(db: Session, review_id: int, *, expected_version: int, at: datetime) -> None:
    """The review is history from here on."""
    done = db.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review_id, ReviewRow.version == expected_version, ReviewRow.state == "open")
        .values(state="closed", closed_at=at, version=expected_version + 1)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleVersionError(str(review_id))


def add_verdict(db: Session, verdict: GivenVerdict) -> None:
    """Put a verdict in force; the one before it no longer is."""
    number = row_id(db, verdict.reference)
    lapse_verdict(db, verdict.reference)
    db.execute(
        insert(VerdictRow).values(
            review_id=verdict.review_id, use_case_id=number, decision=verdict.decision,
            because=[dict(one) for one in verdict.because], hash=verdict.hash, by=verdict.by, at=verdict.at,
            in_force=True,
        )
    )  # fmt: skip


def lapse_verdict(db: Session, reference: str) -> None:
    """No verdict of this case is in force any more."""
    number = row_id(db, reference)
    db.execute(
        update(VerdictRow).where(VerdictRow.use_case_id == number, VerdictRow.in_force.is_(True)).values(in_force=False)
    )


def verdicts_in_force(db: Session) -> dict[str, GivenVerdict]:
    """The verdict in force of every case that has one."""
    rows = db.execute(
        select(
            UseCaseRow.reference, VerdictRow.review_id, VerdictRow.decision, VerdictRow.because, VerdictRow.hash,
            VerdictRow.by, VerdictRow.at, VerdictRow.in_force,
        )
        .join(UseCaseRow, UseCaseRow.id == VerdictRow.use_case_id)
        .where(VerdictRow.in_force.is_(True))
    )  # fmt: skip
    return {row[0]: GivenVerdict(*row) for row in rows}


# Built once: every answer runs them, and building a statement takes longer than running it.
_REVIEW = (
    select(*ReviewRow.__table__.c, UseCaseRow.reference)
    .join(UseCaseRow, UseCaseRow.id == ReviewRow.use_case_id)
    .where(ReviewRow.id == bindparam("review_id"))
)
_RESPONSES = select(*ResponseRow.__table__.c).where(ResponseRow.review_id == bindparam("review_id"))
_SETTLEMENTS = select(*SettlementRow.__table__.c).where(SettlementRow.review_id == bindparam("review_id"))
_VERSION = select(ResponseRow.version).where(
    ResponseRow.review_id == bindparam("review_id"), ResponseRow.question == bindparam("question")
)
