import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.strategies import (
    FEASIBILITY,
    IMPACT,
    SIX,
    WORDS,
    content,
    references,
    scale,
    table,
    tables,
    weightings,
)
from usecases.criteria import Direction, criteria_set
from usecases.performance import Convention, PerformanceTable
from usecases.priorities import Band, PriorityError, Quadrant, quadrant, quadrants, rank
from usecases.weighting import Weighting, WeightingError, default_weighting

NAN = math.nan
DEFAULT = default_weighting(SIX)
BEST = [4.0, 1000.0, 4.0, 4.0, 0.0, 0.0]
WORST = [0.0, 1.0, 0.0, 0.0, 40.0, 100.0]
MIDDLING = [2.0, 30.0, 2.0, 2.0, 20.0, 30.0]


def rearranged(scores, criteria_order, case_order):
    cut = np.ix_(criteria_order, case_order)
    return PerformanceTable(
        tuple(scores.references[i] for i in case_order),
        tuple(scores.criteria[j] for j in criteria_order),
        *(getattr(scores, name)[cut] for name in ("low", "likely", "high", "origins")),
    )


def by_reference(ranking):
    return {reference: ranking.row(reference) for reference in ranking.table.references}


@settings(deadline=None)
@given(tables(intervals=True), weightings(), st.data())
def test_the_order_of_rows_and_columns_does_not_matter(scores, weighting, data):
    case_order = data.draw(st.permutations(range(len(scores))))
    criteria_order = data.draw(st.permutations(range(len(SIX))))
    ranking = rank(scores, SIX, weighting)
    again = rank(rearranged(scores, criteria_order, case_order), SIX, weighting)
    assert by_reference(again) == by_reference(ranking)
    assert [again.references(band) for band in Band] == [ranking.references(band) for band in Band]
    assert again.fingerprint == ranking.fingerprint


@settings(deadline=None)
@given(tables(unknown=False, min_size=2), weightings(), st.data())
def test_a_dominated_case_never_outranks_its_dominator(scores, weighting, data):
    likely = scores.likely.copy()
    better_by = data.draw(st.lists(st.floats(0, 50), min_size=6, max_size=6))
    for j, criterion in enumerate(SIX):
        step = better_by[j] if criterion.direction is Direction.MAXIMISE else -better_by[j]
        likely[j, 1] = max(likely[j, 0] + step, 0)
    ranking = rank(table(SIX, likely.T), SIX, weighting)
    assert ranking.rank_of("UC-00002") <= ranking.rank_of("UC-00001")


@settings(deadline=None)
@given(tables(unknown=False), st.sampled_from(SIX.criteria))
def test_all_weight_on_one_criterion_gives_the_order_of_that_criterion(scores, criterion):
    within = {one.id: float(one.id == criterion.id or one.axis is not criterion.axis) for one in SIX}
    share = 1.0 if criterion.axis is IMPACT else 0.0
    alone = Weighting(id="one", name="One", author="amina", axis_share=share, within=within)
    ranking = rank(scores, SIX, alone)
    low, high = criterion.value.low, criterion.value.high
    sign = 1 if criterion.direction is Direction.MAXIMISE else -1
    merits = [sign * min(max(float(x), low), high) for x in scores.likely[SIX.ids.index(criterion.id)]]
    spread = sorted(set(merits))
    assume(all(b - a > 1e-6 for a, b in pairwise(spread)))
    for reference, merit in zip(scores.references, merits, strict=True):
        assert ranking.rank_of(reference) == 1 + sum(other > merit for other in merits)


@settings(deadline=None)
@given(tables(intervals=True), weightings())
def test_unknown_is_never_zero_it_lies_between_the_worst_and_the_best(scores, weighting):
    middle = rank(scores, SIX, weighting)
    worst = rank(scores, SIX, weighting, convention=Convention.WORST)
    assert (middle.value_low <= worst.totals).all()
    assert (worst.totals <= middle.totals).all()
    assert (middle.totals <= middle.value_high).all()
    weight_unknown = middle.weights @ np.isnan(scores.likely)
    assert middle.totals - worst.totals == pytest.approx(weight_unknown / 2, abs=1e-12)


@settings(deadline=None)
@given(tables(), weightings(), st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]))
def test_no_case_below_the_threshold_stands_among_the_rankable(scores, weighting, threshold):
    ranking = rank(scores, SIX, weighting, threshold=threshold)
    known = ranking.weights @ ~np.isnan(scores.likely)
    for i, reference in enumerate(scores.references):
        if abs(known[i] - threshold) > 1e-8:
            assert ranking.band_of(reference) is (Band.RANKABLE if known[i] > threshold else Band.NOT_YET_RANKABLE)
    everyone = ranking.references(Band.RANKABLE) + ranking.references(Band.NOT_YET_RANKABLE)
    assert sorted(everyone) == sorted(scores.references)


