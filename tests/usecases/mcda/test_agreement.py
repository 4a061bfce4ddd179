"""Agreement of methods, dominance, and what one alternative more or less does to the others."""

import numpy as np
import pytest
from hypothesis import given, settings

from tests.usecases.mcda.strategies import WHOLE, tables, values
from usecases.mcda.additive import WeightedSum
from usecases.mcda.agreement import agreement
from usecases.mcda.distance import Topsis
from usecases.mcda.dominance import pareto_fronts
from usecases.mcda.normalisation import Normalisation
from usecases.mcda.reversal import on_adding, on_removal


def test_tau_b_of_a_published_pair_of_rankings():
    # Kendall (1970), Rank Correlation Methods, 4th ed., example 3.1: two rankings of ten with ties, tau-b = 0.9206...
    first = np.array([1.0, 2.5, 2.5, 4.5, 4.5, 6.5, 6.5, 8, 9.5, 9.5])
    second = np.array([1.0, 2, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10])
    pairs = [(i, j) for i in range(10) for j in range(i)]
    score = sum(np.sign(first[i] - first[j]) * np.sign(second[i] - second[j]) for i, j in pairs)
    untied = [sum(one[i] != one[j] for i, j in pairs) for one in (first, second)]
    found = agreement({"a": first, "b": second})
    assert found.tau[0, 1] == pytest.approx(score / np.sqrt(untied[0] * untied[1]), abs=1e-12)
    assert found.tau[0, 1] == pytest.approx(0.859, abs=0.001)


def test_who_is_in_the_first_two_by_one_method_alone_is_marked():
    found = agreement({"a": np.array([1, 2, 3, 4]), "b": np.array([1, 3, 2, 4])})
    assert found.depends_in_first(2).tolist() == [False, True, True, False]
    assert (found.best.tolist(), found.worst.tolist()) == ([1, 2, 2, 4], [1, 3, 3, 4])


@given(values(elements=WHOLE))
@settings(deadline=None)
def test_fronts_are_peeled_off_one_after_the_other(table):
    n, left, front = table.shape[1], set(range(table.shape[1])), 1
    expected = [0] * n
    while left:
        top = {i for i in left if not any(_dominates(table[:, j], table[:, i]) for j in left)}
        for i in top:
            expected[i] = front
        left, front = left - top, front + 1
    assert pareto_fronts(table).tolist() == expected


@given(tables(min_n=3, max_n=5, elements=WHOLE))
@settings(deadline=None, max_examples=40)
def test_a_weighted_sum_never_reverses(table):
    found = on_removal(WeightedSum(), *table, among=np.arange(table[0].shape[1]))
    assert all(one.pairs == 0 and one.example is None and not one.first_changes for one in found)
    assert on_adding(WeightedSum(), *table, np.zeros(table[0].shape[0])).pairs == 0


def test_topsis_with_min_max_can_reverse_and_the_pair_is_named():
    # The third stretches the scale of the first criterion: without it, the first two change places.
    table = np.array([[0.75, 0.5, 0.25], [0.25, 0.75, 0.5]])
    weights = np.array([0.6, 0.4])
    method = Topsis(Normalisation.MIN_MAX)
    whole, without = method(table, weights).scores, method(table[:, :2], weights).scores
    assert (whole[0] > whole[1]) != (without[0] > without[1])
    [found] = on_removal(method, table, weights, among=np.array([2]))
    assert (found.pairs, found.first_changes) == (1, True)
    assert set(found.example) == {0, 1}
    back = on_adding(method, table[:, :2], weights, table[:, 2])
    assert (back.pairs, set(back.example)) == (1, {0, 1})


def _dominates(one, other) -> bool:
    return bool((one >= other).all() and (one > other).any())
