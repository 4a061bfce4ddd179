"""A folder of wheels for a closed network: `python tools/wheels.py DIR`, on a machine that reaches the internet.

It must have the operating system, processor and Python version of the machine that will be served.
"""

import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"


def main(arguments: Sequence[str]) -> int:
    """Fetch every wheel of requirements.txt into the folder, then say how to install from it."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python tools/wheels.py DIR", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    pip = (sys.executable, "-m", "pip", "download", "--only-binary=:all:")
    fetched = subprocess.run([*pip, "-r", str(REQUIREMENTS), "-d", str(folder)], check=False)
    if fetched.returncode:
        return fetched.returncode
    count = len(list(folder.glob("*.whl")))
    version = ".".join(platform.python_version_tuple()[:2])
    print(f"{count} wheels in {folder}, for Python {version} on {platform.system()} {platform.machine()}.")
    print("Take the folder and the project to the closed network, make a virtual environment there, and in it:")
    print(f"python -m pip install --no-index --find-links {folder.name} -r requirements.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
