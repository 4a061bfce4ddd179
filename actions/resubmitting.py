"""A case that was sent back or refused is submitted again by its administration, once for each verdict."""

from datetime import datetime

from actions.acts import Act
from actions.examining import ReviewingError, candidate, record
from actions.lapsing import Frameworks, end_verdict, open_after
from actions.permissions import Actor, Permission, check, speaks_for
from ethics.record import ENDED_BY_STATEMENT
from ethics.verdict import SENT_BACK
from ethics.written import REASON_LIMIT, check_said
from store import Session, journal, use_cases, verdicts


def resubmit(
    db: Session,
    actor: Actor,
    reference: str,
    frameworks: Frameworks,
    *,
    statement: str,
    now: datetime,
    request_id: str | None = None,
) -> int:
    """Answer a verdict of redesign or refusal; one more reviewer examines the case than before.

    What was answered stands until those who said it answer otherwise. A red line found crossed stays so: a statement is
    no changed fact.

    Returns
    -------
    int
        The review that follows.

    Raises
    ------
    ReviewingError
        review.nothing_to_resubmit, where no such verdict is in force: none yet, another one, or answered before.
    """
    person = check(db, actor, Permission.PROPOSE_CASE)
    if done := journal.repeated(db, request_id):
        return int(done.subject.removeprefix("review:"))
    case = candidate(db, reference)
    if not speaks_for(person, case.administration):
        raise ReviewingError("review.not_a_candidate", reference=reference)  # for them it is not there
    held = verdicts.in_force_of(db, reference)
    if held is None or held.decision not in SENT_BACK:
        raise ReviewingError("review.nothing_to_resubmit")
    check_said(ENDED_BY_STATEMENT, "text", statement, REASON_LIMIT)
    end_verdict(db, actor, held, why=[ENDED_BY_STATEMENT], now=now)
    number = open_after(db, held, case, frameworks, more=1, statement=statement.strip(), now=now)
    record(
        db, actor, Act.CASE_RESUBMITTED, number, reference, now, request_id, reason=statement.strip(),
        before={"verdict": held.decision, "review": held.review_id}, after={"review": number},
    )  # fmt: skip
    return number


def may_resubmit(db: Session, actor: Actor, reference: str) -> bool:
    """Whether a verdict of redesign or refusal waits for the answer of this person's administration."""
    person = check(db, actor, Permission.PROPOSE_CASE)
    case, held = use_cases.get(db, reference), verdicts.in_force_of(db, reference)
    if case is None or held is None or held.decision not in SENT_BACK:
        return False
    return speaks_for(person, case.administration)
