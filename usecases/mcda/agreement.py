"""Whether methods agree: Kendall's tau-b between orders, and the alternatives whose rank depends on the method."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts take a second to load: each is loaded when it is first asked for

from usecases.mcda.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Agreement:
    """Ranks of the same alternatives by several methods, and how far they agree."""

    names: tuple[str, ...]
    ranks: IntArray  # (n_methods, n_alternatives)
    tau: FloatArray  # (n_methods, n_methods), 1 the same order, -1 the reverse; NaN where an order ties all

    @property
    def best(self) -> IntArray:
        """Best rank of each alternative over the methods."""
        return np.asarray(self.ranks.min(axis=0))

    @property
    def worst(self) -> IntArray:
        """Worst rank of each alternative over the methods."""
        return np.asarray(self.ranks.max(axis=0))

    def depends_in_first(self, k: int) -> BoolArray:
        """Whether an alternative is in the first k by some methods and not by others, (n_alternatives,)."""
        depends: BoolArray = (self.best <= k) & (self.worst > k)
        return depends


def agreement(ranks: Mapping[str, IntArray]) -> Agreement:
    """Compare orders of the same alternatives.

    References
    ----------
    Kendall (1945), The treatment of ties in ranking problems, Biometrika 33(3).

    >>> agreement({"a": np.array([1, 2, 3]), "b": np.array([3, 2, 1])}).tau.tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    names = tuple(ranks)
    table = np.array([ranks[name] for name in names]).reshape(len(names), -1)
    tau = np.ones((len(names), len(names)))
    for i in range(len(names)):
        for j in range(i):
            tau[i, j] = tau[j, i] = _tau_b(table[i], table[j])
    return Agreement(names, table, tau)


def _tau_b(a: Sequence[int] | IntArray, b: Sequence[int] | IntArray) -> float:
    if np.size(a) < 2:
        return float("nan")
    return round(float(scipy.stats.kendalltau(a, b).statistic), 12)
