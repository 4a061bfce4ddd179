"""The charts, by what they hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.charts.contributions import Contribution, ContributionLabels, contribution_bars
from ui.charts.priority_map import (
    MOST_POINTS,
    MapLabels,
    MapPoint,
    TooManyPointsError,
    marker_size,
    priority_map,
)
from ui.style import palette

LABELS = MapLabels(
    impact="Impact",
    feasibility="Faisabilité",
    size="Usagers",
    verdicts={name: name for name in palette.VERDICTS},
    quadrants=("a", "b", "c", "d"),
)
BARS = ContributionLabels("Impact", "Faisabilité", "Maximum", "Priorité", "0,30")
unit = st.floats(0, 1)
points = st.lists(
    st.builds(
        MapPoint,
        reference=st.uuids().map(str),
        title=st.text(max_size=20),
        impact=unit,
        feasibility=unit,
        verdict=st.sampled_from(sorted(palette.VERDICTS)),
    ),
    max_size=20,
)


def draw(shown, **options):
    return priority_map(shown, LABELS, **{"dark": False, "right_to_left": False, **options})


@given(points)
@settings(deadline=None, max_examples=15)
def test_every_candidate_is_on_the_map_once_at_its_own_place(shown):
    drawn = {
        reference: (x, y, trace.name)
        for trace in draw(shown).data
        for reference, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)
    }
    assert drawn == {point.reference: (point.feasibility, point.impact, point.verdict) for point in shown}


def test_only_svg_points_are_drawn():
    assert {trace.type for trace in draw([MapPoint("UC-1", "t", 0.5, 0.5)]).data} == {"scatter"}


def test_more_points_than_a_browser_can_draw_are_refused():
    crowd = [MapPoint(f"UC-{n}", "t", 0.5, 0.5) for n in range(MOST_POINTS + 1)]
    with pytest.raises(TooManyPointsError) as refusal:
        draw(crowd)
    assert (refusal.value.code, refusal.value.count) == ("map.too_many_points", MOST_POINTS + 1)
    assert sum(len(trace.x) for trace in draw(crowd[:-1]).data) == MOST_POINTS


def test_in_arabic_feasibility_grows_towards_the_left_and_impact_stands_at_the_right():
    arabic, french = (draw([], right_to_left=rtl).layout for rtl in (True, False))
    assert arabic.xaxis.range[0] > arabic.xaxis.range[1]
    assert arabic.yaxis.side == "right"
    assert french.xaxis.range[0] < french.xaxis.range[1]
    assert french.yaxis.side == "left"


def test_the_chosen_candidate_gets_a_ring_and_an_absent_choice_none():
    shown = [MapPoint("UC-1", "t", 0.2, 0.8), MapPoint("UC-2", "t", 0.4, 0.6)]
    ring = draw(shown, selected="UC-2").data[-1]
    assert (list(ring.customdata), list(ring.x), list(ring.y), ring.marker.symbol) == (
        ["UC-2"],
        [0.6],
        [0.4],
        "circle-open",
    )
    assert len(draw(shown, selected="UC-9").data) == len(draw(shown).data)


def test_a_title_from_a_sheet_is_never_markup():
    hover = draw([MapPoint("UC-1", "<b>x</b> & <a href='https://e.example'>y</a>", 0.5, 0.5)]).data[0].hovertext[0]
    assert "<a" not in hover
    assert "&lt;b&gt;x&lt;/b&gt; &amp; &lt;a" in hover
    assert "\u2068" in hover


def test_the_area_of_a_mark_follows_its_amount():
    small, half, full = (marker_size(size, 400.0) - marker_size(None, 400.0) for size in (4.0, 100.0, 400.0))
    assert half == pytest.approx(full / 2)
    assert small == pytest.approx(full / 10)
    assert marker_size(None, 0) == marker_size(0, 400.0)


@pytest.mark.parametrize("dark", [False, True])
def test_verdicts_wear_the_palette_in_both_appearances(dark):
    for trace in draw([MapPoint(v, v, 0.5, 0.5, verdict=v) for v in palette.VERDICTS], dark=dark).data:
        mark = palette.VERDICTS[trace.name]
        assert (trace.marker.symbol, trace.marker.color) == (
            mark.symbol,
            palette.TONES[mark.tone].ink.on(dark=dark),
        )


PARTS = [
    Contribution("Coût", "feasibility", 0.03, 0.1, "0,03"),
    Contribution("Portée", "impact", 0.18, 0.2, "0,18"),
    Contribution("Équité <i>", "impact", 0.09, 0.2, "0,09", unconfirmed=True),
]


def test_the_largest_contribution_stands_on_top():
    figure = contribution_bars(PARTS, BARS, dark=False, right_to_left=False)
    assert [name.strip("\u2068\u2069") for name in reversed(figure.layout.yaxis.categoryarray)] == [
        "Portée",
        "Équité &lt;i&gt;",
        "Coût",
        "Priorité",
    ]
    assert [round(sum(trace.x), 2) for trace in figure.data] == [0.5, 0.27, 0.03, 0.3]


def test_each_step_begins_where_the_one_before_it_ended_and_the_total_at_zero():
    figure = contribution_bars(PARTS, BARS, dark=False, right_to_left=False)
    assert [round(one, 2) for one in figure.data[0].base] == [0.0, 0.18, 0.27]
    assert figure.data[-1].base is None
    assert figure.data[-1].x[0] == pytest.approx(0.3)


def test_what_nobody_confirmed_is_hatched_so_that_grey_print_shows_it():
    impact = contribution_bars(PARTS, BARS, dark=False, right_to_left=False).data[1]
    assert list(impact.marker.pattern.shape) == ["", "/"]


def test_the_two_axes_differ_in_grey():
    for dark in (False, True):
        first, second = (colour.on(dark=dark) for colour in (palette.CHART, palette.CHART_SECOND))
        assert palette.contrast(first, second) > 1.8


def test_bars_grow_towards_the_left_in_arabic():
    layout = contribution_bars(PARTS, BARS, dark=True, right_to_left=True).layout
    assert layout.xaxis.range[0] > layout.xaxis.range[1]
    assert layout.yaxis.side == "right"


def test_a_case_without_contributions_is_an_empty_chart_and_no_error():
    assert [list(trace.x) for trace in contribution_bars([], BARS, dark=False, right_to_left=False).data] == [[], [0]]
