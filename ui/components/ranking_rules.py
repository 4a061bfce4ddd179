"""The rules of a ranking and its defence: what stands for the unknown, where the line is, what is admissible."""

from dataclasses import dataclass

import streamlit as st

from ui.components.prose import quiet
from ui.visit import Visit
from usecases.performance import Convention
from usecases.priorities import Ranking
from usecases.robustness import DRAWS, TOLERANCE, Doubt

TOLERANCES = (0, 10, 20, 50, 100)
FIRST = 10


@dataclass(frozen=True)
class Rules:
    """What the reader has settled; the same for the order, its defence and every download."""

    convention: Convention
    threshold: float
    first: int
    doubt: Doubt


def rules_in_force() -> Rules:
    """The rules as they stand in this session, the site's own at first."""
    state = st.session_state
    return Rules(
        Convention(state.get("convention", Convention.MIDDLE.value)),
        state.get("threshold", 50) / 100,
        state.get("cut_first", FIRST),
        Doubt(
            tolerance=state.get("tolerance", round(TOLERANCE * 100)) / 100,
            draws=DRAWS,
            seed=state.get("seed", 1),
            scores=state.get("doubt_scores", True),
        ),
    )


def line_and_doubt(visit: Visit) -> None:
    """Where the line is, and what is taken as admissible."""
    words = visit.words
    first, second, third, fourth = st.columns([1, 2, 2, 1], gap="medium", vertical_alignment="bottom")
    first.number_input(words("defence.first"), 1, 50, value=FIRST, key="cut_first")
    second.select_slider(
        words("defence.tolerance"), TOLERANCES, value=round(TOLERANCE * 100), key="tolerance",
        format_func=lambda percent: words("defence.tolerance_of", share=words.percent(percent / 100)),
        help=words("defence.tolerance_help"),
    )  # fmt: skip
    third.toggle(words("defence.scores"), value=True, key="doubt_scores", help=words("defence.scores_help"))
    fourth.number_input(words("defence.seed"), 1, 9999, value=1, key="seed", help=words("defence.seed_help"))


def order_rules(visit: Visit, ranking: Ranking) -> None:
    """Convention, threshold and the fingerprint of all of it."""
    words = visit.words
    st.radio(
        words("ranking.convention"), [one.value for one in Convention], key="convention",
        format_func=lambda code: words(f"convention.{code}"), horizontal=True,
    )  # fmt: skip
    st.slider(words("ranking.threshold"), 0, 100, value=50, key="threshold", format=words.percent_pattern)
    quiet(words("ranking.fingerprint", value=ranking.fingerprint))
