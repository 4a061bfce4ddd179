"""How firm an order is: what the admissible weights and the uncertain scores do to it, sampled and certified."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from usecases.admissible import admissible
from usecases.entrants import Entrants, entrants
from usecases.fingerprint import fingerprint
from usecases.mcda.arrays import FloatArray, IntArray
from usecases.mcda.polytope import Polytope
from usecases.mcda.ranking import tie_key
from usecases.mcda.sampling import REPLICATES, SAMPLER, draw
from usecases.mcda.smaa import (
    BLOCK,
    Block,
    RankCounts,
    Spread,
    count_ranks,
    uncertain_blocks,
    values_of,
    weighted_blocks,
)
from usecases.mcda.stability import Span, around_share
from usecases.priorities import Band, Ranking

RANKS = 50
"""Ranks that the table of acceptabilities shows; expected ranks are over all."""
TOLERANCE = 0.2
"""Of a weighting that states one point: each weight may be a fifth more or less."""
DRAWS = 4_096
CONFIDENCE_DRAWS = 512
"""Draws of scores that a confidence factor is counted in."""

ABSENT = -1.0
"""Stands for the total of whoever is not ranked: below every total."""

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Doubt:
    """What is taken as admissible, and how it is sampled; part of the result and of its fingerprint."""

    tolerance: float = TOLERANCE
    draws: int = DRAWS
    seed: int = 1
    scores: bool = True  # whether scores take any value of their intervals, or their likely value


def sampling_of(how: str) -> str:
    """How weights were drawn, with the version of the sampler: the same seed gives the same draws where both agree."""
    return f"{how} {SAMPLER}"


@dataclass(frozen=True, eq=False)
class Robustness:
    """What the admissible inputs say of the rankable cases, in the order of the ranking: row 0 is its first."""

    references: tuple[str, ...]
    doubt: Doubt
    how: str  # how weights were drawn: point | sobol | exact | walk
    counts: RankCounts  # the first RANKS ranks
    errors: FloatArray  # (n_cases, n_ranks) standard error of the share in the first k
    rank_errors: FloatArray  # (n_cases, n_ranks) standard error of the share of each rank
    weights: FloatArray  # (n_draws, n_criteria)
    confidence: FloatArray  # (n_cases,) share of drawn scores whose central weights make it first; NaN where unknown
    fingerprint: str

    @cached_property
    def positions(self) -> dict[str, int]:
        """Row of each reference."""
        return {reference: row for row, reference in enumerate(self.references)}

    def share_in_first(self, k: int) -> FloatArray:
        """Share of the draws in which a case is in the first k, (n_cases,)."""
        return self.counts.share_in_first(k)

    def standard_error(self, k: int) -> FloatArray:
        """Standard error of those shares, (n_cases,): from the spread between the independent parts."""
        return np.asarray(self.errors[:, min(k, self.errors.shape[1]) - 1])

    @cached_property
    def largest_rank_error(self) -> FloatArray:
        """The largest standard error among the shares of a case's ranks, (n_cases,)."""
        return np.asarray(self.rank_errors.max(axis=1, initial=0.0))


def region_of(ranking: Ranking, doubt: Doubt) -> Polytope:
    """The weights that count as admissible."""
    return admissible(ranking.weighting, ranking.criteria, tolerance=doubt.tolerance)


def stays_known(ranking: Ranking, reference: str, doubt: Doubt) -> bool:
    """Whether a case keeps its place among those that are ranked under all admissible weights: exact."""
    least, _ = region_of(ranking, doubt).least(ranking.margins[:, ranking.table.positions[reference]])
    return least >= 0


def spread_of(ranking: Ranking, positions: IntArray, *, scores: bool = True) -> Spread:
    """Values of some cases, by their places in the table, with what is uncertain of them."""
    table = ranking.table.values(ranking.criteria)
    if not scores:
        values = ranking.values[:, positions]
        return Spread(values, values, values)
    return Spread(table.worst[:, positions], table.likely[:, positions], table.best[:, positions])


class InFirst:
    """Who was in the first k of each draw: noted while the draws pass, so that none has to be made again."""

    def __init__(self, first: int) -> None:
        self.first = first
        self._rows: list[NDArray[np.uint8]] = []
        self._size = 0

    def note(self, block: Block) -> None:
        """Take one block of draws down; ties at the line are inside."""
        totals = tie_key(block.totals)
        self._size = totals.shape[1]
        if not self._size:
            return
        place = max(self._size - self.first, 0)
        line = np.maximum(np.partition(totals, place, axis=1)[:, place], 0)  # whoever is absent is below
        self._rows.append(np.packbits(totals >= line[:, np.newaxis], axis=1))

    def of(self, rows: IntArray) -> NDArray[np.float32]:
        """Whether each of some cases was inside, 1 or 0, (n_draws, n_chosen)."""
        inside = np.unpackbits(np.concatenate(self._rows), axis=1, count=self._size)
        return inside[:, rows].astype(np.float32)  # counts of draws are whole numbers, and exact


