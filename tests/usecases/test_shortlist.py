"""Which reviews matter first, against brute force over every place of the slider."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import SIX
from tests.usecases.test_defending import EVEN, many
from usecases.criteria import Axis
from usecases.priorities import Band, rank
from usecases.shortlist import PLACES, entries


def by_hand(ranking, barred, first):
    """The same with nothing but sorting, place by place."""
    at = {name: place for place, name in enumerate(ranking.table.references)}
    able = [one for one in ranking.references(Band.RANKABLE) if one not in barred]
    impact, feasibility = (ranking.axis_values[axis] for axis in (Axis.CITIZEN_IMPACT, Axis.FEASIBILITY))
    counts = {}
    for percent in range(PLACES):
        share = percent / 100

        def total(name, share=share):
            return share * impact[at[name]] + (1 - share) * feasibility[at[name]]

        order = sorted(able, key=lambda name: (-total(name), -ranking.known[at[name]], name))
        for name in order[:first]:
            counts[name] = counts.get(name, 0) + 1
    return {name: count / PLACES for name, count in counts.items()}


@given(st.integers(0, 500), st.integers(1, 6), st.data())
@settings(deadline=None, max_examples=40)
def test_it_is_what_sorting_at_every_place_of_the_slider_gives(seed, first, data):
    ranking = rank(many(12, seed, gaps=0.15), SIX, EVEN)
    barred = data.draw(st.sets(st.sampled_from(ranking.table.references), max_size=4))
    found, expected = entries(ranking, barred, first), by_hand(ranking, barred, first)
    assert set(found) == set(expected)
    for name, share in found.items():
        assert share == pytest.approx(expected[name], abs=2 / PLACES)


@given(st.integers(0, 500), st.integers(1, 6))
@settings(deadline=None, max_examples=30)
def test_the_places_are_all_taken_and_a_barred_case_takes_none(seed, first):
    ranking = rank(many(12, seed), SIX, EVEN)
    best = ranking.references(Band.RANKABLE)[0]
    found = entries(ranking, {best}, first)
    assert best not in found
    assert sum(found.values()) == pytest.approx(min(first, 11))


def test_nothing_to_choose_from_is_no_complaint():
    ranking = rank(many(3, 1), SIX, EVEN)
    assert entries(ranking, set(ranking.table.references), 2) == {}
    assert entries(ranking, (), 0) == {}
