"""A verdict ends exactly when something it rests on changes; only the questions that depend on it are asked again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from actions.acts import Act
from actions.examining import material_fields, material_value, move_case, must_get, record
from actions.extent import Extent, extent_of
from actions.permissions import Actor
from actions.planning import lapse
from ethics.finding import Severity
from ethics.framework import Framework
from ethics.record import Review
from ethics.review import Settlement
from ethics.traits import RULES
from ethics.verdict import Decision
from store import Session, assignments, decisions, evidence, reviews, use_cases, verdicts
from store.verdicts import GivenVerdict
from usecases.use_case import Stage, Status, UseCase

_STAGE = "stage"

SENT_BACK = frozenset({Decision.REDESIGN.value, Decision.REFUSED.value})
"""Verdicts that wait for an answer of the administration, or for a changed case."""

Frameworks = Mapping[tuple[str, str], Framework]
"""Every framework that is shipped, by id and version."""


def follow_case(
    db: Session, actor: Actor, case: UseCase, frameworks: Frameworks, *, was: UseCase, now: datetime
) -> tuple[str, ...]:
    """End the verdict in force where the case as it is now is no longer the one that was judged; part of another deed.

    A review that follows takes over every answer that does not depend on what changed, so that nothing is asked
    twice. A trait behind a changed fact is no longer confirmed: until somebody confirms it, it counts as true. A case
    that was sent back and whose facts have changed is a new submission: one more reviewer examines it.

    Parameters
    ----------
    was : UseCase
        The case before the change; the journal keeps what was otherwise.

    Returns
    -------
    tuple of str
        The fields whose change ended the verdict; empty when it stands, or when there was none.
    """
    held = verdicts.in_force_of(db, case.reference)
    if held is None:
        return _follow_open(db, actor, case, frameworks, was, now)
    judged = must_get(db, held.review_id)
    changed, dependent = changed_since(held.fields, case, judged.stage)
    if not changed:
        return ()
    verdicts.lapse(db, case.reference, fields=changed)
    lapse(db, actor, case.reference, now=now)
    number = judged.id
    latest = use_cases.get(db, case.reference) or case
    if latest.status in {Status.DECIDED, Status.IN_REVIEW}:
        more = int(held.decision in SENT_BACK and changed != [_STAGE])
        number = reopen(db, judged, held.fields, case, changed, frameworks, now, more=more)
        carry_over(db, held, number, without=dependent, now=now)
        move_case(db, latest, Status.IN_REVIEW, now)
    record(
        db, actor, Act.VERDICT_LAPSED, number, case.reference, now, None,
        before={"verdict": held.decision, "review": judged.id, "values": _values(was, changed)},
        after={"fields": changed, "questions": sorted(dependent), "values": _values(case, changed)},
    )  # fmt: skip
    return tuple(changed)


def _values(case: UseCase, fields: Iterable[str]) -> dict[str, Any]:
    return {name: material_value(case, name) for name in fields}


def carry_over(db: Session, held: GivenVerdict, number: int, *, without: Collection[str], now: datetime) -> None:
    """The review that follows takes over people, answers, decisions and evidence, save of the questions asked anew."""
    judged = held.review_id
    assignments.carry(db, judged, number)
    evidence.carry(db, judged, number, without=without)
    reviews.carry(db, judged, number, without=without)
    decisions.carry(db, judged, number, without=without)
    keep_crossed(db, number, red_lines_crossed(held, must_get(db, judged), without=without), now=now)


def red_lines_crossed(held: GivenVerdict, judged: Review, *, without: Collection[str]) -> list[Settlement]:
    """Red lines that a signed verdict found crossed, by an answer or by a second person: only a changed fact asks anew.

    Parameters
    ----------
    without : collection of str
        Questions that depend on a fact that has changed since.
    """
    upheld = {id_: one for id_, one in judged.settlements.items() if one.upheld}
    plainly = [
        Settlement(one["question"], upheld=True, reason=_why(judged, one) or held.hash, by=held.by)
        for one in held.because
        if one["severity"] == Severity.REFUSAL and one["question"] not in upheld
    ]
    return [one for one in (*upheld.values(), *plainly) if one.question not in without]


def _why(judged: Review, finding: Mapping[str, Any]) -> str:
    given = [one for one in judged.responses if one.question == finding["question"]]
    return next((one.reason for one in given if one.answer == finding.get("answer") and one.reason.strip()), "")


def keep_crossed(db: Session, number: int, crossed: Iterable[Settlement], *, now: datetime) -> None:
    """Write into a review what an earlier one found crossed, in the place of any leniency on it."""
    for one in crossed:
        decisions.drop_settlement(db, number, one.question, "red_line")
        decisions.put_settlement(db, number, one, expected_version=0, at=now)


def _follow_open(
    db: Session, actor: Actor, case: UseCase, frameworks: Frameworks, was: UseCase, now: datetime
) -> tuple[str, ...]:
    """An open review asks again what was answered about the case as it no longer is."""
    number = reviews.open_of(db, case.reference)
    if number is None:
        return ()
    review = must_get(db, number)
    changed, dependent = changed_since(review.fields, case, review.stage)
    if not changed:
        return ()
    reviews.forget_answers(db, number, dependent)
    reviews.change(
        db, number, expected_version=must_get(db, number).version, stage=case.stage.value,
        fields=_now(review.fields, case), **_extent(db, review, case, changed, frameworks).told(),
    )  # fmt: skip
    record(
        db, actor, Act.REVIEW_FOLLOWED, number, case.reference, now, None,
        before={"values": _values(was, changed)},
        after={"fields": changed, "questions": sorted(dependent), "values": _values(case, changed)},
    )  # fmt: skip
    return tuple(changed)


def changed_since(fields: Mapping[str, Mapping[str, Any]], case: UseCase, stage: str) -> tuple[list[str], set[str]]:
    """Fields that are no longer as they were, the stage among them, and the questions that depend on them."""
    are = material_fields(case, fields)
    changed = [name for name, was in fields.items() if was["hash"] != are[name]]
    dependent = {question for name in changed for question in fields[name]["questions"]}
    if _moves_on(stage, case.stage):
        changed.append(_STAGE)
    return changed, dependent


def _now(fields: Mapping[str, Mapping[str, Any]], case: UseCase) -> dict[str, dict[str, Any]]:
    are = material_fields(case, fields)
    return {name: {**was, "hash": are[name]} for name, was in fields.items()}


def _still_confirmed(review: Review, changed: Iterable[str]) -> dict[str, bool]:
    """Traits without those whose facts have changed: until somebody confirms them, they count as true."""
    facts = {name.removeprefix("facts.") for name in changed}
    gone = {rule.trait for rule in RULES if rule.fact in facts}
    return {name: value for name, value in review.traits.items() if name not in gone}


def _extent(
    db: Session, review: Review, case: UseCase, changed: Iterable[str], frameworks: Frameworks, *, more: int = 0
) -> Extent:
    """How far the review goes now that facts behind its traits have changed; never with fewer reviewers."""
    framework = frameworks[review.framework, review.framework_version]
    return extent_of(db, case, framework, _still_confirmed(review, changed), at_least=review.reviewers + more)


def _moves_on(judged: str, stage: Stage) -> bool:
    """Whether the case reached another stage of its life; one that ends asks nothing more."""
    return judged != stage.value and stage is not Stage.RETIRED


def reopen(
    db: Session, judged: Review, fields: Mapping[str, Mapping[str, Any]], case: UseCase, changed: Iterable[str],
    frameworks: Frameworks, now: datetime, *, more: int = 0, statement: str = "",
) -> int:  # fmt: skip
    """Open the review that follows one that was judged.

    Parameters
    ----------
    more : int
        Reviewers that it wants beyond those of the one before.
    statement : str
        What the administration says about the verdict.
    """
    return reviews.open_review(
        db,
        {
            "framework": judged.framework,
            "framework_version": judged.framework_version,
            "framework_hash": judged.framework_hash,
            "stage": case.stage.value,
            **_extent(db, judged, case, changed, frameworks, more=more).told(),
            "statement": statement,
            "follows": judged.id,
            "fields": _now(judged.fields or fields, case),
            "state": "open",
            "opened_by": judged.opened_by,
            "opened_at": now,
        },
        case.reference,
    )
