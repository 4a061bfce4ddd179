"""Laws of the verdict: no benefit buys back a harm, whatever the order and whatever else is fine."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ethics.answer import Answer
from ethics.examination import examine
from ethics.finding import Finding
from ethics.framework import FrameworkError
from ethics.mitigation import Mitigation, MitigationState
from ethics.review import (
    AnswerNotOfferedError,
    NotSettleableError,
    RepeatedError,
    Response,
    SecondPersonError,
    Settlement,
    check_second_person,
    respond,
)
from ethics.stakes import Severity
from ethics.verdict import Decision, Verdict, decide
from ethics.written import ReasonMissingError
from tests.ethics.strategies import SECOND_PERSON, UNESCO, Review, enough, reviews

findings = st.lists(
    st.builds(
        Finding,
        question=st.sampled_from([question.id for question in UNESCO.questions]),
        principle=st.sampled_from([principle.id for principle in UNESCO.principles]),
        severity=st.sampled_from(Severity),
        answer=st.sampled_from(Answer),
        mitigation_accepted=st.booleans(),
    ),
    max_size=6,
)
BLOCKER = Finding("privacy.legal_basis", "privacy", Severity.BLOCKER, Answer.NO)
REFUSAL = Finding("red_lines.manipulation", "red_lines", Severity.REFUSAL, Answer.YES)
BEST_FIRST = list(Decision)
DENIED = dict.fromkeys(UNESCO.traits, False)


def badness(verdict: Verdict | None) -> int:
    """0 for the best verdict; no verdict yet may still become anything from here on, hence the best."""
    return BEST_FIRST.index(verdict.decision) if verdict else 0


@settings(deadline=None)
@given(findings, st.booleans(), st.integers(0, 6))
def test_one_more_blocker_never_improves_a_verdict(found: list[Finding], complete: bool, place: int):
    more = [*found[:place], BLOCKER, *found[place:]]
    assert badness(decide(more, complete=complete)) >= badness(decide(found, complete=complete))
    assert badness(decide(more, complete=complete)) >= BEST_FIRST.index(Decision.REDESIGN)


@settings(deadline=None)
@given(findings, st.sampled_from(Severity), st.booleans())
def test_one_more_finding_never_improves_a_verdict(found: list[Finding], severity: Severity, complete: bool):
    more = [*found, replace(BLOCKER, severity=severity)]
    assert badness(decide(more, complete=complete)) >= badness(decide(found, complete=complete))


@settings(deadline=None)
@given(findings, st.booleans(), st.booleans(), st.integers(0, 6))
def test_a_refusal_refuses_whatever_else(found: list[Finding], complete: bool, mitigated: bool, place: int):
    refusal = replace(REFUSAL, mitigation_accepted=mitigated)
    verdict = decide([*found[:place], refusal, *found[place:]], complete=complete)
    assert verdict is not None
    assert verdict.decision is Decision.REFUSED
    assert refusal in verdict.because


@settings(deadline=None)
@given(findings)
def test_an_incomplete_review_never_clears(found: list[Finding]):
    verdict = decide(found, complete=False)
    assert verdict is None or verdict.decision in {Decision.REDESIGN, Decision.REFUSED}


@settings(deadline=None)
@given(findings)
def test_a_complete_review_always_has_a_verdict_and_gives_its_reasons(found: list[Finding]):
    verdict = decide(found, complete=True)
    assert verdict is not None
    assert set(verdict.because) <= set(found)
    assert bool(verdict.because) == (verdict.decision is not Decision.CLEARED)
    assert all(one.severity is not Severity.REMARK for one in verdict.because)


@settings(deadline=None)
@given(findings, st.booleans())
def test_accepting_a_mitigation_never_worsens_and_never_reaches_a_favourable_verdict_without_conditions(
    found: list[Finding], complete: bool
):
    before = decide([*found, BLOCKER], complete=complete)
    after = decide([*found, replace(BLOCKER, mitigation_accepted=True)], complete=complete)
    assert badness(after) <= badness(before)
    assert after is None or after.decision is not Decision.CLEARED


@settings(deadline=None, max_examples=60)
@given(reviews(), st.randoms(use_true_random=False))
def test_the_order_of_answering_does_not_matter(review: Review, random):
    def shuffled(entries: Sequence) -> tuple:
        return tuple(random.sample(entries, len(entries)))

    again = Review(
        review.traits,
        review.stage,
        shuffled(review.responses),
        shuffled(review.settlements),
        shuffled(review.mitigations),
    )
    assert again.examined() == review.examined()


@settings(deadline=None, max_examples=60)
@given(reviews())
def test_an_examination_agrees_with_itself(review: Review):
    examination = review.examined()
    assert examination.complete == (not examination.open and not examination.waiting_for_second_person)
    assert examination.verdict == decide(examination.findings, complete=examination.complete)
    assert set(examination.open) <= set(examination.asked)
    assert sum(one.asked for one in examination.by_principle) == len(examination.asked)
    by_principle = [finding for one in examination.by_principle for finding in one.findings]
    assert by_principle == list(examination.findings)
    for one in examination.by_principle:
        assert (one.worst is None) == (not one.findings)
        assert all(finding.severity.rank <= one.worst.rank for finding in one.findings if one.worst)


@settings(deadline=None, max_examples=60)
@given(reviews(), st.data())
def test_taking_an_answer_back_never_clears(review: Review, data: st.DataObject):
    assume(review.responses)
    taken = data.draw(st.sampled_from(review.responses))
    assume(taken.question not in {one.question for one in review.settlements})
    fewer = tuple(one for one in review.responses if one is not taken)
    before, examination = review.examined(), replace(review, responses=fewer).examined()
    if taken.question not in before.asked:  # hidden by an earlier answer: what is said there counts for nothing
        assert examination.verdict == before.verdict
        return
    assert taken.question in examination.open
    assert examination.verdict is None or examination.verdict.decision in {
        Decision.REDESIGN,
        Decision.REFUSED,
    }


@settings(deadline=None, max_examples=60)
@given(reviews(), st.data())
def test_crossing_a_red_line_refuses_whatever_the_rest_of_the_review(review: Review, data: st.DataObject):
    asked = UNESCO.asked(review.traits, review.stage)
    red_line = data.draw(st.sampled_from([one for one in asked if one.severity == "red_line"]))
    others = tuple(one for one in review.responses if one.question != red_line.id)
    crossed = respond(red_line, Answer.YES, reason="Motif.", by="rachid")
    examination = replace(review, responses=(*others, crossed)).examined()
    assert examination.verdict is not None
    assert examination.verdict.decision is Decision.REFUSED


def _as_expected(by: str = "rachid", *, without: str = "") -> list[Response]:
    asked = UNESCO.asked(DENIED, "idea")
    return [respond(one, Answer(one.expected), by=by, details=enough(one)) for one in asked if one.id != without]


def test_rachid_cannot_settle_the_red_line_he_answered_partly():
    red_line = UNESCO.question("red_lines.manipulation")
    partly = respond(red_line, Answer.PARTLY, reason="Motif.", by="rachid")
    responses = [*_as_expected(without=red_line.id), partly]
    own = Settlement(red_line.id, upheld=False, reason="Motif.", by="rachid")
    with pytest.raises(SecondPersonError):
        check_second_person(red_line.id, own.by, ["rachid"])
    assert examine(UNESCO, DENIED, "idea", responses, settlements=[own]).verdict is None
    seconded = examine(UNESCO, DENIED, "idea", responses, settlements=[replace(own, by=SECOND_PERSON)])
    assert seconded.verdict is not None


def test_rachid_cannot_settle_the_red_line_he_left_open():
    responses = _as_expected(without="red_lines.manipulation")
    own = Settlement("red_lines.manipulation", upheld=False, reason="Motif.", by="rachid")
    found = examine(UNESCO, DENIED, "idea", responses, settlements=[own])
    assert (found.verdict, found.open) == (None, ("red_lines.manipulation",))


def test_rachid_cannot_accept_the_mitigation_of_his_own_blocker():
    aim = UNESCO.question("proportionality.legitimate_aim")
    responses = [*_as_expected(without=aim.id), respond(aim, Answer.NO, reason="Motif.", by="rachid")]
    own = Mitigation(aim.id, "Mesure.", state=MitigationState.ACCEPTED, decided_by="rachid")
    alone = examine(UNESCO, DENIED, "idea", responses, mitigations=[own]).verdict
    assert alone is not None
    assert alone.decision is Decision.REDESIGN
    examination = examine(UNESCO, DENIED, "idea", responses, mitigations=[replace(own, decided_by="driss")])
    assert examination.verdict is not None
    assert examination.verdict.decision is Decision.CLEARED_WITH_CONDITIONS


def test_an_ordinary_question_is_not_settled():
    settlement = Settlement("privacy.legal_basis", upheld=False, reason="Motif.", by=SECOND_PERSON)
    with pytest.raises(NotSettleableError):
        examine(UNESCO, DENIED, "idea", _as_expected(), settlements=[settlement])


def test_an_answer_made_elsewhere_is_checked_again():
    red_line, aim = "red_lines.manipulation", "proportionality.legitimate_aim"
    with pytest.raises(AnswerNotOfferedError):
        examine(UNESCO, DENIED, "idea", [Response(red_line, Answer.NOT_APPLICABLE, "Hors sujet.")])
    with pytest.raises(ReasonMissingError):
        examine(UNESCO, DENIED, "idea", [Response(aim, Answer.NO)])


def test_a_question_answered_twice_is_refused():
    with pytest.raises(RepeatedError):
        examine(UNESCO, DENIED, "idea", [*_as_expected(), *_as_expected()])


def test_a_question_or_a_stage_that_does_not_exist_is_named():
    with pytest.raises(FrameworkError):
        examine(UNESCO, DENIED, "idea", [Response("privacy.wishes", Answer.YES)])
    with pytest.raises(FrameworkError):
        examine(UNESCO, DENIED, "idea", [], mitigations=[Mitigation("privacy.wishes", "Mesure.")])
    with pytest.raises(FrameworkError):
        examine(UNESCO, DENIED, "dream", [])


def test_a_review_just_opened_has_everything_before_it():
    examination = examine(UNESCO, {}, "idea", [])
    assert examination.verdict is None
    assert examination.open == examination.asked
    assert set(examination.waiting_for_second_person) == {
        question.id for question in UNESCO.questions if question.severity == "red_line"
    }
