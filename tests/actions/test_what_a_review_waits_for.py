"""What a review waits for: somebody who begins, people who may examine, an administration that answers."""

import json
from datetime import timedelta

import pytest

from actions import assigning, discussing, review_clocks, review_told, reviewing, triaging
from actions.acts import Act
from actions.examining import ReviewingError
from ethics.verdict import Decision
from store import Session, journal, reviews
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.actions.several import STANDARD, F, answered, begun, close
from tests.conftest import CAST, NOW

DAY = timedelta(days=1)


def sent(db: Session, *, how_many: int) -> list[str]:
    references = [scenes.admitted(db, scenes.draft(f"Cas {place}")) for place in range(how_many)]
    triaging.send_to_review(db, CAST.amina, references, now=NOW)
    return references


def test_cases_that_were_sent_are_each_given_to_the_least_burdened(store):
    with store.writing() as db:
        references = sent(db, how_many=2)
        scenes.opened(db, scenes.admitted(db, scenes.draft("Commencé")), by=CAST.driss)
        assert assigning.to_triage(db, CAST.naima) == references
        given, short = assigning.give_triages(db, CAST.naima, references, now=NOW)
        assert (sorted(given), short) == (references, ())
        assert set(given.values()) == {CAST.rachid.id, CAST.loubna.id}, "the third has a review open already"
        assert assigning.to_triage(db, CAST.naima) == []
        assert assigning.triages(db, CAST.amina) == given
        [line], _ = journal.lines(db, journal.Filter(act=Act.TRIAGE_GIVEN.value))
        assert json.loads(line.after)["triages"] == given


def test_a_triage_that_is_given_again_goes_to_somebody_else_and_ends_once_begun(store):
    with store.writing() as db:
        [reference] = sent(db, how_many=1)
        first = assigning.give_triages(db, CAST.naima, [reference], now=NOW)[0][reference]
        second = assigning.give_triages(db, CAST.naima, [reference], now=NOW)[0][reference]
        assert first != second
        triaging.open_review(db, CAST.driss, reference, F, traits=NONE_HOLDS, now=NOW)
        assert assigning.triages(db, CAST.naima) == {}
        assert assigning.give_triages(db, CAST.naima, [reference], now=NOW) == ({}, ())


def test_a_case_that_nobody_may_triage_is_told_and_the_others_are_given(store):
    with store.writing() as db:
        first, second = sent(db, how_many=2)
        for who in (CAST.rachid, CAST.loubna, CAST.driss):
            review_id = triaging.open_review(db, who, first, F, traits=NONE_HOLDS, now=NOW)
            assigning.declare(db, who, review_id, interest="Un proche.", now=NOW)
            reviews.change(db, review_id, expected_version=scenes.version(db, review_id), state="closed")
        given, short = assigning.give_triages(db, CAST.naima, [first, second], now=NOW)
        assert (list(given), short) == ([second], (first,))


def test_a_review_that_nobody_else_may_join_goes_on_with_a_reason_that_is_signed(store, reference):
    with store.writing() as db:
        review_id = begun(db, reference, STANDARD)
        answered(db, review_id, by=CAST.rachid)
        with pytest.raises(ReviewingError, match="somebody_left"):
            assigning.go_on_with_fewer(db, CAST.naima, review_id, reason="Pressés.", now=NOW)
        scenes.nobody_else(db, review_id)
        assert assigning.could_join(db, CAST.naima, review_id) == frozenset()
        reviewing.finish(db, CAST.rachid, review_id, F, now=NOW)
        with pytest.raises(ReviewingError, match="still_blind"):
            close(db, review_id)
        assert assigning.go_on_with_fewer(db, CAST.naima, review_id, reason="Deux ont un proche.", now=NOW) == 1
        with pytest.raises(ReviewingError, match="nobody_missing"):
            assigning.go_on_with_fewer(db, CAST.naima, review_id, reason="Encore.", now=NOW)
        assert close(db, review_id).decision is Decision.CLEARED
        told = review_told.review_told(db, CAST.naima, review_id, F, now=NOW)
        assert (told["reviewers_wanted"], told["fewer"]) == (1, "Deux ont un proche.")
        assert review_told.signature_holds(db, CAST.naima, reference) == {review_id: True}
        reviews.change(db, review_id, expected_version=scenes.version(db, review_id), fewer="Autre chose.")
        assert review_told.signature_holds(db, CAST.naima, reference) == {review_id: False}


def test_a_review_without_anybody_does_not_go_on(store, reference):
    with store.writing() as db:
        review_id = begun(db, reference, STANDARD)
        scenes.nobody_else(db, review_id)
        assigning.declare(db, CAST.rachid, review_id, interest="Moi aussi.", now=NOW)
        with pytest.raises(ReviewingError, match="nobody_at_all"):
            assigning.go_on_with_fewer(db, CAST.naima, review_id, reason="Tant pis.", now=NOW)


def test_nobody_signs_while_the_administration_may_still_answer(store, reference):
    with store.writing() as db:
        review_id = begun(db, reference, NONE_HOLDS)
        answered(db, review_id, by=CAST.rachid)
        question = scenes.asked(db, review_id, F)[0].id
        due = NOW.date() + 5 * DAY
        discussing.ask(db, CAST.rachid, review_id, {question: "Qui ?"}, F, due_on=due, now=NOW)
        for day in (0, 5):
            with pytest.raises(ReviewingError, match="asks_wait") as refused:
                close(db, review_id, now=NOW + day * DAY)
            assert refused.value.values == {"n": 1, "day": due}
        assert close(db, review_id, now=NOW + 6 * DAY).decision is Decision.CLEARED


def test_a_question_that_is_taken_back_is_waited_for_no_longer(store, reference):
    with store.writing() as db:
        review_id = begun(db, reference, NONE_HOLDS)
        answered(db, review_id, by=CAST.rachid)
        question = scenes.asked(db, review_id, F)[0].id
        discussing.ask(db, CAST.rachid, review_id, {question: "Qui ?"}, F, due_on=NOW.date() + 9 * DAY, now=NOW)
        with pytest.raises(ReviewingError, match="not_assigned"):
            discussing.take_back(db, CAST.driss, 1, now=NOW)
        discussing.take_back(db, CAST.rachid, 1, now=NOW + 2 * DAY)
        clock = review_clocks.clocks(db, CAST.naima, F, now=NOW + 3 * DAY)[review_id]
        assert (clock.days, clock.stopped) == (1, False)
        with pytest.raises(ReviewingError, match="ask_answered"):
            discussing.reply(db, CAST.amina, 1, answer="Le chef.", link="", now=NOW)
        with pytest.raises(ReviewingError, match="ask_answered"):
            discussing.take_back(db, CAST.rachid, 1, now=NOW)
        assert close(db, review_id).decision is Decision.CLEARED
