"""Profile of a review by principle: how far each principle's answers are as expected, on one round chart."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap

import plotly.graph_objects as go

from ui.style import palette
from ui.style.fonts import CHART_FAMILY

LETTERS = 20
"""Of a line of a label: a longer one would be cut at the edge of the chart."""


def principle_radar(
    names: Sequence[str], shares: Sequence[float | None], told: Sequence[str], *, dark: bool, right_to_left: bool
) -> go.Figure:
    """A point for each principle, 0 in the middle and 1 at the rim; where nothing is known there is no point."""
    accent = palette.CHART.on(dark=dark)
    text, muted = palette.TEXT.on(dark=dark), palette.MUTED.on(dark=dark)
    line = palette.LINE.on(dark=dark)
    labels = ["<br>".join(escape(part) for part in wrap(name, LETTERS)) for name in names]
    around = [*range(len(labels)), 0] if labels else []
    return go.Figure(
        [
            {
                "type": "scatterpolar", "mode": "lines+markers", "fill": "toself",
                "r": [shares[one] for one in around], "theta": [labels[one] for one in around],
                "line": {"color": accent, "width": 2}, "fillcolor": f"rgba({_rgb(accent)},0.14)",
                "marker": {"color": accent, "size": 7}, "hoverinfo": "text",
                "hovertext": [escape(f"{names[one]} · {told[one]}") for one in around],
            }
        ],
        {
            "height": 420, "margin": {"l": 120, "r": 120, "t": 50, "b": 50}, "showlegend": False,
            "paper_bgcolor": "rgba(0,0,0,0)", "template": "none", "dragmode": False,
            "font": {"family": CHART_FAMILY, "size": 12, "color": text},
            "polar": {
                "bgcolor": "rgba(0,0,0,0)",
                "radialaxis": {"range": [0, 1], "tickvals": [0.5, 1], "showticklabels": False, "gridcolor": line,
                               "linecolor": line},
                "angularaxis": {"direction": "counterclockwise" if right_to_left else "clockwise", "gridcolor": line,
                                "linecolor": line, "tickfont": {"size": 11, "color": muted}, "rotation": 90},
            },
        },
    )  # fmt: skip


def _rgb(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
