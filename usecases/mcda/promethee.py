"""PROMETHEE II by sorting: exact net flows without forming a single pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

import numpy as np

from usecases.mcda.arrays import FloatArray, IntArray
from usecases.mcda.method import Outcome, checked


class Preference(StrEnum):
    """How strongly a difference in favour of one alternative counts, from 0 to 1."""

    USUAL = "usual"  # any difference counts in full
    LINEAR = "linear"  # none up to q, in full from p on, in proportion between


@dataclass(frozen=True)
class PrometheeII:
    """Net flow: how much an alternative is preferred to the others, less how much they are to it; in [-1, 1].

    References
    ----------
    Brans & Vincke (1985), Management Science 31(6). By sorting: Calders & Van Assche (2016), PROMETHEE is not
    quadratic, arXiv:1603.00091: O(n log n) a criterion, O(n) memory.
    """

    preference: Preference = Preference.USUAL
    q: float | Sequence[float] = 0.0
    """Indifference: differences up to it count for nothing, in the criterion's unit; one for all or one each."""
    p: float | Sequence[float] = 1.0
    """Strict preference: differences from it on count in full."""
    name: ClassVar[str] = "promethee_ii"
    steps: ClassVar[tuple[str, ...]] = ("criterion_flows", "positive_flow", "negative_flow")

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The preference function with its thresholds."""
        linear = self.preference is Preference.LINEAR
        thresholds = {"q": np.asarray(self.q).tolist(), "p": np.asarray(self.p).tolist()} if linear else {}
        return {"preference": self.preference.value, **thresholds}

    def __call__(self, performances: FloatArray, weights: FloatArray, directions: IntArray | None = None) -> Outcome:
        """As usecases.mcda.method.Method; ValueError when q and p are not 0 <= q <= p."""
        table, weight, sense = checked(performances, weights, directions)
        q, p = (np.broadcast_to(np.asarray(x, dtype=np.float64), weight.shape) for x in (self.q, self.p))
        if self.preference is Preference.USUAL:
            q = p = np.zeros(weight.shape)
        if not ((q >= 0) & (q <= p)).all():  # NaN is neither
            raise ValueError("thresholds need 0 <= q <= p")
        n = table.shape[1]
        flows = np.empty_like(table)
        out, back = np.zeros(n), np.zeros(n)
        for row, (x, share) in enumerate(zip(table * sense[:, np.newaxis], weight, strict=True)):
            wins, losses = _flows(x, q[row], p[row])
            flows[row] = wins - losses
            out += share * wins
            back += share * losses
        others = max(n - 1, 1)
        for array in (flows, out, back):
            array /= others
        return Outcome(out - back, {"criterion_flows": flows, "positive_flow": out, "negative_flow": back})


def _flows(x: FloatArray, q: float, p: float) -> tuple[FloatArray, FloatArray]:
    """Sum over the others of the preference for each alternative, and of that against it; (n,) each.

    Among the sorted x those that x_i is preferred to in full are the first ``full[i]``, those that it is preferred to
    at all the first ``some[i]``. Both rise with i, so that counting them turns them round: who is preferred to x_j.
    """
    placed = np.argsort(x)
    rising = x[placed]
    full = _jumped(rising, p) if q == p else np.searchsorted(rising, rising - p, side="right")
    back_full = _turned_round(full)
    for_each, against = full.astype(np.float64), (x.size - back_full).astype(np.float64)
    if q < p:
        some = np.maximum(np.searchsorted(rising, rising - q, side="left"), full)
        back_some = _turned_round(some)
        # Sums run over distances from the smallest: they stay small, and so do their rounding errors.
        offset = rising - rising[:1]
        sums = np.concatenate([[0.0], np.cumsum(offset)])
        for_each += ((some - full) * (offset - q) - (sums[some] - sums[full])) / (p - q)
        between = back_full - back_some
        against += (sums[back_full] - sums[back_some] - between * (offset + q)) / (p - q)
    wins, losses = np.empty_like(x), np.empty_like(x)
    wins[placed], losses[placed] = for_each, against
    return wins, losses


def _jumped(rising: FloatArray, p: float) -> IntArray:
    """For each, how many differ from it by more than p: as the differences themselves are rounded, not ``x - p``.

    Where the preference jumps a difference that falls on the threshold counts in full or not at all, so that the last
    bit decides; elsewhere it is continuous and the last bit is no more than that.
    """
    counts = np.searchsorted(rising, rising - p, side="left")
    last = rising.size - 1
    while True:
        # Equal values are passed at once: they have equal differences.
        after = rising[np.minimum(counts, last)]
        before = rising[np.maximum(counts - 1, 0)]
        more = (counts <= last) & (rising - after > p)
        fewer = (counts > 0) & ~(rising - before > p)
        if not (more.any() or fewer.any()):
            return counts
        counts[more] = np.searchsorted(rising, after[more], side="right")
        counts[fewer] = np.searchsorted(rising, before[fewer], side="left")


def _turned_round(counts: IntArray) -> IntArray:
    """For each j below n, how many of n counts are at most j."""
    return np.cumsum(np.bincount(counts, minlength=counts.size + 1))[: counts.size]
