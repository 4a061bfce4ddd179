"""Examinations: the way to each verdict, the second person, and what makes a verdict lapse."""

import pytest

from actions import assigning, importing, planning, settling, signing
from actions.examining import ReviewingError, examination_of
from ethics.answer import Answer
from ethics.framework import FrameworkError
from ethics.question import QuestionSeverity
from ethics.review import NotSettleableError, SecondPersonError
from ethics.verdict import Decision
from ethics.written import ReasonMissingError
from store import accounts, journal, reviews, use_cases, verdicts
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.conftest import CAST, NOW
from usecases.use_case import Role, Stage, Status, StatusError

S = QuestionSeverity


def settle(db, review_id, question, kind, *, upheld, by=CAST.loubna, reason="Vu ensemble.", expected=None, **more):
    """On the decision that stands, unless the form was filled on another one."""
    held = reviews.get(db, review_id)
    if kind == "mitigation":
        scenes.mitigate(db, review_id, question)
        seen = reviews.get(db, review_id).mitigation_versions[question]
        settling.decide_mitigation(
            db, by, review_id, question, scenes.FRAMEWORK, accepted=upheld, reason=reason, expected_version=seen,
            now=NOW, **more,
        )  # fmt: skip
        return
    seen = held.settlement_versions.get((kind, question), 0) if held and expected is None else expected or 0
    settling.settle(
        db, by, review_id, question, scenes.FRAMEWORK, upheld=upheld, reason=reason, expected_version=seen, now=NOW,
        **more,
    )  # fmt: skip


def begin(db, reference, but=None):
    """An examination with every question answered but for some, by severity of the first question asked."""
    review_id = scenes.opened(db, reference, **NONE_HOLDS)
    found = {scenes.first_of(db, review_id, severity): answer for severity, answer in (but or {}).items()}
    against = {
        question: scenes.opposite(question) if answer == "against" else answer for question, answer in found.items()
    }
    scenes.answered(db, review_id, against)
    return review_id, next(iter(found), "")


def in_force(db, reference):
    return verdicts.in_force(db).get(reference)


def test_everything_as_expected_is_cleared(store, reference):
    with store.writing() as db:
        review_id, _ = begin(db, reference)
        verdict = scenes.closed(db, review_id)
        given = in_force(db, reference)
    assert verdict.decision is Decision.CLEARED
    assert (given.decision, list(given.because), given.by) == ("cleared", [], CAST.rachid.id)


def test_a_major_shortcoming_is_a_condition_that_somebody_answers_for_until_a_day(store, reference):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.MAJOR: "against"})
        for told in ({}, {"owner": "", "due_on": None}, {"due_on": None}, {"owner": ""}):
            if told:
                scenes.mitigate(db, review_id, question, **told)
            with pytest.raises(ReviewingError, match="conditions_undated") as refused:
                scenes.closed(db, review_id)
            assert refused.value.values == {"n": 1, "questions": scenes.FRAMEWORK.question(question).code}
        scenes.mitigate(db, review_id, question)
        verdict = scenes.closed(db, review_id)
        given = in_force(db, reference)
    assert verdict.decision is Decision.CLEARED_WITH_CONDITIONS
    assert [one["question"] for one in given.because] == [question]


def test_a_blocker_means_redesign_until_a_second_person_accepts_a_mitigation(store, reference):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.BLOCKING: "against"})
        assert examination_of(reviews.get(db, review_id), scenes.FRAMEWORK).verdict.decision is Decision.REDESIGN
        with pytest.raises(SecondPersonError):
            settle(db, review_id, question, "mitigation", upheld=True, by=CAST.rachid)
        db.rollback()
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.BLOCKING: "against"})
        settle(db, review_id, question, "mitigation", upheld=True)
        assert scenes.closed(db, review_id).decision is Decision.CLEARED_WITH_CONDITIONS


