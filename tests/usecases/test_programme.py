"""Where the programme stands: every figure counted by hand on a few cases."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.strategies import SIX
from tests.usecases.test_defending import EVEN, many
from usecases.priorities import rank
from usecases.programme import programme_figures

NOW = datetime(2026, 3, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    reference: str
    admitted_at: datetime | None = NOW
    residents_per_year: float | None = None
    investment_mad: float | None = None
    running_mad_per_year: float | None = None


def figures(cases, decisions, selected=(), conditions=()):
    ranking = rank(many(len(cases), 3), SIX, EVEN)
    named = [Case(reference, **more) for reference, more in zip(ranking.references(), cases, strict=True)]
    told = {named[i].reference: decision for i, decision in decisions.items()}
    chosen = [named[i].reference for i in selected]
    costs = {named[i].reference: cost for i, cost in dict(conditions).items()}
    found = programme_figures(
        named, ranking, told, chosen, open_decisions={"cleared", "conditions"}, conditions_mad=costs, now=NOW
    )
    return named, found


def test_a_case_is_cleared_waiting_or_refused_and_the_one_that_waits_longest_is_named():
    old = {"admitted_at": NOW - timedelta(days=40, hours=5)}
    named, found = figures([{}, old, {}, {"admitted_at": None}], {0: "cleared", 2: "redesign"})
    names = [one.reference for one in named]
    assert found.admitted == tuple(names)
    assert found.cleared == (names[0],)
    assert found.refused == (names[2],)
    assert found.waiting == (names[1], names[3])
    assert (found.oldest_waiting, found.oldest_waiting_days) == (names[1], 40)


def test_people_and_cost_are_of_the_selected_cases_that_state_them_and_the_others_are_counted():
    stated = {"residents_per_year": 1_000.0, "investment_mad": 2e6, "running_mad_per_year": 1e5}
    cases = [stated, stated | {"residents_per_year": 500.0}, {"investment_mad": 9e9}, stated]
    _, found = figures(cases, {}, selected=(0, 1, 2))
    assert (found.people_served, found.people_unknown) == (1_500.0, 1)
    assert (found.cost_mad, found.cost_unknown) == (2 * (2e6 + SIX.cost_years * 1e5), 1)


def test_what_conditions_cost_comes_on_top_for_the_selected_cases():
    stated = {"investment_mad": 2e6, "running_mad_per_year": 0.0}
    _, found = figures([stated, stated], {}, selected=(0,), conditions={0: 300_000, 1: 9_000_000})
    assert found.cost_mad == 2_300_000


def test_what_cannot_be_computed_is_absent_and_not_zero():
    _, found = figures([{}, {}], {0: "cleared", 1: "refused"}, selected=(0,))
    assert found.people_served is None
    assert found.cost_mad is None
    assert (found.oldest_waiting, found.oldest_waiting_days) == (None, None)
