"""The order of 100,000 cases against one sort of 100,000 numbers."""

from collections.abc import Iterator

import numpy as np

from actions.definitions import Definitions
from benchmarks.figures import Figure, against_floor, best_in_turn, cpu_seconds, told
from usecases.criteria import CriteriaSet
from usecases.performance import PerformanceTable
from usecases.priorities import rank
from usecases.scores import ScoreOrigin, origin_code
from usecases.weighting import default_weighting

SIZES = (2_000, 100_000)


def figures(*, quick: bool) -> Iterator[Figure]:
    """What a slider waits for when the table stands, and what the first reader waits for besides."""
    criteria = Definitions().criteria
    for size in SIZES[:1] if quick else SIZES:
        table = scored(criteria, size)
        weighting = default_weighting(criteria)
        totals = rank(table, criteria, weighting).totals
        times = 50 if size <= SIZES[0] else 5
        floor, ours, first = best_in_turn(
            [
                lambda: cpu_seconds(lambda: np.argsort(totals), times=times),  # noqa: B023 -- called at once
                lambda: cpu_seconds(lambda: rank(table, criteria, weighting), times=times),  # noqa: B023
                lambda: _first(criteria, size),  # noqa: B023
            ]
        )
        what = f"ranking {size:,} × 12"
        if size == SIZES[-1]:
            yield against_floor(what, ours, floor, floor_name="one np.argsort", at_most=2.5)
        else:
            yield Figure(what, told(ours), f"one np.argsort: {told(floor)}", ours / floor)
        yield Figure(f"{what}, values not yet computed", told(first), f"one np.argsort: {told(floor)}", first / floor)


def scored(criteria: CriteriaSet, size: int) -> PerformanceTable:
    """Every case scored on every criterion, evenly over its scale."""
    chance = np.random.default_rng(7)
    likely = np.array([chance.uniform(one.value.low, one.value.high, size) for one in criteria])
    origins = np.full(likely.shape, origin_code(ScoreOrigin.ENTERED), dtype=np.int8)
    references = tuple(f"UC-{number:06d}" for number in range(size))
    return PerformanceTable(references, criteria.ids, likely, likely, likely, origins)


def _first(criteria: CriteriaSet, size: int) -> float:
    table = scored(criteria, size)
    return cpu_seconds(lambda: rank(table, criteria, default_weighting(criteria)))
