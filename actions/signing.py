"""The verdict: computed by ethics/, made stricter by a person where they must, signed over all that it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from actions.acts import Act
from actions.evidencing import as_it_stands
from actions.examining import (
    ReviewingError,
    asked_of,
    candidate,
    check_disclosed,
    check_examiner,
    examination_of,
    material_fields,
    move_case,
    must_get,
    not_own,
    opened,
    record,
    told,
)
from actions.permissions import Actor, Permission, check, permissions_of
from ethics.answer import Answer
from ethics.examination import Examination
from ethics.finding import Finding
from ethics.framework import Framework
from ethics.mitigation import MitigationState
from ethics.quality import read_by_one_alone
from ethics.record import Review
from ethics.review import Response
from ethics.stakes import Severity
from ethics.verdict import CLEARING, SENT_BACK, Decision, Verdict, stricter
from store import Session, discussion, evidence, journal, reviews, verdicts
from store.verdicts import GivenVerdict
from usecases.fingerprint import fingerprint
from usecases.instants import months_after
from usecases.use_case import Status


def close(
    db: Session,
    actor: Actor,
    review_id: int,
    framework: Framework,
    *,
    expected_version: int,
    now: datetime,
    decision: Decision | None = None,
    reason: str = "",
    request_id: str | None = None,
) -> Verdict:
    """Sign the verdict that the answers allow, or a stricter ``decision`` with its reason; it is history from here on.

    Signing is for a reviewer of the case, and for the arbiter. Nothing is cleared while one person alone has set more
    than a third of a principle aside, or while a condition has nobody who answers for it until a day. The signature is
    bound to everything it rests on: answers, decisions, framework, and the fields of the case that questions depend on.
    """
    person = check(db, actor, Permission.REVIEW_CASE, Permission.SETTLE_REVIEW)
    if journal.repeated(db, request_id):
        every = verdicts.of_case(db, must_get(db, review_id).reference)
        return _given(next(one for one in every if one.review_id == review_id))
    review = opened(db, review_id)
    review = as_it_stands(review, evidence.pieces(db, review.reference), now.date())
    case = candidate(db, review.reference)
    not_own(db, person, case)
    is_arbiter = Permission.ASSIGN_REVIEWERS in permissions_of(person)
    if not is_arbiter:
        check_examiner(review, actor.id)
    check_disclosed(review)
    _not_waiting(db, review_id, now)
    examination = examination_of(review, framework)
    verdict = _verdict(examination, decision, reason)
    if not is_arbiter:
        _not_laxer_than_before(db, review, verdict)
    if verdict.decision in CLEARING:
        if read_by_one_alone(asked_of(examination, framework), review.counted):
            raise ReviewingError("review.second_reader")
        _seen_by_another(db, review, actor)
        _conditions_dated(review, verdict, framework)
    fields = _rests_on(examination, framework)
    prints = material_fields(case, fields)
    digest = fingerprint(signed(db, review, verdict.decision.value, verdict.reason, prints))
    reviews.close(db, review_id, expected_version=expected_version, at=now)
    cost, months = _conditions(review, verdict)
    again = months_after(now.date(), framework.policy(framework.depth(review.traits)).again_after)
    verdicts.add(
        db,
        GivenVerdict(
            review.reference, review_id, verdict.decision.value, _because(verdict), digest, actor.id, now,
            in_force=True, by_rules=verdict.by_rules.value if verdict.by_rules else None, reason=verdict.reason,
            cost_mad=cost, months=months, again_on=again.isoformat(),
            fields={name: {"hash": prints[name], "questions": questions} for name, questions in fields.items()},
        ),
    )  # fmt: skip
    if case.status is Status.ADMITTED:
        move_case(db, case, Status.IN_REVIEW, now)
        case = candidate(db, review.reference)
    move_case(db, case, Status.DECIDED, now)
    record(
        db, actor, Act.REVIEW_CLOSED, review_id, review.reference, now, request_id, reason=verdict.reason,
        after={"verdict": verdict.decision.value, "hash": digest},
    )  # fmt: skip
    return verdict


def _not_waiting(db: Session, review_id: int, now: datetime) -> None:
    """Nobody signs while the administration may still answer: before the day it was given, or until it is let off."""
    days = [one.due_on for one in discussion.asks(db, review_id=review_id) if one.is_awaited(now.date())]
    if days:
        raise ReviewingError("review.asks_wait", n=len(days), day=date.fromisoformat(max(days)))


def _conditions_dated(review: Review, verdict: Verdict, framework: Framework) -> None:
    """A condition that nobody answers for until a day is none: nobody would ever be late."""
    if without := undated(review, verdict.because):
        codes = [framework.question(one).code for one in without]
        raise ReviewingError("review.conditions_undated", n=len(codes), questions=", ".join(codes))


def undated(review: Review, findings: Iterable[Finding]) -> list[str]:
    """Questions whose condition has no measure with somebody who answers for it and a day."""
    return [
        one.question for one in findings
        if one.severity is Severity.CONDITION
        and not ((offer := review.mitigations.get(one.question)) and offer.is_dated)
    ]  # fmt: skip


def _seen_by_another(db: Session, review: Review, actor: Actor) -> None:
    """A case that was sent back is not cleared by those alone who sent it back: somebody else answers, or signs."""
    before = next(iter(verdicts.of_case(db, review.reference)), None)
    if before is None or before.decision not in SENT_BACK:
        return
    if {one.by for one in review.counted} | {actor.id} <= {one.by for one in must_get(db, before.review_id).counted}:
        raise ReviewingError("review.wants_another")


def _not_laxer_than_before(db: Session, review: Review, verdict: Verdict) -> None:
    """What a person made stricter than the rules stands for the next review too: only the arbiter undoes it."""
    before = next(iter(verdicts.of_case(db, review.reference)), None)
    if before and before.by_rules and verdict.decision.rank < Decision(before.decision).rank:
        raise ReviewingError("review.was_made_stricter", verdict=before.decision)


def _given(held: GivenVerdict) -> Verdict:
    """A verdict as it was signed."""
    because = tuple(
        Finding(
            one["question"], one["principle"], Severity(one["severity"]),
            Answer(one["answer"]) if one.get("answer") else None, one.get("mitigation_accepted", False),
        )
        for one in held.because
    )  # fmt: skip
    by_rules = Decision(held.by_rules) if held.by_rules else None
    return Verdict(Decision(held.decision), because, by_rules, held.reason)


def _because(verdict: Verdict) -> list[dict[str, Any]]:
    return [told(one) for one in verdict.because]


def _conditions(review: Review, verdict: Verdict) -> tuple[int, int]:
    """What the conditions cost in dirhams, and the months before the case may start: the longest of them."""
    if verdict.decision is not Decision.CLEARED_WITH_CONDITIONS:
        return 0, 0
    asked = {one.question for one in verdict.because}
    held = [one for id_, one in review.mitigations.items() if id_ in asked and one.state is not MitigationState.REFUSED]
    return sum(one.cost_mad for one in held), max((one.months for one in held), default=0)


def _rests_on(examination: Examination, framework: Framework) -> dict[str, list[str]]:
    """Every material field, each with the asked questions that depend on it; some decide the depth alone."""
    fields: dict[str, list[str]] = {name: [] for name in sorted(framework.material())}
    for id_ in examination.asked:
        for name in sorted(framework.rests_on(framework.question(id_))):
            fields.setdefault(name, []).append(id_)
    return fields


def _verdict(examination: Examination, decision: Decision | None, reason: str) -> Verdict:
    """What the answers give, or what a person decides more strictly; nothing but a refusal before a second person has
    decided on the red lines that were answered in part.
    """
    if examination.verdict is None:
        raise ReviewingError(
            "review.not_complete",
            n=len(examination.open),
            waiting=len(examination.waiting_for_second_person),
        )
    verdict = examination.verdict
    if decision is not None and decision is not verdict.decision:
        verdict = stricter(verdict, decision, reason)
    if examination.undecided_red_lines and verdict.decision is not Decision.REFUSED:
        raise ReviewingError("review.waits_second", n=len(examination.undecided_red_lines))
    return verdict


def signed(db: Session, review: Review, decision: str, reason: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """Everything that a verdict is bound to."""
    return {
        "reference": review.reference,
        "framework": [review.framework, review.framework_version, review.framework_hash],
        "stage": review.stage,
        "traits": dict(review.traits),
        "responses": _by_key(review.responses),
        "settlements": {key: told(one) for key, one in review.settlements.items()},
        "choices": {key: told(one) for key, one in review.choices.items()},
        "mitigations": {key: told(one) for key, one in review.mitigations.items()},
        "dissents": [told(one) for one in review.dissents],
        "evidence": _evidence(db, review),
        "decision": decision,
        "reason": reason,
        "fields": dict(fields),
        **({"statement": review.statement} if review.statement else {}),
        **({"fewer": [review.reviewers, review.fewer]} if review.fewer else {}),
    }


def _evidence(db: Session, review: Review) -> list[list[str]]:
    """Each piece by its content, under the question that it serves."""
    return sorted(
        [question, one.evidence.sha256 or fingerprint(one.evidence.body)]
        for one in evidence.pieces(db, review.reference)
        for served, question in one.serves
        if served == review.id
    )


def _by_key(responses: Sequence[Response]) -> dict[str, dict[str, Any]]:
    return {f"{one.question} {one.by}": told(one) for one in responses}
