"""Who is ranked under which weights: whoever is too little known under some has no place in the order there."""

from dataclasses import dataclass

import numpy as np

from usecases.mcda.arrays import BoolArray, FloatArray, IntArray
from usecases.mcda.polytope import Polytope
from usecases.mcda.preference import least_leads, most_leads
from usecases.priorities import Band, Ranking


@dataclass(frozen=True, eq=False)
class Entrants:
    """The cases that some admissible weights rank: first those of now, best first, then those that may come.

    The rule is the one of the screen: at other weights another share of a case is known.
    """

    positions: IntArray  # (n,) columns of the ranking's table
    ranked: int  # so many of them are ranked now
    margins: FloatArray  # (n_criteria, n) weights rank a case where their sum over these is not negative
    doubtful: IntArray  # places of those that some admissible weights do not rank

    def absent(self, weights: FloatArray) -> BoolArray:
        """Which of the doubtful some weights do not rank, (n_draws, n_doubtful)."""
        missing: BoolArray = weights @ self.margins[:, self.doubtful] < 0
        return missing


def entrants(ranking: Ranking, region: Polytope) -> Entrants:
    """The cases that are ranked somewhere in a region of weights.

    Raises
    ------
    usecases.mcda.polytope.EmptyRegionError
        If no weights are admissible.
    """
    # Few patterns of what is known occur, however many cases there are.
    patterns, each = np.unique(ranking.margins, axis=1, return_inverse=True)
    always, ever = least_leads(patterns, region)[each] >= 0, most_leads(patterns, region)[each] >= 0
    ranked, waiting = ranking.placed[Band.RANKABLE], ranking.placed[Band.NOT_YET_RANKABLE]
    positions = np.concatenate([ranked, waiting[ever[waiting]]])
    return Entrants(positions, len(ranked), ranking.margins[:, positions], np.flatnonzero(~always[positions]))
