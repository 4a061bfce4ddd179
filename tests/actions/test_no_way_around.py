"""No sequence of deeds clears what the rules do not: expiry, traits, changes of the case, seconds, interests."""

import json
from datetime import timedelta

import pytest

from actions import (
    assigning,
    discussing,
    evidencing,
    planning,
    reading,
    review_told,
    reviewing,
    settling,
    signing,
    triaging,
)
from actions.acts import Act
from actions.examining import ReviewingError, examination_of
from actions.permissions import Actor
from ethics.answer import Answer
from ethics.evidence import filed
from ethics.review import SecondPersonError
from ethics.verdict import Decision
from store import accounts, journal, reviews, use_cases, verdicts
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.actions.several import FULL, F, answer, answered, begun, both, close, imported, judged
from tests.conftest import CAST, NOW
from usecases.gate import GateError
from usecases.use_case import Status

BLOCKING, RED = "proportionality.legitimate_aim", "red_lines.manipulation"
LINE = "red_lines.unpreventable_breach"
GRAVE = {"personal_data": True, "decision_about_person": True, "public_interaction": True}


def rounds_finished(db, review_id, *, others=()):
    for who in (CAST.rachid, CAST.loubna, *others):
        for id_ in reviewing.unanswered_by(scenes.must(db, review_id), who.id, F):
            answer(db, review_id, id_, F.question(id_).expected, by=who)
        reviewing.finish(db, who, review_id, F, now=NOW)


def grave(db):
    """A case whose record says that much is at stake."""
    return scenes.admitted(db, scenes.draft().model_copy(update={"facts": GRAVE}))


def test_evidence_that_expires_removes_no_finding(store):
    with store.writing() as db:
        review_id = begun(db, scenes.admitted(db), NONE_HOLDS)
        answered(db, review_id, by=CAST.rachid, but={BLOCKING: Answer.NO})
        pdf = b"%PDF-1"
        piece = filed("n.pdf", pdf, NOW.date())
        evidencing.bring(db, CAST.rachid, review_id, BLOCKING, F, piece=piece, content=pdf, now=NOW)
        later = NOW + timedelta(days=2)
        version = scenes.version(db, review_id)
        given = signing.close(db, CAST.rachid, review_id, F, expected_version=version, now=later)
    assert given.decision is Decision.REDESIGN


def test_denying_what_the_record_says_asks_as_many_people_as_the_record(store):
    with store.writing() as db:
        review_id = begun(db, grave(db), NONE_HOLDS)
        assert scenes.must(db, review_id).reviewers == 3
        answered(db, review_id, by=CAST.rachid)
        with pytest.raises(ReviewingError, match="still_blind"):
            close(db, review_id)


