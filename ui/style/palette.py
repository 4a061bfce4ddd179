"""Every colour of the site, light and dark, and what each verdict, stage, status, origin and band looks like.

A mark is never colour alone: it carries an icon, a word and, on a chart, a marker symbol of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import dist

DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
PROTANOPIA = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
FULL_SIGHT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
Sight = tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Colour:
    """One colour in both appearances, as #RRGGBB."""

    light: str
    dark: str

    def on(self, *, dark: bool) -> str:
        """The value in one appearance."""
        return self.dark if dark else self.light


@dataclass(frozen=True)
class Tone:
    """An ink and the tint it is written on."""

    ink: Colour
    tint: Colour


@dataclass(frozen=True)
class Mark:
    """How one value of a vocabulary is shown: word, icon, tone, and the plotly symbol on a chart."""

    word_key: str
    icon: str
    tone: str
    symbol: str = "circle"


GROUND = Colour("#FFFFFF", "#131715")
PANEL = Colour("#F5F6F3", "#1B211E")
RAISED = Colour("#FFFFFF", "#202724")
TEXT = Colour("#1B2420", "#E7ECE9")
MUTED = Colour("#55605A", "#A6B1AB")
LINE = Colour("#DCE0DB", "#36403B")
STRONG_LINE = Colour("#8B958F", "#77837C")
ACCENT = Colour("#0B5D43", "#1E7F5C")
ACCENT_TEXT = Colour("#0B5D43", "#7CD3AE")
ACCENT_TINT = Colour("#E6F1EC", "#17332A")
ON_ACCENT = Colour("#FFFFFF", "#FFFFFF")
CHART = Colour("#2F6F58", "#63B894")
CHART_SECOND = Colour("#8FA89C", "#4F6F62")

COLOURS: Mapping[str, Colour] = {
    "ground": GROUND,
    "panel": PANEL,
    "raised": RAISED,
    "text": TEXT,
    "muted": MUTED,
    "line": LINE,
    "strong-line": STRONG_LINE,
    "accent": ACCENT,
    "accent-text": ACCENT_TEXT,
    "accent-tint": ACCENT_TINT,
    "on-accent": ON_ACCENT,
    "chart": CHART,
    "chart-second": CHART_SECOND,
}
TONES: Mapping[str, Tone] = {
    "cleared": Tone(Colour("#00505C", "#6FE0C4"), Colour("#DFF0EF", "#12352F")),
    "conditions": Tone(Colour("#8A5800", "#F2BE5C"), Colour("#FBF0DA", "#3A2C0E")),
    "redesign": Tone(Colour("#4A3FA8", "#A9A4FF"), Colour("#ECEAF8", "#292650")),
    "refused": Tone(Colour("#9E1030", "#FF8A80"), Colour("#F9E6E9", "#451A20")),
    "pending": Tone(Colour("#66706A", "#939E98"), Colour("#F4F5F3", "#20261F")),
    "quiet": Tone(Colour("#46514B", "#B9C3BD"), Colour("#EEF0ED", "#29312D")),
    "accent": Tone(ACCENT_TEXT, ACCENT_TINT),
}
TEXT_PAIRS: tuple[tuple[Colour, Colour], ...] = (
    *((ink, ground) for ink in (TEXT, MUTED, ACCENT_TEXT) for ground in (GROUND, PANEL, RAISED)),
    *((ink, ACCENT_TINT) for ink in (TEXT, MUTED, ACCENT_TEXT)),
    (ON_ACCENT, ACCENT),
    *((tone.ink, tone.tint) for tone in TONES.values()),
    *((tone.ink, GROUND) for tone in TONES.values()),
)
"""Every (ink, ground) that text is set in."""

VERDICTS: Mapping[str, Mark] = {
    "cleared": Mark("verdict.cleared", "check", "cleared", "circle"),
    "cleared_with_conditions": Mark("verdict.cleared_with_conditions", "check_plus", "conditions", "diamond"),
    "redesign": Mark("verdict.redesign", "turn", "redesign", "square"),
    "refused": Mark("verdict.refused", "cross", "refused", "x"),
    "pending": Mark("verdict.pending", "clock", "pending", "circle-open"),
}
STAGES: Mapping[str, Mark] = {
    "idea": Mark("stage.idea", "bulb", "quiet"),
    "build": Mark("stage.build", "wrench", "quiet"),
    "pilot": Mark("stage.pilot", "flask", "quiet"),
    "production": Mark("stage.production", "play", "accent"),
    "retired": Mark("stage.retired", "archive", "pending"),
    "unknown": Mark("stage.unknown", "question", "pending"),
}
STATUSES: Mapping[str, Mark] = {
    "draft": Mark("status.draft", "pencil", "pending"),
    "received": Mark("status.received", "inbox", "quiet"),
    "to_complete": Mark("status.to_complete", "list", "conditions"),
    "admitted": Mark("status.admitted", "check", "accent"),
    "in_review": Mark("status.in_review", "search", "accent"),
    "decided": Mark("status.decided", "stamp", "accent"),
    "withdrawn": Mark("status.withdrawn", "leave", "pending"),
    "merged": Mark("status.merged", "merge", "pending"),
    "declined": Mark("status.declined", "minus", "pending"),
}
ORIGINS: Mapping[str, Mark] = {
    "panel": Mark("origin.panel", "people", "accent"),
    "entered": Mark("origin.entered", "pencil", "accent"),
    "confirmed": Mark("origin.confirmed", "check", "accent"),
    "imported": Mark("origin.imported", "sheet", "quiet"),
    "derived": Mark("origin.derived", "derive", "pending"),
    "stale": Mark("origin.stale", "clock", "conditions"),
    "typed": Mark("origin.typed", "pencil", "quiet"),
    "translated": Mark("origin.translated", "translate", "quiet"),
}
BANDS: Mapping[str, Mark] = {
    "ranked": Mark("band.ranked", "list", "accent"),
    "not_yet_rankable": Mark("band.not_yet_rankable", "question", "pending"),
}
VOCABULARIES: Mapping[str, Mapping[str, Mark]] = {
    "verdict": VERDICTS,
    "stage": STAGES,
    "status": STATUSES,
    "origin": ORIGINS,
    "band": BANDS,
}


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    dim, bright = sorted(_luminance(colour) for colour in (a, b))
    return (bright + 0.05) / (dim + 0.05)


def distance(a: str, b: str, sight: Sight = FULL_SIGHT) -> float:
    """Distance of two colours in CIE L*a*b* (1976) as somebody with this sight sees them; 2.3 shows.

    References
    ----------
    Machado, Oliveira, Fernandes (2009), IEEE Transactions on Visualization and Computer Graphics 15(6);
    severity 1.
    """
    return dist(_lab(a, sight), _lab(b, sight))


def _linear(colour: str) -> list[float]:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _lab(colour: str, sight: Sight) -> tuple[float, float, float]:
    linear = _linear(colour)
    red, green, blue = (min(1.0, max(0.0, sum(k * c for k, c in zip(row, linear, strict=True)))) for row in sight)
    x, y, z = (
        _cube_root(part)
        for part in (
            (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047,
            0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
            (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883,
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _cube_root(part: float) -> float:
    return part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
