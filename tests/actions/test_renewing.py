"""Time ends what a verdict allows: past its day, or past that of its evidence, nothing is chosen on it."""

from datetime import date, timedelta

import pytest

from actions import assigning, earlier, evidencing, planning, reading, renewing
from actions.examining import ReviewingError, asked_of, examination_of
from actions.permissions import PermissionDeniedError
from ethics.answer import Answer
from ethics.earlier import Kinship
from ethics.evidence import filed
from ethics.record import ENDED_BY_DAY
from ethics.verdict import Decision
from store import accounts, journal, reviews, verdicts
from store import planning as kept
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.actions.several import F, answer, answered, begun, close, imported, judged
from tests.conftest import CAST, HOME, NOW
from usecases.gate import GateError
from usecases.use_case import Stage, Status

BLOCKING = "proportionality.legitimate_aim"
D = scenes.DEFINITIONS
UNTIL = NOW.date() + timedelta(days=10)
PAST = NOW + timedelta(days=11)


def cleared(db, *valid_until):
    reference = scenes.admitted(db)
    review_id = begun(db, reference, NONE_HOLDS)
    answered(db, review_id, by=CAST.rachid)
    for number, day in enumerate(valid_until):
        content = b"%PDF-" + bytes([number])
        piece = filed(f"note {number}.pdf", content, day)
        evidencing.bring(db, CAST.rachid, review_id, BLOCKING, F, piece=piece, content=content, now=NOW)
    close(db, review_id)
    return reference, review_id


def refused(db, reference, at):
    with pytest.raises(GateError) as error:
        planning.choose(db, CAST.salma, reference, reason="", now=at)
    return [one.code for one in error.value.refusals]


def test_a_verdict_on_expired_evidence_clears_nothing_from_the_day_after(store):
    with store.writing() as db:
        reference, _ = cleared(db, UNTIL)
        assert planning.clearances(db, UNTIL)[reference].overdue == ""
        assert refused(db, reference, PAST) == ["gate.evidence_expired"]
        planning.choose(db, CAST.salma, reference, reason="", now=NOW)
        assert list(kept.selection(db)) == [reference]


def test_other_evidence_for_the_same_question_keeps_the_verdict_standing(store):
    with store.writing() as db:
        reference, _ = cleared(db, UNTIL, None)
        assert renewing.overdue_cases(db, CAST.rachid, now=PAST) == {}
        planning.choose(db, CAST.salma, reference, reason="", now=PAST)


def test_a_verdict_clears_nothing_from_the_day_its_next_review_is_due(store):
    with store.writing() as db:
        reference, _ = cleared(db)
        day = date.fromisoformat(verdicts.in_force(db)[reference].again_on)
        due = NOW + (day - NOW.date())
        assert planning.clearances(db, day - timedelta(days=1))[reference].overdue == ""
        assert refused(db, reference, due) == ["gate.review_due"]


def test_renewing_opens_what_expired_evidence_served_and_takes_the_case_out_of_the_selection(store):
    with store.writing() as db:
        reference, judged = cleared(db, UNTIL)
        untouched, _ = cleared(db)
        planning.choose(db, CAST.salma, reference, reason="", now=NOW)
        assert renewing.renew(db, CAST.rachid, D, now=PAST, request_id="r1") == [reference]
        assert renewing.renew(db, CAST.rachid, D, now=PAST, request_id="r1") == [reference]
        assert renewing.renew(db, CAST.rachid, D, now=PAST) == []
        review = scenes.must(db, reviews.open_of(db, reference))
        assert review.follows == judged
        assert review.responses == scenes.must(db, judged).responses
        with pytest.raises(ReviewingError, match="not_complete"):
            close(db, review.id, now=PAST)
        assert list(kept.selection(db)) == []
        assert list(verdicts.in_force(db)) == [untouched]
        assert scenes.case(db, reference).status is Status.IN_REVIEW
        [line], _ = journal.lines(db, journal.Filter(act="review.lapsed"))
        assert (line.actor, line.subject) == (CAST.rachid.id, f"review:{review.id}")


YEARS_LATER = NOW + timedelta(days=5 * 366)


