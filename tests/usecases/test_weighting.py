import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.strategies import IMPACT, SIX, weightings
from usecases.criteria import Axis
from usecases.weighting import (
    BoxRegion,
    IntersectionRegion,
    OrderRegion,
    PointRegion,
    ShareBounds,
    Weighting,
    WeightingError,
    default_weighting,
    normalised,
)

EVEN = dict.fromkeys(SIX.ids, 1.0)


def weighting(axis_share=0.5, within=EVEN, **fields):
    return Weighting(id="team", name="Policy team", author="amina", axis_share=axis_share, within=within, **fields)


@settings(deadline=None)
@given(weightings())
def test_global_weights_are_a_distribution_with_the_share_of_each_axis(given_weighting):
    weights = dict(zip(SIX.ids, given_weighting.global_weights(SIX), strict=True))
    assert all(weight >= 0 for weight in weights.values())
    assert sum(weights.values()) == pytest.approx(1, abs=1e-12)
    of_impact = sum(weights[one.id] for one in SIX.of_axis(IMPACT))
    assert of_impact == pytest.approx(given_weighting.axis_share, abs=1e-12)


def test_a_global_weight_is_the_share_of_its_axis_times_its_weight_within():
    weights = weighting(0.6, {"benefit": 1, "reach": 2, "equity": 1, "readiness": 0, "months": 3, "cost": 1})
    assert weights.global_weights(SIX).tolist() == pytest.approx([0.15, 0.3, 0.15, 0, 0.3, 0.1])
    assert weights.within_axis(SIX, Axis.FEASIBILITY).tolist() == [0, 0, 0, 0, 0.75, 0.25]


def test_sliders_become_a_distribution_within_each_axis():
    shares = normalised(EVEN | {"benefit": 2.0}, SIX)
    assert list(shares) == list(SIX.ids)
    assert shares["benefit"] == 0.5
    assert shares["cost"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("within", "code", "subject"),
    [
        (EVEN | {"reach": -0.1}, "weights.negative", "reach"),
        (EVEN | {"reach": float("nan")}, "weights.not_finite", "reach"),
        (EVEN | {"reach": float("inf")}, "weights.not_finite", "reach"),
        (EVEN | {"reach": 1.7e308, "benefit": 1.7e308}, "weights.not_finite", "citizen_impact"),
        (EVEN | {"readiness": 0, "months": 0, "cost": 0}, "weights.sum_zero", "feasibility"),
        (dict.fromkeys(SIX.ids, 0.0), "weights.sum_zero", "citizen_impact"),
        (EVEN | {"colour": 1.0}, "weights.unknown_criterion", "colour"),
        ({name: 1.0 for name in SIX.ids if name != "cost"}, "weights.missing_criterion", "cost"),
    ],
)
def test_weights_that_give_no_distribution_are_refused_by_name(within, code, subject):
    with pytest.raises(WeightingError) as refused:
        weighting(within=within).global_weights(SIX)
    assert (refused.value.code, refused.value.subject) == (code, subject)
    with pytest.raises(WeightingError) as refused:
        normalised(within, SIX)
    assert (refused.value.code, refused.value.subject) == (code, subject)


@pytest.mark.parametrize("share", [-0.01, 1.01, float("nan"), float("inf")])
def test_an_axis_share_outside_0_to_1_is_refused(share):
    with pytest.raises(WeightingError) as refused:
        weighting(axis_share=share)
    assert refused.value.code == "weights.axis_share"


def test_the_default_weighting_is_what_the_set_declares():
    default = default_weighting(SIX)
    assert default.axis_share == 0.5
    assert default.within == {one.id: one.weight for one in SIX}
    assert default.region == PointRegion()


bounds = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: ShareBounds(low=min(pair), high=max(pair)))
simple_regions = st.one_of(
    st.just(PointRegion()),
    st.builds(
        BoxRegion,
        scope=st.sampled_from(["whole", "axis"]),
        bounds=st.dictionaries(st.sampled_from(SIX.ids), bounds),
        axis_share=st.none() | bounds,
    ),
    st.permutations(SIX.ids).map(lambda names: OrderRegion(groups=(tuple(names[:2]), tuple(names[2:])))),
)
regions = st.recursive(
    simple_regions,
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda parts: IntersectionRegion(of=tuple(parts))),
    max_leaves=4,
)


@settings(deadline=None)
@given(regions)
def test_a_weighting_with_its_region_survives_json(region):
    saved = weighting(region=region)
    assert Weighting.model_validate(json.loads(saved.model_dump_json())) == saved


@pytest.mark.parametrize(
    "region",
    [
        {"kind": "box", "bounds": {"reach": {"low": 0.4, "high": 0.2}}},
        {"kind": "box", "bounds": {"reach": {"low": -0.1, "high": 0.2}}},
        {"kind": "order", "groups": [["reach"], ["reach"]]},
        {"kind": "intersection", "of": []},
        {"kind": "sphere"},
    ],
)
def test_a_region_that_makes_no_sense_is_refused(region):
    with pytest.raises(ValidationError):
        weighting(region=region)


def test_a_region_about_a_criterion_the_set_does_not_have_is_refused():
    region = IntersectionRegion(of=(PointRegion(), OrderRegion(groups=(("reach",), ("colour",)))))
    with pytest.raises(WeightingError) as refused:
        weighting(region=region).global_weights(SIX)
    assert (refused.value.code, refused.value.subject) == ("weights.unknown_criterion", "colour")
