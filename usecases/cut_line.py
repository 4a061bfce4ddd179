"""The cut-line: who stands just inside and just outside, how little swaps them, and which fact is worth asking for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from usecases.criteria import Criterion, Measure
from usecases.entrants import entrants
from usecases.mcda.arrays import FloatArray, IntArray
from usecases.mcda.smaa import values_of
from usecases.mcda.swaps import smallest_single_change, smallest_totals_of_change
from usecases.performance import PerformanceTable
from usecases.priorities import Band, Ranking
from usecases.robustness import (
    InFirst,
    Progress,
    Robustness,
    Threshold,
    parts_of,
    region_of,
    spans_of_the_first,
    spread_of,
)

NEIGHBOURS = 8
"""Cases on each side of the line that are compared."""
PAIRS = 12
DOUBTFUL = 40
"""Cases, those of most doubt, whose scores are asked what they are worth."""
SLICES = 8
VALUE_STEP = 0.1
"""One step of a quantity in its own unit is a tenth of the value scale; one of an anchored scale is one level."""


@dataclass(frozen=True)
class ScoreStep:
    """One score whose change by one step swaps a pair: better for the one outside, or worse for the one inside."""

    reference: str
    criterion: str
    before: float | None  # likely score in the criterion's unit; None where it is unknown
    after: float


@dataclass(frozen=True)
class CutPair:
    """One case inside the first k and one outside, with the smallest changes that swap them."""

    inside: str
    outside: str
    lead: float
    total_change: float  # smallest sum of changes of the weights; infinite when none swaps them
    single_change: float  # smallest largest change of one weight
    steps: tuple[ScoreStep, ...]  # scores of which one step is enough


@dataclass(frozen=True)
class Question:
    """One fact to ask an administration for: knowing it would remove some of the doubt about the first k."""

    reference: str
    criterion: str
    relief: float  # expected fall of the doubt, in cases
    unknown: bool  # nothing is known of it; else its interval is wide


@dataclass(frozen=True)
class CutLine:
    """The line below the first k."""

    first: int
    pairs: tuple[CutPair, ...]  # the nearest swap first
    questions: tuple[Question, ...]  # the most relief first
    doubt: float
    """Sum of share x (1 - share): by so many of their first k two admissible rankings differ on average."""
    spans: tuple[Threshold, ...] = ()
    """By axis and criterion, the span of its weight in which the first k stay the same."""


def cut_pairs(ranking: Ranking, first: int) -> tuple[CutPair, ...]:
    """The pairs around the line below the first k, the nearest swap first; none when everything is inside.

    Whoever is tied with the last of the first k shares its rank and is inside with it.
    """
    placed = ranking.placed[Band.RANKABLE]
    line = int((ranking.ranks[placed] <= first).sum())
    inside, outside = placed[max(0, line - NEIGHBOURS) : line], placed[line : line + NEIGHBOURS]
    pairs = [(a, b) for a in inside for b in outside]
    if not pairs:
        return ()
    differences = np.array([ranking.values[:, a] - ranking.values[:, b] for a, b in pairs]).T
    totals = smallest_totals_of_change(ranking.weights, differences)
    nearest = np.argsort(totals, kind="stable")[:PAIRS]
    return tuple(_pair(ranking, *(int(one) for one in pairs[place]), total=float(totals[place])) for place in nearest)


def _pair(ranking: Ranking, inside: int, outside: int, *, total: float) -> CutPair:
    references = ranking.table.references
    difference = ranking.values[:, inside] - ranking.values[:, outside]
    lead = float(ranking.weights @ difference)
    single = smallest_single_change(ranking.weights, difference)
    steps = []
    for row in range(len(ranking.criteria)):
        for position, better in ((outside, True), (inside, False)):
            after, step = _step(ranking, row, position, better=better)
            if step * ranking.weights[row] > lead:
                steps.append((step * float(ranking.weights[row]), after))
    steps.sort(key=lambda one: -one[0])
    return CutPair(
        references[inside], references[outside], lead, total, float("inf") if single is None else single.distance,
        tuple(step for _, step in steps[:3]),
    )  # fmt: skip


def _step(ranking: Ranking, row: int, position: int, *, better: bool) -> tuple[ScoreStep, float]:
    """One score moved by one step, and by how much its value changes; 0 at the end of its scale."""
    criterion, value = ranking.criteria.criteria[row], float(ranking.values[row, position])
    score = _likely(ranking.table, criterion, position)
    if criterion.measure is Measure.SCALE and score is not None:
        after = score + (1.0 if better else -1.0)
        moved = float(criterion.values(np.array([after]))[0])
    else:
        moved = min(1.0, value + VALUE_STEP) if better else max(0.0, value - VALUE_STEP)
        after = criterion.score_of(moved)
    return ScoreStep(ranking.table.references[position], criterion.id, score, after), abs(moved - value)


def _likely(table: PerformanceTable, criterion: Criterion, position: int) -> float | None:
    if criterion.id not in table.criteria:
        return None
    score = float(table.likely[table.criteria.index(criterion.id), position])
    return score if np.isfinite(score) else None


def cut_line(ranking: Ranking, found: Robustness, inside: InFirst, *, progress: Progress | None = None) -> CutLine:
    """Pairs and questions around the line; the questions come from the very draws of the robustness."""
    shares = found.share_in_first(inside.first)
    doubt = shares * (1.0 - shares)
    most = np.argsort(-doubt, kind="stable")[:DOUBTFUL]
    doubtful = np.sort(most[doubt[most] > 0])
    asked = found.doubt.scores and doubtful.size
    questions = _questions(ranking, found, doubtful, inside.of(doubtful), progress) if asked else []
    return CutLine(inside.first, cut_pairs(ranking, inside.first), tuple(questions), float(doubt.sum()),
                   tuple(spans_of_the_first(ranking, inside.first)))  # fmt: skip


def _questions(
    ranking: Ranking, found: Robustness, doubtful: IntArray, members: NDArray[np.float32], progress: Progress | None
) -> list[Question]:
    spread = spread_of(ranking, entrants(ranking, region_of(ranking, found.doubt)).positions)
    before = float((members.mean(axis=0) * (1.0 - members.mean(axis=0))).sum())
    questions, by_chance = [], []
    for row, criterion in enumerate(ranking.criteria):
        width = spread.best[row, doubtful] - spread.worst[row, doubtful]
        asked = doubtful[~(width <= 0)]  # a width that is NaN is the whole scale
        if not asked.size:
            continue
        values = np.concatenate([
            values_of(spread, row, asked, len(part), seed=found.doubt.seed, first=part.start)
            for part in parts_of(found.weights)
        ])  # fmt: skip
        for case, value in zip(asked, values.T, strict=True):
            relief = before - _doubt_left(members, value)
            unknown = bool(np.isnan(spread.likely[row, case]))
            questions.append(Question(found.references[case], criterion.id, relief, unknown))
            # Against the draws of others the same value tells nothing: what it seems to tell there is chance.
            by_chance.append(before - _doubt_left(members, np.roll(value, value.size // 3)))
        if progress:
            progress((row + 1) / len(ranking.criteria))
    noise = 2.0 * float(np.sqrt(np.mean(np.square(by_chance)))) if by_chance else 0.0
    told = [one for one in questions if one.relief > noise]
    return sorted(told, key=lambda one: (-one.relief, one.reference, one.criterion))


def _doubt_left(members: NDArray[np.float32], value: FloatArray) -> float:
    """The doubt that remains on average once a score is known to the eighth of its draws in which it lies.

    The doubt within each slice is estimated without the bias of small samples (n / (n - 1)), so that a score that
    tells nothing is not credited with relief.
    """
    starts = np.arange(SLICES) * value.size // SLICES
    sizes = np.diff(starts, append=value.size)[:, np.newaxis]
    inside = np.add.reduceat(members[np.argsort(value)], starts, axis=0)
    shares = inside.astype(np.float64) / sizes
    return float((shares * (1.0 - shares) * sizes / (sizes - 1) * sizes).sum()) / value.size


def by_administration(questions: Sequence[Question], administrations: Mapping[str, str]) -> dict[str, list[Question]]:
    """The questions of each administration, those with the most relief first; each list is one request."""
    grouped: dict[str, list[Question]] = {}
    for one in questions:
        grouped.setdefault(administrations.get(one.reference, ""), []).append(one)
    return dict(sorted(grouped.items(), key=lambda item: -sum(one.relief for one in item[1])))
