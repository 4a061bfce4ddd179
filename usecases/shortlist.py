"""The indicative selection, and which reviews matter first: how often a case enters it as the slider goes its way."""

from collections import Counter
from collections.abc import Collection
from itertools import islice

from usecases.priorities import Ranking, rank

PLACES = 101
"""The whole percents that the slider between the axes offers."""


def indicative(ranking: Ranking, barred: Collection[str], first: int) -> tuple[str, ...]:
    """The first cases of an order, best first, those that are barred left out.

    It takes cases without a verdict as cleared; refused ones and those to redesign are barred. It decides nothing: only
    verdicts in force let a case be chosen (`usecases.gate.choose`).
    """
    able = (one for one in ranking.references() if one not in barred)
    return tuple(islice(able, first))


def entries(ranking: Ranking, barred: Collection[str], first: int) -> dict[str, float]:
    """Share of the slider's places at which each case enters the indicative selection.

    Parameters
    ----------
    ranking : Ranking
        Its scores and rules; the weights within each axis stay as they are.
    barred : collection of str
        References that can not be chosen as they are.
    first : int
        How many the selection holds.

    Returns
    -------
    dict
        Share in [0, 1] of every case that is among them at least once.
    """
    counts: Counter[str] = Counter()
    for percent in range(PLACES):
        weighting = ranking.weighting.model_copy(update={"axis_share": percent / 100})
        there = rank(
            ranking.table, ranking.criteria, weighting, convention=ranking.convention, threshold=ranking.threshold
        )
        counts.update(indicative(there, barred, first))
    return {reference: count / PLACES for reference, count in counts.items()}
