"""From one answer to one finding; tests/spec/verdict shows the same table through whole reviews."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethics.answer import Answer
from ethics.finding import Finding, waits_for_second_person
from ethics.review import Settlement, answers_offered, respond
from ethics.stakes import Severity
from tests.ethics.strategies import UNESCO, finding_in

RED, BLOCKING, MAJOR, MINOR = (
    UNESCO.question(one)
    for one in (
        "red_lines.social_scoring",
        "privacy.legal_basis",
        "governance.consultation",
        "governance.coordination",
    )
)
NONE = None


@pytest.mark.parametrize(
    ("question", "yes", "partly", "no", "not_applicable"),
    [
        # the table of "From answer to verdict"; a red line expects "no" and is not set aside
        (RED, Severity.REFUSAL, NONE, NONE, NONE),
        (BLOCKING, NONE, Severity.CONDITION, Severity.BLOCKER, NONE),
        (MAJOR, NONE, Severity.REMARK, Severity.CONDITION, NONE),
        (MINOR, NONE, Severity.REMARK, Severity.REMARK, NONE),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_the_table_of_answers(question, yes, partly, no, not_applicable):
    expected = {"yes": yes, "partly": partly, "no": no, "not_applicable": not_applicable}
    for answer in answers_offered(question):
        finding = finding_in(question, respond(question, answer, reason="Motif."))
        assert (finding.severity if finding else None) == expected[answer]


@pytest.mark.parametrize("question", [RED, BLOCKING, MAJOR, MINOR], ids=lambda question: question.code)
def test_no_answer_reveals_nothing(question):
    assert finding_in(question, None) is None


def test_a_finding_says_where_it_comes_from():
    response = respond(BLOCKING, Answer.NO, reason="Motif.")
    assert finding_in(BLOCKING, response, mitigation_accepted=True) == Finding(
        "privacy.legal_basis", "privacy", Severity.BLOCKER, Answer.NO, mitigation_accepted=True
    )


def test_a_settled_red_line_that_nobody_answered_has_no_answer():
    settlement = Settlement(RED.id, upheld=False, reason="Motif.", by="loubna")
    finding = finding_in(RED, None, settlement=settlement)
    assert finding == Finding(RED.id, "red_lines", Severity.CONDITION, answer=None)
    assert not waits_for_second_person(RED, None, settlement)
    assert waits_for_second_person(RED, None, None)


def test_a_settlement_on_an_ordinary_question_is_not_heard():
    settlement = Settlement(BLOCKING.id, upheld=True, reason="Motif.", by="loubna")
    assert finding_in(BLOCKING, respond(BLOCKING, Answer.YES), settlement=settlement) is None


def test_severities_are_ordered_from_remark_to_refusal():
    ordered = sorted(Severity, key=lambda one: one.rank)
    assert ordered == [Severity.REMARK, Severity.CONDITION, Severity.BLOCKER, Severity.REFUSAL]


@settings(deadline=None)
@given(st.sampled_from(UNESCO.questions))
def test_partly_is_never_graver_than_a_plain_departure(question):
    plain = Answer.YES if question.expected is Answer.NO else Answer.NO
    against = finding_in(question, respond(question, plain, reason="Motif."))
    partly = finding_in(question, respond(question, Answer.PARTLY, reason="Motif."))
    assert against is not None
    assert partly is None or partly.severity.rank <= against.severity.rank
