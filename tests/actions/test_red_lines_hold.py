"""A red line found crossed stays so, in its review and in every later one, until a fact that it depends on changes."""

import pytest

from actions import assigning, resubmitting, reviewing, settling, taking_back, triaging
from actions.examining import ReviewingError, examination_of
from ethics.answer import Answer
from ethics.review import SecondPersonError
from ethics.verdict import Decision
from ethics.written import ReasonMissingError
from store import accounts, reviews
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.actions.several import F, answer, answered, begun, both, close, imported, judged
from tests.conftest import CAST, HOME, NOW

LINE = "red_lines.mass_surveillance"


def refused_for_a_line(db, reference):
    """A case that a second person refused because a red line is crossed."""
    review_id = both(db, reference, differs={LINE: Answer.PARTLY})
    settling.settle(db, CAST.naima, review_id, LINE, F, upheld=True, reason="Franchie.", expected_version=0, now=NOW)
    close(db, review_id)
    return review_id


def test_a_red_line_found_crossed_stays_so_in_its_review(store):
    with store.writing() as db:
        review_id = both(db, imported(db).references[0], differs={LINE: Answer.PARTLY})
        settling.settle(
            db, CAST.naima, review_id, LINE, F, upheld=True, reason="Franchie.", expected_version=0, now=NOW
        )
        seen = scenes.must(db, review_id).settlement_versions["red_line", LINE]
        with pytest.raises(ReviewingError) as refused:
            settling.settle(
                db, CAST.naima, review_id, LINE, F, upheld=False, reason="Non.", expected_version=seen, now=NOW
            )
    assert refused.value.code == "review.red_line_stands"
    with store.reading() as db:
        assert scenes.must(db, review_id).settlements[LINE].upheld


def test_opening_the_case_again_does_not_open_a_red_line_found_crossed(store):
    with store.writing() as db:
        reference = imported(db).references[0]
        refused_for_a_line(db, reference)
        again = both(db, reference)
        assert scenes.must(db, again).settlements[LINE].upheld
        assert close(db, again).decision is Decision.REFUSED


def plainly_refused(db, reference):
    """A case that its only reviewer refused by answering that a red line is crossed."""
    review_id, verdict = judged(db, reference, LINE, Answer.YES)
    assert verdict.decision is Decision.REFUSED
    return review_id


def everybody_answers_otherwise(db, review_id):
    for who in (CAST.rachid, CAST.loubna):
        if not scenes.must(db, review_id).has(who.id):
            assigning.join(db, who, review_id, now=NOW)
        seen = scenes.must(db, review_id).response_versions.get((LINE, who.id), 0)
        answer(db, review_id, LINE, Answer.NO, by=who, version=seen)


def everybody_answers_as_one_would_wish(db, review_id):
    for who in (CAST.rachid, CAST.loubna):
        if not scenes.must(db, review_id).has(who.id):
            assigning.join(db, who, review_id, now=NOW)
        held = scenes.must(db, review_id).response_versions
        for one in scenes.asked(db, review_id, F):
            answer(db, review_id, one.id, one.expected, by=who, version=held.get((one.id, who.id), 0))
        reviewing.finish(db, who, review_id, F, now=NOW)


def resubmitted(db, reference):
    frameworks = scenes.DEFINITIONS.frameworks
    return resubmitting.resubmit(db, CAST.omar, reference, frameworks, statement="Rien n'a changé.", now=NOW)


@pytest.mark.parametrize("again", [lambda db, name: begun(db, name, NONE_HOLDS, by=CAST.loubna), resubmitted])
def test_a_line_found_crossed_by_an_answer_stays_so_whoever_answers_otherwise_later(store, again):
    with store.writing() as db:
        reference = scenes.admitted(db, scenes.draft("Le nôtre", HOME))
        plainly_refused(db, reference)
        review_id = again(db, reference)
        everybody_answers_otherwise(db, review_id)
        assert scenes.must(db, review_id).settlements[LINE].reason == "Vu au dossier."
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.REFUSED


def test_a_changed_fact_asks_a_line_that_an_answer_found_crossed_anew(store):
    with store.writing() as db:
        reference = imported(db).references[0]
        plainly_refused(db, reference)
        imported(db, summary="Autre chose.")
        review = scenes.must(db, reviews.of_case(db, reference)[0])
        assert LINE not in review.settlements
        assert LINE not in {one.question for one in review.responses}


