"""Scores: stated or confirmed by a person, one criterion at a time, on the version the form was filled on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.acts import Act
from actions.permissions import Actor, Permission, check
from store import Session, journal, scores, use_cases
from store.scores import InForce
from usecases.criteria import CriteriaSet, Criterion, Measure
from usecases.folding import readable
from usecases.scores import (
    ScoreEntry,
    ScoreError,
    ScoreOrigin,
    ScoreProposal,
    checked,
    in_force,
    is_stale,
    origin_code,
)
from usecases.use_case import RANKED_STATUSES, Role
from wording.refusing import CodedError

SOURCES = frozenset({ScoreOrigin.IMPORTED, ScoreOrigin.DERIVED})


class ScoringError(CodedError):
    """A score that cannot be recorded for this case; the code says why."""


@dataclass(frozen=True)
class Stated:
    """What a person typed for one criterion."""

    low: float
    likely: float
    high: float
    reason: str


def record_score(
    db: Session,
    actor: Actor,
    reference: str,
    criterion_id: str,
    criteria: CriteriaSet,
    stated: Stated,
    *,
    expected_version: int,
    now: datetime,
    origin: ScoreOrigin = ScoreOrigin.ENTERED,
    request_id: str | None = None,
) -> InForce:
    """State a score, or confirm a proposed one; gives what is in force after it.

    A natural criterion follows the case's own field and is never typed here.

    Raises
    ------
    usecases.scores.ScoreError
        If the numbers are no score of the criterion, or the reason is missing.
    ScoringError
        If the case cannot be scored, or the criterion is derived.
    StaleVersionError
        If somebody saved in between; the form shows mine, theirs and the base.
    """
    check(db, actor, Permission.RECORD_SCORE)
    if journal.repeated(db, request_id):
        return scores.in_force(db, reference)[criterion_id]
    criterion = _criterion(criteria, criterion_id)
    if criterion.measure is Measure.NATURAL and origin is ScoreOrigin.ENTERED:
        raise ScoringError("score.own_field", criterion=criterion_id)
    _candidate(db, reference)
    interval = checked(criterion, stated.low, stated.likely, stated.high, reason=stated.reason)
    entry = ScoreEntry(
        reference=reference, criterion=criterion_id, author=actor.id, reason=readable(stated.reason),
        origin=origin, at=now, **interval._asdict(),
    )  # fmt: skip
    before = scores.in_force(db, reference).get(criterion_id)
    scores.add_entry(db, entry)
    settle(db, reference, criterion_id, expected_version=expected_version)
    after = scores.in_force(db, reference)[criterion_id]
    act = Act.SCORE_CONFIRMED if origin is ScoreOrigin.CONFIRMED else Act.SCORE_RECORDED
    journal.append(
        db, at=now, area=journal.Area.SCORES, actor=actor.id, act=act.value,
        subject=f"{reference}/{criterion_id}", reason=readable(stated.reason), request_id=request_id,
        before=list(_numbers(before)) if before else None, after=list(interval), touched=[reference],
    )  # fmt: skip
    return after


def record_scores(
    db: Session,
    actor: Actor,
    criterion_id: str,
    criteria: CriteriaSet,
    stated: Mapping[str, tuple[Stated, int]],
    *,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """State one criterion for several candidates, all or none; each with the version that was shown.

    Raises
    ------
    As `record_score`; nothing is kept then.
    """
    check(db, actor, Permission.RECORD_SCORE)
    if journal.repeated(db, request_id):
        return
    for reference, (one, version) in stated.items():
        record_score(db, actor, reference, criterion_id, criteria, one, expected_version=version, now=now)
    journal.append(
        db, at=now, area=journal.Area.SCORES, actor=actor.id, act=Act.SCORES_RECORDED.value, subject=criterion_id,
        request_id=request_id, after={"cases": sorted(stated)}, touched=stated,
    )  # fmt: skip


def settle(db: Session, reference: str, criterion_id: str, *, expected_version: int) -> None:
    """Put the score that the fixed order of precedence gives in force, marked when its source has moved on."""
    known = [entry for entry in scores.entries(db, reference) if entry.criterion == criterion_id]
    winner = in_force(known)
    if winner is None:
        scores.drop_in_force(db, reference, criterion_id)
        return
    sources = [entry for entry in known if entry.origin in SOURCES]
    stale = is_stale(winner, max(sources, key=lambda entry: entry.at, default=None))
    scores.put_in_force(db, reference, winner, stale=stale, expected_version=expected_version)


def follow_source(
    db: Session,
    reference: str,
    proposals: tuple[ScoreProposal, ...],
    *,
    kept: Collection[str] = (),
    author: str,
    now: datetime,
) -> None:
    """Append the proposals that say something new since the last of their kind; confirmed scores stay.

    What no proposal says any longer is unknown again, save on the criteria ``kept``.
    """
    known = scores.entries(db, reference)
    for proposal in proposals:
        earlier = [one for one in known if one.criterion == proposal.criterion and one.origin is proposal.origin]
        entry = proposal.entry(reference, author=author, at=now)
        held = scores.in_force(db, reference).get(proposal.criterion)
        said_before = bool(earlier) and earlier[-1].interval == entry.interval
        if said_before and held is not None:
            continue
        if not said_before:
            scores.add_entry(db, entry)
        settle(db, reference, proposal.criterion, expected_version=held.version if held else 0)
    stated = {*kept, *(proposal.criterion for proposal in proposals)}
    for criterion, held in scores.in_force(db, reference).items():
        # The source no longer says it, and nobody confirmed it: it is unknown again.
        if criterion not in stated and held.origin == origin_code(ScoreOrigin.DERIVED):
            scores.drop_in_force(db, reference, criterion)


def is_confirmable(held: InForce) -> bool:
    """Whether a person may still confirm what is in force: it is only a proposal."""
    return held.origin in {origin_code(origin) for origin in SOURCES}


def _criterion(criteria: CriteriaSet, criterion_id: str) -> Criterion:
    if criterion_id not in criteria:
        raise ScoreError("score.unknown_criterion", criterion_id)
    return criteria[criterion_id]


def _candidate(db: Session, reference: str) -> None:
    case = use_cases.get(db, reference)
    if case is None or case.role is not Role.CANDIDATE or case.status not in RANKED_STATUSES:
        raise ScoringError("score.not_a_candidate", reference=reference)


def _numbers(held: InForce) -> tuple[float, float, float]:
    return held.low, held.likely, held.high
