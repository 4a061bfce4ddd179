"""The defence of a ranking: how firm it is, what lies around its cut-line, and what the methods agree on."""

from dataclasses import dataclass

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
