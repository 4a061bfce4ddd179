"""`python -m usecases.mcda`: a ranking run again from two files, SMAA from samples, published examples recomputed.

No database, no server. Exit 0 when done, 1 when an example fails, 2 when a file cannot be understood.
"""

import argparse
import json
import lzma
import struct
import sys
import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from pydantic import ValidationError

from usecases.criteria import CriteriaError, structure_of
from usecases.mcda.arrays import FloatArray
from usecases.mcda.examples import check, read_examples, report
from usecases.mcda.smaa import confidence_factors, count_ranks, paired_blocks, pairwise_winning, weighted_blocks
from usecases.methods import METHODS, MethodName
from usecases.performance import Convention, off_scale, table_from_csv
from usecases.priorities import rank
from usecases.ranking_told import ranking_told
from usecases.weighting import Weighting, WeightingError, default_weighting
from wording.declared import DeclaredFileError
from wording.printed import printed
from wording.refusing import CodedError, refuse
from wording.told import bytes_of, sentence, speaks, text_of, told

NOT_UNDERSTOOD = 2
ROUNDING = 1e-12
"""By how much a value of a sample may lie outside [0, 1]."""
_NO_ARRAYS = (
    BadZipFile, EOFError, LookupError, MemoryError, OverflowError, RuntimeError, SyntaxError, TypeError, ValueError,
    lzma.LZMAError, struct.error, zlib.error,
)  # fmt: skip
"""What numpy and zipfile raise for a file that is none of theirs, by the place where it is broken."""


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
    ranked.add_argument("--top", type=_count, default=0, help="only the first so many; 0 for all")
    ranked.add_argument("--json", action="store_true", help="print JSON")
    ranked.set_defaults(run=_rank)
    sampled = commands.add_parser("smaa", help="SMAA-2 from drawn values and weights")
    sampled.add_argument(
        "samples", type=Path,
        help="npz: meas (n_samples, n, m) or (n, m), weights (n_samples, m); weights are divided by their sum",
    )  # fmt: skip
    sampled.add_argument("--json", action="store_true", help="print JSON")
    sampled.set_defaults(run=_smaa)
    checked = commands.add_parser("check", help="recompute published examples")
    checked.add_argument("examples", type=Path, help="JSON list of examples")
    checked.set_defaults(run=_check)
    for command in (ranked, sampled, checked):
        speaks(command)
    asked = parser.parse_args(arguments)
    try:
        return printed(lambda: int(asked.run(asked)), asked.lang)
    except CodedError as error:
        said = told(asked.lang, error)
    except WeightingError as error:
        said = sentence(asked.lang, error.code, subject=error.subject)
    except (CriteriaError, DeclaredFileError) as error:
        said = sentence(asked.lang, "definition.unreadable", why=str(error))
    sys.stderr.write(f"{said}\n")
    return NOT_UNDERSTOOD


def _count(text: str) -> int:
    if int(text) < 0:
        raise argparse.ArgumentTypeError("0 or more")
    return int(text)


def _rank(asked: argparse.Namespace) -> int:
    bytes_of(asked.criteria)
    criteria = structure_of(asked.criteria)
    table = table_from_csv(text_of(asked.table))
    if (strange := off_scale(table, criteria)).any():
        row, case = np.argwhere(strange)[0]
        warned = {"n": int(strange.sum()), "column": table.criteria[row], "reference": table.references[case]}
        sys.stderr.write(sentence(asked.lang, "table.off_scale", **warned) + "\n")
    weighting = _weighting(asked.weighting) if asked.weighting else default_weighting(criteria)
    ranking = rank(table, criteria, weighting, convention=Convention(asked.convention), threshold=asked.threshold)
    result = ranking_told(ranking, METHODS[MethodName(asked.method)], top=asked.top or None)
    if asked.json:
        _print_json(result)
        return 0
    if not result["ranking"]:
        _print(sentence(asked.lang, "table.nothing_ranked", n=result["not_yet_rankable"]))
    for one in result["ranking"]:
        _print(f"{one['rank']:>5}  {one['value']:.4f}  {one['reference']}")
    return 0


