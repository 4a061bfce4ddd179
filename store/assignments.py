"""Who examines which review: places given, declared, finished and left."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.bulk import copy_rows
from store.review_tables import AssignmentRow, ReviewRow, TriageRow
from store.reviews import advance
from store.tables import UseCaseRow
from store.use_cases import row_id


class OwnCaseError(ValueError):
    """Somebody was to examine their own case, or one of their own administration: the table refuses it."""

    code = "review.own_administration"


def assign(
    db: Session, review_id: int, reviewer: str, *, case_author: str | None, administrations: tuple[str, str],
    by: str, at: datetime, declared: bool = False,
) -> None:  # fmt: skip
    """Remember who examines; OwnCaseError where the table's rules refuse it.

    ``administrations`` are the folded names of the case's administration and of the reviewer's.
    """
    try:
        with db.begin_nested():
            db.execute(
                insert(AssignmentRow).values(
                    review_id=review_id, reviewer=reviewer, case_author=case_author, interest="",
                    case_administration=administrations[0], reviewer_administration=administrations[1],
                    assigned_by=by, assigned_at=at, declared_at=at if declared else None,
                )
            )  # fmt: skip
    except IntegrityError as error:
        raise OwnCaseError(reviewer) from error
    advance(db, review_id)


def change(db: Session, review_id: int, reviewer: str, **values: Any) -> None:
    """Note what a reviewer declared, finished, or that they no longer examine."""
    db.execute(
        update(AssignmentRow)
        .where(AssignmentRow.review_id == review_id, AssignmentRow.reviewer == reviewer)
        .values(**values)
    )
    advance(db, review_id)


def with_interest(db: Session, reference: str) -> set[str]:
    """Who declared an interest in a case, in whichever of its reviews."""
    query = (
        select(AssignmentRow.reviewer)
        .join(ReviewRow, ReviewRow.id == AssignmentRow.review_id)
        .join(UseCaseRow, UseCaseRow.id == ReviewRow.use_case_id)
        .where(UseCaseRow.reference == reference, AssignmentRow.interest != "")
    )
    return set(db.execute(query).scalars())


def load(db: Session) -> dict[str, int]:
    """Open reviews that each reviewer still has to answer, and those that they were told to begin."""
    rows = db.execute(
        select(AssignmentRow.reviewer)
        .join(ReviewRow, ReviewRow.id == AssignmentRow.review_id)
        .where(ReviewRow.state == "open", AssignmentRow.ended_at.is_(None), AssignmentRow.finished_at.is_(None))
    ).scalars()
    load: dict[str, int] = {}
    for name in (*rows, *triages(db).values()):
        load[name] = load.get(name, 0) + 1
    return load


def carry(db: Session, old: int, new: int) -> None:
    """The same people examine a review that follows; nobody has finished it yet."""
    copy_rows(db, AssignmentRow, {"review_id": old}, {"review_id": new, "finished_at": None})


def give_triage(db: Session, reference: str, reviewer: str, *, by: str, at: datetime) -> None:
    """Remember who is to begin the examination of a case, in the place of whoever was before."""
    triage_begun(db, reference)
    values = {"use_case_id": row_id(db, reference), "reviewer": reviewer, "assigned_by": by, "assigned_at": at}
    db.execute(insert(TriageRow), values)


def triages(db: Session) -> dict[str, str]:
    """Who is to begin which examination, by the reference of the case."""
    query = select(UseCaseRow.reference, TriageRow.reviewer).join(UseCaseRow, UseCaseRow.id == TriageRow.use_case_id)
    return {row.reference: row.reviewer for row in db.execute(query)}


def triage_begun(db: Session, reference: str) -> None:
    """Nobody needs to be told to begin any more."""
    db.execute(delete(TriageRow).where(TriageRow.use_case_id == row_id(db, reference)))
