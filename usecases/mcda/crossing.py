"""How little the weights must move for one alternative to cross the line below the first k: exact, by a small MILP.

A swap with one other is not enough: at the new weights, k others must be ahead, or fewer than k. Those that could
change sides within the distance found are taken in until no other can; then the answer is exact.
"""

import time
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import scipy  # its parts take a second to load: each is loaded when it is first asked for

from usecases.mcda import mixed_program
from usecases.mcda.arrays import BoolArray, FloatArray, IntArray
from usecases.mcda.margins import Margins
from usecases.mcda.swaps import smallest_single_change, smallest_total_change, smallest_totals_of_change

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
    weights: FloatArray, values: FloatArray, own: int, first: int, measure: Measure, *, seconds: float,
    margins: FloatArray | None = None,
) -> Crossing | None:  # fmt: skip
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
    margins : ndarray, shape (n_criteria, n_alternatives), optional
        An alternative has a rank, and is ahead of anybody, only under weights whose sum over its margins is not
        negative: whoever has none is not among the first. The alternative itself has one now.

    Returns
    -------
    Crossing or None
        None where no weights take it across, or none was found in time.
    """
    others = np.delete(np.arange(values.shape[1]), own)
    leads = values[:, others] - values[:, [own]]  # positive where the other is better
    known = Margins.of(margins, own, values)
    ahead = (weights @ leads > 0) & (weights @ known.beside >= 0)
    leaves = int(ahead.sum()) < first
    duel = _Duel(leads, known.beside, known.own, ahead, leaves=leaves, first=first)
    falls = _falls_out(weights, known.own, measure) if leaves else None
    passed, proven = (None, True) if leaves and len(others) < first else _passed(weights, duel, measure, seconds)
    found = [one for one in (falls, passed) if one is not None]
    nearest = min(found, key=lambda one: one.distance, default=None)
    # Where the search for the others ran out of time, a nearer move than either may exist.
    return nearest if proven or nearest is None else replace(nearest, is_exact=False)


@dataclass(frozen=True, eq=False)
class _Duel:
    """One alternative against the others, as they stand under the weights of now."""

    leads: FloatArray  # (n_criteria, n_others)
    margins: FloatArray
    own_margin: FloatArray  # (n_criteria,)
    ahead: BoolArray  # (n_others,)
    leaves: bool  # the alternative is inside now
    first: int

    def nearest(self, weights: FloatArray) -> FloatArray:
        """A change at least as large as this, in the sum, is needed before another changes sides, (n_others,)."""
        passed, left = (smallest_totals_of_change(weights, one) for one in (self.leads, self.margins))
        passes, comes = (smallest_totals_of_change(weights, -one) for one in (self.leads, self.margins))
        return np.where(self.ahead, np.minimum(passed, left), np.maximum(passes, comes))


def _falls_out(weights: FloatArray, own_margin: FloatArray, measure: Measure) -> Crossing | None:
    """The nearest weights under which too little is known of the alternative itself."""
    if own_margin.min() >= 0:
        return None
    move = (smallest_total_change if measure is Measure.TOTAL else smallest_single_change)(weights, own_margin)
    return None if move is None else Crossing(move.weights, move.distance, is_exact=True)


def _passed(
    weights: FloatArray, duel: _Duel, measure: Measure, seconds: float
) -> tuple[Crossing | None, bool]:  # fmt: skip
    """The nearest weights under which enough others are ahead, or few enough; and whether no nearer ones exist."""
    # A swap with one of them takes at least this much in the sum; in a single weight its share of it.
    nearest = duel.nearest(weights)
    if measure is Measure.SINGLE:
        nearest = nearest / len(weights)
    until = time.monotonic() + seconds
    order = np.argsort(nearest, kind="stable")
    movable = int(np.isfinite(nearest).sum())
    taken = min(NEAREST, movable)
    while True:
        near = order[:taken]
        found = _solved(weights, duel, near, measure, seconds=until - time.monotonic())
        is_late = time.monotonic() >= until
        if found is None:
            if taken >= movable or is_late:
                return None, not is_late
            taken = min(movable, 2 * taken)
            continue
        needed = int((nearest <= found.distance + 1e-12).sum())
        if needed <= taken:
            return found, found.is_exact
        if is_late:
            return found, False
        taken = needed


def _solved(
    weights: FloatArray, duel: _Duel, near: IntArray, measure: Measure, *, seconds: float
) -> Crossing | None:  # fmt: skip
    """The nearest crossing if only some of the others may change sides."""
    k, n = len(weights), len(near)
    moves = k if measure is Measure.TOTAL else 1
    # Variables: weights; what they moved by; for each other whether it is ahead (or, entering, whether it is not); and,
    # entering, for those who may be without a rank whether they are.
    beside = np.delete(np.arange(duel.leads.shape[1]), near)
    counted = int(duel.ahead[beside].sum()) if duel.leaves else int((~duel.ahead[beside]).sum())
    wanted = (duel.first if duel.leaves else duel.leads.shape[1] - duel.first + 1) - counted
    if wanted > n:
        return None
    partly = np.flatnonzero((duel.margins[:, near] < 0).any(axis=0))
    leads, margins = duel.leads[:, near].T, duel.margins[:, near[partly]].T
    gone = 0 if duel.leaves else partly.size
    each, some = np.eye(n), np.eye(n)[partly]
    unmoved, absolute = np.zeros((n, moves)), np.eye(k) if measure is Measure.TOTAL else np.ones((k, 1))
    nothing = np.zeros((k, n + gone))
    if duel.leaves:  # a lead and a margin not below 0 where the other is counted; neither is ever below -1
        rows = [np.hstack([leads, unmoved, -each]), np.hstack([margins, unmoved[partly], -some])]
    else:  # a lead not above 0, or no rank; and a rank of its own
        rows = [
            np.hstack([-leads, unmoved, -each, some.T]),
            np.hstack([-margins, unmoved[partly], np.zeros((gone, n)), -np.eye(gone)]),
        ]
    constraints = [
        scipy.optimize.LinearConstraint(np.hstack([np.eye(k), -absolute, nothing]), -np.inf, weights),
        scipy.optimize.LinearConstraint(np.hstack([-np.eye(k), -absolute, nothing]), -np.inf, -weights),
        scipy.optimize.LinearConstraint(np.append(np.ones(k), np.zeros(moves + n + gone))[np.newaxis], 1.0, 1.0),
        scipy.optimize.LinearConstraint(
            np.concatenate([np.zeros(k + moves), np.ones(n), np.zeros(gone)])[np.newaxis], wanted, np.inf
        ),
        scipy.optimize.LinearConstraint(np.vstack(rows), -1.0, np.inf),
    ]
    if not duel.leaves:
        has_rank = np.append(duel.own_margin, np.zeros(moves + n + gone))[np.newaxis]
        constraints.append(scipy.optimize.LinearConstraint(has_rank, 0.0, np.inf))
    solved = mixed_program.solve(
        np.concatenate([np.zeros(k), np.ones(moves), np.zeros(n + gone)]),
        constraints=constraints,
        integrality=np.repeat([0, 1], [k + moves, n + gone]),
        bounds=scipy.optimize.Bounds(0.0, 1.0),
        seconds=seconds,
        gap=1e-9,
    )
    if solved.x is None:
        return None
    moved = np.asarray(solved.x[:k])
    change = np.abs(moved - weights)
    distance = float(change.sum() if measure is Measure.TOTAL else change.max())
    return Crossing(moved, distance, is_exact=bool(solved.status == 0))
