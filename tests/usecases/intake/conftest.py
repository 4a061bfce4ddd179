"""The inventory that the tests read, and the profiles that the project ships."""

import os
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest

from usecases.intake import Profile, load_profiles

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden"


@dataclass(frozen=True)
class Inventory:
    """A file of the consolidated inventory: all of it, or the excerpt that ships."""

    path: Path
    whole: bool

    @property
    def content(self) -> bytes:
        return self.path.read_bytes()


@pytest.fixture(scope="session")
def inventory() -> Inventory:
    """The whole file from the folder named by REAL_DATA, else from ../shared/data, else the excerpt."""
    folders = [Path(os.environ["REAL_DATA"])] if "REAL_DATA" in os.environ else []
    for folder in (*folders, ROOT.parent / "shared" / "data"):
        for path in sorted((folder / "us_2024").glob("2024_consolidated_ai_inventory_raw_v2.csv")):
            return Inventory(path, whole=True)
    warnings.warn("the whole inventory is not here: figures come from the excerpt of 200 rows", stacklevel=1)
    return Inventory(GOLDEN / "us_2024_excerpt" / "us_2024_excerpt.csv", whole=False)


@pytest.fixture(scope="session")
def excerpt() -> Inventory:
    return Inventory(GOLDEN / "us_2024_excerpt" / "us_2024_excerpt.csv", whole=False)


@pytest.fixture(scope="session")
def profiles() -> tuple[Profile, ...]:
    return load_profiles(ROOT / "data" / "profiles")
