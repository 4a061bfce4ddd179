"""The libraries that ours are compared with. They hold pandas back, so they live in an environment of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from venv import EnvBuilder

PACKAGES = ("scikit-criteria==0.9", "pymcdm==1.4.0", "pysensmcda==2.0.0")
PYTHON = "PEER_PYTHON"


@contextmanager
def interpreter() -> Iterator[str]:
    """The one that PEER_PYTHON names; else one in an environment made for the moment (it needs the package index)."""
    if named := os.environ.get(PYTHON):
        yield named
        return
    with TemporaryDirectory() as folder:
        EnvBuilder(with_pip=True).create(folder)
        python = str(Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python")
        subprocess.run([python, "-m", "pip", "install", "-qq", *PACKAGES], check=True)
        yield python
