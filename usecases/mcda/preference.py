"""What holds for every admissible weighting, and who can come first for one: exact, by corners, bounds and programs."""

import numpy as np
import scipy  # its parts take a second to load: each is loaded when it is first asked for

from usecases.mcda.arrays import BoolArray, FloatArray, IntArray
from usecases.mcda.polytope import AxisBlock, Polytope

_TOLERANCE = 1e-12
_BLOCK = 65_536  # pairs at a time
_LOOKS = 32  # draws that are looked at before anything is computed
_INDEX_BITS = np.uint64(15)


def least_leads(differences: FloatArray, region: Polytope) -> FloatArray:
    """Smallest value of ``weights @ difference`` over the region, for each column of differences, (n_pairs,).

    All pairs are done at once where the region has a form: bounds alone are a fractional knapsack, an order has its
    least value at one of its corners, and a product of two parts at one end of their shares. Any other region needs a
    linear program for each pair.

    Raises
    ------
    usecases.mcda.polytope.EmptyRegionError
        If there are no admissible weights.
    """
    rows = np.ascontiguousarray(differences.T)
    if not rows.size:
        return np.zeros(len(rows))
    first, _ = region.least(rows[0])  # an empty region is found here
    shape = region.shape
    if not region.constraints:
        return _knapsacks(rows, region.lower, region.upper)
    if shape is not None and shape.blocks and all(map(_has_weights, shape.blocks)):
        one, other = (_least_in_block(rows, block) for block in shape.blocks)
        return np.asarray(np.min([share * one + (1.0 - share) * other for share in shape.share], axis=0))
    if shape is not None and shape.order:
        return _least_in_order(rows, shape.order)
    return np.array([first, *(region.least(row)[0] for row in rows[1:])])


def most_leads(differences: FloatArray, region: Polytope) -> FloatArray:
    """Largest value of ``weights @ difference`` over the region, for each column, (n_pairs,)."""
    return -least_leads(-differences, region)


def necessary_preference(values: FloatArray, region: Polytope, *, draws: FloatArray) -> BoolArray:
    """Whether one alternative is at least as good as another under every admissible weighting.

    Parameters
    ----------
    values : ndarray, shape (n_criteria, n_alternatives)
        In [0, 1], 1 best.
    draws : ndarray, shape (n_draws, n_criteria)
        Some admissible weights: a pair that one of them turns round needs no further look. They change the time it
        takes, never the answer.

    Returns
    -------
    ndarray of bool, shape (n_alternatives, n_alternatives)
        Row at least as good as column; the diagonal is true.

    References
    ----------
    Greco, Mousseau, Slowinski (2008), Ordinal regression revisited, EJOR 191(2).
    """
    corners = _known_corners(region)
    if corners is not None:
        return _never_behind(corners @ values)
    possible = _never_behind(draws[:_LOOKS] @ values)
    rows, columns = _undecided(values, region, possible)
    by_alternative = np.ascontiguousarray(values.T)
    for start in range(0, rows.size, _BLOCK):
        a, b = rows[start : start + _BLOCK], columns[start : start + _BLOCK]
        leads = least_leads((by_alternative[a] - by_alternative[b]).T, region)
        possible[a, b] = leads >= -_TOLERANCE
    return possible


def can_be_first(values: FloatArray, alternative: int, region: Polytope) -> FloatArray | None:
    """Admissible weights under which no other alternative is better; None when there are none.

    Only the others that stand in the way are in the program: those that the last weights leave ahead are added
    until none is.

    References
    ----------
    Hazen (1986), Partial information, dominance, and potential optimality, Operations Research 34(2).
    """
    leads = values[:, alternative, np.newaxis] - values
    others = np.delete(np.arange(values.shape[1]), alternative)
    _, weights = region.most(values[:, alternative])
    against: list[int] = []
    while True:
        margins = weights @ leads[:, others]
        if margins.size == 0 or margins.min() >= -_TOLERANCE:
            return weights
        worst = int(others[margins.argmin()])
        if worst in against:
            return None  # the solver's own tolerance is reached: not first by any margin that could be told
        against.append(worst)
        margin, found = largest_margin(leads[:, against], region)
        if found is None or margin < -_TOLERANCE:
            return None
        weights = found


def largest_margin(leads: FloatArray, region: Polytope) -> tuple[float, FloatArray | None]:
    """The largest number that all leads, (n_criteria, n_pairs), can reach at once, at most 1, and weights for it."""
    size, n_others = leads.shape
    solved = scipy.optimize.linprog(
        np.append(np.zeros(size), -1.0),
        A_ub=np.vstack([
            np.hstack([-leads.T, np.ones((n_others, 1))]),
            np.hstack([region.matrix, np.zeros((len(region.constraints), 1))]),
        ]),
        b_ub=np.concatenate([np.zeros(n_others), region.bound]),
        A_eq=np.append(np.ones(size), 0.0)[np.newaxis],
        b_eq=[1.0],
        bounds=[*zip(region.lower, region.upper, strict=True), (None, 1.0)],
        method="highs",
    )  # fmt: skip
    return (0.0, None) if solved.x is None else (float(solved.x[-1]), np.asarray(solved.x[:-1]))


