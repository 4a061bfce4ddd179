"""*Defend this ranking*: how firm it is, the cut-line, the methods, other weightings, and the rules behind it all."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from actions.permissions import Permission
from actions.reading import NamedWeighting
from actions.work import Job
from store.reviews import GivenVerdict
from store.use_cases import CaseLine
from ui.components.cut_line_panel import cut_line_panel
from ui.components.elicitation_form import elicitation_form
from ui.components.firmness_panel import firmness_panel
from ui.components.methods_panel import methods_panel
from ui.components.page_header import section
from ui.components.plain_order import band_table
from ui.components.prose import quiet
from ui.components.ranking_rules import Rules, line_and_doubt, order_rules
from ui.components.scenarios_panel import scenarios_panel
from ui.components.weightings_panel import weightings_panel
from ui.components.weights import OnTheTable
from ui.defending import when_done
from ui.visit import Visit
from usecases.priorities import Band, Ranking


def defence_tabs(
    visit: Visit,
    ranking: Ranking,
    *,
    known: list[NamedWeighting],
    on_table: OnTheTable,
    lines: Mapping[str, CaseLine],
    verdicts: Mapping[str, GivenVerdict],
    job: Job,
    rules: Rules,
) -> None:
    """One tab for each question that a minister may ask."""
    words = visit.words
    section(words("defence.title"), words("defence.caption"))
    line_and_doubt(visit)
    shows: dict[str, Callable[[], None]] = {
        "firm": lambda: when_done(visit, job, partial(firmness_panel, visit, ranking, lines, rules=rules), key="firm"),
        "cut": lambda: when_done(visit, job, partial(cut_line_panel, visit, ranking, lines, rules=rules), key="cut"),
        "methods": lambda: when_done(
            visit, job, partial(methods_panel, visit, ranking, lines, rules=rules), key="methods"
        ),
        "weightings": lambda: _weightings(visit, ranking, known, on_table, lines, rules),
        "scenarios": lambda: scenarios_panel(visit, ranking, lines, rules),
        "waiting": lambda: _waiting(visit, ranking, lines, verdicts),
        "rules": lambda: order_rules(visit, ranking),
    }
    # Only the open one is made: the others would cost every move of the slider what nobody looks at.
    tabs = st.tabs([words(f"defence.tab_{name}") for name in shows], key="defence_tab", on_change="rerun")
    for tab, show in zip(tabs, shows.values(), strict=True):
        if tab.open:
            with tab:
                show()


def _weightings(
    visit: Visit,
    ranking: Ranking,
    known: list[NamedWeighting],
    on_table: OnTheTable,
    lines: Mapping[str, CaseLine],
    rules: Rules,
) -> None:
    weightings_panel(visit, ranking, known, lines, rules)
    if visit.may(Permission.SAVE_WEIGHTING):
        elicitation_form(visit, on_table.now)


def _waiting(
    visit: Visit, ranking: Ranking, lines: Mapping[str, CaseLine], verdicts: Mapping[str, GivenVerdict]
) -> None:
    quiet(visit.words("defence.waiting_caption"))
    band_table(visit, ranking, lines, verdicts, Band.NOT_YET_RANKABLE, selected=None)
