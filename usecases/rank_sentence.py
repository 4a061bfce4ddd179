"""What may be said of one place in an order: every word of it rests on a number, and none says more than was proven."""

from dataclasses import dataclass
from enum import StrEnum

from usecases.criteria import Axis
from usecases.mcda.rank_interval import RankInterval
from usecases.priorities import Band, Ranking
from usecases.robustness import Robustness, Threshold, axis_threshold, stays_known, thresholds


class Held(StrEnum):
    """How often a case is in the first k, in the words that the evidence allows."""

    ALWAYS = "always"  # proven: its worst rank is in the first k
    NEVER = "never"  # proven: its best rank is not
    EVERY_DRAW = "every_draw"  # seen in all draws; no proof
    NO_DRAW = "no_draw"
    ALMOST_EVERY = "almost_every"  # a share that would be rounded to all
    ALMOST_NONE = "almost_none"
    SHARE = "share"


@dataclass(frozen=True)
class Edge:
    """The share below or above which a case changes sides."""

    subject: str  # an axis, or a criterion
    below: float | None  # it changes when the subject weighs less than this
    above: float | None  # ... or more than this; both None: no share of this subject changes it


@dataclass(frozen=True)
class RankSentence:
    """The facts of the sentence."""

    reference: str
    band: Band
    rank: int
    first: int
    inside: bool
    known: float
    held: Held | None  # None while nothing was sampled
    share: float
    standard_error: float
    draws: int
    axis: Edge | None  # as it is said: by the axis that gives way; None where no share changes sides
    axis_of_impact: Edge  # the same, as shares of citizen impact
    criterion: Edge | None  # the criterion that changes sides soonest; None where none does


ALMOST = 0.0005
"""A share that is as near to all or none as half the last digit shown must not be rounded to it."""


def rank_sentence(
    ranking: Ranking, reference: str, first: int, *, found: Robustness | None = None, proven: RankInterval | None = None
) -> RankSentence:
    """Gather what the sentence of one case rests on.

    Parameters
    ----------
    first : int
        The case is in the first so many, or is not.
    found : Robustness, optional
        What was sampled; the case must be among its rankable ones to have a share.
    proven : RankInterval, optional
        The certified ranks of the case over the same inputs; only they allow "always" and "never". They are ranks among
        the cases that are ranked now: "always" also wants the case to be known enough under all admissible weights.
    """
    one = ranking.row(reference)
    axis, *criteria = thresholds(ranking, reference, first)
    row = None if found is None else found.positions.get(reference)
    share = error = 0.0
    if found is not None and row is not None:
        share, error = float(found.share_in_first(first)[row]), float(found.standard_error(first)[row])
    return RankSentence(
        reference=reference,
        band=one.band,
        rank=one.rank,
        first=first,
        inside=one.band is Band.RANKABLE and one.rank <= first,
        known=one.known,
        held=None
        if found is None or row is None
        else _held(share, first, proven, stays=stays_known(ranking, reference, found.doubt)),
        share=share,
        standard_error=error,
        draws=0 if found is None else found.counts.n_draws,
        axis=None if axis.nearest is None else _edge(axis),
        axis_of_impact=_ends(axis),
        criterion=next((_edge(one) for one in criteria if one.nearest is not None), None),
    )


def impact_edge(ranking: Ranking, reference: str, first: int) -> Edge:
    """Of the sentence only the shares of citizen impact between which the case stays on its side."""
    return _ends(axis_threshold(ranking, reference, first))


def _ends(axis: Threshold) -> Edge:
    return Edge(axis.subject, _inner(axis.span.low), _inner(axis.span.high))


def _held(share: float, first: int, proven: RankInterval | None, *, stays: bool) -> Held:
    # Whoever may fall out of those that are ranked leaves the first ones by it: nothing is proven then.
    if stays and proven is not None and proven.worst.certain <= first:
        return Held.ALWAYS
    if proven is not None and proven.best.certain > first:
        return Held.NEVER
    if share == 1.0:
        return Held.EVERY_DRAW
    if share == 0.0:
        return Held.NO_DRAW
    if share >= 1.0 - ALMOST:
        return Held.ALMOST_EVERY
    return Held.ALMOST_NONE if share <= ALMOST else Held.SHARE


def _inner(end: float) -> float | None:
    return end if 0.0 < end < 1.0 else None


def _edge(threshold: Threshold) -> Edge:
    below, above = _inner(threshold.span.low), _inner(threshold.span.high)
    if threshold.subject == Axis.CITIZEN_IMPACT.value and below is None and above is not None:
        # "Impact weighs more than 82 %" is said as what gives way: feasibility weighs less than 18 %.
        return Edge(Axis.FEASIBILITY.value, below=1.0 - above, above=None)
    return Edge(threshold.subject, below, above)
