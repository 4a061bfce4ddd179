import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from usecases.mcda.arrays import MissingValueError
from usecases.mcda.ranking import order
from usecases.mcda.weighted_sum import contributions, totals

# Kracka, Brauers & Zavadskas (2010), Ranking heating losses in a building by applying the MULTIMOORA;
# six alternatives, seven criteria; costs as 1/x, then each criterion divided by its sum; equal weights.
BUILDING = np.array(
    [
        [33.95, 23.78, 11.45, 39.97, 29.44, 167.1, 3.852],
        [38.9, 4.17, 6.32, 0.01, 4.29, 132.52, 25.184],
        [37.59, 9.36, 8.23, 4.35, 10.22, 136.71, 10.845],
        [30.44, 37.59, 13.91, 74.08, 45.1, 198.34, 2.186],
        [36.21, 14.79, 9.17, 17.77, 17.06, 148.3, 6.61],
        [37.8, 8.55, 7.97, 2.35, 9.25, 134.83, 11.935],
    ]
)
BUILDING_TYPES = np.array([-1, -1, -1, -1, 1, -1, 1])
BUILDING_SCORES = [0.12040426, 0.3458235, 0.13838192, 0.12841246, 0.12346084, 0.14351701]
BUILDING_RANKS = [6, 1, 3, 4, 5, 2]


def test_a_published_building_is_ranked_as_published():
    gains = np.where(BUILDING_TYPES == 1, BUILDING, 1 / BUILDING)
    values = np.ascontiguousarray((gains / gains.sum(axis=0)).T)
    scores = totals(values, np.full(7, 1 / 7))
    assert scores == pytest.approx(BUILDING_SCORES, abs=1e-6)
    placed, ranks = order(scores, np.ones(6), list("abcdef"))
    assert dict(zip(placed.tolist(), ranks.tolist(), strict=True)) == dict(enumerate(BUILDING_RANKS))


@settings(deadline=None)
@given(st.data(), st.integers(0, 5), st.integers(1, 6))
def test_each_total_is_the_plain_sum_in_declared_order_to_the_last_digit(data, n, k):
    values = data.draw(hnp.arrays(np.float64, (k, n), elements=st.floats(0, 1)))
    weights = data.draw(hnp.arrays(np.float64, (k,), elements=st.floats(0, 1)))
    plain = []
    for i in range(n):
        total = 0.0
        for j in range(k):
            total += float(values[j, i]) * float(weights[j])
        plain.append(total)
    assert totals(values, weights).tolist() == plain
    assert contributions(values, weights).sum(axis=0) == pytest.approx(plain)


def test_a_table_longer_than_one_block_is_added_up_whole():
    rng = np.random.default_rng(7)
    values, weights = rng.random((3, 20_001)), np.array([0.2, 0.3, 0.5])
    expected = [math.fsum(column * weights) for column in values.T]
    assert totals(values, weights) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("method", [totals, contributions])
def test_a_missing_value_is_refused_by_name_even_where_it_weighs_nothing(method):
    values = np.array([[0.5, 0.5], [0.5, np.nan]])
    with pytest.raises(MissingValueError) as refused:
        method(values, np.array([1.0, 0.0]))
    assert (refused.value.alternative, refused.value.criterion) == (1, 1)


@pytest.mark.parametrize("method", [totals, contributions])
def test_weights_for_other_criteria_are_refused(method):
    with pytest.raises(ValueError, match="disagree"):
        method(np.ones((2, 3)), np.ones(3))
