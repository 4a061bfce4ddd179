"""Dominance: at least as good on every criterion and better on one; no weight can turn that round."""

import numpy as np

from usecases.mcda.arrays import FloatArray, IntArray


def pareto_fronts(values: FloatArray) -> IntArray:
    """Front of each alternative: 1 where nothing dominates it, 2 where only members of front 1 do, and so on.

    Parameters
    ----------
    values : ndarray, shape (n_criteria, n_alternatives)
        1 best; no NaN.

    Returns
    -------
    ndarray of int, shape (n_alternatives,)

    References
    ----------
    Deb, Pratap, Agarwal, Meyarivan (2002), IEEE Transactions on Evolutionary Computation 6(2), section III.

    >>> pareto_fronts(np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.0]])).tolist()
    [1, 1, 2]
    """
    n = values.shape[1]
    fronts = np.zeros(n, dtype=np.intp)
    # A dominator never has the smaller sum, rounding included, and comes first by its criteria where sums are equal:
    # in this order everyone comes after all its dominators.
    placed = np.lexsort((*-values[::-1], -values.sum(axis=0)))
    sorted_values = np.ascontiguousarray(values[:, placed])
    for position in range(n):
        own = sorted_values[:, position, np.newaxis]
        before = sorted_values[:, :position]
        above = (before >= own).all(axis=0) & (before > own).any(axis=0)
        fronts[position] = 1 + fronts[:position][above].max(initial=0)
    by_alternative = np.empty_like(fronts)
    by_alternative[placed] = fronts
    return by_alternative
