"""Real files: from the folder that REAL_DATA names, else from ../shared/data; of one an excerpt ships."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXCERPT = ROOT / "tests" / "golden" / "us_2024_excerpt" / "us_2024_excerpt.csv"


@dataclass(frozen=True)
class Inventory:
    """A file of the consolidated inventory: all of it, or the excerpt that ships."""

    path: Path
    whole: bool

    @property
    def content(self) -> bytes:
        """Its bytes."""
        return self.path.read_bytes()


def real(*parts: str) -> Path | None:
    """A real file, or None where it does not stand; a folder that was named and lacks it is an error."""
    if named := os.environ.get("REAL_DATA"):
        path = Path(named, *parts)
        if not path.exists():
            raise FileNotFoundError(f"REAL_DATA has no {'/'.join(parts)}")
        return path
    path = ROOT.parent.joinpath("shared", "data", *parts)
    return path if path.exists() else None


def here(*parts: str) -> Path:
    """A real file that a test is about: without it the test is left out, and says how to have it."""
    path = real(*parts)
    if path is None:
        pytest.skip(f"{'/'.join(parts)} is not here: set REAL_DATA to the folder of the real files")
    return path


def inventory() -> Inventory:
    """The whole inventory where it stands, else the excerpt."""
    whole = real("us_2024", "2024_consolidated_ai_inventory_raw_v2.csv")
    return Inventory(whole or EXCERPT, whole=whole is not None)
