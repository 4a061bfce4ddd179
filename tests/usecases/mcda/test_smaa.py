"""SMAA-2: shares counted as brute force counts them, with and without ties."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.usecases.mcda.strategies import WHOLE, brute_ranks, tables
from usecases.mcda.arrays import MissingValueError
from usecases.mcda.ranking import TIE_STEPS
from usecases.mcda.smaa import (
    _INDEX_MASK,
    _Keys,
    confidence_factors,
    count_first_ranks,
    count_ranks,
    paired_blocks,
    pairwise_winning,
    weighted_blocks,
)


def brute(totals: np.ndarray) -> np.ndarray:
    """Counts by rank, one draw after the other."""
    counts = np.zeros((totals.shape[1], totals.shape[1]), dtype=int)
    for row in totals:
        for alternative, rank in enumerate(brute_ranks(row)):
            counts[alternative, rank - 1] += 1
    return counts


@pytest.mark.parametrize("n", [1, 2, 3, 17, 300, 4096, 4097])
@pytest.mark.parametrize("spread", [1.0, 1e-3, 1e-9, 0.0], ids=["far", "near", "nearer", "equal"])
def test_totals_far_and_near_are_put_in_the_order_of_their_steps(n, spread):
    """Short keys, then what they leave equal: two of a kind, many of a kind, all of a kind; and too many for them."""
    chance = np.random.default_rng(n)
    totals = 0.5 + spread * chance.random((5, n))
    totals[1] = np.round(totals[1], 2)
    totals[2, : n // 2] = totals[2, n - n // 2 :][::-1]
    steps = np.floor(totals * TIE_STEPS + 0.5)
    expected = [sorted(range(n), key=lambda one: (-row[one], one)) for row in steps]
    found, tied = _Keys(n).in_order(totals)
    assert (found & _INDEX_MASK).tolist() == expected
    assert tied == any(len(set(row)) < n for row in steps.tolist())


def drawn_weights(k: int, n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.ones(k), n)


@given(tables(max_n=6, elements=WHOLE), st.integers(0, 999))
@settings(deadline=None)
def test_every_rank_is_counted_as_by_hand_ties_included(table, seed):
    values, own = table
    weights = np.vstack([np.tile(own, (3, 1)), drawn_weights(len(own), 20, seed)])
    found = count_ranks(weighted_blocks(values, weights), values.shape[1])
    assert found.counts.tolist() == brute(weights @ values).tolist()
    assert found.acceptability.sum(axis=1) == pytest.approx(np.ones(values.shape[1]))
    ranks = np.array([brute_ranks(row) for row in weights @ values])
    assert found.expected_rank == pytest.approx(ranks.mean(axis=0))


@given(tables(max_n=8, elements=WHOLE), st.integers(0, 999), st.integers(1, 9))
@settings(deadline=None)
def test_the_first_ranks_alone_are_the_same_digits(table, seed, k):
    values, own = table
    weights = np.vstack([np.tile(own, (3, 1)), drawn_weights(len(own), 20, seed)])
    n = values.shape[1]
    whole = count_ranks(weighted_blocks(values, weights), n)
    head = count_first_ranks(weighted_blocks(values, weights), n, k)
    cut = count_ranks(weighted_blocks(values, weights), n, n_ranks=k)
    assert head.counts.tolist() == whole.counts[:, : min(k, n)].tolist() == cut.counts.tolist()
    assert head.first_weights == pytest.approx(whole.first_weights)
    assert cut.expected_rank == pytest.approx(whole.expected_rank)


def test_without_ties_the_shares_of_each_rank_add_up_to_one():
    values, weights = np.random.default_rng(1).random((4, 700)), drawn_weights(4, 600, 2)
    found = count_ranks(weighted_blocks(values, weights), 700)
    assert found.acceptability.sum(axis=0) == pytest.approx(np.ones(700))


def test_central_weights_are_the_mean_of_those_that_make_it_first_and_missing_where_none_do():
    values = np.array([[1.0, 0.0, 0.4], [0.0, 1.0, 0.4]])
    weights = drawn_weights(2, 400, 3)
    found = count_ranks(weighted_blocks(values, weights), 3)
    first = (weights @ values).argmax(axis=1)
    assert found.central_weights[0] == pytest.approx(weights[first == 0].mean(axis=0))
    assert np.isnan(found.central_weights[2]).all()
    factors = confidence_factors(found.central_weights, values.T)
    assert factors[:2].tolist() == [1.0, 1.0]
    assert np.isnan(factors[2])


def test_published_shares_of_three_alternatives_on_two_criteria():
    # Under even weights on the segment w1 in [0, 1], the winner changes at w1 = 1/3: shares 2/3 and 1/3, exactly.
    values = np.array([[1.0, 0.0], [0.0, 0.5]])
    weights = np.column_stack([np.linspace(0, 1, 30_001), 1 - np.linspace(0, 1, 30_001)])
    found = count_ranks(weighted_blocks(values, weights), 2)
    assert found.acceptability[:, 0] == pytest.approx([2 / 3, 1 / 3], abs=1e-4)


def test_drawn_values_go_with_the_weights_of_their_own_draw():
    rng = np.random.default_rng(4)
    values, weights = rng.random((300, 5, 3)), drawn_weights(3, 300, 5)
    totals = np.einsum("snm,sm->sn", values, weights)
    assert count_ranks(paired_blocks(values, weights), 5).counts.tolist() == brute(totals).tolist()
    wins = pairwise_winning(paired_blocks(values, weights), 5)
    assert wins == pytest.approx((totals[:, :, None] > totals[:, None, :]).mean(axis=0))


def test_a_missing_value_and_weights_for_other_criteria_are_refused():
    with pytest.raises(MissingValueError):
        list(weighted_blocks(np.array([[0.5, np.nan]]), np.array([[1.0]])))
    with pytest.raises(ValueError, match="disagree"):
        list(weighted_blocks(np.ones((2, 3)), np.ones((4, 3))))
    with pytest.raises(ValueError, match="disagree"):
        list(paired_blocks(np.ones((2, 3, 4)), np.ones((3, 4))))


def test_the_command_says_the_same_as_the_functions_and_null_where_never_first(tmp_path):
    values = np.array([[1.0, 0.0], [0.0, 1.0], [0.4, 0.4]])
    weights = drawn_weights(2, 64, 6)
    np.savez(tmp_path / "samples.npz", meas=values, weights=weights)
    done = subprocess.run(
        [sys.executable, "-m", "usecases.mcda", "smaa", str(tmp_path / "samples.npz"), "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    found = count_ranks(weighted_blocks(values.T, weights), 3)
    assert told["rank_acceptability"] == found.acceptability.tolist()
    assert told["central_weights"][2] is None
    assert told["confidence_factor"] == [1.0, 1.0, None]
    assert told["pairwise_winning"][0][1] == pytest.approx((weights[:, 0] > weights[:, 1]).mean())


@pytest.mark.parametrize(
    "arrays",
    [
        {"weights": np.ones((2, 2))},
        {"meas": np.ones((2, 3)), "weights": np.ones((2, 2))},
        {"meas": np.array(["x"]), "weights": np.ones((1, 1))},
    ],
)
def test_samples_that_cannot_be_understood_end_with_a_line_and_two(tmp_path, arrays):
    np.savez(tmp_path / "samples.npz", **arrays)
    done = subprocess.run(
        [sys.executable, "-m", "usecases.mcda", "smaa", str(tmp_path / "samples.npz"), "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
