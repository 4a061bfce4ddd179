"""A small form whose fields are kept for their author as soon as they are left, sent or not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from ui.components.attempt import attempt
from ui.drafts import Unsent, forget, texts_of
from ui.fields import begins
from ui.visit import Visit


class Drafted:
    """The fields of one form; what was typed before stands in them."""

    def __init__(self, visit: Visit, form: str) -> None:
        self._visit, self._form, self._typed = visit, form, dict[str, Any]()
        self._unsent = Unsent(visit, form)
        self._before = self._unsent.fields

    def text(self, name: str, label: str, *, begins_with: str = "", lines: bool = True) -> str:
        """A field, of several lines or one.

        It holds whatever is put in: a text that is too long is refused with a sentence when it is sent. A limit of the
        field itself would drop what is pasted without a word.
        """
        key = f"{self._form}_{name}"
        held = begins(key, self._before.get(name, begins_with))
        typed: str
        if lines:
            typed = st.text_area(label, value=held, height=68, key=key)
        else:
            typed = st.text_input(label, value=held, key=key)
        self._note(name, typed, begins_with)
        return typed

    def number(self, name: str, label: str, *, begins_with: int, most: int, step: int = 1) -> int:
        """A whole number from 0."""
        key = f"{self._form}_{name}"
        held = begins(key, self._before.get(name, begins_with))
        typed = int(st.number_input(label, min_value=0, max_value=most, step=step, value=held, key=key))
        self._note(name, typed, begins_with)
        return typed

    def day(self, name: str, label: str, *, begins_with: date | None) -> date | None:
        """A day, or none."""
        key, first = f"{self._form}_{name}", begins_with.isoformat() if begins_with else ""
        before = self._before.get(name, first)
        held = begins(key, date.fromisoformat(before) if before else None)
        typed: date | None = st.date_input(label, value=held, key=key, format="DD/MM/YYYY")
        self._note(name, typed.isoformat() if typed else "", first)
        return typed

    def _note(self, name: str, typed: object, begins_with: object) -> None:
        if typed != begins_with or name in self._before:
            self._typed[name] = typed

    def keep(self) -> None:
        """Keep what stands in the fields; to be called once they are all drawn."""
        self._unsent.keep(self._typed)
        self._unsent.show_aside(texts_of)

    def send(self, deed: Callable[[], Any], *, on_conflict: Callable[[], None] | None = None) -> None:
        """Do what the form asks for; once it is done there is no draft any more."""

        def done() -> None:
            deed()
            forget(self._visit, self._form)

        attempt(self._visit, self._form, done, on_conflict=on_conflict)
