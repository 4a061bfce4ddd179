"""Normalisation: raw performances on different units, made comparable; 1 or more is better afterwards."""

from enum import StrEnum

import numpy as np

from usecases.mcda.arrays import FloatArray, IntArray

MAXIMISE, MINIMISE = 1, -1


class Normalisation(StrEnum):
    """What a criterion's performances are divided by."""

    NONE = "none"
    MIN_MAX = "min-max"  # (x - min) / (max - min)
    MAX = "max"  # x / max
    SUM = "sum"  # x / sum
    VECTOR = "vector"  # x / sqrt(sum of squares)


class CostRule(StrEnum):
    """How a criterion to minimise becomes one to maximise."""

    RECIPROCAL = "1/x"  # before the division
    MIN_RATIO = "min/x"  # before the division
    REVERSAL = "reversal"  # after it: 1 - t; without a division: -x


class NormalisationError(ValueError):
    """Performances that the normalisation cannot take; ``criterion`` is the row."""

    def __init__(self, code: str, criterion: int) -> None:
        self.code, self.criterion = code, criterion
        super().__init__(f"{code}: criterion {criterion}")


def normalise(
    performances: FloatArray, directions: IntArray, normalisation: Normalisation, cost: CostRule
) -> FloatArray:
    """Performances as values of which more is better.

    A criterion on which all alternatives are equal says nothing: min-max gives it 1 for all, and a division
    by zero never happens.

    Parameters
    ----------
    performances : ndarray, shape (n_criteria, n_alternatives)
        In the criteria's own units.
    directions : ndarray of int, shape (n_criteria,)
        1 more is better, -1 less is better.

    Returns
    -------
    ndarray, shape (n_criteria, n_alternatives)

    Raises
    ------
    NormalisationError
        normalisation.not_positive: a reciprocal of zero or of a negative number; normalisation.zero_sum: a
        division by a sum or a maximum of zero.

    References
    ----------
    Hwang & Yoon (1981), Multiple Attribute Decision Making, section 2; Jahan & Edwards (2015), Materials and Design 65.

    >>> normalise(np.array([[2.0, 4.0]]), np.array([-1]), Normalisation.MAX, CostRule.MIN_RATIO).tolist()
    [[1.0, 0.5]]
    """
    values = np.array(performances, dtype=np.float64)
    for criterion, direction in enumerate(directions):
        if direction == MINIMISE and cost is not CostRule.REVERSAL:
            values[criterion] = _reciprocal(values[criterion], criterion, cost)
        values[criterion] = _divided(values[criterion], normalisation, criterion)
    if cost is CostRule.REVERSAL:
        less = np.asarray(directions) == MINIMISE
        top = 0.0 if normalisation is Normalisation.NONE else 1.0
        values[less] = top - values[less]
        if normalisation is Normalisation.MIN_MAX and values.size:
            values[less & (np.ptp(performances, axis=1) == 0)] = 1.0
    return values


def _length(row: FloatArray) -> float:
    # Divided by the largest first: the square of a very small number would be zero.
    largest = float(np.abs(row).max())
    return largest * float(np.sqrt(np.sum((row / largest) ** 2))) if largest > 0 else 0.0


def _reciprocal(row: FloatArray, criterion: int, cost: CostRule) -> FloatArray:
    if (row <= 0).any():
        raise NormalisationError("normalisation.not_positive", criterion)
    reciprocal: FloatArray = (row.min() if cost is CostRule.MIN_RATIO else 1.0) / row
    return reciprocal


def _divided(row: FloatArray, normalisation: Normalisation, criterion: int) -> FloatArray:
    if normalisation is Normalisation.NONE or not row.size:
        return row
    low, high = row.min(), row.max()
    if normalisation is Normalisation.MIN_MAX:
        return np.asarray((row - low) / (high - low)) if high > low else np.ones_like(row)
    by = {Normalisation.MAX: high, Normalisation.SUM: row.sum(), Normalisation.VECTOR: _length(row)}
    divisor = by[normalisation]
    if divisor == 0:
        if low == high:
            return row  # all zero: equal before and after
        raise NormalisationError("normalisation.zero_sum", criterion)
    return np.asarray(row / divisor)
