"""Methods against sorts, SMAA-2 against the fastest other library, exact answers against their limits.

`python -m benchmarks.deciding full|first SAMPLES` is one run of ours in a fresh process, for its CPU time and memory.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import peers
from benchmarks.figures import ROOT, Figure, against_floor, best_in_turn, cpu_seconds, told
from benchmarks.storing import held_mb
from usecases.mcda.additive import WeightedSum
from usecases.mcda.arrays import FloatArray
from usecases.mcda.distance import Topsis, Vikor
from usecases.mcda.polytope import Constraint, Polytope, Shape, around, simplex
from usecases.mcda.preference import necessary_preference
from usecases.mcda.promethee import Preference, PrometheeII
from usecases.mcda.rank_interval import rank_interval
from usecases.mcda.ranking import tie_key
from usecases.mcda.sampling import draw, in_box, independent
from usecases.mcda.smaa import count_first_ranks, count_ranks, weighted_blocks

N, K, DRAWS, FIRST = 2_000, 12, 10_000, 50
PEER = Path(__file__).with_name("peer_smaa.py")


def figures(*, quick: bool) -> Iterator[Figure]:
    """Everything beyond the weighted sum, which benchmarks.ranking has."""
    for size in (2_000,) if quick else (2_000, 100_000):
        yield from methods(size)
    yield from smaa(rounds=1 if quick else 5)
    yield from sobol()
    yield from necessary()
    yield from intervals(firsts=2 if quick else 10)


def methods(size: int) -> Iterator[Figure]:
    """The sum, TOPSIS and VIKOR against one sort of so many numbers, PROMETHEE II against one for each criterion."""
    table, weights = _table(size), np.full(K, 1 / K)
    times = 50 if size <= N else 5
    linear = PrometheeII(Preference.LINEAR, q=0.05, p=0.4)
    rivals: list[Callable[[], object]] = [
        lambda: np.argsort(table[0]),
        lambda: WeightedSum()(table, weights),
        lambda: Topsis()(table, weights),
        lambda: Vikor()(table, weights),
        lambda: [np.argsort(row) for row in table],
        lambda: linear(table, weights),
    ]
    turns = [_least(rival, times) for rival in rivals]
    one, added, topsis, vikor, all_of_them, promethee = best_in_turn(turns)
    for name, ours, at_most in (("weighted sum", added, 2.5), ("TOPSIS", topsis, 4.0), ("VIKOR", vikor, 4.5)):
        yield against_floor(f"{name} {size:,} × {K}", ours, one, floor_name="one np.argsort", at_most=at_most)
    floor = f"{K} np.argsort"
    yield against_floor(f"PROMETHEE II {size:,} × {K}", promethee, all_of_them, floor_name=floor, at_most=10)
    if size <= N:
        apart = float(np.abs(linear(table, weights).scores - _by_pairs(table, weights, 0.05, 0.4)).max())
        what = "PROMETHEE II by sorting against the formula by pairs, largest difference"
        yield Figure(what, f"{apart:.1e}", goal="at most 1e-12", met=apart <= 1e-12)


def smaa(*, rounds: int) -> Iterator[Figure]:
    """Each run in a fresh process, in turn with pysensmcda on the same values and weights."""
    weights = draw(simplex(K), DRAWS, seed=1).weights
    with TemporaryDirectory() as folder, peers.interpreter() as python:
        samples = Path(folder, "samples.npz")
        np.savez(samples, meas=_table(N).T, weights=weights)
        commands = {
            "peer": [python, str(PEER), str(samples)],
            "full": [sys.executable, "-m", "benchmarks.deciding", "full", str(samples)],
            "first": [sys.executable, "-m", "benchmarks.deciding", "first", str(samples)],
        }
        taken = [{name: _run(command) for name, command in commands.items()} for _ in range(rounds)]
    cpu, memory = ({name: min(one[name][part] for one in taken) for name in commands} for part in (0, 1))
    size, floor = f"{N:,} × {K} × {DRAWS:,}", f"pysensmcda smaa2: {told(cpu['peer'])}, {memory['peer']:.0f} MB"
    for name, what, share in (("full", "every rank", 10), ("first", f"the first {FIRST}, the same digits", 30)):
        ratio = cpu[name] / cpu["peer"]
        goal, met = f"at most 1/{share} of the floor", ratio <= 1 / share
        yield Figure(f"SMAA-2 {size}, {what}", told(cpu[name]), floor, ratio, goal, met)
    peak = memory["full"]
    yield Figure(f"memory of SMAA-2 {size}", f"{peak:.0f} MB", floor, None, "at most 100 MB", peak <= 100)


def sobol() -> Iterator[Figure]:
    """How far first-rank shares from few spread draws are from the truth, against more draws by chance."""
    box = around(np.random.default_rng(5).dirichlet(np.full(K, 4.0)), 0.6)
    for where, region, times, by_chance in (
        ("any weights", simplex(K), 4, lambda n, rng: rng.dirichlet(np.ones(K), n)),
        ("weights ± 60 %", box, 2, lambda n, rng: in_box(box.lower, box.upper, n, independent(rng))),
    ):
        yield _evenness(where, region, times, by_chance)


def _evenness(
    where: str, region: Polytope, times: int, by_chance: Callable[[int, np.random.Generator], FloatArray]
) -> Figure:
    values, few, truth = _table(N), 4_096, 262_144
    exact = _first_shares(values, draw(region, truth, seed=99).weights)
    ours, chance = [], []
    for seed in range(8):
        ours.append(_first_shares(values, draw(region, few, seed=seed).weights) - exact)
        chance.append(_first_shares(values, by_chance(times * few, np.random.default_rng(seed))) - exact)
    error, floor = (float(np.median([np.abs(seen).max() for seen in one])) for one in (ours, chance))
    what = f"largest error of a first-rank share among {N:,} × {K}, {where}, {few:,} Sobol draws"
    ratio = error / floor
    # Two medians of eight: equal within a tenth is all that they can tell.
    return Figure(what, f"{error:.4f}", f"{times * few:,} independent draws: {floor:.4f}", ratio,
                  "the floor, within a tenth", ratio <= 1.1)  # fmt: skip


def necessary() -> Iterator[Figure]:
    """Every pair of 2,000, over the simplex, an order of the criteria, and bounds."""
    values = _table(N)
    regions: dict[str, Polytope] = {
        "any weights": simplex(K),
        "an order of the criteria": _ordered(),
        "weights ± 20 %": around(np.full(K, 1 / K), 0.2),
    }
    for name, region in regions.items():
        draws = draw(region, 256, seed=1).weights
        [ours] = best_in_turn([_least(lambda: necessary_preference(values, region, draws=draws), 1)], rounds=3)  # noqa: B023
        yield Figure(f"necessary preference, all pairs of {N:,}, {name}", told(ours), "—", None, "at most 1.5 s",
                     ours <= 1.5)  # fmt: skip


def intervals(*, firsts: int) -> Iterator[Figure]:
    """Best and worst rank of each of the first ten, at ± 20 % of each weight: the slowest of them."""
    values, weights = _table(N), np.full(K, 1 / K)
    region, slowest, exact = around(weights, 0.2), 0.0, 0
    for row in np.argsort(-(weights @ values), kind="stable")[:firsts]:
        own, others = values[:, row], np.delete(values, row, axis=1)
        started = time.perf_counter()
        found = rank_interval((own, own), (others, others), region, seconds=1.0)
        slowest = max(slowest, time.perf_counter() - started)
        exact += found.best.is_exact and found.worst.is_exact
    what = f"rank interval at ± 20 % of each of the first {firsts} of {N:,} unrelated cases, the slowest"
    measured = f"{told(slowest)} of waiting; {exact} of {firsts} exact, the others bounded"
    yield Figure(what, measured, goal="2 s, all exact", met=slowest <= 2.2 and exact == firsts)


def _ordered() -> Polytope:
    """Each criterion at least as important as the next."""
    steps = [np.eye(K)[later] - np.eye(K)[later - 1] for later in range(1, K)]
    constraints = tuple(Constraint(tuple(step), 0.0, "order") for step in steps)
    order = tuple((criterion,) for criterion in range(K))
    return Polytope(np.zeros(K), np.ones(K), constraints, shape=Shape(order=order))


def _table(size: int) -> FloatArray:
    return np.random.default_rng(7).random((K, size))


def _least(work: Callable[[], object], times: int) -> Callable[[], float]:
    return lambda: cpu_seconds(work, times=times)


def _by_pairs(table: FloatArray, weights: FloatArray, q: float, p: float) -> FloatArray:
    net = np.zeros(table.shape[1])
    for row, weight in zip(table, weights, strict=True):
        preferred = np.clip((row[:, np.newaxis] - row - q) / (p - q), 0, 1)
        net += weight * (preferred.sum(axis=1) - preferred.sum(axis=0))
    return net / (table.shape[1] - 1)


def _first_shares(values: FloatArray, weights: FloatArray) -> FloatArray:
    counts = np.zeros(values.shape[1])
    for start in range(0, len(weights), 16_384):
        totals = tie_key(weights[start : start + 16_384] @ values)
        counts += (totals == totals.max(axis=1, keepdims=True)).sum(axis=0)
    return counts / len(weights)


def _run(command: list[str]) -> tuple[float, float]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, rise = done.stdout.split()
    return float(seconds), float(rise)


def main(which: str, samples: str) -> None:
    """One run: CPU seconds, and how far the process rose in MB."""
    with np.load(samples) as arrays:
        values, weights = np.ascontiguousarray(arrays["meas"].T), arrays["weights"]
    before, started = held_mb("VmRSS"), time.process_time()
    blocks = weighted_blocks(values, weights)
    if which == "full":
        count_ranks(blocks, N).central_weights  # noqa: B018 -- what the peer gives besides the table
    else:
        count_first_ranks(blocks, N, FIRST).central_weights  # noqa: B018
    print(time.process_time() - started, held_mb("VmHWM") - before)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
