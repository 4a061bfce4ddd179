"""Where one case stands under everything that is admissible: certified ranks, who never passes it, its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from usecases.cut_line import NEIGHBOURS
from usecases.entrants import entrants
from usecases.mcda.arrays import FloatArray
from usecases.mcda.crossing import Crossing, Measure, smallest_crossing
from usecases.mcda.margins import Margins
from usecases.mcda.polytope import Polytope, simplex
from usecases.mcda.preference import can_be_first, least_leads, most_leads
from usecases.mcda.rank_interval import RankInterval, rank_interval
from usecases.mcda.sampling import draw
from usecases.mcda.smaa import Spread, pairwise_winning, uncertain_blocks
from usecases.priorities import Band, Ranking
from usecases.robustness import Doubt, Progress, region_of, spread_of

PEERS = 3
"""Neighbours on each side."""
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Neighbour:
    """A case that stands just above or just below."""

    reference: str
    ahead: float  # share of the draws of weights and scores in which it is strictly better


@dataclass(frozen=True)
class Standing:
    """What holds of one case; ranks are those it has while it is ranked."""

    weights: RankInterval  # over the admissible weights, with likely scores
    everything: RankInterval  # over weights and scores together
    never_behind: int  # others than which it is at least as good under every admissible weighting, likely scores
    never_ahead: int  # others that are at least as good as it is under every one
    first_under: tuple[float, ...] | None  # admissible weights that make it first; None where there are none
    neighbours: tuple[Neighbour, ...]  # those above, then those below
    crossings: Mapping[Measure, Crossing | None]  # the smallest moves that take it across the line, likely scores


def standing(
    ranking: Ranking, doubt: Doubt, reference: str, first: int, seconds: float, *, progress: Progress
) -> Standing:
    """Everything about one rankable case, with the time for each end of each certified interval and each crossing.

    References
    ----------
    Greco, Mousseau, Slowinski (2008), EJOR 191(2) for what holds always; Hazen (1986), Operations Research 34(2) for
    what can be first; Lahdelma, Salminen (2001), Operations Research 49(3) for pairwise winning.
    """
    over_weights = certified(ranking, reference, replace(doubt, scores=False), seconds=seconds)
    progress(0.4)
    everything = certified(ranking, reference, doubt, seconds=seconds)
    progress(0.8)
    values = ranking.values[:, ranking.placed[Band.RANKABLE]]
    row, region = ranking.references().index(reference), region_of(ranking, doubt)
    leads = values[:, [row]] - np.delete(values, row, axis=1)
    return Standing(
        over_weights, everything,
        int((least_leads(leads, region) >= -_ROUNDING).sum()), int((most_leads(leads, region) <= _ROUNDING).sum()),
        _first_under(ranking, region, values, row, over_weights), _neighbours(ranking, doubt, row),
        _crossings(ranking, reference, first, seconds),
    )  # fmt: skip


def _first_under(
    ranking: Ranking, region: Polytope, values: FloatArray, row: int, proven: RankInterval
) -> tuple[float, ...] | None:
    """Admissible weights that make a rankable case first; None where there are none."""
    if entrants(ranking, region).doubtful.size:  # the linear program knows of nobody who leaves the order
        return tuple(proven.best.weights.tolist()) if proven.best.seen == 1 else None
    best = can_be_first(values, row, region)
    return None if best is None else tuple(best.tolist())


def _crossings(
    ranking: Ranking, reference: str, first: int, seconds: float
) -> Mapping[Measure, Crossing | None]:  # fmt: skip
    """The smallest moves, over all weights, that take a case across the line; whoever they rank takes part."""
    anywhere = entrants(ranking, simplex(len(ranking.criteria)))
    own, values = ranking.references().index(reference), ranking.values[:, anywhere.positions]
    return {
        one: smallest_crossing(
            ranking.weights, values, own, first, one, seconds=seconds, margins=anywhere.margins
        ) for one in Measure
    }  # fmt: skip


def standing_told(found: Standing) -> dict[str, Any]:
    """The standing as plain values; ranks by what was seen and what is certain, crossings null where there is none."""

    def ends(ranks: RankInterval) -> dict[str, Any]:
        return {side: {"seen": one.seen, "certain": one.certain, "exact": one.is_exact}
                for side, one in (("best", ranks.best), ("worst", ranks.worst))}  # fmt: skip

    return {
        "ranks_over_weights": ends(found.weights),
        "ranks_over_everything": ends(found.everything),
        "never_behind": found.never_behind,
        "never_ahead": found.never_ahead,
        "first_under": found.first_under,
        "crossings": {
            measure.value: None if one is None else {"distance": one.distance, "exact": one.is_exact}
            for measure, one in found.crossings.items()
        },
    }


@dataclass(frozen=True)
class AroundLine:
    """Certified ranks of one case beside the line."""

    reference: str
    weights: RankInterval  # over the admissible weights, with likely scores
    everything: RankInterval | None  # over weights and scores together; None where scores count as exact


def ranks_around(
    ranking: Ranking, doubt: Doubt, first: int, seconds: float, *, progress: Progress
) -> tuple[AroundLine, ...]:
    """Certified ranks of the cases on both sides of the line below the first so many.

    Parameters
    ----------
    seconds : float
        For each end of each interval.
    """
    near = ranking.references()[max(0, first - NEIGHBOURS) : first + NEIGHBOURS]
    found = []
    for reference in near:
        over_weights = certified(ranking, reference, replace(doubt, scores=False), seconds=seconds)
        everything = certified(ranking, reference, doubt, seconds=seconds) if doubt.scores else None
        found.append(AroundLine(reference, over_weights, everything))
        progress(len(found) / len(near))
    return tuple(found)


def certified(ranking: Ranking, reference: str, doubt: Doubt, *, seconds: float) -> RankInterval:
    """The ranks a case can have while it is ranked, over all admissible weights and scores; exact or bounded.

    Under each weights those take part of whom enough is known there. Its best rank is taken with its own scores at
    their best and the others' at their worst, its worst the other way round; an unknown score ranges over its whole
    scale.
    """
    region = region_of(ranking, doubt)
    among = entrants(ranking, region)
    spread = spread_of(ranking, among.positions, scores=doubt.scores)
    worst, best = np.nan_to_num(spread.worst, nan=0.0), np.nan_to_num(spread.best, nan=1.0)
    row = ranking.references().index(reference)
    others = np.delete(np.arange(worst.shape[1]), row)
    return rank_interval(
        (best[:, row], worst[:, row]), (worst[:, others], best[:, others]), region, seconds=seconds,
        margins=Margins(among.margins[:, row], among.margins[:, others]) if among.doubtful.size else None,
    )  # fmt: skip


def _neighbours(ranking: Ranking, doubt: Doubt, row: int) -> tuple[Neighbour, ...]:
    """Of the nearest, how often each is ahead: drawn for these few alone."""
    references = ranking.references()
    near = np.arange(max(0, row - PEERS), min(len(references), row + PEERS + 1))
    spread = spread_of(ranking, ranking.placed[Band.RANKABLE], scores=doubt.scores)
    few = Spread(spread.worst[:, near], spread.likely[:, near], spread.best[:, near])
    weights = draw(region_of(ranking, doubt), doubt.draws, seed=doubt.seed).weights
    wins = pairwise_winning(uncertain_blocks(few, weights, seed=doubt.seed), len(near))
    own = int(np.flatnonzero(near == row)[0])
    return tuple(
        Neighbour(references[other], float(wins[place, own])) for place, other in enumerate(near) if other != row
    )
