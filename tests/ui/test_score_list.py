"""What a list of levels may report, and what is nothing."""

import pytest

from ui.components.score_list import TypedScores, read_typed

KNOWN = {"UC-00001", "UC-00002"}
SENT = {"list": "benefit:1", "levels": {"UC-00001": 3}, "doubt": 0.5, "reason": "Vu."}


def test_levels_doubt_and_reason_are_handed_on():
    assert read_typed(SENT, "benefit:1", KNOWN) == TypedScores({"UC-00001": 3}, 0.5, "Vu.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"list": "benefit:2"},
        {"levels": {}},
        {"levels": {"UC-00009": 3}},
        {"levels": {"UC-00001": 5}},
        {"levels": {"UC-00001": -1}},
        {"levels": {"UC-00001": True}},
        {"levels": {"UC-00001": 2.5}},
        {"levels": [3]},
        {"doubt": 0.7},
        {"doubt": "0.5"},
        {"reason": "x" * 2_001},
        {"reason": None},
    ],
)
def test_what_the_fields_cannot_hold_is_nothing(wrong):
    assert read_typed(SENT | wrong, "benefit:1", KNOWN) is None


@pytest.mark.parametrize("raw", [None, "save", 3, [], {}])
def test_no_event_is_nothing(raw):
    assert read_typed(raw, "benefit:1", KNOWN) is None
