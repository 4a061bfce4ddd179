"""Fields that begin with a value, and show it whatever becomes of the run that set it.

A value set in the session is told to the browser by the one run that sets it. Where the next run begins before that was
sent, it is lost, and the field would show, and later report, its own default. So the value is also that default.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st


def begins(key: str, value: Any) -> Any:
    """What a field holds: the value, as long as nobody has changed it. To be given as the field's own default."""
    return st.session_state.setdefault(key, value)


def place(options: Sequence[Any], chosen: Any) -> int | None:
    """Where a choice stands among the options, for a field that begins with it; None where it does not."""
    return list(options).index(chosen) if chosen in options else None
