"""*Defend this ranking*: how firm it is, the cut-line, the methods, other weightings, and the rules behind it all."""

from collections.abc import Callable

import streamlit as st

from actions.permissions import Permission
from actions.reading import NamedWeighting
from actions.work import Job
from ui.components.cut_line_panel import cut_line_panel
from ui.components.elicitation_form import elicitation_form
from ui.components.firmness_panel import firmness_panel
from ui.components.methods_panel import methods_panel
from ui.components.page_header import section
from ui.components.plain_order import band_table
from ui.components.prose import quiet
from ui.components.ranking_rules import line_and_doubt, order_rules
from ui.components.scenarios_panel import scenarios_panel
from ui.components.selections_panel import selections_panel
from ui.components.snapshots_panel import snapshots_panel
from ui.components.weightings_panel import weightings_panel
from ui.defending import finished, unfinished
from ui.shown_ranking import ShownRanking
from usecases.defence import Defence
from usecases.priorities import Band


def defence_parts(shown: ShownRanking, known: list[NamedWeighting], job: Job) -> None:
    """One part for each question that a minister may ask."""
    words = shown.visit.words
    section(words("defence.title"), words("defence.caption"))
    line_and_doubt(shown.visit)
    shows: dict[str, Callable[[], None]] = {
        "firm": lambda: _when_done(shown, job, firmness_panel),
        "cut": lambda: _when_done(shown, job, cut_line_panel),
        "methods": lambda: _when_done(shown, job, methods_panel),
        "weightings": lambda: _weightings(shown, known),
        "scenarios": lambda: _scenarios(shown, job),
        "selections": lambda: selections_panel(shown),
        "waiting": lambda: _waiting(shown),
        "rules": lambda: order_rules(shown.visit, shown.ranking),
    }
    # Only the open one is made: the others would cost every move of the slider what nobody looks at. A choice and not
    # Streamlit's tabs, whose panel has its layout measured anew after every run, 20 ms in a browser.
    chosen = st.segmented_control(
        words("defence.title"), list(shows), default="firm", key="defence_tab", required=True,
        format_func=lambda name: words(f"defence.tab_{name}"), label_visibility="collapsed",
    )  # fmt: skip
    shows[chosen or "firm"]()


def _when_done(shown: ShownRanking, job: Job, panel: Callable[[ShownRanking, Defence], None]) -> None:
    found: Defence | None = finished(job)
    if found is None:
        unfinished(shown.visit, job, key="defence", told=shown.visit.words("work.defending"))
    else:
        panel(shown, found)


def _weightings(shown: ShownRanking, known: list[NamedWeighting]) -> None:
    weightings_panel(shown, known)
    if shown.visit.may(Permission.SAVE_WEIGHTING):
        elicitation_form(shown.visit, shown.ranking.weighting)


def _scenarios(shown: ShownRanking, job: Job) -> None:
    scenarios_panel(shown)
    snapshots_panel(shown, job)


def _waiting(shown: ShownRanking) -> None:
    quiet(shown.visit.words("defence.waiting_caption"))
    band_table(shown, Band.NOT_YET_RANKABLE)
