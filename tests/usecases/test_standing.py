"""What holds of one case under everything admissible agrees with brute force over many weights and scores."""

from dataclasses import replace

import numpy as np
import pytest

from tests.strategies import SIX, references
from tests.usecases.test_defending import EVEN, FEW, many
from usecases.defence import REMOVED, arrivals, reversals, undominated
from usecases.mcda.sampling import draw
from usecases.methods import METHODS
from usecases.performance import PerformanceTable
from usecases.priorities import Band, rank
from usecases.robustness import Doubt, region_of, robustness, spans_of_the_first, spread_of
from usecases.standing import certified, ranks_around, standing
from usecases.weighting import BoxRegion, ShareBounds


def quiet(_: float) -> None:
    """Nobody watches."""


@pytest.mark.parametrize("seed", range(4))
def test_who_is_never_passed_and_what_can_be_first_agree_with_many_weights(seed):
    ranking = rank(many(16, seed, width=0.1, gaps=0.1), SIX, EVEN, threshold=0.3)
    doubt = Doubt(draws=512, tolerance=0.5)
    references, values = ranking.references(), ranking.values[:, ranking.placed[Band.RANKABLE]]
    weights = draw(region_of(ranking, doubt), 4_096, seed=9).weights
    totals = weights @ values
    for row, reference in enumerate(references):
        found = standing(ranking, doubt, reference, 3, 2.0, progress=quiet)
        others = np.delete(np.arange(len(references)), row)
        never_behind = (totals[:, [row]] >= totals[:, others] - 1e-12).all(axis=0).sum()
        never_ahead = (totals[:, [row]] <= totals[:, others] + 1e-12).all(axis=0).sum()
        assert found.never_behind <= never_behind
        assert found.never_ahead <= never_ahead
        assert found.never_behind + found.never_ahead >= len(others) // 4, "the bound is not empty"
        first_by_draw = (totals.argmax(axis=1) == row).any()
        if found.first_under is None:
            assert not first_by_draw
            assert found.weights.best.seen > 1
        else:
            own = np.array(found.first_under) @ values
            assert own[row] >= own.max() - 1e-9
            assert found.weights.best.certain == 1
        assert found.weights.best.certain >= found.everything.best.certain
        assert found.weights.worst.certain <= found.everything.worst.certain


def test_neighbours_win_as_often_as_independent_draws_say():
    ranking = rank(many(12, 3, width=0.2), SIX, EVEN)
    reference = ranking.references()[5]
    found = standing(ranking, Doubt(draws=4_096), reference, 3, 1.0, progress=quiet)
    assert [one.reference for one in found.neighbours] == [*ranking.references()[2:5], *ranking.references()[6:9]]
    spread, rng = spread_of(ranking, ranking.placed[Band.RANKABLE]), np.random.default_rng(11)
    weights = draw(region_of(ranking, Doubt()), 8_192, seed=77).weights
    drawn = np.empty((6, 8_192, 12))
    for row in range(6):
        drawn[row] = spread.drawn(row, rng.random((8_192, 12)))
    totals = np.einsum("dc,cdn->dn", weights, drawn)
    for one in found.neighbours:
        other = ranking.references().index(one.reference)
        assert one.ahead == pytest.approx((totals[:, other] > totals[:, 5]).mean(), abs=0.03)


def test_confidence_is_the_share_of_scores_that_keep_a_case_first_under_its_own_weights():
    ranking = rank(many(8, 5, width=0.25), SIX, EVEN)
    doubt = Doubt(draws=1_024, tolerance=0.6)
    found = robustness(ranking, doubt)
    spread, rng = spread_of(ranking, ranking.placed[Band.RANKABLE]), np.random.default_rng(5)
    drawn = np.array([spread.drawn(row, rng.random((6_000, 8))) for row in range(6)])
    ever_first = 0
    for row, central in enumerate(found.counts.central_weights):
        if np.isnan(central).any():
            assert np.isnan(found.confidence[row])
            continue
        totals = np.einsum("c,cdn->dn", central, drawn)
        assert found.confidence[row] == pytest.approx((totals.argmax(axis=1) == row).mean(), abs=0.08)
        ever_first += 1
    assert ever_first > 1
    certain = robustness(ranking, Doubt(draws=512, tolerance=0.6, scores=False)).confidence
    assert set(certain[~np.isnan(certain)].tolist()) <= {0.0, 1.0}


def test_the_undominated_are_those_that_no_other_beats_everywhere():
    ranking = rank(many(30, 2), SIX, EVEN)
    values = ranking.values.T
    expected = {
        ranking.table.references[i]
        for i in range(30)
        if not any((values[j] >= values[i]).all() and (values[j] > values[i]).any() for j in range(30))
    }
    assert set(undominated(ranking)) == expected
    assert 1 < len(expected) < 30


