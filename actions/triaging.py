"""How an examination begins: a shortlist sent to the reviewers, a review opened by its triage, traits confirmed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from actions.acts import Act
from actions.examining import (
    ReviewingError,
    candidate,
    case_author,
    check_examiner,
    material_of,
    move_case,
    not_own,
    opened,
    record,
    told,
)
from actions.extent import extent_of
from actions.lapsing import keep_standing
from actions.permissions import Actor, Permission, check
from actions.planning import lapse
from ethics.answer import Answer
from ethics.framework import Framework
from ethics.review import respond
from store import Session, assignments, journal, reviews, verdicts
from usecases.folding import fold
from usecases.use_case import Status


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
    if reviews.open_of(db, reference) is not None:
        raise ReviewingError("review.already_open", reference=reference)
    if unknown := sorted(set(traits) - set(framework.traits)):
        raise ReviewingError("review.unknown_trait", traits=unknown)
    first = [
        respond(framework.question(question), choice, reason=reason, by=actor.id)
        for question, (choice, reason) in (red_lines or {}).items()
    ]
    extent = extent_of(db, case, framework, traits)
    review_id = reviews.open_review(
        db,
        {
            "framework": framework.id,
            "framework_version": framework.version,
            "framework_hash": framework.content_hash,
            "stage": case.stage.value,
            **extent.told(),
            "follows": None,
            "fields": material_of(case, framework),
            "state": "open",
            "opened_by": actor.id,
            "opened_at": now,
        },
        reference,
    )
    assignments.assign(
        db, review_id, actor.id, case_author=case_author(db, reference),
        administrations=(fold(case.administration), fold(person.administration)), by=actor.id, at=now, declared=True,
    )  # fmt: skip
    assignments.triage_begun(db, reference)
    for response in first:
        reviews.put_response(db, review_id, response, expected_version=0, at=now)
    keep_standing(db, review_id, case, framework, now=now)
    verdicts.lapse(db, reference)
    lapse(db, actor, reference, now=now)
    move_case(db, case, Status.IN_REVIEW, now)
    record(
        db, actor, Act.REVIEW_OPENED, review_id, reference, now, request_id,
        after={"traits": dict(traits), "depth": extent.depth.value, "responses": [told(one) for one in first]},
    )  # fmt: skip
    return review_id


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
    check_examiner(review, actor.id)
    if unknown := sorted(set(traits) - set(framework.traits)):
        raise ReviewingError("review.unknown_trait", traits=unknown)
    confirmed = {**review.traits, **traits}
    if lowered := sorted(name for name, held in review.traits.items() if held and not confirmed[name]):
        raise ReviewingError("review.trait_lowered", traits=lowered)
    extent = extent_of(db, candidate(db, review.reference), framework, confirmed, at_least=review.reviewers)
    reviews.change(db, review_id, expected_version=expected_version, **extent.told())
    for one in review.active:
        assignments.change(db, review_id, one.reviewer, finished_at=None)
    record(
        db, actor, Act.TRAITS_CONFIRMED, review_id, review.reference, now, request_id,
        before={"traits": dict(review.traits)}, after={"traits": confirmed, "depth": extent.depth.value},
    )  # fmt: skip