def _weighting(path: Path) -> Weighting:
    try:
        return Weighting.model_validate_json(text_of(path))
    except ValidationError as error:
        where = ", ".join(".".join(map(str, one["loc"])) or one["type"] for one in error.errors())
        raise CodedError("weights.no_weighting", name=path.name, where=where) from error


def _smaa(asked: argparse.Namespace) -> int:
    values, weights = _samples(asked.samples)
    n = values.shape[-2]

    def blocks() -> Any:
        return paired_blocks(values, weights) if values.ndim == 3 else weighted_blocks(values.T, weights)

    found = count_ranks(blocks(), n)
    central = found.central_weights
    result = {
        "n_samples": found.n_draws,
        "rank_acceptability": found.acceptability.tolist(),
        "expected_rank": found.expected_rank.tolist(),
        "central_weights": [None if np.isnan(row).any() else row.tolist() for row in central],
        "confidence_factor": [None if np.isnan(one) else one for one in confidence_factors(central, values).tolist()],
        "pairwise_winning": pairwise_winning(blocks(), n).tolist(),
    }
    if asked.json:
        _print_json(result)
        return 0
    for alternative, row in enumerate(result["rank_acceptability"]):
        _print(f"{alternative:>5}  {row[0]:.4f}  {result['expected_rank'][alternative]:.2f}")
    return 0


def _samples(path: Path) -> tuple[FloatArray, FloatArray]:
    """Values in [0, 1] and weights that sum to 1: ranks do not know the sum, and totals beyond 1 are not counted."""
    bytes_of(path)
    try:
        with np.load(path, allow_pickle=False) as file:
            names = list(file)
            arrays = {name: np.asarray(file[name]) for name in ("meas", "weights") if name in names}
    except _NO_ARRAYS as error:
        raise CodedError("samples.unreadable", name=path.name) from error
    if absent := {"meas", "weights"} - arrays.keys():
        raise CodedError("samples.missing", missing_arrays=", ".join(sorted(absent)), arrays=", ".join(names) or "—")
    if strange := [
        CodedError("samples.not_numbers", array=name) for name, one in arrays.items() if one.dtype.kind not in "biuf"
    ]:
        refuse(strange)
    values, weights = (arrays[name].astype(np.float64) for name in ("meas", "weights"))
    _check_samples(values, weights)
    sums = weights.sum(axis=1, keepdims=True)
    values = np.clip(values, 0.0, 1.0)  # a value that was computed may lie beyond by its last digit
    return values, np.where(np.abs(sums - 1.0) > 1e-9, weights / sums, weights)


def _check_samples(values: FloatArray, weights: FloatArray) -> None:
    """All that is wrong at once."""
    wrong = []
    if weights.ndim != 2 or values.ndim not in (2, 3) or values.shape[-1] != weights.shape[-1]:
        wrong.append(CodedError("samples.shapes", meas=values.shape, weights=weights.shape))
    elif values.ndim == 3 and len(values) != len(weights):
        wrong.append(CodedError("samples.counts", meas=len(values), weights=len(weights)))
    if not weights.size or not values.size:
        wrong.append(CodedError("samples.none"))
    if not ((values >= -ROUNDING) & (values <= 1 + ROUNDING)).all():
        wrong.append(CodedError("samples.values"))
    if not (np.isfinite(weights) & (weights >= 0)).all() or not (weights.sum(axis=-1) > 0).all():
        wrong.append(CodedError("samples.weights"))
    if wrong:
        refuse(wrong)


def _check(asked: argparse.Namespace) -> int:
    results = [check(example) for example in read_examples(text_of(asked.examples), asked.examples.name)]
    _print(report(results))
    return 0 if results and all(one.passed for one in results) else 1


def _print(line: str) -> None:
    # What no encoding can write stands escaped: one strange name does not end the list.
    sys.stdout.write(f"{line.encode(errors='backslashreplace').decode()}\n")


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
