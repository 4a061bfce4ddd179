import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.strategies import SIX, table, tables, weightings
from usecases.gate import Clearance, GateError, choose
from usecases.priorities import rank
from usecases.use_case import Stage

MOSTLY = st.sampled_from([True, True, True, False])
BEST = [4.0, 1000.0, 4.0, 4.0, 0.0, 0.0]


def clearance(reference, *, may_be_chosen=True, **fields):
    return Clearance(reference=reference, may_be_chosen=may_be_chosen, verdict_hash="f" * 64, **fields)


def gate(wanted, clearances, *, stages=None, extension_reasons=None):
    stages = dict.fromkeys(wanted, Stage.IDEA) | (stages or {})
    return choose(wanted, clearances, stages=stages, extension_reasons=extension_reasons or {})


def codes(refused):
    return {refusal.reference: refusal.code for refusal in refused.value.refusals}


def test_no_score_and_no_weighting_ever_brings_a_refused_case_in():
    tops: list[bool] = []

    @settings(deadline=None, max_examples=150)
    @given(tables(min_size=2), weightings(), st.integers(1, 8), MOSTLY, st.booleans())
    def law(scores, weighting, k, raised, has_clearance):
        likely = scores.likely.copy()
        if raised:
            likely[:, 0] = BEST
        ranking = rank(table(SIX, likely.T), SIX, weighting)
        refused_case = "UC-00001"
        tops.append(ranking.band_of(refused_case) == "rankable" and ranking.rank_of(refused_case) == 1)
        cleared = {name: clearance(name) for name in scores.references[1:]}
        if has_clearance:
            cleared[refused_case] = clearance(refused_case, may_be_chosen=False)
        first = [case.reference for case in ranking.top(k)]
        with pytest.raises(GateError) as refused:
            gate([*first, refused_case], cleared)
        assert codes(refused) == {refused_case: "gate.not_cleared" if has_clearance else "gate.no_clearance"}
        rest = [name for name in first if name != refused_case]
        assert gate(rest, cleared).references == tuple(rest)

    law()
    assert len(tops) >= 100
    assert sum(tops) >= len(tops) / 2


def test_cleared_cases_are_chosen_in_the_wanted_order_each_once():
    cleared = {"b": clearance("b", not_before_months=6, extra_cost_mad=100_000), "a": clearance("a")}
    selection = gate(["b", "a", "b"], cleared)
    assert selection.references == ("b", "a")
    assert selection.clearances == cleared


def test_every_refused_case_is_named_with_its_reason_and_none_is_chosen():
    cleared = {name: clearance(name, may_be_chosen=name != "red") for name in ("good", "red", "old", "running")}
    with pytest.raises(GateError) as refused:
        gate(
            ["good", "red", "nobody_looked", "old", "running"],
            cleared,
            stages={"old": Stage.RETIRED, "running": Stage.PRODUCTION},
            extension_reasons={"running": "   "},
        )
    assert codes(refused) == {
        "red": "gate.not_cleared",
        "nobody_looked": "gate.no_clearance",
        "old": "gate.retired",
        "running": "gate.extension_without_reason",
    }


def test_a_case_in_production_comes_in_as_an_extension_with_its_reason():
    selection = gate(
        ["running", "new"],
        {"running": clearance("running"), "new": clearance("new")},
        stages={"running": Stage.PRODUCTION},
        extension_reasons={"running": "to the eleven other regions", "new": "no extension"},
    )
    assert selection.extension_reasons == {"running": "to the eleven other regions"}


def test_a_reason_for_an_extension_opens_neither_a_refusal_nor_a_retirement():
    reasons = {"red": "the minister wishes it", "old": "the minister wishes it"}
    with pytest.raises(GateError) as refused:
        gate(
            ["red", "old"],
            {"red": clearance("red", may_be_chosen=False), "old": clearance("old")},
            stages={"red": Stage.PRODUCTION, "old": Stage.RETIRED},
            extension_reasons=reasons,
        )
    assert codes(refused) == {"red": "gate.not_cleared", "old": "gate.retired"}


def test_the_clearance_of_another_case_clears_nothing():
    with pytest.raises(GateError) as refused:
        gate(["red"], {"red": clearance("good")})
    assert codes(refused) == {"red": "gate.no_clearance"}


def test_a_case_whose_stage_nobody_stated_is_not_chosen():
    with pytest.raises(GateError) as refused:
        choose(["a"], {"a": clearance("a")}, stages={}, extension_reasons={})
    assert codes(refused) == {"a": "gate.no_stage"}
    assert gate(["a"], {"a": clearance("a")}, stages={"a": Stage.UNKNOWN}).references == ("a",)


def test_an_empty_wish_is_an_empty_selection():
    assert gate([], {}).references == ()


@pytest.mark.parametrize("word", ["yes", 1, None])
def test_a_clearance_is_a_plain_yes_or_no(word):
    with pytest.raises(ValidationError):
        Clearance(reference="a", may_be_chosen=word, verdict_hash="f" * 64)
