"""`python -m benchmarks.mutants`: remove each guard in turn in a copy of the project; the suite must fail each time."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import ROOT
from benchmarks.guards import Guard, guards

TESTS: Mapping[str, tuple[str, ...]] = {
    "permission": ("tests/actions/test_rights_of_actions.py", "tests/actions", "tests/test_walk.py"),
    "version": ("tests/store", "tests/actions"),
    "journal": ("tests/actions", "tests/store", "tests/test_walk.py"),
    "gate": ("tests/usecases/test_gate.py", "tests/actions", "tests/test_walk.py"),
    "gatekeeper": ("tests/ui/test_gatekeeper.py", "tests/ui/test_sign_in.py", "tests/pages"),
}
LEFT_OUT = shutil.ignore_patterns(".git", ".*_cache", ".hypothesis", "__pycache__", "var", "node_modules")
KILLED, SURVIVED, OUT_OF_TIME, UNCLEAR = "killed", "SURVIVED", "OUT OF TIME", "UNCLEAR"
"""Unclear: pytest itself could not run, which says nothing of the guard."""


def main() -> int:
    """Status 1 when a mutant survives or runs out of time, 2 when the suite fails without any."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name the guards and stop")
    parser.add_argument("--only", metavar="NAME", default="", help="guards whose name holds this, such as gate")
    parser.add_argument("--limit", type=float, default=600, metavar="SECONDS", help="for each mutant (600)")
    asked = parser.parse_args()
    chosen = [guard for guard in guards(ROOT) if asked.only in guard.name]
    if asked.list or not chosen:
        for guard in chosen:
            print(f"{guard.name}  {guard.told}")
        print(f"{len(chosen)} guards")
        return 0 if chosen else 2
    with TemporaryDirectory() as folder:
        copy = Path(folder, "project")
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        if failing := _sound(copy, sorted({guard.kind for guard in chosen}), asked.limit):
            print(failing)
            print("the suite fails without any mutant: nothing can be told")
            return 2
        fates = [_fate(copy, guard, asked.limit) for guard in chosen]
    print(f"{fates.count(KILLED)} killed, {len(fates) - fates.count(KILLED)} not")
    return int(set(fates) != {KILLED})


def _sound(copy: Path, kinds: Sequence[str], limit: float) -> str:
    """The end of what pytest says when the untouched copy fails, else nothing."""
    paths = tuple(dict.fromkeys(path for kind in kinds for path in TESTS[kind]))
    try:
        status, said = run_tests(copy, paths, limit=limit * 3)
    except subprocess.TimeoutExpired:
        return "the untouched suite did not end in time"
    return said[-3000:] if status else ""


def _fate(copy: Path, guard: Guard, limit: float) -> str:
    """Remove the guard, run the tests that should notice, put it back."""
    place = copy / guard.file
    source = place.read_bytes()
    place.write_bytes(guard.removed_from(source))
    started = time.monotonic()
    try:
        status, said = run_tests(copy, tests_of(guard), limit=limit)
        fate = {0: SURVIVED, 1: KILLED}.get(status, UNCLEAR)
    except subprocess.TimeoutExpired:
        fate, said = OUT_OF_TIME, ""
    finally:
        place.write_bytes(source)
    by = next((line.split(" - ")[0] for line in said.splitlines() if line.startswith(("FAILED", "ERROR"))), "")
    print(f"{fate:11} {guard.name}  {guard.told}  ({time.monotonic() - started:.0f} s) {by}", flush=True)
    return fate


def tests_of(guard: Guard) -> tuple[str, ...]:
    """What stands for its kind; for all but rights, the tests named after the file come first."""
    if guard.file.startswith("ui/"):
        return TESTS["gatekeeper"]
    named = f"tests/{guard.file.removesuffix('.py').replace('/', '/test_')}.py"
    return TESTS[guard.kind] if guard.kind == "permission" else (named, *TESTS[guard.kind])


def run_tests(copy: Path, paths: Sequence[str], *, limit: float) -> tuple[int, str]:
    """Status and words of pytest on those of the paths that there are, stopping at the first failure."""
    there = [path for path in dict.fromkeys(paths) if (copy / path).exists()]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *there]
    # Bytecode is found by second and size: two mutants of one file could be taken for each other.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, timeout=limit, check=False
    )
    return done.returncode, done.stdout


if __name__ == "__main__":
    sys.exit(main())
