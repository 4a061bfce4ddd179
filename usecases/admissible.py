"""Which weights are admissible: the region of a weighting as a polytope of global weights."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from usecases.criteria import Axis, CriteriaSet
from usecases.mcda.arrays import FloatArray
from usecases.mcda.polytope import AxisBlock, Constraint, Polytope, Shape, around
from usecases.weighting import (
    BoxRegion,
    IntersectionRegion,
    OrderRegion,
    PointRegion,
    Region,
    Scope,
    ShareBounds,
    Weighting,
)

ANYTHING = ShareBounds()


def admissible(weighting: Weighting, criteria: CriteriaSet, *, tolerance: float = 0.0) -> Polytope:
    """The global weights that a weighting admits.

    Parameters
    ----------
    tolerance : float
        Of a weighting that states one point: by which share of itself each global weight may be more or less.
        A weighting that states its region keeps it as it is.

    Raises
    ------
    usecases.weighting.WeightingError
        As Weighting.global_weights.
    """
    weights = weighting.global_weights(criteria)
    parts = list(_parts(weighting.region))
    if all(isinstance(part, PointRegion) for part in parts):
        return around(weights, tolerance)
    gathered = _Gathered(criteria)
    for part in parts:
        if isinstance(part, PointRegion):
            gathered.lower, gathered.upper = weights.copy(), weights.copy()
        elif isinstance(part, BoxRegion):
            gathered.add_box(part)
        elif isinstance(part, OrderRegion):
            gathered.add_order(part)
    return gathered.polytope()


def _parts(region: Region) -> Iterator[PointRegion | BoxRegion | OrderRegion]:
    if isinstance(region, IntersectionRegion):
        for inner in region.of:
            yield from _parts(inner)
    else:
        yield region


@dataclass
class _Gathered:
    """What the parts of a region say together, and whether it still has a form that can be drawn exactly."""

    criteria: CriteriaSet
    lower: FloatArray = field(init=False)
    upper: FloatArray = field(init=False)
    constraints: list[Constraint] = field(default_factory=list)
    bounds_told: dict[tuple[int, str], Constraint] = field(default_factory=dict)
    within: dict[str, ShareBounds] = field(default_factory=dict)
    share: ShareBounds = ANYTHING
    orders: list[tuple[tuple[int, ...], ...]] = field(default_factory=list)
    is_whole_box: bool = False

    def __post_init__(self) -> None:
        self.lower, self.upper = np.zeros(len(self.criteria)), np.ones(len(self.criteria))

    def add_box(self, box: BoxRegion) -> None:
        for name, bounds in box.bounds.items():
            if box.scope is Scope.WHOLE:
                self._bound_whole(name, bounds)
            else:
                self._bound_within(name, bounds)
        if box.axis_share is not None:
            self.share = _both(self.share, box.axis_share)
            row = self._axis_row(Axis.CITIZEN_IMPACT)
            self._constrain(-row, -box.axis_share.low, "region.share_low", "citizen_impact", box.axis_share.low)
            self._constrain(row, box.axis_share.high, "region.share_high", "citizen_impact", box.axis_share.high)

    def add_order(self, order: OrderRegion) -> None:
        places = [tuple(self.criteria.ids.index(name) for name in group) for group in order.groups if group]
        self.orders.append(tuple(places))
        for before, after in itertools.pairwise(places):
            for i in before:
                for j in after:
                    row = np.zeros(len(self.criteria))
                    row[i], row[j] = -1.0, 1.0
                    told = f"{self.criteria.ids[i]} {self.criteria.ids[j]}"
                    self._constrain(row, 0.0, "region.order", told, 0.0)

    def polytope(self) -> Polytope:
        return Polytope(self.lower, self.upper, tuple(self.constraints), self.bounds_told, self._shape())

    def _bound_whole(self, name: str, bounds: ShareBounds) -> None:
        place = self.criteria.ids.index(name)
        self.is_whole_box = True
        self.lower[place] = max(self.lower[place], bounds.low)
        self.upper[place] = min(self.upper[place], bounds.high)
        for side, sign, value in (("low", -1.0, self.lower[place]), ("high", 1.0, self.upper[place])):
            row = np.zeros(len(self.criteria))
            row[place] = sign
            told = Constraint(tuple(row), sign * value, f"region.{side}", name, float(value))
            self.bounds_told[place, side] = told

    def _bound_within(self, name: str, bounds: ShareBounds) -> None:
        place, axis = self.criteria.ids.index(name), self.criteria[name].axis
        self.within[name] = _both(self.within.get(name, ANYTHING), bounds)
        own, row = np.zeros(len(self.criteria)), self._axis_row(axis)
        own[place] = 1.0
        if bounds.low > 0:
            self._constrain(bounds.low * row - own, 0.0, "region.within_low", name, bounds.low)
        if bounds.high < 1:
            self._constrain(own - bounds.high * row, 0.0, "region.within_high", name, bounds.high)

    def _axis_row(self, axis: Axis) -> FloatArray:
        return np.array([1.0 if one.axis is axis else 0.0 for one in self.criteria])

    def _constrain(self, row: FloatArray, bound: float, code: str, subject: str, value: float) -> None:
        self.constraints.append(Constraint(tuple(row.tolist()), bound, code, subject, value))

    def _shape(self) -> Shape | None:
        """The form, where the parts have one: bounds alone, one order alone, or a product of the two axes."""
        if self.is_whole_box or not self.constraints:
            return Shape() if not self.constraints else None
        if len(self.orders) == 1 and len(self.constraints) == _pairs(self.orders[0]):
            return Shape(order=self.orders[0])
        blocks = [self._block(axis) for axis in Axis]
        if any(block is None for block in blocks) or not all(self._axis_of(order) for order in self.orders):
            return None
        return Shape(blocks=tuple(block for block in blocks if block), share=(self.share.low, self.share.high))

    def _block(self, axis: Axis) -> AxisBlock | None:
        """One axis of a product; None where an axis has bounds and an order, or two orders."""
        members = tuple(place for place, one in enumerate(self.criteria) if one.axis is axis)
        orders = [order for order in self.orders if self._axis_of(order) is axis]
        bounds = [self.within.get(self.criteria.ids[place], ANYTHING) for place in members]
        if len(orders) > 1 or (orders and any(one != ANYTHING for one in bounds)):
            return None
        order = tuple(tuple(members.index(place) for place in group) for group in orders[0]) if orders else ()
        return AxisBlock(members, tuple(one.low for one in bounds), tuple(one.high for one in bounds), order)

    def _axis_of(self, order: tuple[tuple[int, ...], ...]) -> Axis | None:
        axes = {self.criteria.criteria[place].axis for group in order for place in group}
        return axes.pop() if len(axes) == 1 else None


def _both(first: ShareBounds, second: ShareBounds) -> ShareBounds:
    low, high = max(first.low, second.low), min(first.high, second.high)
    # Bounds that exclude each other are kept apart: the constraints name them when the region turns out empty.
    return ShareBounds(low=low, high=high) if low <= high else first


def _pairs(order: Sequence[tuple[int, ...]]) -> int:
    return sum(len(before) * len(after) for before, after in itertools.pairwise(order))