def test_a_blocker_whose_mitigation_was_not_accepted_is_closed_as_redesign(store, reference):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.BLOCKING: "against"})
        settle(db, review_id, question, "mitigation", upheld=False)
        assert scenes.closed(db, review_id).decision is Decision.REDESIGN


def test_a_red_line_crossed_is_refused_whatever_else_was_answered(store, reference):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: "against"})
        verdict = scenes.closed(db, review_id)
        given = in_force(db, reference)
    assert verdict.decision is Decision.REFUSED
    assert {one["question"] for one in given.because} == {question}
    assert {one["severity"] for one in given.because} == {"refusal"}


@pytest.mark.parametrize(("upheld", "decision"), [(True, Decision.REFUSED), (False, Decision.CLEARED_WITH_CONDITIONS)])
@pytest.mark.parametrize("left", [Answer.PARTLY, None])
def test_a_red_line_left_open_waits_for_a_second_person_who_decides(store, reference, upheld, decision, left):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: left})
        with pytest.raises(ReviewingError) as waiting:
            scenes.closed(db, review_id)
        assert waiting.value.code == "review.not_complete"
        assert waiting.value.values["waiting"] == 1
        settle(db, review_id, question, "red_line", upheld=upheld)
        if not upheld:
            scenes.mitigate(db, review_id, question)
        assert scenes.closed(db, review_id).decision is decision


@pytest.mark.parametrize("who", [CAST.loubna, CAST.naima])
def test_the_second_person_is_a_colleague_or_the_arbiter(store, reference, who):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: Answer.PARTLY})
        settle(db, review_id, question, "red_line", upheld=False, by=who)
        assert reviews.get(db, review_id).settlements[question].by == who.id


@pytest.mark.parametrize("left", [Answer.PARTLY, None])
def test_whoever_answered_cannot_be_the_second_person_and_nothing_of_the_try_stays(store, reference, left):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: left})
    lines = scenes.journal_rows(store)
    with pytest.raises(SecondPersonError), store.writing() as db:
        settle(db, review_id, question, "red_line", upheld=False, by=CAST.rachid)
    with store.reading() as db:
        assert reviews.get(db, review_id).settlements == {}
    assert scenes.journal_rows(store) == lines


def test_whoever_settled_a_question_cannot_answer_it_afterwards(store, reference):
    """Loubna settles Rachid's half answer: she is the second person of it and does not become the first."""
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: Answer.PARTLY})
        settle(db, review_id, question, "red_line", upheld=False)
        reviews.change(db, review_id, expected_version=reviews.get(db, review_id).version, reviewers=2)
        assigning.join(db, CAST.loubna, review_id, now=NOW)
    with pytest.raises(SecondPersonError), store.writing() as db:
        scenes.answer(db, review_id, question, Answer.PARTLY, by=CAST.loubna)
    with store.writing() as db:
        reviews.change(db, review_id, expected_version=reviews.get(db, review_id).version, reviewers=1)
        scenes.mitigate(db, review_id, question)
    with store.writing() as db:
        assert scenes.closed(db, review_id).decision is Decision.CLEARED_WITH_CONDITIONS


def test_a_leniency_falls_with_the_answer_it_was_about(store, reference):
    """Rachid's half answer was settled as not crossed; answered anew by Rachid, it waits for a second person again."""
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: Answer.PARTLY})
        settle(db, review_id, question, "red_line", upheld=False)
        scenes.answer(db, review_id, question, Answer.PARTLY, expected_version=1, reason="Autrement, en vérité.")
    with pytest.raises(ReviewingError, match="not_complete"), store.writing() as db:
        scenes.closed(db, review_id)


