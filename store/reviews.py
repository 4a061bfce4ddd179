"""Reviews: who examines, what was answered, and what was decided about the answers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from ethics.answer import Answer
from ethics.depth import DepthName
from ethics.mitigation import Fulfilment, Mitigation, MitigationState
from ethics.panel import Choice, Dissent
from ethics.record import Assignment, Review
from ethics.review import Response, Settlement
from store.bulk import copy_rows, insert_values
from store.review_tables import (
    AssignmentRow,
    DissentRow,
    MitigationRow,
    ResponseRow,
    ReviewRow,
    SettlementRow,
    VerdictRow,
)
from store.tables import UseCaseRow
from store.use_cases import StaleVersionError, row_id


@dataclass(frozen=True)
class ReviewLine:
    """What the queue needs of a review."""

    id: int
    reference: str
    state: str
    depth: str
    reviewers: int
    opened_by: str
    opened_at: datetime
    answered: int
    """Answers given, by all reviewers."""
    active: tuple[str, ...]
    finished: tuple[str, ...]

    def waits_for(self, name: str) -> bool:
        """Whether somebody has to answer in it or, once all have, to compare and to sign."""
        if self.state != "open" or name not in self.active:
            return False
        return name not in self.finished or len(set(self.active) & set(self.finished)) >= self.reviewers


def open_review(db: Session, record: Mapping[str, Any], reference: str) -> int:
    """Remember a review that begins."""
    number = row_id(db, reference)
    return db.execute(insert(ReviewRow).returning(ReviewRow.id), {"use_case_id": number, **record}).scalar_one()


def get(db: Session, review_id: int) -> Review | None:
    """One review, whole."""
    row = db.execute(_REVIEW, {"review_id": review_id}).first()
    if row is None:
        return None
    here = {"review_id": review_id}
    answers = db.execute(_RESPONSES, here).all()
    decided = db.execute(_SETTLEMENTS, here).all()
    mitigated = db.execute(_MITIGATIONS, here).all()
    dissents = db.execute(_DISSENTS, here).all()

    def late(one: Any) -> bool:
        return row.closed_at is not None and one.at > row.closed_at

    return Review(
        row.id, row.reference, row.framework, row.framework_version, row.framework_hash, row.stage, row.traits,
        DepthName(row.depth), row.reviewers, row.follows, row.fields, row.state, row.opened_by, row.opened_at,
        row.closed_at, row.version,
        assignments=tuple(
            Assignment(
                one.reviewer, one.assigned_by, one.assigned_at, one.interest, one.declared_at, one.finished_at,
                one.ended_at,
            )
            for one in db.execute(_ASSIGNMENTS, here)
        ),
        responses=tuple(
            Response(
                one.question, Answer(one.answer), one.reason, one.evidence_link, one.author,
                {name: tuple(value) for name, value in (one.details or {}).items()}, one.taken_from,
            )
            for one in answers
        ),
        response_versions={(one.question, one.author): one.version for one in answers},
        answered_at={(one.question, one.author): one.at for one in answers},
        settlements={
            one.question: Settlement(one.question, one.upheld, one.reason, one.by)
            for one in decided
            if one.kind == "red_line"
        },
        choices={
            one.question: Choice(one.question, Answer(one.answer), one.reason, one.by, one.whose or "")
            for one in decided
            if one.kind == "answer"
        },
        settlement_versions={(one.kind, one.question): one.version for one in decided},
        mitigations={one.question: _mitigation(one) for one in mitigated},
        mitigation_versions={one.question: one.version for one in mitigated},
        fulfilments={
            one.question: Fulfilment(one.question, one.fulfilled_proof, one.fulfilled_by, one.fulfilled_at)
            for one in mitigated
            if one.fulfilled_at
        },
        ended_before=tuple(db.execute(_ENDED, {"review_id": row.follows}).scalar() or ()) if row.follows else (),
        statement=row.statement or "",
        fewer=row.fewer or "",
        dissents=tuple(Dissent(one.reviewer, one.text) for one in dissents if not late(one)),
        late_dissents=tuple(Dissent(one.reviewer, one.text) for one in dissents if late(one)),
    )  # fmt: skip


def _mitigation(row: Any) -> Mitigation:
    return Mitigation(
        row.question, row.text, row.owner, date.fromisoformat(row.due_on) if row.due_on else None, row.cost_mad,
        row.months, row.proof, row.proposed_by, MitigationState(row.state), row.decided_by, row.reason,
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


def open_of(db: Session, reference: str) -> int | None:
    """The open review of a case; None when it has none."""
    query = (
        select(ReviewRow.id)
        .join(UseCaseRow, UseCaseRow.id == ReviewRow.use_case_id)
        .where(UseCaseRow.reference == reference, ReviewRow.state == "open")
    )
    return db.execute(query).scalar()


def carry(db: Session, old: int, new: int, *, without: Collection[str]) -> None:
    """The review that follows keeps the answers as they were given, save of the questions asked anew."""
    copy_rows(db, ResponseRow, {"review_id": old}, {"review_id": new}, without=without)
    advance(db, new)


def forget_answers(db: Session, review_id: int, questions: Iterable[str]) -> None:
    """What was answered and decided about questions that are to be answered anew; the journal keeps it."""
    wanted = list(questions)
    for table in (ResponseRow, SettlementRow, MitigationRow):
        db.execute(delete(table).where(table.review_id == review_id, table.question.in_(wanted)))
    db.execute(update(AssignmentRow).where(AssignmentRow.review_id == review_id).values(finished_at=None))


def lines(db: Session) -> list[ReviewLine]:
    """All reviews as the queue shows them, newest first."""
    answered: dict[int, int] = {}
    for review_id in db.execute(select(ResponseRow.review_id)).scalars():
        answered[review_id] = answered.get(review_id, 0) + 1
    assigned: dict[int, list[tuple[str, bool]]] = {}
    for one in db.execute(
        select(AssignmentRow.review_id, AssignmentRow.reviewer, AssignmentRow.finished_at)
        .where(AssignmentRow.ended_at.is_(None))
        .order_by(AssignmentRow.reviewer)
    ):
        assigned.setdefault(one.review_id, []).append((one.reviewer, one.finished_at is not None))
    rows = db.execute(
        select(
            ReviewRow.id, UseCaseRow.reference, ReviewRow.state, ReviewRow.depth, ReviewRow.reviewers,
            ReviewRow.opened_by, ReviewRow.opened_at,
        )
        .join(UseCaseRow, UseCaseRow.id == ReviewRow.use_case_id)
        .order_by(ReviewRow.id.desc())
    )  # fmt: skip
    return [
        ReviewLine(
            *row,
            answered.get(row[0], 0),
            tuple(name for name, _ in assigned.get(row[0], ())),
            tuple(name for name, finished in assigned.get(row[0], ()) if finished),
        )
        for row in rows
    ]


def put_response(db: Session, review_id: int, response: Response, *, expected_version: int, at: datetime) -> None:
    """Remember a reviewer's answer; 0 expects that there is none yet. A newer one is a StaleVersionError."""
    values = {
        "answer": response.answer.value,
        "reason": response.reason,
        "evidence_link": response.evidence_link,
        "details": {name: list(value) for name, value in response.details.items()} or None,
        "taken_from": response.taken_from,
        "at": at,
        "version": expected_version + 1,
    }
    advance(db, review_id)
    place = {"review_id": review_id, "question": response.question, "author": response.by}
    if expected_version == 0:
        if db.execute(_VERSION, place).first():
            raise StaleVersionError(response.question)
        insert_values(db, ResponseRow, place | values)
        return
    done = db.execute(
        update(ResponseRow)
        .where(
            ResponseRow.review_id == review_id, ResponseRow.question == response.question,
            ResponseRow.author == response.by, ResponseRow.version == expected_version,
        )
        .values(**values)
    )  # fmt: skip
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleVersionError(response.question)


