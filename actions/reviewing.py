"""Examinations: open, answer, settle, close. The verdict is computed by ethics/ and only recorded here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.acts import Act
from actions.permissions import Actor, Permission, check
from actions.planning import lapse
from ethics.framework import Answer, Framework
from ethics.review import SecondPersonError, Settlement, check_second_person, respond
from ethics.verdict import Examination, Verdict, examine
from store import Session, journal, reviews, use_cases
from store.accounts import Person
from store.reviews import GivenVerdict, Review
from usecases.fingerprint import fingerprint
from usecases.folding import fold
from usecases.use_case import RANKED_STATUSES, Role, Status, UseCase, moved

SETTLED_KINDS = frozenset({"red_line", "mitigation"})


class ReviewingError(ValueError):
    """Something that cannot be done with a review as it stands; the code says why."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code, self.values = code, values
        super().__init__(code)


def open_review(
    db: Session,
    actor: Actor,
    reference: str,
    framework: Framework,
    *,
    traits: Mapping[str, bool],
    now: datetime,
    request_id: str | None = None,
) -> int:
    """Begin an examination with confirmed traits (one left unconfirmed counts as true); a verdict in force lapses.

    A reviewer of the case's own administration is refused.
    """
    person = check(db, actor, Permission.REVIEW_CASE)
    if done := journal.repeated(db, request_id):
        return int(done.subject.removeprefix("review:"))
    case = _candidate(db, reference)
    _not_own(person, case.administration)
    if any(_must_get(db, one).state == "open" for one in reviews.of_case(db, reference)):
        raise ReviewingError("review.already_open", reference=reference)
    if unknown := sorted(set(traits) - set(framework.traits)):
        raise ReviewingError("review.unknown_trait", traits=unknown)
    review_id = reviews.open_review(
        db,
        {
            "framework": framework.id,
            "framework_version": framework.version,
            "framework_hash": framework.content_hash,
            "stage": case.stage.value,
            "traits": dict(traits),
            "state": "open",
            "opened_by": actor.id,
            "opened_at": now,
        },
        reference,
    )
    reviews.lapse_verdict(db, reference)
    lapse(db, actor, reference, now=now)
    _move(db, case, Status.IN_REVIEW, now)
    _record(db, actor, Act.REVIEW_OPENED, review_id, reference, now, request_id, after={"traits": dict(traits)})
    return review_id


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
    review = _open(db, review_id)
    _not_own(person, _candidate(db, review.reference).administration)
    response = respond(framework.question(question), choice, reason=reason, evidence_link=evidence_link, by=actor.id)
    settled = review.settlements.get(question)
    if settled and settled.by == actor.id:
        # What a second person decided stands; the same person may not become the first one afterwards.
        raise SecondPersonError(question, by=actor.id)
    lifted = question in review.mitigations or (settled is not None and not settled.upheld)
    if lifted:
        # A leniency was granted to another answer than this one; a red line found crossed stays crossed.
        reviews.drop_settlement(db, review_id, question)
    before = review.responses.get(question)
    reviews.put_response(db, review_id, response, expected_version=expected_version, at=now)
    _record(
        db, actor, Act.QUESTION_ANSWERED, review_id, review.reference, now, request_id,
        before=_told(before) if before else None, after={**_told(response), "settlement_lifted": lifted},
    )  # fmt: skip


