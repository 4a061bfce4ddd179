"""`python -m usecases.mcda`: a ranking run again from two files, SMAA from samples, published examples recomputed.

No database, no server. Exit 0 when done, 1 when an example fails, 2 when a file cannot be understood.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from usecases.criteria import CriteriaError, structure_of
from usecases.mcda.arrays import FloatArray, MissingValueError
from usecases.mcda.examples import ExampleError, check, read_examples, report
from usecases.mcda.smaa import confidence_factors, count_ranks, paired_blocks, pairwise_winning, weighted_blocks
from usecases.methods import METHODS, MethodName
from usecases.performance import Convention, TableError, table_from_csv
from usecases.priorities import PriorityError, rank
from usecases.ranking_told import ranking_told
from usecases.weighting import Weighting, WeightingError, default_weighting
from wording.declared import DeclaredFileError

NOT_UNDERSTOOD = 2


def main(arguments: list[str] | None = None) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="python -m usecases.mcda", description=__doc__)
    commands = parser.add_subparsers(required=True)
    ranked = commands.add_parser("rank", help="the order of a performance table under a criteria set")
    ranked.add_argument("table", type=Path, help="CSV: reference, a column for each criterion, perhaps .low and .high")
    ranked.add_argument("criteria", type=Path, help="YAML as in data/criteria")
    ranked.add_argument("--weighting", type=Path, help="JSON of a weighting; the declared weights when absent")
    ranked.add_argument("--method", choices=[one.value for one in MethodName], default=MethodName.WEIGHTED_SUM.value)
    ranked.add_argument("--convention", choices=[one.value for one in Convention], default=Convention.MIDDLE.value)
    ranked.add_argument("--threshold", type=float, default=0.5, help="share of the weight that must be known")
    ranked.add_argument("--top", type=int, default=0, help="only the first so many; 0 for all")
    ranked.add_argument("--json", action="store_true", help="print JSON")
    ranked.set_defaults(run=_rank)
    sampled = commands.add_parser("smaa", help="SMAA-2 from drawn values and weights")
    sampled.add_argument("samples", type=Path, help="npz: meas (n_samples, n, m) or (n, m), weights (n_samples, m)")
    sampled.add_argument("--json", action="store_true", help="print JSON")
    sampled.set_defaults(run=_smaa)
    checked = commands.add_parser("check", help="recompute published examples")
    checked.add_argument("examples", type=Path, help="JSON list of examples")
    checked.set_defaults(run=_check)
    asked = parser.parse_args(arguments)
    try:
        return int(asked.run(asked))
    except _REFUSED as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return NOT_UNDERSTOOD


_REFUSED = (
    OSError, BadZipFile, TableError, CriteriaError, DeclaredFileError, WeightingError, PriorityError, ExampleError,
    MissingValueError, ValueError, KeyError,
)  # fmt: skip


def _rank(asked: argparse.Namespace) -> int:
    table = table_from_csv(asked.table.read_text(encoding="utf-8-sig"))
    criteria = structure_of(asked.criteria)
    weighting = default_weighting(criteria)
    if asked.weighting:
        weighting = Weighting.model_validate_json(asked.weighting.read_text(encoding="utf-8"))
    ranking = rank(table, criteria, weighting, convention=Convention(asked.convention), threshold=asked.threshold)
    told = ranking_told(ranking, METHODS[MethodName(asked.method)], top=asked.top or None)
    if asked.json:
        _print_json(told)
        return 0
    for one in told["ranking"]:
        _print(f"{one['rank']:>5}  {one['value']:.4f}  {one['reference']}")
    return 0


def _smaa(asked: argparse.Namespace) -> int:
    with np.load(asked.samples, allow_pickle=False) as arrays:
        if absent := {"meas", "weights"} - set(arrays):
            raise ValueError(f"no array named {' and '.join(sorted(absent))}; there are: {', '.join(arrays) or 'none'}")
        values, weights = np.asarray(arrays["meas"], np.float64), np.asarray(arrays["weights"], np.float64)
    _check_samples(values, weights)
    n = values.shape[-2]

    def blocks() -> Any:
        return paired_blocks(values, weights) if values.ndim == 3 else weighted_blocks(values.T, weights)

    found = count_ranks(blocks(), n)
    central = found.central_weights
    told = {
        "n_samples": found.n_draws,
        "rank_acceptability": found.acceptability.tolist(),
        "expected_rank": found.expected_rank.tolist(),
        "central_weights": [None if np.isnan(row).any() else row.tolist() for row in central],
        "confidence_factor": [None if np.isnan(one) else one for one in confidence_factors(central, values).tolist()],
        "pairwise_winning": pairwise_winning(blocks(), n).tolist(),
    }
    if asked.json:
        _print_json(told)
        return 0
    for alternative, row in enumerate(told["rank_acceptability"]):
        _print(f"{alternative:>5}  first {row[0]:.4f}  expected rank {told['expected_rank'][alternative]:.2f}")
    return 0


def _check_samples(values: FloatArray, weights: FloatArray) -> None:
    """Values in [0, 1] and weights that are none below zero; all that is wrong at once."""
    wrong = []
    if weights.ndim != 2 or values.ndim not in (2, 3) or values.shape[-1] != weights.shape[-1]:
        wrong.append(f"shapes: meas {values.shape}, weights {weights.shape}")
    elif values.ndim == 3 and len(values) != len(weights):
        wrong.append(f"samples: {len(values)} of meas, {len(weights)} of weights")
    if not weights.size or not values.size:
        wrong.append("no samples")
    if not ((values >= 0) & (values <= 1)).all():
        wrong.append("meas: values outside [0, 1], or missing")
    if not (np.isfinite(weights) & (weights >= 0)).all() or not (weights.sum(axis=-1) > 0).all():
        wrong.append("weights: negative, missing, or all zero in a sample")
    if wrong:
        raise ValueError("; ".join(wrong))


def _check(asked: argparse.Namespace) -> int:
    results = [check(example) for example in read_examples(asked.examples.read_text(encoding="utf-8"))]
    _print(report(results))
    return 0 if all(one.passed for one in results) else 1


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
