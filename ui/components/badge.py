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
        f'<span class="am-tag am-tone-{escape(shown.tone)}"{title}>{icon_html(shown.icon)}{escape(shown.text)}</span>'
    )


def icon_html(name: str) -> str:
    """An icon in the colour of the text around it; a screen reader passes over it."""
    return f'<span class="am-icon am-icon-{escape(name)}" aria-hidden="true"></span>'


def verdict_legend_html(counts: Mapping[str, int], words: Words) -> str:
    """The legend of the priority map: symbol, word and how many are drawn, for each verdict on it."""
    entries = [
        f'<li class="am-tone-{mark.tone}">{icon_html("point_" + mark.symbol.replace("-", "_"))}'
        f"{escape(words(mark.word_key))} <bdi>{words.number(counts[verdict])}</bdi></li>"
        for verdict, mark in VERDICTS.items()
        if counts.get(verdict)
    ]
    return f'<ul class="am am-legend">{"".join(entries)}</ul>'
