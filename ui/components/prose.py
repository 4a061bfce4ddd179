"""Plain text on a screen, escaped once and for all: a line, a quiet line, names with their values."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from wording.language import Language


def said(text: str) -> None:
    """A sentence at reading size."""
    st.html(f'<p class="am-text">{escape(text)}</p>')


def quiet(text: str) -> None:
    """A sentence that stays in the background."""
    st.html(f'<p class="am-caption">{escape(text)}</p>')


def said_in(text: str, language: Language) -> None:
    """A sentence that stands in a language of its own, and says so to whoever reads it aloud."""
    st.html(f'<p class="am-text" lang="{language}" dir="{language.direction}">{escape(text)}</p>')


def quiet_in(text: str, language: Language) -> None:
    """A quiet sentence that stands in a language of its own, and says so to whoever reads it aloud."""
    st.html(f'<p class="am-caption" lang="{language}" dir="{language.direction}">{escape(text)}</p>')


def pairs(entries: Iterable[tuple[str, str]], *, look: str = "") -> None:
    """Names and values below each other."""
    pairs_html(((name, escape(value)) for name, value in entries), look=look)


def pairs_html(entries: Iterable[tuple[str, str]], *, look: str = "") -> None:
    """Names and values, where the values are HTML made of escaped parts."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in entries)
    st.html(f'<dl class="am am-facts {look}">{rows}</dl>')
