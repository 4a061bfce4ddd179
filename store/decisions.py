"""What was decided about the answers of a review: settlements, choices, mitigations, and opinions kept apart."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from ethics.mitigation import Fulfilment, Mitigation, MitigationState
from ethics.panel import Choice, Dissent
from ethics.review import Settlement
from store.bulk import copy_rows, insert_values
from store.review_tables import DissentRow, MitigationRow, SettlementRow, VerdictRow
from store.reviews import advance
from store.tables import UseCaseRow
from store.use_cases import StaleVersionError


def put_settlement(
    db: Session, review_id: int, decided: Settlement | Choice, *, expected_version: int, at: datetime
) -> None:
    """Remember what a second person decided; 0 expects that nothing was decided yet. Else StaleVersionError.

    A decision has the version of the review at that moment, which only rises: one that was dropped and made again
    is never taken for the one that a form was filled on.
    """
    kind, answer = ("answer", decided.answer.value) if isinstance(decided, Choice) else ("red_line", None)
    upheld = not isinstance(decided, Choice) and decided.upheld
    whose = (decided.whose or None) if isinstance(decided, Choice) else None
    here = (
        SettlementRow.review_id == review_id,
        SettlementRow.question == decided.question,
        SettlementRow.kind == kind,
    )
    if (db.execute(select(SettlementRow.version).where(*here)).scalar() or 0) != expected_version:
        raise StaleVersionError(decided.question)
    version = advance(db, review_id)
    db.execute(delete(SettlementRow).where(*here))
    db.execute(
        insert(SettlementRow).values(
            review_id=review_id, question=decided.question, kind=kind, upheld=upheld, answer=answer,
            whose=whose, reason=decided.reason, by=decided.by, at=at, version=version,
        )
    )  # fmt: skip


def drop_settlement(db: Session, review_id: int, question: str, kind: str) -> None:
    """What was decided about an answer no longer counts: the answer is another one."""
    db.execute(
        delete(SettlementRow).where(
            SettlementRow.review_id == review_id, SettlementRow.question == question, SettlementRow.kind == kind
        )
    )


def put_mitigation(db: Session, review_id: int, mitigation: Mitigation, *, expected_version: int, at: datetime) -> None:
    """Remember a mitigation as it stands; 0 expects that there is none yet. Else StaleVersionError."""
    here = (MitigationRow.review_id == review_id, MitigationRow.question == mitigation.question)
    if (db.execute(select(MitigationRow.version).where(*here)).scalar() or 0) != expected_version:
        raise StaleVersionError(mitigation.question)
    version = advance(db, review_id)
    db.execute(delete(MitigationRow).where(*here))
    db.execute(
        insert(MitigationRow).values(
            review_id=review_id, question=mitigation.question, text=mitigation.text, owner=mitigation.owner,
            due_on=mitigation.due_on.isoformat() if mitigation.due_on else None, cost_mad=mitigation.cost_mad,
            months=mitigation.months, proof=mitigation.proof, state=mitigation.state.value,
            proposed_by=mitigation.proposed_by, proposed_at=at, decided_by=mitigation.decided_by,
            reason=mitigation.reason, version=version,
        )
    )  # fmt: skip


def fulfil(db: Session, review_id: int, done: Fulfilment) -> bool:
    """Remember that a mitigation was carried out; False where it was found so before, or there is none."""
    changed = db.execute(
        update(MitigationRow)
        .where(
            MitigationRow.review_id == review_id, MitigationRow.question == done.question,
            MitigationRow.fulfilled_at.is_(None),
        )
        .values(fulfilled_at=done.at, fulfilled_by=done.by, fulfilled_proof=done.proof)
    )  # fmt: skip
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def overdue(db: Session, today: date) -> list[tuple[str, str]]:
    """Case and question of each mitigation of a verdict in force that is past its day and not carried out."""
    query = (
        select(UseCaseRow.reference, MitigationRow.question)
        .join(VerdictRow, VerdictRow.review_id == MitigationRow.review_id)
        .join(UseCaseRow, UseCaseRow.id == VerdictRow.use_case_id)
        .where(
            VerdictRow.in_force.is_(True), MitigationRow.fulfilled_at.is_(None), MitigationRow.due_on.is_not(None),
            MitigationRow.due_on < today.isoformat(), MitigationRow.state != MitigationState.REFUSED.value,
        )
        .order_by(MitigationRow.due_on, UseCaseRow.reference)
    )  # fmt: skip
    return [(row.reference, row.question) for row in db.execute(query)]


def reopen_mitigation(db: Session, review_id: int, question: str) -> None:
    """The mitigation waits for a decision again: what it was decided on has changed."""
    db.execute(
        update(MitigationRow)
        .where(MitigationRow.review_id == review_id, MitigationRow.question == question)
        .values(state=MitigationState.PROPOSED.value, decided_by=None, reason="", version=advance(db, review_id))
    )


def carry(db: Session, old: int, new: int, *, without: Collection[str]) -> None:
    """The review that follows keeps what was decided as it was decided, save about the questions asked anew."""
    for table in (SettlementRow, MitigationRow):
        copy_rows(db, table, {"review_id": old}, {"review_id": new, "version": advance(db, new)}, without=without)
    copy_rows(db, DissentRow, {"review_id": old}, {"review_id": new})


def put_dissent(db: Session, review_id: int, dissent: Dissent, *, at: datetime) -> None:
    """Remember a reviewer's own opinion; a new text takes the place of the one before."""
    here = (DissentRow.review_id == review_id, DissentRow.reviewer == dissent.by)
    db.execute(delete(DissentRow).where(*here))
    insert_values(db, DissentRow, {"review_id": review_id, "reviewer": dissent.by, "text": dissent.text, "at": at})
    advance(db, review_id)
