"""The rules of a ranking and its defence: what stands for the unknown, where the line is, what is admissible."""

from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from ui.components.prose import quiet
from ui.fields import begins, place
from ui.visit import Visit
from usecases.performance import Convention
from usecases.priorities import Ranking
from usecases.robustness import Doubt

TOLERANCES = (0, 10, 20, 50, 100)
FIRST = 10
_HELD = "ranking_rules"


@dataclass(frozen=True)
class Rules:
    """What the reader has settled; the same for the order, its defence and every download."""

    convention: Convention = Convention.MIDDLE
    threshold: float = 0.5
    first: int = FIRST
    doubt: Doubt = field(default_factory=Doubt)


def rules_in_force() -> Rules:
    """The rules as they stand in this session, the site's own at first.

    They are kept beside the fields: a field that is not on the page, in another tab or on the stage, forgets itself.
    """
    held: Rules = st.session_state.get(_HELD, Rules())
    return held


def line_and_doubt(visit: Visit) -> None:
    """Where the line is, and what is taken as admissible."""
    words, rules = visit.words, rules_in_force()
    first, second, third, fourth = st.columns([1, 2, 2, 1], gap="medium", vertical_alignment="bottom")
    first.number_input(
        words("defence.first"), 1, 50, value=begins("cut_first", rules.first), key="cut_first",
        on_change=lambda: _settle(first=st.session_state["cut_first"]),
    )  # fmt: skip
    second.select_slider(
        words("defence.tolerance"), TOLERANCES, value=begins("tolerance", round(rules.doubt.tolerance * 100)),
        key="tolerance",
        format_func=lambda percent: words("defence.tolerance_of", share=words.percent(percent / 100)),
        help=words("defence.tolerance_help"),
        on_change=lambda: _settle_doubt(tolerance=st.session_state["tolerance"] / 100),
    )  # fmt: skip
    third.toggle(
        words("defence.scores"), value=begins("doubt_scores", rules.doubt.scores), key="doubt_scores",
        help=words("defence.scores_help"),
        on_change=lambda: _settle_doubt(scores=st.session_state["doubt_scores"]),
    )  # fmt: skip
    fourth.number_input(
        words("defence.seed"), 1, 9999, value=begins("seed", rules.doubt.seed), key="seed",
        help=words("defence.seed_help"),
        on_change=lambda: _settle_doubt(seed=st.session_state["seed"]),
    )  # fmt: skip


def order_rules(visit: Visit, ranking: Ranking) -> None:
    """Convention, threshold and the fingerprint of all of it."""
    words, rules = visit.words, rules_in_force()
    conventions = [one.value for one in Convention]
    st.radio(
        words("ranking.convention"), conventions, key="convention",
        index=place(conventions, begins("convention", rules.convention.value)),
        format_func=lambda code: words(f"convention.{code}"), horizontal=True,
        on_change=lambda: _settle(convention=Convention(st.session_state["convention"])),
    )  # fmt: skip
    st.slider(
        words("ranking.threshold"), 0, 100, value=begins("threshold", round(rules.threshold * 100)), key="threshold",
        format=words.percent_pattern, on_change=lambda: _settle(threshold=st.session_state["threshold"] / 100),
    )  # fmt: skip
    quiet(words("ranking.fingerprint", value=ranking.fingerprint))


def settle_rules(rules: Rules) -> None:
    """Other rules are in force from the next run on, those of a scenario for example."""
    st.session_state[_HELD] = rules
    for field_of in ("cut_first", "tolerance", "doubt_scores", "seed", "convention", "threshold"):
        st.session_state.pop(field_of, None)


def _settle(**changes: Any) -> None:
    st.session_state[_HELD] = replace(rules_in_force(), **changes)


def _settle_doubt(**changes: Any) -> None:
    _settle(doubt=replace(rules_in_force().doubt, **changes))
