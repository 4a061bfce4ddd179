"""One criterion down the whole list: levels by keyboard, one doubt and one reason for the rows that were given one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui.components.score_fields import DOUBTS
from ui.words import Words
from usecases.criteria import SCALE_TOP

_HERE = Path(__file__).parent
_LIST = st.components.v2.component(
    "am_score_list",
    html='<div class="root"></div>',
    css=(_HERE / "score_list.css").read_text(encoding="utf-8"),
    js=(_HERE / "score_list.js").read_text(encoding="utf-8"),
)
REASON_LIMIT = 2_000


@dataclass(frozen=True)
class ScoreRow:
    """One candidate of the list, and the score in force as it is shown."""

    reference: str
    title: str
    administration: str
    held: str


@dataclass(frozen=True)
class TypedScores:
    """What the reader sends: a level for each row, one doubt, one reason."""

    levels: Mapping[str, int]
    doubt: float
    reason: str


def score_list(
    words: Words, names: Words, criterion: str, rows: Sequence[ScoreRow], *, key: str, turn: str
) -> TypedScores | None:
    """Show the rows and hand back what was sent, once; another ``turn`` begins with nothing typed."""
    data = {
        "list": f"{criterion}:{turn}",
        "dir": words.direction,
        "lang": str(words.language),
        "rows": [
            {"id": one.reference, "title": one.title, "administration": one.administration, "held": one.held}
            for one in rows
        ],
        "scale": [names(f"{criterion}.{level}") for level in range(SCALE_TOP + 1)],
        "digits": [words.number(level) for level in range(SCALE_TOP + 1)],
        "numbers": [words.number(number) for number in range(len(rows) + 1)],
        "doubts": [
            {"value": one, "label": words("scoring.exact") if not one else f"± {words.number(one)}"} for one in DOUBTS
        ],
        "words": {
            "caption": names(f"{criterion}.label"),
            "case": words("catalogue.case"),
            "held": words("scoring.list_now"),
            "level": words("scoring.list_level"),
            "keys": words("scoring.list_keys"),
            "chosen": words("scoring.list_chosen", number="{n}"),
            "doubt": words("scoring.doubt"),
            "choose": words("scoring.list_choose"),
            "reason": words("scoring.list_reason"),
            "send": words("scoring.list_save"),
        },
    }
    result = _LIST(key=key, data=data, on_event_change=_nothing)
    return read_typed(result.event, data["list"], {one.reference for one in rows})


def read_typed(raw: object, shown: object, known: set[str]) -> TypedScores | None:
    """What the browser reports, where it can be true; anything else is nothing."""
    match dict(raw) if isinstance(raw, Mapping) else raw:
        case {"list": sent, "levels": dict(levels), "doubt": int() | float() as doubt, "reason": str(reason)} if (
            sent == shown
        ):
            right = all(reference in known and _is_level(level) for reference, level in levels.items())
            if levels and right and float(doubt) in DOUBTS and len(reason) <= REASON_LIMIT:
                return TypedScores(levels, float(doubt), reason)
    return None


def _is_level(level: Any) -> bool:
    return isinstance(level, int) and not isinstance(level, bool) and 0 <= level <= SCALE_TOP


def _nothing() -> None:
    """A trigger exists in the result only where somebody listens to it."""
