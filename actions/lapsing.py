"""A verdict ends exactly when something it rests on changes; only the questions that depend on it are asked again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.acts import Act
from actions.examining import material_fields, move_case, must_get, record
from actions.permissions import Actor
from actions.planning import lapse
from store import Session, reviews, use_cases, verdicts
from store.reviews import Review
from usecases.use_case import Stage, Status, UseCase

_STAGE = "stage"


def follow_case(db: Session, actor: Actor, case: UseCase, *, now: datetime) -> tuple[str, ...]:
    """End the verdict in force where the case as it is now is no longer the one that was judged; part of another deed.

    A review that follows takes over every answer that does not depend on what changed, so that nothing is asked
    twice. A trait behind a changed fact is no longer confirmed: until somebody confirms it, it counts as true.

    Returns
    -------
    tuple of str
        The fields whose change ended the verdict; empty when it stands, or when there was none.
    """
    held = verdicts.in_force(db).get(case.reference)
    if held is None:
        return ()
    judged = must_get(db, held.review_id)
    now_are = material_fields(case, held.fields)
    changed = [name for name, was in held.fields.items() if was["hash"] != now_are[name]]
    dependent = {question for name in changed for question in held.fields[name]["questions"]}
    if _moves_on(judged.stage, case.stage):
        changed.append(_STAGE)
    if not changed:
        return ()
    verdicts.lapse(db, case.reference, fields=changed)
    lapse(db, actor, case.reference, now=now)
    review_id = _reopen(db, judged, case, {name.removeprefix("facts.") for name in changed}, now)
    reviews.carry(db, judged, review_id, without=dependent, at=now)
    latest = use_cases.get(db, case.reference) or case
    move_case(db, latest, Status.IN_REVIEW, now)
    record(
        db, actor, Act.VERDICT_LAPSED, review_id, case.reference, now, None,
        before={"verdict": held.decision, "review": judged.id},
        after={"fields": changed, "questions": sorted(dependent)},
    )  # fmt: skip
    return tuple(changed)


def _moves_on(judged: str, stage: Stage) -> bool:
    """Whether the case reached another stage of its life; one that ends asks nothing more."""
    return judged != stage.value and stage is not Stage.RETIRED


def _reopen(db: Session, judged: Review, case: UseCase, facts: set[str], now: datetime) -> int:
    traits: Mapping[str, Any] = {name: value for name, value in judged.traits.items() if name not in facts}
    return reviews.open_review(
        db,
        {
            "framework": judged.framework,
            "framework_version": judged.framework_version,
            "framework_hash": judged.framework_hash,
            "stage": case.stage.value,
            "traits": dict(traits),
            "depth": judged.depth.value,
            "reviewers": judged.reviewers,
            "follows": judged.id,
            "state": "open",
            "opened_by": judged.opened_by,
            "opened_at": now,
        },
        case.reference,
    )
