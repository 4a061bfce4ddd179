"""A value of a vocabulary as a reader sees it: icon, word and colour together."""

from dataclasses import dataclass
from html import escape

from ui.style.palette import VOCABULARIES, Mark
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
