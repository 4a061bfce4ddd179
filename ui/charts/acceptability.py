"""Rank acceptability: which share of the draws gives a case which rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from ui.style import palette
from ui.style.fonts import CHART_FAMILY

LEAST_TOLD = 0.005
"""A smaller share has no room for its number above its bar; it is told when it is pointed at."""


@dataclass(frozen=True)
class AcceptabilityLabels:
    """The words of the chart; ``ranks`` one text for each bar, ``shares`` likewise."""

    rank: str
    ranks: Sequence[str]
    shares: Sequence[str]
    rest: str


def acceptability_bars(
    shares: Sequence[float], labels: AcceptabilityLabels, *, first: int, dark: bool, right_to_left: bool
) -> go.Figure:
    """A bar for each rank, those in the first ``first`` in the accent; the last bar is all ranks beyond."""
    accent, quiet = palette.CHART.on(dark=dark), palette.CHART_SECOND.on(dark=dark)
    names = [*labels.ranks, labels.rest]
    places = list(range(len(shares)))
    text, muted = palette.TEXT.on(dark=dark), palette.MUTED.on(dark=dark)
    axis: dict[str, Any] = {"fixedrange": True, "zeroline": False}
    return go.Figure(
        [
            {
                "type": "bar", "x": places, "y": list(shares), "textposition": "outside",
                "text": [told if share >= LEAST_TOLD else ""
                         for share, told in zip(shares, labels.shares, strict=True)],
                "constraintext": "none",
                "cliponaxis": False, "hoverinfo": "text", "hovertext": [escape(f"{name} · {share}") for name, share in
                                                                        zip(names, labels.shares, strict=True)],
                "marker": {"color": [accent if place < first else quiet for place in places]},
                "textfont": {"size": 11, "color": muted},
            }
        ],
        {
            "height": 190, "margin": {"l": 28, "r": 28, "t": 20, "b": 44}, "bargap": 0.25, "dragmode": False,
            "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "showlegend": False,
            "font": {"family": CHART_FAMILY, "size": 12, "color": text}, "template": "none",
            "xaxis": {**axis, "tickvals": places, "ticktext": names, "tickfont": {"size": 11, "color": muted},
                      "title": {"text": escape(labels.rank), "font": {"size": 12, "color": muted}},
                      **({"autorange": "reversed"} if right_to_left else {})},
            "yaxis": {**axis, "visible": False, "rangemode": "tozero"},
        },
    )  # fmt: skip