def test_a_redesign_is_not_signed_before_a_second_person_has_decided_on_a_red_line(store, reference):
    with store.writing() as db:
        review_id, red = begin(db, reference, {S.RED_LINE: Answer.PARTLY, S.BLOCKING: "against"})
    with pytest.raises(ReviewingError, match="waits_second"), store.writing() as db:
        scenes.closed(db, review_id)
    with store.writing() as db:
        settle(db, review_id, red, "red_line", upheld=False)
        assert scenes.closed(db, review_id).decision is Decision.REDESIGN


def test_a_refusal_is_signed_whatever_else_waits(store, reference):
    with store.writing() as db:
        review_id, red = begin(db, reference, {S.RED_LINE: Answer.PARTLY})
        others = [one.id for one in scenes.asked(db, review_id) if one.severity is S.RED_LINE and one.id != red]
        scenes.answer(db, review_id, others[0], scenes.opposite(others[0]), expected_version=1)
        assert scenes.closed(db, review_id).decision is Decision.REFUSED


def test_a_leniency_stays_where_the_same_is_sent_once_more(store, reference):
    """A form that saves itself again, or a detail that is filled in, is no other answer."""
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: Answer.PARTLY})
        settle(db, review_id, question, "red_line", upheld=False)
        scenes.answer(db, review_id, question, Answer.PARTLY, expected_version=1)
        assert question in scenes.must(db, review_id).settlements


def test_a_red_line_found_crossed_stays_crossed_whatever_is_answered_afterwards(store, reference):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: Answer.PARTLY})
        settle(db, review_id, question, "red_line", upheld=True)
        scenes.answer(db, review_id, question, Answer.NO, expected_version=1)
        assert scenes.closed(db, review_id).decision is Decision.REFUSED


def test_a_verdict_is_given_on_the_answers_that_were_seen(store, reference):
    """Rachid's screen shows the review as it was before his answer in another window: he must look again."""
    with store.writing() as db:
        review_id, _ = begin(db, reference, {})
        seen = reviews.get(db, review_id).version
        minor = scenes.first_of(db, review_id, S.MINOR)
        scenes.answer(db, review_id, minor, scenes.FRAMEWORK.question(minor).expected, expected_version=1)
    with pytest.raises(StaleVersionError), store.writing() as db:
        scenes.closed(db, review_id, expected_version=seen)


def test_only_a_red_line_is_settled_as_one(store, reference):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.MAJOR: "against"})
    with pytest.raises(NotSettleableError), store.writing() as db:
        settle(db, review_id, question, "red_line", upheld=False)


def test_a_settlement_needs_a_reason_and_a_question_that_exists(store, reference):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: Answer.PARTLY})
    with pytest.raises(ReasonMissingError), store.writing() as db:
        settle(db, review_id, question, "red_line", upheld=False, reason="  ")
    with pytest.raises(FrameworkError), store.writing() as db:
        settle(db, review_id, "nowhere.nothing", "red_line", upheld=False)


@pytest.mark.parametrize(
    "administration", ["Ministère de la santé", "MINISTERE DE LA SANTE", "  ministère de  la santé"]
)
def test_nobody_examines_a_case_of_their_own_administration_however_it_is_spelt(store, reference, administration):
    with store.writing() as db:
        from sqlalchemy import update

        from store.tables import AccountRow

        db.execute(update(AccountRow).where(AccountRow.id == CAST.rachid.id).values(administration=administration))
    with pytest.raises(ReviewingError) as refused, store.writing() as db:
        scenes.opened(db, reference)
    assert refused.value.code == "review.own_administration"


def test_a_case_is_examined_once_at_a_time(store, reference):
    with store.writing() as db:
        scenes.opened(db, reference)
    with pytest.raises(ReviewingError) as refused, store.writing() as db:
        scenes.opened(db, reference, by=CAST.loubna)
    assert refused.value.code == "review.already_open"


