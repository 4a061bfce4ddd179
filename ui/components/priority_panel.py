"""The priority map of a ranking on the screen: at most 500 points, a click chooses one."""

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st
from plotly.graph_objects import Figure

from store.reviews import GivenVerdict
from store.use_cases import CaseLine
from ui.charts.priority_map import MOST_POINTS, MapLabels, MapPoint, priority_map
from ui.components.badge import verdict_legend_html
from ui.components.prose import quiet
from ui.visit import Visit
from usecases.priorities import Band, Ranking

VERDICT_CODES = ("cleared", "cleared_with_conditions", "redesign", "refused", "pending")


def priority_panel(
    visit: Visit,
    ranking: Ranking,
    lines: Mapping[str, CaseLine],
    verdicts: Mapping[str, GivenVerdict],
    *,
    key: str,
    selected: str | None,
    height: int = 460,
) -> str | None:
    """Draw the map; the reference that was clicked on, else None."""
    words = visit.words
    drawable = _drawable(ranking, verdicts)
    points = min(len(drawable), MOST_POINTS)
    figure = _figure(visit, ranking, lines, verdicts, drawable, selected=selected, height=height)
    counts = Counter(verdicts[name].decision if name in verdicts else "pending" for name in drawable)
    st.html(verdict_legend_html(counts, words))
    event = st.plotly_chart(
        figure,
        theme=None,
        on_select="rerun",
        selection_mode="points",
        key=key,
        config={"displayModeBar": False},
    )
    if points < len(ranking.table):
        key = "map.shown" if points == len(drawable) else "map.shown_some"
        quiet(words(key, n=points, left=len(drawable) - points, without=_without_point(ranking)))
    chosen = event.selection.points if event else []
    return _reference(chosen[0]) if chosen else None


_drawn: list[tuple[tuple[object, ...], object, object, Figure]] = []


def _figure(
    visit: Visit,
    ranking: Ranking,
    lines: Mapping[str, CaseLine],
    verdicts: Mapping[str, GivenVerdict],
    drawable: Sequence[str],
    *,
    selected: str | None,
    height: int,
) -> Figure:
    """The figure, kept for the same order, cases and verdicts: drawing it takes longer than all the rest of a page."""
    words, cases = visit.words, visit.cases()
    key = (ranking.fingerprint, words.language, visit.dark, selected, height)
    for known, kept_cases, kept_verdicts, figure in _drawn:
        # The very same objects are handed out until a case or a verdict changes.
        if known == key and kept_cases is cases and kept_verdicts is verdicts:
            return figure
    labels = MapLabels(
        impact=visit.criteria_words("axis.citizen_impact"),
        feasibility=visit.criteria_words("axis.feasibility"),
        size=words("map.size"),
        verdicts={code: words(f"verdict.{code}") for code in VERDICT_CODES},
        ticks=tuple(words.number(tick) for tick in (0, 0.25, 0.5, 0.75, 1)),
        quadrants=(
            words("quadrant.prepare"), words("quadrant.act_now"), words("quadrant.later"), words("quadrant.at_hand"),
        ),
    )  # fmt: skip
    figure = priority_map(
        [_point(visit, ranking, lines[name], verdicts) for name in drawable[:MOST_POINTS] if name in lines],
        labels, dark=visit.dark, right_to_left=words.direction == "rtl", selected=selected, height=height, legend=False,
    )  # fmt: skip
    _drawn.insert(0, (key, cases, verdicts, figure))
    del _drawn[6:]
    return figure


def _reference(point: Mapping[str, object]) -> str | None:
    data = point.get("customdata")
    if isinstance(data, (list, tuple)):
        data = data[0] if data else None
    return str(data) if data else None


def _drawable(ranking: Ranking, verdicts: Mapping[str, GivenVerdict]) -> list[str]:
    """Cases with a point: those with a verdict first, because the map is read for them; then by rank."""
    every = (*ranking.references(Band.RANKABLE), *ranking.references(Band.NOT_YET_RANKABLE))
    drawn = [name for name in every if ranking.has_point[ranking.table.positions[name]]]
    return sorted(drawn, key=lambda name: name not in verdicts)


def _without_point(ranking: Ranking) -> int:
    return int((~ranking.has_point).sum())


def _point(visit: Visit, ranking: Ranking, line: CaseLine, verdicts: Mapping[str, GivenVerdict]) -> MapPoint:
    place = ranking.table.positions[line.reference]
    impact, feasibility = (values[place] for values in ranking.axis_values.values())
    reach = line.residents_per_year
    return MapPoint(
        reference=line.reference,
        title=visit.title(line.title),
        impact=float(impact),
        feasibility=float(feasibility),
        verdict=verdicts[line.reference].decision if line.reference in verdicts else "pending",
        size=reach,
        size_text=visit.words("map.people", n=reach) if reach is not None else "",
    )
