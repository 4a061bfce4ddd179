"""A scenario: a weighting and rules by name. It stays live, says what has changed since, and is set beside others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from usecases.mcda.arrays import FloatArray, IntArray
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
    """The criterion that moved a case most: its mean lead there over the cases it crossed, before and now.

    A case that rises had no lead over them in all and has one now; so some criterion has grown, and the one that has
    grown most is named. Against all cases it could be one that shrank.
    """

    criterion: str
    before: float
    now: float


@dataclass(frozen=True)
class Move:
    """A case that stands elsewhere than before."""

    reference: str
    before: int | None  # rank; None when it was not among those remembered, or is not yet rankable
    now: int | None
    why: Why | None  # None where it crossed no case that has a place in both orders


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
    names = [name for name in now.criteria.ids if name in scenario.contributions]
    shared = [reference for reference in scenario.order if reference in today]
    rows = [now.criteria.ids.index(name) for name in names]
    then = np.array([scenario.contributions[name] for name in names]).reshape(len(names), len(scenario.order))
    crossed = _Crossed(
        names, shared,
        then[:, [before[one] - 1 for one in shared]],
        now.contributions[rows][:, [now.table.positions[one] for one in shared]],
        np.array([today[one] for one in shared]),
    )  # fmt: skip

    def move(reference: str) -> Move:
        return crossed.move(reference, before.get(reference), today.get(reference))

    inside_before, inside_now = set(scenario.order[: scenario.first]), set(now.references()[: scenario.first])
    return Change(
        is_same=scenario.fingerprint == now.fingerprint,
        entered=tuple(move(one) for one in sorted(inside_now - inside_before, key=lambda one: today[one])),
        left=tuple(move(one) for one in sorted(inside_before - inside_now, key=lambda one: before[one])),
        moved=sum(today.get(reference) != place for reference, place in before.items()),
    )


def compared(one: Ranking, other: Ranking, first: int) -> tuple[Move, ...]:
    """Cases of the same table that are among the first under either and stand elsewhere; the largest moves first."""
    cases = set(one.references()[:first]) | set(other.references()[:first])
    places = {reference: place for place, reference in enumerate(other.references())}
    shared = [reference for reference in one.references() if reference in places]
    columns = [one.table.positions[reference] for reference in shared]
    crossed = _Crossed(
        one.criteria.ids, shared, one.contributions[:, columns], other.contributions[:, columns],
        np.array([places[reference] for reference in shared]),
    )  # fmt: skip
    moves = []
    for reference in cases:
        before, now = _rank(one, reference), _rank(other, reference)
        if before != now:
            moves.append(crossed.move(reference, before, now))
    far = len(one.table)
    return tuple(sorted(moves, key=lambda move: (-abs((move.before or far) - (move.now or far)), move.reference)))


def _rank(ranking: Ranking, reference: str) -> int | None:
    return ranking.rank_of(reference) if ranking.band_of(reference) is Band.RANKABLE else None


class _Crossed:
    """Cases that have a place in two orders, in the first one's; who crossed whom between them."""

    def __init__(
        self, criteria: Sequence[str], references: Sequence[str], before: FloatArray, now: FloatArray, places: IntArray
    ) -> None:
        """``before``, ``now``: contributions, (n_criteria, n_cases); ``places``: in the second order."""
        self.criteria, self.before, self.now, self.places = criteria, before, now, places
        self.rows = {reference: row for row, reference in enumerate(references)}

    def move(self, reference: str, before: int | None, now: int | None) -> Move:
        """The move of a case between two ranks."""
        return Move(reference, before, now, self._why(reference, rises=(now or 0) < (before or 0)))

    def _why(self, reference: str, *, rises: bool) -> Why | None:
        """The criterion that carried it most over those it overtook, or under those that overtook it."""
        own = self.rows.get(reference)
        if own is None or not self.criteria:
            return None
        rows = np.arange(len(self.places))
        if rises:
            crossed = (rows < own) & (self.places > self.places[own])
        else:
            crossed = (rows > own) & (self.places < self.places[own])
        if not crossed.any():
            return None
        before = self.before[:, own] - self.before[:, crossed].mean(axis=1)
        now = self.now[:, own] - self.now[:, crossed].mean(axis=1)
        row = int((now - before).argmax() if rises else (now - before).argmin())
        return Why(self.criteria[row], float(before[row]), float(now[row]))
