"""The cut-line: who stands just inside and just outside, how little swaps them, and which fact is worth asking for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from usecases.criteria import CriteriaSet, Measure
from usecases.mcda.arrays import FloatArray, IntArray
from usecases.mcda.ranking import tie_key
from usecases.mcda.smaa import Spread, values_of
from usecases.mcda.swaps import smallest_single_change, smallest_totals_of_change
from usecases.performance import PerformanceTable
from usecases.priorities import Band, Ranking
from usecases.robustness import Robustness, blocks_of, parts_of, spread_of

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
    """One score whose change by one step swaps a pair."""

    reference: str
    criterion: str
    up: bool  # whether the value rises (it is the outsider's), or falls


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


def cut_pairs(ranking: Ranking, first: int) -> tuple[CutPair, ...]:
    """The pairs around the line below the first k, the nearest swap first; none when everything is inside."""
    placed = ranking.placed[Band.RANKABLE]
    inside, outside = placed[max(0, first - NEIGHBOURS) : first], placed[first : first + NEIGHBOURS]
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
    for row, criterion in enumerate(ranking.criteria):
        for position, up in ((outside, True), (inside, False)):
            gain = _step(ranking, row, position, up=up) * ranking.weights[row]
            if gain > lead:
                steps.append((float(gain), ScoreStep(references[position], criterion.id, up)))
    steps.sort(key=lambda one: -one[0])
    return CutPair(
        references[inside], references[outside], lead, total, float("inf") if single is None else single.distance,
        tuple(step for _, step in steps[:3]),
    )  # fmt: skip


def _step(ranking: Ranking, row: int, position: int, *, up: bool) -> float:
    """How much the value changes when a score improves, or worsens, by one step; 0 at the end of its scale."""
    criterion, value = ranking.criteria.criteria[row], float(ranking.values[row, position])
    score = _likely(ranking.table, criterion.id, position)
    if criterion.measure is Measure.SCALE and np.isfinite(score):
        better = 1.0 if up else -1.0
        moved = float(criterion.values(np.array([score + better]))[0])
        return abs(moved - value)
    return min(VALUE_STEP, 1.0 - value if up else value)


def _likely(table: PerformanceTable, criterion: str, position: int) -> float:
    return (
        float(table.likely[table.criteria.index(criterion), position]) if criterion in table.criteria else float("nan")
    )


def cut_line(ranking: Ranking, found: Robustness, first: int) -> CutLine:
    """Pairs and questions around the line; the questions come from the very draws of the robustness."""
    shares = found.share_in_first(first)
    doubt = shares * (1.0 - shares)
    most = np.argsort(-doubt, kind="stable")[:DOUBTFUL]
    doubtful = np.sort(most[doubt[most] > 0])
    spread = spread_of(ranking, scores=found.doubt.scores)
    asked = found.doubt.scores and doubtful.size
    questions = _questions(ranking.criteria, found, spread, doubtful, first) if asked else []
    return CutLine(first, cut_pairs(ranking, first), tuple(questions), float(doubt.sum()))


def _questions(
    criteria: CriteriaSet, found: Robustness, spread: Spread, doubtful: IntArray, first: int
) -> list[Question]:
    members = _memberships(found, spread, doubtful, first)
    before = float((members.mean(axis=0) * (1.0 - members.mean(axis=0))).sum())
    questions = []
    for row, criterion in enumerate(criteria):
        width = spread.best[row, doubtful] - spread.worst[row, doubtful]
        asked = doubtful[~(width <= 0)]  # a width that is NaN is the whole scale
        if not asked.size:
            continue
        values = np.concatenate([
            values_of(spread, row, asked, len(part), seed=found.doubt.seed, first=part.start)
            for part in parts_of(found.weights)
        ])  # fmt: skip
        for column, case in enumerate(asked):
            relief = before - _doubt_left(members, values[:, column])
            if relief > 0:
                unknown = bool(np.isnan(spread.likely[row, case]))
                questions.append(Question(found.references[case], criterion.id, relief, unknown))
    return sorted(questions, key=lambda one: (-one.relief, one.reference, one.criterion))


def _memberships(found: Robustness, spread: Spread, doubtful: IntArray, first: int) -> FloatArray:
    """Whether each doubtful case is in the first k of each draw, 1 or 0, (n_draws, n_doubtful)."""
    blocks = []
    for part in parts_of(found.weights):
        for block in blocks_of(spread, found.weights, part, found.doubt):
            totals = tie_key(block.totals)
            last = max(totals.shape[1] - first, 0)
            line = np.partition(totals, last, axis=1)[:, last]
            blocks.append(totals[:, doubtful] >= line[:, np.newaxis])
    return np.concatenate(blocks).astype(np.float64)


def _doubt_left(members: FloatArray, value: FloatArray) -> float:
    """The doubt that remains on average once a score is known to the eighth of its draws in which it lies.

    The doubt within each slice is estimated without the bias of small samples (n / (n - 1)), so that a score that
    tells nothing is not credited with relief.
    """
    placed = np.argsort(value, kind="stable")
    left = 0.0
    for part in np.array_split(placed, SLICES):
        share = members[part].mean(axis=0)
        left += float((share * (1.0 - share)).sum()) * part.size / (part.size - 1) * part.size
    return left / placed.size


def by_administration(questions: Sequence[Question], administrations: Mapping[str, str]) -> dict[str, list[Question]]:
    """The questions of each administration, those with the most relief first; each list is one request."""
    grouped: dict[str, list[Question]] = {}
    for one in questions:
        grouped.setdefault(administrations.get(one.reference, ""), []).append(one)
    return dict(sorted(grouped.items(), key=lambda item: -sum(one.relief for one in item[1])))
