"""A row of figures, each with its unit, what it counts, and the list behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ui.words import Words

_HERE = Path(__file__).parent
_FIGURES = st.components.v2.component(
    "am_figures",
    html='<dl class="root"></dl>',
    css=(_HERE / "figures.css").read_text(encoding="utf-8"),
    js=(_HERE / "figures.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Way:
    """The way to one list behind a figure."""

    id: str
    label: str


@dataclass(frozen=True)
class Figure:
    """One figure; ``value`` None is shown as a dash, and ``sub`` then says why it cannot be computed yet."""

    label: str
    value: str | None
    sub: str = ""
    unit: str = ""
    ways: tuple[Way, ...] = ()


def figures(shown: Sequence[Figure], *, key: str, words: Words) -> str | None:
    """Show the figures; the id of the way that was taken, once."""
    data = {
        "dir": words.direction,
        "lang": str(words.language),
        "figures": [
            {"label": f.label, "value": f.value, "unit": f.unit, "sub": f.sub, "ways": [vars(way) for way in f.ways]}
            for f in shown
        ],
    }
    opened = _FIGURES(key=key, data=data, on_opened_change=_nothing).opened
    return opened if opened in {way.id for figure in shown for way in figure.ways} else None


def _nothing() -> None:
    """A trigger exists in the result only where somebody listens to it."""
