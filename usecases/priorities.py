"""Priorities: cases in the order of their weighted value, each with its reasons and with what is unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np

from usecases.criteria import Axis, CriteriaSet
from usecases.fingerprint import fingerprint
from usecases.mcda.arrays import BoolArray, FloatArray, IntArray
from usecases.mcda.margins import ROUNDING
from usecases.mcda.ranking import order, tie_key
from usecases.mcda.stability import Line, axis_line, criterion_line
from usecases.mcda.weighted_sum import contributions, totals
from usecases.performance import Convention, PerformanceTable, ValueTable
from usecases.weighting import Weighting
from wording.refusing import CodedError

METHOD = "weighted_sum"
POINT_NEEDS = 1 / 3
"""Share of each axis that must be known before a case has a point on the map."""


class PriorityError(CodedError):
    """A ranking that cannot be asked for like this."""


class Band(StrEnum):
    """Whether enough is known of a case to give it a rank among the others."""

    RANKABLE = "rankable"
    NOT_YET_RANKABLE = "not_yet_rankable"


class Quadrant(StrEnum):
    """Where a case lies on the priority map."""

    ACT_NOW = "act_now"  # high impact, high feasibility
    PREPARE = "prepare"  # high impact, low feasibility
    AT_HAND = "at_hand"  # low impact, high feasibility
    LATER = "later"  # low impact, low feasibility


@dataclass(frozen=True)
class RankedCase:
    """One case of a ranking, with everything that explains its place. Values and shares are in [0, 1]."""

    reference: str
    band: Band
    rank: int  # within the band, 1 best; ties share the better rank
    tied: bool
    value: float
    value_low: float  # if everything unknown turned out worst
    value_high: float  # if everything unknown turned out best
    axis_values: Mapping[Axis, float]
    known: float
    axis_known: Mapping[Axis, float]
    has_point: bool
    contributions: Mapping[str, float]  # by criterion; they add up to the value
    missing: tuple[str, ...]
    filled: int

    @property
    def impact(self) -> float:
        """First coordinate on the priority map."""
        return self.axis_values[Axis.CITIZEN_IMPACT]

    @property
    def feasibility(self) -> float:
        """Second coordinate on the priority map."""
        return self.axis_values[Axis.FEASIBILITY]


@dataclass(frozen=True, eq=False)
class Ranking:
    """All cases of a table, placed. Arrays follow the table's order of cases and the set's of criteria."""

    table: PerformanceTable
    criteria: CriteriaSet
    weighting: Weighting
    convention: Convention
    threshold: float
    weights: FloatArray  # (n_criteria,) global, sum 1
    values: FloatArray  # (n_criteria, n_cases) without a gap
    filled: IntArray  # (n_cases,)
    totals: FloatArray  # (n_cases,)
    known: FloatArray  # (n_cases,)
    placed: Mapping[Band, IntArray]  # positions of the cases of a band, best first
    ranks: IntArray  # (n_cases,) within the band
    method: str = METHOD

    def __reduce__(self) -> tuple[Any, ...]:
        """To another process goes what it was made of; what follows from it is computed again there."""
        return Ranking, tuple(getattr(self, one.name) for one in fields(self))

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Parameters of the method; the weighted sum has none."""
        return {}

    @cached_property
    def axis_values(self) -> Mapping[Axis, FloatArray]:
        """Value on each axis alone, with the weights within the axis."""
        return {axis: totals(self.values, weights) for axis, weights in self._within.items()}

    @cached_property
    def axis_known(self) -> Mapping[Axis, FloatArray]:
        """Share of each axis that is known."""
        return {axis: self._value_table.known_share(weights) for axis, weights in self._within.items()}

    @cached_property
    def has_point(self) -> BoolArray:
        """Whether a third of each axis is known, so that the case may be drawn on the map."""
        impact, feasibility = (_enough(self.axis_known[axis], POINT_NEEDS) for axis in Axis)
        return impact & feasibility

    @cached_property
    def contributions(self) -> FloatArray:
        """Share of each criterion in each total, (n_criteria, n_cases)."""
        return contributions(self.values, self.weights)

    @cached_property
    def value_low(self) -> FloatArray:
        """Total if every score took the less favourable end of its interval; an unknown one, the worst."""
        return totals(np.nan_to_num(self._value_table.worst, nan=0.0), self.weights)

    @cached_property
    def value_high(self) -> FloatArray:
        """Total if every score took the more favourable end of its interval; an unknown one, the best."""
        return totals(np.nan_to_num(self._value_table.best, nan=1.0), self.weights)

    @cached_property
    def filled_in_all(self) -> int:
        """How many values the convention stands for, over all cases."""
        return int(self.filled.sum())

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the inputs and the rules; the order of rows and columns leaves it as it is."""
        return fingerprint(
            {
                "method": self.method,
                "parameters": self.parameters,
                "convention": self.convention,
                "threshold": float(self.threshold),
                "criteria": {
                    "id": self.criteria.id,
                    "version": self.criteria.version,
                    "hash": self.criteria.structure_hash,
                },
                "axis_share": self.weighting.axis_share,
                "weights": dict(zip(self.criteria.ids, self.weights.tolist(), strict=True)),
                "scores": self.table.fingerprint,
            }
        )

    @cached_property
    def margins(self) -> FloatArray:
        """What is known of each case less what must be, (n_criteria, n_cases).

        Weights rank a case where their sum over its margins is not negative.
        """
        return np.asarray(self._value_table.known - (self.threshold - ROUNDING))

    @cached_property
    def lines(self) -> Sequence[tuple[str, float, Line]]:
        """What happens when one share moves and the others keep their proportions: the axes, then each criterion.

        With each, its name and where it stands; a criterion beside which nothing weighs has no line.
        """
        first, second = (self._within[axis] for axis in Axis)
        axes = axis_line(self.values, self.margins, first, second)
        lines = [(Axis.CITIZEN_IMPACT.value, self.weighting.axis_share, axes)]
        for row, criterion in enumerate(self.criteria):
            line = criterion_line(self.values, self.margins, self.weights, row)
            if line is not None:
                lines.append((criterion.id, float(self.weights[row]), line))
        return lines

    def references(self, band: Band = Band.RANKABLE) -> tuple[str, ...]:
        """References of a band, best first."""
        return self._references[band]

    def page(self, start: int, stop: int, band: Band = Band.RANKABLE) -> tuple[RankedCase, ...]:
        """Cases of a band from one place to another, best first."""
        return tuple(self._case(int(position)) for position in self.placed[band][start:stop])

    def top(self, k: int) -> tuple[RankedCase, ...]:
        """The first k rankable cases."""
        return self.page(0, k)

    def row(self, reference: str) -> RankedCase:
        """One case (KeyError when the table does not have it)."""
        return self._case(self.table.positions[reference])

    def rank_of(self, reference: str) -> int:
        """Rank within the case's band."""
        return int(self.ranks[self.table.positions[reference]])

    def sharing(self, rank: int) -> int:
        """How many rankable cases have this rank: more than one where their values are equal."""
        return int((self.ranks[self.placed[Band.RANKABLE]] == rank).sum())

    def band_of(self, reference: str) -> Band:
        """Band of a case."""
        return self._band(self.table.positions[reference])

    def firm_in_first(self, k: int) -> Mapping[str, bool]:
        """For the first k cases, whether each stays there whatever the unknown scores turn out to be.

        Every score may take any value of its interval, an unknown one any value at all, and cases that are
        not yet rankable may rise too: a place is firm when the case at its worst is beaten by fewer than k
        others at their best. A tie beats nobody.
        """
        first = self.placed[Band.RANKABLE][:k]
        worst, best = tie_key(self.value_low), tie_key(self.value_high)
        beaten_by = best.size - np.searchsorted(np.sort(best), worst[first], side="right")
        beaten_by -= best[first] > worst[first]  # its own best case does not beat it
        return {self.table.references[i]: bool(n < k) for i, n in zip(first, beaten_by, strict=True)}

    @cached_property
    def _references(self) -> Mapping[Band, tuple[str, ...]]:
        names = self.table.references
        return {band: tuple(names[position] for position in placed.tolist()) for band, placed in self.placed.items()}

    @cached_property
    def _within(self) -> Mapping[Axis, FloatArray]:
        return {axis: self.weighting.within_axis(self.criteria, axis) for axis in Axis}

    @property
    def _value_table(self) -> ValueTable:
        return self.table.values(self.criteria)

    @cached_property
    def _tied(self) -> BoolArray:
        tied = np.zeros(len(self.table), dtype=np.bool_)
        for positions in self.placed.values():
            ranks = self.ranks[positions]
            tied[positions] = np.bincount(ranks, minlength=1)[ranks] > 1
        return tied

    def _band(self, position: int) -> Band:
        return Band.RANKABLE if self._rankable[position] else Band.NOT_YET_RANKABLE

    @cached_property
    def _rankable(self) -> BoolArray:
        return _enough(self.known, self.threshold)

    def _case(self, i: int) -> RankedCase:
        unknown = np.isnan(self._value_table.likely[:, i])
        return RankedCase(
            reference=self.table.references[i],
            band=self._band(i),
            rank=int(self.ranks[i]),
            tied=bool(self._tied[i]),
            value=float(self.totals[i]),
            value_low=float(self.value_low[i]),
            value_high=float(self.value_high[i]),
            axis_values={axis: float(values[i]) for axis, values in self.axis_values.items()},
            known=float(self.known[i]),
            axis_known={axis: float(known[i]) for axis, known in self.axis_known.items()},
            has_point=bool(self.has_point[i]),
            contributions=dict(zip(self.criteria.ids, self.contributions[:, i].tolist(), strict=True)),
            missing=tuple(name for name, gap in zip(self.criteria.ids, unknown, strict=True) if gap),
            filled=int(self.filled[i]),
        )


