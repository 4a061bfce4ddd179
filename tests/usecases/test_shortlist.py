"""Which reviews matter first, against brute force over every place of the slider."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import SIX
from tests.usecases.test_defending import EVEN, many
from usecases.criteria import Axis
from usecases.priorities import Band, rank
from usecases.shortlist import PLACES, entries, indicative


def by_hand(ranking, barred, first):
    """The same from the scores, with nothing but sums and sorting, place by place."""
    values = ranking.table.values(SIX)
    counts = {}
    for percent in range(PLACES):
        share = percent / 100
        weights = [
            (share if one.axis is Axis.CITIZEN_IMPACT else 1 - share) * float(ranking.weighting.within[one.id])
            for one in SIX
        ]
        shown = []
        for place, name in enumerate(ranking.table.references):
            known = sum(w for w, value in zip(weights, values.likely[:, place], strict=True) if not math.isnan(value))
            total = sum(w * value for w, value in zip(weights, ranking.values[:, place], strict=True))
            if known >= ranking.threshold - 1e-9 and name not in barred:
                shown.append((-round(total, 10), -round(known, 10), name))
        for *_, name in sorted(shown)[:first]:
            counts[name] = counts.get(name, 0) + 1
    return {name: count / PLACES for name, count in counts.items()}


@given(st.integers(0, 500), st.integers(1, 6), st.data())
@settings(deadline=None, max_examples=40)
def test_it_is_what_sorting_at_every_place_of_the_slider_gives(seed, first, data):
    ranking = rank(many(12, seed, gaps=0.4), SIX, EVEN)
    barred = data.draw(st.sets(st.sampled_from(ranking.table.references), max_size=4))
    assert entries(ranking, barred, first) == by_hand(ranking, barred, first)


@given(st.integers(0, 500), st.integers(1, 6))
@settings(deadline=None, max_examples=30)
def test_the_places_are_all_taken_and_a_barred_case_takes_none(seed, first):
    ranking = rank(many(12, seed), SIX, EVEN)
    best = ranking.references(Band.RANKABLE)[0]
    found = entries(ranking, {best}, first)
    assert best not in found
    assert sum(found.values()) == pytest.approx(min(first, 11))


@given(st.integers(0, 500), st.integers(0, 14), st.data())
@settings(deadline=None, max_examples=40)
def test_the_indicative_selection_is_the_head_of_the_order_without_those_that_are_barred(seed, first, data):
    ranking = rank(many(12, seed, gaps=0.4), SIX, EVEN)
    order = ranking.references(Band.RANKABLE)
    barred = data.draw(st.sets(st.sampled_from(order), max_size=4)) if order else set()
    found = indicative(ranking, barred, first)
    assert [one for one in order if one in found] == list(found)
    assert not set(found) & barred
    assert len(found) == min(first, len(order) - len(barred))
    if len(found) == first > 0:
        assert set(order[: order.index(found[-1])]) <= set(found) | barred


def test_nothing_to_choose_from_is_no_complaint():
    ranking = rank(many(3, 1), SIX, EVEN)
    assert entries(ranking, set(ranking.table.references), 2) == {}
    assert entries(ranking, (), 0) == {}
