"""Reviews: who examines, what was answered, and what was decided about the answers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ethics.depth import DepthName
from ethics.framework import Answer
from ethics.panel import Choice, Dissent
from ethics.review import Mitigation, MitigationState, Response, Settlement
from store.bulk import insert_values
from store.review_tables import (
    AssignmentRow,
    DissentRow,
    MitigationRow,
    ResponseRow,
    ReviewRow,
    SettlementRow,
)
from store.tables import UseCaseRow
from store.use_cases import StaleVersionError, row_id


class OwnCaseError(ValueError):
    """Somebody was to examine their own case, or one of their own administration: the table refuses it."""

    code = "review.own_administration"


@dataclass(frozen=True)
class Assignment:
    """One reviewer of a review."""

    reviewer: str
    assigned_by: str
    assigned_at: datetime
    interest: str
    declared_at: datetime | None
    finished_at: datetime | None
    ended_at: datetime | None

    @property
    def is_active(self) -> bool:
        """Whether this reviewer's answers are waited for."""
        return self.ended_at is None


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
    depth: DepthName
    reviewers: int
    """Answers that each question needs."""
    follows: int | None
    fields: Mapping[str, Mapping[str, Any]]
    """Fields of the case that answers rest on, as they were: fingerprint (``hash``), dependent ``questions``."""
    state: str
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    version: int
    assignments: tuple[Assignment, ...] = ()
    responses: tuple[Response, ...] = ()
    response_versions: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By question and author."""
    answered_at: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    """By question and author."""
    settlements: Mapping[str, Settlement] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    settlement_versions: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By kind and question."""
    mitigations: Mapping[str, Mitigation] = field(default_factory=dict)
    mitigation_versions: Mapping[str, int] = field(default_factory=dict)
    dissents: tuple[Dissent, ...] = ()
    expired: frozenset[str] = frozenset()
    """Questions all of whose evidence has expired: their answers no longer stand."""
    is_own_view: bool = False
    """What one reviewer sees of a blind round: their own answers alone."""

    @property
    def active(self) -> tuple[Assignment, ...]:
        """Reviewers whose answers are waited for."""
        return tuple(one for one in self.assignments if one.is_active)

    def has(self, name: str) -> bool:
        """Whether somebody is one of those whose answers are waited for."""
        return any(one.reviewer == name for one in self.active)

    @property
    def is_disclosed(self) -> bool:
        """Whether the answers of the others may be seen: the blind round is over, or there was none."""
        if self.state == "closed" or self.reviewers == 1:
            return True
        finished = [one for one in self.active if one.finished_at]
        return len(finished) >= self.reviewers and len(finished) == len(self.active)

    def by(self, author: str) -> dict[str, Response]:
        """What one reviewer answered, by question."""
        return {one.question: one for one in self.responses if one.by == author}

    def as_seen_by(self, author: str) -> "Review":
        """What a reviewer may see: everything once the blind round is over, until then their own answers."""
        if self.is_disclosed:
            return self
        return replace(
            self,
            responses=tuple(one for one in self.responses if one.by == author),
            response_versions={key: number for key, number in self.response_versions.items() if key[1] == author},
            answered_at={key: at for key, at in self.answered_at.items() if key[1] == author},
            settlements={}, choices={}, settlement_versions={},
            mitigations={id_: one for id_, one in self.mitigations.items() if one.proposed_by == author},
            dissents=tuple(one for one in self.dissents if one.by == author),
            reviewers=1, is_own_view=True,
        )  # fmt: skip


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


def open_review(db: Session, record: Mapping[str, Any], reference: str) -> int:
    """Remember a review that begins."""
    number = row_id(db, reference)
    return db.execute(insert(ReviewRow).returning(ReviewRow.id), {"use_case_id": number, **record}).scalar_one()


def assign(
    db: Session, review_id: int, reviewer: str, *, case_author: str | None, administrations: tuple[str, str],
    by: str, at: datetime, declared: bool = False,
) -> None:  # fmt: skip
    """Remember who examines; OwnCaseError where the table's rules refuse it.

    ``administrations`` are the folded names of the case's administration and of the reviewer's.
    """
    here = (AssignmentRow.review_id == review_id, AssignmentRow.reviewer == reviewer)
    values = {"assigned_by": by, "assigned_at": at, "ended_at": None, "declared_at": at if declared else None}
    if db.execute(select(AssignmentRow.reviewer).where(*here)).first():
        db.execute(update(AssignmentRow).where(*here).values(**values))
    else:
        try:
            with db.begin_nested():
                db.execute(
                    insert(AssignmentRow).values(
                        review_id=review_id, reviewer=reviewer, case_author=case_author, interest="",
                        case_administration=administrations[0], reviewer_administration=administrations[1], **values,
                    )
                )  # fmt: skip
        except IntegrityError as error:
            raise OwnCaseError(reviewer) from error
    _advance(db, review_id)


