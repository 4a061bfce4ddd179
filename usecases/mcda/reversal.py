"""Rank reversal: whether adding or removing one alternative turns the order of two others round."""

from dataclasses import dataclass

import numpy as np

from usecases.mcda.arrays import FloatArray, IntArray
from usecases.mcda.method import Method
from usecases.mcda.ranking import tie_key


@dataclass(frozen=True)
class Reversal:
    """What happens to the others when one alternative goes or comes."""

    alternative: int  # the one that goes; -1 for one that comes
    pairs: int  # pairs of others that change places
    first_changes: bool
    example: tuple[int, int] | None  # of two others, the one that was ahead first


def on_removal(method: Method, values: FloatArray, weights: FloatArray, *, among: IntArray) -> list[Reversal]:
    """Remove each of the named alternatives in turn and order the others again.

    Parameters
    ----------
    values : ndarray, shape (n_criteria, n_alternatives)
        In [0, 1], 1 best.
    among : ndarray of int
        The alternatives to remove, one at a time.
    """
    before = method(values, weights).merit
    found = []
    for alternative in among:
        left = np.delete(np.arange(values.shape[1]), alternative)
        found.append(_compared(int(alternative), left, before[left], method(values[:, left], weights).merit))
    return found


def on_adding(method: Method, values: FloatArray, weights: FloatArray, newcomer: FloatArray) -> Reversal:
    """Add one alternative, ``newcomer`` (n_criteria,), and order those that were there again."""
    there = np.arange(values.shape[1])
    before = method(values, weights).merit
    after = method(np.column_stack([values, newcomer]), weights).merit[:-1]
    return _compared(-1, there, before, after)


def _overtaking(old: FloatArray, new: FloatArray) -> IntArray:
    """Positions that overtake one which was strictly ahead, where ``old`` never rises: mostly none, or few."""
    if not old.size:
        return np.empty(0, dtype=np.intp)
    least_up_to = np.minimum.accumulate(new)
    before = np.searchsorted(-old, -old)  # how many were strictly ahead of each
    least_ahead = np.where(before > 0, least_up_to[before - 1], np.inf)
    return np.asarray(np.flatnonzero(least_ahead < new))


def _compared(alternative: int, names: IntArray, before: FloatArray, after: FloatArray) -> Reversal:
    placed = np.lexsort((tie_key(after), -tie_key(before)))
    old, new = tie_key(before)[placed], tie_key(after)[placed]
    pairs, example = 0, None
    for position in _overtaking(old, new):
        # Strictly behind before, strictly ahead afterwards.
        turned = np.flatnonzero((new[:position] < new[position]) & (old[:position] > old[position]))
        pairs += turned.size
        if example is None:
            example = (int(names[placed[turned[0]]]), int(names[placed[position]]))
    changes = bool(placed.size) and new[0] < new.max()
    return Reversal(alternative, pairs, changes, example)