def test_a_trait_that_the_framework_does_not_know_is_refused(store, reference):
    with pytest.raises(ReviewingError) as refused, store.writing() as db:
        scenes.opened(db, reference, harmless=True)
    assert (refused.value.code, refused.value.values) == ("review.unknown_trait", {"traits": ["harmless"]})


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.DECLINED])
def test_only_an_admitted_candidate_is_examined(store, status):
    with store.writing() as db:
        reference = scenes.proposed(db)
        if status is Status.DECLINED:
            scenes.move(db, [reference], status, reason="Doublon.")
    for one in (reference, "UC-99999"):
        with pytest.raises(ReviewingError) as refused, store.writing() as db:
            scenes.opened(db, one)
        assert refused.value.code == "review.not_a_candidate"


def test_a_review_that_nobody_opened_cannot_be_answered_settled_or_closed(store):
    with store.writing() as db:
        for deed in (
            lambda: scenes.answer(db, 77, "dignity.impact", Answer.YES),
            lambda: settle(db, 77, "dignity.impact", "red_line", upheld=True),
            lambda: scenes.closed(db, 77),
        ):
            with pytest.raises(ReviewingError) as refused:
                deed()
            assert refused.value.code == "review.unknown"


def test_the_status_of_a_case_follows_its_examination(store, reference):
    with store.writing() as db:
        assert scenes.case(db, reference).status is Status.ADMITTED
        review_id, _ = begin(db, reference)
        assert scenes.case(db, reference).status is Status.IN_REVIEW
        scenes.closed(db, review_id)
        assert scenes.case(db, reference).status is Status.DECIDED
        scenes.opened(db, reference)
        assert scenes.case(db, reference).status is Status.IN_REVIEW


def test_a_closed_review_is_history(store, reference):
    with store.writing() as db:
        review_id, _ = begin(db, reference)
        scenes.closed(db, review_id)
        question = scenes.asked(db, review_id)[0].id
    for deed in (
        lambda db: scenes.answer(db, review_id, question, Answer.PARTLY, expected_version=1),
        lambda db: settle(db, review_id, question, "red_line", upheld=True),
        scenes.closed,
    ):
        with pytest.raises(ReviewingError) as refused, store.writing() as db:
            deed(db, review_id) if deed is scenes.closed else deed(db)
        assert refused.value.code == "review.closed_already"


def test_opening_again_makes_the_verdict_lapse_and_with_it_the_way_to_the_selection(store):
    from usecases.gate import GateError

    with store.writing() as db:
        reference = scenes.cleared(db)
        assert in_force(db, reference) is not None
        scenes.opened(db, reference, by=CAST.loubna)
        assert in_force(db, reference) is None
        with pytest.raises(GateError) as refused:
            planning.choose(db, CAST.salma, reference, reason="", now=NOW)
    assert [one.code for one in refused.value.refusals] == ["gate.no_clearance"]


def test_what_was_chosen_leaves_the_selection_when_its_verdict_lapses(store):
    from store import planning as kept

    with store.writing() as db:
        reference = scenes.chosen(db)
        scenes.opened(db, reference, by=CAST.loubna)
        assert kept.selection(db) == {}
        lines, total = journal.lines(db, journal.Filter(act="plan.lapsed"))
    assert (total, lines[0].subject) == (1, reference)


def verdict_hash(db, reference, but=None):
    review_id, _ = begin(db, reference, but)
    scenes.closed(db, review_id)
    return in_force(db, reference).hash


def test_the_hash_of_a_verdict_changes_with_an_answer_and_only_then(store, reference):
    with store.writing() as db:
        first = verdict_hash(db, reference)
        again = verdict_hash(db, reference)
        other = verdict_hash(db, reference, {S.MINOR: Answer.PARTLY})
    assert first == again
    assert other != first


def test_a_verdict_on_another_content_of_the_framework_is_not_given(store, reference):
    with store.writing() as db:
        review_id, _ = begin(db, reference)
        other = scenes.FRAMEWORK.model_copy(update={"content_hash": "0" * 64})
        with pytest.raises(ReviewingError) as refused:
            signing.close(db, CAST.rachid, review_id, other, expected_version=1, now=NOW)
    assert refused.value.code == "review.other_framework"


