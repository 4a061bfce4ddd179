from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.strategies import FEASIBILITY, IMPACT, SIX, WORDS, content, natural, scale
from usecases.criteria import criteria_set
from usecases.scores import (
    ScoreEntry,
    ScoreError,
    ScoreOrigin,
    checked,
    in_force,
    is_stale,
    origin_code,
    own_field_scores,
)
from usecases.use_case import Amount, Beneficiaries, BeneficiaryKind, Draft, Text
from wording.language import Language

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entry(origin, *, likely=2.0, hours=0, author="amina"):
    return ScoreEntry(
        reference="UC-00001",
        criterion="benefit",
        author=author,
        low=likely,
        likely=likely,
        high=likely,
        reason="seen",
        origin=origin,
        at=NOON + timedelta(hours=hours),
    )


ENTRIES = st.builds(
    entry,
    st.sampled_from(ScoreOrigin),
    likely=st.sampled_from([0.0, 1.0, 4.0]),
    hours=st.integers(0, 3),
    author=st.sampled_from(["amina", "brahim", "zineb"]),
)


def test_a_score_within_its_scale_is_taken_as_it_is():
    assert checked(SIX["benefit"], 1, 2, 3.5, reason="half a day saved") == (1.0, 2.0, 3.5)
    assert checked(SIX["months"], 500, 500, 500, reason="beyond the bounds counts as the bound") == (
        500,
        500,
        500,
    )


@pytest.mark.parametrize(
    ("criterion", "numbers", "reason", "code"),
    [
        ("benefit", (3, 2, 4), "why", "score.order"),
        ("benefit", (1, 2, 1.5), "why", "score.order"),
        ("benefit", (0, 2, 4.01), "why", "score.off_scale"),
        ("benefit", (-1, 2, 4), "why", "score.off_scale"),
        ("months", (-1, 2, 4), "why", "score.off_scale"),
        ("months", (1, 2, 1e300), "why", "score.off_scale"),
        ("benefit", (0, float("nan"), 4), "why", "score.not_a_number"),
        ("months", (0, 1, float("inf")), "why", "score.not_a_number"),
        ("benefit", (0, "2", 4), "why", "score.not_a_number"),
        ("benefit", (0, True, 4), "why", "score.not_a_number"),
        ("benefit", (0, None, 4), "why", "score.not_a_number"),
        ("benefit", (0, 2, 4), "  ", "score.reason_missing"),
    ],
)
def test_a_score_that_cannot_be_defended_is_refused_with_its_code(criterion, numbers, reason, code):
    with pytest.raises(ScoreError) as refused:
        checked(SIX[criterion], *numbers, reason=reason)
    assert (refused.value.code, refused.value.criterion) == (code, criterion)


def test_the_precedence_is_round_entered_confirmed_imported_derived():
    wanted = ["settled_round", "entered", "confirmed", "imported", "derived"]
    for stronger, weaker in pairwise(wanted):
        old, new = entry(ScoreOrigin(stronger)), entry(ScoreOrigin(weaker), hours=9)
        assert in_force([new, old]) is old
    assert [origin_code(ScoreOrigin(name)) for name in wanted] == [0, 1, 2, 3, 4]


def test_of_two_scores_of_one_kind_the_later_counts_then_the_first_author():
    early, late = entry(ScoreOrigin.ENTERED), entry(ScoreOrigin.ENTERED, hours=1, author="zineb")
    assert in_force([late, early]) is late
    same_time = entry(ScoreOrigin.ENTERED, hours=1, author="brahim")
    assert in_force([late, early, same_time]) is same_time


