"""Who examines which case: by load, never one's own, with declared interests; and who takes the place of whom."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.acts import Act
from actions.examining import (
    ReviewingError,
    asked_of,
    candidate,
    case_author,
    check_assigned,
    examination_of,
    may_examine,
    must_get,
    opened,
    opened_for,
    record,
)
from actions.permissions import Actor, Permission, check, permissions_of
from ethics.framework import Framework
from ethics.panel import Need, by_load
from ethics.quality import read_by_one_alone
from ethics.record import Review
from ethics.written import REASON_LIMIT, check_said, check_text
from store import Session, accounts, assignments, decisions, journal, reviews, use_cases
from store.journal import Line
from usecases.folding import fold
from usecases.use_case import Status


@dataclass(frozen=True)
class Assigned:
    """What one deed gave: reviewers by review, and the reviews for which too few people are left."""

    given: dict[int, tuple[str, ...]]
    short: tuple[int, ...]


def assign_by_load(
    db: Session, actor: Actor, review_ids: Sequence[int], *, now: datetime, request_id: str | None = None
) -> Assigned:
    """Give each review the reviewers it still wants, the least burdened first: one deed for many cases."""
    check(db, actor, Permission.ASSIGN_REVIEWERS)
    if done := journal.repeated(db, request_id):
        return _assigned(done)
    held = [one for one in (opened(db, id_) for id_ in review_ids) if _is_candidate(db, one)]
    needs = [Need(one.id, one.reviewers - len(one.active), _excluded(db, one)) for one in held]
    given, short = by_load([one for one in needs if one.wanted > 0], _load(db))
    for review in held:
        for name in given.get(review.id, ()):
            _put(db, review, name, actor, now)
    if given:
        record(
            db, actor, Act.REVIEWERS_ASSIGNED, held[0].id, [one.reference for one in held], now, request_id,
            after={"reviewers": {str(id_): list(names) for id_, names in given.items()}, "short": list(short)},
        )  # fmt: skip
    return Assigned(given, short)


def _assigned(done: Line) -> Assigned:
    """What the deed that wrote this line gave."""
    told = json.loads(done.after)
    given = {int(id_): tuple(names) for id_, names in told["reviewers"].items()}
    return Assigned(given, tuple(told.get("short", ())))


def give_triages(
    db: Session, actor: Actor, references: Sequence[str], *, now: datetime, request_id: str | None = None
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Tell for each case that was sent to the reviewers which of them begins, the least burdened first.

    One that was given already goes to somebody else. A case whose examination somebody has begun is left out.

    Returns
    -------
    tuple
        Who begins, by reference; and the cases that nobody (else) may begin, which stay as they are.
    """
    check(db, actor, Permission.ASSIGN_REVIEWERS)
    if done := journal.repeated(db, request_id):
        told = json.loads(done.after)
        return told["triages"], tuple(told.get("short", ()))
    before = assignments.triages(db)
    named = dict(enumerate(one for one in references if reviews.open_of(db, one) is None))
    needs = [Need(place, 1, _not_for(db, name) | {before.get(name, "")}) for place, name in named.items()]
    found, without = by_load(needs, _load(db))
    given = {named[place]: names[0] for place, names in found.items() if names}
    short = tuple(named[place] for place in without)
    for name, reviewer in given.items():
        assignments.give_triage(db, name, reviewer, by=actor.id, at=now)
    if given:
        journal.append(
            db, at=now, area=journal.Area.REVIEWS, actor=actor.id, act=Act.TRIAGE_GIVEN.value,
            subject=f"{len(given)} cases", request_id=request_id, after={"triages": given, "short": list(short)},
            touched=sorted(given),
        )  # fmt: skip
    return given, short


def go_on_with_fewer(
    db: Session, actor: Actor, review_id: int, *, reason: str, now: datetime, request_id: str | None = None
) -> int:
    """Let a review go on with the reviewers it has, where nobody else may examine its case; gives how many they are.

    The reason is part of what is signed. A review that follows asks for as many as its depth does again.

    Raises
    ------
    ReviewingError
        review.nobody_missing, with a place for everybody; review.somebody_left, while anybody could take one;
        review.nobody_at_all, without a single reviewer.
    """
    check(db, actor, Permission.ASSIGN_REVIEWERS)
    review = must_get(db, review_id)
    if journal.repeated(db, request_id):
        return review.reviewers
    review = opened(db, review_id)
    check_said("reviewer", "reason", reason, REASON_LIMIT)
    here = len(review.active)
    if here >= review.reviewers:
        raise ReviewingError("review.nobody_missing")
    if could_join(db, actor, review_id):
        raise ReviewingError("review.somebody_left")
    if not here:
        raise ReviewingError("review.nobody_at_all")
    reviews.change(db, review_id, expected_version=review.version, reviewers=here, fewer=reason.strip())
    record(
        db, actor, Act.FEWER_WANTED, review_id, review.reference, now, request_id, reason=reason.strip(),
        before={"reviewers": review.reviewers}, after={"reviewers": here},
    )  # fmt: skip
    return here


def could_join(db: Session, actor: Actor, review_id: int) -> frozenset[str]:
    """Who could still take a place in a review."""
    check(db, actor, Permission.ASSIGN_REVIEWERS)
    return frozenset(_load(db)) - _excluded(db, opened(db, review_id))


def triages(db: Session, actor: Actor) -> dict[str, str]:
    """Who was told to begin which examination, by the reference of the case."""
    check(db, actor, Permission.READ_REVIEWS)
    return assignments.triages(db)


