"""What many tests of deeds begin with."""

import pytest

from store.engine import Store
from tests.actions import scenes


@pytest.fixture
def reference(store: Store) -> str:
    """An admitted case."""
    with store.writing() as db:
        return scenes.admitted(db)