def test_a_review_that_is_due_again_asks_everything_anew_what_was_deferred_too_and_proposes_what_was_answered(store):
    with store.writing() as db:
        reference, judged = cleared(db)
        assert renewing.renew(db, CAST.naima, D, now=YEARS_LATER) == [reference]
        review = scenes.must(db, reviews.open_of(db, reference))
        assert verdicts.of_case(db, reference)[0].lapsed_by == [ENDED_BY_DAY]
        assert (review.is_renewed, review.responses) == (True, ())
        assert review.has(CAST.rachid.id), "the same people examine"
        state = examination_of(review, F)
        asked = {one.id for one in asked_of(state, F)}
        assert (set(state.open), state.deferred) == (asked, ())
        proposed = earlier.earlier_answers(db, CAST.rachid, review.id, D.frameworks)
        assert set(proposed) == asked
        assert {(one.review, one.kinship) for [one] in proposed.values()} == {(judged, Kinship.CASE)}
        for question in proposed:
            earlier.take(
                db, CAST.rachid, review.id, question, D.frameworks, source=judged, expected_version=0, now=YEARS_LATER
            )
        close(db, review.id, now=YEARS_LATER)
        planning.choose(db, CAST.salma, reference, reason="", now=YEARS_LATER)


def test_a_review_that_was_begun_on_an_older_version_is_due_again_on_the_one_in_use(store):
    with store.writing() as db:
        reference = scenes.cleared(db)
        renewing.renew(db, CAST.rachid, D, now=YEARS_LATER)
        review = scenes.must(db, reviews.open_of(db, reference))
        assert (review.framework_version, review.framework_hash) == (F.version, F.content_hash)
        assert set(review.fields) == set(F.material())


def test_a_triage_that_cleared_a_light_case_alone_does_not_when_its_review_is_due_again(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        first = begun(db, reference, NONE_HOLDS)
        for one in F.questions:
            if one.principle == "red_lines":
                answer(db, first, one.id, one.expected, by=CAST.rachid)
        assert examination_of(scenes.must(db, first), F).deferred
        close(db, first)
        renewing.renew(db, CAST.rachid, D, now=YEARS_LATER)
        number = reviews.open_of(db, reference)
        state = examination_of(scenes.must(db, number), F)
        assert state.deferred == ()
        with pytest.raises(ReviewingError, match="not_complete"):
            close(db, number, now=YEARS_LATER)


def test_what_was_refused_waits_for_its_administration_not_for_a_day(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        _, verdict = judged(db, reference, BLOCKING, Answer.NO)
        assert verdict.decision is Decision.REDESIGN
        assert renewing.renew(db, CAST.rachid, D, now=YEARS_LATER) == []
        assert verdicts.in_force_of(db, reference) is not None


def test_a_case_that_is_retired_is_asked_nothing_any_more(store):
    with store.writing() as db:
        reference = imported(db).references[0]
        answered(db, begun(db, reference, NONE_HOLDS), by=CAST.rachid)
        close(db, reviews.open_of(db, reference))
        imported(db, stage="retired")
        assert scenes.case(db, reference).stage is Stage.RETIRED
        assert renewing.overdue_cases(db, CAST.rachid, now=YEARS_LATER) == {}


def cleared_beside_evidence(db, reference, brought_by, question=None):
    """A case that Rachid clears, with evidence that expires under a question; under none that is asked, by default."""
    review_id = begun(db, reference, NONE_HOLDS)
    asked = scenes.asked(db, review_id, F)
    under = question or next(one.id for one in F.questions if one not in asked)
    content = b"%PDF-1"
    piece = filed("attestation.pdf", content, UNTIL)
    evidencing.bring(db, brought_by, review_id, under, F, piece=piece, content=content, now=NOW)
    answered(db, review_id, by=CAST.rachid)
    close(db, review_id)


def test_evidence_that_nobody_accepted_bars_nothing_when_it_expires(store):
    with store.writing() as db:
        reference = scenes.admitted(db, scenes.draft("Le nôtre", HOME))
        cleared_beside_evidence(db, reference, CAST.omar, BLOCKING)
        planning.choose(db, CAST.salma, reference, reason="", now=PAST)


def test_evidence_under_a_question_that_is_not_asked_bars_nothing_when_it_expires(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        cleared_beside_evidence(db, reference, CAST.rachid)
        planning.choose(db, CAST.salma, reference, reason="", now=PAST)


def test_who_may_not_examine_any_more_leaves_a_free_place_in_the_review_that_follows(store):
    with store.writing() as db:
        reference, _ = cleared(db, UNTIL)
        accounts.update_person(db, CAST.rachid.id, expected_version=1, roles=["auditor"], active=True)
        renewing.renew(db, CAST.naima, D, now=PAST)
        review = scenes.must(db, reviews.open_of(db, reference))
        assert review.active == ()
        assigning.join(db, CAST.loubna, review.id, now=PAST)


def test_whoever_only_looks_on_opens_nothing_again(store):
    with store.writing() as db:
        cleared(db, UNTIL)
        for who in (CAST.salma, CAST.omar, CAST.nadia):
            with pytest.raises(PermissionDeniedError):
                renewing.renew(db, who, D, now=PAST)
        assert reading.selection(db, CAST.salma) == {}
