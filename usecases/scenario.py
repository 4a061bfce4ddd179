"""A scenario: a weighting and rules by name. It stays live, says what has changed since, and is set beside others."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from usecases.mcda.arrays import FloatArray
from usecases.performance import Convention
from usecases.priorities import Band, Ranking
from usecases.robustness import Doubt
from usecases.use_case import Frozen
from usecases.weighting import Weighting

REMEMBERED = 200
"""Places that a scenario remembers, from the first down."""


class Scenario(Frozen):
    """What is looked at, and the order it gave when it was saved."""

    weighting: Weighting
    convention: Convention
    threshold: float = Field(ge=0, le=1)
    first: int = Field(ge=1)
    doubt: Doubt = Doubt()
    fingerprint: str
    order: tuple[str, ...] = Field(description="references, best first, at most REMEMBERED")
    contributions: dict[str, tuple[float, ...]] = Field(
        default_factory=dict, description="by criterion, what it brought to the value of each case of the order"
    )


@dataclass(frozen=True)
class Why:
    """The criterion that moved a case most, with what it brings to its value before and now."""

    criterion: str
    before: float
    now: float


@dataclass(frozen=True)
class Move:
    """A case that stands elsewhere than before."""

    reference: str
    before: int | None  # rank; None when it was not among those remembered, or is not yet rankable
    now: int | None
    why: Why | None  # None where nothing of the case itself has changed, or nobody remembers what it was


@dataclass(frozen=True)
class Change:
    """What happened to a scenario since it was saved."""

    is_same: bool  # not a single input differs
    entered: tuple[Move, ...]  # into its first ones
    left: tuple[Move, ...]
    moved: int  # cases of those remembered that stand elsewhere


def saved(ranking: Ranking, first: int, doubt: Doubt | None = None) -> Scenario:
    """The ranking as a scenario."""
    order = ranking.references()[:REMEMBERED]
    brought = ranking.contributions[:, ranking.placed[Band.RANKABLE][:REMEMBERED]]
    return Scenario(
        weighting=ranking.weighting,
        convention=ranking.convention,
        threshold=ranking.threshold,
        first=first,
        doubt=doubt or Doubt(),
        fingerprint=ranking.fingerprint,
        order=order,
        contributions=dict(zip(ranking.criteria.ids, map(tuple, brought.round(6).tolist()), strict=True)),
    )


def changed(scenario: Scenario, now: Ranking) -> Change:
    """Compare the order of today with the one that was saved."""
    before = {reference: place for place, reference in enumerate(scenario.order, start=1)}
    today = {reference: place for place, reference in enumerate(now.references(Band.RANKABLE), start=1)}

    def move(reference: str) -> Move:
        return Move(reference, before.get(reference), today.get(reference), _since(scenario, before, now, reference))

    inside_before, inside_now = set(scenario.order[: scenario.first]), set(now.references()[: scenario.first])
    return Change(
        is_same=scenario.fingerprint == now.fingerprint,
        entered=tuple(move(one) for one in sorted(inside_now - inside_before, key=lambda one: today[one])),
        left=tuple(move(one) for one in sorted(inside_before - inside_now, key=lambda one: before[one])),
        moved=sum(today.get(reference) != place for reference, place in before.items()),
    )


def compared(one: Ranking, other: Ranking, first: int) -> tuple[Move, ...]:
    """Cases of the same table that are among the first under either and stand elsewhere; the largest moves first.

    Why is told against the others: the criterion that gave the case more, or took more from it, than from the cases
    that are rankable under both.
    """
    cases = set(one.references()[:first]) | set(other.references()[:first])
    shift = other.contributions - one.contributions
    both = np.intersect1d(one.placed[Band.RANKABLE], other.placed[Band.RANKABLE])
    relative = shift - (shift[:, both].mean(axis=1, keepdims=True) if both.size else 0.0)
    moves = []
    for reference in cases:
        before, now = _rank(one, reference), _rank(other, reference)
        if before != now:
            place = one.table.positions[reference]
            rises = before is None or (now is not None and now < before)
            why = _why(one.criteria.ids, one.contributions[:, place], other.contributions[:, place],
                       relative[:, place] if rises else -relative[:, place])  # fmt: skip
            moves.append(Move(reference, before, now, why))
    far = len(one.table)
    return tuple(sorted(moves, key=lambda move: (-abs((move.before or far) - (move.now or far)), move.reference)))


def _rank(ranking: Ranking, reference: str) -> int | None:
    return ranking.rank_of(reference) if ranking.band_of(reference) is Band.RANKABLE else None


def _since(scenario: Scenario, before: Mapping[str, int], now: Ranking, reference: str) -> Why | None:
    """What changed most of the case itself, if it is remembered."""
    if reference not in before or reference not in now.table.positions:
        return None
    names = [name for name in now.criteria.ids if name in scenario.contributions]
    rows = [now.criteria.ids.index(name) for name in names]
    then = np.array([scenario.contributions[name][before[reference] - 1] for name in names])
    today = now.contributions[rows, now.table.positions[reference]]
    moved = np.abs(today - then)
    return _why(names, then, today, moved) if moved.size and moved.max() > 1e-5 else None


def _why(names: list[str] | tuple[str, ...], before: FloatArray, now: FloatArray, weight: FloatArray) -> Why:
    row = int(weight.argmax())
    return Why(names[row], float(before[row]), float(now[row]))
