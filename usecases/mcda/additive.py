"""Weighted sum, weighted product, and WASPAS between the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from usecases.mcda.arrays import FloatArray, IntArray
from usecases.mcda.method import Outcome, Steps, checked
from usecases.mcda.normalisation import CostRule, Normalisation, normalise
from usecases.mcda.weighted_sum import contributions, totals

_USUAL_COST_RULE: Mapping[Normalisation, CostRule] = {
    Normalisation.NONE: CostRule.REVERSAL,
    Normalisation.MIN_MAX: CostRule.REVERSAL,
    Normalisation.MAX: CostRule.MIN_RATIO,
    Normalisation.SUM: CostRule.RECIPROCAL,
    Normalisation.VECTOR: CostRule.REVERSAL,
}


@dataclass(frozen=True)
class WeightedSum:
    """Each value times its weight, added.

    References
    ----------
    Fishburn (1967), Additive utilities with incomplete product sets, Operations Research 15(3).
    """

    normalisation: Normalisation = Normalisation.NONE
    cost: CostRule | None = None
    name: ClassVar[str] = "weighted_sum"
    steps: ClassVar[tuple[str, ...]] = ("normalised", "contributions")

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Normalisation and cost rule, where they are not the plain ones."""
        return _stated(self.normalisation, self.cost)

    def __call__(self, performances: FloatArray, weights: FloatArray, directions: IntArray | None = None) -> Outcome:
        """As usecases.mcda.method.Method."""
        table, weight, sense = checked(performances, weights, directions)
        values = normalise(table, sense, self.normalisation, self.cost or _USUAL_COST_RULE[self.normalisation])
        steps = Steps(normalised=values, contributions=lambda: contributions(values, weight))
        return Outcome(totals(values, weight), steps)


@dataclass(frozen=True)
class WeightedProduct:
    """Each value to the power of its weight, multiplied: a zero on any weighted criterion is a zero in all.

    References
    ----------
    Miller & Starr (1969), Executive Decisions and Operations Research.
    """

    normalisation: Normalisation = Normalisation.NONE
    cost: CostRule | None = None
    name: ClassVar[str] = "weighted_product"
    steps: ClassVar[tuple[str, ...]] = ("normalised", "powers")

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Normalisation and cost rule, where they are not the plain ones."""
        return _stated(self.normalisation, self.cost)

    def __call__(self, performances: FloatArray, weights: FloatArray, directions: IntArray | None = None) -> Outcome:
        """As usecases.mcda.method.Method; ValueError for a negative performance."""
        table, weight, sense = checked(performances, weights, directions)
        plain = self.normalisation is Normalisation.NONE
        usual = CostRule.RECIPROCAL if plain else _USUAL_COST_RULE[self.normalisation]
        values = normalise(table, sense, self.normalisation, self.cost or usual)
        powers = _powers(values, weight)
        return Outcome(np.prod(powers, axis=0), {"normalised": values, "powers": powers})


@dataclass(frozen=True)
class Waspas:
    """``share`` of the weighted sum and the rest of the weighted product, on performances divided by the best.

    References
    ----------
    Zavadskas, Turskis, Antucheviciene, Zakarevicius (2012), Elektronika ir Elektrotechnika 122(6).
    """

    share: float = 0.5
    normalisation: Normalisation = Normalisation.MAX
    cost: CostRule | None = None
    name: ClassVar[str] = "waspas"
    steps: ClassVar[tuple[str, ...]] = ("normalised", "sum", "product")

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Share of the sum, normalisation and cost rule."""
        return {
            "share": self.share,
            "normalisation": self.normalisation.value,
            **_stated(Normalisation.NONE, self.cost),
        }

    def __call__(self, performances: FloatArray, weights: FloatArray, directions: IntArray | None = None) -> Outcome:
        """As usecases.mcda.method.Method; ValueError for a negative performance."""
        table, weight, sense = checked(performances, weights, directions)
        values = normalise(table, sense, self.normalisation, self.cost or _USUAL_COST_RULE[self.normalisation])
        added, multiplied = totals(values, weight), np.prod(_powers(values, weight), axis=0)
        steps = {"normalised": values, "sum": added, "product": multiplied}
        return Outcome(self.share * added + (1.0 - self.share) * multiplied, steps)


def _powers(values: FloatArray, weights: FloatArray) -> FloatArray:
    if (values < 0).any():
        raise ValueError("a product of powers takes no negative value")
    powers: FloatArray = values ** weights[:, np.newaxis]
    return powers


def _stated(normalisation: Normalisation, cost: CostRule | None) -> dict[str, Any]:
    stated = {} if normalisation is Normalisation.NONE else {"normalisation": normalisation.value}
    return stated | ({"cost": cost.value} if cost else {})
