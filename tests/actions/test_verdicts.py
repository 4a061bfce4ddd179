"""Verdicts of several reviewers: who gives them, what they carry, what they rest on, and what their signature holds."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from actions import (
    planning,
    review_told,
    settling,
)
from actions.acts import Act
from actions.examining import ReviewingError, examination_of
from ethics.answer import Answer
from ethics.review import SecondPersonError
from ethics.verdict import Decision, MoreLenientError
from ethics.written import ReasonMissingError, TextMissingError
from store import journal, reviews, verdicts
from store import planning as kept
from store.review_tables import ResponseRow, VerdictRow
from tests.actions import scenes
from tests.actions.several import STANDARD, F, answer, both, close, imported
from tests.conftest import CAST, NOW
from usecases.use_case import Stage, Status


def judged(db):
    reference = imported(db).references[0]
    review_id = both(db, reference)
    close(db, review_id)
    planning.choose(db, CAST.salma, reference, reason="", now=NOW)
    return reference, review_id


def test_a_person_may_be_stricter_than_the_rules_with_a_reason_and_never_milder(store, reference):
    with store.writing() as db:
        review_id = both(db, reference)
        with pytest.raises(ReasonMissingError):
            close(db, review_id, decision=Decision.REDESIGN, reason=" ")
        assert close(db, review_id, decision=Decision.REDESIGN, reason="Trop tôt.").decision is Decision.REDESIGN
        given = verdicts.in_force(db)[reference]
        assert (given.decision, given.by_rules, given.reason) == ("redesign", "cleared", "Trop tôt.")
        other = both(db, scenes.admitted(db), differs={"red_lines.manipulation": Answer.YES})
        with pytest.raises(MoreLenientError):
            close(db, other, decision=Decision.CLEARED, reason="Je le veux.")


def test_the_arbiter_signs_and_a_stranger_to_the_case_does_not(store, reference):
    with store.writing() as db:
        review_id = both(db, reference)
        close(db, review_id, by=CAST.naima)
        assert verdicts.in_force(db)[reference].by == CAST.naima.id


def test_conditions_travel_as_cost_and_months(store, reference):
    with store.writing() as db:
        partly = {"proportionality.legitimate_aim": Answer.PARTLY, "responsibility.accountable_official": Answer.PARTLY}
        review_id = both(db, reference, differs=partly)
        for (question, cost), months in zip(
            (("proportionality.legitimate_aim", 250_000), ("responsibility.accountable_official", 50_000)), (3, 5),
            strict=True,
        ):  # fmt: skip
            settling.mitigate(
                db, CAST.rachid, review_id, question, F, text="Publier la note.", owner="Secrétariat général",
                due_on=date(2026, 6, 30), cost_mad=cost, months=months, proof="Note", expected_version=0, now=NOW,
            )  # fmt: skip
        assert close(db, review_id).decision is Decision.CLEARED_WITH_CONDITIONS
        clearance = planning.clearances(db, NOW.date())[reference]
        assert (clearance.may_be_chosen, clearance.extra_cost_mad, clearance.not_before_months) == (True, 300_000, 5)
        planning.choose(db, CAST.salma, reference, reason="", now=NOW)


def test_a_blocker_becomes_a_condition_only_by_a_second_person(store, reference):
    with store.writing() as db:
        blocking = "proportionality.legitimate_aim"
        review_id = both(db, reference, differs={blocking: Answer.NO})
        settling.mitigate(
            db, CAST.rachid, review_id, blocking, F, text="Réécrire la note.", owner="Direction",
            due_on=date(2026, 6, 30), cost_mad=0, months=1, proof="", expected_version=0, now=NOW,
        )  # fmt: skip
        seen = scenes.must(db, review_id).mitigation_versions[blocking]
        decided = {"accepted": True, "reason": "", "expected_version": seen, "now": NOW}
        for who in (CAST.rachid, CAST.loubna):
            with pytest.raises(SecondPersonError):
                settling.decide_mitigation(db, who, review_id, blocking, F, **decided)
        settling.decide_mitigation(db, CAST.naima, review_id, blocking, F, **decided)
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.CLEARED_WITH_CONDITIONS
        answer(db, review_id, blocking, Answer.NO, by=CAST.loubna, version=1)
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.CLEARED_WITH_CONDITIONS
        answer(db, review_id, blocking, Answer.NO, by=CAST.loubna, version=2, reason="Ni avec la mesure.")
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.REDESIGN


@pytest.mark.parametrize("without", [{"owner": ""}, {"due_on": None}])
def test_a_measure_that_nobody_answers_for_or_that_has_no_day_is_not_accepted(store, reference, without):
    with store.writing() as db:
        blocking = "proportionality.legitimate_aim"
        review_id = both(db, reference, differs={blocking: Answer.NO})
        scenes.mitigate(db, review_id, blocking, **without)

        def decide(*, accepted):
            seen = scenes.must(db, review_id).mitigation_versions[blocking]
            settling.decide_mitigation(
                db, CAST.naima, review_id, blocking, F, accepted=accepted, reason="Trop vague.", expected_version=seen,
                now=NOW,
            )  # fmt: skip

        with pytest.raises(ReviewingError, match="mitigation_incomplete"):
            decide(accepted=True)
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.REDESIGN
        decide(accepted=False)
        scenes.mitigate(db, review_id, blocking)
        decide(accepted=True)
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.CLEARED_WITH_CONDITIONS


def test_a_dissent_after_the_signature_is_kept_once_and_changes_nothing_that_was_signed(store, reference):
    later = NOW + timedelta(hours=1)
    with store.writing() as db:
        review_id = both(db, reference)
        close(db, review_id)
        settling.dissent(db, CAST.loubna, review_id, text="Je ne l'aurais pas signé.", now=later)
        review = scenes.must(db, review_id)
        assert ([one.text for one in review.late_dissents], review.dissents) == (["Je ne l'aurais pas signé."], ())
        assert review_told.signature_holds(db, CAST.rachid, reference) == {review_id: True}
        told = review_told.review_told(db, CAST.rachid, review_id, F, now=later)
        assert [one["by"] for one in told["dissents_after_the_signature"]] == [CAST.loubna.id]
        for who, error in ((CAST.loubna, "closed_already"), (CAST.driss, "not_assigned")):
            with pytest.raises(ReviewingError, match=error):
                settling.dissent(db, who, review_id, text="Encore.", now=later)


def test_a_dissent_at_the_instant_of_the_signature_comes_after_it(store, reference):
    with store.writing() as db:
        review_id = both(db, reference)
        close(db, review_id)
        settling.dissent(db, CAST.loubna, review_id, text="Je ne l'aurais pas signé.", now=NOW)
        review = scenes.must(db, review_id)
        assert (len(review.late_dissents), review.dissents) == (1, ())
        assert review_told.signature_holds(db, CAST.rachid, reference) == {review_id: True}


def test_a_dissent_is_kept_and_signed(store, reference):
    with store.writing() as db:
        review_id = both(db, reference)
        settling.dissent(db, CAST.loubna, review_id, text="Je refuserais.", now=NOW)
        with pytest.raises(ReviewingError, match="not_assigned"):
            settling.dissent(db, CAST.driss, review_id, text="Moi aussi.", now=NOW)
        close(db, review_id)
        [kept_one] = scenes.must(db, review_id).dissents
    assert (kept_one.by, kept_one.text) == (CAST.loubna.id, "Je refuserais.")


def test_a_verdict_lapses_with_what_it_rests_on_and_only_that_is_asked_again(store):
    with store.writing() as db:
        reference, first = judged(db)
        before = len(scenes.must(db, first).responses)
        imported(db, summary="Tout autre chose.")
        assert reference not in verdicts.in_force(db)
        assert kept.selection(db) == {}
        assert scenes.case(db, reference).status is Status.IN_REVIEW
        [given] = verdicts.of_case(db, reference)
        assert given.lapsed_by == ["summary"]
        newest = scenes.must(db, reviews.of_case(db, reference)[0])
        dependent = set(given.fields["summary"]["questions"])
        assert newest.follows == first
        assert not {one.question for one in newest.responses} & dependent
        assert len(newest.responses) == before - 2 * len(dependent)
        assert set(examination_of(newest, F).open) == dependent
        [line], _ = journal.lines(db, journal.Filter(act=Act.VERDICT_LAPSED.value, reference=reference))
        told = json.loads(line.after)
        assert (told["fields"], told["questions"]) == (["summary"], sorted(dependent))
        assert told["values"]["summary"]["summary"][0]["value"] == "Tout autre chose."


def test_a_verdict_stands_when_what_changed_has_no_part_in_it(store):
    with store.writing() as db:
        reference, first = judged(db)
        imported(db)
        assert verdicts.in_force(db)[reference].review_id == first


def test_reaching_the_next_stage_opens_the_review_again(store):
    with store.writing() as db:
        reference, _ = judged(db)
        imported(db, stage="build")
        [given] = verdicts.of_case(db, reference)
        assert given.lapsed_by == ["stage"]
        newest = scenes.must(db, reviews.of_case(db, reference)[0])
        assert newest.stage == Stage.BUILD.value
        later = {one.id for one in F.asked(STANDARD, "build", F.depth(STANDARD))}
        sooner = {one.id for one in F.asked(STANDARD, "idea", F.depth(STANDARD))}
        assert set(examination_of(newest, F).open) == later - sooner


def test_a_signature_holds_until_somebody_changes_what_was_signed(store, reference):
    with store.writing() as db:
        review_id = both(db, reference)
        close(db, review_id)
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: True}
        altered = update(ResponseRow).where(ResponseRow.author == CAST.loubna.id)
        with db.begin_nested() as tried:
            db.execute(altered.values(reason="Réécrit."))
            assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: False}
            tried.rollback()
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: True}
        db.execute(altered.values(details={"who": ["Une autre"]}))
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: False}


def test_a_signature_of_an_earlier_form_is_told_apart_from_a_broken_one(store, reference):
    with store.writing() as db:
        review_id = both(db, reference)
        close(db, review_id)
        db.execute(update(VerdictRow).values(fields={}))
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: None}


def test_a_measure_is_found_carried_out_after_the_verdict_by_somebody_else_and_the_signature_holds(store, reference):
    harm = "proportionality.harm_assessment"
    with store.writing() as db:
        review_id = both(db, reference, differs={harm: Answer.PARTLY})
        settling.mitigate(
            db, CAST.rachid, review_id, harm, F, text="Achever.", owner="Direction", due_on=NOW.date(), cost_mad=0,
            months=1, proof="", expected_version=0, now=NOW,
        )  # fmt: skip
        close(db, review_id)
        late = NOW + timedelta(days=1)
        assert settling.overdue_mitigations(db, CAST.rachid, now=NOW) == []
        assert settling.overdue_mitigations(db, CAST.rachid, now=late) == [(reference, harm)]
        with pytest.raises(SecondPersonError):
            settling.fulfil(db, CAST.rachid, review_id, harm, proof="PV 4", now=late)
        with pytest.raises(TextMissingError):
            settling.fulfil(db, CAST.loubna, review_id, harm, proof=" ", now=late)
        settling.fulfil(db, CAST.loubna, review_id, harm, proof="PV 4", now=late)
        held = scenes.must(db, review_id).fulfilments[harm]
        assert (held.by, held.proof, held.at) == (CAST.loubna.id, "PV 4", late)
        assert settling.overdue_mitigations(db, CAST.rachid, now=late) == []
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: True}
        with pytest.raises(ReviewingError, match="fulfilled_before"):
            settling.fulfil(db, CAST.loubna, review_id, harm, proof="PV 5", now=late)
        with pytest.raises(ReviewingError, match="no_mitigation"):
            settling.fulfil(db, CAST.loubna, review_id, "safety.monitoring", proof="PV 4", now=late)
