"""The smallest move of weights that takes an alternative across the line agrees with every point of a fine grid."""

import itertools

import numpy as np
import pytest

from usecases.mcda.crossing import Measure, smallest_crossing
from usecases.mcda.swaps import smallest_single_change, smallest_total_change

STEPS = 60
GRID = np.array([
    (a / STEPS, b / STEPS, (STEPS - a - b) / STEPS) for a, b in itertools.product(range(STEPS + 1), repeat=2)
    if a + b <= STEPS
])  # fmt: skip


def length(change: np.ndarray, measure: Measure) -> np.ndarray:
    return np.abs(change).sum(axis=-1) if measure is Measure.TOTAL else np.abs(change).max(axis=-1)


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("seed", range(12))
def test_no_point_of_the_grid_crosses_nearer_and_one_crosses_about_there(measure, seed):
    rng = np.random.default_rng(seed)
    values, weights = rng.random((3, 6)), rng.dirichlet(np.ones(3) * 3)
    for own, first in itertools.product(range(6), (1, 2, 4)):
        leads = np.delete(values, own, axis=1) - values[:, [own]]
        inside = (weights @ leads > 0).sum() < first
        crossed = (GRID @ leads >= 0).sum(axis=1) >= first if inside else (GRID @ leads > 0).sum(axis=1) < first
        found = smallest_crossing(weights, values, own, first, measure, seconds=20.0)
        if found is None:
            assert not crossed.any()
            continue
        assert found.is_exact
        assert found.weights.min() >= -1e-9
        assert found.weights.sum() == pytest.approx(1.0)
        now = found.weights @ leads
        assert (now >= -1e-7).sum() >= first if inside else (now > 1e-7).sum() < first
        if crossed.any():
            nearest = length(GRID[crossed] - weights, measure).min()
            assert found.distance <= nearest + 1e-7
            assert nearest <= found.distance + 4 / STEPS


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("seed", range(8))
def test_who_is_too_little_known_at_a_point_of_the_grid_is_in_nobodys_way_and_not_among_the_first(measure, seed):
    rng = np.random.default_rng(seed)
    values, weights = rng.random((3, 6)), rng.dirichlet(np.ones(3) * 3)
    margins = (rng.random((3, 6)) < 0.6) - 0.45
    changed = 0
    for own, first in itertools.product(np.flatnonzero(weights @ margins >= 0), (1, 2, 4)):
        leads, present = (np.delete(one, own, axis=1) for one in (values - values[:, [own]], margins))

        def ahead(at, slack, leads=leads, present=present):
            return ((at @ leads > slack) & (at @ present >= slack)).sum(axis=-1)

        inside = ahead(weights, 0) < first
        # A point that is level counts as crossed, whichever way: the distance is to the border.
        enough = ahead(GRID, -1e-9) >= first if inside else ahead(GRID, 1e-9) < first
        crossed = enough | (GRID @ margins[:, own] <= 0) if inside else enough & (GRID @ margins[:, own] > 1e-9)
        found = smallest_crossing(weights, values, own, first, measure, seconds=20.0, margins=margins)
        if found is None:
            assert not crossed.any()
            continue
        assert found.is_exact
        at = found.weights
        if inside:
            assert ahead(at, -1e-7) >= first or at @ margins[:, own] <= 1e-7
        else:
            assert ahead(at, 1e-7) < first
            assert at @ margins[:, own] >= -1e-7
        alone = smallest_crossing(weights, values, own, first, measure, seconds=20.0)
        changed += alone is None or abs(alone.distance - found.distance) > 1e-6
        if crossed.any():
            nearest = length(GRID[crossed] - weights, measure).min()
            assert found.distance <= nearest + 1e-7
            assert nearest <= found.distance + 4 / STEPS
    assert changed > 0, "what is known changes nothing here"


@pytest.mark.parametrize("seed", range(6))
def test_between_two_it_is_the_swap_of_the_two(seed):
    rng = np.random.default_rng(seed)
    values, weights = rng.random((5, 2)), rng.dirichlet(np.ones(5))
    own = int(np.argmax(weights @ values))
    difference = values[:, own] - values[:, 1 - own]
    for measure, swap in ((Measure.TOTAL, smallest_total_change), (Measure.SINGLE, smallest_single_change)):
        pair = swap(weights, difference)
        found = smallest_crossing(weights, values, own, 1, measure, seconds=5.0)
        assert (pair is None) == (found is None)
        if pair is not None and found is not None:
            assert found.distance == pytest.approx(pair.distance, abs=1e-7)


def test_a_swap_with_the_nearest_may_not_be_enough():
    """The one that would pass it passes the one before it as well, so that another has to."""
    rng = np.random.default_rng(4)
    values, weights = rng.random((6, 60)), np.full(6, 1 / 6)
    order = np.argsort(-(weights @ values))
    own, first = int(order[6]), 10
    found = smallest_crossing(weights, values, own, first, Measure.TOTAL, seconds=20.0)
    outside = [smallest_total_change(weights, values[:, own] - values[:, other]) for other in order[10:]]
    nearest = min(one.distance for one in outside if one is not None)
    assert found is not None
    assert found.is_exact
    assert found.distance > nearest
    totals = found.weights @ values
    assert (np.delete(totals, own) >= totals[own] - 1e-7).sum() >= first


def test_who_is_dominated_by_all_or_alone_crosses_nothing():
    weights = np.array([0.5, 0.5])
    assert smallest_crossing(weights, np.array([[0.9, 0.1], [0.9, 0.1]]), 1, 1, Measure.TOTAL, seconds=1.0) is None
    assert smallest_crossing(weights, np.array([[0.9], [0.9]]), 0, 1, Measure.TOTAL, seconds=1.0) is None
