"""The methods on offer for candidates: all of them on values in [0, 1], 1 best, and what they agree on."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from usecases.mcda.additive import Waspas, WeightedProduct, WeightedSum
from usecases.mcda.agreement import Agreement, agreement
from usecases.mcda.arrays import IntArray
from usecases.mcda.distance import Spotis, Topsis, Vikor
from usecases.mcda.method import Method, Outcome, competition_ranks
from usecases.mcda.normalisation import Normalisation
from usecases.mcda.promethee import Preference, PrometheeII
from usecases.mcda.ranking import order
from usecases.priorities import Band, Ranking


class MethodName(StrEnum):
    """The methods by name, the one that the screens rank by first."""

    WEIGHTED_SUM = "weighted_sum"
    WEIGHTED_PRODUCT = "weighted_product"
    WASPAS = "waspas"
    TOPSIS = "topsis"
    VIKOR = "vikor"
    PROMETHEE_II = "promethee_ii"
    SPOTIS = "spotis"


METHODS: Mapping[MethodName, Method] = {
    MethodName(method.name): method
    for method in (
        WeightedSum(),
        WeightedProduct(),
        # Values have their scale already: a second normalisation would only move it with the candidates present.
        Waspas(normalisation=Normalisation.NONE),
        Topsis(normalisation=Normalisation.NONE),
        Vikor(),
        # A difference of a tenth of the scale begins to count, one of half of it counts in full.
        PrometheeII(Preference.LINEAR, q=0.1, p=0.5),
        Spotis(),
    )
}
"""Each with the parameters it has here."""


@dataclass(frozen=True, eq=False)
class MethodOrder:
    """The rankable cases in the order of one method, with every step of it."""

    method: Method
    outcome: Outcome  # over the rankable cases, in the order of the ranking's rankable band
    positions: IntArray  # of those cases in the table
    placed: IntArray  # positions in the table, best first by this method
    ranks: IntArray  # rank of placed[i]


def order_by(ranking: Ranking, method: Method) -> MethodOrder:
    """The rankable cases of a ranking, ordered by another method with the same values, weights and rules."""
    positions = ranking.placed[Band.RANKABLE]
    outcome = method(ranking.values[:, positions], ranking.weights)
    merit = ranking.totals.copy()
    merit[positions] = outcome.merit
    placed, ranks = order(merit, ranking.known, ranking.table.references, among=positions)
    return MethodOrder(method, outcome, positions, placed, ranks)


def compare(ranking: Ranking, methods: Mapping[MethodName, Method] = METHODS) -> Agreement:
    """Ranks of the rankable cases (in the order of the ranking) by every method, and Kendall's tau-b between them."""
    positions = ranking.placed[Band.RANKABLE]
    values = ranking.values[:, positions]
    return agreement(
        {name.value: competition_ranks(method(values, ranking.weights).merit) for name, method in methods.items()}
    )
