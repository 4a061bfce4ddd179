"""Best and worst rank of one alternative over all admissible weights: exact, with a certified bound on the way."""

import math
from dataclasses import dataclass

import numpy as np
import scipy  # its parts take a second to load: each is loaded when it is first asked for

from usecases.mcda.arrays import BoolArray, FloatArray, IntArray
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
    own: tuple[FloatArray, FloatArray], others: tuple[FloatArray, FloatArray], region: Polytope, *, seconds: float
) -> RankInterval:
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

    References
    ----------
    Kadzinski, Greco, Slowinski (2012), Extreme ranking analysis in robust ordinal regression, Omega 40(4).
    """
    best_against = others[0] - own[0][:, np.newaxis]
    worst_against = others[1] - own[1][:, np.newaxis]
    return RankInterval(
        _extreme(best_against, region, seconds, worst=False), _extreme(worst_against, region, seconds, worst=True)
    )


def rank_under(leads: FloatArray, weights: FloatArray) -> int:
    """Rank against others whose values less the own ones are ``leads``, by the tie rule of rankings."""
    return 1 + int((tie_key(weights @ leads) > 0).sum())


def _extreme(leads: FloatArray, region: Polytope, seconds: float, *, worst: bool) -> RankBound:
    most = most_leads(leads, region)
    least = least_leads(leads, region)
    ever, always = most > _NEVER, least > _NEVER
    open_ones = np.flatnonzero(ever & ~always)
    start = _first_guess(leads, open_ones, region, worst=worst)
    if not open_ones.size:
        rank = 1 + int(always.sum())
        return RankBound(rank_under(leads, start), rank, start)
    weights, ahead, proven = _solve(
        leads[:, open_ones], most[open_ones], least[open_ones], region, seconds, worst=worst
    )
    certain = 1 + int(always.sum()) + (proven if proven is not None else (open_ones.size if worst else 0))
    candidates = [start]
    if weights is not None:
        candidates += [_inside(weights, region), *_strictly(leads[:, open_ones], ahead, region, worst=worst)]
    ranks = [rank_under(leads, one) for one in candidates]
    chosen = int(np.argmax(ranks) if worst else np.argmin(ranks))
    return RankBound(ranks[chosen], certain, candidates[chosen])


def _first_guess(leads: FloatArray, open_ones: IntArray, region: Polytope, *, worst: bool) -> FloatArray:
    """Admissible weights that make the open ones lead, or trail, by as much as possible on the whole."""
    together = leads[:, open_ones].sum(axis=1) if open_ones.size else leads.sum(axis=1)
    return region.most(together)[1] if worst else region.least(together)[1]


def _strictly(leads: FloatArray, ahead: BoolArray, region: Polytope, *, worst: bool) -> list[FloatArray]:
    """Weights that put the same ones ahead, but clearly: at a corner of the program some of them are only equal."""
    chosen = leads[:, ahead] if worst else -leads[:, ~ahead]
    if not chosen.shape[1]:
        return []
    _, weights = largest_margin(chosen, region)
    return [] if weights is None else [_inside(weights, region)]


def _solve(
    leads: FloatArray, most: FloatArray, least: FloatArray, region: Polytope, seconds: float, *, worst: bool
) -> tuple[FloatArray | None, BoolArray, int | None]:
    """Weights with the most (or fewest) of the leads positive, and the number that certainly none exceeds.

    A lead of zero counts as ahead in the worst case and as behind in the best: that can only widen the bound.
    """
    size, n = leads.shape
    places = np.arange(n)
    if worst:  # lead >= least (1 - y): y = 1 needs a lead that is not negative
        coefficients, limits = _with_binaries(-leads.T, -least, places), -least
    else:  # lead <= most y: y = 0 needs a lead that is not positive
        coefficients, limits = _with_binaries(leads.T, -most, places), np.zeros(n)
    constraints = [
        scipy.optimize.LinearConstraint(coefficients, ub=limits),
        scipy.optimize.LinearConstraint(_padded(np.ones((1, size)), n), lb=1.0, ub=1.0),
    ]
    if region.constraints:
        constraints.append(scipy.optimize.LinearConstraint(_padded(region.matrix, n), ub=region.bound))
    solved = scipy.optimize.milp(
        np.concatenate([np.zeros(size), np.full(n, -1.0 if worst else 1.0)]),
        integrality=np.concatenate([np.zeros(size), np.ones(n)]),
        bounds=scipy.optimize.Bounds(
            np.concatenate([region.lower, np.zeros(n)]), np.concatenate([region.upper, np.ones(n)])
        ),
        constraints=constraints,
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    weights = None if solved.x is None else np.asarray(solved.x[:size])
    ahead = np.zeros(n, dtype=np.bool_) if solved.x is None else np.asarray(solved.x[size:] > 0.5)
    bound = solved.mip_dual_bound
    if bound is None or not math.isfinite(bound):
        return weights, ahead, None
    proven = math.floor(-bound + 1e-6) if worst else math.ceil(bound - 1e-6)
    return weights, ahead, min(max(proven, 0), n)


def _with_binaries(rows: FloatArray, diagonal: FloatArray, places: IntArray) -> "scipy.sparse.csr_array":
    binaries = scipy.sparse.coo_array((diagonal, (places, places)), shape=(places.size, places.size))
    return scipy.sparse.csr_array(scipy.sparse.hstack([scipy.sparse.csr_array(rows), binaries]))


def _padded(rows: FloatArray, n: int) -> "scipy.sparse.csr_array":
    return scipy.sparse.csr_array(np.hstack([rows, np.zeros((len(rows), n))]))


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
