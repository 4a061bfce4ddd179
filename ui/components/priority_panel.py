"""The priority map of a ranking on the screen: at most 500 points, a click chooses one."""

from collections import Counter
from collections.abc import Mapping

import streamlit as st
from plotly.graph_objects import Figure

from ui.charts.priority_map import MOST_POINTS, MapLabels, MapPoint, priority_map
from ui.components.badge import verdict_legend_html
from ui.components.prose import quiet
from ui.shown_ranking import ShownRanking
from ui.style.palette import VERDICTS


def priority_panel(shown: ShownRanking, *, key: str, selected: str | None, height: int = 460) -> str | None:
    """Draw the map; the reference that was clicked on, else None."""
    words, drawn = shown.visit.words, shown.with_point[:MOST_POINTS]
    figure = _figure(shown, selected=selected, height=height)
    st.html(verdict_legend_html(Counter(shown.decision(name) for name in drawn), words))
    event = st.plotly_chart(
        figure,
        theme=None,
        on_select="rerun",
        selection_mode="points",
        key=key,
        config={"displayModeBar": False},
    )
    if told := drawn_told(shown):
        quiet(told)
    chosen = event.selection.points if event else []
    return _reference(chosen[0]) if chosen else None


def drawn_told(shown: ShownRanking) -> str:
    """How many the map shows and how many it cannot; nothing where it shows all."""
    points, without = len(shown.with_point), shown.without_point
    drawn = min(points, MOST_POINTS)
    if not without and drawn == points:
        return ""
    return shown.visit.words(
        "map.shown" if drawn == points else "map.shown_some", n=drawn, total=points + without, left=points - drawn,
        without=without,
    )  # fmt: skip


_drawn: list[tuple[tuple[object, ...], object, object, Figure]] = []


def _figure(shown: ShownRanking, *, selected: str | None, height: int) -> Figure:
    """The figure, kept for the same order, cases and verdicts: drawing it takes longer than all the rest of a page."""
    visit = shown.visit
    words, cases = visit.words, visit.cases()
    key = (shown.ranking.fingerprint, shown.left, words.language, visit.dark, selected, height)
    for known, kept_cases, kept_verdicts, figure in _drawn:
        # The very same objects are handed out until a case or a verdict changes.
        if known == key and kept_cases is cases and kept_verdicts is shown.verdicts:
            return figure
    labels = MapLabels(
        impact=visit.criteria_words("axis.citizen_impact"),
        feasibility=visit.criteria_words("axis.feasibility"),
        size=words("map.size"),
        verdicts={code: words(f"verdict.{code}") for code in VERDICTS},
        ticks=tuple(words.number(tick) for tick in (0, 0.25, 0.5, 0.75, 1)),
        quadrants=(
            words("quadrant.prepare"), words("quadrant.act_now"), words("quadrant.later"), words("quadrant.at_hand"),
        ),
    )  # fmt: skip
    figure = priority_map(
        [_point(shown, name) for name in shown.with_point[:MOST_POINTS]],
        labels, dark=visit.dark, right_to_left=words.direction == "rtl", selected=selected, height=height, legend=False,
    )  # fmt: skip
    _drawn.insert(0, (key, cases, shown.verdicts, figure))
    del _drawn[6:]
    return figure


def _reference(point: Mapping[str, object]) -> str | None:
    data = point.get("customdata")
    if isinstance(data, (list, tuple)):
        data = data[0] if data else None
    return str(data) if data else None


def _point(shown: ShownRanking, reference: str) -> MapPoint:
    feasibility, impact = shown.point(reference)
    reach = shown.lines[reference].residents_per_year
    return MapPoint(
        reference=reference,
        title=shown.title(reference),
        impact=impact,
        feasibility=feasibility,
        verdict=shown.decision(reference),
        size=reach,
        size_text=shown.visit.words("map.people", n=reach) if reach is not None else "",
    )