def change_assignment(db: Session, review_id: int, reviewer: str, **values: Any) -> None:
    """Note what a reviewer declared, finished, or that they no longer examine."""
    db.execute(
        update(AssignmentRow)
        .where(AssignmentRow.review_id == review_id, AssignmentRow.reviewer == reviewer)
        .values(**values)
    )
    _advance(db, review_id)


def get(db: Session, review_id: int) -> Review | None:
    """One review, whole."""
    row = db.execute(_REVIEW, {"review_id": review_id}).first()
    if row is None:
        return None
    here = {"review_id": review_id}
    answers = db.execute(_RESPONSES, here).all()
    decided = db.execute(_SETTLEMENTS, here).all()
    mitigated = db.execute(_MITIGATIONS, here).all()
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
            Response(one.question, Answer(one.answer), one.reason, one.evidence_link, one.author) for one in answers
        ),
        response_versions={(one.question, one.author): one.version for one in answers},
        answered_at={(one.question, one.author): one.at for one in answers},
        settlements={
            one.question: Settlement(one.question, one.upheld, one.reason, one.by)
            for one in decided
            if one.kind == "red_line"
        },
        choices={
            one.question: Choice(one.question, Answer(one.answer), one.reason, one.by)
            for one in decided
            if one.kind == "answer"
        },
        settlement_versions={(one.kind, one.question): one.version for one in decided},
        mitigations={one.question: _mitigation(one) for one in mitigated},
        mitigation_versions={one.question: one.version for one in mitigated},
        dissents=tuple(Dissent(one.reviewer, one.text) for one in db.execute(_DISSENTS, here)),
    )  # fmt: skip


def _mitigation(row: Any) -> Mitigation:
    accepted = row.state in {MitigationState.ACCEPTED, MitigationState.DONE}
    return Mitigation(
        row.question, row.text, row.decided_by if accepted else None, row.owner,
        date.fromisoformat(row.due_on) if row.due_on else None, row.cost_mad, row.months, row.proof,
        row.proposed_by, MitigationState(row.state),
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


def with_interest(db: Session, reference: str) -> set[str]:
    """Who declared an interest in a case, in whichever of its reviews."""
    query = (
        select(AssignmentRow.reviewer)
        .join(ReviewRow, ReviewRow.id == AssignmentRow.review_id)
        .join(UseCaseRow, UseCaseRow.id == ReviewRow.use_case_id)
        .where(UseCaseRow.reference == reference, AssignmentRow.interest != "")
    )
    return set(db.execute(query).scalars())


def open_of(db: Session, reference: str) -> int | None:
    """The open review of a case; None when it has none."""
    query = (
        select(ReviewRow.id)
        .join(UseCaseRow, UseCaseRow.id == ReviewRow.use_case_id)
        .where(UseCaseRow.reference == reference, ReviewRow.state == "open")
    )
    return db.execute(query).scalar()


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


def load_of_reviewers(db: Session) -> dict[str, int]:
    """Open reviews that each reviewer still has to answer."""
    rows = db.execute(
        select(AssignmentRow.reviewer)
        .join(ReviewRow, ReviewRow.id == AssignmentRow.review_id)
        .where(ReviewRow.state == "open", AssignmentRow.ended_at.is_(None), AssignmentRow.finished_at.is_(None))
    ).scalars()
    load: dict[str, int] = {}
    for name in rows:
        load[name] = load.get(name, 0) + 1
    return load


def put_response(db: Session, review_id: int, response: Response, *, expected_version: int, at: datetime) -> None:
    """Remember a reviewer's answer; 0 expects that there is none yet. A newer one is a StaleVersionError."""
    values = {
        "answer": response.answer.value,
        "reason": response.reason,
        "evidence_link": response.evidence_link,
        "at": at,
        "version": expected_version + 1,
    }
    _advance(db, review_id)
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


def _advance(db: Session, review_id: int) -> int:
    """The review is another one from now on: whoever closes it must have seen this. Gives its new version."""
    return db.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review_id)
        .values(version=ReviewRow.version + 1)
        .returning(ReviewRow.version)
    ).scalar_one()


