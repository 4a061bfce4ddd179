"""Plain text on a screen, escaped once and for all: a line, a quiet line, names with their values."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from html import escape

import streamlit as st

from wording.language import Language

LONGEST_WHOLE, LONGEST_LINE = 16, 40
"""Letters of a word that a cell of a plain table keeps in one piece, and of a text that is no paragraph."""


def said(text: str) -> None:
    """A sentence at reading size."""
    st.html(f'<p class="am-text">{escape(text)}</p>')


def said_as_typed(text: str) -> None:
    """What a person typed, in its own direction and lines."""
    st.html(f'<p class="am-text am-typed" dir="auto">{escape(text)}</p>')


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


def marked_changes(before: str, after: str) -> tuple[str, str]:
    """Two wordings of a text as HTML, the words that went marked in the first, those that came in the second."""
    old, new = (re.findall(r"\s+|[^\s]+", text) for text in (before, after))
    left, right = [], []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = escape("".join(old[i:j])), escape("".join(new[k:m]))
        left.append(f"<del>{gone}</del>" if kind != "equal" and gone else gone)
        right.append(f"<ins>{came}</ins>" if kind != "equal" and came else came)
    return "".join(left), "".join(right)


def changed_table(head: tuple[str, str, str], rows: Sequence[tuple[str, str, str]]) -> None:
    """What each thing was and is, with the words that make the difference marked."""
    marked = ((escape(name), *marked_changes(before, after)) for name, before, after in rows)
    _table(
        head,
        (
            [f'<td class="am-name">{name}</td>', *(f'<td dir="auto">{side}</td>' for side in sides)]
            for name, *sides in marked
        ),
    )


def plain_table(rows: Sequence[dict[str, str]]) -> None:
    """A few rows that nobody sorts or opens; each cell keeps the direction of its text."""
    if not rows:
        return
    _table(rows[0], (map(_cell, row.values()) for row in rows))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Names of columns, and rows of cells that are HTML made of escaped parts."""
    named = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    st.html(
        f'<div class="am am-scroll"><table class="am-plain"><thead><tr>{named}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(text: str) -> str:
    """No word or reference is broken; what is longer than one may be, wherever it must.

    What fits on a line stands below the name of its column, whatever its own direction; longer text begins at its own.
    """
    longest = max(map(len, text.split()), default=0)
    kept = "am-words" if any(map(str.isspace, text)) else "am-whole"
    whole = f' class="{kept}"' if longest <= LONGEST_WHOLE else ""
    if len(text) <= LONGEST_LINE:
        return f"<td{whole}><bdi>{escape(text)}</bdi></td>"
    return f'<td dir="auto">{escape(text)}</td>'
