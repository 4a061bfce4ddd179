"""Regions of weights: what is drawn lies inside and is spread evenly; an empty one says which constraints clash."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from usecases.mcda.polytope import (
    AxisBlock,
    Constraint,
    EmptyRegionError,
    Polytope,
    Shape,
    around,
    simplex,
)
from usecases.mcda.sampling import draw, in_box, independent, net

N = 20_000


def rejected(region: Polytope, n: int = 400_000) -> np.ndarray:
    """Even draws from the simplex that happen to lie in the region: slow, and right by definition."""
    weights = np.random.default_rng(3).dirichlet(np.ones(region.size), n)
    return weights[region.admits(weights)]


def ordered(*groups: tuple[int, ...], size: int) -> Polytope:
    rows = []
    for before, after in itertools.pairwise(groups):
        for i in before:
            for j in after:
                row = np.zeros(size)
                row[i], row[j] = -1.0, 1.0
                rows.append(Constraint(tuple(row), 0.0, "region.order"))
    return Polytope(np.zeros(size), np.ones(size), tuple(rows), shape=Shape(order=groups))


REGIONS = {
    "simplex": simplex(4),
    "bounds": Polytope(np.array([0.1, 0.0, 0.05, 0.0]), np.array([0.5, 0.4, 0.9, 0.3])),
    "bounds in a corner": Polytope(np.array([0.7, 0.01, 0.0, 0.0]), np.array([0.95, 0.9, 0.9, 0.2])),
    "order": ordered((0,), (1, 2), (3,), size=4),
    "order of some": ordered((2,), (0,), size=4),
    "axes": Polytope(
        np.zeros(4), np.ones(4),
        (
            Constraint((-1.0, -1.0, 0.0, 0.0), -0.3, "region.share"),
            Constraint((1.0, 1.0, 0.0, 0.0), 0.6, "region.share"),
            Constraint((-0.8, 0.2, 0.0, 0.0), 0.0, "region.low"),
        ),
        shape=Shape(blocks=(AxisBlock((0, 1), (0.2, 0.0), (1.0, 1.0)), AxisBlock((2, 3), (0.0, 0.0), (1.0, 1.0))),
                    share=(0.3, 0.6)),
    ),
    "intersection": Polytope(
        np.array([0.0, 0.1, 0.0, 0.0]), np.array([0.6, 0.8, 0.5, 1.0]),
        (Constraint((-1.0, 1.0, 0.0, 0.0), 0.0, "region.order"),), shape=None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REGIONS)
def test_draws_are_spread_as_those_that_rejection_leaves(name):
    region = REGIONS[name]
    ours, theirs = draw(region, N, seed=5).weights, rejected(region)
    assert region.admits(ours).all()
    assert len(theirs) > 3_000
    error = 6 * theirs.std(axis=0) / np.sqrt(min(len(theirs), N)) + 1e-4
    assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) < error).all()
    assert np.cov(ours.T) == pytest.approx(np.cov(theirs.T), abs=0.05 * theirs.var(axis=0).max() + 3e-4)
    for share in (0.1, 0.5, 0.9):
        mine, right = np.quantile(ours, share, axis=0), np.quantile(theirs, share, axis=0)
        assert mine == pytest.approx(right, abs=0.012)


def test_a_walk_spreads_as_rejection_does_where_exact_draws_would_be_too_few():
    row = np.zeros(6)
    row[[3, 4, 5]] = 1.0
    chain = [Constraint(tuple(np.eye(6)[i + 1] - np.eye(6)[i]), 0.0, "region.order") for i in (0, 1)]
    region = Polytope(np.zeros(6), np.ones(6), (*chain, Constraint(tuple(row), 0.15, "region.high")), shape=None)
    drawn = draw(region, 8_000, seed=2)
    assert drawn.how == "walk"
    assert region.admits(drawn.weights).all()
    theirs = rejected(region, 2_000_000)
    assert len(theirs) > 1_500
    assert drawn.weights.mean(axis=0) == pytest.approx(theirs.mean(axis=0), abs=0.02)
    assert drawn.weights.std(axis=0) == pytest.approx(theirs.std(axis=0), rel=0.15)


@given(st.integers(1, 8), st.integers(0, 10_000), st.floats(0.0, 1.0), st.sampled_from([net, independent]))
@settings(deadline=None, max_examples=60)
def test_bounds_however_they_lie_are_kept_and_never_stall(size, seed, tightness, points):
    rng = np.random.default_rng(seed)
    inside = rng.dirichlet(np.ones(size))
    lower = inside * rng.uniform(tightness, 1, size)
    upper = np.minimum(1.0, inside + (1 - inside) * rng.uniform(0, 1, size) * (1 - tightness))
    weights = in_box(lower, upper, 200, points(rng))
    assert (weights >= lower - 1e-9).all()
    assert (weights <= upper + 1e-9).all()
    assert weights.sum(axis=1) == pytest.approx(np.ones(200), abs=1e-9)


def test_bounds_are_covered_more_evenly_than_by_chance():
    region = around(np.array([0.4, 0.3, 0.2, 0.1]), 0.2)
    truth = in_box(region.lower, region.upper, 400_000, independent(np.random.default_rng(99))).mean(axis=0)
    spread, by_chance = [], []
    for seed in range(8):
        drawn = draw(region, 4_096, seed=seed)
        assert drawn.how == "sobol"
        spread.append(np.abs(drawn.weights.mean(axis=0) - truth).max())
        chance = in_box(region.lower, region.upper, 4_096, independent(np.random.default_rng(seed)))
        by_chance.append(np.abs(chance.mean(axis=0) - truth).max())
    assert np.median(spread) < 0.6 * np.median(by_chance)


def test_the_same_seed_draws_the_same_weights_and_another_others():
    region = around(np.array([0.5, 0.3, 0.2]), 0.2)
    first, again, other = (draw(region, 160, seed=seed).weights for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_point_is_drawn_as_itself():
    drawn = draw(around(np.array([0.7, 0.3]), 0.0), 100, seed=1)
    assert drawn.how == "point"
    assert (drawn.weights == [0.7, 0.3]).all()


def test_an_empty_region_names_the_fewest_constraints_that_clash():
    lower, upper = np.array([0.5, 0.6, 0.0]), np.array([1.0, 1.0, 0.9])
    harmless = Constraint((0.0, 0.0, -1.0), 0.0, "region.low", "2", 0.0)
    with pytest.raises(EmptyRegionError) as refused:
        draw(Polytope(lower, upper, (harmless,), shape=None), 100, seed=1)
    assert {(one.code, one.subject, one.value) for one in refused.value.constraints} == {
        ("region.low", "0", 0.5), ("region.low", "1", 0.6),
    }  # fmt: skip


def test_bounds_that_leave_no_sum_of_one_are_empty_too():
    with pytest.raises(EmptyRegionError) as refused:
        draw(Polytope(np.zeros(3), np.array([0.2, 0.3, 0.4])), 100, seed=1)
    assert {one.code for one in refused.value.constraints} == {"region.high"}


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=40)
def test_the_least_of_a_direction_is_below_every_draw_and_is_reached(seed):
    rng = np.random.default_rng(seed)
    region = list(REGIONS.values())[seed % len(REGIONS)]
    direction = rng.normal(size=4)
    least, weights = region.least(direction)
    assert region.contains(weights)
    assert least == pytest.approx(direction @ weights, abs=1e-9)
    assert (draw(region, 320, seed=seed).weights @ direction >= least - 1e-7).all()
