"""Which reviews matter first: how often a case enters the indicative selection while the slider goes its whole way."""

from collections import Counter
from collections.abc import Collection

from usecases.priorities import Ranking, rank

PLACES = 101
"""The whole percents that the slider between the axes offers."""


def entries(ranking: Ranking, barred: Collection[str], first: int) -> dict[str, float]:
    """Share of the slider's places at which each case is among the first, those that are barred left out.

    The indicative selection takes cases without a verdict as cleared; refused ones and those to redesign are out.

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
        able = (one for one in there.references() if one not in barred)
        counts.update(one for one, _ in zip(able, range(first), strict=False))
    return {reference: count / PLACES for reference, count in counts.items()}
