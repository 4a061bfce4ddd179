import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.strategies import FEASIBILITY, IMPACT, SIX, WORDS, content, natural, scale
from usecases.criteria import CriteriaError, Direction, ValueFunction, criteria_set
from wording.catalogue import Catalogue
from wording.language import Language

FUNCTIONS = TypeAdapter(ValueFunction)
QUANTITIES = st.floats(-1e9, 1e9)


@settings(deadline=None)
@given(st.sampled_from(SIX.criteria), st.lists(QUANTITIES, min_size=2, max_size=10))
def test_values_lie_between_0_and_1_and_follow_the_direction(criterion, quantities):
    quantities = sorted(quantities, reverse=criterion.direction is Direction.MINIMISE)
    values = criterion.values(np.array(quantities))
    assert ((values >= 0) & (values <= 1)).all()
    assert (np.diff(values) >= -1e-12).all()


@pytest.mark.parametrize("criterion", SIX.criteria, ids=lambda one: one.id)
def test_the_best_bound_is_worth_1_the_worst_0_and_what_lies_beyond_no_more(criterion):
    low, high = criterion.value.low, criterion.value.high
    beyond = criterion.values(np.array([low - 1e6, low, high, high + 1e6]))
    rising = [0, 0, 1, 1]
    assert beyond.tolist() == (rising if criterion.direction is Direction.MAXIMISE else rising[::-1])


@pytest.mark.parametrize("criterion", SIX.criteria, ids=lambda one: one.id)
def test_unknown_stays_unknown(criterion):
    assert np.isnan(criterion.values(np.array([np.nan, 2.0]))).tolist() == [True, False]


def test_each_shape_gives_its_textbook_value():
    def at(function, x, direction=Direction.MAXIMISE):
        return FUNCTIONS.validate_python(function).values(np.array([x]), direction)[0]

    assert at({"shape": "linear", "low": 0, "high": 40}, 10, Direction.MINIMISE) == 0.75
    assert at({"shape": "logarithmic", "low": 1, "high": 10_000}, 100) == pytest.approx(0.5)
    points = [{"at": 0, "value": 1}, {"at": 10, "value": 0.75}, {"at": 100, "value": 0}]
    assert at({"shape": "piecewise", "points": points}, 55, Direction.MINIMISE) == pytest.approx(0.375)


@pytest.mark.parametrize(
    "function",
    [
        {"shape": "linear", "low": 4, "high": 4},
        {"shape": "linear", "low": 4, "high": 0},
        {"shape": "linear", "low": 0, "high": float("nan")},
        {"shape": "linear", "low": 0, "high": 4, "hihg": 5},
        {"shape": "logarithmic", "low": 0, "high": 10},
        {"shape": "logarithmic", "low": 1e15 - 0.125, "high": 1e15},
        {"shape": "piecewise", "points": [{"at": 0, "value": 0}]},
        {"shape": "piecewise", "points": [{"at": 1, "value": 0}, {"at": 1, "value": 1}]},
        {"shape": "piecewise", "points": [{"at": 0, "value": 0}, {"at": 1, "value": 0.5}]},
        {
            "shape": "piecewise",
            "points": [{"at": 0, "value": 0}, {"at": 1, "value": 1}, {"at": 2, "value": 0.5}],
        },
        {"shape": "curved", "low": 0, "high": 1},
    ],
)
def test_a_value_function_that_would_divide_by_zero_or_turn_back_is_refused(function):
    with pytest.raises(ValidationError):
        FUNCTIONS.validate_python(function)


GOOD = [scale("benefit", IMPACT, 1.0), scale("readiness", FEASIBILITY, 1.0)]
RISING = {"shape": "piecewise", "points": [{"at": 0, "value": 0}, {"at": 1, "value": 1}]}


@pytest.mark.parametrize(
    ("criteria", "place"),
    [
        ([GOOD[0], scale("readiness", FEASIBILITY, 0.9)], "criteria.axis_weights: feasibility"),
        ([GOOD[0]], "criteria.axis_weights: feasibility"),
        (
            [scale("benefit", IMPACT, 0.5), scale("benefit", IMPACT, 0.5), GOOD[1]],
            "criteria.id_twice",
        ),
        (
            [GOOD[0] | {"value": {"shape": "linear", "low": 0, "high": 5}}, GOOD[1]],
            "criteria.scale_is_0_to_4",
        ),
        ([GOOD[0] | {"field": {"name": "cost"}}, GOOD[1]], "criteria.scale_is_0_to_4"),
        (
            [GOOD[0], natural("cost", FEASIBILITY, 1.0, RISING, "minimise")],
            "criteria.points_against_direction",
        ),
        ([GOOD[0] | {"colour": "green"}, GOOD[1]], "colour"),
    ],
)
def test_a_set_that_contradicts_itself_is_refused_with_the_place(criteria, place):
    with pytest.raises(CriteriaError) as refused:
        criteria_set(content(*criteria), WORDS)
    assert refused.value.code == "criteria.invalid"
    assert place in str(refused.value)


def test_a_set_without_its_words_is_refused_with_every_missing_key():
    words = {f"axis.{axis}": "Axe" for axis in (IMPACT, FEASIBILITY)}
    words |= {f"{name}.{key}": "Texte" for name in ("benefit", "readiness") for key in ("label", "short", "ask")}
    words |= {f"{name}.{level}": "Phrase" for name in ("benefit", "readiness") for level in range(5)}
    del words["benefit.3"], words["axis.feasibility"]
    with pytest.raises(CriteriaError) as refused:
        criteria_set(content(*GOOD), Catalogue(dict.fromkeys(Language, words)))
    assert refused.value.code == "criteria.words_missing"
    assert set(refused.value.places) == {"benefit.3", "axis.feasibility"}


def test_the_hash_tells_another_structure_and_other_words_apart():
    assert criteria_set(content(*GOOD), WORDS).content_hash == criteria_set(content(*GOOD), WORDS).content_hash
    reviewed = criteria_set(content(GOOD[0] | {"review_by": "2031-01-01"}, GOOD[1]), WORDS)
    keys = [
        "axis.citizen_impact",
        "axis.feasibility",
        *reviewed.criteria[0].word_keys(),
        *reviewed.criteria[1].word_keys(),
    ]
    hashes = set()
    for last in ("Texte", "Autre texte"):
        texts = dict.fromkeys(keys, "Texte") | {keys[-1]: last}
        hashes.add(criteria_set(content(*GOOD), Catalogue(dict.fromkeys(Language, texts))).content_hash)
    hashes |= {criteria_set(content(*GOOD), WORDS).content_hash, reviewed.content_hash}
    assert len(hashes) == 4
