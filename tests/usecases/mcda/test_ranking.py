import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from usecases.mcda.arrays import MissingValueError
from usecases.mcda.ranking import order

TOTALS = st.sampled_from([0.0, 0.25, 0.25 + 2e-13, 0.25 + 5e-12, 0.5, 1.0]) | st.floats(0, 1)
CASES = st.lists(st.tuples(TOTALS, st.sampled_from([0.5, 0.75, 1.0])), max_size=12)


def step(total):
    return math.floor(total * 1e12 + 0.5)


@settings(deadline=None)
@given(CASES, st.randoms(use_true_random=False))
def test_the_order_is_that_of_a_plain_sort_by_total_then_known_share_then_reference(cases, chance):
    names = [f"UC-{number:05d}" for number in range(len(cases))]
    chance.shuffle(names)
    placed, ranks = order(np.array([c[0] for c in cases]), np.array([c[1] for c in cases]), names)
    by_hand = sorted(range(len(cases)), key=lambda i: (-step(cases[i][0]), -cases[i][1], names[i]))
    assert placed.tolist() == by_hand
    better = [1 + sum(step(other[0]) > step(cases[i][0]) for other in cases) for i in by_hand]
    assert ranks.tolist() == better


@settings(deadline=None)
@given(st.lists(TOTALS, min_size=1, max_size=12), st.data())
def test_some_of_the_cases_are_ordered_as_if_they_were_alone(totals, data):
    among = sorted(data.draw(st.sets(st.integers(0, len(totals) - 1))))
    names = [f"UC-{number:05d}" for number in range(len(totals))]
    values, known = np.array(totals), np.ones(len(totals))
    part = order(values, known, names, among=np.array(among, dtype=np.intp))
    alone = order(values[among], known[among], [names[i] for i in among])
    assert [names[i] for i in part.placed] == [names[among[i]] for i in alone.placed]
    assert part.ranks.tolist() == alone.ranks.tolist()


def test_tied_cases_share_the_better_rank_and_the_next_one_waits():
    placed, ranks = order(np.array([0.5, 0.9, 0.5, 0.1]), np.ones(4), ["d", "c", "b", "a"])
    assert placed.tolist() == [1, 2, 0, 3]
    assert ranks.tolist() == [1, 2, 2, 4]


def test_a_difference_below_the_twelfth_digit_is_a_tie():
    assert order(np.array([0.5, 0.5 + 1e-13]), np.ones(2), ["a", "b"]).ranks.tolist() == [1, 1]
    assert order(np.array([0.5, 0.5 + 1e-11]), np.ones(2), ["a", "b"]).placed.tolist() == [1, 0]


def test_a_missing_total_is_refused_by_name():
    with pytest.raises(MissingValueError) as refused:
        order(np.array([0.5, np.nan]), np.ones(2), ["a", "b"])
    assert refused.value.alternative == 1
    assert refused.value.code == "mcda.missing_value"
