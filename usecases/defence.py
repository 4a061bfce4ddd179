"""The defence of a ranking: how firm it is, what lies around its cut-line, and what the methods agree on."""

from dataclasses import dataclass
from math import isnan
from typing import Any

from usecases.cut_line import CutLine, cut_line
from usecases.mcda.agreement import Agreement
from usecases.methods import compare
from usecases.priorities import Ranking
from usecases.robustness import Doubt, Progress, Robustness, robustness


@dataclass(frozen=True, eq=False)
class Defence:
    """Everything that takes longer than a page may take, computed together on the same inputs."""

    robustness: Robustness
    cut_line: CutLine
    agreement: Agreement


def defend(ranking: Ranking, doubt: Doubt, first: int, *, progress: Progress) -> Defence:
    """Sample, look around the line below the first so many, compare the methods.

    Raises
    ------
    usecases.mcda.polytope.EmptyRegionError
        If no weights are admissible.
    """
    found = robustness(ranking, doubt, progress=lambda share: progress(0.6 * share))
    line = cut_line(ranking, found, first)
    progress(0.95)
    return Defence(found, line, compare(ranking))


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
                "rank_acceptability": counts.acceptability[row].tolist(),
                "central_weights": None
                if isnan(central[row][0])
                else dict(zip(names, central[row].tolist(), strict=True)),
            }
            for row, reference in enumerate(robust.references[:top])
        ],
        "cut_line": {
            "doubt": found.cut_line.doubt,
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
        "methods": {"names": list(found.agreement.names), "tau": found.agreement.tau.tolist()},
    }


def _finite(change: float) -> float | None:
    """A change of weights; None where none is enough."""
    return change if change != float("inf") else None