def to_triage(db: Session, actor: Actor) -> list[str]:
    """Cases that were sent to the reviewers and that nobody has begun, nor was told to begin."""
    check(db, actor, Permission.ASSIGN_REVIEWERS)
    begun = {one.reference for one in reviews.lines(db)} | set(assignments.triages(db))
    sent = (one for one in use_cases.listing(db) if one.status is Status.IN_REVIEW)
    return sorted(one.reference for one in sent if one.reference not in begun)


def replace_reviewer(
    db: Session,
    actor: Actor,
    review_id: int,
    absent: str,
    *,
    reason: str,
    now: datetime,
    request_id: str | None = None,
) -> str:
    """Put the least burdened reviewer in the place of an absent one, whose answers no longer count.

    Those by which a red line may be crossed do, until somebody settled them: see `Review.left_standing`.
    """
    check(db, actor, Permission.ASSIGN_REVIEWERS)
    if done := journal.repeated(db, request_id):
        [names] = _assigned(done).given.values()
        return names[0]
    review = opened(db, review_id)
    check_said("reviewer", "reason", reason, REASON_LIMIT)
    check_assigned(review, absent)
    given, short = by_load([Need(review_id, 1, _excluded(db, review))], _load(db))
    if short:
        raise ReviewingError("review.nobody_left")
    [name] = given[review_id]
    _end(db, review, absent, now)
    _put(db, review, name, actor, now)
    record(
        db, actor, Act.REVIEWERS_ASSIGNED, review_id, review.reference, now, request_id, reason=reason.strip(),
        before={"reviewer": absent}, after={"reviewers": {str(review_id): [name]}},
    )  # fmt: skip
    return name


def join(db: Session, actor: Actor, review_id: int, *, now: datetime, request_id: str | None = None) -> None:
    """Take a free place oneself, and declare by it that one has no interest in the case."""
    person = check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return
    review = opened_for(db, person, review_id)
    if len(review.active) >= review.reviewers:
        raise ReviewingError("review.no_place")
    if actor.id in {one.reviewer for one in review.assignments}:
        raise ReviewingError("review.already_assigned")
    _put(db, review, actor.id, actor, now, declared=True)
    record(
        db, actor, Act.REVIEWERS_ASSIGNED, review_id, review.reference, now, request_id,
        after={"reviewers": {str(review_id): [actor.id]}},
    )  # fmt: skip


def call_second_reader(
    db: Session, actor: Actor, review_id: int, framework: Framework, *, now: datetime, request_id: str | None = None
) -> None:
    """Make a place for a second reader of a review in which one person alone has set much aside.

    Raises
    ------
    ReviewingError
        review.second_reader_idle, where nothing calls for one, or there is a place for one already.
    """
    check(db, actor, Permission.REVIEW_CASE, Permission.ASSIGN_REVIEWERS)
    if journal.repeated(db, request_id):
        return
    review = opened(db, review_id)
    alone = read_by_one_alone(asked_of(examination_of(review, framework), framework), review.counted)
    if review.reviewers > 1 or not alone:
        raise ReviewingError("review.second_reader_idle")
    reviews.change(db, review_id, expected_version=review.version, reviewers=2)
    record(
        db, actor, Act.SECOND_READER_WANTED, review_id, review.reference, now, request_id,
        after={"principles": list(alone)},
    )  # fmt: skip


def declare(
    db: Session, actor: Actor, review_id: int, *, interest: str, now: datetime, request_id: str | None = None
) -> None:
    """Say whether one has an interest in the case; whoever has one leaves the review, and their place is free again."""
    check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return
    review = opened(db, review_id)
    check_assigned(review, actor.id)
    check_text("interest", "text", interest, REASON_LIMIT)
    told = interest.strip()
    if told:
        _end(db, review, actor.id, now)
    assignments.change(db, review_id, actor.id, interest=told, declared_at=now)
    record(
        db, actor, Act.INTEREST_DECLARED, review_id, review.reference, now, request_id, after={"interest": bool(told)}
    )


def _end(db: Session, review: Review, reviewer: str, now: datetime) -> None:
    """Their answers count no longer, and neither does a decision for an answer that only they gave."""
    assignments.change(db, review.id, reviewer, ended_at=now)
    for question, choice in review.choices.items():
        staying = {one.reviewer for one in review.active} - {reviewer}
        others = [one for one in review.responses if one.question == question and one.by in staying]
        if not any(choice.takes(one) for one in others):
            decisions.drop_settlement(db, review.id, question, "answer")


def _is_candidate(db: Session, review: Review) -> bool:
    """A case that was withdrawn meanwhile holds nobody else up."""
    try:
        candidate(db, review.reference)
    except ReviewingError:
        return False
    return True


def _put(db: Session, review: Review, name: str, actor: Actor, now: datetime, *, declared: bool = False) -> None:
    case = candidate(db, review.reference)
    person = accounts.get(db, name)
    own = fold(person.administration) if person else ""
    assignments.assign(
        db, review.id, name, case_author=case_author(db, review.reference),
        administrations=(fold(case.administration), own), by=actor.id, at=now, declared=declared,
    )  # fmt: skip


def _load(db: Session) -> dict[str, int]:
    """Everybody who can review, with the open reviews they still have to answer."""
    burden = assignments.load(db)
    able = [one.id for one in accounts.everybody(db) if Permission.REVIEW_CASE in permissions_of(one)]
    return {name: burden.get(name, 0) for name in able}


def _excluded(db: Session, review: Review) -> frozenset[str]:
    return _not_for(db, review.reference) | {one.reviewer for one in review.assignments}


def _not_for(db: Session, reference: str) -> frozenset[str]:
    """Who must not examine a case."""
    return frozenset(one.id for one in accounts.everybody(db)) - may_examine(db, candidate(db, reference))
