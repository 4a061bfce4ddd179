"""`python -m benchmarks.oracles`: random tables through two other libraries, and ours compared with what they say.

They compute in the environment of benchmarks.peers. With `--write` it also writes the twenty tables of the tests.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import ROOT
from benchmarks.peers import interpreter
from usecases.mcda.examples import check

KEPT = ROOT / "tests" / "golden" / "published" / "oracles.json"
IN_TESTS, TABLES = 20, 200
PROGRAM = Path(__file__).with_name("oracle_program.py")


def main() -> int:
    """Compare; status 1 when one result differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.oracles", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the tables that the tests use")
    asked = parser.parse_args()
    tables = list(_tables())
    with interpreter() as python:
        done = subprocess.run(
            [python, str(PROGRAM)], input=json.dumps(tables), capture_output=True, text=True, check=True
        )
    answered: list[dict[str, Any]] = json.loads(done.stdout)
    failed = Counter[str]()
    counted = Counter[str]()
    for one in answered:
        for example in one["examples"]:
            counted[example["source"]] += 1
            result = check(example)
            failed[example["source"]] += not result.passed
            if not result.passed:
                print(one["seed"], example["source"], result.failures)
    for source, count in sorted(counted.items()):
        print(f"{source}: {count - failed[source]} of {count}")
    if asked.write:
        lines = ",\n".join(json.dumps(one) for one in answered[:IN_TESTS])
        KEPT.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return int(failed.total() > 0)


def _tables() -> Iterator[dict[str, Any]]:
    for seed in range(TABLES):
        rng = np.random.default_rng(seed)
        n, k = int(rng.integers(3, 9)), int(rng.integers(2, 7))
        weights = rng.dirichlet(np.ones(k))
        types = np.where(rng.random(k) < 0.7, 1, -1)
        yield {
            "seed": seed,
            "matrix": rng.uniform(1, 100, (n, k)).round(3).tolist(),
            "weights": weights.tolist(),
            "types": types.tolist(),
            "bounds": [[0.0, 101.0]] * k,
        }


if __name__ == "__main__":
    sys.exit(main())
