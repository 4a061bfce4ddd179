"""What every deed of a review needs: the review as it stands, who may not touch it, and its line in the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from actions.acts import Act
from actions.permissions import Actor, Permission, is_of, permissions_of
from ethics.examination import Examination, examine
from ethics.framework import Framework
from ethics.question import Question
from ethics.record import Review
from store import Session, accounts, assignments, journal, reviews, use_cases
from store.accounts import Person
from usecases.fingerprint import fingerprint
from usecases.folding import fold
from usecases.use_case import RANKED_STATUSES, Role, Status, UseCase, moved
from wording.refusing import CodedError


class ReviewingError(CodedError):
    """Something that cannot be done with a review as it stands; the code says why."""


def examination_of(review: Review, framework: Framework) -> Examination:
    """What a review shows as it stands.

    Raises
    ------
    ReviewingError
        review.other_framework, if the review was made on another content of the framework.
    """
    if review.framework_hash != framework.content_hash:
        raise ReviewingError("review.other_framework", version=review.framework_version)
    depth = framework.depth(review.traits)
    return examine(
        framework,
        review.traits,
        review.stage,
        review.counted,
        left=review.left_standing(framework),
        settlements=review.settlements.values(),
        mitigations=review.mitigations.values(),
        choices=review.choices.values(),
        expired=review.expired,
        depth=depth,
        reviewers=1 if review.is_own_view else review.reviewers,
        # More people look at it than its depth asks for: because it was sent back, or because its record says more.
        # And what was deferred until the day of the next review is due in it.
        triage_clears=review.reviewers <= framework.policy(depth).reviewers and not review.is_renewed,
    )


def must_get(db: Session, review_id: int) -> Review:
    """The review; review.unknown where there is none."""
    review = reviews.get(db, review_id)
    if review is None:
        raise ReviewingError("review.unknown", id=review_id)
    return review


def opened(db: Session, review_id: int) -> Review:
    """The review while it is open; review.closed_already afterwards."""
    review = must_get(db, review_id)
    if review.state != "open":
        raise ReviewingError("review.closed_already", id=review_id)
    return review


def opened_for(db: Session, person: Person, review_id: int) -> Review:
    """The open review, for somebody who may judge its case: see `not_own`."""
    review = opened(db, review_id)
    not_own(db, person, candidate(db, review.reference))
    return review


def check_disclosed(review: Review) -> None:
    """review.still_blind as long as the answers of the others may not be seen."""
    if not review.is_disclosed:
        raise ReviewingError("review.still_blind")


def check_assigned(review: Review, name: str) -> None:
    """review.not_assigned for somebody who does not examine the case (any more)."""
    if not review.has(name):
        raise ReviewingError("review.not_assigned")


def candidate(db: Session, reference: str) -> UseCase:
    """The case under review; review.not_a_candidate where it cannot be reviewed (any more)."""
    case = use_cases.get(db, reference)
    if case is None or case.role is not Role.CANDIDATE or case.status not in RANKED_STATUSES:
        raise ReviewingError("review.not_a_candidate", reference=reference)
    return case


def case_author(db: Session, reference: str) -> str | None:
    """Who proposed the case by form; None for a case that came with a list."""
    return next((author for author, _ in journal.authors(db, Act.CASE_REGISTERED.value, reference)), None)


def not_own(db: Session, person: Person, case: UseCase) -> None:
    """Nobody examines a case of their own, of their own administration, or in which they declared an interest."""
    if is_of(person, case.administration):
        raise ReviewingError("review.own_administration")
    if case_author(db, case.reference) == person.id:
        raise ReviewingError("review.own_case")
    if person.id in assignments.with_interest(db, case.reference):
        raise ReviewingError("review.interest_declared")


def check_examiner(review: Review, name: str) -> None:
    """Only a reviewer of this case answers, once they have said that they have no interest in it."""
    check_assigned(review, name)
    if any(one.reviewer == name and one.declared_at is None for one in review.active):
        raise ReviewingError("review.not_declared")


def answered_ever(db: Session, review_id: int, question: str) -> set[str]:
    """Who ever answered the question, here or in the reviews this one carries on.

    Where nobody did, everyone who had a place in the review left it open.
    """
    found: set[str] = set()
    review: Review | None = must_get(db, review_id)
    everybody = {one.reviewer for one in review.assignments} | {review.opened_by} if review else set()
    while review is not None:
        found |= {one.by for one in review.responses if one.question == question}
        found |= _told_in_the_journal(db, review.id, question)
        review = reviews.get(db, review.follows) if review.follows else None
    return found or everybody


def _told_in_the_journal(db: Session, review_id: int, question: str) -> set[str]:
    subject = f"review:{review_id}"
    ever = [(author, told["question"]) for author, told in journal.authors(db, Act.QUESTION_ANSWERED.value, subject)]
    ever += [
        (author, one["question"])
        for author, told in journal.authors(db, Act.REVIEW_OPENED.value, subject)
        for one in told.get("responses", ())
    ]
    return {author for author, answered in ever if answered == question}


def asked_of(examination: Examination, framework: Framework) -> tuple[Question, ...]:
    """The questions of an examination, whole."""
    return tuple(framework.question(id_) for id_ in examination.asked)


def may_examine(db: Session, case: UseCase) -> frozenset[str]:
    """Reviewers who are neither the author of a case nor of its administration, and declared no interest in it."""
    own, author = fold(case.administration), case_author(db, case.reference)
    able = {
        one.id for one in accounts.everybody(db)
        if Permission.REVIEW_CASE in permissions_of(one) and (not one.administration or fold(one.administration) != own)
    }  # fmt: skip
    return frozenset(able - assignments.with_interest(db, case.reference) - {author})


def material_of(case: UseCase, framework: Framework) -> dict[str, dict[str, Any]]:
    """Fields of the case as they are, each with every question of the framework that depends on it."""
    prints = material_fields(case, framework.material())
    return {
        name: {"hash": digest, "questions": [one.id for one in framework.questions if name in framework.rests_on(one)]}
        for name, digest in sorted(prints.items())
    }


def material_fields(case: UseCase, fields: Iterable[str]) -> dict[str, str]:
    """Fingerprint of each field of a case that answers rest on; a fact that is unknown has one too."""
    return {name: fingerprint(material_value(case, name)) for name in fields}


def material_value(case: UseCase, name: str) -> Any:
    """A field of a case as plain data: what its fingerprint is made of."""
    if name.startswith("facts."):
        return case.facts.get(name.removeprefix("facts."))
    told = case.model_dump(mode="json", include={"title", "summary"} if name == "summary" else {name})
    return told if name == "summary" else told[name]


def move_case(db: Session, case: UseCase, status: Status, now: datetime) -> None:
    """The case's status follows its review."""
    if case.status is status:
        return
    after = case.model_copy(update={"status": moved(case.status, status)})
    use_cases.save(db, after, expected_version=case.version, at=now)


def told(value: Any) -> dict[str, Any]:
    """A value of the domain as the journal keeps it; what is absent is left out."""
    return {key: _plain(inner) for key, inner in vars(replace(value)).items() if inner not in (None, "", (), {})}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value.value if isinstance(value, Enum) else value


def record(
    db: Session,
    actor: Actor,
    act: Act,
    review: int,
    references: str | Iterable[str],
    now: datetime,
    request_id: str | None,
    *,
    reason: str = "",
    before: Any = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One line in the journal for one deed about a review."""
    touched = [references] if isinstance(references, str) else list(references)
    journal.append(
        db, at=now, area=journal.Area.REVIEWS, actor=actor.id, act=act.value, subject=f"review:{review}",
        reason=reason, request_id=request_id, before=before, after=after, touched=touched,
    )  # fmt: skip
