"""How little the weights must move to swap two alternatives: exact, for weighted sums over all weights."""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts take a second to load: each is loaded when it is first asked for

from usecases.mcda.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class WeightMove:
    """The nearest weights at which two alternatives are equal; beyond them they have changed places."""

    weights: FloatArray  # (n_criteria,)
    distance: float  # in the measure that was asked for


def smallest_totals_of_change(weights: FloatArray, differences: FloatArray) -> FloatArray:
    """Smallest sum of absolute changes (L1) of the weights that makes each lead vanish.

    What is taken from the criterion that speaks most for the leader goes to the one that speaks most against it:
    each point moved there shortens the lead by the difference of the two, and no other move does more.

    Parameters
    ----------
    weights : ndarray, shape (n_criteria,)
        Not negative, sum 1.
    differences : ndarray, shape (n_criteria, n_pairs)
        Values of the leader less values of the other, for each pair; the lead is ``weights @ differences``.

    Returns
    -------
    ndarray, shape (n_pairs,)
        0 where there is no lead; infinite where no weights take it away (the other is nowhere better).
    """
    lead = weights @ differences
    against = differences.min(axis=0)
    placed = np.argsort(-differences, axis=0, kind="stable")
    gain = np.take_along_axis(differences, placed, axis=0) - against
    room = weights[placed]
    gained = np.cumsum(room * gain, axis=0)
    before = np.vstack([np.zeros(lead.size), gained[:-1]])
    still = np.clip(lead - before, 0.0, room * gain)
    moved = np.divide(still, gain, out=np.zeros_like(gain), where=gain > 0).sum(axis=0)
    return np.where(lead <= 0, 0.0, np.where(against > 0, np.inf, 2.0 * moved))


def smallest_total_change(weights: FloatArray, difference: FloatArray) -> WeightMove | None:
    """The move of smallest L1 distance for one pair; None where no weights swap it."""
    distance = float(smallest_totals_of_change(weights, difference[:, np.newaxis])[0])
    if not np.isfinite(distance):
        return None
    moved, left = weights.copy(), distance / 2.0
    to = int(np.argmin(difference))
    for criterion in np.argsort(-difference, kind="stable"):
        if criterion != to and left > 0:
            part = min(moved[criterion], left)
            moved[criterion] -= part
            moved[to] += part
            left -= part
    return WeightMove(moved, distance)


def smallest_single_change(weights: FloatArray, difference: FloatArray) -> WeightMove | None:
    """The move whose largest change of a single weight is smallest, by a linear program; None where none swaps it."""
    if difference.min() > 0:
        return None
    size = weights.size
    identity, ones = np.eye(size), np.ones((size, 1))
    solved = scipy.optimize.linprog(
        np.append(np.zeros(size), 1.0),
        A_ub=np.vstack([
            np.hstack([identity, -ones]), np.hstack([-identity, -ones]), np.append(difference, 0.0)[np.newaxis],
        ]),
        b_ub=np.concatenate([weights, -weights, [0.0]]),
        A_eq=np.append(np.ones(size), 0.0)[np.newaxis],
        b_eq=[1.0],
        bounds=(0, None),
        method="highs",
    )  # fmt: skip
    return None if solved.x is None else WeightMove(np.asarray(solved.x[:-1]), float(solved.x[-1]))
