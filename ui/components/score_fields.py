"""The fields of one score: the sentence of the scale that fits, how far off it may be, and why."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from actions.scoring import Stated
from ui.components.page_header import refusal
from ui.words import Words, escape_markdown
from usecases.criteria import SCALE_TOP

DOUBTS = (0.0, 0.5, 1.0, 2.0)
"""How far off a score may be, in points of the scale: the person says it, no bound is made up."""


@dataclass(frozen=True)
class ScoreFields:
    """What stands in the fields."""

    words: Words
    likely: int | None
    doubt: float | None
    reason: str
    deeds: DeltaGenerator  # where the form's buttons go

    def stated(self) -> Stated | None:
        """The score, where it is complete; what is missing is said."""
        if self.likely is None:
            refusal(self.words("scoring.choose_level"))
        elif self.doubt is None:
            refusal(self.words("scoring.choose_doubt"))
        else:
            low, high = max(self.likely - self.doubt, 0.0), min(self.likely + self.doubt, float(SCALE_TOP))
            return Stated(low, float(self.likely), high, self.reason)
        return None


def score_fields(
    words: Words, names: Words, criterion: str, *, key: str, base: Stated | None = None, question: str = ""
) -> ScoreFields:
    """Inside a form; they begin at what was stated before, and at nothing where nothing was.

    Parameters
    ----------
    question : str
        What stands above the sentences of the scale.
    """
    left, right = st.columns([3, 2], gap="large")
    likely = left.radio(
        question or words("scoring.likely"), range(SCALE_TOP + 1),
        index=int(base.likely) if base and float(base.likely).is_integer() else None,
        format_func=lambda level: f"{words.number(level)} · {escape_markdown(names(f'{criterion}.{level}'))}",
        key=f"{key}_likely",
    )  # fmt: skip
    doubt = right.segmented_control(
        words("scoring.doubt"), DOUBTS, key=f"{key}_doubt", help=words("scoring.doubt_help"), default=_width(base),
        format_func=lambda width: words("scoring.exact") if not width else f"± {words.number(width)}",
    )  # fmt: skip
    reason = right.text_area(
        words("scoring.reason"), value=base.reason if base else "", max_chars=2000, height=68, key=f"{key}_reason"
    )
    return ScoreFields(words, likely, doubt, reason or "", right.container(horizontal=True))


def _width(base: Stated | None) -> float | None:
    """The doubt that was stated, where it is one of those on offer."""
    if base is None:
        return None
    width = max(base.likely - base.low, base.high - base.likely)
    return width if width in DOUBTS else None
