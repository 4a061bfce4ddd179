"""Five ways to state weights, one result: a weighting with the region of all weights that fit what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from usecases.criteria import Axis, CriteriaSet
from usecases.mcda.arrays import FloatArray
from usecases.weighting import (
    BoxRegion,
    IntersectionRegion,
    OrderRegion,
    PointRegion,
    Region,
    Scope,
    ShareBounds,
    Weighting,
    WeightingError,
)

RANDOM_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}
"""Mean consistency index of random comparisons, by size (Saaty 1980, The Analytic Hierarchy Process, table 1.4)."""
CONSISTENT = 0.10
"""Saaty's limit for the consistency ratio."""
SCALE = (1 / 9, 1 / 7, 1 / 5, 1 / 3, 1.0, 3.0, 5.0, 7.0, 9.0)
"""How many times more important the first is than the second."""


@dataclass(frozen=True)
class Elicited:
    """Weights within the axes, and the region of those that fit the answers."""

    within: dict[str, float]
    region: Region


def from_order(criteria: CriteriaSet, groups: Mapping[Axis, Sequence[Sequence[str]]], share: ShareBounds) -> Elicited:
    """Only the order of importance within each axis: the centroid of the weights that keep it.

    Parameters
    ----------
    groups : mapping
        By axis, groups of criteria from the most important; those of one group weigh the same in the centroid.
    share : ShareBounds
        Admissible shares of citizen impact in the whole.

    References
    ----------
    Barron & Barrett (1996), Decision quality using ranked attribute weights, Management Science 42(11).
    """
    within: dict[str, float] = {}
    for axis in Axis:
        size = len(criteria.of_axis(axis))
        by_rank = [sum(1.0 / place for place in range(rank, size + 1)) / size for rank in range(1, size + 1)]
        start = 0
        for group in groups[axis]:
            mean = sum(by_rank[start : start + len(group)]) / len(group)
            within |= dict.fromkeys(group, mean)
            start += len(group)
    orders = [OrderRegion(groups=tuple(tuple(group) for group in groups[axis])) for axis in Axis]
    return Elicited(within, IntersectionRegion(of=(*orders, BoxRegion(axis_share=share))))


def from_swing(points: Mapping[str, float]) -> Elicited:
    """Swing: how much it is worth to raise a criterion from its worst to its best, the most valuable swing being 100.

    References
    ----------
    von Winterfeldt & Edwards (1986), Decision Analysis and Behavioral Research, ch. 8.
    """
    return Elicited(dict(points), PointRegion())


def from_intervals(criteria: CriteriaSet, bounds: Mapping[str, ShareBounds], share: ShareBounds) -> Elicited:
    """Each criterion between two shares of its axis: the middle of what is stated, and everything in between.

    The middle of the intervals is moved by equal parts of their widths until it sums to 1 in each axis, so that it
    lies within all of them where they allow it.
    """
    within: dict[str, float] = {}
    for axis in Axis:
        names = [one.id for one in criteria.of_axis(axis)]
        low = np.array([bounds[name].low for name in names])
        high = np.array([bounds[name].high for name in names])
        width = (high - low).sum()
        part = 0.5 if width == 0 else float(np.clip((1.0 - low.sum()) / width, 0.0, 1.0))
        within |= dict(zip(names, (low + part * (high - low)).tolist(), strict=True))
    return Elicited(within, BoxRegion(scope=Scope.AXIS, bounds=dict(bounds), axis_share=share))


@dataclass(frozen=True)
class Comparisons:
    """Pairwise comparisons within one axis, with the weights they give and whether they fit together."""

    names: tuple[str, ...]
    weights: FloatArray  # (n,), sum 1
    ratio: float  # consistency ratio; 0 is perfect
    revisit: tuple[str, str, float] | None  # first, second, and the answer that would fit the others best

    @property
    def is_consistent(self) -> bool:
        """Whether the answers fit together well enough."""
        return self.ratio <= CONSISTENT


def questions(criteria: CriteriaSet, axis: Axis) -> list[tuple[str, str]]:
    """The pairs to compare within one axis: 10 for five criteria, 21 for seven."""
    return list(combinations([one.id for one in criteria.of_axis(axis)], 2))


def compared(names: Sequence[str], answers: Mapping[tuple[str, str], float]) -> Comparisons:
    """Weights from pairwise comparisons: the principal eigenvector, with Saaty's consistency ratio.

    Parameters
    ----------
    answers : mapping
        For each pair of names, how many times more important the first is than the second.

    Raises
    ------
    WeightingError
        weights.not_finite or weights.negative, for an answer that is no positive number.

    References
    ----------
    Saaty (1980), The Analytic Hierarchy Process. The answer to revisit: Saaty (2003), EJOR 145(1).
    """
    size = len(names)
    matrix = np.ones((size, size))
    for i, j in combinations(range(size), 2):
        answer = float(answers[names[i], names[j]])
        if not np.isfinite(answer):
            raise WeightingError("weights.not_finite", names[i], answer)
        if answer <= 0:
            raise WeightingError("weights.negative", names[i], answer)
        matrix[i, j], matrix[j, i] = answer, 1.0 / answer
    values, vectors = np.linalg.eig(matrix)
    largest = int(np.argmax(values.real))
    weights = np.abs(vectors[:, largest].real)
    weights /= weights.sum()
    index = (float(values[largest].real) - size) / max(size - 1, 1)
    ratio = max(0.0, index / RANDOM_INDEX[size]) if RANDOM_INDEX.get(size) else 0.0
    return Comparisons(tuple(names), weights, ratio, _revisit(names, matrix, weights) if ratio > CONSISTENT else None)


def from_pairs(comparisons: Sequence[Comparisons]) -> Elicited:
    """The weights of both axes."""
    within = {name: float(weight) for one in comparisons for name, weight in zip(one.names, one.weights, strict=True)}
    return Elicited(within, PointRegion())


def weighting(elicited: Elicited, *, identity: str, name: str, author: str, axis_share: float) -> Weighting:
    """The result as a weighting to be saved."""
    return Weighting(
        id=identity, name=name, author=author, axis_share=axis_share, within=elicited.within, region=elicited.region
    )


def _revisit(names: Sequence[str], matrix: FloatArray, weights: FloatArray) -> tuple[str, str, float]:
    """The answer that lies furthest from what all answers together say, and the step of the scale that fits best."""
    size = len(names)
    gaps = {(i, j): abs(float(np.log(matrix[i, j] * weights[j] / weights[i]))) for i, j in combinations(range(size), 2)}
    i, j = max(gaps, key=lambda pair: (gaps[pair], pair))
    # What the others say of the pair, without this answer: through each third criterion.
    through = [matrix[i, k] * matrix[k, j] for k in range(size) if k not in {i, j}]
    wanted = float(np.exp(np.mean(np.log(through)))) if through else float(weights[i] / weights[j])
    fitting = min(SCALE, key=lambda step: abs(np.log(step) - np.log(wanted)))
    return names[i], names[j], fitting
