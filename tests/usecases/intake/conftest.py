"""The inventory that the tests read, and the profiles that the project ships."""

from pathlib import Path

import pytest

from tests.real_data import EXCERPT, Inventory
from usecases.intake import Profile, load_profiles

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture(scope="session")
def excerpt() -> Inventory:
    return Inventory(EXCERPT, whole=False)


@pytest.fixture(scope="session")
def profiles() -> tuple[Profile, ...]:
    return load_profiles(ROOT / "data" / "profiles")
