"""The weighted sum: each value times its weight, added criterion by criterion."""

import numpy as np

from usecases.mcda.arrays import FloatArray, MissingValueError

_BLOCK = 8192  # alternatives at a time: both work rows stay in the nearest cache


def totals(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Weighted sum of each alternative.

    The products are added one criterion after the other in the given order, in float64 and without a matrix
    product, so that another implementation that does the same gets the same digits.

    Parameters
    ----------
    values : ndarray, shape (n_criteria, n_alternatives)
        Values in [0, 1], 1 best, whatever the criterion's direction was.
    weights : ndarray, shape (n_criteria,)
        Weights, not negative; they sum to 1 where a total in [0, 1] is wanted.

    Returns
    -------
    ndarray, shape (n_alternatives,)

    Raises
    ------
    MissingValueError
        If a value is NaN, whatever its weight.
    ValueError
        If the two arrays disagree on the number of criteria.

    References
    ----------
    Fishburn (1967), Additive utilities with incomplete product sets, Operations Research 15(3).

    >>> totals(np.array([[1.0, 0.0], [0.5, 1.0]]), np.array([0.75, 0.25])).tolist()
    [0.875, 0.25]
    """
    _check_shapes(values, weights)
    n_alternatives = values.shape[1]
    sums = np.zeros(n_alternatives)
    product = np.empty(min(_BLOCK, n_alternatives))
    for start in range(0, n_alternatives, _BLOCK):
        block = sums[start : start + _BLOCK]
        for row, weight in zip(values, weights, strict=True):
            block += np.multiply(row[start : start + _BLOCK], weight, out=product[: block.size])
    _refuse_missing(values, sums)
    return sums


def contributions(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Part of each criterion in each total, (n_criteria, n_alternatives); a column adds up to its total.

    Raises
    ------
    MissingValueError
        If a value is NaN.
    ValueError
        If the two arrays disagree on the number of criteria.
    """
    _check_shapes(values, weights)
    parts: FloatArray = values * weights[:, np.newaxis]
    _refuse_missing(values, parts.sum(axis=0))
    return parts


def _check_shapes(values: FloatArray, weights: FloatArray) -> None:
    if values.ndim != 2 or weights.shape != values.shape[:1]:
        raise ValueError(f"values {values.shape} and weights {weights.shape} disagree")


def _refuse_missing(values: FloatArray, sums: FloatArray) -> None:
    # One look at the sums is enough: a NaN survives every product and every sum, a weight of zero included.
    if np.isnan(sums).any():
        criterion, alternative = np.argwhere(np.isnan(values))[0]
        raise MissingValueError(int(alternative), int(criterion))
