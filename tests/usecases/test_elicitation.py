"""Five ways to weights: published numbers, and weights that lie in the region that goes with them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import SIX
from usecases.admissible import admissible
from usecases.criteria import Axis
from usecases.elicitation import (
    compared,
    from_intervals,
    from_order,
    from_pairs,
    from_swing,
    questions,
    weighting,
)
from usecases.weighting import ShareBounds, WeightingError

HALF = ShareBounds(low=0.5, high=0.5)
IMPACT, FEASIBILITY = ([one.id for one in SIX.of_axis(axis)] for axis in Axis)


def test_centroid_weights_of_three_and_four_ranks_are_the_published_ones():
    # Barron & Barrett (1996), table 1: n = 3 gives .6111, .2778, .1111.
    found = from_order(SIX, {Axis.CITIZEN_IMPACT: [[one] for one in IMPACT],
                             Axis.FEASIBILITY: [[one] for one in reversed(FEASIBILITY)]}, HALF)  # fmt: skip
    assert [found.within[name] for name in IMPACT] == pytest.approx([0.6111, 0.2778, 0.1111], abs=1e-4)
    assert [found.within[name] for name in FEASIBILITY] == pytest.approx([0.1111, 0.2778, 0.6111], abs=1e-4)
    made = weighting(found, identity="o", name="O", author="amina", axis_share=0.5)
    assert admissible(made, SIX).contains(made.global_weights(SIX))


def test_criteria_of_one_group_weigh_the_same_in_the_centroid():
    found = from_order(SIX, {Axis.CITIZEN_IMPACT: [IMPACT[:2], IMPACT[2:]], Axis.FEASIBILITY: [FEASIBILITY]}, HALF)
    assert found.within[IMPACT[0]] == found.within[IMPACT[1]] == pytest.approx(0.4444, abs=1e-4)
    assert len({found.within[name] for name in FEASIBILITY}) == 1


def test_a_published_matrix_of_comparisons_gives_its_weights_and_ratio():
    # Saaty (1980), choosing a school: weights .32, .14, .03, .13, .24, .14 and a consistency ratio of .24.
    names = ["learning", "friends", "life", "vocational", "college", "music"]
    rows = [[1, 4, 3, 1, 3, 4], [1 / 4, 1, 7, 3, 1 / 5, 1], [1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6],
            [1, 1 / 3, 5, 1, 1, 1 / 3], [1 / 3, 5, 5, 1, 1, 3], [1 / 4, 1, 6, 3, 1 / 3, 1]]  # fmt: skip
    answers = {(names[i], names[j]): rows[i][j] for i in range(6) for j in range(i + 1, 6)}
    found = compared(names, answers)
    assert found.weights == pytest.approx([0.32, 0.14, 0.03, 0.13, 0.24, 0.14], abs=0.008)
    assert found.ratio == pytest.approx(0.24, abs=0.015)  # printed from an eigenvalue that was computed by hand
    assert not found.is_consistent
    assert found.revisit is not None


@given(st.lists(st.sampled_from([1.0, 3.0, 5.0]), min_size=4, max_size=4))
def test_answers_that_follow_from_weights_are_consistent_and_give_them_back(parts):
    names = list("abcd")
    weights = np.array(parts) / sum(parts)
    answers = {(names[i], names[j]): weights[i] / weights[j] for i in range(4) for j in range(i + 1, 4)}
    found = compared(names, answers)
    assert found.weights == pytest.approx(weights, abs=1e-9)
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.revisit is None


@given(st.integers(0, 5), st.integers(0, 1000))
@settings(deadline=None, max_examples=40)
def test_the_one_answer_that_was_turned_round_is_the_one_to_revisit(place, seed):
    names = list("abcd")
    weights = np.random.default_rng(seed).permutation([0.4, 0.3, 0.2, 0.1])
    answers = {(names[i], names[j]): float(weights[i] / weights[j]) for i in range(4) for j in range(i + 1, 4)}
    pair = list(answers)[place]
    answers[pair] = 9.0 if answers[pair] < 1 else 1 / 9
    found = compared(names, answers)
    assert found.revisit is not None
    assert found.revisit[:2] == pair


@pytest.mark.parametrize(("answer", "code"), [(0.0, "weights.negative"), (float("nan"), "weights.not_finite")])
def test_an_answer_that_is_no_ratio_is_refused(answer, code):
    with pytest.raises(WeightingError) as refused:
        compared(["a", "b"], {("a", "b"): answer})
    assert refused.value.code == code


def test_only_pairs_within_an_axis_are_asked():
    asked = [pair for axis in Axis for pair in questions(SIX, axis)]
    assert len(asked) == 3 + 3
    assert all(SIX[first].axis is SIX[second].axis for first, second in asked)


def test_the_default_set_asks_ten_and_twenty_one(definitions):
    assert [len(questions(definitions.criteria, axis)) for axis in Axis] == [10, 21]


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_the_middle_of_intervals_lies_within_all_of_them_where_they_allow_it(data):
    bounds = {}
    for names in (IMPACT, FEASIBILITY):
        centre = np.array(data.draw(st.lists(st.integers(1, 9), min_size=3, max_size=3)), dtype=float)
        centre /= centre.sum()
        for name, middle in zip(names, centre, strict=True):
            bounds[name] = ShareBounds(
                low=max(0.0, middle - data.draw(st.floats(0, 0.3))),
                high=min(1.0, middle + data.draw(st.floats(0, 0.3))),
            )
    found = from_intervals(SIX, bounds, ShareBounds(low=0.4, high=0.6))
    made = weighting(found, identity="i", name="I", author="amina", axis_share=0.5)
    for name, one in bounds.items():
        assert one.low - 1e-9 <= found.within[name] <= one.high + 1e-9
    assert admissible(made, SIX).contains(made.global_weights(SIX))


def test_points_of_a_swing_are_proportions_within_each_axis():
    points = {name: float(10 * place) for place, name in enumerate(SIX.ids, start=1)}
    made = weighting(from_swing(points), identity="s", name="S", author="amina", axis_share=0.4)
    weights = dict(zip(SIX.ids, made.global_weights(SIX).tolist(), strict=True))
    assert weights[IMPACT[1]] / weights[IMPACT[0]] == pytest.approx(2.0)
    assert sum(weights[name] for name in IMPACT) == pytest.approx(0.4)


def test_pairs_of_both_axes_become_one_weighting():
    pairs = [[(names[i], names[j]) for i in range(3) for j in range(i + 1, 3)] for names in (IMPACT, FEASIBILITY)]
    found = from_pairs(
        [compared(names, dict.fromkeys(of, 1.0)) for names, of in zip((IMPACT, FEASIBILITY), pairs, strict=True)]
    )
    made = weighting(found, identity="p", name="P", author="amina", axis_share=0.5)
    assert made.global_weights(SIX) == pytest.approx(np.full(6, 1 / 6))
