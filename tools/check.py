"""Everything a change must pass, in one command: `python tools/check.py`.

Format, lint, types, the staircase of imports, then the tests; it stops at the first that fails. Arguments after `--`
go to pytest, such as `python tools/check.py -- -n 2 tests/store`.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The linter of imports has no module to run: its command is called as its entry point calls it.
STAIRCASE = "from importlinter.cli import lint_imports_command; lint_imports_command()"
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    ("lint", ("-m", "ruff", "check", "--quiet", ".")),
    ("types", ("-m", "mypy")),
    ("imports", ("-c", STAIRCASE, "--no-logo")),
)


def main(arguments: Sequence[str]) -> int:
    """Run the steps in order; the status of the first that fails, else that of the tests."""
    given = list(arguments)
    if given and given[0] != "--":
        print("usage: python tools/check.py [-- arguments of pytest]", file=sys.stderr)
        return 2
    for name, command in STEPS:
        started = time.monotonic()
        if status := _run(command):
            print(f"{name}: failed", file=sys.stderr, flush=True)
            return status
        print(f"{name}: passed ({time.monotonic() - started:.0f} s)", flush=True)
    # The tests close the output themselves: their last line is the last line.
    print("tests:", flush=True)
    return _run(("-m", "pytest", *given[1:]))


def _run(command: Sequence[str]) -> int:
    return subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
