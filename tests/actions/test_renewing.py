"""Time ends what a verdict allows: past its day, or past that of its evidence, nothing is chosen on it."""

from datetime import date, timedelta

import pytest

from actions import evidencing, planning, reading, renewing
from actions.examining import ReviewingError
from actions.permissions import PermissionDeniedError
from ethics.evidence import filed
from store import journal, reviews, verdicts
from store import planning as kept
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.actions.several import F, answered, begun, close
from tests.conftest import CAST, NOW
from usecases.gate import GateError
from usecases.use_case import Status

BLOCKING = "proportionality.legitimate_aim"
FRAMEWORKS = scenes.DEFINITIONS.frameworks
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
        assert renewing.renew(db, CAST.rachid, FRAMEWORKS, now=PAST, request_id="r1") == [reference]
        assert renewing.renew(db, CAST.rachid, FRAMEWORKS, now=PAST, request_id="r1") == [reference]
        assert renewing.renew(db, CAST.rachid, FRAMEWORKS, now=PAST) == []
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


def test_a_review_that_is_due_again_keeps_its_answers_until_somebody_changes_them(store):
    with store.writing() as db:
        reference, judged = cleared(db)
        at = NOW + timedelta(days=5 * 366)
        assert renewing.renew(db, CAST.naima, FRAMEWORKS, now=at) == [reference]
        review = scenes.must(db, reviews.open_of(db, reference))
        assert review.responses == scenes.must(db, judged).responses
        assert verdicts.of_case(db, reference)[0].lapsed_by == [renewing.DAY]


def test_whoever_only_looks_on_opens_nothing_again(store):
    with store.writing() as db:
        cleared(db, UNTIL)
        for who in (CAST.salma, CAST.omar, CAST.nadia):
            with pytest.raises(PermissionDeniedError):
                renewing.renew(db, who, FRAMEWORKS, now=PAST)
        assert reading.selection(db, CAST.salma) == {}