@pytest.mark.parametrize("between", [False, True])
def test_a_change_that_is_taken_back_lets_the_line_stand_again(store, between):
    """Whether or not the changed case was judged and cleared in between."""
    with store.writing() as db:
        reference = imported(db).references[0]
        plainly_refused(db, reference)
        changed = imported(db, summary="Autre chose.")
        if between:
            everybody_answers_as_one_would_wish(db, reviews.open_of(db, reference))
            assert close(db, reviews.open_of(db, reference)).decision is Decision.CLEARED
            imported(db)
        else:
            found = taking_back.take_back(db, CAST.amina, changed.import_id, scenes.DEFINITIONS, now=NOW)
            assert found.restored == (reference,)
        review = scenes.must(db, reviews.open_of(db, reference))
        assert review.settlements[LINE].upheld
        assert examination_of(review, F).verdict.decision is Decision.REFUSED


def test_what_whoever_found_a_line_crossed_answers_later_changes_nothing(store):
    with store.writing() as db:
        reference = imported(db).references[0]
        refused_for_a_line(db, reference)
        accounts.update_person(db, CAST.naima.id, expected_version=1, roles=["arbiter", "reviewer"], active=True)
        review_id = triaging.open_review(
            db, CAST.naima, reference, F, traits=NONE_HOLDS, red_lines={LINE: (Answer.NO, "Vu.")}, now=NOW
        )
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.REFUSED


def test_a_changed_fact_opens_a_red_line_again(store):
    with store.writing() as db:
        reference = imported(db).references[0]
        judged = scenes.must(db, refused_for_a_line(db, reference))
        assert LINE in judged.fields["summary"]["questions"]
        imported(db, summary="Autre chose.")
        assert LINE not in scenes.must(db, reviews.of_case(db, reference)[0]).settlements


def test_a_line_that_nobody_answered_is_not_settled_by_one_who_has_a_place(store):
    with store.writing() as db:
        review_id = begun(db, scenes.admitted(db), NONE_HOLDS)
        with pytest.raises(SecondPersonError):
            settling.settle(
                db,
                CAST.rachid,
                review_id,
                "red_lines.manipulation",
                F,
                upheld=False,
                reason="Non.",
                expected_version=0,
                now=NOW,
            )


def replaced(db, review_id, absent=CAST.loubna):
    """Somebody else examines in the place of the absent one, and finds nothing."""
    name = assigning.replace_reviewer(db, CAST.naima, review_id, absent.id, reason="Congé.", now=NOW)
    who = next(one for one in (CAST.driss, CAST.rachid, CAST.loubna) if one.id == name)
    assigning.declare(db, who, review_id, interest="", now=NOW)
    answered(db, review_id, by=who)
    reviewing.finish(db, who, review_id, F, now=NOW)
    return who


@pytest.mark.parametrize("found", [Answer.YES, Answer.PARTLY])
def test_replacing_whoever_found_it_crossed_clears_no_red_line(store, found):
    with store.writing() as db:
        reference = imported(db).references[0]
        review_id = both(db, reference, differs={LINE: found})
        replaced(db, review_id)
        seen = examination_of(scenes.must(db, review_id), F)
        assert [one.question for one in seen.disagreements if not one.settled] == [LINE]
        assert seen.verdict is None or seen.verdict.decision is Decision.REFUSED


def test_the_arbiter_settles_with_a_reason_what_somebody_who_left_had_found(store):
    with store.writing() as db:
        review_id = both(db, imported(db).references[0], differs={LINE: Answer.YES})
        replaced(db, review_id)
        with pytest.raises(ReasonMissingError):
            settling.choose_answer(
                db, CAST.naima, review_id, LINE, F, choice=Answer.NO, reason=" ", expected_version=0, now=NOW
            )
        settling.choose_answer(
            db, CAST.naima, review_id, LINE, F, choice=Answer.NO, reason="Vérifié.", expected_version=0, now=NOW
        )
        assert close(db, review_id).decision is Decision.CLEARED


def test_what_somebody_who_left_had_answered_stands_for_no_answer_that_is_wanted(store):
    with store.writing() as db:
        review_id = both(db, imported(db).references[0], differs={LINE: Answer.YES})
        assigning.replace_reviewer(db, CAST.naima, review_id, CAST.loubna.id, reason="Congé.", now=NOW)
        assert LINE in examination_of(scenes.must(db, review_id), F).open


def test_nobody_is_replaced_without_a_reason(store):
    with store.writing() as db:
        review_id = both(db, imported(db).references[0], differs={LINE: Answer.YES})
        with pytest.raises(ReasonMissingError):
            assigning.replace_reviewer(db, CAST.naima, review_id, CAST.loubna.id, reason="", now=NOW)
