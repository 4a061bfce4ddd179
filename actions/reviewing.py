"""Examinations: open by triage, answer, finish, close. The verdict is computed by ethics/ and only recorded here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.acts import Act
from actions.evidencing import expired_questions
from actions.examining import (
    ReviewingError,
    candidate,
    case_author,
    examination_of,
    material_fields,
    move_case,
    must_get,
    not_own,
    opened,
    record,
    told,
)
from actions.lapsing import changed_since
from actions.permissions import Actor, Permission, check, permissions_of
from actions.planning import lapse
from ethics.framework import Answer, Framework
from ethics.review import MitigationState, Response, SecondPersonError, Settlement, respond
from ethics.traits import propose
from ethics.verdict import Decision, Examination, Verdict, stricter
from store import Session, evidence, journal, reviews, verdicts
from store.reviews import Review
from store.verdicts import GivenVerdict
from usecases.fingerprint import fingerprint
from usecases.folding import fold
from usecases.instants import months_after
from usecases.use_case import Status, UseCase


def open_review(
    db: Session,
    actor: Actor,
    reference: str,
    framework: Framework,
    *,
    traits: Mapping[str, bool],
    now: datetime,
    red_lines: Mapping[str, tuple[Answer, str]] | None = None,
    request_id: str | None = None,
) -> int:
    """Begin an examination by its triage: confirmed traits, and the red lines answered with them.

    A trait left unconfirmed counts as true; a verdict in force lapses. Whoever opens examines, and declares by it
    that they have no interest in the case. The author of the case and a person of its administration are refused.
    """
    person = check(db, actor, Permission.REVIEW_CASE)
    if done := journal.repeated(db, request_id):
        return int(done.subject.removeprefix("review:"))
    case = candidate(db, reference)
    not_own(db, person, case)
    if any(must_get(db, one).state == "open" for one in reviews.of_case(db, reference)):
        raise ReviewingError("review.already_open", reference=reference)
    if unknown := sorted(set(traits) - set(framework.traits)):
        raise ReviewingError("review.unknown_trait", traits=unknown)
    first = [
        respond(framework.question(question), choice, reason=reason, by=actor.id)
        for question, (choice, reason) in (red_lines or {}).items()
    ]
    standing = _red_lines_crossed(db, case, framework)
    for settled in standing:
        if settled.by == actor.id and settled.question in (red_lines or {}):
            raise SecondPersonError(settled.question)
    depth = framework.depth(traits)
    wanted = max(framework.policy(depth).reviewers, _wanted_at_least(db, case, framework, traits))
    review_id = reviews.open_review(
        db,
        {
            "framework": framework.id,
            "framework_version": framework.version,
            "framework_hash": framework.content_hash,
            "stage": case.stage.value,
            "traits": dict(traits),
            "depth": depth.value,
            "reviewers": wanted,
            "follows": None,
            "fields": _material(case, framework),
            "state": "open",
            "opened_by": actor.id,
            "opened_at": now,
        },
        reference,
    )
    reviews.assign(
        db, review_id, actor.id, case_author=case_author(db, reference),
        administrations=(fold(case.administration), fold(person.administration)), by=actor.id, at=now, declared=True,
    )  # fmt: skip
    for response in first:
        reviews.put_response(db, review_id, response, expected_version=0, at=now)
    for settled in standing:
        reviews.put_settlement(db, review_id, settled, expected_version=0, at=now)
    verdicts.lapse(db, reference)
    lapse(db, actor, reference, now=now)
    move_case(db, case, Status.IN_REVIEW, now)
    record(
        db, actor, Act.REVIEW_OPENED, review_id, reference, now, request_id,
        after={"traits": dict(traits), "depth": depth.value, "responses": [told(one) for one in first]},
    )  # fmt: skip
    return review_id


def _wanted_at_least(db: Session, case: UseCase, framework: Framework, traits: Mapping[str, bool]) -> int:
    """Reviewers that no single person can do without.

    Denying a trait that the record states asks as many people as the record would; and a case that was refused or sent
    back is seen by as many as judged it, and by two at least.
    """
    stated = {one.trait: True for one in propose(case.facts) if one.value}
    by_record = framework.policy(framework.depth({**traits, **stated})).reviewers
    last = next(iter(verdicts.of_case(db, case.reference)), None)
    if last is None or last.decision not in {Decision.REDESIGN.value, Decision.REFUSED.value}:
        return by_record
    return max(by_record, 2, must_get(db, last.review_id).reviewers)


def _red_lines_crossed(db: Session, case: UseCase, framework: Framework) -> list[Settlement]:
    """Red lines found crossed when the case was last judged, save those that a changed fact opens again."""
    last = next(iter(verdicts.of_case(db, case.reference)), None)
    if last is None:
        return []
    judged = must_get(db, last.review_id)
    _, dependent = changed_since(judged.fields, case, judged.stage)
    known = {one.id for one in framework.questions} - dependent
    return [one for one in judged.settlements.values() if one.upheld and one.question in known]


def _material(case: UseCase, framework: Framework) -> dict[str, dict[str, Any]]:
    """Fields of the case as they are, each with every question of the framework that depends on it."""
    prints = material_fields(case, framework.material())
    return {
        name: {"hash": digest, "questions": [one.id for one in framework.questions if name in framework.rests_on(one)]}
        for name, digest in sorted(prints.items())
    }


def send_to_review(
    db: Session, actor: Actor, references: Sequence[str], *, now: datetime, request_id: str | None = None
) -> None:
    """Send a shortlist to the reviewers in one deed: admitted candidates that nobody has begun to examine.

    Raises
    ------
    ReviewingError
        review.not_a_candidate, naming the first case that is none; nothing is sent then.
    """
    check(db, actor, Permission.ADMIT_CASES)
    if journal.repeated(db, request_id):
        return
    for reference in references:
        case = candidate(db, reference)
        if case.status is not Status.ADMITTED:
            raise ReviewingError("review.not_a_candidate", reference=reference)
        move_case(db, case, Status.IN_REVIEW, now)
    journal.append(
        db, at=now, area=journal.Area.REVIEWS, actor=actor.id, act=Act.SENT_TO_REVIEW.value,
        subject=f"{len(references)} cases", request_id=request_id, after={"cases": list(references)},
        touched=references,
    )  # fmt: skip


def confirm_traits(
    db: Session,
    actor: Actor,
    review_id: int,
    framework: Framework,
    *,
    traits: Mapping[str, bool],
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Confirm what is open in the triage of an examination, or deepen it; what is asked follows.

    A trait that holds is not taken back here, and the review never gets fewer reviewers: nobody lightens it alone.
    """
    check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return
    review = opened(db, review_id)
    _examines(review, actor)
    if unknown := sorted(set(traits) - set(framework.traits)):
        raise ReviewingError("review.unknown_trait", traits=unknown)
    if lowered := sorted(name for name, held in review.traits.items() if held and not traits.get(name, True)):
        raise ReviewingError("review.trait_lowered", traits=lowered)
    depth = framework.depth(traits)
    reviews.change(
        db, review_id, expected_version=expected_version, traits=dict(traits), depth=depth.value,
        reviewers=max(review.reviewers, framework.policy(depth).reviewers),
    )  # fmt: skip
    for one in review.active:
        reviews.change_assignment(db, review_id, one.reviewer, finished_at=None)
    record(
        db, actor, Act.TRAITS_CONFIRMED, review_id, review.reference, now, request_id,
        before={"traits": dict(review.traits)}, after={"traits": dict(traits), "depth": depth.value},
    )  # fmt: skip


