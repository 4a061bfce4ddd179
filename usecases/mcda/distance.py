"""Methods that measure how far an alternative is from a reference point: TOPSIS, VIKOR, SPOTIS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np

from usecases.mcda.arrays import FloatArray, IntArray
from usecases.mcda.method import Outcome, Steps, checked
from usecases.mcda.normalisation import MAXIMISE, CostRule, Normalisation, normalise, spans_of
from usecases.mcda.ranking import TIE_STEPS
from usecases.mcda.weighted_sum import totals

_BLOCK = 1_024
_TINY = 1e-100
"""Squares of differences on scales between this and its reciprocal are numbers; others are normalised first."""


@dataclass(frozen=True)
class Topsis:
    """Closeness to the best seen on every criterion, away from the worst seen: d- / (d+ + d-).

    References
    ----------
    Hwang & Yoon (1981); worked example in Tzeng & Huang (2011), Multiple Attribute Decision Making.
    """

    normalisation: Normalisation = Normalisation.VECTOR
    cost: CostRule = CostRule.REVERSAL
    name: ClassVar[str] = "topsis"
    steps: ClassVar[tuple[str, ...]] = ("normalised", "weighted", "distance_best", "distance_worst")

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The normalisation."""
        return {"normalisation": self.normalisation.value}

    def __call__(self, performances: FloatArray, weights: FloatArray, directions: IntArray | None = None) -> Outcome:
        """As usecases.mcda.method.Method. Where all alternatives are equal each is the ideal: closeness 1."""
        table, weight, sense = checked(performances, weights, directions)
        made = partial(normalise, table, sense, self.normalisation, self.cost)
        values, spans = table, np.ones(len(weight))
        if self.cost is CostRule.REVERSAL:
            # A normalised difference is a difference over its span: no table is made for it.
            spans = spans_of(table, self.normalisation)
        if self.cost is not CostRule.REVERSAL or not ((spans > _TINY) & (spans < 1.0 / _TINY)).all():
            values, spans, sense = made(), np.ones(len(weight)), np.full(len(weight), MAXIMISE)
        low, high = values.min(axis=1, initial=np.inf), values.max(axis=1, initial=-np.inf)
        better = sense == MAXIMISE
        best = _distance(values, np.where(better, high, low), weight / spans)
        worst = _distance(values, np.where(better, low, high), weight / spans)
        both = best + worst
        closeness = np.divide(worst, both, out=np.ones_like(both), where=both > 0)
        return Outcome(
            closeness,
            Steps(
                normalised=made, weighted=lambda: made() * weight[:, np.newaxis], distance_best=best,
                distance_worst=worst,
            ),
        )  # fmt: skip


@dataclass(frozen=True)
class Vikor:
    """A compromise between the group's regret S and the largest single regret R; less is better.

    References
    ----------
    Opricovic & Tzeng (2004), European Journal of Operational Research 156, 445-455.
    """

    v: float = 0.5
    name: ClassVar[str] = "vikor"
    steps: ClassVar[tuple[str, ...]] = ("regret", "S", "R")

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Weight of the strategy of the majority."""
        return {"v": self.v}

    def __call__(self, performances: FloatArray, weights: FloatArray, directions: IntArray | None = None) -> Outcome:
        """As usecases.mcda.method.Method; a criterion on which all are equal gives no regret."""
        table, weight, sense = checked(performances, weights, directions)
        low, high = table.min(axis=1, initial=np.inf), table.max(axis=1, initial=-np.inf)
        best = np.where(sense == MAXIMISE, high, low)
        with np.errstate(invalid="ignore"):
            span = np.where(high > low, high - low, 1.0)
        per_unit = weight / span
        regret = np.empty_like(table)
        group, single = np.zeros(table.shape[1]), np.zeros(table.shape[1])
        # Row by row: each row stays in the cache, and no table of intermediate size is made.
        for row, (performance, goal, scale) in enumerate(zip(table, best, per_unit, strict=True)):
            np.subtract(performance, goal, out=regret[row])
            np.abs(regret[row], out=regret[row])
            regret[row] *= scale
            group += regret[row]
            np.maximum(single, regret[row], out=single)
        quality = self.v * _stretched(group) + (1.0 - self.v) * _stretched(single)
        return Outcome(quality, {"regret": regret, "S": group, "R": single}, more_is_better=False)


@dataclass(frozen=True)
class Compromise:
    """VIKOR's compromise set: the first alone, or those that cannot be told from it."""

    members: tuple[int, ...]  # alternatives, best first
    acceptable_advantage: bool
    acceptable_stability: bool


