"""The methods: the numbers their authors printed, and the laws that hold for any table."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.usecases.mcda.strategies import WHOLE, brute_ranks, tables
from usecases.mcda.additive import Waspas, WeightedProduct, WeightedSum
from usecases.mcda.arrays import MissingValueError
from usecases.mcda.distance import Spotis, Topsis, Vikor, compromise
from usecases.mcda.examples import check, read_examples
from usecases.mcda.normalisation import CostRule, Normalisation, NormalisationError, normalise
from usecases.mcda.promethee import Preference, PrometheeII
from usecases.methods import METHODS

PUBLISHED = read_examples(Path("tests/golden/published/mcda.json").read_text(encoding="utf-8"))
ALL = [
    WeightedSum(), WeightedProduct(), Waspas(normalisation=Normalisation.NONE), Topsis(), Topsis(Normalisation.MIN_MAX),
    Vikor(), PrometheeII(), PrometheeII(Preference.LINEAR, q=0.1, p=0.6), Spotis(),
]  # fmt: skip
by_name = pytest.mark.parametrize("method", ALL, ids=lambda one: f"{one.name} {one.parameters}")


@pytest.mark.parametrize("example", PUBLISHED, ids=lambda one: one["id"])
def test_a_published_example_comes_out_as_published(example):
    assert check(example).failures == ()


def test_there_are_published_examples_for_every_family_of_methods():
    assert {one["method"] for one in PUBLISHED} >= {"WSM", "WPM", "TOPSIS", "VIKOR", "PROMETHEE_II", "SPOTIS"}


@pytest.mark.parametrize("example", PUBLISHED, ids=lambda one: one["id"])
def test_a_wrong_expectation_fails(example):
    key, wanted = next((key, wanted) for key, wanted in example["expected"].items() if isinstance(wanted, list))
    wrong = {**example, "expected": {**example["expected"], key: [wanted[0] + 1, *wanted[1:]]}}
    assert not check(wrong).passed


@pytest.mark.parametrize(
    "change",
    [{"method": "ORACLE"}, {"expected": {"charm": [1]}}, {"expected": {}}, {"params": {"mood": 1}}, {"matrix": None}],
)
def test_what_is_not_understood_counts_as_failed(change):
    assert not check({**PUBLISHED[1], **change}).passed


@pytest.mark.parametrize("word", ["vector", "Vector (textbook)", "min-max", "minmax (as pymcdm)", "linear", "none"])
def test_a_normalisation_is_a_word_perhaps_with_a_note(word):
    example = {**PUBLISHED[1], "params": {"normalisation": word}, "abs_tol": 10.0}
    assert check(example).differences["closeness"] < 1


# Chakraborty & Zavadskas (2014), Applications of WASPAS method in manufacturing decision making, Informatica 25(1):
# the method's own definition, checked term by term on a table of two criteria.
def test_waspas_lies_between_sum_and_product_of_performances_divided_by_the_best():
    table = np.array([[10.0, 20.0, 40.0], [5.0, 2.0, 4.0]])
    outcome = Waspas(share=0.3)(table, np.array([0.6, 0.4]), np.array([1, -1]))
    ratios = np.array([[0.25, 0.5, 1.0], [0.4, 1.0, 0.5]])
    added = 0.6 * ratios[0] + 0.4 * ratios[1]
    multiplied = ratios[0] ** 0.6 * ratios[1] ** 0.4
    assert outcome.scores == pytest.approx(0.3 * added + 0.7 * multiplied, abs=1e-12)


@by_name
@given(tables(), st.randoms())
@settings(deadline=None, max_examples=40)
def test_the_order_of_rows_and_columns_does_not_matter(method, table, random):
    values, weights = table
    rows, columns = list(range(values.shape[0])), list(range(values.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    plain = method(values, weights).scores
    mixed = method(values[rows][:, columns], weights[rows]).scores
    assert mixed == pytest.approx(plain[columns], abs=1e-9)


@by_name
@given(tables(min_n=2))
@settings(deadline=None, max_examples=60)
def test_a_dominated_alternative_never_outranks_its_dominator(method, table):
    values, weights = table
    values = values.copy()
    values[:, 1] = values[:, 0] * 0.5  # dominated, or equal where all is zero
    merit = method(values, weights).merit
    assert merit[0] >= merit[1] - 1e-9


@by_name
@given(tables(min_k=2))
@settings(deadline=None, max_examples=40)
def test_all_weight_on_one_criterion_gives_its_order(method, table):
    values, _ = table
    if isinstance(method, PrometheeII) and method.preference is Preference.LINEAR:
        values = np.round(values * 2) / 2 * 0.9  # differences beyond its thresholds: it is indifferent below them
    values = np.round(values, 6)
    weights = np.zeros(values.shape[0])
    weights[1] = 1.0
    merit = method(values, weights).merit
    assert brute_ranks(np.round(merit, 9)) == brute_ranks(values[1])


@by_name
def test_equal_alternatives_share_every_rank(method):
    outcome = method(np.full((3, 4), 0.25), np.array([0.5, 0.25, 0.25]))
    assert outcome.ranks.tolist() == [1, 1, 1, 1]
    assert np.isfinite(outcome.scores).all()


@by_name
@pytest.mark.parametrize("n", [0, 1])
def test_one_alternative_or_none_is_an_answer(method, n):
    outcome = method(np.full((2, n), 0.5), np.array([0.5, 0.5]))
    assert outcome.ranks.tolist() == [1] * n


@by_name
def test_a_missing_value_is_refused_by_name(method):
    with pytest.raises(MissingValueError) as refused:
        method(np.array([[0.5, np.nan], [0.5, 0.5]]), np.array([1.0, 0.0]))
    assert (refused.value.alternative, refused.value.criterion) == (1, 0)


@by_name
def test_an_outcome_shows_the_steps_that_its_method_declares(method):
    outcome = method(np.array([[0.5, 0.2], [0.1, 0.9]]), np.array([0.5, 0.5]))
    assert tuple(outcome.steps) == method.steps
    assert {step.shape for step in outcome.steps.values()} <= {(2, 2), (2,)}


@pytest.mark.parametrize(
    "method",
    [
        WeightedSum(Normalisation.MIN_MAX),
        WeightedSum(Normalisation.SUM),
        WeightedProduct(Normalisation.MAX),
        Waspas(),
        Topsis(),
        Vikor(),
    ],
    ids=lambda one: one.name,
)
@given(tables(elements=st.floats(0.5, 1)), st.floats(0.01, 100))
@settings(deadline=None, max_examples=40)
def test_a_change_of_unit_changes_nothing_after_normalisation(method, table, factor):
    values, weights = table
    directions = np.where(np.arange(values.shape[0]) % 2, -1, 1)
    scaled = values.copy()
    scaled[0] *= factor
    before, after = method(values, weights, directions), method(scaled, weights, directions)
    assert after.scores == pytest.approx(before.scores, abs=1e-6)


ON_A_GRID = st.integers(0, 10).map(lambda n: n / 10)  # differences then fall on a threshold, or one bit beside it


@given(
    tables(max_n=8) | tables(max_n=8, elements=ON_A_GRID),
    st.sampled_from([(0.0, 0.0), (0.0, 0.5), (0.1, 0.3), (0.25, 0.25), (0.3, 0.3), (0.1, 0.1), (0.0, 2.0)]),
)
@settings(deadline=None, max_examples=300)
def test_net_flows_by_sorting_are_those_of_all_pairs(table, thresholds):
    values, weights = table
    q, p = thresholds
    preference = Preference.USUAL if p == 0 else Preference.LINEAR
    found = PrometheeII(preference, q=q, p=p)(values, weights)
    n = values.shape[1]

    def preferred(gap: float) -> float:
        if gap <= q or gap <= 0:
            return 0.0
        return 1.0 if gap >= p or q == p else (gap - q) / (p - q)

    net = [
        sum(
            weight * (preferred(row[i] - row[j]) - preferred(row[j] - row[i]))
            for weight, row in zip(weights, values, strict=True)
            for j in range(n)
        )
        / max(n - 1, 1)
        for i in range(n)
    ]
    assert found.scores == pytest.approx(net, abs=1e-12)
    assert found.scores.sum() == pytest.approx(0, abs=1e-9)


@given(tables(min_n=3))
@settings(deadline=None, max_examples=40)
def test_spotis_never_reverses_a_rank_when_one_alternative_goes(table):
    values, weights = table
    whole = Spotis()(values, weights).scores
    assert Spotis()(values[:, 1:], weights).scores == pytest.approx(whole[1:], abs=0)


@given(tables())
@settings(deadline=None, max_examples=30)
def test_spotis_with_the_ideal_as_its_goal_is_the_weighted_sum_turned_round(table):
    values, weights = table
    assert 1 - Spotis()(values, weights).scores == pytest.approx(WeightedSum()(values, weights).scores, abs=1e-9)


@given(tables(min_n=2, elements=WHOLE))
@settings(deadline=None, max_examples=60)
def test_vikor_proposes_the_first_and_never_somebody_far_from_it(table):
    outcome = Vikor()(*table)
    found = compromise(outcome)
    limit = 1 / (len(outcome.scores) - 1)
    assert outcome.scores[found.members[0]] == outcome.scores.min()
    if not found.acceptable_advantage:
        assert all(outcome.scores[one] - outcome.scores.min() < limit for one in found.members)
        assert len(found.members) >= 2
    else:
        assert len(found.members) == (1 if found.acceptable_stability else 2)


@pytest.mark.parametrize("cost", list(CostRule))
@pytest.mark.parametrize("normalisation", list(Normalisation))
def test_a_smaller_cost_is_worth_more_under_every_rule(normalisation, cost):
    values = normalise(np.array([[2.0, 5.0, 3.0]]), np.array([-1]), normalisation, cost)
    assert values[0, 0] > values[0, 2] > values[0, 1]


def test_a_constant_criterion_divides_by_nothing():
    for normalisation in Normalisation:
        values = normalise(np.array([[0.0, 0.0], [3.0, 3.0]]), np.array([1, 1]), normalisation, CostRule.REVERSAL)
        assert np.isfinite(values).all()
        assert (values[:, 0] == values[:, 1]).all()


@pytest.mark.parametrize("cost", [CostRule.RECIPROCAL, CostRule.MIN_RATIO])
def test_a_reciprocal_of_nothing_is_refused_by_criterion(cost):
    with pytest.raises(NormalisationError) as refused:
        normalise(np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([1, -1]), Normalisation.SUM, cost)
    assert (refused.value.code, refused.value.criterion) == ("normalisation.not_positive", 1)


@pytest.mark.parametrize(
    "method",
    [
        PrometheeII(Preference.LINEAR, q=math.nan, p=1.0),
        PrometheeII(Preference.LINEAR, q=0.5, p=math.nan),
        PrometheeII(Preference.LINEAR, q=[0.1, 0.9], p=0.5),
        Spotis(expected=[1.0]),
        Spotis(expected=[1.0, math.nan]),
    ],
    ids=str,
)
def test_parameters_that_are_no_numbers_or_not_one_for_each_criterion_are_refused(method):
    with pytest.raises(ValueError, match="need"):
        method(np.array([[0.2, 0.8], [0.5, 0.1]]), np.array([0.5, 0.5]))


def test_the_methods_on_offer_go_by_their_own_names():
    assert {name.value: method.name for name, method in METHODS.items()} == {name.value: name.value for name in METHODS}


def test_numbers_that_another_library_gave_for_twenty_tables(subtests):
    """scikit-criteria 0.9 and pymcdm 1.4.0 on random tables; `python -m benchmarks.oracles` makes them anew."""
    recorded = json.loads(Path("tests/golden/published/oracles.json").read_text(encoding="utf-8"))
    assert len(recorded) == 20
    for one in recorded:
        with subtests.test(table=one["seed"]):
            for example in one["examples"]:
                result = check(example)
                assert result.failures == (), example["source"]
                assert all(math.isfinite(gap) for gap in result.differences.values())
