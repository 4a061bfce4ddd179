"""On what the figures were taken: enough to judge them, nothing that names the machine."""

import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version

from benchmarks.figures import ROOT

LIBRARIES = ("numpy", "sqlalchemy", "streamlit")


def facts() -> dict[str, str]:
    """Date, commit, cores, memory and versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory:.0f} GiB",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **{name: version(name) for name in LIBRARIES},
    }


def commit() -> str:
    """The commit, and whether the code was changed since."""
    head = _git("rev-parse", "--short", "HEAD")
    code = ("actions", "store", "usecases", "ethics", "wording", "ui", "pages", "app.py", "manage.py")
    return head + (" with changes" if head and _git("status", "--porcelain", "--", *code) else "")


def _git(*arguments: str) -> str:
    try:
        found = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""
