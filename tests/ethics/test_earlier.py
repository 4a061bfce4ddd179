"""Answers of earlier reviews: which cases are related, and which answers are proposed."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics.answer import Answer
from ethics.earlier import MOST, EarlierAnswer, Kinship, Relative, proposed, still_asked
from ethics.loading import load_framework
from ethics.review import Response
from tests.conftest import NOW
from tests.ethics.strategies import UNESCO

FOLDER = Path(__file__).resolve().parents[2] / "data/frameworks/unesco-2021"
TOUCHED, UNTOUCHED = {"personal_data": True}, {"personal_data": False}


@pytest.mark.parametrize(
    ("one", "other", "kinship"),
    [
        (Relative("acme", "health", TOUCHED, "m"), Relative("acme", "justice", UNTOUCHED, "m"), Kinship.SUPPLIER),
        (Relative("", "health", TOUCHED, "m"), Relative("", "health", TOUCHED, "m"), Kinship.FAMILY),
        (Relative("a", "health", TOUCHED, "m"), Relative("b", "justice", TOUCHED, "m"), Kinship.ADMINISTRATION),
        (Relative("", "health", TOUCHED, "m"), Relative("", "justice", TOUCHED, "n"), None),
        (Relative("", "health", UNTOUCHED, "m"), Relative("", "health", UNTOUCHED, "n"), None),
        (Relative("", "health", TOUCHED, ""), Relative("", "justice", TOUCHED, ""), None),
    ],
)
def test_what_two_cases_have_in_common(one: Relative, other: Relative, kinship: Kinship | None):
    assert one.kinship(other) == other.kinship(one) == kinship


earlier = st.builds(
    EarlierAnswer,
    st.builds(Response, st.sampled_from(["p.a", "p.b"]), st.sampled_from(Answer), st.sampled_from(["", "x", "y"])),
    st.integers(1, 9), st.just("UC-00001"), st.sampled_from(Kinship),
    st.integers(0, 9).map(lambda days: NOW + timedelta(days=days)),
)  # fmt: skip


@given(st.lists(earlier, max_size=12), st.randoms())
def test_the_closest_come_first_none_twice_and_the_order_of_finding_them_is_irrelevant(found, chance):
    told = proposed(found)
    shuffled = list(found)
    chance.shuffle(shuffled)
    again = proposed(shuffled)
    for question, known in told.items():
        assert [one.kinship for one in known] == [one.kinship for one in again[question]]
        assert len(known) <= MOST
        assert [one.kinship.rank for one in known] == sorted(one.kinship.rank for one in known)
        assert len({(one.response.answer, one.response.reason) for one in known}) == len(known)
        assert all(one.response.question == question for one in known)


def test_a_question_that_asks_for_other_details_now_is_answered_anew():
    old = load_framework(FOLDER / "1.1")
    shared = still_asked(old, UNESCO)
    detailed = {one.id for one in UNESCO.questions if one.details}
    assert shared == {one.id for one in UNESCO.questions} - detailed
    assert still_asked(UNESCO, UNESCO) == {one.id for one in UNESCO.questions}
