"""What is exact must agree with brute force: swaps, stability, necessary preference, rank intervals."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.strategies import SIX
from tests.usecases.mcda.strategies import WHOLE, brute_ranks, tables
from tests.usecases.test_defending import EVEN
from usecases.admissible import admissible
from usecases.mcda.margins import Margins
from usecases.mcda.polytope import EmptyRegionError, Polytope, Shape, around, simplex
from usecases.mcda.preference import can_be_first, least_leads, necessary_preference
from usecases.mcda.rank_interval import rank_interval, within
from usecases.mcda.sampling import draw
from usecases.mcda.stability import Line, Span, around_share, axis_line, criterion_line
from usecases.mcda.swaps import smallest_single_change, smallest_total_change, smallest_totals_of_change
from usecases.weighting import BoxRegion, IntersectionRegion, OrderRegion, Scope, ShareBounds

GRID = np.array([one for one in itertools.product(range(41), repeat=3) if sum(one) == 40]) / 40
"""All weights of three criteria in steps of a fortieth."""


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=50)
def test_a_swap_distance_agrees_with_a_search_of_all_weights_on_six_by_three(seed):
    rng = np.random.default_rng(seed)
    values, weights = rng.random((3, 6)), rng.dirichlet(np.ones(3))
    placed = np.argsort(-(weights @ values))
    for ahead, behind in itertools.pairwise(placed):
        difference = values[:, ahead] - values[:, behind]
        found = smallest_total_change(weights, difference)
        single = smallest_single_change(weights, difference)
        swapped = GRID[GRID @ difference <= 0]
        if found is None:
            assert single is None
            assert not len(swapped)
            continue
        assert found.weights.sum() == pytest.approx(1)
        assert found.weights.min() >= -1e-12
        assert found.weights @ difference == pytest.approx(0, abs=1e-9)
        assert np.abs(found.weights - weights).sum() == pytest.approx(found.distance, abs=1e-9)
        # Nothing on the grid is nearer, and what is found is no further than the grid's nearest and its step.
        if len(swapped):
            nearest = np.abs(swapped - weights).sum(axis=1).min()
            assert found.distance <= nearest + 1e-9
            largest = np.abs(swapped - weights).max(axis=1).min()
            assert single.distance <= largest + 1e-9
        assert np.abs(single.weights - weights).max() == pytest.approx(single.distance, abs=1e-7)
        assert single.weights @ difference <= 1e-7


@given(tables(min_n=2, min_k=2))
@settings(deadline=None, max_examples=60)
def test_the_smallest_total_change_is_that_of_a_linear_program(table):
    values, weights = table
    difference = values[:, 0] - values[:, 1]
    if weights @ difference < 0:
        difference = -difference
    # The program takes a lead of 1e-7 for none; what is smaller than it sees is computed by hand below.
    assume(not ((difference != 0) & (np.abs(difference) < 1e-5)).any())
    k = len(weights)
    solved = linprog(
        np.concatenate([np.zeros(k), np.ones(k)]),
        A_ub=np.vstack([
            np.hstack([np.eye(k), -np.eye(k)]), np.hstack([-np.eye(k), -np.eye(k)]),
            np.append(difference, np.zeros(k))[np.newaxis],
        ]),
        b_ub=np.concatenate([weights, -weights, [0.0]]), A_eq=np.append(np.ones(k), np.zeros(k))[np.newaxis],
        b_eq=[1.0], bounds=(0, None),
    )  # fmt: skip
    [distance] = smallest_totals_of_change(weights, difference[:, np.newaxis])
    if solved.x is None:
        assert not np.isfinite(distance)
    else:
        assert distance == pytest.approx(solved.fun, abs=1e-6)


def test_a_lead_that_is_too_small_for_a_program_is_taken_away_by_the_same_move():
    for lead in (1.0, 1e-3, 1e-9, 1e-15):
        [distance] = smallest_totals_of_change(np.array([0.5, 0.5]), np.array([[0.0], [lead]]))
        assert distance == pytest.approx(1.0)  # all of the second weight goes to the first
        [never] = smallest_totals_of_change(np.array([0.5, 0.5]), np.array([[lead], [lead]]))
        assert never == np.inf


@given(tables(min_n=2, max_n=6, min_k=2, elements=WHOLE), st.integers(1, 4))
@example((np.array([[0.5, 0.25, 0.75], [0.75, 1.0, 0.5]]), np.array([0.5, 0.5])), 1)  # all three equal at one half
@settings(deadline=None, max_examples=80)
def test_where_an_alternative_is_in_the_first_k_along_one_weight_is_where_counting_finds_it(table, k):
    values, weights = table
    line = criterion_line(values, np.ones_like(values), weights, 0)
    if line is None:
        return
    rest = weights.copy()
    rest[0] = 0
    rest /= rest.sum()
    spans = line.in_first(0, k)
    edges = sorted({0.0, 1.0, *(one for span in spans for one in span)})

    def counted(x: float) -> bool:
        moved = (1 - x) * rest
        moved[0] = x
        return bool(brute_ranks(moved @ values)[0] <= k)

    for x in (*((low + high) / 2 for low, high in itertools.pairwise(edges)), *np.linspace(0, 1, 23)):
        beside = {counted(min(1.0, max(0.0, x + step))) for step in (-1e-7, 1e-7)}
        if min(abs(x - edge) for edge in edges) < 1e-9 or counted(x) not in beside:
            continue  # a tie in a single point is narrower than anybody could set a weight
        assert counted(x) == any(span.low <= x <= span.high for span in spans)


def test_whoever_is_too_little_known_at_a_share_is_not_counted_there():
    line = Line(
        at_zero=np.array([0.5, 0.6]), at_one=np.array([0.5, 0.6]),
        margin_at_zero=np.array([0.5, 0.5]), margin_at_one=np.array([0.5, -0.5]),
    )  # fmt: skip
    assert line.in_first(0, 1)[0] == pytest.approx(Span(0.5, 1.0), abs=1e-8)
    assert line.in_first(1, 1)[0] == pytest.approx(Span(0.0, 0.5), abs=1e-8)
    inside, span = around_share(line.in_first(0, 1), 0.2)
    assert not inside
    assert span == pytest.approx(Span(0.0, 0.5), abs=1e-8)


def test_the_axis_line_of_a_worked_example_turns_where_it_was_computed_by_hand():
    # docs/methods: A has 0.6393 in impact and 0.5943 in feasibility, B 0.4127 and 0.9059; equal near s = 57.9 %.
    values = np.array([[0.6393, 0.4127], [0.5943, 0.9059]])
    line = axis_line(values, np.ones((2, 2)), np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    [span] = line.in_first(0, 1)
    assert span.low == pytest.approx(0.579, abs=0.0005)
    assert span.high == 1.0


REGIONS = {
    "simplex": simplex(4),
    "order": Polytope(np.zeros(4), np.ones(4), shape=Shape(order=((2,), (0,), (3,), (1,)))),
    "near": around(np.array([0.4, 0.3, 0.2, 0.1]), 0.3),
}


@pytest.mark.parametrize("name", REGIONS)
@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_a_necessary_preference_is_one_that_no_admissible_weights_turn_round(name, seed):
    region = REGIONS[name]
    values = np.random.default_rng(seed).integers(0, 5, (4, 7)) / 4
    found = necessary_preference(values, region, draws=draw(region, 32, seed=1).weights)
    totals = draw(region, 2_000, seed=2).weights @ values
    for a, b in itertools.permutations(range(7), 2):
        never = bool((totals[:, a] >= totals[:, b] - 1e-12).all())
        if found[a, b]:
            assert never
        if name == "near":
            least, _ = region.least(values[:, a] - values[:, b])
            assert found[a, b] == (least >= -1e-12)
    assert found.diagonal().all()


@given(st.integers(0, 10_000), st.floats(0.05, 1))
@settings(deadline=None, max_examples=40)
def test_leads_under_bounds_are_those_of_a_linear_program(seed, tolerance):
    rng = np.random.default_rng(seed)
    region = around(rng.dirichlet(np.ones(5)), tolerance)
    differences = rng.uniform(-1, 1, (5, 6))
    for found, column in zip(least_leads(differences, region), differences.T, strict=True):
        solved = linprog(
            column, A_eq=np.ones((1, 5)), b_eq=[1.0], bounds=list(zip(region.lower, region.upper, strict=True))
        )
        assert found == pytest.approx(solved.fun, abs=1e-9)


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_who_can_be_first_is_so_under_the_weights_that_are_given_for_it(seed):
    region = list(REGIONS.values())[seed % 3]
    values = np.random.default_rng(seed).random((4, 9))
    sampled = (draw(region, 2_000, seed=3).weights @ values).argmax(axis=1)
    for alternative in range(9):
        weights = can_be_first(values, alternative, region)
        if weights is None:
            assert alternative not in sampled
        else:
            totals = weights @ values
            assert totals[alternative] >= totals.max() - 1e-7


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_best_and_worst_rank_bracket_every_rank_that_was_drawn_and_are_reached(seed):
    rng = np.random.default_rng(seed)
    values = rng.random((4, 12))
    region = around(rng.dirichlet(np.ones(4)), rng.choice([0.2, 0.5, 1.0]))
    weights = draw(region, 3_000, seed=seed).weights
    own, others = values[:, 0], values[:, 1:]
    found = rank_interval((own, own), (others, others), region, seconds=5.0)
    drawn = 1 + (weights @ others > (weights @ own)[:, np.newaxis]).sum(axis=1)
    assert within(drawn, found).all()
    for end in (found.best, found.worst):
        assert end.is_exact
        assert region.contains(end.weights)
        assert brute_ranks(end.weights @ values)[0] == end.seen


@pytest.mark.parametrize("seed", range(12))
def test_a_rank_interval_is_the_one_of_all_weights_that_rank_it_among_those_that_they_rank(seed):
    rng = np.random.default_rng(seed)
    values, centre = rng.random((3, 9)), rng.dirichlet(np.ones(3) * 4)
    known = (rng.random((3, 9)) < 0.6) - 0.45
    region = around(centre, 0.7)
    near = GRID[region.admits(GRID)]
    present = near @ known >= 0
    changed = 0
    for own in np.flatnonzero((near @ known > 1e-6).any(axis=0)):
        others = np.delete(np.arange(9), own)
        leads = values[:, others] - values[:, [own]]
        here = near[present[:, own]]
        ranks = 1 + ((here @ leads > 1e-9) & (here @ known[:, others] >= 0)).sum(axis=1)
        found = rank_interval(
            (values[:, own],) * 2, (values[:, others],) * 2, region, seconds=5.0,
            margins=Margins(known[:, own], known[:, others]),
        )  # fmt: skip
        assert within(ranks, found).all()
        for end in (found.best, found.worst):
            assert region.contains(end.weights)
            assert end.weights @ known[:, own] >= -1e-9
            ahead = (end.weights @ leads > 1e-9) & (end.weights @ known[:, others] >= 0)
            assert end.seen == 1 + ahead.sum()
        # A border that is level is counted against: the bound may be one further for each that stands on it.
        assert (found.best.is_exact, found.worst.is_exact) == (True, True)
        alone = rank_interval((values[:, own],) * 2, (values[:, others],) * 2, region, seconds=5.0)
        changed += (alone.best.certain, alone.worst.certain) != (found.best.certain, found.worst.certain)
    assert changed


def test_who_has_a_rank_under_no_weights_is_behind_all_others():
    values, region = np.array([[0.9, 0.5], [0.1, 0.5]]), around(np.array([0.5, 0.5]), 0.2)
    margins = Margins(np.array([0.1, -0.9]), np.full((2, 1), 0.5))
    found = rank_interval((values[:, 0],) * 2, (values[:, [1]],) * 2, region, seconds=1.0, margins=margins)
    for end in (found.best, found.worst):
        assert (end.seen, end.certain) == (2, 2)
        assert region.contains(end.weights)


def test_a_rank_interval_without_time_still_has_a_bound_that_holds():
    rng = np.random.default_rng(9)
    values = rng.random((8, 300))
    region = around(np.full(8, 1 / 8), 0.6)
    place = int(np.argsort(-(np.full(8, 1 / 8) @ values))[20])
    own, others = values[:, place], np.delete(values, place, axis=1)
    found = rank_interval((own, own), (others, others), region, seconds=0.01)
    drawn = 1 + (draw(region, 2_000, seed=1).weights @ (others - own[:, None]) > 0).sum(axis=1)
    assert found.best.certain <= drawn.min()
    assert found.worst.certain >= drawn.max()
    assert found.worst.seen <= found.worst.certain


def test_uncertain_values_widen_the_interval():
    values = np.array([[0.9, 0.5, 0.4], [0.9, 0.5, 0.4]])
    region = around(np.array([0.5, 0.5]), 0.2)
    known = rank_interval((values[:, 1],) * 2, (values[:, [0, 2]],) * 2, region, seconds=1.0)
    assert (known.best.certain, known.worst.certain) == (2, 2)
    own, others = values[:, 1], values[:, [0, 2]]
    doubtful = rank_interval((own + 0.3, own - 0.3), (others - 0.3, others + 0.3), region, seconds=1.0)
    assert (doubtful.best.certain, doubtful.worst.certain) == (1, 3)


STATED = {
    "order": OrderRegion(groups=(("benefit", "months"), ("reach",), ("cost", "equity", "readiness"))),
    "part of an order": OrderRegion(groups=(("months",), ("reach", "benefit"))),
    "two orders": IntersectionRegion(
        of=(
            OrderRegion(groups=(("benefit",), ("reach", "equity"))),
            OrderRegion(groups=(("cost", "months"), ("readiness",))),
            BoxRegion(axis_share=ShareBounds(low=0.3, high=0.7)),
        )
    ),
    "intervals": BoxRegion(
        scope=Scope.AXIS,
        bounds={"benefit": ShareBounds(low=0.2, high=0.5), "cost": ShareBounds(low=0.1, high=0.4)},
        axis_share=ShareBounds(low=0.4, high=0.6),
    ),
    "an order and intervals": IntersectionRegion(
        of=(
            OrderRegion(groups=(("benefit",), ("reach",), ("equity",))),
            BoxRegion(scope=Scope.AXIS, bounds={"cost": ShareBounds(low=0.2, high=0.6)}),
        )
    ),
    "no form": BoxRegion(bounds={"benefit": ShareBounds(low=0.1, high=0.3)}, axis_share=ShareBounds(low=0.4, high=0.6)),
}


@pytest.mark.parametrize("name", STATED)
def test_leads_under_what_was_stated_are_those_of_a_linear_program(name):
    region = admissible(EVEN.model_copy(update={"region": STATED[name]}), SIX)
    differences = np.random.default_rng(5).uniform(-1, 1, (6, 60))
    found = least_leads(differences, region)
    for least, column in zip(found, differences.T, strict=True):
        solved = linprog(
            column, A_ub=region.matrix, b_ub=region.bound, A_eq=np.ones((1, 6)), b_eq=[1.0],
            bounds=list(zip(region.lower, region.upper, strict=True)),
        )  # fmt: skip
        assert least == pytest.approx(solved.fun, abs=1e-9)
    assert least_leads(differences[:, :0], region).size == 0


def test_leads_over_an_empty_region_name_what_contradicts_itself():
    bounds = {"benefit": ShareBounds(low=0.7), "reach": ShareBounds(low=0.6)}
    region = admissible(EVEN.model_copy(update={"region": BoxRegion(scope=Scope.AXIS, bounds=bounds)}), SIX)
    assert (least_leads(np.eye(6)[:, :3], region) == 0).all(), "nothing is left but an axis without weight"
    share = ShareBounds(low=0.2)
    box = BoxRegion(scope=Scope.AXIS, bounds=bounds, axis_share=share)
    region = admissible(EVEN.model_copy(update={"region": box}), SIX)
    with pytest.raises(EmptyRegionError) as refused:
        least_leads(np.eye(6), region)
    assert {one.subject for one in refused.value.constraints} >= {"benefit", "reach"}