def put_settlement(
    db: Session, review_id: int, decided: Settlement | Choice, *, expected_version: int, at: datetime
) -> None:
    """Remember what a second person decided; 0 expects that nothing was decided yet. Else StaleVersionError.

    A decision has the version of the review at that moment, which only rises: one that was dropped and made again
    is never taken for the one that a form was filled on.
    """
    kind, answer = ("answer", decided.answer.value) if isinstance(decided, Choice) else ("red_line", None)
    upheld = not isinstance(decided, Choice) and decided.upheld
    here = (
        SettlementRow.review_id == review_id,
        SettlementRow.question == decided.question,
        SettlementRow.kind == kind,
    )
    if (db.execute(select(SettlementRow.version).where(*here)).scalar() or 0) != expected_version:
        raise StaleVersionError(decided.question)
    version = _advance(db, review_id)
    db.execute(delete(SettlementRow).where(*here))
    db.execute(
        insert(SettlementRow).values(
            review_id=review_id, question=decided.question, kind=kind, upheld=upheld, answer=answer,
            reason=decided.reason, by=decided.by, at=at, version=version,
        )
    )  # fmt: skip


def drop_settlement(db: Session, review_id: int, question: str, kind: str) -> None:
    """What was decided about an answer no longer counts: the answer is another one."""
    db.execute(
        delete(SettlementRow).where(
            SettlementRow.review_id == review_id, SettlementRow.question == question, SettlementRow.kind == kind
        )
    )


def put_mitigation(
    db: Session, review_id: int, mitigation: Mitigation, *, decided_by: str | None, reason: str,
    expected_version: int, at: datetime,
) -> None:  # fmt: skip
    """Remember a mitigation as it stands; 0 expects that there is none yet. Else StaleVersionError."""
    here = (MitigationRow.review_id == review_id, MitigationRow.question == mitigation.question)
    if (db.execute(select(MitigationRow.version).where(*here)).scalar() or 0) != expected_version:
        raise StaleVersionError(mitigation.question)
    version = _advance(db, review_id)
    db.execute(delete(MitigationRow).where(*here))
    db.execute(
        insert(MitigationRow).values(
            review_id=review_id, question=mitigation.question, text=mitigation.text, owner=mitigation.owner,
            due_on=mitigation.due_on.isoformat() if mitigation.due_on else None, cost_mad=mitigation.cost_mad,
            months=mitigation.months, proof=mitigation.proof, state=mitigation.state.value,
            proposed_by=mitigation.proposed_by, proposed_at=at, decided_by=decided_by, reason=reason, version=version,
        )
    )  # fmt: skip


def reopen_mitigation(db: Session, review_id: int, question: str) -> None:
    """The mitigation waits for a decision again: what it was decided on has changed."""
    db.execute(
        update(MitigationRow)
        .where(MitigationRow.review_id == review_id, MitigationRow.question == question)
        .values(state=MitigationState.PROPOSED.value, decided_by=None, reason="", version=_advance(db, review_id))
    )


def put_dissent(db: Session, review_id: int, dissent: Dissent, *, at: datetime) -> None:
    """Remember a reviewer's own opinion; a new text takes the place of the one before."""
    here = (DissentRow.review_id == review_id, DissentRow.reviewer == dissent.by)
    db.execute(delete(DissentRow).where(*here))
    insert_values(db, DissentRow, {"review_id": review_id, "reviewer": dissent.by, "text": dissent.text, "at": at})
    _advance(db, review_id)


def carry(db: Session, old: Review, review_id: int, *, without: Iterable[str], at: datetime) -> None:
    """Take over reviewers, answers and decisions into a review that follows, save those of some questions."""
    left_out = set(without)
    columns = [one for one in AssignmentRow.__table__.c if one.name not in {"review_id", "finished_at"}]
    for row in db.execute(select(*columns).where(AssignmentRow.review_id == old.id)).mappings().all():
        db.execute(insert(AssignmentRow).values(review_id=review_id, finished_at=None, **row))
    for one in _kept(old.responses, left_out):
        put_response(db, review_id, one, expected_version=0, at=at)
    for settled in _kept(old.settlements.values(), left_out):
        put_settlement(db, review_id, settled, expected_version=0, at=at)
    for choice in _kept(old.choices.values(), left_out):
        put_settlement(db, review_id, choice, expected_version=0, at=at)
    for offered in _kept(old.mitigations.values(), left_out):
        put_mitigation(db, review_id, offered, decided_by=offered.accepted_by, reason="", expected_version=0, at=at)
    for dissent in old.dissents:
        put_dissent(db, review_id, dissent, at=at)


_About = TypeVar("_About", Response, Settlement, Choice, Mitigation)


def _kept(entries: Iterable[_About], left_out: Collection[str]) -> list[_About]:
    return [one for one in entries if one.question not in left_out]


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
