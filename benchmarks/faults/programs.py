"""Starting the writer, and hearing what it acknowledges."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def writer(folder: Path, prefix: str, count: int, *options: str, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """The writer as a process of its own; its lines can be read while it runs."""
    command = [*before, sys.executable, "-m", "benchmarks.faults.writer", str(folder), prefix, str(count), *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def done(line: str) -> tuple[str, str, int] | None:
    """Request, reference and milliseconds of an acknowledged deed."""
    words = line.split()
    return (words[1], words[2], int(words[3])) if len(words) == 4 and words[0] == "done" else None
