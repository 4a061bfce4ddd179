"""The defence of a ranking: how firm it is, what lies around its cut-line, and what the methods agree on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isnan
from typing import Any

import numpy as np

from usecases.cut_line import CutLine, cut_line
from usecases.mcda.agreement import Agreement
from usecases.mcda.arrays import FloatArray
from usecases.mcda.dominance import pareto_fronts
from usecases.mcda.reversal import Reversal, on_adding, on_removal
from usecases.methods import METHODS, MethodName, compare
from usecases.priorities import Band, Ranking
from usecases.rank_sentence import Edge, impact_edge
from usecases.robustness import Doubt, InFirst, Progress, Robustness, robustness

SHOWN = 25
"""Cases whose edges are looked for, from the first down: as many as are read at once."""

REMOVED = 10
"""Cases that are taken away in turn, from the first down."""


@dataclass(frozen=True)
class Turned:
    """What one case turns round among the others when it goes or comes."""

    case: str
    pairs: int
    ahead: str  # of one such pair: ahead before
    behind: str


@dataclass(frozen=True, eq=False)
class Defence:
    """Everything that takes longer than a page may take, computed together on the same inputs."""

    robustness: Robustness
    cut_line: CutLine
    agreement: Agreement
    undominated: tuple[str, ...]  # rankable cases that no other dominates, best first
    reversals: Mapping[MethodName, Turned | None]  # what turns most when one of the first goes; None where nothing does
    arrivals: Mapping[
        MethodName, Turned | None
    ]  # ... when one that is not yet rankable comes, filled by the convention
    edges: Mapping[str, Edge]  # of the first cases: the shares of citizen impact between which each keeps its side


def defend(ranking: Ranking, doubt: Doubt, first: int, *, progress: Progress) -> Defence:
    """Sample, look around the line below the first so many, compare the methods.

    Raises
    ------
    usecases.mcda.polytope.EmptyRegionError
        If no weights are admissible.
    """
    inside = InFirst(first)
    found = robustness(ranking, doubt, watch=inside, progress=lambda share: progress(0.7 * share))
    line = cut_line(ranking, found, inside, progress=lambda share: progress(0.7 + 0.2 * share))
    agreed = compare(ranking)
    progress(0.92)
    edges = {one: impact_edge(ranking, one, first) for one in found.references[:SHOWN]}
    return Defence(found, line, agreed, undominated(ranking), reversals(ranking), arrivals(ranking), edges)


def undominated(ranking: Ranking) -> tuple[str, ...]:
    """Rankable cases than which no other is at least as good on every criterion and better on one; best first."""
    references = ranking.references()
    fronts = pareto_fronts(ranking.values[:, ranking.placed[Band.RANKABLE]])
    return tuple(references[row] for row in np.flatnonzero(fronts == 1))


def reversals(ranking: Ranking) -> Mapping[MethodName, Turned | None]:
    """For each method, the case among the first whose leaving turns most pairs of the others round."""
    references, values = ranking.references(), _rankable(ranking)
    among = np.arange(min(REMOVED, len(references)))
    return {
        name: _worst(
            references,
            [(references[one.alternative], one) for one in on_removal(method, values, ranking.weights, among=among)],
        )
        for name, method in METHODS.items()
    }


def arrivals(ranking: Ranking) -> Mapping[MethodName, Turned | None]:
    """For each method, the case not yet rankable whose coming turns most pairs of those that are ranked round."""
    references, values = ranking.references(), _rankable(ranking)
    waiting = ranking.placed[Band.NOT_YET_RANKABLE][:REMOVED]
    return {
        name: _worst(
            references,
            [(ranking.table.references[one], on_adding(method, values, ranking.weights, ranking.values[:, one]))
             for one in waiting],
        )
        for name, method in METHODS.items()
    }  # fmt: skip


def _rankable(ranking: Ranking) -> FloatArray:
    return np.asarray(ranking.values[:, ranking.placed[Band.RANKABLE]])


def _worst(references: Sequence[str], found: Sequence[tuple[str, Reversal]]) -> Turned | None:
    """The reversal of the most pairs, with one of them; None where no pair turns round."""
    case, worst = max(found, key=lambda one: one[1].pairs, default=("", None))
    if worst is None or worst.example is None:
        return None
    ahead, behind = (references[row] for row in worst.example)
    return Turned(case, worst.pairs, ahead, behind)


def defence_told(ranking: Ranking, found: Defence, first: int, *, top: int | None = None) -> dict[str, Any]:
    """The defence as plain values, for files and terminals."""
    robust, counts = found.robustness, found.robustness.counts
    shares, errors = robust.share_in_first(first), robust.standard_error(first)
    expected, central = counts.expected_rank, counts.central_weights
    names = ranking.criteria.ids
    return {
        "draws": counts.n_draws,
        "seed": robust.doubt.seed,
        "tolerance": robust.doubt.tolerance,
        "scores": robust.doubt.scores,
        "sampling": robust.how,
        "first": first,
        "fingerprint": robust.fingerprint,
        "cases": [
            {
                "rank": ranking.rank_of(reference),
                "reference": reference,
                "share_in_first": float(shares[row]),
                "standard_error": float(errors[row]),
                "expected_rank": float(expected[row]),
                "confidence_factor": None if isnan(robust.confidence[row]) else float(robust.confidence[row]),
                "rank_acceptability": counts.acceptability[row].tolist(),
                "largest_rank_error": float(robust.largest_rank_error[row]),
                "central_weights": None
                if isnan(central[row][0])
                else dict(zip(names, central[row].tolist(), strict=True)),
            }
            for row, reference in enumerate(robust.references[:top])
        ],
        "cut_line": {
            "doubt": found.cut_line.doubt,
            "spans": {
                one.subject: {"now": one.now, "low": one.span.low, "high": one.span.high}
                for one in found.cut_line.spans
            },
            "pairs": [
                {
                    "inside": pair.inside,
                    "outside": pair.outside,
                    "total_change": _finite(pair.total_change),
                    "single_change": _finite(pair.single_change),
                }
                for pair in found.cut_line.pairs
            ],
            "questions": [
                {"reference": one.reference, "criterion": one.criterion, "relief": one.relief, "unknown": one.unknown}
                for one in found.cut_line.questions
            ],
        },
        "methods": {
            "names": list(found.agreement.names),
            "tau": [[None if isnan(one) else one for one in row] for row in found.agreement.tau.tolist()],
            "undominated": list(found.undominated),
            "reversals": _turned_told(found.reversals),
            "arrivals": _turned_told(found.arrivals),
        },
    }


def _turned_told(turned: Mapping[MethodName, Turned | None]) -> dict[str, Any]:
    return {name.value: None if one is None else asdict(one) for name, one in turned.items()}


def _finite(change: float) -> float | None:
    """A change of weights; None where none is enough."""
    return change if change != float("inf") else None
