"""The unsent text of a form, as one window knows it: kept as soon as a field is left, sent or not.

No Streamlit form: its fields tell the server nothing before they are sent, and a dropped connection would lose them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from actions import drafting
from ui.components.page_header import notice
from ui.components.prose import said_as_typed
from ui.visit import Visit

Fields = dict[str, Any]


@dataclass
class _Known:
    """The draft as it was last stored or read, and what stands in the fields."""

    stored: Fields | None
    fields: Fields


class Unsent:
    """The unsent text of one form; what was typed before, on this page or on an earlier day, stands in it."""

    def __init__(self, visit: Visit, form: str, *, begins_with: Mapping[str, Any] | None = None) -> None:
        self._visit, self._form = visit, form
        key = _key(form)
        if key not in st.session_state:
            stored = visit.read(drafting.load, form)
            st.session_state[key] = _Known(stored, {**(begins_with or {}), **_fields(stored)})
        self._known: _Known = st.session_state[key]

    @property
    def fields(self) -> Fields:
        """What stands in the fields."""
        return self._known.fields

    def keep(self, typed: Fields) -> bool:
        """Keep it where it has changed; whether it has."""
        if typed == self._known.fields:
            return False
        self._known.stored = self._visit.do(drafting.keep, self._form, typed, known=self._known.stored)
        self._known.fields = typed
        return True

    def show_aside(self, told: Callable[[Fields], Sequence[str]]) -> None:
        """What the same person typed in another window, if anything, word for word and with a way to let it go."""
        others = [texts for one in (self._known.stored or {}).get(drafting.ASIDE, []) if (texts := told(one))]
        if not others:
            return
        words = self._visit.words
        notice(words("draft.aside"))
        for text in (text for texts in others for text in texts):
            said_as_typed(text)
        if st.button(words("draft.let_go"), key=f"{self._form}_let_go", type="tertiary"):
            self._visit.do(drafting.let_go, self._form)
            self._known.stored = _fields(self._known.stored)
            st.rerun()


def texts_of(fields: Fields) -> list[str]:
    """The texts in a draft, for whoever looks at it again."""
    return [one for one in fields.values() if isinstance(one, str) and one.strip()]


def forget(visit: Visit, form: str) -> None:
    """It was sent: there is no draft any more; what another window kept since stays one."""
    known: _Known | None = st.session_state.pop(_key(form), None)
    visit.do(drafting.drop, form, known=known.stored if known else None)


def _fields(stored: Fields | None) -> Fields:
    return {name: value for name, value in (stored or {}).items() if name != drafting.ASIDE}


def _key(form: str) -> str:
    return f"unsent_{form}"
