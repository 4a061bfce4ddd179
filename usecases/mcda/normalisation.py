"""Normalisation: raw performances on different units, made comparable; 1 or more is better afterwards."""

from collections.abc import Callable, Mapping
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
    less = np.asarray(directions) == MINIMISE
    if normalisation is Normalisation.NONE and not less.any():
        return np.asarray(performances, dtype=np.float64)  # nothing to do, and no memory to do it in
    values = np.array(performances, dtype=np.float64)
    if cost is not CostRule.REVERSAL:
        for criterion in np.flatnonzero(less):
            values[criterion] = _reciprocal(values[criterion], int(criterion), cost)
    values = _divided(values, normalisation)
    if cost is CostRule.REVERSAL and less.any():
        top = 0.0 if normalisation is Normalisation.NONE else 1.0
        values[less] = top - values[less]
        if normalisation is Normalisation.MIN_MAX and values.size:
            values[less & (np.ptp(performances, axis=1) == 0)] = 1.0
    return values


def _reciprocal(row: FloatArray, criterion: int, cost: CostRule) -> FloatArray:
    if (row <= 0).any():
        raise NormalisationError("normalisation.not_positive", criterion)
    reciprocal: FloatArray = (row.min() if cost is CostRule.MIN_RATIO else 1.0) / row
    return reciprocal


def _divided(values: FloatArray, normalisation: Normalisation) -> FloatArray:
    if normalisation is Normalisation.NONE or not values.size:
        return values
    spans = spans_of(values, normalisation)
    if normalisation is Normalisation.MIN_MAX:
        flat = np.ptp(values, axis=1) == 0
        values -= values.min(axis=1)[:, np.newaxis]
        values /= spans[:, np.newaxis]
        values[flat] = 1.0
        return values
    values /= spans[:, np.newaxis]
    return values


def spans_of(performances: FloatArray, normalisation: Normalisation) -> FloatArray:
    """What a difference of two performances is divided by, (n_criteria,); 1 where all are equal or nothing is divided.

    Raises
    ------
    NormalisationError
        normalisation.zero_sum, as normalise.
    """
    if normalisation is Normalisation.NONE or not performances.size:
        return np.ones(len(performances))
    divisor = _DIVISORS[normalisation](performances)
    zero = divisor == 0
    if zero.any():
        uneven = zero & (np.ptp(performances, axis=1) > 0)
        if uneven.any():
            raise NormalisationError("normalisation.zero_sum", int(np.flatnonzero(uneven)[0]))
        divisor = np.where(zero, 1.0, divisor)  # all zero: equal before and after
    return divisor


def _lengths(values: FloatArray) -> FloatArray:
    squares = np.array([row @ row for row in values])
    lengths: FloatArray = np.sqrt(squares)
    usual = (squares > _SMALLEST) & (squares < 1.0 / _SMALLEST)
    if usual.all():
        return lengths
    # The square of a very small number is zero, that of a very large one infinite: these are divided first.
    for criterion in np.flatnonzero(~usual):
        largest = float(np.abs(values[criterion]).max())
        if largest > 0:
            lengths[criterion] = largest * np.sqrt(np.sum((values[criterion] / largest) ** 2))
    return lengths


_SMALLEST = 1e-200
_DIVISORS: Mapping[Normalisation, Callable[[FloatArray], FloatArray]] = {
    Normalisation.MIN_MAX: lambda values: np.ptp(values, axis=1),
    Normalisation.MAX: lambda values: values.max(axis=1),
    Normalisation.SUM: lambda values: values.sum(axis=1),
    Normalisation.VECTOR: _lengths,
}
