"""The priority map: impact upwards, feasibility towards the end of the line, one mark for each candidate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import plotly.graph_objects as go

from ui.style import palette
from ui.style.fonts import CHART_FAMILY

MOST_POINTS = 500
_SMALL, _LARGE = 8.0, 30.0


class TooManyPointsError(ValueError):
    """More points than a browser draws at once; the caller chooses which, and says how many there are."""

    code = "map.too_many_points"

    def __init__(self, count: int) -> None:
        super().__init__(self.code)
        self.count = count
        self.most = MOST_POINTS


@dataclass(frozen=True)
class MapPoint:
    """One candidate: impact and feasibility in [0, 1], 1 best; ``size`` is any amount, None where unknown."""

    reference: str
    title: str
    impact: float
    feasibility: float
    verdict: str = "pending"
    size: float | None = None
    size_text: str = ""


@dataclass(frozen=True)
class MapLabels:
    """Every word on the map; ``quadrants``: start-top, end-top, start-bottom, end-bottom."""

    impact: str
    feasibility: str
    size: str
    verdicts: dict[str, str]
    quadrants: tuple[str, str, str, str]
    ticks: tuple[str, ...] = field(default=("0", "0.25", "0.5", "0.75", "1"))


def priority_map(
    points: Sequence[MapPoint],
    labels: MapLabels,
    *,
    dark: bool,
    right_to_left: bool,
    selected: str | None = None,
    height: int = 460,
    legend: bool = True,
) -> go.Figure:
    """Draw the map; ``customdata`` of a point is its reference.

    ``legend`` False leaves it to the screen (``verdict_legend_html`` wraps better than plotly's).

    Raises
    ------
    TooManyPointsError
        Beyond 500 points.
    """
    if len(points) > MOST_POINTS:
        raise TooManyPointsError(len(points))
    largest = max((point.size or 0.0 for point in points), default=0.0)
    traces = []
    for verdict, mark in palette.VERDICTS.items():
        group = [point for point in points if point.verdict == verdict]
        if group:
            traces.append(_group(group, verdict, mark, labels, largest=largest, dark=dark))
    if chosen := next((point for point in points if point.reference == selected), None):
        traces.append(_halo(chosen, largest, dark=dark))
    layout = _frame(labels, dark=dark, right_to_left=right_to_left, height=height, legend=legend)
    # Whole at once: plotly's update_layout takes ten times as long to come to the same.
    return go.Figure(traces, layout)


def marker_size(size: float | None, largest: float) -> float:
    """Diameter in pixels; the area of a mark follows its amount, an unknown amount gets the smallest."""
    if not size or largest <= 0:
        return _SMALL
    return _SMALL + (_LARGE - _SMALL) * float((size / largest) ** 0.5)


def _group(
    group: Sequence[MapPoint],
    verdict: str,
    mark: palette.Mark,
    labels: MapLabels,
    *,
    largest: float,
    dark: bool,
) -> dict[str, Any]:
    ink = palette.TONES[mark.tone].ink.on(dark=dark)
    return dict(  # noqa: C408 -- reads like the call that plotly documents
        type="scatter",
        x=[point.feasibility for point in group],
        y=[point.impact for point in group],
        mode="markers",
        name=escape(labels.verdicts.get(verdict, verdict)),
        customdata=[point.reference for point in group],
        hovertext=[_hover(point, labels) for point in group],
        hoverinfo="text",
        marker={
            "symbol": mark.symbol,
            "size": [marker_size(point.size, largest) for point in group],
            "color": ink,
            "opacity": 0.82,
            "line": {
                "width": 2 if mark.symbol.endswith("open") else 1,
                "color": ink if mark.symbol.endswith("open") else palette.GROUND.on(dark=dark),
            },
        },
        # A click chooses through customdata; plotly's own fading of the others would hide the neighbourhood.
        selected={"marker": {"opacity": 0.82}},
        unselected={"marker": {"opacity": 0.82}},
    )


def _halo(point: MapPoint, largest: float, *, dark: bool) -> dict[str, Any]:
    return dict(  # noqa: C408 -- reads like the call that plotly documents
        type="scatter",
        x=[point.feasibility],
        y=[point.impact],
        mode="markers",
        hoverinfo="skip",
        showlegend=False,
        customdata=[point.reference],
        marker={
            "symbol": "circle-open",
            "size": marker_size(point.size, largest) + 12,
            "color": palette.TEXT.on(dark=dark),
            "line": {"width": 2.5, "color": palette.TEXT.on(dark=dark)},
        },
    )


def _hover(point: MapPoint, labels: MapLabels) -> str:
    lines = [
        f"<b>{_literal(point.title)}</b>",
        _literal(point.reference),
        f"{_literal(labels.verdicts.get(point.verdict, point.verdict))}",
    ]
    if point.size_text:
        lines.append(f"{_literal(labels.size)} {_literal(point.size_text)}")
    return "<br>".join(lines)


def _literal(text: str) -> str:
    return f"\u2068{escape(text, quote=False)}\u2069"


def _frame(labels: MapLabels, *, dark: bool, right_to_left: bool, height: int, legend: bool) -> dict[str, Any]:
    text, muted, line = (colour.on(dark=dark) for colour in (palette.TEXT, palette.MUTED, palette.LINE))
    axis: dict[str, Any] = {
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "ticktext": list(labels.ticks),
        "gridcolor": line,
        "griddash": "dot",
        "zeroline": False,
        "showline": True,
        "linecolor": palette.STRONG_LINE.on(dark=dark),
        "fixedrange": True,
        "tickfont": {"color": muted, "size": 12},
    }
    span = [-0.05, 1.05]
    return dict(  # noqa: C408
        height=height,
        showlegend=legend,
        margin={"l": 12 if right_to_left else 56, "r": 56 if right_to_left else 12, "t": 40 if legend else 8, "b": 52},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": CHART_FAMILY, "size": 13, "color": text},
        hoverlabel={
            "font": {"family": CHART_FAMILY, "size": 13, "color": text},
            "bgcolor": palette.RAISED.on(dark=dark),
            "bordercolor": palette.STRONG_LINE.on(dark=dark),
            "align": "right" if right_to_left else "left",
        },
        legend={
            "orientation": "h",
            "y": 1.02,
            "yanchor": "bottom",
            "x": 1 if right_to_left else 0,
            "xanchor": "right" if right_to_left else "left",
            "itemsizing": "constant",
            "itemclick": False,
            "itemdoubleclick": False,
            "entrywidth": 0,
            "font": {"size": 12, "color": text},
            "traceorder": "reversed" if right_to_left else "normal",
        },
        clickmode="event+select",
        dragmode=False,
        xaxis={
            **axis,
            "range": span[::-1] if right_to_left else span,
            "title": {"text": escape(labels.feasibility), "font": {"size": 13, "color": text}},
        },
        yaxis={
            **axis,
            "range": span,
            "side": "right" if right_to_left else "left",
            "title": {"text": escape(labels.impact), "font": {"size": 13, "color": text}},
        },
        shapes=[_middle(palette.STRONG_LINE.on(dark=dark), across=across) for across in (True, False)],
        annotations=_quadrants(labels.quadrants, muted, right_to_left=right_to_left),
        template="none",
        modebar={
            "remove": [
                "zoom",
                "pan",
                "select",
                "lasso",
                "zoomin",
                "zoomout",
                "autoscale",
                "resetscale",
                "toimage",
            ]
        },
    )


def _middle(colour: str, *, across: bool) -> dict[str, Any]:
    ends = (
        {"x0": -0.05, "x1": 1.05, "y0": 0.5, "y1": 0.5} if across else {"x0": 0.5, "x1": 0.5, "y0": -0.05, "y1": 1.05}
    )
    return {"type": "line", "layer": "below", "line": {"color": colour, "width": 1}, **ends}


def _quadrants(names: tuple[str, str, str, str], colour: str, *, right_to_left: bool) -> list[dict[str, Any]]:
    start, end = ("right", "left") if right_to_left else ("left", "right")
    places = (
        (-0.04, 1.04, start, "top"),
        (1.04, 1.04, end, "top"),
        (-0.04, -0.04, start, "bottom"),
        (1.04, -0.04, end, "bottom"),
    )
    return [
        {
            "x": x,
            "y": y,
            "xanchor": across,
            "yanchor": up,
            "text": escape(name),
            "showarrow": False,
            "font": {"size": 12, "color": colour},
        }
        for name, (x, y, across, up) in zip(names, places, strict=True)
        if name
    ]
