"""A case that was sent back or refused is submitted again by its administration, once for each verdict."""

from dataclasses import dataclass
from datetime import datetime

from actions.acts import Act
from actions.examining import ReviewingError, candidate, must_get, record
from actions.lapsing import Frameworks, end_verdict, open_after
from actions.permissions import Actor, Permission, check, speaks_for
from ethics.record import ENDED_BY_DAY, ENDED_BY_EVIDENCE, ENDED_BY_STATEMENT, Review
from ethics.verdict import SENT_BACK
from ethics.written import REASON_LIMIT, check_said
from store import Session, journal, reviews, use_cases, verdicts


@dataclass(frozen=True)
class Statement:
    """What somebody said of a verdict for their administration."""

    text: str
    by: str
    at: datetime


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

    Where the administration has changed its case already, the review that follows is open: what it says of that stands
    there, once. What was answered stands until those who said it answer otherwise. A red line found crossed stays so: a
    statement is no changed fact.

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
    check_said(ENDED_BY_STATEMENT, "text", statement, REASON_LIMIT)
    if following := _without_a_word(db, reference):
        reviews.change(db, following.id, expected_version=following.version, statement=statement.strip())
        record(
            db, actor, Act.CASE_RESUBMITTED, following.id, reference, now, request_id, reason=statement.strip(),
            after={"review": following.id},
        )  # fmt: skip
        return following.id
    if held is None or held.decision not in SENT_BACK:
        raise ReviewingError("review.nothing_to_resubmit")
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
    if case is None or not speaks_for(person, case.administration):
        return False
    return (held is not None and held.decision in SENT_BACK) or _without_a_word(db, reference) is not None


def statements(db: Session, actor: Actor, reference: str) -> list[Statement]:
    """What the administration of a case has said of its verdicts, the newest first; to whoever may see the case."""
    person = check(db, actor, Permission.READ_OWN_CASES)
    case = use_cases.get(db, reference)
    if case is None or not speaks_for(person, case.administration):
        return []
    said = journal.Filter(reference=reference, act=Act.CASE_RESUBMITTED.value)
    return [Statement(one.reason, one.actor, one.instant) for one in journal.lines(db, said, limit=None)[0]]


def _without_a_word(db: Session, reference: str) -> Review | None:
    """The open review that a change of the case began after it was sent back, while nobody has said a word of it."""
    number = reviews.open_of(db, reference)
    review = must_get(db, number) if number is not None else None
    if review is None or review.statement or review.follows is None or not review.ended_before:
        return None
    before = next((one for one in verdicts.of_case(db, reference) if one.review_id == review.follows), None)
    by_time = {ENDED_BY_DAY, ENDED_BY_EVIDENCE, ENDED_BY_STATEMENT}
    changed = not by_time.intersection(review.ended_before)
    return review if before and before.decision in SENT_BACK and changed else None