def test_a_review_keeps_the_stage_that_the_case_had_when_it_began(store):
    with store.writing() as db:
        reference = scenes.admitted(db, scenes.in_stage(Stage.PRODUCTION))
        review_id = scenes.opened(db, reference, **NONE_HOLDS)
        idea = scenes.admitted(db, scenes.in_stage(Stage.IDEA))
        other = scenes.opened(db, idea, **NONE_HOLDS)
        assert len(scenes.asked(db, review_id)) > len(scenes.asked(db, other))


def test_a_trait_left_unconfirmed_is_asked_about(store, reference):
    with store.writing() as db:
        review_id = scenes.opened(db, reference)
        every = len(scenes.asked(db, review_id))
        reviews.close(db, review_id, expected_version=reviews.get(db, review_id).version, at=NOW)
        other = scenes.opened(db, reference, **NONE_HOLDS)
        assert every > len(scenes.asked(db, other))


def test_a_withdrawn_case_is_not_decided_behind_its_back(store, reference):
    with store.writing() as db:
        review_id, _ = begin(db, reference)
        case = scenes.case(db, reference)
        use_cases.save(db, case.model_copy(update={"status": Status.WITHDRAWN}), expected_version=case.version, at=NOW)
        with pytest.raises((ReviewingError, StatusError)):
            scenes.closed(db, review_id)


def test_every_deed_of_a_review_stands_in_the_history_of_its_case(store, reference):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: Answer.PARTLY})
        settle(db, review_id, question, "red_line", upheld=False)
        scenes.mitigate(db, review_id, question)
        scenes.closed(db, review_id)
        lines, _ = journal.lines(db, journal.Filter(reference=reference), limit=500)
        asked = len(scenes.asked(db, review_id))
    acts = [line.act for line in reversed(lines)]
    assert acts == [
        "case.registered", "case.moved", "review.opened", *["review.answered"] * asked,
        "review.settled", "review.mitigated", "review.closed",
    ]  # fmt: skip


def test_a_peers_practice_is_not_examined(store):
    with store.writing() as db:
        report = scenes.report(scenes.sheet(("Lire", "Ministère de la santé", "Un résumé.", "idea")))
        done = importing.accept(db, CAST.amina, report, scenes.DEFINITIONS, role=Role.PEER, admit=True, now=NOW)
        with pytest.raises(ReviewingError) as refused:
            scenes.opened(db, done.references[0])
    assert refused.value.code == "review.not_a_candidate"


def test_a_reviewer_whose_role_was_taken_cannot_close_what_they_opened(store, reference):
    from actions.permissions import PermissionDeniedError

    with store.writing() as db:
        review_id, _ = begin(db, reference)
        accounts.update_person(db, CAST.rachid.id, expected_version=1, roles=["assessor"], active=True)
    with pytest.raises(PermissionDeniedError), store.writing() as db:
        scenes.closed(db, review_id)


def test_a_decision_of_a_second_person_is_not_replaced_unseen(store, reference):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: Answer.PARTLY})
        settle(db, review_id, question, "red_line", upheld=False, expected=0)
        with pytest.raises(StaleVersionError):
            settle(db, review_id, question, "red_line", upheld=True, by=CAST.naima, expected=0)


def test_a_decision_that_replaces_another_leaves_both_in_the_journal(store, reference):
    with store.writing() as db:
        review_id, question = begin(db, reference, {S.RED_LINE: Answer.PARTLY})
        settle(db, review_id, question, "red_line", upheld=False, reason="Non franchie.")
        settle(db, review_id, question, "red_line", upheld=True, reason="Franchie.")
        last = journal.lines(db, journal.Filter(act="review.settled"), limit=1)[0][0]
    assert "Non franchie." in last.before
    assert '"upheld":true' in last.after
