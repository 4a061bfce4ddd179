"""The set of admissible weights: a polytope on the simplex, with the names of what bounds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy  # its parts take a second to load: each is loaded when it is first asked for

from usecases.mcda.arrays import BoolArray, FloatArray

TOLERANCE = 1e-9
"""Weights that break a constraint by less count as keeping it: it is the solver's own tolerance."""


@dataclass(frozen=True)
class Constraint:
    """``coefficients @ weights <= bound``, with what a reader may be told of it."""

    coefficients: tuple[float, ...]
    bound: float
    code: str
    subject: str = ""
    value: float = 0.0


class EmptyRegionError(ValueError):
    """No weights are admissible; ``constraints`` are the fewest that already contradict each other."""

    def __init__(self, constraints: Sequence[Constraint]) -> None:
        self.code = "region.empty"
        self.constraints = tuple(constraints)
        super().__init__(", ".join(f"{one.code} {one.subject} {one.value:g}" for one in constraints))

    def __reduce__(self) -> tuple[type["EmptyRegionError"], tuple[tuple[Constraint, ...]]]:
        return EmptyRegionError, (self.constraints,)  # it comes back whole from the process that found it


@dataclass(frozen=True)
class AxisBlock:
    """One part of a region that is a product: what holds of the weights within the part, which sum to 1 there.

    Bounds, or an order of places within the part; not both.
    """

    members: tuple[int, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    order: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Shape:
    """What is known of a region's form, so that it can be sampled exactly.

    ``order``: groups of positions, an earlier one weighing at least as much; ``blocks``: two parts with the
    bounds of the first part's share. Neither: bounds alone.
    """

    order: tuple[tuple[int, ...], ...] = ()
    blocks: tuple[AxisBlock, ...] = ()
    share: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Polytope:
    """Weights w >= 0 with sum 1, lower <= w <= upper and the further constraints."""

    lower: FloatArray  # (n_criteria,)
    upper: FloatArray  # (n_criteria,)
    constraints: tuple[Constraint, ...] = ()  # beyond the bounds
    bounds_told: Mapping[tuple[int, str], Constraint] = field(default_factory=dict)
    shape: Shape | None = Shape()  # None: no form that can be sampled in one step

    @property
    def size(self) -> int:
        """Number of criteria."""
        return self.lower.size

    @property
    def is_point(self) -> bool:
        """Whether one weighting alone is admissible."""
        return bool((self.upper - self.lower <= TOLERANCE).all())

    @property
    def matrix(self) -> FloatArray:
        """Coefficients of the further constraints, (n_constraints, n_criteria)."""
        return np.array([one.coefficients for one in self.constraints]).reshape(-1, self.size)

    @property
    def bound(self) -> FloatArray:
        """Right-hand sides of the further constraints, (n_constraints,)."""
        return np.array([one.bound for one in self.constraints])

    def contains(self, weights: FloatArray) -> bool:
        """Whether the weights are admissible."""
        return bool(self.admits(np.asarray(weights)[np.newaxis])[0])

    def admits(self, weights: FloatArray) -> BoolArray:
        """Whether each row is admissible, (n_samples,)."""
        within = (weights >= self.lower - TOLERANCE) & (weights <= self.upper + TOLERANCE)
        inside = np.asarray(within.all(axis=1))
        inside &= np.abs(weights.sum(axis=1) - 1.0) <= TOLERANCE
        if self.constraints:
            inside &= (weights @ self.matrix.T <= self.bound + TOLERANCE).all(axis=1)
        return inside

    def least(self, direction: FloatArray) -> tuple[float, FloatArray]:
        """The smallest value of ``direction @ weights`` over the region, and weights that have it.

        Raises
        ------
        EmptyRegionError
            If there is none.
        """
        if not self.constraints:
            return self._least_in_box(direction)
        solved = scipy.optimize.linprog(
            direction, A_ub=self.matrix, b_ub=self.bound, A_eq=np.ones((1, self.size)), b_eq=[1.0],
            bounds=list(zip(self.lower, self.upper, strict=True)), method="highs",
        )  # fmt: skip
        if solved.x is None:
            raise EmptyRegionError(contradiction(self))
        weights = np.asarray(solved.x)
        return float(direction @ weights), weights

    def most(self, direction: FloatArray) -> tuple[float, FloatArray]:
        """The largest value of ``direction @ weights`` over the region, and weights that have it."""
        value, weights = self.least(-direction)
        return -value, weights

    def _least_in_box(self, direction: FloatArray) -> tuple[float, FloatArray]:
        """A fractional knapsack: everything above the lower bounds goes where it costs least."""
        if self.lower.sum() > 1.0 + TOLERANCE or self.upper.sum() < 1.0 - TOLERANCE:
            raise EmptyRegionError(contradiction(self))
        weights, left = self.lower.copy(), 1.0 - self.lower.sum()
        for criterion in np.argsort(direction, kind="stable"):
            more = min(left, self.upper[criterion] - self.lower[criterion])
            weights[criterion] += more
            left -= more
        return float(direction @ weights), weights


def simplex(size: int) -> Polytope:
    """All weights."""
    return Polytope(np.zeros(size), np.ones(size))


def around(weights: FloatArray, tolerance: float) -> Polytope:
    """Each weight may differ by the given share of itself: w (1 - t) to w (1 + t).

    >>> around(np.array([0.5, 0.5]), 0.2).lower.tolist()
    [0.4, 0.4]
    """
    return Polytope(weights * (1.0 - tolerance), np.minimum(weights * (1.0 + tolerance), 1.0))


def contradiction(region: Polytope) -> list[Constraint]:
    """The fewest constraints that cannot hold together, found by leaving out one after the other."""
    told = [
        *region.constraints,
        *(region.bounds_told.get((i, side), _bound(region, i, side)) for i in range(region.size)
          for side in ("low", "high") if _says_something(region, i, side)),
    ]  # fmt: skip
    kept = list(told)
    for one in told:
        without = [other for other in kept if other is not one]
        if not _feasible(without, region.size):
            kept = without
    return kept


def _says_something(region: Polytope, criterion: int, side: str) -> bool:
    return bool(region.lower[criterion] > 0 if side == "low" else region.upper[criterion] < 1)


def _bound(region: Polytope, criterion: int, side: str) -> Constraint:
    row = np.zeros(region.size)
    row[criterion] = -1.0 if side == "low" else 1.0
    value = float(region.lower[criterion] if side == "low" else region.upper[criterion])
    return Constraint(tuple(row), -value if side == "low" else value, f"region.{side}", str(criterion), value)


def _feasible(constraints: Sequence[Constraint], size: int) -> bool:
    matrix = np.array([one.coefficients for one in constraints]).reshape(-1, size)
    bound = [one.bound for one in constraints]
    solved = scipy.optimize.linprog(
        np.zeros(size), A_ub=matrix if constraints else None, b_ub=bound or None, A_eq=np.ones((1, size)), b_eq=[1.0],
        bounds=(0, 1), method="highs",
    )  # fmt: skip
    return bool(solved.status != 2)
