"""How little the weights must move for one alternative to cross the line below the first k: exact, by a small MILP.

A swap with one other is not enough: at the new weights, k others must be ahead, or fewer than k. Those that could
change sides within the distance found are taken in until no other can; then the answer is exact.
"""

import time
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import scipy  # its parts take a second to load: each is loaded when it is first asked for

from usecases.mcda.arrays import BoolArray, FloatArray, IntArray
from usecases.mcda.swaps import smallest_totals_of_change

NEAREST = 24
"""Others that are looked at first, those of the smallest swap."""


class Measure(StrEnum):
    """How far weights have moved."""

    TOTAL = "total"  # sum of the absolute changes (L1)
    SINGLE = "single"  # the largest change of a single weight


@dataclass(frozen=True, eq=False)
class Crossing:
    """The nearest weights at which the alternative stands on the other side; ties count as crossed."""

    weights: FloatArray  # (n_criteria,)
    distance: float
    is_exact: bool  # False where time ran out: a nearer one may exist


def smallest_crossing(
    weights: FloatArray, values: FloatArray, own: int, first: int, measure: Measure, *, seconds: float
) -> Crossing | None:
    """The smallest move of the weights that takes an alternative across the line below the first so many.

    Parameters
    ----------
    weights : ndarray, shape (n_criteria,)
        Not negative, sum 1.
    values : ndarray, shape (n_criteria, n_alternatives)
        In [0, 1].
    own : int
        Column of the alternative.
    first : int
        It is inside while fewer others than this are ahead of it.

    Returns
    -------
    Crossing or None
        None where no weights take it across, or none was found in time.
    """
    others = np.delete(np.arange(values.shape[1]), own)
    leads = values[:, others] - values[:, [own]]  # positive where the other is better
    ahead = weights @ leads > 0
    leaves = int(ahead.sum()) < first
    if leaves and len(others) < first:
        return None
    # A swap with one of them takes at least this much in the sum; in a single weight its share of it.
    nearest = smallest_totals_of_change(weights, np.where(ahead, leads, -leads))
    if measure is Measure.SINGLE:
        nearest = nearest / len(weights)
    until = time.monotonic() + seconds
    order = np.argsort(nearest, kind="stable")
    movable = int(np.isfinite(nearest).sum())
    taken = min(NEAREST, movable)
    while True:
        near = order[:taken]
        found = _solved(weights, leads, ahead, near, first, measure, leaves=leaves, seconds=until - time.monotonic())
        is_late = time.monotonic() >= until
        if found is None:
            if taken >= movable or is_late:
                return None
            taken = min(movable, 2 * taken)
            continue
        needed = int((nearest <= found.distance + 1e-12).sum())
        if needed <= taken:
            return found
        if is_late:
            return replace(found, is_exact=False)
        taken = needed


def _solved(
    weights: FloatArray, leads: FloatArray, ahead: BoolArray, near: IntArray, first: int, measure: Measure, *,
    leaves: bool, seconds: float,
) -> Crossing | None:  # fmt: skip
    """The nearest crossing if only some of the others may change sides."""
    k, n = len(weights), len(near)
    moves = k if measure is Measure.TOTAL else 1
    # Variables: weights, what they moved by, and for each other whether it is ahead (or, entering, whether it is not).
    sign = 1.0 if leaves else -1.0
    beside = np.delete(np.arange(leads.shape[1]), near)
    counted = int(ahead[beside].sum()) if leaves else int((~ahead[beside]).sum())
    wanted = (first if leaves else leads.shape[1] - first + 1) - counted
    if wanted > n:
        return None
    absolute = np.eye(k) if measure is Measure.TOTAL else np.ones((k, 1))
    nothing = np.zeros((k, n))
    constraints = [
        scipy.optimize.LinearConstraint(np.hstack([np.eye(k), -absolute, nothing]), -np.inf, weights),
        scipy.optimize.LinearConstraint(np.hstack([-np.eye(k), -absolute, nothing]), -np.inf, -weights),
        scipy.optimize.LinearConstraint(np.hstack([np.ones(k), np.zeros(moves + n)])[np.newaxis], 1.0, 1.0),
        # lead >= 0 where the other is counted; a lead is never below -1.
        scipy.optimize.LinearConstraint(
            np.hstack([sign * leads[:, near].T, np.zeros((n, moves)), -np.eye(n)]), -1.0, np.inf
        ),
        scipy.optimize.LinearConstraint(np.hstack([np.zeros(k + moves), np.ones(n)])[np.newaxis], wanted, np.inf),
    ]
    solved = scipy.optimize.milp(
        np.concatenate([np.zeros(k), np.ones(moves), np.zeros(n)]),
        constraints=constraints,
        integrality=np.concatenate([np.zeros(k + moves), np.ones(n)]),
        bounds=scipy.optimize.Bounds(0.0, 1.0),
        options={"time_limit": max(seconds, 0.01), "mip_rel_gap": 1e-9},
    )
    if solved.x is None:
        return None
    moved = np.asarray(solved.x[:k])
    change = np.abs(moved - weights)
    distance = float(change.sum() if measure is Measure.TOTAL else change.max())
    return Crossing(moved, distance, is_exact=bool(solved.status == 0))
