"""A verdict ends exactly when something it rests on changes; only the questions that depend on it are asked again."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from actions.acts import Act
from actions.examining import (
    material_fields,
    material_of,
    material_value,
    may_examine,
    move_case,
    must_get,
    record,
)
from actions.extent import extent_of
from actions.permissions import Actor
from actions.planning import lapse
from ethics.framework import Framework
from ethics.record import Review
from ethics.review import Settlement
from ethics.stakes import Severity
from ethics.traits import RULES
from ethics.verdict import SENT_BACK
from store import Session, assignments, decisions, evidence, reviews, use_cases, verdicts
from store.verdicts import GivenVerdict
from usecases.use_case import Stage, Status, UseCase

_STAGE = "stage"

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
    end_verdict(db, actor, held, why=changed, now=now)
    number = judged.id
    latest = use_cases.get(db, case.reference) or case
    if latest.status in {Status.DECIDED, Status.IN_REVIEW}:
        more = int(held.decision in SENT_BACK and changed != [_STAGE])
        number = open_after(db, held, case, frameworks, changed=changed, without=dependent, more=more, now=now)
    record(
        db, actor, Act.VERDICT_LAPSED, number, case.reference, now, None,
        before={"verdict": held.decision, "review": judged.id, "values": _values(was, changed)},
        after={"fields": changed, "questions": sorted(dependent), "values": _values(case, changed)},
    )  # fmt: skip
    return tuple(changed)


def _values(case: UseCase, fields: Iterable[str]) -> dict[str, Any]:
    return {name: material_value(case, name) for name in fields}


def end_verdict(db: Session, actor: Actor, held: GivenVerdict, *, why: Sequence[str], now: datetime) -> None:
    """A verdict is in force no longer, and the case leaves the selection; ``why`` are fields, or one of ENDED_BY."""
    verdicts.lapse(db, held.reference, fields=why)
    lapse(db, actor, held.reference, now=now)


def open_after(
    db: Session, held: GivenVerdict, case: UseCase, frameworks: Frameworks, *, changed: Collection[str] = (),
    without: Collection[str] = (), more: int = 0, statement: str = "", anew: Framework | None = None, now: datetime,
) -> int:  # fmt: skip
    """Open the review that follows a verdict which ended, with what it takes over; the case is in review again.

    Parameters
    ----------
    changed : collection of str
        Fields of the case that are no longer as they were.
    without : collection of str
        Questions that depend on them: they are asked anew, all others stand as they were answered.
    more : int
        Reviewers that it wants beyond those of the one before.
    statement : str
        What the administration says about the verdict.
    anew : Framework, optional
        Ask everything anew, on this version; people and evidence alone are taken over.
    """
    judged = must_get(db, held.review_id)
    framework = anew or frameworks[judged.framework, judged.framework_version]
    traits = _still_confirmed(judged, changed)
    extent = extent_of(db, case, framework, traits, at_least=judged.reviewers + more)
    fields = _now(judged.fields or held.fields, case) if anew is None else material_of(case, framework)
    number = reviews.open_review(
        db,
        {
            "framework": framework.id,
            "framework_version": framework.version,
            "framework_hash": judged.framework_hash if anew is None else framework.content_hash,
            "stage": case.stage.value,
            **extent.told(),
            "statement": statement,
            "follows": judged.id,
            "fields": fields,
            "state": "open",
            "opened_by": judged.opened_by,
            "opened_at": now,
        },
        case.reference,
    )
    _keep_people(db, judged, number, case, now)
    asked = {one.id for one in framework.asked(traits, case.stage.value, extent.depth)}
    elsewhere = {one.id for one in framework.questions} - asked
    evidence.carry(db, judged.id, number, without={*without, *elsewhere})
    if anew is None:
        reviews.carry(db, judged.id, number, without=without)
        decisions.carry(db, judged.id, number, without=without)
    keep_standing(db, number, case, framework, now=now)
    move_case(db, use_cases.get(db, case.reference) or case, Status.IN_REVIEW, now)
    return number


def _keep_people(db: Session, judged: Review, number: int, case: UseCase, now: datetime) -> None:
    """The same people examine, save those who may not any more: their places are free again."""
    assignments.carry(db, judged.id, number)
    able = may_examine(db, case)
    for one in judged.active:
        if one.reviewer not in able:
            assignments.change(db, number, one.reviewer, ended_at=now)


def keep_standing(db: Session, number: int, case: UseCase, framework: Framework, *, now: datetime) -> None:
    """Write into a review the red lines that stand against its case, in the place of any leniency on them."""
    known = {one.id for one in framework.questions}
    for question, one in red_lines_standing(db, case).items():
        if question in known:
            decisions.drop_settlement(db, number, question, "red_line")
            decisions.put_settlement(db, number, one, expected_version=0, at=now)


def red_lines_standing(db: Session, case: UseCase) -> dict[str, Settlement]:
    """Red lines that any verdict ever signed on the case found crossed, by an answer or by a second person.

    One stands as long as every field that the question depends on is as it was judged: a change asks it anew, and
    a change that is taken back lets it stand again.
    """
    found: dict[str, Settlement] = {}
    for held in verdicts.of_case(db, case.reference):
        judged = must_get(db, held.review_id)
        _, dependent = changed_since(judged.fields or held.fields, case, judged.stage)
        for one in _crossed(held, judged):
            if one.question not in dependent:
                found.setdefault(one.question, one)
    return found


def _crossed(held: GivenVerdict, judged: Review) -> Iterator[Settlement]:
    upheld = {id_: one for id_, one in judged.settlements.items() if one.upheld}
    yield from upheld.values()
    for finding in held.because:
        question = finding["question"]
        if finding["severity"] != Severity.REFUSAL or question in upheld:
            continue
        given = [one for one in judged.responses if one.question == question and one.answer == finding.get("answer")]
        told = next((one.reason for one in given if one.reason.strip()), "")
        yield Settlement(
            question, upheld=True, reason=told or f"{held.at.date().isoformat()} · {judged.id}", by=held.by
        )


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
    framework = frameworks[review.framework, review.framework_version]
    extent = extent_of(db, case, framework, _still_confirmed(review, changed), at_least=review.reviewers)
    reviews.forget_answers(db, number, dependent)
    keep_standing(db, number, case, framework, now=now)
    reviews.change(
        db, number, expected_version=must_get(db, number).version, stage=case.stage.value,
        fields=_now(review.fields, case), **extent.told(),
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


def _moves_on(judged: str, stage: Stage) -> bool:
    """Whether the case reached another stage of its life; one that ends asks nothing more."""
    return judged != stage.value and stage is not Stage.RETIRED
