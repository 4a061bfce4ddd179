"""A whole inventory through the terminal: the process and the readers that it starts, checks included."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from benchmarks.figures import ROOT, ROUNDS, Figure, told
from tests.real_data import inventory

SECONDS = 5.0
WIDE, MANY = 3_800, 20_000


def figures(*, quick: bool) -> Iterator[Figure]:
    """CPU seconds of `manage.py import --admit` into an empty folder: the site is made, the sheet read and stored."""
    found = inventory()
    best = min(_once(found.path) for _ in range(1 if quick else ROUNDS))
    what = "importing the 2,133 rows" if found.whole else "importing the excerpt (the whole inventory is not here)"
    yield Figure(what, told(best), goal=f"below {SECONDS:g} s of CPU", met=best < SECONDS if found.whole else None)

    yield from _read(found.path, quick=quick)


def _read(inventory_file: Path, *, quick: bool) -> Iterator[Figure]:
    """CPU seconds and memory of `usecases.intake inspect`: read, understood, checked; the child that reads included."""
    with TemporaryDirectory() as folder:
        wide, many = Path(folder) / "wide.xlsx", Path(folder) / "many.xlsx"
        _written(wide, ["Titre", "Administration", "Stade", *(f"Colonne {n}" for n in range(WIDE - 3))], 60)
        _written(many, ["Titre", "Administration", "Stade", "Budget"], MANY)
        for what, file, goal in (
            ("reading and understanding that list", inventory_file, 5.0),
            (f"reading and understanding a workbook of {WIDE:,} columns", wide, 5.0),
            (f"reading and understanding a workbook of {MANY:,} rows of four columns", many, 20.0),
        ):
            seconds, megabytes = min(_inspected(file) for _ in range(1 if quick else ROUNDS))
            goal_told = f"below {goal:g} s of CPU"
            yield Figure(what, f"{told(seconds)}, {megabytes:.0f} MB at most", goal=goal_told, met=seconds < goal)


def _written(file: Path, headers: list[str], rows: int) -> None:
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headers)
        for row in range(1, rows + 1):
            sheet.write_row(
                row, 0, [f"Cas {row}", f"Administration {row % 40}", "pilote", *(["x"] * (len(headers) - 3))]
            )


def _inspected(file: Path) -> tuple[float, float]:
    """CPU seconds of the command and all it starts, and the most memory that one of them had."""
    program = (
        "import resource, sys; from usecases.intake.__main__ import main; main(['inspect', sys.argv[1], '--json']); "
        "used = [resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]; "
        "print(sum(one.ru_utime + one.ru_stime for one in used), max(one.ru_maxrss for one in used), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, check=True,
    )  # fmt: skip
    seconds, kilobytes = done.stderr.split()
    return float(seconds), float(kilobytes) / 1024


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