def compromise(outcome: Outcome) -> Compromise:
    """Who may be proposed as the solution, from an outcome of VIKOR.

    The first by Q alone if it leads by at least 1 / (n - 1) and is also first by S or by R; the first two
    if only the second condition fails; else all whose distance in Q to the first is smaller than that.

    Raises
    ------
    ValueError
        If there is no alternative.
    """
    quality, group, single = outcome.scores, outcome.steps["S"], outcome.steps["R"]
    placed = np.argsort(quality, kind="stable")
    if not placed.size:
        raise ValueError("no alternative")
    first = int(placed[0])
    if placed.size == 1:
        return Compromise((first,), acceptable_advantage=True, acceptable_stability=True)
    needed = 1.0 / (placed.size - 1)
    lead = quality[placed] - quality[first]
    advantage = bool(lead[1] >= needed - 1e-12)
    stability = bool(group[first] <= group.min() + 1e-12 or single[first] <= single.min() + 1e-12)
    close = placed[lead < needed - 1e-12]
    members = close if not advantage else placed[:1] if stability else placed[:2]
    return Compromise(tuple(int(one) for one in members), advantage, stability)


@dataclass(frozen=True)
class Spotis:
    """Distance to an expected solution within declared bounds: no alternative's score depends on the others.

    References
    ----------
    Dezert, Tchamova, Han, Tacnet (2020), The SPOTIS rank reversal free method, FUSION 2020.
    """

    bounds: Sequence[Sequence[float]] | None = None
    """(n_criteria, 2), the smallest and largest performance; [0, 1] for all when absent."""
    expected: Sequence[float] | None = None
    """(n_criteria,) the point to be near; the better bound of each criterion when absent."""
    name: ClassVar[str] = "spotis"
    steps: ClassVar[tuple[str, ...]] = ("distances",)

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Bounds and expected solution, where they are stated."""
        stated = {"bounds": self.bounds, "expected": self.expected}
        return {name: np.asarray(value).tolist() for name, value in stated.items() if value is not None}

    def __call__(self, performances: FloatArray, weights: FloatArray, directions: IntArray | None = None) -> Outcome:
        """As usecases.mcda.method.Method; ValueError when bounds do not stand apart."""
        table, weight, sense = checked(performances, weights, directions)
        given = [[0.0, 1.0]] * len(weight) if self.bounds is None else self.bounds
        low, high = np.asarray(given, dtype=np.float64).T
        if low.shape != weight.shape or not (low < high).all():
            raise ValueError("each criterion needs a lower and a higher bound")
        better = np.where(sense == MAXIMISE, high, low)
        goal = better if self.expected is None else np.asarray(self.expected, dtype=np.float64)
        if goal.shape != weight.shape or not np.isfinite(goal).all():
            raise ValueError("the expected solution needs one number for each criterion")
        distances = np.abs(table - goal[:, np.newaxis]) / (high - low)[:, np.newaxis]
        return Outcome(totals(distances, weight), {"distances": distances}, more_is_better=False)


def _distance(values: FloatArray, point: FloatArray, scale: FloatArray) -> FloatArray:
    size, weight = values.shape[1], scale * scale
    squares = np.empty(size)
    width = max(1, -(-size // max(1, -(-size // _BLOCK))))
    # So many alternatives at a time that their gaps stay in the cache.
    gaps = np.empty((len(values), width))
    for start in range(0, size, width):
        part = values[:, start : start + width]
        gap = np.subtract(part, point[:, np.newaxis], out=gaps[:, : part.shape[1]])
        np.multiply(gap, gap, out=gap)
        np.dot(weight, gap, out=squares[start : start + width])
    return np.sqrt(squares, out=squares)


def _stretched(x: FloatArray) -> FloatArray:
    # A spread below the step of ties is rounding: stretched to the whole scale it would decide everything.
    if not x.size or x.max() - x.min() <= 1.0 / TIE_STEPS:
        return np.zeros_like(x)
    share: FloatArray = (x - x.min()) / (x.max() - x.min())
    return share
