"""A scenario: a weighting and rules by name. It stays live, and says what has changed since it was saved."""

from dataclasses import dataclass

from pydantic import Field

from usecases.performance import Convention
from usecases.priorities import Band, Ranking
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
    fingerprint: str
    order: tuple[str, ...] = Field(description="references, best first, at most REMEMBERED")


@dataclass(frozen=True)
class Move:
    """A case that stands elsewhere than when the scenario was saved."""

    reference: str
    before: int | None  # place from 1; None when it was not among those remembered
    now: int | None


@dataclass(frozen=True)
class Change:
    """What happened to a scenario since it was saved."""

    is_same: bool  # not a single input differs
    entered: tuple[Move, ...]  # into its first ones
    left: tuple[Move, ...]
    moved: int  # cases of those remembered that stand elsewhere


def saved(ranking: Ranking, first: int) -> Scenario:
    """The ranking as a scenario."""
    return Scenario(
        weighting=ranking.weighting,
        convention=ranking.convention,
        threshold=ranking.threshold,
        first=first,
        fingerprint=ranking.fingerprint,
        order=ranking.references()[:REMEMBERED],
    )


def changed(scenario: Scenario, now: Ranking) -> Change:
    """Compare the order of today with the one that was saved."""
    before = {reference: place for place, reference in enumerate(scenario.order, start=1)}
    today = {reference: place for place, reference in enumerate(now.references(Band.RANKABLE), start=1)}

    def move(reference: str) -> Move:
        return Move(reference, before.get(reference), today.get(reference))

    inside_before, inside_now = set(scenario.order[: scenario.first]), set(now.references()[: scenario.first])
    return Change(
        is_same=scenario.fingerprint == now.fingerprint,
        entered=tuple(move(one) for one in sorted(inside_now - inside_before, key=lambda one: today[one])),
        left=tuple(move(one) for one in sorted(inside_before - inside_now, key=lambda one: before[one])),
        moved=sum(today.get(reference) != place for reference, place in before.items()),
    )
