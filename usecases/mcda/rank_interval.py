"""Best and worst rank of one alternative over all admissible weights: exact, with a certified bound on the way."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import scipy  # its parts take a second to load: each is loaded when it is first asked for

from usecases.mcda import mixed_program
from usecases.mcda.arrays import BoolArray, FloatArray, IntArray
from usecases.mcda.margins import Margins
from usecases.mcda.polytope import Polytope
from usecases.mcda.preference import largest_margin, least_leads, most_leads
from usecases.mcda.ranking import tie_key

_NEVER = 1e-12


@dataclass(frozen=True, eq=False)
class RankBound:
    """One end of a rank interval.

    ``seen`` is the rank that the weights beside it really give; no admissible weights go beyond ``certain``. When
    both are equal the end is exact.
    """

    seen: int
    certain: int
    weights: FloatArray

    @property
    def is_exact(self) -> bool:
        """Whether nothing is left open."""
        return self.seen == self.certain


@dataclass(frozen=True)
class RankInterval:
    """Best and worst rank, 1 best; ties share the better rank."""

    best: RankBound
    worst: RankBound


def rank_interval(
    own: tuple[FloatArray, FloatArray], others: tuple[FloatArray, FloatArray], region: Polytope, *, seconds: float,
    margins: Margins | None = None,
) -> RankInterval:  # fmt: skip
    """The ranks an alternative can have over the region.

    Who is ahead under every admissible weighting, or under none, is settled first; the rest is a program with one
    yes or no for each other alternative (HiGHS). If time runs out the bounds proven so far are given.

    Parameters
    ----------
    own : two ndarrays, shape (n_criteria,)
        Values of the alternative at its best and at its worst; the same array twice when they are known.
    others : two ndarrays, shape (n_criteria, n_others)
        Values of the others at their worst (they stand against ``own`` at its best) and at their best.
    seconds : float
        Time for each of the two ends.
    margins : Margins, optional
        Where each has a rank at all; everywhere when absent. The ranks are those that the alternative has while it has
        one, among the others that have one under the same weights; where it has none under any, it is behind them all.

    References
    ----------
    Kadzinski, Greco, Slowinski (2012), Extreme ranking analysis in robust ordinal regression, Omega 40(4).
    """
    return RankInterval(
        _extreme(_Race(others[0] - own[0][:, np.newaxis], margins, region), seconds, worst=False),
        _extreme(_Race(others[1] - own[1][:, np.newaxis], margins, region), seconds, worst=True),
    )


class _Race:
    """One alternative against the others: by how much each leads, and where each has a rank."""

    def __init__(self, leads: FloatArray, margins: Margins | None, region: Polytope) -> None:
        self.leads, self.region = leads, region
        self.most, self.least = most_leads(leads, region), least_leads(leads, region)
        n = leads.shape[1]
        self.margins = np.ones_like(leads) if margins is None else margins.beside
        self.own = None if margins is None or region.least(margins.own)[0] >= 0 else margins.own
        self.most_margin, self.least_margin = np.ones(n), np.ones(n)
        partly = np.flatnonzero((self.margins < 0).any(axis=0))
        if partly.size:
            self.most_margin[partly] = most_leads(self.margins[:, partly], region)
            self.least_margin[partly] = least_leads(self.margins[:, partly], region)

    def rank_under(self, weights: FloatArray) -> int:
        """Rank by the tie rule of rankings among those that have one."""
        return 1 + int(((tie_key(weights @ self.leads) > 0) & (weights @ self.margins >= 0)).sum())

    def is_run(self, weights: FloatArray) -> bool:
        """Whether the alternative itself has a rank."""
        return self.own is None or bool(weights @ self.own >= 0)


def _extreme(race: _Race, seconds: float, *, worst: bool) -> RankBound:
    ever = (race.most > _NEVER) & (race.most_margin >= 0)
    always = (race.least > _NEVER) & (race.least_margin >= 0)
    open_ones = np.flatnonzero(ever & ~always)
    candidates = [_first_guess(race.leads, open_ones, race.region, worst=worst)]
    if race.own is not None:
        candidates.append(race.region.most(race.own)[1])
    certain = 1 + int(always.sum())
    if open_ones.size:
        solved = _solve(race, open_ones, seconds, worst=worst)
        certain += solved.proven
        if solved.weights is not None:
            candidates += [_inside(solved.weights, race.region), *_strictly(race, solved.wanted)]
    run = [one for one in candidates if race.is_run(one)]
    if not run:  # the last candidate is where most is known of it, and that is not enough
        behind_all = 1 + race.leads.shape[1]
        return RankBound(behind_all, behind_all, candidates[-1])
    ranks = [race.rank_under(one) for one in run]
    chosen = int(np.argmax(ranks) if worst else np.argmin(ranks))
    return RankBound(ranks[chosen], certain, run[chosen])


def _first_guess(leads: FloatArray, open_ones: IntArray, region: Polytope, *, worst: bool) -> FloatArray:
    """Admissible weights that make the open ones lead, or trail, by as much as possible on the whole."""
    together = leads[:, open_ones].sum(axis=1) if open_ones.size else leads.sum(axis=1)
    return region.most(together)[1] if worst else region.least(together)[1]


def _strictly(race: _Race, wanted: FloatArray) -> list[FloatArray]:
    """Weights that say the same, but clearly: at a corner of the program some leads are only zero."""
    if race.own is not None:
        wanted = np.hstack([wanted, race.own[:, np.newaxis]])
    if not wanted.shape[1]:
        return []
    _, weights = largest_margin(wanted, race.region)
    return [] if weights is None else [_inside(weights, race.region)]


class _Solved(NamedTuple):
    weights: FloatArray | None
    wanted: FloatArray  # (n_criteria, n) what the weights make positive, or at least not negative
    proven: int  # how many of the open ones certainly none exceeds


def _solve(race: _Race, open_ones: IntArray, seconds: float, *, worst: bool) -> _Solved:
    """Weights with the most (or fewest) of the open ones ahead.

    A lead of zero counts as ahead in the worst case and as behind in the best, and so does a margin of zero: that can
    only widen the bound. One yes or no for each: whether it is ahead; and where it may be without a rank, in the best
    case, another: whether it is.
    """
    leads, most, least = race.leads[:, open_ones], race.most[open_ones], race.least[open_ones]
    size, n = leads.shape
    partly = np.flatnonzero(race.least_margin[open_ones] < 0)
    margins = race.margins[:, open_ones[partly]]
    gone = 0 if worst else partly.size
    each, some = np.arange(n), np.arange(partly.size)
    without = (each[:0], each[:0], np.zeros(0))
    if worst:  # y = 1 needs a lead and a margin that are not negative: lead >= least (1 - y), margin likewise
        low, low_margin = np.minimum(least, 0.0), race.least_margin[open_ones[partly]]
        blocks = [(-leads.T, (each, each, -low), -low), (-margins.T, (some, partly, -low_margin), -low_margin)]
    else:  # y = 0 needs a lead that is not positive: lead <= most (y + gone), or margin <= most margin (1 - gone)
        high, high_margin = np.maximum(most, 0.0), race.most_margin[open_ones[partly]]
        diagonals = (np.append(each, partly), np.append(each, n + some), -np.append(high, high[partly]))
        blocks = [(leads.T, diagonals, np.zeros(n)), (margins.T, (some, n + some, high_margin), high_margin)]
    if race.own is not None:
        blocks.append((-race.own[np.newaxis], without, np.zeros(1)))
    if race.region.constraints:
        blocks.append((race.region.matrix, without, race.region.bound))
    solved = mixed_program.solve(
        np.concatenate([np.zeros(size), np.full(n, -1.0 if worst else 1.0), np.zeros(gone)]),
        integrality=np.repeat([0, 1], [size, n + gone]),
        bounds=scipy.optimize.Bounds(
            np.concatenate([race.region.lower, np.zeros(n + gone)]),
            np.concatenate([race.region.upper, np.ones(n + gone)]),
        ),
        constraints=[
            *(
                scipy.optimize.LinearConstraint(_with_binaries(rows, places, n + gone), ub=limits)
                for rows, places, limits in blocks
                if len(rows)
            ),
            scipy.optimize.LinearConstraint(np.append(np.ones(size), np.zeros(n + gone))[np.newaxis], lb=1.0, ub=1.0),
        ],
        seconds=seconds,
        gap=0.0,
    )
    bound = solved.mip_dual_bound
    proven = n if worst else 0
    if bound is not None and math.isfinite(bound):
        proven = min(max(math.floor(-bound + 1e-6) if worst else math.ceil(bound - 1e-6), 0), n)
    if solved.x is None:
        return _Solved(None, leads[:, :0], proven)
    ahead, left = np.asarray(solved.x[size : size + n] > 0.5), np.zeros(n, dtype=np.bool_)
    if worst:
        return _Solved(
            np.asarray(solved.x[:size]), np.hstack([leads[:, ahead], margins[:, ahead[partly]]]), proven
        )  # fmt: skip
    left[partly] = solved.x[size + n :] > 0.5
    return _Solved(
        np.asarray(solved.x[:size]), -np.hstack([leads[:, ~ahead & ~left], margins[:, left[partly]]]), proven
    )  # fmt: skip


def _with_binaries(rows: FloatArray, places: tuple[IntArray, IntArray, FloatArray], n: int) -> "scipy.sparse.csr_array":
    """Coefficients of the weights, (n_rows, n_criteria), and beside them those of n binaries: row, binary, number."""
    row, binary, coefficients = places
    beside = scipy.sparse.coo_array((coefficients, (row, binary)), shape=(len(rows), n))
    return scipy.sparse.csr_array(scipy.sparse.hstack([scipy.sparse.csr_array(rows), beside]))


def _inside(weights: FloatArray, region: Polytope) -> FloatArray:
    """The solver's weights without its rounding: within the bounds and with sum 1."""
    clipped = np.clip(weights, region.lower, region.upper)
    missing = 1.0 - clipped.sum()
    room = region.upper - clipped if missing > 0 else clipped - region.lower
    if abs(missing) > 0 and room.sum() > 0:
        clipped = clipped + missing * room / room.sum()
    return np.asarray(clipped)


def within(ranks: IntArray, interval: RankInterval) -> BoolArray:
    """Whether each rank lies within the certified interval."""
    inside: BoolArray = (ranks >= interval.best.certain) & (ranks <= interval.worst.certain)
    return inside
