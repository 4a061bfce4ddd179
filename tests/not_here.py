"""What a test needs and a machine may lack: a skip with its reason, a failure where everything must be there."""

import os
from typing import NoReturn

import pytest


def not_here(told: str) -> NoReturn:
    """End the test: .ci/run brings what is named so, and there a skip would hide that it did not come."""
    if os.environ.get("NOTHING_MISSING") == "1":
        pytest.fail(told)
    pytest.skip(told)
