"""Answers of earlier reviews, proposed to a reviewer and confirmed one by one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from actions.examining import ReviewingError, check_examiner, examination_of, must_get
from actions.lapsing import Frameworks
from actions.permissions import Actor, Permission, check
from actions.reviewing import answer
from ethics.answer import DetailKind
from ethics.earlier import EarlierAnswer, Kinship, Relative, proposed, still_asked
from ethics.framework import Framework
from ethics.record import Review
from ethics.review import Response
from store import Session, journal, reviews, use_cases
from usecases.folding import fold
from usecases.use_case import UseCase


def earlier_answers(
    db: Session, actor: Actor, review_id: int, frameworks: Frameworks
) -> dict[str, tuple[EarlierAnswer, ...]]:
    """For each question, what held in closed reviews of related cases; a case's own are carried over without asking, or
    proposed too where its review was due again.
    """
    check(db, actor, Permission.REVIEW_CASE)
    review = must_get(db, review_id)
    check_examiner(review, actor.id)
    return proposed(_related(db, review, frameworks))


def take(
    db: Session,
    actor: Actor,
    review_id: int,
    question: str,
    frameworks: Frameworks,
    *,
    source: int,
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Answer a question as it was answered in an earlier review; what is taken is read from there, not from a form.

    Raises
    ------
    ReviewingError
        review.not_proposed, where that review proposes nothing to this question.
    """
    check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return
    review = must_get(db, review_id)
    offered = earlier_answers(db, actor, review_id, frameworks).get(question, ())
    found = next((one.response for one in offered if one.review == source), None)
    if found is None:
        raise ReviewingError("review.not_proposed", id=source)
    answer(
        db, actor, review_id, question, frameworks[review.framework, review.framework_version], choice=found.answer,
        reason=found.reason, evidence_link=found.evidence_link, details=found.details, taken_from=source,
        expected_version=expected_version, now=now, request_id=request_id,
    )  # fmt: skip


def _related(db: Session, review: Review, frameworks: Frameworks) -> Iterator[EarlierAnswer]:
    case = use_cases.get(db, review.reference)
    if case is None:
        return
    own, here = _relative(case, review), frameworks[review.framework, review.framework_version]
    for line in reviews.lines(db):
        is_own = line.reference == review.reference
        if line.state != "closed" or (is_own and not (review.is_renewed and line.id == review.follows)):
            continue
        other, its_case = must_get(db, line.id), use_cases.get(db, line.reference)
        framework = frameworks.get((other.framework, other.framework_version))
        kinship = Kinship.CASE if is_own else own.kinship(_relative(its_case, other)) if its_case else None
        if kinship is None or framework is None or framework.content_hash != other.framework_hash:
            continue
        shared = still_asked(framework, here)
        for id_, held in examination_of(other, framework).held.items():
            if id_ in shared and other.closed_at:
                yield EarlierAnswer(_without_files(held, framework), other.id, line.reference, kinship, other.closed_at)


def _relative(case: UseCase, review: Review) -> Relative:
    supplier = case.facts.get("supplier", "")
    return Relative(fold(str(supplier)), case.sector, dict(review.traits), fold(case.administration))


def _without_files(response: Response, framework: Framework) -> Response:
    """Files are evidence on their own case: they are not taken along."""
    files = {one.id for one in framework.question(response.question).details if one.kind is DetailKind.FILE}
    return replace(response, details={id_: value for id_, value in response.details.items() if id_ not in files})