@settings(deadline=None)
@given(tables(), weightings())
def test_ties_share_the_better_rank_within_their_band(scores, weighting):
    ranking = rank(scores, SIX, weighting)
    for band in Band:
        cases = ranking.page(0, len(scores), band)
        for case in cases:
            assert case.rank == 1 + sum(round(other.value - case.value, 11) > 0 for other in cases)
            assert case.tied == (sum(other.rank == case.rank for other in cases) > 1)


@settings(deadline=None)
@given(tables(intervals=True), weightings())
def test_a_case_explains_its_value(scores, weighting):
    ranking = rank(scores, SIX, weighting)
    share = weighting.axis_share
    for case in ranking.page(0, len(scores)):
        assert sum(case.contributions.values()) == pytest.approx(case.value, abs=1e-12)
        assert share * case.impact + (1 - share) * case.feasibility == pytest.approx(case.value, abs=1e-12)
        known = share * case.axis_known[IMPACT] + (1 - share) * case.axis_known[FEASIBILITY]
        assert known == pytest.approx(case.known, abs=1e-12)
        assert case.filled == len(case.missing)


def test_knowing_exactly_half_is_enough_to_be_ranked_but_one_axis_alone_gives_no_point():
    half = [*BEST[:3], NAN, NAN, NAN]
    ranking = rank(table(SIX, [half, [*half[:2], NAN, NAN, NAN, NAN]]), SIX, DEFAULT)
    first, second = ranking.row("UC-00001"), ranking.row("UC-00002")
    assert (first.band, first.known, first.has_point) == (Band.RANKABLE, 0.5, False)
    assert first.missing == ("readiness", "months", "cost")
    assert (second.band, second.rank) == (Band.NOT_YET_RANKABLE, 1)


def test_a_share_that_misses_its_threshold_by_a_rounding_error_is_enough():
    weights = [0.1, 0.2, 0.7]
    tenths = criteria_set(
        content(*(scale(f"c{j}", IMPACT, w) for j, w in enumerate(weights)), scale("other", FEASIBILITY, 1)),
        WORDS,
    )
    impact_only = default_weighting(tenths).model_copy(update={"axis_share": 1.0})
    scores = table(tenths, [[1, NAN, 1, 1]])
    known = rank(scores, tenths, impact_only, threshold=0.8)
    assert known.known[0] < 0.8  # 0.1 + 0.7 in binary
    assert known.band_of("UC-00001") is Band.RANKABLE


def test_a_third_of_each_axis_gives_a_point_on_the_map():
    thirds = criteria_set(
        content(
            *(scale(f"i{j}", IMPACT, 1 / 3) for j in range(3)),
            *(scale(f"f{j}", FEASIBILITY, 1 / 3) for j in range(3)),
        ),
        WORDS,
    )
    rows = [[4, NAN, NAN, NAN, NAN, 4], [4, 4, 4, NAN, NAN, NAN]]
    ranking = rank(table(thirds, rows), thirds, default_weighting(thirds))
    assert ranking.has_point.tolist() == [True, False]


def test_the_best_case_is_worth_1_on_both_axes_and_the_worst_0():
    ranking = rank(table(SIX, [WORST, BEST]), SIX, DEFAULT)
    assert ranking.references() == ("UC-00002", "UC-00001")
    assert [(case.value, case.impact, case.feasibility) for case in ranking.top(2)] == [(1, 1, 1), (0, 0, 0)]


@settings(deadline=None, max_examples=150)
@given(tables(intervals=True, min_size=2, max_size=6), weightings(), st.integers(1, 4), st.data())
def test_a_firm_place_is_kept_whatever_the_unknown_turns_out_to_be(scores, weighting, k, data):
    firm = rank(scores, SIX, weighting).firm_in_first(k)
    unknown = np.isnan(scores.likely)
    low = np.where(unknown, [[one.value.low] for one in SIX], scores.low)
    high = np.where(unknown, [[one.value.high] for one in SIX], scores.high)
    minimised = np.array([[one.direction is Direction.MINIMISE] for one in SIX])
    worst, best = np.where(minimised, high, low), np.where(minimised, low, high)
    drawn = data.draw(st.lists(st.sampled_from([0.0, 0.3, 1.0]), min_size=low.size, max_size=low.size))
    some = low + np.array(drawn).reshape(low.shape) * (high - low)
    for reference, is_firm in firm.items():
        case = scores.positions[reference]
        against = best.copy()
        against[:, case] = worst[:, case]
        assert (rank(table(SIX, against.T), SIX, weighting).rank_of(reference) <= k) == is_firm
        if is_firm:
            assert rank(table(SIX, some.T), SIX, weighting).rank_of(reference) <= k


def test_a_case_nobody_knows_yet_makes_the_first_place_uncertain():
    assert rank(table(SIX, [MIDDLING, WORST]), SIX, DEFAULT).firm_in_first(1) == {"UC-00001": True}
    assert rank(table(SIX, [MIDDLING, [NAN] * 6]), SIX, DEFAULT).firm_in_first(1) == {"UC-00001": False}