def test_a_case_that_was_refused_is_seen_by_as_many_again_and_by_two_at_least(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        _, verdict = judged(db, reference, RED, Answer.YES)
        assert verdict.decision is Decision.REFUSED
        again = begun(db, reference, NONE_HOLDS)
        assert scenes.must(db, again).reviewers == 2


def test_nobody_lightens_an_open_review(store):
    with store.writing() as db:
        review_id = both(db, scenes.admitted(db), finished=False)
        changed = {"framework": F, "expected_version": scenes.version(db, review_id), "now": NOW}
        with pytest.raises(ReviewingError, match="trait_lowered"):
            triaging.confirm_traits(db, CAST.rachid, review_id, traits=NONE_HOLDS, **changed)
        triaging.confirm_traits(db, CAST.rachid, review_id, traits=FULL | {"personal_data": True}, **changed)
        deeper = scenes.must(db, review_id)
        assert (deeper.reviewers, deeper.depth.value, deeper.is_disclosed) == (3, "full", False)


def test_nobody_lightens_an_open_review_in_two_steps(store):
    with store.writing() as db:
        review_id = both(db, scenes.admitted(db), finished=False)
        held = scenes.must(db, review_id)
        triaging.confirm_traits(db, CAST.rachid, review_id, F, traits={}, expected_version=held.version, now=NOW)
        assert scenes.must(db, review_id).traits == held.traits
        with pytest.raises(ReviewingError, match="trait_lowered"):
            triaging.confirm_traits(
                db,
                CAST.rachid,
                review_id,
                F,
                traits=NONE_HOLDS,
                expected_version=scenes.version(db, review_id),
                now=NOW,
            )


def test_only_who_examines_a_case_or_the_arbiter_signs(store):
    with store.writing() as db:
        review_id = both(db, scenes.admitted(db))
        with pytest.raises(ReviewingError, match="not_assigned"):
            close(db, review_id, by=CAST.driss)
        close(db, review_id, by=CAST.naima)


def test_a_stricter_verdict_does_not_vanish_with_a_new_review_either(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        close(db, both(db, reference), by=CAST.naima, decision=Decision.REFUSED, reason="Contraire à la loi.")
        again = both(db, reference)
        with pytest.raises(ReviewingError, match="was_made_stricter"):
            close(db, again)


def test_nothing_is_decided_before_the_round_ends(store):
    with store.writing() as db:
        review_id = both(db, scenes.admitted(db), differs={LINE: Answer.PARTLY}, finished=False)
        settling.mitigate(
            db, CAST.loubna, review_id, BLOCKING, F, text="Enquête.", owner="", due_on=None, cost_mad=0, months=0,
            proof="", expected_version=0, now=NOW,
        )  # fmt: skip
        offered = scenes.must(db, review_id).mitigation_versions[BLOCKING]
        for deed in (
            lambda: settling.settle(
                db, CAST.naima, review_id, LINE, F, upheld=False, reason="Non.", expected_version=0, now=NOW
            ),
            lambda: settling.decide_mitigation(
                db, CAST.naima, review_id, BLOCKING, F, accepted=True, reason="", expected_version=offered, now=NOW
            ),
        ):
            with pytest.raises(ReviewingError, match="still_blind"):
                deed()


def test_what_a_reviewer_asks_is_not_told_to_the_others_while_the_round_is_blind(store):
    with store.writing() as db:
        review_id = both(db, scenes.admitted(db), finished=False)
        discussing.ask(db, CAST.loubna, review_id, {BLOCKING: "Secret ?"}, F, due_on=NOW.date(), now=NOW)
        assert reading.asks(db, CAST.rachid, review_id=review_id) == []
        assert "Secret ?" not in str(review_told.review_told(db, CAST.rachid, review_id, F, now=NOW))
        assert [one.text for one in reading.asks(db, CAST.loubna, review_id=review_id)] == ["Secret ?"]
        assert [one.text for one in reading.asks(db, CAST.naima, review_id=review_id)] == ["Secret ?"]


def test_an_administration_does_not_close_what_expired_evidence_opened(store):
    later = NOW + timedelta(days=2)
    with store.writing() as db:
        review_id = begun(db, scenes.admitted(db), NONE_HOLDS)
        answered(db, review_id, by=CAST.rachid)
        old = filed("n.pdf", b"%PDF-1", NOW.date())
        evidencing.bring(db, CAST.rachid, review_id, BLOCKING, F, piece=old, content=b"%PDF-1", now=NOW)
        seen = scenes.version(db, review_id)
        new = filed("m.pdf", b"%PDF-2")
        number = evidencing.bring(db, CAST.amina, review_id, BLOCKING, F, piece=new, content=b"%PDF-2", now=later)
        with pytest.raises(StaleVersionError):
            signing.close(db, CAST.rachid, review_id, F, expected_version=seen, now=NOW)
        with pytest.raises(ReviewingError, match="not_complete"):
            signing.close(db, CAST.rachid, review_id, F, expected_version=scenes.version(db, review_id), now=later)
        evidencing.use(db, CAST.rachid, number, review_id, BLOCKING, F, now=later)
        signing.close(db, CAST.rachid, review_id, F, expected_version=scenes.version(db, review_id), now=later)


def test_what_is_carried_over_keeps_its_moment_and_who_refused_it(store):
    later = NOW + timedelta(days=30)
    with store.writing() as db:
        reference = imported(db).references[0]
        review_id = both(db, reference, differs={BLOCKING: Answer.PARTLY})
        settling.mitigate(
            db, CAST.rachid, review_id, BLOCKING, F, text="Enquête.", owner="", due_on=None, cost_mad=0, months=0,
            proof="", expected_version=0, now=NOW,
        )  # fmt: skip
        offered = scenes.must(db, review_id).mitigation_versions[BLOCKING]
        settling.decide_mitigation(
            db, CAST.naima, review_id, BLOCKING, F, accepted=False, reason="Trop vague.", expected_version=offered,
            now=NOW,
        )  # fmt: skip
        close(db, review_id, decision=Decision.REDESIGN, reason="Sans enquête, à revoir.")
        imported(db, stage="build", now=later)
        following = scenes.must(db, reviews.of_case(db, reference)[0])
        assert following.follows == review_id
        assert set(following.answered_at.values()) == {NOW}
        refused = following.mitigations[BLOCKING]
        assert (refused.state.value, refused.decided_by, refused.reason) == ("refused", CAST.naima.id, "Trop vague.")


def test_a_persons_stricter_verdict_does_not_vanish_with_a_change_of_the_case(store):
    with store.writing() as db:
        reference = imported(db).references[0]
        review_id = both(db, reference)
        settling.dissent(db, CAST.loubna, review_id, text="Je refuserais.", now=NOW)
        close(db, review_id, by=CAST.naima, decision=Decision.REFUSED, reason="Contraire à la loi.")
        imported(db, summary="Autre chose.")
        following = reviews.of_case(db, reference)[0]
        assert [one.text for one in scenes.must(db, following).dissents] == ["Je refuserais."]
        assigning.join(db, CAST.driss, following, now=NOW)
        rounds_finished(db, following, others=[CAST.driss])
        with pytest.raises(ReviewingError, match="was_made_stricter"):
            close(db, following)
        assert close(db, following, by=CAST.naima).decision is Decision.CLEARED


def test_a_change_under_an_open_review_asks_again_what_depends_on_it(store):
    with store.writing() as db:
        reference = imported(db).references[0]
        review_id = both(db, reference)
        imported(db, summary="Surveiller tous les citoyens.")
        followed = scenes.must(db, review_id)
        [line], _ = journal.lines(db, journal.Filter(act=Act.REVIEW_FOLLOWED.value, reference=reference))
        assert json.loads(line.after)["fields"] == ["summary"]
        assert RED not in {one.question for one in followed.responses}
        assert not followed.is_disclosed
        with pytest.raises(ReviewingError, match="still_blind"):
            close(db, review_id)
        imported(db, summary="Surveiller tous les citoyens.", stage="build")
        assert scenes.must(db, review_id).stage == "build"


def test_a_verdict_lapses_with_the_facts_that_decide_its_depth(store):
    from actions.lapsing import follow_case

    with store.writing() as db:
        reference = scenes.admitted(db, scenes.draft().model_copy(update={"facts": dict.fromkeys(GRAVE, False)}))
        review_id = begun(db, reference, NONE_HOLDS)
        answered(db, review_id, by=CAST.rachid)
        close(db, review_id)
        case = scenes.case(db, reference)
        after = case.model_copy(update={"facts": GRAVE})
        use_cases.save(db, after, expected_version=case.version, at=NOW)
        assert set(follow_case(db, CAST.amina, after, scenes.DEFINITIONS.frameworks, was=case, now=NOW)) == {
            f"facts.{name}" for name in GRAVE
        }
        assert reference not in verdicts.in_force(db)
        with pytest.raises(GateError):
            planning.choose(db, CAST.salma, reference, reason="", now=NOW)
        following = scenes.must(db, reviews.of_case(db, reference)[0])
        assert not set(GRAVE) & set(following.traits)
        assert (following.depth.value, following.reviewers) == ("full", 3)
        for id_ in reviewing.unanswered_by(following, CAST.rachid.id, F):
            answer(db, following.id, id_, F.question(id_).expected, by=CAST.rachid)
        with pytest.raises(ReviewingError, match="still_blind"):
            close(db, following.id)


def test_whoever_answered_in_the_review_before_is_no_second_person_after(store):
    with store.writing() as db:
        reference = imported(db).references[0]
        review_id = both(db, reference, differs={LINE: Answer.PARTLY})
        settling.settle(
            db, CAST.naima, review_id, LINE, F, upheld=True, reason="Franchie.", expected_version=0, now=NOW
        )
        close(db, review_id)
        imported(db, stage="build")
        following = reviews.of_case(db, reference)[0]
        rounds_finished(db, following)
        seen = scenes.must(db, following).settlement_versions.get(("red_line", LINE), 0)
        for who in (CAST.rachid, CAST.loubna):
            with pytest.raises(SecondPersonError):
                settling.settle(
                    db, who, following, LINE, F, upheld=False, reason="Non.", expected_version=seen, now=NOW
                )


def test_whoever_declared_an_interest_decides_nothing_any_more(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        review_id = both(db, reference, differs={BLOCKING: Answer.NO})
        assigning.declare(db, CAST.loubna, review_id, interest="Mon frère dirige le projet.", now=NOW)
        for deed in (
            lambda: settling.choose_answer(
                db, CAST.loubna, review_id, BLOCKING, F, choice=Answer.YES, reason="Oui.", expected_version=0, now=NOW
            ),
            lambda: close(db, review_id, by=CAST.loubna),
            lambda: assigning.join(db, CAST.loubna, review_id, now=NOW),
        ):
            with pytest.raises(ReviewingError, match="interest_declared"):
                deed()


def test_a_review_stays_readable_whoever_comes_and_goes(store):
    with store.writing() as db:
        review_id = both(db, scenes.admitted(db), differs={BLOCKING: Answer.NO})
        settling.choose_answer(
            db, CAST.naima, review_id, BLOCKING, F, choice=Answer.YES, reason="Vu.", expected_version=0, now=NOW
        )
        assigning.replace_reviewer(db, CAST.naima, review_id, CAST.rachid.id, reason="Congé.", now=NOW)
        for who in (CAST.driss, CAST.loubna, CAST.naima):
            examination_of(reading.review(db, who, review_id), F)
        assert scenes.must(db, review_id).choices == {}


def test_a_blind_reviewer_reads_nothing_of_the_others_by_any_way(store):
    with store.writing() as db:
        reviewer = {"reviewer", "auditor"}
        both_roles = Actor("p-both")
        person = accounts.Person(both_roles.id, "person", "Deux", "", "deux", "", True, frozenset(reviewer), 1)
        accounts.add(db, person, at=NOW)
        reference = scenes.admitted(db)
        review_id = both(db, reference, differs={BLOCKING: Answer.NO}, finished=False)
        settling.mitigate(
            db, CAST.loubna, review_id, BLOCKING, F, text="Secret de Loubna.", owner="", due_on=None, cost_mad=0,
            months=0, proof="", expected_version=0, now=NOW,
        )  # fmt: skip
        with pytest.raises(ReviewingError, match="still_blind"):
            settling.dissent(db, CAST.loubna, review_id, text="Secret.", now=NOW)
        seen = reading.review(db, CAST.rachid, review_id)
        assert seen.mitigations == {}
        assert {author for _, author in seen.response_versions} == {CAST.rachid.id}
        assert "Secret de Loubna." not in str(review_told.review_told(db, CAST.rachid, review_id, F, now=NOW))
        lines, _ = reading.journal_page(db, both_roles, scenes.journal_of(reference), offset=0, limit=500)
        assert "Secret de Loubna." not in str(lines)
        assert '"answer"' not in "".join(one.after for one in lines)


def test_one_of_three_does_not_end_the_review_alone(store):
    with store.writing() as db:
        review_id = begun(db, scenes.admitted(db), FULL)
        answer(db, review_id, BLOCKING, Answer.NO, by=CAST.rachid)
        for decision in (None, Decision.CLEARED):
            with pytest.raises(ReviewingError, match="still_blind"):
                close(db, review_id, decision=decision, reason="Assez vu.")


def test_a_withdrawn_case_keeps_no_verdict_and_holds_nobody_up(store):
    with store.writing() as db:
        reference = imported(db).references[0]
        review_id = both(db, reference)
        close(db, review_id)
        scenes.move(db, [reference], Status.WITHDRAWN, reason="Abandonné.")
        assert reference not in verdicts.in_force(db)
        imported(db, summary="Autre chose.")
        assert scenes.case(db, reference).status is Status.WITHDRAWN
        other = begun(db, scenes.admitted(db))
        gone = begun(db, (lost := scenes.admitted(db, scenes.draft("Parti"))))
        scenes.move(db, [lost], Status.WITHDRAWN, reason="Abandonné.")
        done = assigning.assign_by_load(db, CAST.naima, [gone, other], now=NOW)
        assert list(done.given) == [other]


def test_what_served_a_question_serves_it_in_the_review_that_follows(store):
    with store.writing() as db:
        reference = imported(db).references[0]
        review_id = both(db, reference)
        pdf = b"%PDF-1"
        for question in (BLOCKING, "responsibility.accountable_official"):
            evidencing.bring(db, CAST.rachid, review_id, question, F, piece=filed("n.pdf", pdf), content=pdf, now=NOW)
        close(db, review_id)
        imported(db, summary="Autre chose.")
        following = reviews.of_case(db, reference)[0]
        serving = {
            question
            for one in evidencing.pieces_of(db, CAST.nadia, reference)
            for served, question in one.serves
            if served == following
        }
    assert serving == {"responsibility.accountable_official"}


def test_a_file_is_what_its_bytes_are_whoever_made_the_piece(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        review_id = begun(db, reference, NONE_HOLDS)
        piece = filed("n.pdf", b"%PDF-1")
        other = b"%PDF-2 un autre"
        number = evidencing.bring(db, CAST.rachid, review_id, RED, F, piece=piece, content=other, now=NOW)
        [kept] = evidencing.pieces_of(db, CAST.rachid, reference)
        assert kept.evidence.sha256 == filed("n.pdf", other).sha256
        assert evidencing.file_of(db, CAST.rachid, reference, number) == other
    assert filed("a" * 195 + ".html.pdf", b"%PDF-1").label.endswith(".pdf")
