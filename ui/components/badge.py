"""A value of a vocabulary as a reader sees it: icon, word and colour together."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from ui.style.palette import VERDICTS, VOCABULARIES, Mark
from ui.words import Words

_UNKNOWN = Mark("", "question", "pending")


@dataclass(frozen=True)
class Badge:
    """The parts of a badge; ``why`` is shown when it is pointed at."""

    text: str
    icon: str
    tone: str
    why: str = ""


def badge(vocabulary: str, value: str | None, words: Words, *, why: str = "") -> Badge:
    """The badge of a verdict, stage, status, origin or band; no verdict yet is ``pending``.

    A value outside its vocabulary shows itself, quietly.
    """
    marks = VOCABULARIES[vocabulary]
    mark = marks.get(value if value is not None else "pending", _UNKNOWN)
    return Badge(words(mark.word_key) if mark.word_key else str(value), mark.icon, mark.tone, why)


def badge_html(shown: Badge) -> str:
    """The badge as HTML for st.html; every text in it is escaped."""
    title = f' title="{escape(shown.why, quote=True)}"' if shown.why else ""
    return (
        f'<span class="am-tag am-tone-{escape(shown.tone)}"{title}>'
        f'<span class="am-icon am-icon-{escape(shown.icon)}" aria-hidden="true"></span>{escape(shown.text)}</span>'
    )


def verdict_legend_html(counts: Mapping[str, int], words: Words) -> str:
    """The legend of the priority map: symbol, word and how many are drawn, for every verdict that is on it."""
    entries = [
        f'<li class="am-tone-{mark.tone}"><span class="am-icon am-icon-point_{mark.symbol.replace("-", "_")}" aria-hidden="true">'
        f"</span>{escape(words(mark.word_key))} <bdi>{words.number(counts[verdict])}</bdi></li>"
        for verdict, mark in VERDICTS.items()
        if counts.get(verdict)
    ]
    return f'<ul class="am am-legend">{"".join(entries)}</ul>'