def test_a_sum_never_turns_round_and_what_turns_round_under_others_is_really_so():
    ranking = rank(many(20, 8, gaps=0.35), SIX, EVEN, threshold=0.6)
    waiting = ranking.placed[Band.NOT_YET_RANKABLE]
    assert len(waiting) > 2
    references, placed = ranking.references(), ranking.placed[Band.RANKABLE]
    turned = 0
    for found, comes in ((reversals(ranking), False), (arrivals(ranking), True)):
        assert set(found) == set(METHODS)
        assert found["weighted_sum"] is None
        assert found["spotis"] is None
        for name, one in found.items():
            if one is None:
                continue
            turned += 1
            positions = ranking.table.positions
            ahead, behind, case = positions[one.ahead], positions[one.behind], positions[one.case]
            with_case = np.append(placed, case) if comes else placed
            without = placed if comes else placed[placed != case]

            def lead(of, name=name, ahead=ahead, behind=behind):
                merit = METHODS[name](ranking.values[:, of], ranking.weights).merit
                return merit[list(of).index(ahead)] - merit[list(of).index(behind)]

            before, after = (without, with_case) if comes else (with_case, without)
            assert lead(before) > 0 > lead(after)
            assert case in (waiting[:REMOVED] if comes else placed[:REMOVED])
    assert turned, "some method turns some pair round"
    assert references


def test_ranks_around_the_line_are_those_of_each_case_alone():
    ranking = rank(many(30, 4, width=0.1), SIX, EVEN)
    told: list[float] = []
    found = ranks_around(ranking, FEW, 10, 1.0, progress=told.append)
    assert [one.reference for one in found] == list(ranking.references()[2:18])
    assert told[-1] == 1.0
    for one in found:
        assert one.everything is not None
        for ranks, doubt in ((one.weights, replace(FEW, scores=False)), (one.everything, FEW)):
            alone = certified(ranking, one.reference, doubt, seconds=1.0)
            assert (ranks.best.certain, ranks.worst.certain) == (alone.best.certain, alone.worst.certain)
            assert ranks.best.certain <= ranking.rank_of(one.reference) <= ranks.worst.certain
    exact = ranks_around(ranking, replace(FEW, scores=False), 10, 1.0, progress=quiet)
    assert all(one.everything is None for one in exact)


def test_nothing_waits_and_nothing_is_ranked_are_no_errors():
    alone = rank(many(1, 1), SIX, EVEN)
    found = standing(alone, FEW, "UC-00001", 3, 1.0, progress=quiet)
    assert (found.never_behind, found.never_ahead, found.neighbours) == (0, 0, ())
    assert (found.weights.best.certain, found.everything.worst.certain) == (1, 1)
    empty = rank(many(0, 1), SIX, EVEN)
    assert undominated(empty) == ()
    assert set(reversals(empty).values()) == set(arrivals(empty).values()) == {None}


def test_the_first_ones_stay_the_same_exactly_between_the_two_shares():
    ranking = rank(many(30, 5), SIX, EVEN)
    first = set(ranking.references()[:10])
    spans = spans_of_the_first(ranking, 10)
    assert [one.subject for one in spans] == [name for name, _, _ in ranking.lines]
    assert all(one.span.low <= one.now <= one.span.high for one in spans)
    low, high = spans[0].span
    assert (low, high) != (0.0, 1.0)
    for share, same in ((low + 1e-6, True), (high - 1e-6, True), (low - 1e-3, False), (high + 1e-3, False)):
        if 0 < share < 1:
            moved = rank(ranking.table, SIX, EVEN.model_copy(update={"axis_share": share}))
            assert (set(moved.references()[:10]) == first) is same


def test_a_weighting_that_was_moved_out_of_its_own_region_still_has_an_answer():
    """The slider stands where a case is ranked; under every weight that is admissible it is known too little."""
    region = BoxRegion(axis_share=ShareBounds(low=0.0, high=0.1))
    moved = EVEN.model_copy(update={"axis_share": 0.9, "region": region})
    scores = many(6, 1).likely.copy()
    scores[3:, 0] = np.nan  # of the first case the whole second axis is unknown
    performance = PerformanceTable(references(6), SIX.ids, scores, scores, scores, np.where(np.isnan(scores), -1, 1))
    ranking = rank(performance, SIX, moved, threshold=0.5)
    doubt = Doubt(draws=64)
    assert ranking.band_of("UC-00001") is Band.RANKABLE
    found = standing(ranking, doubt, "UC-00001", 3, 1.0, progress=quiet)
    assert (found.everything.best.certain, found.everything.worst.certain) == (6, 6)
    assert found.first_under is None
    assert robustness(ranking, doubt).share_in_first(6)[ranking.references().index("UC-00001")] == 0.0