def _known_corners(region: Polytope) -> FloatArray | None:
    """Corners of the simplex, or of a complete order of single criteria; None for other regions."""
    plain = (region.lower == 0).all() and (region.upper == 1).all()
    if region.shape is None or region.shape.blocks or not plain:
        return None
    if not region.shape.order:
        return np.eye(region.size) if not region.constraints else None
    groups = region.shape.order
    if any(len(group) > 1 for group in groups) or len(groups) < region.size:
        return None
    ranked = [group[0] for group in groups]
    corners = np.zeros((region.size, region.size))
    for last in range(region.size):
        corners[last, ranked[: last + 1]] = 1.0 / (last + 1)
    return corners


def _undecided(values: FloatArray, region: Polytope, possible: BoolArray) -> tuple[IntArray, IntArray]:
    """Pairs of which the bounds alone do not say that the first is never behind.

    For any c, the lead is at least c plus what is below or above c at its dearest: the dual of the bounds' program.
    The lead at the middle of the bounds is nearly the best c, and settles nearly all pairs without a program.
    """
    middle = (region.lower + region.upper) / (region.lower + region.upper).sum()
    rows, columns = [], []
    for row in range(values.shape[1]):
        others = np.flatnonzero(possible[row])
        leads = values[:, [row]] - values[:, others]
        centre = middle @ leads
        leads -= centre
        least = centre + region.lower @ np.maximum(leads, 0.0) + region.upper @ np.minimum(leads, 0.0)
        open_ones = others[(least < -_TOLERANCE) & (others != row)]
        rows.append(np.full(open_ones.size, row))
        columns.append(open_ones)
    return np.concatenate([*rows, np.zeros(0, np.int64)]), np.concatenate([*columns, np.zeros(0, np.int64)])


def _never_behind(totals: FloatArray) -> BoolArray:
    """Whether the row alternative is behind the column alternative in none of the draws, (n, n)."""
    n = totals.shape[1]
    never = np.ones((n, n), dtype=np.bool_)
    for total in totals:
        # Behind by less than the tolerance is no evidence: it is what rounding does.
        never &= total[:, np.newaxis] >= total - _TOLERANCE
    return never


def _has_weights(block: AxisBlock) -> bool:
    """Whether a part can weigh anything at all; else only a share of zero is admissible for it."""
    return bool(sum(block.lower) <= 1.0 <= sum(block.upper))


def _least_in_block(differences: FloatArray, block: AxisBlock) -> FloatArray:
    own = np.ascontiguousarray(differences[:, block.members])
    if block.order:
        return _least_in_order(own, block.order)
    return _knapsacks(own, np.array(block.lower), np.array(block.upper))


def _least_in_order(differences: FloatArray, groups: tuple[tuple[int, ...], ...]) -> FloatArray:
    """Least value of each row under an order of groups; what is in none of them may weigh anything.

    At a corner, everything down to some group weighs the same and of that group only its smallest differences.
    """
    free = np.setdiff1d(np.arange(differences.shape[1]), np.concatenate([np.array(group) for group in groups]))
    least: FloatArray = np.asarray(differences[:, free].min(axis=1, initial=np.inf))
    above, count = np.zeros(len(differences)), 0
    for group in groups:
        sums = above[:, np.newaxis] + np.cumsum(np.sort(differences[:, group], axis=1), axis=1)
        np.minimum(least, (sums / (count + np.arange(1, len(group) + 1))).min(axis=1), out=least)
        above, count = sums[:, -1], count + len(group)
    return least


def _knapsacks(differences: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Least value of each row under bounds: what is above the lower bounds goes to the smallest differences first.

    The place of a criterion is written into the last bits of its difference, so that one plain sort of numbers
    gives both; it changes a difference by less than 1e-14 of itself.
    """
    size = lower.size
    if size > int(_INDEX_BITS) + 1:
        return np.array([Polytope(lower, upper).least(row)[0] for row in differences])
    base = differences @ lower
    keys = differences.view(np.uint64) & ~_INDEX_BITS
    keys |= np.arange(size, dtype=np.uint64)
    rising = np.sort(keys.view(np.float64), axis=1)
    widths = (upper - lower)[(rising.view(np.uint64) & _INDEX_BITS).view(np.int64)]
    filled = np.cumsum(widths, axis=1)
    np.minimum(filled, 1.0 - lower.sum(), out=filled)
    base += rising[:, 0] * filled[:, 0]
    np.subtract(filled[:, 1:], filled[:, :-1], out=widths[:, 1:])
    base += np.einsum("ij,ij->i", rising[:, 1:], widths[:, 1:])
    return base
