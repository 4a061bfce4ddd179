"""A case that was sent back is submitted again once for each verdict, and seen by one more reviewer."""

import pytest

from actions import assigning, lapsing, resubmitting, reviewing, settling
from actions.examining import ReviewingError, examination_of
from actions.permissions import PermissionDeniedError
from ethics.answer import Answer
from ethics.question import QuestionSeverity
from ethics.verdict import Decision
from ethics.written import TextMissingError, TextTooLongError
from store import journal, reviews, use_cases, verdicts
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.actions.several import F, answer, answered, begun, close, imported, judged
from tests.conftest import CAST, NOW
from usecases.use_case import Status

HOME = "Caisse nationale de sécurité sociale"
AIM = "proportionality.legitimate_aim"
RED = "red_lines.manipulation"
FRAMEWORKS = scenes.DEFINITIONS.frameworks


def sent_back(db, question=AIM, choice=Answer.NO):
    reference = scenes.admitted(db, scenes.draft("Le nôtre", HOME))
    review_id, _ = judged(db, reference, question, choice)
    return reference, review_id


def resubmit(db, reference, *, by=CAST.omar, statement="Le but est écrit dans la loi 72-18."):
    return resubmitting.resubmit(db, by, reference, FRAMEWORKS, statement=statement, now=NOW)


def examined(db, number, who, *, aim):
    """Somebody takes a place, answers everything as one would wish but the aim, and has finished."""
    if not scenes.must(db, number).has(who.id):
        assigning.join(db, who, number, now=NOW)
    held = scenes.must(db, number).response_versions
    for one in scenes.asked(db, number, F):
        choice = aim if one.id == AIM else one.expected
        answer(db, number, one.id, choice, by=who, version=held.get((one.id, who.id), 0))
    reviewing.finish(db, who, number, F, now=NOW)


def test_one_more_reviewer_answers_everything_and_what_was_answered_stands_meanwhile(store):
    with store.writing() as db:
        reference, first = sent_back(db)
        assert resubmitting.may_resubmit(db, CAST.omar, reference)
        number = resubmit(db, reference)
        review = scenes.must(db, number)
        assert (review.follows, review.reviewers, review.statement) == (first, 2, "Le but est écrit dans la loi 72-18.")
        assert review.responses == scenes.must(db, first).responses
        assert AIM in examination_of(review, F).open, "nothing is left to triage alone once a case was sent back"
        assert verdicts.in_force_of(db, reference) is None
        assert scenes.case(db, reference).status is Status.IN_REVIEW
        [line], _ = journal.lines(db, journal.Filter(act="review.resubmitted"))
        assert (line.actor, line.reason) == (CAST.omar.id, review.statement)


def test_one_reviewer_alone_does_not_clear_what_was_sent_back(store):
    with store.writing() as db:
        reference, _ = sent_back(db)
        number = resubmit(db, reference)
        answer(db, number, AIM, Answer.YES, by=CAST.rachid, version=1)
        reviewing.finish(db, CAST.rachid, number, F, now=NOW)
        with pytest.raises(ReviewingError, match="still_blind"):
            close(db, number)
        assert verdicts.in_force_of(db, reference) is None


def test_it_is_submitted_once_for_each_verdict(store):
    with store.writing() as db:
        reference, _ = sent_back(db)
        resubmit(db, reference)
        with pytest.raises(ReviewingError, match="nothing_to_resubmit"):
            resubmit(db, reference)
        assert not resubmitting.may_resubmit(db, CAST.omar, reference)
        cleared = scenes.cleared(db, scenes.draft("Favorable", HOME))
        with pytest.raises(ReviewingError, match="nothing_to_resubmit"):
            resubmit(db, cleared)


def test_a_statement_opens_no_red_line(store):
    with store.writing() as db:
        reference = scenes.admitted(db, scenes.draft("Manipuler", HOME))
        first = begun(db, reference, NONE_HOLDS)
        answered(db, first, by=CAST.rachid, but={RED: Answer.PARTLY})
        settling.settle(
            db, CAST.loubna, first, RED, F, upheld=True, reason="Franchie.", expected_version=0, now=NOW
        )  # fmt: skip
        close(db, first)
        number = resubmit(db, reference)
        review = scenes.must(db, number)
        assert review.settlements[RED].upheld
        found = examination_of(review, F).verdict
        assert found is not None
        assert found.decision == "refused"


def test_only_its_administration_answers_with_words(store):
    with store.writing() as db:
        reference, _ = sent_back(db)
        for statement, error in ((" ", TextMissingError), ("x" * 5_001, TextTooLongError)):
            with pytest.raises(error):
                resubmit(db, reference, statement=statement)
        elsewhere = scenes.admitted(db)
        review_id = begun(db, elsewhere, NONE_HOLDS)
        answered(db, review_id, by=CAST.rachid, but={AIM: Answer.NO})
        close(db, review_id)
        with pytest.raises(ReviewingError, match="not_a_candidate"):
            resubmit(db, elsewhere)
        assert not resubmitting.may_resubmit(db, CAST.omar, elsewhere)
        with pytest.raises(PermissionDeniedError):
            resubmit(db, reference, by=CAST.salma)
        assert verdicts.in_force_of(db, reference) is not None
        assert reviews.open_of(db, reference) is None


