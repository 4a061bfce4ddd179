"""What one person alone has set aside clears nothing: a second reader answers too."""

import pytest

from actions import assigning, reviewing
from actions.examining import ReviewingError
from ethics.answer import Answer
from ethics.quality import read_by_one_alone
from ethics.question import QuestionSeverity
from ethics.review import respond
from ethics.verdict import Decision
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.actions.several import F, answer, answered, begun, close
from tests.conftest import CAST, NOW

AIM = "proportionality.legitimate_aim"


def alone(db):
    review_id = begun(db, scenes.admitted(db), NONE_HOLDS)
    answered(db, review_id, by=CAST.rachid, but={AIM: Answer.NOT_APPLICABLE})
    return review_id


def test_a_single_reader_does_not_clear_what_they_set_aside(store):
    with store.writing() as db:
        review_id = alone(db)
        with pytest.raises(ReviewingError, match="second_reader"):
            close(db, review_id)
        with pytest.raises(ReviewingError, match="second_reader"):
            close(db, review_id, by=CAST.naima)
        with pytest.raises(ReviewingError, match="no_place"):
            assigning.join(db, CAST.loubna, review_id, now=NOW)
        assigning.call_second_reader(db, CAST.rachid, review_id, F, now=NOW)
        assigning.join(db, CAST.loubna, review_id, now=NOW)
        answered(db, review_id, by=CAST.loubna, but={AIM: Answer.NOT_APPLICABLE})
        for who in (CAST.rachid, CAST.loubna):
            reviewing.finish(db, who, review_id, F, now=NOW)
        assert close(db, review_id).decision is Decision.CLEARED


def test_a_verdict_that_lets_nothing_through_needs_no_second_reader(store):
    with store.writing() as db:
        review_id = alone(db)
        answer(db, review_id, "responsibility.accountable_official", Answer.NO, by=CAST.rachid, version=1)
        assert close(db, review_id).decision is Decision.REDESIGN


def test_no_second_reader_is_called_where_nothing_asks_for_one(store):
    with store.writing() as db:
        review_id = begun(db, scenes.admitted(db), NONE_HOLDS)
        answered(db, review_id, by=CAST.rachid)
        with pytest.raises(ReviewingError, match="second_reader_idle"):
            assigning.call_second_reader(db, CAST.rachid, review_id, F, now=NOW)


def test_exactly_a_third_is_no_more_than_a_third():
    asked = [one for one in F.questions if one.severity is not QuestionSeverity.RED_LINE]
    principle = next(one.principle for one in asked if sum(each.principle == one.principle for each in asked) >= 3)
    three = [one for one in asked if one.principle == principle][:3]

    def given(*aside):
        return [
            respond(one, Answer.NOT_APPLICABLE if place in aside else Answer.PARTLY, reason="Vu.", by="p-0001")
            for place, one in enumerate(three)
        ]

    assert read_by_one_alone(three, given(0)) == ()
    assert read_by_one_alone(three, given(0, 2)) == (principle,)
    second = respond(three[1], Answer.PARTLY, reason="Vu.", by="p-0002")
    assert read_by_one_alone(three, [*given(0, 2), second]) == ()
