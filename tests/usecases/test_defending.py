"""Robustness, the sentence, the cut-line: what is said of a place is what counting and moving weights confirm."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.strategies import SIX, references, table
from usecases.admissible import admissible
from usecases.consensus import consensus
from usecases.criteria import Axis
from usecases.cut_line import by_administration, cut_line, cut_pairs
from usecases.defence import defence_told, defend
from usecases.entrants import entrants
from usecases.mcda.polytope import EmptyRegionError
from usecases.mcda.rank_interval import RankBound, RankInterval
from usecases.performance import PerformanceTable
from usecases.priorities import Band, Ranking, rank
from usecases.rank_sentence import Held, rank_sentence
from usecases.robustness import Doubt, InFirst, Robustness, region_of, robustness, spread_of, stays_known, thresholds
from usecases.standing import certified
from usecases.weighting import (
    BoxRegion,
    IntersectionRegion,
    OrderRegion,
    PointRegion,
    Scope,
    ShareBounds,
    Weighting,
    WeightingError,
)

EVEN = Weighting(
    id="even", name="Even", author="amina", axis_share=0.5,
    within={"benefit": 0.4, "reach": 0.3, "equity": 0.3, "readiness": 0.4, "months": 0.3, "cost": 0.3},
)  # fmt: skip
FEW = Doubt(draws=512)
STEPS = [0.001] + [part / 20 for part in range(1, 21)]
"""Parts of a tenth of a point, the whole one last."""


def many(n: int, seed: int, *, width: float = 0.0, gaps: float = 0.0) -> PerformanceTable:
    """Cases with scores on the six criteria, intervals around them, and gaps."""
    rng = np.random.default_rng(seed)
    likely = np.array([rng.uniform(0, 4, n), 10 ** rng.uniform(0, 3, n), rng.uniform(0, 4, n), rng.uniform(0, 4, n),
                       rng.uniform(0, 40, n), rng.uniform(0, 100, n)])  # fmt: skip
    likely[rng.random(likely.shape) < gaps] = np.nan
    low, high = likely * (1 - width), likely * (1 + width)
    origins = np.where(np.isnan(likely), -1, 1)
    return PerformanceTable(references(n), SIX.ids, low, likely, high, origins)


@given(st.integers(0, 10_000), st.integers(1, 8))
@settings(deadline=None, max_examples=50)
@example(660, 7)  # at even weights two cases are just known enough, on either side of that point only one
def test_membership_flips_exactly_at_the_threshold_that_the_sentence_names(seed, first):
    ranking = rank(many(15, seed, gaps=0.2), SIX, EVEN.model_copy(update={"axis_share": 0.3 + seed % 40 / 100}))
    reference = ranking.table.references[seed % 15]
    for one in thresholds(ranking, reference, first):
        assert one.inside == (ranking.band_of(reference) is Band.RANKABLE and ranking.rank_of(reference) <= first)
        if one.span.low == one.span.high:
            beside = {_inside(ranking, reference, first, one.subject, one.now + step) for step in (-1e-6, 1e-6)}
            assert beside == {not one.inside}
            continue
        for end in one.span:
            if not 0.002 < end < 0.998:
                continue
            before, after = (_inside(ranking, reference, first, one.subject, end + step) for step in (-1e-6, 1e-6))
            assert before != after, one.subject
            # A tenth of a point to either side, unless the other side is narrower than that.
            step = 0.001 if end == one.span.low else -0.001
            if one.span.low < end + step < one.span.high:
                assert _inside(ranking, reference, first, one.subject, end + step) == one.inside
            beyond = [_inside(ranking, reference, first, one.subject, end - step * part) for part in STEPS]
            assert beyond[-1] != one.inside or len(set(beyond)) == 2, one.subject


def _inside(ranking, reference: str, first: int, subject: str, share: float) -> bool:
    """Whether the case is in the first ones when one share moves and the others keep their proportions."""
    weighting = ranking.weighting
    if subject in set(Axis):
        moved = weighting.model_copy(update={"axis_share": share})
    else:
        weights = dict(zip(SIX.ids, ranking.weights.tolist(), strict=True))
        rest = 1.0 - weights[subject]
        weights = {name: share if name == subject else one * (1 - share) / rest for name, one in weights.items()}
        impact = sum(weights[one.id] for one in SIX.of_axis(Axis.CITIZEN_IMPACT))
        moved = weighting.model_copy(update={"axis_share": impact, "within": weights})
    again = rank(ranking.table, SIX, moved, threshold=ranking.threshold)
    return again.band_of(reference) is Band.RANKABLE and again.rank_of(reference) <= first


def test_shares_are_those_of_counting_draws_and_have_their_error_and_seed():
    ranking = rank(many(12, 1, width=0.2), SIX, EVEN)
    found, again, other = (robustness(ranking, replace(FEW, seed=seed)) for seed in (3, 3, 4))
    assert np.array_equal(found.counts.counts, again.counts.counts)
    assert not np.array_equal(found.counts.counts, other.counts.counts)
    assert found.fingerprint == again.fingerprint != other.fingerprint
    shares, errors = found.share_in_first(3), found.standard_error(3)
    assert shares.sum() == pytest.approx(3, abs=1e-9)
    assert (errors[(shares > 0.1) & (shares < 0.9)] > 0).all()
    many_more = robustness(ranking, Doubt(draws=16_384, seed=9)).share_in_first(3)
    assert np.abs(shares - many_more).max() < 6 * errors.max() + 0.01


def test_the_standard_error_tells_how_far_another_seed_falls():
    ranking = rank(many(12, 1, width=0.2), SIX, EVEN)
    runs = [robustness(ranking, replace(FEW, seed=seed)) for seed in range(1, 31)]
    spread = np.std([one.share_in_first(3) for one in runs], axis=0)
    told = np.mean([one.standard_error(3) for one in runs], axis=0)
    middling = spread > 0.004
    assert middling.any()
    assert told[middling] == pytest.approx(spread[middling], rel=0.6)


def test_a_case_half_unknown_never_looks_as_firm_as_a_complete_one():
    scores = np.tile(np.array([[3.0], [500.0], [3.0], [3.0], [10.0], [5.0]]), 8)
    scores[:, 2:] *= 0.6
    half = scores.copy()
    half[[1, 2, 5], 1] = np.nan  # the second is as good as the first where it is known
    origins = np.where(np.isnan(half), -1, 1)
    performance = PerformanceTable(references(8), SIX.ids, half, half, half, origins)
    ranking = rank(performance, SIX, EVEN, threshold=0.3)
    found = robustness(ranking, FEW)
    complete, partial = (found.share_in_first(1)[found.positions[name]] for name in references(8)[:2])
    assert partial < complete - 0.1
    assert ranking.row("UC-00002").known < 1.0


def test_every_sampled_rank_lies_within_the_certified_interval():
    ranking = rank(many(14, 5, width=0.15, gaps=0.1), SIX, EVEN)
    found = robustness(ranking, FEW)
    for row, reference in enumerate(found.references):
        proven = certified(ranking, reference, FEW, seconds=2.0)
        seen = np.flatnonzero(found.counts.counts[row]) + 1
        assert proven.best.certain <= seen.min()
        assert seen.max() <= proven.worst.certain


def test_ninety_nine_point_nine_six_per_cent_is_never_always():
    ranking = rank(many(6, 2), SIX, EVEN)
    found = robustness(ranking, Doubt(draws=4_096, tolerance=0.0, scores=False))
    row = found.positions[ranking.references()[0]]
    assert rank_sentence(ranking, ranking.references()[0], 1, found=found).held is Held.EVERY_DRAW
    found.counts.counts[row, 0] -= 1
    said = rank_sentence(ranking, ranking.references()[0], 1, found=found)
    assert said.held is Held.ALMOST_EVERY
    exact = RankBound(1, 1, ranking.weights)
    proven = RankInterval(exact, exact)
    assert rank_sentence(ranking, ranking.references()[0], 1, found=found, proven=proven).held is Held.ALWAYS


REGIONS = {
    "point": PointRegion(),
    "box": BoxRegion(bounds={"reach": ShareBounds(low=0.1, high=0.3)}),
    "box of axes": BoxRegion(scope=Scope.AXIS, bounds={"reach": ShareBounds(low=0.2, high=0.3)},
                             axis_share=ShareBounds(low=0.4, high=0.6)),
    "order": OrderRegion(groups=(("benefit",), ("reach", "cost"))),
    "product of orders": IntersectionRegion(of=(
        OrderRegion(groups=(("benefit",), ("reach",), ("equity",))), OrderRegion(groups=(("cost",), ("months",))),
        BoxRegion(axis_share=ShareBounds(low=0.5, high=0.5)),
    )),
    "mixed": IntersectionRegion(of=(
        BoxRegion(bounds={"cost": ShareBounds(low=0.05, high=0.4)}), OrderRegion(groups=(("benefit",), ("cost",))),
    )),
}  # fmt: skip


@pytest.mark.parametrize("name", REGIONS)
def test_what_is_drawn_is_what_the_region_says(name):
    weighting = EVEN.model_copy(update={"region": REGIONS[name]})
    ranking = rank(many(6, 3), SIX, weighting)
    found = robustness(ranking, replace(FEW, tolerance=0.2))
    weights = dict(zip(SIX.ids, found.weights.T, strict=True))
    impact = sum(weights[one.id] for one in SIX.of_axis(Axis.CITIZEN_IMPACT))
    assert found.weights.sum(axis=1) == pytest.approx(np.ones(len(found.weights)))
    if name == "point":
        assert (np.abs(found.weights - ranking.weights) <= 0.2 * ranking.weights + 1e-9).all()
    elif name == "box":
        assert ((weights["reach"] >= 0.1 - 1e-9) & (weights["reach"] <= 0.3 + 1e-9)).all()
    elif name == "box of axes":
        assert ((impact >= 0.4 - 1e-9) & (impact <= 0.6 + 1e-9)).all()
        assert ((weights["reach"] / impact >= 0.2 - 1e-9) & (weights["reach"] / impact <= 0.3 + 1e-9)).all()
    elif name == "order":
        assert (weights["benefit"] >= np.maximum(weights["reach"], weights["cost"]) - 1e-9).all()
    elif name == "product of orders":
        assert impact == pytest.approx(np.full(len(impact), 0.5))
        assert (weights["benefit"] >= weights["reach"]).all()
        assert (weights["cost"] >= weights["months"]).all()
        assert found.how == "exact"
    else:
        assert (weights["benefit"] >= weights["cost"] - 1e-9).all()
        assert (weights["cost"] >= 0.05 - 1e-9).all()


def test_an_empty_region_says_which_of_its_conditions_contradict_each_other():
    clash = IntersectionRegion(of=(
        OrderRegion(groups=(("cost",), ("benefit",))),
        BoxRegion(
            bounds={"benefit": ShareBounds(low=0.4), "cost": ShareBounds(high=0.3), "reach": ShareBounds(low=0.1)}
        ),
    ))  # fmt: skip
    with pytest.raises(EmptyRegionError) as refused:
        robustness(rank(many(4, 1), SIX, EVEN.model_copy(update={"region": clash})), FEW)
    told = {(one.code, one.subject) for one in refused.value.constraints}
    assert told == {("region.order", "cost benefit"), ("region.low", "benefit"), ("region.high", "cost")}


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_cases_are_an_answer_and_no_error(n):
    ranking = rank(many(n, 1), SIX, EVEN)
    inside = InFirst(10)
    found = robustness(ranking, FEW, watch=inside)
    line = cut_line(ranking, found, inside)
    assert (len(found.references), line.pairs, line.questions, line.doubt) == (n, (), (), 0.0)
    assert found.standard_error(10).shape == found.share_in_first(10).shape == (n,)
    told = defence_told(ranking, defend(ranking, FEW, 10, progress=lambda _: None), 10)
    assert [one["rank"] for one in json.loads(json.dumps(told, allow_nan=False))["cases"]] == list(range(1, n + 1))


def test_all_cases_equal_and_a_criterion_that_nobody_knows():
    scores = np.tile(np.array([[2.0], [np.nan], [2.0], [2.0], [10.0], [5.0]]), 5)
    performance = PerformanceTable(references(5), SIX.ids, scores, scores, scores, np.where(np.isnan(scores), -1, 1))
    ranking = rank(performance, SIX, EVEN)
    assert set(ranking.ranks.tolist()) == {1}
    shares = robustness(ranking, FEW).share_in_first(1)
    assert shares.sum() == pytest.approx(1.0)
    assert shares == pytest.approx(np.full(5, 0.2), abs=0.08)


def test_weights_that_give_nothing_are_refused_before_anything_is_drawn():
    nothing = EVEN.model_copy(update={"within": dict.fromkeys(EVEN.within, 0.0)})
    with pytest.raises(WeightingError) as refused:
        admissible(nothing, SIX)
    assert refused.value.code == "weights.sum_zero"


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_a_pair_at_the_line_swaps_under_the_move_and_under_the_one_score_that_are_named(seed):
    ranking = rank(many(12, seed), SIX, EVEN)
    for pair in cut_pairs(ranking, 4):
        assert ranking.rank_of(pair.inside) <= 4 <= ranking.rank_of(pair.outside)
        for step in pair.steps:
            likely = ranking.table.likely.copy()
            place = ranking.table.positions[step.reference]
            row = SIX.ids.index(step.criterion)
            assert step.before == likely[row, place]
            if SIX[step.criterion].unit == "level":
                assert abs(step.after - step.before) == pytest.approx(1.0)
            likely[row, place] = step.after
            moved = PerformanceTable(ranking.table.references, SIX.ids, likely, likely, likely, ranking.table.origins)
            again = rank(moved, SIX, EVEN)
            totals = dict(zip(again.table.references, again.totals.tolist(), strict=True))
            assert totals[pair.outside] > totals[pair.inside]


def test_the_fact_worth_asking_is_the_one_whose_knowledge_settles_who_is_first():
    scores = np.tile(np.array([[2.0], [30.0], [2.0], [2.0], [20.0], [50.0]]), 6)
    scores[:, 2:] *= 0.3
    scores[[4, 5], 2:] = [[39.0], [99.0]]
    scores[0, 1] = np.nan  # of the first two, equal elsewhere, one has an unknown benefit
    performance = PerformanceTable(references(6), SIX.ids, scores, scores, scores, np.where(np.isnan(scores), -1, 1))
    ranking = rank(performance, SIX, EVEN)
    inside = InFirst(1)
    found = robustness(ranking, Doubt(draws=2_048), watch=inside)
    line = cut_line(ranking, found, inside)
    assert line.doubt == pytest.approx(0.5, abs=0.02)
    assert (line.questions[0].reference, line.questions[0].criterion, line.questions[0].unknown) == (
        "UC-00002", "benefit", True,
    )  # fmt: skip
    assert line.questions[0].relief > 0.8 * line.doubt
    grouped = by_administration(line.questions, {"UC-00002": "Santé"})
    assert next(iter(grouped)) == "Santé"
    assert inside.of(np.arange(6)).mean(axis=0) == pytest.approx(found.share_in_first(1))


def test_a_score_that_tells_no_more_than_chance_is_not_asked_for():
    # Each interval of the first column is so narrow that no draw of it moves a case: its relief is noise alone.
    ranking = rank(many(40, 3, width=0.25), SIX, EVEN)
    likely = ranking.table.likely
    low, high = ranking.table.low.copy(), ranking.table.high.copy()
    low[0], high[0] = likely[0] * (1 - 1e-9), likely[0] * (1 + 1e-9)
    table = PerformanceTable(ranking.table.references, SIX.ids, low, likely, high, ranking.table.origins)
    ranking, inside = rank(table, SIX, EVEN), InFirst(5)
    line = cut_line(ranking, robustness(ranking, Doubt(draws=2_048), watch=inside), inside)
    assert line.questions
    assert sum(one.criterion == SIX.ids[0] for one in line.questions) <= 2


def test_what_is_in_the_first_ones_for_all_is_consensus_and_the_rest_is_the_agenda():
    performance = many(10, 8)
    rankings = {
        str(share): rank(performance, SIX, EVEN.model_copy(update={"axis_share": share})) for share in (0.1, 0.5, 0.9)
    }
    found = consensus(rankings, 4)
    inside = [{name for name in one.references() if one.rank_of(name) <= 4} for one in rankings.values()]
    assert {one.reference for one in found.agreed} == set.intersection(*inside)
    assert {one.reference for one in found.agenda} == set.union(*inside) - set.intersection(*inside)
    for one in itertools.chain(found.agreed, found.agenda):
        assert one.ranks == {name: ranking.rank_of(one.reference) for name, ranking in rankings.items()}


def test_unknown_scores_are_drawn_over_the_whole_scale_and_known_ones_within_their_interval():
    performance = many(40, 4, width=0.3, gaps=0.3)
    ranking = rank(performance, SIX, EVEN, threshold=0.0)
    spread = spread_of(ranking, ranking.placed[Band.RANKABLE])
    u = np.random.default_rng(1).random((4_000, spread.likely.shape[1]))
    for criterion in range(len(SIX)):
        values = spread.drawn(criterion, u)
        unknown = np.isnan(spread.likely[criterion])
        assert values[:, unknown].mean(axis=0) == pytest.approx(np.full(int(unknown.sum()), 0.5), abs=0.03)
        low, tip, high = (part[criterion][~unknown] for part in (spread.worst, spread.likely, spread.best))
        assert (values[:, ~unknown] >= low - 1e-12).all()
        assert (values[:, ~unknown] <= high + 1e-12).all()
        assert values[:, ~unknown].mean(axis=0) == pytest.approx((low + tip + high) / 3, abs=0.02)  # a triangle's mean


def test_the_region_of_a_stated_point_is_the_margin_around_it():
    region = region_of(rank(many(3, 1), SIX, EVEN), Doubt(tolerance=0.5))
    assert region.lower == pytest.approx(0.5 * EVEN.global_weights(SIX))
    assert table(SIX, [[1, 1, 1, 1, 1, 1]]).references == ("UC-00001",)


def held_share(ranking: Ranking, found: Robustness, reference: str, first: int) -> float:
    """How often the screen itself would have the case in the first ones: the order made anew under each draw."""
    known, values = ~np.isnan(ranking.table.values(SIX).likely), ranking.values
    inside = 0
    for weights in found.weights:
        ranked = weights @ known >= ranking.threshold - 1e-9
        own = ranking.table.positions[reference]
        ahead = (weights @ values - weights @ values[:, own] > 1e-12) & ranked
        inside += bool(ranked[own] and ahead.sum() < first)
    return inside / len(found.weights)


@pytest.mark.parametrize("seed", range(4))
def test_a_share_counts_who_leaves_the_order_and_who_comes_into_it_as_the_screen_does(seed):
    doubt = Doubt(draws=256, tolerance=0.6, scores=False)
    ranking = rank(many(14, seed, gaps=0.4), SIX, EVEN, threshold=0.6)
    among = entrants(ranking, region_of(ranking, doubt))
    assert among.ranked < len(among.positions), "nobody comes"
    assert (among.doubtful < among.ranked).any(), "nobody leaves"
    inside = InFirst(3)
    found = robustness(ranking, doubt, watch=inside)
    shares = found.share_in_first(3)
    for row, reference in enumerate(ranking.references()):
        assert shares[row] == pytest.approx(held_share(ranking, found, reference, 3))
    assert inside.of(np.arange(among.ranked)).mean(axis=0) == pytest.approx(shares)
    # More places than are ever ranked: whoever is ranked is inside, whoever is not is outside all the same.
    for row, reference in enumerate(ranking.references()):
        assert found.share_in_first(among.ranked)[row] == pytest.approx(
            held_share(ranking, found, reference, among.ranked)
        )


def test_what_may_fall_out_of_the_order_is_never_always_among_the_first():
    """A case that is just known enough leaves the first ones when the weights of what is known of it fall."""
    half = rank(many(12, 3, gaps=0.4), SIX, EVEN, threshold=0.2)
    first = next(one for one in half.references() if half.row(one).known < 1.0)
    ranking = rank(many(12, 3, gaps=0.4), SIX, EVEN, threshold=half.row(first).known)
    assert ranking.band_of(first) is Band.RANKABLE
    exact = RankBound(1, 1, ranking.weights)
    proven = RankInterval(exact, exact)
    held = {}
    for tolerance in (0.0, 0.2):
        found = robustness(ranking, Doubt(draws=64, tolerance=tolerance, scores=False))
        held[tolerance] = rank_sentence(ranking, first, 12, found=found, proven=proven).held
        known = np.array([float(name not in ranking.row(first).missing) for name in SIX.ids])
        falls = (found.weights @ known < ranking.threshold - 1e-9).any()
        assert stays_known(ranking, first, found.doubt) is not bool(falls)
    assert held[0.0] is Held.ALWAYS
    assert held[0.2] is not Held.ALWAYS