@settings(deadline=None)
@given(st.lists(ENTRIES, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(entries, chance):
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert in_force(shuffled) == in_force(entries)
    assert in_force(entries) in entries


def test_without_an_entry_there_is_no_score():
    assert in_force([]) is None


def test_a_confirmed_score_is_stale_once_its_source_says_something_else():
    confirmed = entry(ScoreOrigin.CONFIRMED, likely=2)
    moved = entry(ScoreOrigin.DERIVED, likely=3, hours=1)
    assert is_stale(confirmed, moved)
    assert in_force([moved, confirmed]) is confirmed
    assert not is_stale(confirmed, entry(ScoreOrigin.DERIVED, likely=2, hours=1))
    assert not is_stale(confirmed, entry(ScoreOrigin.DERIVED, likely=3, hours=-1))
    assert not is_stale(entry(ScoreOrigin.ENTERED), moved)
    assert not is_stale(confirmed, None)
    assert not is_stale(None, moved)


def test_an_entry_with_its_numbers_out_of_order_or_no_time_zone_is_refused():
    good = entry(ScoreOrigin.ENTERED).model_dump()
    for wrong in ({"low": 3.0}, {"high": float("nan")}, {"at": NOON.replace(tzinfo=None)}):
        with pytest.raises(ValidationError):
            ScoreEntry(**(good | wrong))


def exactly(number):
    return Amount(low=number, likely=number, high=number)


def own_set(kinds=("residents",)):
    line = {"shape": "linear", "low": 0, "high": 1000}
    return criteria_set(
        content(
            natural("reach", IMPACT, 0.5, line, "maximise")
            | {"field": {"name": "beneficiaries", "kinds": list(kinds)}},
            scale("benefit", IMPACT, 0.5),
            natural("cost", FEASIBILITY, 0.5, line, "minimise") | {"field": {"name": "cost"}},
            natural("delay", FEASIBILITY, 0.5, line, "minimise") | {"field": {"name": "months_to_benefit"}},
        ),
        WORDS,
    )


def draft(**fields):
    return Draft(title=(Text(language=Language.FR, value="Rendez-vous"),), administration="Santé", **fields)


def numbers(case, criteria):
    return {one.criterion: (one.low, one.likely, one.high) for one in own_field_scores(case, criteria)}


def test_reach_cost_and_delay_come_from_the_case_itself():
    case = draft(
        beneficiaries=(Beneficiaries(kind=BeneficiaryKind.RESIDENTS, per_year=Amount(low=1, likely=2, high=4)),),
        investment_mad=Amount(low=100, likely=200, high=300),
        running_mad_per_year=Amount(low=10, likely=20, high=40),
        months_to_benefit=exactly(6),
    )
    assert numbers(case, own_set()) == {"reach": (1, 2, 4), "cost": (150, 300, 500), "delay": (6, 6, 6)}


def test_residents_and_businesses_are_never_added():
    residents = Beneficiaries(kind=BeneficiaryKind.RESIDENTS, per_year=exactly(100))
    businesses = Beneficiaries(kind=BeneficiaryKind.BUSINESSES, per_year=exactly(7))
    both = draft(beneficiaries=(businesses, residents, residents))
    assert numbers(both, own_set())["reach"] == (200, 200, 200)
    only_businesses = draft(beneficiaries=(businesses,))
    assert numbers(only_businesses, own_set()) == {}
    assert numbers(only_businesses, own_set(("residents", "businesses")))["reach"] == (7, 7, 7)
    assert numbers(both, own_set(("residents", "businesses")))["reach"] == (200, 200, 200)


def test_a_cost_with_an_unknown_half_is_unknown():
    assert numbers(draft(investment_mad=exactly(100)), own_set()) == {}
    assert numbers(draft(running_mad_per_year=exactly(100)), own_set()) == {}
    free_to_run = draft(investment_mad=exactly(100), running_mad_per_year=exactly(0))
    assert numbers(free_to_run, own_set()) == {"cost": (100, 100, 100)}


def test_a_proposal_becomes_an_entry_of_one_case():
    (proposal,) = own_field_scores(draft(months_to_benefit=exactly(6)), own_set())
    line = proposal.entry("UC-00007", author="import", at=NOON)
    assert (line.reference, line.criterion, line.origin) == ("UC-00007", "delay", ScoreOrigin.DERIVED)
    assert line.interval == (6, 6, 6)
