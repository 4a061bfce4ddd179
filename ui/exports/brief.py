"""The one-page brief for a meeting: first ten, map, five figures, how firm, what is unknown, verdicts, fingerprint."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typst

from ui.style.fonts import font_directory
from ui.words import Words

_TEMPLATE = Path(__file__).with_name("brief.typ")


@dataclass(frozen=True)
class BriefFigure:
    """One figure with what it counts."""

    label: str
    value: str
    sub: str


@dataclass(frozen=True)
class BriefCase:
    """One of the first cases, in ready texts."""

    rank: str
    title: str
    value: str
    firm: str
    verdict: str


@dataclass(frozen=True)
class BriefPoint:
    """One case on the map: feasibility and impact in [0, 1]; only the first ones are filled and named by rank."""

    x: float
    y: float
    colour: str
    first: bool
    label: str = ""
    label_x: float = 0.0
    label_y: float = 0.0
    """Middle of the label, in the same parts."""


@dataclass(frozen=True)
class Brief:
    """Everything on the page."""

    title: str
    at: str
    sentence: str
    figures: Sequence[BriefFigure]
    cases: Sequence[BriefCase]
    points: Sequence[BriefPoint]
    unknown: Sequence[str]
    changes: Sequence[str]
    notes: Sequence[str]


def brief_pdf(words: Words, names: Words, brief: Brief, *, first: int) -> bytes:
    """The page as PDF; typst sets Arabic from right to left, with our own fonts and nothing of the system's."""
    labels: Mapping[str, str] = {
        "first": words("brief.first", first=first), "map": words("brief.map"), "rank": words("ranking.rank"),
        "case": words("catalogue.case"), "value": words("ranking.value"), "firm": words("live.firm", first=first),
        "verdict": words("catalogue.verdict"), "unknown": words("brief.unknown"), "changes": words("brief.changes"),
        "axes": words("brief.axes", impact=names("axis.citizen_impact"), feasibility=names("axis.feasibility")),
    }  # fmt: skip
    data = {**asdict(brief), "words": labels, "lang": str(words.language), "rtl": words.direction == "rtl"}
    return typst.compile(
        str(_TEMPLATE),
        font_paths=[str(font_directory())],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