def robustness(
    ranking: Ranking, doubt: Doubt, *, watch: InFirst | None = None, progress: Progress | None = None
) -> Robustness:
    """Sample the admissible weights and scores and count ranks.

    Under each weights those are ranked of whom enough is known there, as on the screen: a case may leave the order, and
    one that is not yet rankable may come into it. Only those that are ranked now are told; where one of them has left,
    it has none of the ranks, and its expected rank counts it behind all others.

    Parameters
    ----------
    watch : InFirst, optional
        Takes down who is in the first k of each draw.

    Raises
    ------
    usecases.mcda.polytope.EmptyRegionError
        If no weights are admissible.
    """
    region = region_of(ranking, doubt)
    among = entrants(ranking, region)
    spread = spread_of(ranking, among.positions, scores=doubt.scores)
    drawn = draw(region, doubt.draws, seed=doubt.seed)
    ranks = max(1, min(RANKS, among.ranked))
    counted: list[RankCounts] = []
    for part in parts_of(drawn.weights):
        present = _Present(blocks_of(spread, drawn.weights, part, doubt), among)
        counts = count_ranks(_watched(present, watch) if watch else present, len(among.positions), n_ranks=ranks)
        counted.append(present.told(counts))
        if progress:
            progress(len(counted) / REPLICATES)
    parts = np.array([one.counts / one.n_draws for one in counted])
    rank_errors, errors = (each.std(axis=0, ddof=1) / np.sqrt(len(parts)) for each in (parts, np.cumsum(parts, axis=2)))
    identity = fingerprint(
        {
            "ranking": ranking.fingerprint, "region": ranking.weighting.region, "doubt": vars(doubt),
            "sampling": sampling_of(drawn.how),
        }
    )  # fmt: skip
    total = _added(counted)
    sure = _confidence(spread, among, total.central_weights, doubt)
    return Robustness(ranking.references(), doubt, drawn.how, total, errors, rank_errors, drawn.weights, sure, identity)


def _confidence(spread: Spread, among: Entrants, central: FloatArray, doubt: Doubt) -> FloatArray:
    """Confidence factors of the cases that are ever first, under scores that were drawn for nothing else."""
    found = np.full(len(central), np.nan)
    named = np.flatnonzero(~np.isnan(central).any(axis=1))
    if not named.size:
        return found
    everyone = np.arange(len(among.positions))
    draws = range(doubt.draws, doubt.draws + (CONFIDENCE_DRAWS if doubt.scores else 1), BLOCK)
    firsts = np.zeros(named.size)
    for start in draws:
        values = spread.likely[:, np.newaxis]
        if doubt.scores:
            rows = range(len(spread.likely))
            values = np.array([
                values_of(spread, row, everyone, BLOCK, seed=doubt.seed, first=start) for row in rows
            ])  # fmt: skip
        for row, case in enumerate(named):
            totals = np.tensordot(central[case], values, axes=1)  # (n_draws, n_entrants)
            totals[:, among.doubtful[among.absent(central[case])]] = ABSENT
            # Keys follow their values: the greatest key is that of the greatest value.
            firsts[row] += (tie_key(totals[:, case]) == tie_key(totals.max(axis=1))).mean()
    found[named] = firsts / len(draws)
    return found


class _Present:
    """Blocks in which whoever is not ranked under a draw's weights stands behind all others, and what that costs."""

    def __init__(self, blocks: Iterator[Block], among: Entrants) -> None:
        self._blocks, self._among = blocks, among
        self._left: list[tuple[IntArray, IntArray, FloatArray]] = []  # places, ranks from 0, weights

    def __iter__(self) -> Iterator[Block]:
        doubtful, everyone = self._among.doubtful, len(self._among.positions)
        for block in self._blocks:
            if doubtful.size:
                absent = self._among.absent(block.weights)
                block.totals[:, doubtful] = np.where(absent, ABSENT, block.totals[:, doubtful])
                draws, places = np.nonzero(absent)
                ranks = (everyone - absent.sum(axis=1))[draws]  # all that are absent share the rank behind the last
                self._left.append((doubtful[places], ranks, block.weights[draws]))
            yield block

    def told(self, found: RankCounts) -> RankCounts:
        """The counts of those that are ranked now, without the ranks of whoever was not ranked."""
        for places, ranks, weights in self._left:
            shown = ranks < found.counts.shape[1]
            np.subtract.at(found.counts, (places[shown], ranks[shown]), 1)
            np.subtract.at(found.first_weights, places[ranks == 0], weights[ranks == 0])
        told = slice(self._among.ranked)
        sums = None if found.rank_sums is None else found.rank_sums[told]
        return RankCounts(found.n_draws, found.counts[told], sums, found.first_weights[told])


