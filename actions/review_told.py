"""A review as a whole, for a file or another program: what was asked, answered, decided and signed, by whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.evidencing import as_it_stands
from actions.examining import asked_of, examination_of, told
from actions.permissions import Actor, Permission, check, permissions_of
from actions.reading import asks
from actions.signing import signed, undated
from ethics.examination import Examination
from ethics.framework import Framework
from ethics.panel import agreement
from ethics.profile import coverage, profile_of
from ethics.quality import Answered, QualityWarning, warnings_of
from ethics.record import Review
from ethics.triage import outline
from store import Session, discussion, evidence, reviews, verdicts, verifying
from store.verdicts import GivenVerdict
from usecases.fingerprint import fingerprint


def review_told(db: Session, actor: Actor, review_id: int, framework: Framework, *, now: datetime) -> dict[str, Any]:
    """Everything about one review as plain values, people by their pseudonym.

    A reviewer whose round is still blind is told their own answers alone.
    """
    person = check(db, actor, Permission.READ_REVIEWS)
    held = reviews.get(db, review_id)
    if held is None:
        return {}
    review = held.as_seen_by(person.id) if Permission.REVIEW_CASE in permissions_of(person) else held
    pieces = evidence.pieces(db, review.reference)
    review = as_it_stands(review, pieces, now.date())
    examination = examination_of(review, framework)
    given = next((one for one in verdicts.of_case(db, review.reference) if one.review_id == review_id), None)
    return {
        "review": review.id,
        "reference": review.reference,
        "framework": {"id": review.framework, "version": review.framework_version, "hash": review.framework_hash},
        "stage": review.stage,
        "traits": dict(review.traits),
        "state": review.state,
        "blind": not review.is_disclosed,
        "draft": given is None,  # nobody has signed it: nothing of it is decided
        "opened_at": review.opened_at.isoformat(),
        "closed_at": review.closed_at.isoformat() if review.closed_at else None,
        "follows": review.follows,
        "statement": review.statement or None,
        "fewer": review.fewer or None,
        **_outlined(review, framework),
        "reviewers": [
            {"reviewer": one.reviewer, "finished": one.finished_at is not None, "active": one.is_active}
            for one in review.assignments
        ],
        "questions": [_question(review, examination, id_) for id_ in examination.asked],
        "deferred": list(examination.deferred),
        "deferred_until": given.again_on if given and examination.deferred else None,
        "later_until": given.again_on if given else None,  # at the latest; or once the case reaches the stage
        "agreement": agreement(examination.given.values()),
        "dissents": [told(one) for one in review.dissents],
        "dissents_after_the_signature": [told(one) for one in review.late_dissents],
        "evidence": [
            {**told(one.evidence), "id": one.id, "added_by": one.added_by, "questions": sorted(questions)}
            for one in pieces
            if (questions := [question for served, question in one.serves if served == review_id])
        ],
        "messages": [] if review.is_own_view else [told(one) for one in discussion.messages(db, review_id)],
        "asked_of_the_administration": [told(one) for one in asks(db, actor, review_id=review_id)],
        "profile": _profile(framework, examination),
        "coverage": _coverage(framework, examination),
        "quality": [told(one) for one in quality_of(review, framework, examination)],
        "verdict": _verdict(given, examination if review.is_disclosed else None),
    }


def quality_of(review: Review, framework: Framework, examination: Examination) -> tuple[QualityWarning, ...]:
    """What is weak in the answers, by the public table of rules."""
    asked = asked_of(examination, framework)
    without = frozenset(undated(review, examination.findings))
    return warnings_of(Answered(asked, review.counted, review.answered_at, review.evidenced, review.expired, without))


def signature_holds(db: Session, actor: Actor, reference: str) -> dict[int, bool | None]:
    """Whether each verdict ever given on a case is still the one that was signed, by review.

    None for one given before verdicts named the fields they rest on: it was signed in another form.
    """
    check(db, actor, Permission.READ_REVIEWS)
    found: dict[int, bool | None] = {}
    broken = evidence.altered(db, reference)
    for given in verdicts.of_case(db, reference):
        if not given.fields:
            found[given.review_id] = None
            continue
        review = reviews.get(db, given.review_id)
        prints = {name: one["hash"] for name, one in given.fields.items()}
        bound = signed(db, review, given.decision, given.reason, prints) if review else {}
        files = {content for _, content in bound.get("evidence", ())}
        found[given.review_id] = fingerprint(bound) == given.hash and not files & broken
    return found


def stands_as_told(db: Session, actor: Actor, reference: str) -> bool:
    """Whether everything about a case is as the journal last told: what a signature does not hold is held by it."""
    check(db, actor, Permission.READ_REVIEWS)
    return verifying.stands(db, reference)


def _outlined(review: Review, framework: Framework) -> dict[str, Any]:
    plan = outline(framework, review.traits, review.stage)
    return {
        "depth": review.depth.value,
        "reviewers_wanted": review.reviewers,
        "laws": [{"law": one.id, "text": one.text, "articles": one.articles} for one in plan.laws],
        "duties": [one.id for one in plan.duties],
        "later": [{"question": one.question.id, "stage": one.stage} for one in plan.later],
    }


def _question(review: Review, examination: Examination, id_: str) -> dict[str, Any]:
    held = examination.held.get(id_)
    finding = next((one for one in examination.findings if one.question == id_), None)
    mitigation = review.mitigations.get(id_)
    return {
        "question": id_,
        "answers": [told(one) for one in review.responses if one.question == id_],
        "holds": held.answer.value if held else None,
        "settled": told(review.settlements[id_]) if id_ in review.settlements else None,
        "chosen": told(review.choices[id_]) if id_ in review.choices else None,
        "finding": finding.severity.value if finding else None,
        "mitigation": told(mitigation) if mitigation else None,
    }


def _profile(framework: Framework, examination: Examination) -> dict[str, Any]:
    profile = profile_of([framework.question(id_) for id_ in examination.asked], examination.held)
    return {
        "principles": [told(one) for one in profile.principles],
        "lowest": profile.lowest.principle if profile.lowest else None,
        "mean": profile.mean,
    }


def _coverage(framework: Framework, examination: Examination) -> list[Mapping[str, Any]]:
    asked = [framework.question(id_) for id_ in examination.asked]
    return [
        {key: list(value) if isinstance(value, tuple) else value for key, value in vars(one).items()}
        for one in coverage(framework, asked, examination.held)
    ]


def _verdict(given: GivenVerdict | None, examination: Examination | None) -> dict[str, Any] | None:
    """What was signed, or what the answers give so far; nothing while a round is blind."""
    if given is None:
        verdict = examination.verdict if examination else None
        return {"decision": verdict.decision.value, "signed": False} if verdict else None
    return {
        "decision": given.decision,
        "by_rules": given.by_rules or given.decision,
        "reason": given.reason,
        "because": [dict(one) for one in given.because],
        "cost_mad": given.cost_mad,
        "months": given.months,
        "again_on": given.again_on,
        "signed": True,
        "signed_by": given.by,
        "signed_at": given.at.isoformat(),
        "hash": given.hash,
        "in_force": given.in_force,
        "lapsed_by": list(given.lapsed_by or ()),
    }
