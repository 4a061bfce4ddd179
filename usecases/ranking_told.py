"""A ranking as plain values, for files and terminals: the same digits wherever it was computed."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from usecases.fingerprint import fingerprint
from usecases.mcda.additive import WeightedSum
from usecases.mcda.method import Method
from usecases.methods import order_by
from usecases.priorities import Band, RankedCase, Ranking


def ranking_told(
    ranking: Ranking, method: Method | None = None, *, titles: Mapping[str, str] | None = None, top: int | None = None
) -> dict[str, Any]:
    """Rankable cases in the order of the method, best first, with everything that identifies the inputs.

    Parameters
    ----------
    method : Method, optional
        The weighted sum when absent. ``value`` is the method's own score.
    titles : mapping, optional
        By reference; left out where nobody knows them.
    top : int, optional
        Only the first so many.
    """
    chosen = method or WeightedSum()
    ordered = order_by(ranking, chosen)
    by_position = dict(zip(ordered.positions.tolist(), ordered.outcome.scores.tolist(), strict=True))
    keys = [(int(position), int(rank)) for position, rank in zip(ordered.placed, ordered.ranks, strict=True)][:top]
    tied = Counter(ordered.ranks.tolist())
    identity = ranking.fingerprint
    if chosen.name != ranking.method:
        identity = fingerprint({"ranking": identity, "method": chosen.name, "parameters": chosen.parameters})
    return {
        "method": chosen.name,
        "parameters": dict(chosen.parameters),
        "weighting": ranking.weighting.name,
        "convention": ranking.convention.value,
        "threshold": ranking.threshold,
        "criteria": f"{ranking.criteria.id} {ranking.criteria.version}",
        "weights": dict(zip(ranking.criteria.ids, ranking.weights.tolist(), strict=True)),
        "filled": ranking.filled_in_all,
        "fingerprint": identity,
        "ranking": [
            _case_told(ranking.row(ranking.table.references[position]), rank, by_position[position], titles)
            | {"tied": tied[rank] > 1}
            for position, rank in keys
        ],
        "not_yet_rankable": len(ranking.references(Band.NOT_YET_RANKABLE)),
    }


def _case_told(one: RankedCase, rank: int, value: float, titles: Mapping[str, str] | None) -> dict[str, Any]:
    title = {} if titles is None else {"title": titles.get(one.reference, "")}
    return {
        "rank": rank,
        "reference": one.reference,
        **title,
        "value": value,
        "impact": one.impact,
        "feasibility": one.feasibility,
        "known": one.known,
    }
