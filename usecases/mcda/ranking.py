"""From totals to an order: best first, ties made visible and broken by a fixed rule."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from usecases.mcda.arrays import BoolArray, FloatArray, IntArray, MissingValueError

TIE_STEPS = 1e12
"""Totals that are equal after rounding to this many steps per unit are tied."""


class RankOrder(NamedTuple):
    """Alternatives from the best to the last, and the rank of each in that order."""

    placed: IntArray  # (n,) indices of alternatives, best first
    ranks: IntArray  # (n,) rank of placed[i], 1 best; ties share the better rank


def tie_key(totals: FloatArray) -> FloatArray:
    """Totals in whole steps of 1e-12, rounded half up: floor(x * 1e12 + 0.5), the same in any language."""
    key: FloatArray = np.floor(totals * TIE_STEPS + 0.5)
    return key


def order(
    totals: FloatArray, known_share: FloatArray, references: Sequence[str], *, among: IntArray | None = None
) -> RankOrder:
    """Order alternatives by their total, the highest first.

    Ties (equal after rounding to 1e-12) share the better rank; in the order the one of which more is known
    stands first, then the one whose reference comes first as text.

    Parameters
    ----------
    totals : ndarray, shape (n_alternatives,)
        The higher the better.
    known_share : ndarray, shape (n_alternatives,)
        Share of the weight that is known, in [0, 1].
    references : sequence of str, length n_alternatives
        Names of the alternatives, each different.
    among : ndarray of int, optional
        Indices of the alternatives to order; all of them when absent.

    Raises
    ------
    MissingValueError
        If a total is NaN.

    >>> order(np.array([0.2, 0.9, 0.2]), np.array([0.5, 1.0, 1.0]), ["a", "b", "c"]).placed.tolist()
    [1, 2, 0]
    """
    chosen = totals if among is None else totals[among]
    if np.isnan(chosen).any():
        raise MissingValueError(int(np.flatnonzero(np.isnan(totals))[0]))
    keys = -tie_key(chosen)
    placed = np.argsort(keys)
    keys = keys[placed]
    if among is not None:
        placed = among[placed]
    first_of_run = np.ones(keys.size, dtype=np.bool_)
    first_of_run[1:] = keys[1:] != keys[:-1]
    _break_ties(placed, first_of_run, known_share, references)
    position_of_run = np.where(first_of_run, np.arange(keys.size), 0)
    return RankOrder(placed, np.maximum.accumulate(position_of_run) + 1)


def _break_ties(placed: IntArray, first_of_run: BoolArray, known_share: FloatArray, references: Sequence[str]) -> None:
    # Only the tied runs are sorted a second time: sorting all by three keys would cost several argsorts.
    tied = ~first_of_run
    tied[:-1] |= ~first_of_run[1:]
    positions = np.flatnonzero(tied)
    if positions.size == 0:
        return
    alternatives = placed[positions]
    names = np.array([references[i] for i in alternatives])
    runs = np.cumsum(first_of_run)[positions]
    placed[positions] = alternatives[np.lexsort((names, -tie_key(known_share[alternatives]), runs))]