def test_the_map_has_four_quadrants_and_the_dividing_line_counts_as_high():
    assert quadrant(0.5, 0.5) is Quadrant.ACT_NOW
    assert quadrant(0.5, 0.49) is Quadrant.PREPARE
    assert quadrant(0.49, 0.5) is Quadrant.AT_HAND
    assert quadrant(0.2, 0.2) is Quadrant.LATER
    assert quadrant(0.5, 0.5, split=0.6) is Quadrant.LATER
    rows = [BEST, [*BEST[:3], *WORST[3:]], [*WORST[:3], *BEST[3:]], WORST, [*BEST[:3], NAN, NAN, NAN]]
    assert quadrants(rank(table(SIX, rows), SIX, DEFAULT)) == {
        Quadrant.ACT_NOW: ("UC-00001",),
        Quadrant.PREPARE: ("UC-00002",),
        Quadrant.AT_HAND: ("UC-00003",),
        Quadrant.LATER: ("UC-00004",),
    }


def test_no_case_gives_an_empty_ranking_and_no_complaint():
    ranking = rank(table(SIX, []), SIX, DEFAULT)
    assert ranking.top(10) == ()
    assert ranking.references(Band.NOT_YET_RANKABLE) == ()
    assert ranking.firm_in_first(10) == {}
    assert ranking.filled_in_all == 0
    assert len(ranking.fingerprint) == 64


def test_one_case_is_first():
    (only,) = rank(table(SIX, [MIDDLING]), SIX, DEFAULT).top(5)
    assert (only.rank, only.tied) == (1, False)


def test_cases_that_are_all_equal_are_all_first_in_the_order_of_their_references():
    ranking = rank(table(SIX, [MIDDLING] * 3, ["UC-00003", "UC-00001", "UC-00002"]), SIX, DEFAULT)
    assert [(case.reference, case.rank, case.tied) for case in ranking.top(3)] == [
        ("UC-00001", 1, True),
        ("UC-00002", 1, True),
        ("UC-00003", 1, True),
    ]


def test_of_two_equal_cases_the_better_known_stands_first():
    half_known = [2.0, NAN, 2.0, 2.0, 20.0, NAN]
    reach, cost = 10**1.5, 40.0  # worth 0.5 each, as the unknown counts
    ranking = rank(table(SIX, [half_known, [2.0, reach, 2.0, 2.0, 20.0, cost]]), SIX, DEFAULT)
    assert [(case.reference, case.rank) for case in ranking.top(2)] == [("UC-00002", 1), ("UC-00001", 1)]


def test_a_criterion_unknown_for_all_moves_nobody():
    ranking = rank(table(SIX, [[*BEST[:5], NAN], [*WORST[:5], NAN]]), SIX, DEFAULT)
    assert ranking.references() == ("UC-00001", "UC-00002")
    assert ranking.filled_in_all == 2
    assert ranking.row("UC-00001").missing == ("cost",)


def test_nothing_known_at_all_ranks_nobody():
    ranking = rank(table(SIX, [[NAN] * 6] * 2), SIX, DEFAULT)
    assert ranking.references() == ()
    assert ranking.references(Band.NOT_YET_RANKABLE) == ("UC-00001", "UC-00002")


def test_weights_that_sum_to_zero_give_no_ranking():
    nothing = DEFAULT.model_copy(update={"within": dict.fromkeys(SIX.ids, 0.0)})
    with pytest.raises(WeightingError):
        rank(table(SIX, [BEST]), SIX, nothing)


@pytest.mark.parametrize("threshold", [-0.1, 1.1, NAN])
def test_a_threshold_outside_0_to_1_is_refused(threshold):
    with pytest.raises(PriorityError) as refused:
        rank(table(SIX, [BEST]), SIX, DEFAULT, threshold=threshold)
    assert refused.value.code == "ranking.threshold_range"


def test_each_rule_that_changes_the_result_changes_the_fingerprint_and_a_name_does_not():
    scores = table(SIX, [BEST, [*MIDDLING[:5], NAN]])
    usual = rank(scores, SIX, DEFAULT)
    others = [
        rank(scores, SIX, DEFAULT, convention=Convention.WORST),
        rank(scores, SIX, DEFAULT, threshold=0.4),
        rank(scores, SIX, DEFAULT.model_copy(update={"axis_share": 0.6})),
        rank(table(SIX, [BEST, MIDDLING]), SIX, DEFAULT),
    ]
    assert len({usual.fingerprint, *(other.fingerprint for other in others)}) == 5
    renamed = DEFAULT.model_copy(update={"name": "Equipe", "author": "salma"})
    assert rank(scores, SIX, renamed).fingerprint == usual.fingerprint


def test_a_page_shows_the_cases_from_one_place_to_another():
    rows = [[level, 30, level, level, 20, 30] for level in (0, 1, 2, 3, 4)]
    ranking = rank(table(SIX, rows), SIX, DEFAULT)
    assert [case.reference for case in ranking.page(1, 3)] == ["UC-00004", "UC-00003"]
    assert ranking.top(99) == ranking.page(0, 5)
    assert ranking.references() == references(5)[::-1]