def rank(
    table: PerformanceTable,
    criteria: CriteriaSet,
    weighting: Weighting,
    *,
    convention: Convention = Convention.MIDDLE,
    threshold: float = 0.5,
) -> Ranking:
    """Order cases by their weighted value, those of which too little is known in a band of their own.

    Parameters
    ----------
    table : PerformanceTable
        Scores in the criteria's units; criteria of the set that it lacks are unknown for all.
    convention : Convention
        What stands for an unknown value; the result tells how many were filled.
    threshold : float
        Share of the weight, in [0, 1], that must be known; a case exactly at it is rankable.

    Raises
    ------
    PriorityError
        ranking.threshold_range: outside [0, 1].
    usecases.weighting.WeightingError
        If the weights give no distribution over the set's criteria.
    usecases.performance.TableError
        table.unknown_criterion.
    """
    if not 0 <= threshold <= 1:
        raise PriorityError("ranking.threshold_range", value=threshold)
    weights = weighting.global_weights(criteria)
    value_table = table.values(criteria)
    values, filled = value_table.completed(convention)
    sums = totals(values, weights)
    known = value_table.known_share(weights)
    enough = _enough(known, threshold)
    placed, ranks = {}, np.zeros(len(table), dtype=np.intp)
    for band, members in ((Band.RANKABLE, enough), (Band.NOT_YET_RANKABLE, ~enough)):
        among = None if members.all() else np.flatnonzero(members)
        placed[band], band_ranks = order(sums, known, table.references, among=among)
        ranks[placed[band]] = band_ranks
    return Ranking(
        table, criteria, weighting, convention, threshold, weights, values, filled, sums, known, placed, ranks
    )


def quadrant(impact: float, feasibility: float, *, split: float = 0.5) -> Quadrant:
    """Quadrant of a point; a coordinate on the dividing line counts as high."""
    if impact >= split:
        return Quadrant.ACT_NOW if feasibility >= split else Quadrant.PREPARE
    return Quadrant.AT_HAND if feasibility >= split else Quadrant.LATER


def quadrants(ranking: Ranking, *, split: float = 0.5) -> dict[Quadrant, tuple[str, ...]]:
    """References in each quadrant, best first; a case without a point is in none."""
    impact = ranking.axis_values[Axis.CITIZEN_IMPACT]
    feasibility = ranking.axis_values[Axis.FEASIBILITY]
    members: dict[Quadrant, list[str]] = {each: [] for each in Quadrant}
    for positions in ranking.placed.values():
        for i in positions[ranking.has_point[positions]]:
            members[quadrant(impact[i], feasibility[i], split=split)].append(ranking.table.references[i])
    return {each: tuple(references) for each, references in members.items()}


def _enough(known: FloatArray, threshold: float) -> BoolArray:
    enough: BoolArray = known >= threshold - ROUNDING
    return enough
