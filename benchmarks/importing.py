"""A whole inventory through the terminal: the process and the readers that it starts, checks included."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import ROOT, ROUNDS, Figure, told
from tests.real_data import inventory

SECONDS = 5.0


def figures(*, quick: bool) -> Iterator[Figure]:
    """CPU seconds of `manage.py import --admit` into an empty folder: the site is made, the sheet read and stored."""
    found = inventory()
    best = min(_once(found.path) for _ in range(1 if quick else ROUNDS))
    what = "importing the 2,133 rows" if found.whole else "importing the excerpt (the whole inventory is not here)"
    yield Figure(what, told(best), goal=f"below {SECONDS:g} s of CPU", met=best < SECONDS if found.whole else None)


def import_into(folder: Path, file: Path) -> None:
    """Run the command with the site in a folder of its own."""
    manage(folder, "import", str(file), "--admit")


def manage(folder: Path, *arguments: str, typed: str = "") -> None:
    """Run a command of the terminal on the site of a folder."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "SITE_DIR": str(folder)},
        input=typed.encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


def _once(file: Path) -> float:
    with TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        import_into(Path(folder), file)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