def advance(db: Session, review_id: int) -> int:
    """The review is another one from now on: whoever closes it must have seen this. Gives its new version."""
    return db.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review_id)
        .values(version=ReviewRow.version + 1)
        .returning(ReviewRow.version)
    ).scalar_one()


def change(db: Session, review_id: int, *, expected_version: int, **values: Any) -> None:
    """Correct what a review was opened with; a newer version in the store is a StaleVersionError."""
    done = db.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review_id, ReviewRow.version == expected_version)
        .values(version=expected_version + 1, **values)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleVersionError(str(review_id))


def close(db: Session, review_id: int, *, expected_version: int, at: datetime) -> None:
    """The review is history from here on."""
    done = db.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review_id, ReviewRow.version == expected_version, ReviewRow.state == "open")
        .values(state="closed", closed_at=at, version=expected_version + 1)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleVersionError(str(review_id))


# Built once: every answer runs them, and building a statement takes longer than running it.
_REVIEW = (
    select(*ReviewRow.__table__.c, UseCaseRow.reference)
    .join(UseCaseRow, UseCaseRow.id == ReviewRow.use_case_id)
    .where(ReviewRow.id == bindparam("review_id"))
)
_ENDED = select(VerdictRow.lapsed_by).where(VerdictRow.review_id == bindparam("review_id"))
_ASSIGNMENTS = (
    select(*AssignmentRow.__table__.c)
    .where(AssignmentRow.review_id == bindparam("review_id"))
    .order_by(AssignmentRow.assigned_at, AssignmentRow.reviewer)
)
_RESPONSES = (
    select(*ResponseRow.__table__.c)
    .where(ResponseRow.review_id == bindparam("review_id"))
    .order_by(ResponseRow.question, ResponseRow.author)
)
_SETTLEMENTS = select(*SettlementRow.__table__.c).where(SettlementRow.review_id == bindparam("review_id"))
_MITIGATIONS = select(*MitigationRow.__table__.c).where(MitigationRow.review_id == bindparam("review_id"))
_DISSENTS = (
    select(*DissentRow.__table__.c).where(DissentRow.review_id == bindparam("review_id")).order_by(DissentRow.reviewer)
)
_VERSION = select(ResponseRow.version).where(
    ResponseRow.review_id == bindparam("review_id"),
    ResponseRow.question == bindparam("question"),
    ResponseRow.author == bindparam("author"),
)