def settle(
    db: Session,
    actor: Actor,
    review_id: int,
    question: str,
    framework: Framework,
    *,
    kind: str,
    upheld: bool,
    reason: str,
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """A second person decides a red line left open or partly, or whether a mitigation is accepted.

    ``upheld`` means that the red line is crossed, or that the mitigation is accepted. The form carries the version
    of the decision it was filled on (0: none yet); a decision made in between is a StaleVersionError.
    """
    person = check(db, actor, Permission.SETTLE_REVIEW)
    if journal.repeated(db, request_id):
        return
    review = _open(db, review_id)
    _not_own(person, _candidate(db, review.reference).administration)
    if kind not in SETTLED_KINDS:
        raise ReviewingError("review.not_settleable", kind=kind)
    decided = Settlement(question, upheld, reason, actor.id)
    ever = journal.authors(db, Act.QUESTION_ANSWERED.value, f"review:{review_id}")
    of_question = {author for author, answer in ever if answer["question"] == question}
    authors = of_question or {author for author, _ in ever}
    check_second_person(question, actor.id, authors)
    reviews.put_settlement(db, review_id, kind, decided, expected_version=expected_version, at=now)
    before = review.settlements.get(question) or review.mitigations.get(question)
    examination_of(_must_get(db, review_id), framework)  # refuses a decision about something that is not open
    _record(
        db, actor, Act.QUESTION_SETTLED, review_id, review.reference, now, request_id,
        reason=reason, before=_told(before) if before else None,
        after={"question": question, "kind": kind, "upheld": upheld},
    )  # fmt: skip


def close(
    db: Session,
    actor: Actor,
    review_id: int,
    framework: Framework,
    *,
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> Verdict:
    """Give the verdict that the answers allow; from here on they are history."""
    person = check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return _verdict(examination_of(_must_get(db, review_id), framework))
    review = _open(db, review_id)
    examination = examination_of(review, framework)
    verdict = _verdict(examination)
    case = _candidate(db, review.reference)
    _not_own(person, case.administration)
    digest = fingerprint(_signed(review))
    reviews.close(db, review_id, expected_version=expected_version, at=now)
    because = [
        {"question": one.question, "principle": one.principle, "severity": one.severity.value}
        for one in verdict.because
    ]
    reviews.add_verdict(
        db,
        GivenVerdict(
            review.reference, review_id, verdict.decision.value, because, digest, actor.id, now, in_force=True
        ),
    )
    _move(db, case, Status.DECIDED, now)
    _record(
        db, actor, Act.REVIEW_CLOSED, review_id, review.reference, now, request_id,
        after={"verdict": verdict.decision.value, "hash": digest},
    )  # fmt: skip
    return verdict


def examination_of(review: Review, framework: Framework) -> Examination:
    """What a review shows as it stands.

    Raises
    ------
    ReviewingError
        review.other_framework, if the review was made on another content of the framework.
    """
    if review.framework_hash != framework.content_hash:
        raise ReviewingError("review.other_framework", version=review.framework_version)
    return examine(
        framework,
        review.traits,
        review.stage,
        review.responses.values(),
        settlements=review.settlements.values(),
        mitigations=review.mitigations.values(),
    )


def _verdict(examination: Examination) -> Verdict:
    if examination.verdict is None:
        raise ReviewingError(
            "review.not_complete",
            n=len(examination.open),
            waiting=len(examination.waiting_for_second_person),
        )
    return examination.verdict


def _signed(review: Review) -> dict[str, Any]:
    """Everything that a verdict is bound to."""
    return {
        "reference": review.reference,
        "framework": [review.framework, review.framework_version, review.framework_hash],
        "stage": review.stage,
        "traits": dict(review.traits),
        "responses": {key: _told(one) for key, one in review.responses.items()},
        "settlements": {key: _told(one) for key, one in review.settlements.items()},
        "mitigations": {key: _told(one) for key, one in review.mitigations.items()},
    }


def _not_own(person: Person, administration: str) -> None:
    """Nobody examines a case of their own administration."""
    if person.administration and fold(person.administration) == fold(administration):
        raise ReviewingError("review.own_administration")


def _told(value: Any) -> dict[str, Any]:
    return {key: inner for key, inner in vars(replace(value)).items() if inner is not None}


def _candidate(db: Session, reference: str) -> UseCase:
    case = use_cases.get(db, reference)
    if case is None or case.role is not Role.CANDIDATE or case.status not in RANKED_STATUSES:
        raise ReviewingError("review.not_a_candidate", reference=reference)
    return case


def _move(db: Session, case: UseCase, status: Status, now: datetime) -> None:
    if case.status is status:
        return
    after = case.model_copy(update={"status": moved(case.status, status)})
    use_cases.save(db, after, expected_version=case.version, at=now)


def _must_get(db: Session, review_id: int) -> Review:
    review = reviews.get(db, review_id)
    if review is None:
        raise ReviewingError("review.unknown", id=review_id)
    return review


def _open(db: Session, review_id: int) -> Review:
    review = _must_get(db, review_id)
    if review.state != "open":
        raise ReviewingError("review.closed_already", id=review_id)
    return review


def _record(
    db: Session,
    actor: Actor,
    act: Act,
    review_id: int,
    reference: str,
    now: datetime,
    request_id: str | None,
    *,
    reason: str = "",
    before: Any = None,
    after: Any = None,
) -> None:
    journal.append(
        db, at=now, area=journal.Area.REVIEWS, actor=actor.id, act=act.value, subject=f"review:{review_id}",
        reason=reason, request_id=request_id, before=before, after=after, touched=[reference],
    )  # fmt: skip