def _watched(blocks: Iterable[Block], watch: InFirst) -> Iterator[Block]:
    for block in blocks:
        watch.note(block)
        yield block


def parts_of(weights: FloatArray) -> list[range]:
    """The numbers of the draws of each part of a sample."""
    each = len(weights) // REPLICATES
    return [range(part * each, (part + 1) * each) for part in range(REPLICATES)]


def blocks_of(spread: Spread, weights: FloatArray, part: range, doubt: Doubt) -> Iterator[Block]:
    """Totals of one part of the draws, with values of their own where scores are uncertain."""
    of_part = weights[part.start : part.stop]
    if doubt.scores:
        return uncertain_blocks(spread, of_part, seed=doubt.seed, first=part.start)
    return weighted_blocks(spread.likely, of_part)


@dataclass(frozen=True)
class Threshold:
    """The share at which a case enters or leaves the first k when one weight moves and the others keep proportion."""

    subject: str  # an axis, or a criterion
    now: float
    span: Span  # around ``now``, where nothing changes for the case
    inside: bool  # whether it is in the first k there

    @property
    def nearest(self) -> float | None:
        """The nearer end of the span that is not an end of the scale; None when no share changes anything."""
        ends = [end for end in self.span if 0.0 < end < 1.0]
        return min(ends, key=lambda end: abs(end - self.now), default=None)

    @property
    def margin(self) -> float:
        """How far the share may move towards the nearer end; infinite when it may move as it likes."""
        return float("inf") if self.nearest is None else abs(self.nearest - self.now)


def thresholds(ranking: Ranking, reference: str, k: int) -> list[Threshold]:
    """For the share of the axes, then for each criterion: where the case changes sides, the nearest first within kind.

    Exact, with the rules of the ranking: cases that are too little known at other weights leave the order there.
    """
    _, *criteria = range(len(ranking.lines))
    found = [_threshold(ranking, line, reference, k) for line in criteria]
    return [axis_threshold(ranking, reference, k), *sorted(found, key=lambda one: (one.margin, one.subject))]


def axis_threshold(ranking: Ranking, reference: str, k: int) -> Threshold:
    """The first of the thresholds alone: the share of citizen impact at which the case changes sides."""
    return _threshold(ranking, 0, reference, k)


def spans_of_the_first(ranking: Ranking, k: int) -> list[Threshold]:
    """For the share of the axes, then each criterion: the widest span in which the first k stay the same cases.

    Exact, and the narrowest of what holds for each of them: while all of them are inside, nobody else is.
    """
    found = []
    for line, (subject, now, _) in enumerate(ranking.lines):
        spans = [_threshold(ranking, line, reference, k).span for reference in ranking.references()[:k]]
        low, high = max((one.low for one in spans), default=0.0), min((one.high for one in spans), default=1.0)
        found.append(Threshold(subject, now, Span(low, high), inside=True))
    return found


def _threshold(ranking: Ranking, line: int, reference: str, k: int) -> Threshold:
    subject, now, along_line = ranking.lines[line]
    inside = ranking.band_of(reference) is Band.RANKABLE and ranking.rank_of(reference) <= k
    along, span = around_share(along_line.in_first(ranking.table.positions[reference], k), now)
    # Where several cases are just known enough, a share can stand alone: any move from it changes sides.
    return Threshold(subject, now, span if along == inside else Span(now, now), inside)


def _added(counted: Sequence[RankCounts]) -> RankCounts:
    """Counts of all parts together."""
    sums = [one.rank_sums for one in counted if one.rank_sums is not None]
    return RankCounts(
        sum(one.n_draws for one in counted),
        np.sum([one.counts for one in counted], axis=0, dtype=np.int32),
        np.sum(sums, axis=0),
        np.sum([one.first_weights for one in counted], axis=0),
    )