def test_a_second_reviewer_and_a_changed_answer_clear_it(store):
    with store.writing() as db:
        reference, _ = sent_back(db)
        number = resubmit(db, reference)
        assigning.join(db, CAST.loubna, number, now=NOW)
        answered(db, number, by=CAST.loubna)
        for who in (CAST.rachid, CAST.loubna):
            reviewing.finish(db, who, number, F, now=NOW)
        assert close_would(db, number) == "redesign", "the stricter answer holds"
        answer(db, number, AIM, Answer.YES, by=CAST.rachid, version=1)
        assert close(db, number).decision == "cleared"


def close_would(db, number):
    found = examination_of(scenes.must(db, number), F).verdict
    return found.decision if found else None


def test_a_case_that_was_sent_back_is_not_cleared_by_triage_once_its_text_changes(store):
    """The answer that found the fault is asked anew: as long as nobody gives it, the case is not cleared."""
    with store.writing() as db:
        reference = imported(db, "Un résumé.").references[0]
        judged(db, reference, AIM, Answer.NO)
        imported(db, "Un autre résumé.")
        review = scenes.must(db, reviews.open_of(db, reference))
        assert AIM not in {one.question for one in review.responses}
        found = examination_of(review, F)
        assert AIM in found.open
        assert found.deferred == ()
        for question in found.open:
            if F.question(question).severity is QuestionSeverity.RED_LINE:
                for who in (CAST.rachid, CAST.loubna):
                    if who is CAST.loubna and not review.has(who.id):
                        assigning.join(db, who, review.id, now=NOW)
                        review = scenes.must(db, review.id)
                    answer(
                        db,
                        review.id,
                        question,
                        Answer.NO,
                        by=who,
                        version=review.response_versions.get((question, who.id), 0),
                    )
        assert close_would(db, review.id) is None


def test_nobody_waits_for_more_reviewers_than_there_are_people_who_may_examine(store):
    with store.writing() as db:
        able = (CAST.rachid, CAST.loubna, CAST.driss)
        reference, _ = sent_back(db)
        for turn in range(4):
            number = resubmit(db, reference)
            wanted = scenes.must(db, number).reviewers
            assert wanted == min(turn + 2, len(able))
            for who in able[:wanted]:
                examined(db, number, who, aim=Answer.NO)
            assert close(db, number).decision is Decision.REDESIGN


def test_where_nobody_else_may_examine_those_who_sent_it_back_do_not_clear_it_alone(store):
    """Every place is theirs already; the arbiter, who did not judge, signs."""
    with store.writing() as db:
        able = (CAST.rachid, CAST.loubna, CAST.driss)
        reference, _ = sent_back(db)
        for turn in range(4):
            number = resubmit(db, reference)
            for who in able[: scenes.must(db, number).reviewers]:
                examined(db, number, who, aim=Answer.NO if turn < 3 else Answer.YES)
            if turn < 3:
                close(db, number)
        with pytest.raises(ReviewingError, match="wants_another"):
            close(db, number, by=CAST.rachid)


def test_whoever_has_changed_the_case_already_says_once_what_changed(store):
    """The kit opens the review that follows; what its administration says of it stands there for the reviewers."""
    with store.writing() as db:
        reference, first = sent_back(db)
        before = scenes.case(db, reference)
        after = before.model_copy(update={"facts": {**before.facts, "generative": True}})
        use_cases.save(db, after, expected_version=before.version, at=NOW)
        lapsing.follow_case(db, CAST.omar, after, FRAMEWORKS, was=before, now=NOW)
        number = reviews.open_of(db, reference)
        assert scenes.must(db, number).follows == first
        assert resubmitting.may_resubmit(db, CAST.omar, reference)
        assert resubmit(db, reference, statement="Le modèle est décrit.") == number
        assert scenes.must(db, number).statement == "Le modèle est décrit."
        assert not resubmitting.may_resubmit(db, CAST.omar, reference)
        with pytest.raises(ReviewingError, match="nothing_to_resubmit"):
            resubmit(db, reference, statement="Encore.")


def test_what_was_said_of_a_verdict_is_shown_to_its_administration_and_to_no_other(store):
    with store.writing() as db:
        reference, _ = sent_back(db)
        assert resubmitting.statements(db, CAST.omar, reference) == []
        resubmit(db, reference)
        [said] = resubmitting.statements(db, CAST.omar, reference)
        assert (said.text, said.by, said.at) == ("Le but est écrit dans la loi 72-18.", CAST.omar.id, NOW)
        assert resubmitting.statements(db, CAST.amina, reference) == [said]
        elsewhere, _ = judged(db, scenes.admitted(db, scenes.draft("Ailleurs", "Autre organisme")), AIM, Answer.NO)
        assert resubmitting.statements(db, CAST.omar, scenes.must(db, elsewhere).reference) == []
