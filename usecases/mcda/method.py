"""The one interface of all methods: performances and weights in, scores and every step on the way out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np

from usecases.mcda.arrays import FloatArray, IntArray, MissingValueError
from usecases.mcda.normalisation import MAXIMISE
from usecases.mcda.ranking import tie_key


class Steps(Mapping[str, FloatArray]):
    """Intermediate tables by name, in the order in which they are made; a large one only once somebody looks at it."""

    def __init__(self, **made: FloatArray | Callable[[], FloatArray]) -> None:
        self._made = made

    def __getitem__(self, name: str) -> FloatArray:
        table = self._made[name]
        return table() if callable(table) else table

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a method says of a table."""

    scores: FloatArray  # (n_alternatives,) in the method's own sense
    steps: Mapping[str, FloatArray]  # intermediate tables by name, in the order in which they were made
    more_is_better: bool = True

    @property
    def merit(self) -> FloatArray:
        """Scores of which more is better, whatever the method's own sense."""
        return self.scores if self.more_is_better else -self.scores

    @property
    def ranks(self) -> IntArray:
        """Rank of each alternative, 1 best; ties (equal after rounding to 1e-12) share the better rank."""
        return competition_ranks(self.merit)


class Method(Protocol):
    """A way of aggregating; its parameters are its fields, so that a result can be told with them."""

    name: ClassVar[str]
    steps: ClassVar[tuple[str, ...]]
    """Names of the intermediate tables that an outcome shows, (n_criteria, n_alternatives) or (n_alternatives,)."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Parameters as plain values."""
        ...

    def __call__(self, performances: FloatArray, weights: FloatArray, directions: IntArray | None = None) -> Outcome:
        """Aggregate.

        Parameters
        ----------
        performances : ndarray, shape (n_criteria, n_alternatives)
            Raw performances with ``directions``, or values in [0, 1] without.
        weights : ndarray, shape (n_criteria,)
            Not negative, sum 1.
        directions : ndarray of int, shape (n_criteria,), optional
            1 more is better (all, when absent), -1 less is better.

        Raises
        ------
        MissingValueError
            If a performance is NaN.
        ValueError
            If the arrays disagree, or a method's condition on its input does not hold.
        """
        ...


def competition_ranks(merit: FloatArray) -> IntArray:
    """Rank of each alternative, 1 best; ties (equal after rounding to 1e-12) share the better rank.

    >>> competition_ranks(np.array([0.5, 0.9, 0.5])).tolist()
    [2, 1, 2]
    """
    keys = tie_key(merit)
    ahead = np.searchsorted(np.sort(keys), keys, side="right")
    return merit.size - ahead + 1


def checked(
    performances: FloatArray, weights: FloatArray, directions: IntArray | None
) -> tuple[FloatArray, FloatArray, IntArray]:
    """The three arrays as every method takes them.

    Raises
    ------
    MissingValueError
        If a performance is NaN.
    ValueError
        If shapes disagree.
    """
    table, weight = np.asarray(performances, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    sense = np.full(weight.shape, MAXIMISE) if directions is None else np.asarray(directions)
    if table.ndim != 2 or weight.shape != table.shape[:1] or sense.shape != weight.shape:
        raise ValueError(f"performances {table.shape}, weights {weight.shape}, directions {sense.shape} disagree")
    # A sum is NaN where a term is, and seldom elsewhere: one pass, and mostly no table of answers.
    if np.isnan(table.sum()) and np.isnan(table).any():
        criterion, alternative = np.argwhere(np.isnan(table))[0]
        raise MissingValueError(int(alternative), int(criterion))
    return table, weight, sense
