"""Which reviews matter first: how often a case enters the indicative selection while the slider goes its whole way."""

from collections.abc import Collection

import numpy as np

from usecases.criteria import Axis
from usecases.priorities import Band, Ranking

PLACES = 101
"""The whole percents that the slider between the axes offers."""


def entries(ranking: Ranking, barred: Collection[str], first: int) -> dict[str, float]:
    """Share of the slider's places at which each case is among the first, those that are barred left out.

    The indicative selection takes cases without a verdict as cleared; refused ones and those to redesign are out.

    Parameters
    ----------
    ranking : Ranking
        Its values by axis; the weights within each axis stay as they are.
    barred : collection of str
        References that can not be chosen as they are.
    first : int
        How many the selection holds.

    Returns
    -------
    dict
        Share in [0, 1] of every case that is among them at least once.
    """
    rankable = ranking.placed[Band.RANKABLE]
    references = ranking.table.references
    places = np.array([place for place in rankable if references[place] not in barred], dtype=np.intp)
    if not places.size or first < 1:
        return {}
    impact, feasibility = (ranking.axis_values[axis][places] for axis in (Axis.CITIZEN_IMPACT, Axis.FEASIBILITY))
    known = ranking.known[places]
    names = np.array([references[place] for place in places])
    alphabetical = np.argsort(np.argsort(names))
    counts = np.zeros(places.size)
    for share in np.linspace(0.0, 1.0, PLACES):
        totals = share * impact + (1 - share) * feasibility
        counts[np.lexsort((alphabetical, -known, -totals))[:first]] += 1
    return {str(names[place]): float(counts[place] / PLACES) for place in np.flatnonzero(counts)}
