"""What only a second person decides in a review, what is offered against a finding, and what a reviewer keeps apart."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from actions.acts import Act
from actions.examining import (
    ReviewingError,
    answered_ever,
    check_assigned,
    check_disclosed,
    examination_of,
    must_get,
    opened_for,
    record,
    told,
)
from actions.permissions import Actor, Permission, check
from ethics.answer import Answer
from ethics.framework import Framework
from ethics.mitigation import Fulfilment, Mitigation, MitigationState
from ethics.panel import Choice, Dissent, check_choice
from ethics.question import QuestionSeverity
from ethics.review import NotSettleableError, Settlement, check_second_person, may_be_settled
from store import Session, decisions, journal


def settle(
    db: Session,
    actor: Actor,
    review_id: int,
    question: str,
    framework: Framework,
    *,
    upheld: bool,
    reason: str,
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """A second person decides a red line left open or partly; ``upheld`` means that it is crossed.

    One found crossed stays so: only a fact of the case that changes asks the question again.

    The form carries the version of the decision it was filled on (0: none yet); a decision made in between is a
    StaleVersionError.
    """
    person = check(db, actor, Permission.SETTLE_REVIEW)
    if journal.repeated(db, request_id):
        return
    review = opened_for(db, person, review_id)
    check_disclosed(review)
    decided = Settlement(question, upheld, reason, actor.id)
    check_second_person(question, actor.id, answered_ever(db, review_id, question))
    asked = framework.question(question)
    if asked.severity is not QuestionSeverity.RED_LINE:
        raise NotSettleableError(question)
    if not may_be_settled(asked, examination_of(review, framework).held.get(question)):
        raise ReviewingError("review.not_open")
    before = review.settlements.get(question)
    if before is not None and before.upheld and not upheld:
        raise ReviewingError("review.red_line_stands")
    decisions.put_settlement(db, review_id, decided, expected_version=expected_version, at=now)
    record(
        db, actor, Act.QUESTION_SETTLED, review_id, review.reference, now, request_id,
        reason=reason, before=told(before) if before else None,
        after={"question": question, "kind": "red_line", "upheld": upheld},
    )  # fmt: skip


def choose_answer(
    db: Session,
    actor: Actor,
    review_id: int,
    question: str,
    framework: Framework,
    *,
    choice: Answer,
    whose: str = "",
    reason: str,
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Decide between reviewers who answered differently; one of their answers, by somebody who gave none.

    ``whose`` names who gave it, where several gave it and their details weigh differently.
    """
    person = check(db, actor, Permission.SETTLE_REVIEW)
    if journal.repeated(db, request_id):
        return
    review = opened_for(db, person, review_id)
    check_disclosed(review)
    check_second_person(question, actor.id, answered_ever(db, review_id, question))
    decided = Choice(question, choice, reason, actor.id, whose)
    framework.question(question)
    standing = (*review.counted, *review.left_standing(framework))
    given = [one for one in standing if one.question == question]
    check_choice(question, given, decided)
    decisions.put_settlement(db, review_id, decided, expected_version=expected_version, at=now)
    before = review.choices.get(question)
    record(
        db, actor, Act.QUESTION_SETTLED, review_id, review.reference, now, request_id,
        reason=reason, before=told(before) if before else None,
        after={"question": question, "kind": "answer", "answer": choice.value, **({"whose": whose} if whose else {})},
    )  # fmt: skip


