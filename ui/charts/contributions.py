"""Where a priority comes from: each criterion begins where the one before ended, longest first, then the total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import plotly.graph_objects as go

from ui.style import palette
from ui.style.fonts import CHART_FAMILY

_ROW, _EDGES, _PIXELS_A_LETTER = 30, 40, 7.0


@dataclass(frozen=True)
class Contribution:
    """What one criterion adds to the priority (weight x value), of what it could add at most (its weight).

    ``unconfirmed`` is hatched; an unknown value is filled by the convention and says so in ``text``.
    """

    criterion: str
    axis: Literal["impact", "feasibility"]
    value: float
    most: float
    text: str
    unconfirmed: bool = False


@dataclass(frozen=True)
class ContributionLabels:
    """The words of the chart."""

    impact: str
    feasibility: str
    most: str
    total: str
    total_text: str


def contribution_bars(
    contributions: Sequence[Contribution], labels: ContributionLabels, *, dark: bool, right_to_left: bool
) -> go.Figure:
    """Steps from the largest contribution down to the total; the pale bar behind each is what it could add."""
    ordered = sorted(contributions, key=lambda one: (-one.value, one.criterion))
    names = [_literal(one.criterion) for one in ordered]
    begins = [sum(one.value for one in ordered[:place]) for place in range(len(ordered))]
    starts = dict(zip((one.criterion for one in ordered), begins, strict=True))
    figure = go.Figure()
    figure.add_trace(
        go.Bar(
            x=[one.most for one in ordered],
            y=names,
            base=begins,
            orientation="h",
            showlegend=False,
            hovertext=[_literal(labels.most)] * len(ordered),
            hoverinfo="text",
            width=0.72,
            marker={"color": palette.LINE.on(dark=dark), "opacity": 0.55, "line": {"width": 0}},
        )
    )
    for axis, colour, label in (
        ("impact", palette.CHART, labels.impact),
        ("feasibility", palette.CHART_SECOND, labels.feasibility),
    ):
        group = [one for one in ordered if one.axis == axis]
        if group:
            figure.add_trace(_bars(group, starts, label, colour.on(dark=dark), dark=dark))
    figure.add_trace(
        go.Bar(
            x=[sum(one.value for one in ordered)],
            y=[_literal(labels.total)],
            orientation="h",
            showlegend=False,
            hoverinfo="skip",
            width=0.44,
            marker={"color": palette.STRONG_LINE.on(dark=dark), "line": {"width": 0}},
        )
    )
    _frame(figure, ordered, labels, dark=dark, right_to_left=right_to_left)
    return figure


def _bars(group: Sequence[Contribution], starts: Mapping[str, float], label: str, colour: str, *, dark: bool) -> go.Bar:
    return go.Bar(
        x=[one.value for one in group],
        base=[starts[one.criterion] for one in group],
        y=[_literal(one.criterion) for one in group],
        orientation="h",
        name=escape(label),
        width=0.44,
        hovertext=[f"{_literal(one.criterion)}<br>{_literal(one.text)}" for one in group],
        hoverinfo="text",
        marker={
            "color": colour,
            "line": {"width": 1, "color": colour},
            "pattern": {
                "shape": ["/" if one.unconfirmed else "" for one in group],
                "fgcolor": colour,
                "bgcolor": palette.GROUND.on(dark=dark),
                "size": 5,
                "solidity": 0.35,
            },
        },
    )


def _frame(
    figure: go.Figure, ordered: Sequence[Contribution], labels: ContributionLabels, *, dark: bool, right_to_left: bool
) -> None:
    text, muted = palette.TEXT.on(dark=dark), palette.MUTED.on(dark=dark)
    # plotly measures labels at the left only; at the right it would cut them.
    names = 24 + round(_PIXELS_A_LETTER * max((len(one.criterion) for one in ordered), default=0))
    ends, reached = [1e-9], 0.0
    for one in ordered:
        ends.append(reached + max(one.most, one.value))
        reached += one.value
    most = max(ends) * 1.02
    # The figures stand in a column of their own at the end of the bars, as in a table.
    figure.update_layout(
        barmode="overlay",
        height=_EDGES + _ROW * (1 + len(ordered)),
        margin={"l": 8 if right_to_left else names, "r": names if right_to_left else 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": CHART_FAMILY, "size": 13, "color": text},
        showlegend=False,
        xaxis={
            "range": [most * 1.22, 0] if right_to_left else [0, most * 1.22],
            "visible": False,
            "fixedrange": True,
        },
        yaxis={
            "categoryorder": "array",
            "categoryarray": [_literal(labels.total), *(_literal(one.criterion) for one in reversed(ordered))],
            "side": "right" if right_to_left else "left",
            "fixedrange": True,
            "ticks": "",
            "tickfont": {"size": 13, "color": text},
            "ticklabelstandoff": 8,
        },
        annotations=[
            {
                "x": most * 1.21,
                "y": _literal(one.criterion),
                "text": _literal(one.text),
                "showarrow": False,
                "xanchor": "left" if right_to_left else "right",
                "font": {"size": 13, "color": muted if one.unconfirmed else text},
            }
            for one in [*ordered, Contribution(labels.total, "impact", reached, reached, labels.total_text)]
        ],
        hoverlabel={
            "font": {"family": CHART_FAMILY, "color": text},
            "bgcolor": palette.RAISED.on(dark=dark),
            "bordercolor": palette.STRONG_LINE.on(dark=dark),
        },
        dragmode=False,
        template="none",
    )


def _literal(text: str) -> str:
    return f"\u2068{escape(text, quote=False)}\u2069"
