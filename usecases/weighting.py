"""A weighting: how much each axis and criterion counts, who says so, which other weights are admissible."""

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from usecases.criteria import Axis, CriteriaSet, Share
from usecases.mcda.arrays import FloatArray
from usecases.use_case import Frozen


class WeightingError(Exception):
    """Weights that give no distribution.

    No ValueError on purpose: pydantic would wrap it, and its code would be lost on the way to the screen.
    """

    def __init__(self, code: str, subject: str = "", value: float | None = None) -> None:
        self.code, self.subject, self.value = code, subject, value
        super().__init__(f"{code}: {subject}: {value}")


class Scope(StrEnum):
    """What a bound is a share of."""

    WHOLE = "whole"
    AXIS = "axis"


class ShareBounds(Frozen):
    """A closed interval of shares."""

    low: Share = 0.0
    high: Share = 1.0

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError("region.bounds")
        return self


class PointRegion(Frozen):
    """Only the weights of the weighting that carries the region."""

    kind: Literal["point"] = "point"

    def criteria(self) -> frozenset[str]:
        """Criteria it names."""
        return frozenset()


class BoxRegion(Frozen):
    """Each named weight within bounds ("reach between 20 and 30 %"), perhaps the share of the impact too."""

    kind: Literal["box"] = "box"
    scope: Scope = Scope.WHOLE
    bounds: dict[str, ShareBounds] = Field(default_factory=dict)
    axis_share: ShareBounds | None = None

    def criteria(self) -> frozenset[str]:
        """Criteria it names."""
        return frozenset(self.bounds)


class OrderRegion(Frozen):
    """A criterion of an earlier group weighs at least as much as one of a later group."""

    kind: Literal["order"] = "order"
    groups: tuple[tuple[str, ...], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once(self) -> Self:
        if sum(len(group) for group in self.groups) > len(self.criteria()):
            raise ValueError("region.criterion_twice")
        return self

    def criteria(self) -> frozenset[str]:
        """Criteria it names."""
        return frozenset(name for group in self.groups for name in group)


class IntersectionRegion(Frozen):
    """Weights that lie in every one of its regions."""

    kind: Literal["intersection"] = "intersection"
    of: tuple["Region", ...] = Field(min_length=1)

    def criteria(self) -> frozenset[str]:
        """Criteria it names."""
        return frozenset[str]().union(*(region.criteria() for region in self.of))


Region = Annotated[PointRegion | BoxRegion | OrderRegion | IntersectionRegion, Field(discriminator="kind")]
IntersectionRegion.model_rebuild()


class Weighting(Frozen):
    """Global weight of a criterion = axis share x weight within its axis; all global weights sum to 1."""

    id: str = Field(min_length=1)
    name: str
    author: str
    axis_share: float = Field(description="share of citizen impact in the whole, 0 to 1; feasibility has the rest")
    within: dict[str, float] = Field(description="by criterion, not negative; read as proportions within its axis")
    region: Region = PointRegion()

    @model_validator(mode="after")
    def _admissible(self) -> Self:
        if not (math.isfinite(self.axis_share) and 0 <= self.axis_share <= 1):
            raise WeightingError("weights.axis_share", "axis_share", self.axis_share)
        _check_numbers(self.within)
        return self

    def fits(self, criteria: CriteriaSet) -> bool:
        """Whether it gives a distribution over the set's criteria."""
        try:
            self.global_weights(criteria)
        except WeightingError:
            return False
        return True

    def share_of(self, axis: Axis) -> float:
        """Share of an axis in the whole."""
        return self.axis_share if axis is Axis.CITIZEN_IMPACT else 1.0 - self.axis_share

    def within_axis(self, criteria: CriteriaSet, axis: Axis) -> FloatArray:
        """Weights within one axis, shape (n_criteria,) in declared order: sum 1, zero for the other axis.

        Raises
        ------
        WeightingError
            As global_weights.
        """
        shares = normalised(self.within, criteria)
        return np.array([shares[one.id] if one.axis is axis else 0.0 for one in criteria])

    def global_weights(self, criteria: CriteriaSet) -> FloatArray:
        """Weights of all criteria, shape (n_criteria,) in declared order; they sum to 1.

        Raises
        ------
        WeightingError
            weights.unknown_criterion, weights.missing_criterion or weights.sum_zero (with the axis).
        """
        for name in sorted(self.region.criteria()):
            if name not in criteria:
                raise WeightingError("weights.unknown_criterion", name)
        shares = normalised(self.within, criteria)
        return np.array([self.share_of(one.axis) * shares[one.id] for one in criteria])


def normalised(within: Mapping[str, float], criteria: CriteriaSet) -> dict[str, float]:
    """Raw numbers, as sliders give them, as a distribution within each axis, in declared order.

    Raises
    ------
    WeightingError
        weights.not_finite, weights.negative, weights.unknown_criterion, weights.missing_criterion, or
        weights.sum_zero (with the axis in which nothing weighs).
    """
    _check_numbers(within)
    for name in within:
        if name not in criteria:
            raise WeightingError("weights.unknown_criterion", name)
    sums = {axis: _axis_sum(within, criteria, axis) for axis in Axis}
    return {one.id: within[one.id] / sums[one.axis] for one in criteria}


def default_weighting(criteria: CriteriaSet) -> Weighting:
    """The weights that the criteria set itself declares."""
    document = criteria.document
    return Weighting(
        id="default",
        name=f"{document.id} {document.version}",
        author=document.source,
        axis_share=document.axis_share,
        within={one.id: one.weight for one in criteria},
    )


def _axis_sum(within: Mapping[str, float], criteria: CriteriaSet, axis: Axis) -> float:
    total = 0.0
    for one in criteria.of_axis(axis):
        if one.id not in within:
            raise WeightingError("weights.missing_criterion", one.id)
        total += within[one.id]
    if total == 0:
        raise WeightingError("weights.sum_zero", axis)
    if math.isinf(total):
        raise WeightingError("weights.not_finite", axis, total)
    return total


def _check_numbers(within: Mapping[str, float]) -> None:
    for name, weight in within.items():
        if not math.isfinite(weight):
            raise WeightingError("weights.not_finite", name, weight)
        if weight < 0:
            raise WeightingError("weights.negative", name, weight)