def mitigate(
    db: Session,
    actor: Actor,
    review_id: int,
    question: str,
    framework: Framework,
    *,
    text: str,
    owner: str,
    due_on: date | None,
    cost_mad: int,
    months: int,
    proof: str,
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Offer what will be done about a finding, or change the offer; it waits for a second person again.

    Its day lies ahead: what would be late from the start is no plan.
    """
    person = check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return
    review = opened_for(db, person, review_id)
    framework.question(question)
    offered = Mitigation(
        question, text.strip(), owner=owner.strip(), due_on=due_on, cost_mad=cost_mad, months=months,
        proof=proof.strip(), proposed_by=actor.id,
    )  # fmt: skip
    before = review.mitigations.get(question)
    if due_on is not None and due_on < now.date() and (before is None or before.due_on != due_on):
        raise ReviewingError("review.mitigation_past")
    decisions.put_mitigation(db, review_id, offered, expected_version=expected_version, at=now)
    record(
        db, actor, Act.MITIGATION_OFFERED, review_id, review.reference, now, request_id,
        before=told(before) if before else None, after=told(offered),
    )  # fmt: skip


def decide_mitigation(
    db: Session,
    actor: Actor,
    review_id: int,
    question: str,
    framework: Framework,
    *,
    accepted: bool,
    reason: str,
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """A second person accepts or refuses a mitigation: neither who offered it nor who answered the question.

    What is accepted has somebody who answers for it and a day: without them nobody would ever be late.
    """
    person = check(db, actor, Permission.SETTLE_REVIEW)
    if journal.repeated(db, request_id):
        return
    review = opened_for(db, person, review_id)
    check_disclosed(review)
    offered = review.mitigations.get(question)
    if offered is None:
        raise ReviewingError("review.no_mitigation")
    if not accepted and not reason.strip():
        raise ReviewingError("review.reason_missing")
    check_second_person(question, actor.id, {offered.proposed_by, *answered_ever(db, review_id, question)})
    if accepted and not (offered.owner and offered.due_on):
        raise ReviewingError("review.mitigation_incomplete")
    decided = replace(
        offered, state=MitigationState.ACCEPTED if accepted else MitigationState.REFUSED, decided_by=actor.id,
        reason=reason.strip(),
    )  # fmt: skip
    decisions.put_mitigation(db, review_id, decided, expected_version=expected_version, at=now)
    record(
        db, actor, Act.QUESTION_SETTLED, review_id, review.reference, now, request_id, reason=reason.strip(),
        before=told(offered), after={"question": question, "kind": "mitigation", "upheld": accepted},
    )  # fmt: skip


def fulfil(
    db: Session,
    actor: Actor,
    review_id: int,
    question: str,
    *,
    proof: str,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Find, with the proof of it, that a mitigation was carried out; never by whoever offered it.

    It may be found long after the verdict: nothing that was signed changes.
    """
    check(db, actor, Permission.REVIEW_CASE, Permission.SETTLE_REVIEW)
    if journal.repeated(db, request_id):
        return
    review = must_get(db, review_id)
    offered = review.mitigations.get(question)
    if offered is None or offered.state is MitigationState.REFUSED:
        raise ReviewingError("review.no_mitigation")
    check_second_person(question, actor.id, {offered.proposed_by})
    done = Fulfilment(question, proof.strip(), actor.id, now)
    if not decisions.fulfil(db, review_id, done):
        raise ReviewingError("review.fulfilled_before")
    record(
        db, actor, Act.MITIGATION_FULFILLED, review_id, review.reference, now, request_id,
        after={"question": question, "proof": done.proof},
    )  # fmt: skip


def overdue_mitigations(db: Session, actor: Actor, *, now: datetime) -> list[tuple[str, str]]:
    """Case and question of each measure of a verdict in force that is past its day and not carried out."""
    check(db, actor, Permission.READ_REVIEWS)
    return decisions.overdue(db, now.date())


def dissent(
    db: Session, actor: Actor, review_id: int, *, text: str, now: datetime, request_id: str | None = None
) -> None:
    """Keep a reviewer's own opinion beside the decision; it is exported with it.

    Whoever examined may keep one after the signature too, once: a colleague who signs at once shuts nobody out. It is
    told as such, and is no part of what was signed.
    """
    check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return
    review, at = must_get(db, review_id), now
    check_assigned(review, actor.id)
    if review.state == "open":
        check_disclosed(review)
    elif review.closed_at is not None:
        at = max(now, review.closed_at + timedelta(microseconds=1))  # after the signature, whatever the clock says
    if review.state != "open" and actor.id in {one.by for one in (*review.dissents, *review.late_dissents)}:
        raise ReviewingError("review.closed_already", id=review_id)
    decisions.put_dissent(db, review_id, Dissent(actor.id, text.strip()), at=at)
    record(db, actor, Act.DISSENT_KEPT, review_id, review.reference, now, request_id, after={"text": text.strip()})
