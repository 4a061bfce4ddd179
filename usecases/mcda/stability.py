"""Between which weights an order holds, when one weight moves and the others keep their proportions: exact."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from usecases.mcda.arrays import BoolArray, FloatArray
from usecases.mcda.ranking import TIE_STEPS
from usecases.mcda.weighted_sum import totals

NARROWEST = 1e-7
"""Shares that are nearer to each other than this are the same."""


class Span(NamedTuple):
    """A closed interval of shares."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Line:
    """Totals along one moving share x in [0, 1]: ``at_zero + x * (at_one - at_zero)``; margins likewise.

    An alternative counts at x while its margin (see `usecases.mcda.margins`) is not negative; else it has no rank.
    """

    at_zero: FloatArray  # (n_alternatives,)
    at_one: FloatArray
    margin_at_zero: FloatArray
    margin_at_one: FloatArray

    def in_first(self, alternative: int, k: int) -> list[Span]:
        """Where the alternative is in the first k, ties sharing the better rank: disjoint spans in rising order."""
        counting = self._counting
        ahead = _positive(
            _apart(self.at_zero - self.at_zero[alternative]), _apart(self.at_one - self.at_one[alternative])
        )
        low = np.maximum(ahead.low, counting.low)
        high = np.minimum(ahead.high, counting.high)
        low[alternative], high[alternative] = 1.0, 0.0
        there = high > low
        own = Span(float(counting.low[alternative]), float(counting.high[alternative]))
        return _where_fewer(low[there], high[there], k, own)

    @cached_property
    def _counting(self) -> "_Spans":
        return _positive(self.margin_at_zero, self.margin_at_one)


class _Spans(NamedTuple):
    low: FloatArray
    high: FloatArray


def axis_line(values: FloatArray, margins: FloatArray, first: FloatArray, second: FloatArray) -> Line:
    """The line along the share of the first axis.

    Parameters
    ----------
    values, margins : ndarray, shape (n_criteria, n_alternatives)
        Values in [0, 1]; margins as in `usecases.mcda.margins`.
    first, second : ndarray, shape (n_criteria,)
        Weights within each axis, zero for the other's criteria; each sums to 1.
    """
    return Line(totals(values, second), totals(values, first), totals(margins, second), totals(margins, first))


def criterion_line(
    values: FloatArray, margins: FloatArray, weights: FloatArray, criterion: int
) -> Line | None:  # fmt: skip
    """The line along the weight of one criterion; None where nothing else weighs, so that there are no proportions."""
    rest = weights.copy()
    rest[criterion] = 0.0
    if rest.sum() <= 0:
        return None
    rest /= rest.sum()
    return Line(totals(values, rest), values[criterion], totals(margins, rest), margins[criterion])


def around_share(spans: list[Span], x: float) -> tuple[bool, Span]:
    """Whether x lies in one of the spans, and the widest interval around it in which that does not change."""
    inside = next((span for span in spans if span.low <= x <= span.high), None)
    if inside is not None:
        return True, inside
    low = max((span.high for span in spans if span.high < x), default=0.0)
    high = min((span.low for span in spans if span.low > x), default=1.0)
    return False, Span(low, high)


def _apart(gaps: FloatArray) -> FloatArray:
    """Gaps without those that the tie rule of rankings does not see."""
    return np.where(np.abs(gaps) < 1.0 / TIE_STEPS, 0.0, gaps)


def _positive(at_zero: FloatArray, at_one: FloatArray) -> _Spans:
    """Where the straight line from one to the other is positive on [0, 1]; an empty span has low above high."""
    slope = at_one - at_zero
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.clip(np.where(slope == 0, 0.0, -at_zero / slope), 0.0, 1.0)
    rising, falling, level = slope > 0, slope < 0, slope == 0
    low = np.where(rising, root, 0.0)
    high = np.where(falling, root, 1.0)
    nowhere = (level & (at_zero <= 0)) | (rising & (at_one <= 0)) | (falling & (at_zero <= 0))
    return _Spans(np.where(nowhere, 1.0, low), np.where(nowhere, 0.0, high))


def _where_fewer(low: FloatArray, high: FloatArray, k: int, own: Span) -> list[Span]:
    """Within ``own``, where fewer than k of the open spans (low, high) overlap."""
    if own.high < own.low:
        return []
    edges = np.unique(np.concatenate([low, high, own]))
    edges = edges[(edges >= own.low) & (edges <= own.high)]
    if edges.size == 1:
        edges = np.repeat(edges, 2)
    # How many overlap just after each edge: all that began at or before it, less all that ended there.
    began, ended = (np.searchsorted(np.sort(ends), edges[:-1], side="right") for ends in (low, high))
    return _merged(edges, began - ended < k)


def _merged(edges: FloatArray, fewer: BoolArray) -> list[Span]:
    """Neighbouring stretches together; what is narrower than anybody could set a weight is neither kept nor a gap."""
    changes = np.flatnonzero(np.diff(fewer, prepend=False, append=False))
    spans: list[Span] = []
    for start, end in edges[changes].reshape(-1, 2).tolist():
        if spans and start - spans[-1].high < NARROWEST:
            spans[-1] = Span(spans[-1].low, end)
        else:
            spans.append(Span(start, end))
    return [span for span in spans if span.high - span.low >= NARROWEST or span == (edges[0], edges[-1])]