def answer(
    db: Session,
    actor: Actor,
    review_id: int,
    question: str,
    framework: Framework,
    *,
    choice: Answer,
    reason: str,
    evidence_link: str,
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Answer one question, or answer it anew; the form carries the version it was filled on (0: none yet)."""
    person = check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return
    review = opened(db, review_id)
    not_own(db, person, candidate(db, review.reference))
    _examines(review, actor)
    response = respond(framework.question(question), choice, reason=reason, evidence_link=evidence_link, by=actor.id)
    if actor.id in _deciders(review, question):
        # What a second person decided stands; the same person may not become the first one afterwards.
        raise SecondPersonError(question, by=actor.id)
    lifted = _lift(db, review, question)
    before = review.by(actor.id).get(question)
    reviews.put_response(db, review_id, response, expected_version=expected_version, at=now)
    record(
        db, actor, Act.QUESTION_ANSWERED, review_id, review.reference, now, request_id,
        before=told(before) if before else None, after={**told(response), "settlement_lifted": lifted},
    )  # fmt: skip


def _deciders(review: Review, question: str) -> set[str]:
    """Who decided something about the question as a second person."""
    settled, choice = review.settlements.get(question), review.choices.get(question)
    offered = review.mitigations.get(question)
    named = (settled and settled.by, choice and choice.by, offered and offered.accepted_by)
    return {one for one in named if one}


def _lift(db: Session, review: Review, question: str) -> bool:
    """A leniency was granted to another answer than this one; a red line found crossed stays crossed."""
    lifted = False
    settled = review.settlements.get(question)
    if settled is not None and not settled.upheld:
        reviews.drop_settlement(db, review.id, question, "red_line")
        lifted = True
    if question in review.choices:
        reviews.drop_settlement(db, review.id, question, "answer")
        lifted = True
    mitigation = review.mitigations.get(question)
    if mitigation is not None and mitigation.state is not MitigationState.PROPOSED:
        reviews.reopen_mitigation(db, review.id, question)
        lifted = True
    return lifted


def finish(
    db: Session,
    actor: Actor,
    review_id: int,
    framework: Framework,
    *,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """End one's blind round: everything asked has one's answer. When all have, the answers are shown to all."""
    check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return
    review = opened(db, review_id)
    _examines(review, actor)
    left = unanswered_by(review, actor.id, framework)
    if left:
        raise ReviewingError("review.not_complete", n=len(left), waiting=0)
    reviews.change_assignment(db, review_id, actor.id, finished_at=now)
    record(db, actor, Act.ROUND_FINISHED, review_id, review.reference, now, request_id)


def unanswered_by(review: Review, author: str, framework: Framework) -> list[str]:
    """Questions that are asked and that this reviewer has not answered; what may become a duty is not counted."""
    examination = examination_of(review, framework)
    answered, deferred = review.by(author), set(examination.deferred)
    return [one for one in examination.asked if one not in answered and one not in deferred]


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

    Signing is for a reviewer of the case, and for whoever may settle. The signature is bound to everything it rests
    on: answers, decisions, framework, and the fields of the case that questions depend on.
    """
    person = check(db, actor, Permission.REVIEW_CASE, Permission.SETTLE_REVIEW)
    if journal.repeated(db, request_id):
        return _verdict(examination_of(must_get(db, review_id), framework))
    review = replace(opened(db, review_id), expired=expired_questions(db, review_id, now))
    case = candidate(db, review.reference)
    not_own(db, person, case)
    if Permission.SETTLE_REVIEW not in permissions_of(person):
        _examines(review, actor)
    if not review.is_disclosed:
        raise ReviewingError("review.still_blind")
    examination = examination_of(review, framework)
    verdict = _verdict(examination)
    if decision is not None and decision is not verdict.decision:
        verdict = stricter(verdict, decision, reason)
    if Permission.ASSIGN_REVIEWERS not in permissions_of(person):
        _not_laxer_than_before(db, review, verdict)
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


def _not_laxer_than_before(db: Session, review: Review, verdict: Verdict) -> None:
    """What a person made stricter than the rules is not undone by a change of the case: the arbiter may."""
    before = next((one for one in verdicts.of_case(db, review.reference) if one.review_id == review.follows), None)
    if before and before.by_rules and verdict.decision.rank < Decision(before.decision).rank:
        raise ReviewingError("review.was_made_stricter", verdict=before.decision)


def _because(verdict: Verdict) -> list[dict[str, Any]]:
    return [
        {"question": one.question, "principle": one.principle, "severity": one.severity.value}
        for one in verdict.because
    ]


def _conditions(review: Review, verdict: Verdict) -> tuple[int, int]:
    """What the conditions cost in dirhams, and the months before the case may start: the longest of them."""
    if verdict.decision is not Decision.CLEARED_WITH_CONDITIONS:
        return 0, 0
    asked = {one.question for one in verdict.because}
    held = [one for id_, one in review.mitigations.items() if id_ in asked and one.state is not MitigationState.REFUSED]
    waited = [one for one in held if one.state is not MitigationState.DONE]
    return sum(one.cost_mad for one in held), max((one.months for one in waited), default=0)


def _rests_on(examination: Examination, framework: Framework) -> dict[str, list[str]]:
    """Every material field, each with the asked questions that depend on it; some decide the depth alone."""
    fields: dict[str, list[str]] = {name: [] for name in sorted(framework.material())}
    for id_ in examination.asked:
        for name in sorted(framework.rests_on(framework.question(id_))):
            fields.setdefault(name, []).append(id_)
    return fields


def _verdict(examination: Examination) -> Verdict:
    if examination.verdict is None:
        raise ReviewingError(
            "review.not_complete",
            n=len(examination.open),
            waiting=len(examination.waiting_for_second_person),
        )
    return examination.verdict


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


def _examines(review: Review, actor: Actor) -> None:
    """Only a reviewer of this case answers, once they have said that they have no interest in it."""
    own = next((one for one in review.active if one.reviewer == actor.id), None)
    if own is None:
        raise ReviewingError("review.not_assigned")
    if own.declared_at is None:
        raise ReviewingError("review.not_declared")
