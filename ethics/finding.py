"""Findings: what an answer reveals, from the stakes of its question."""

from dataclasses import dataclass

from ethics.answer import Answer
from ethics.question import Question, QuestionSeverity
from ethics.review import Response, Settlement, judged, may_be_settled, shortfalls
from ethics.stakes import Reveals, Severity


@dataclass(frozen=True)
class Finding:
    """A shortcoming that an answer revealed."""

    question: str
    principle: str
    severity: Severity
    answer: Answer | None
    """None when a second person settled a red line that nobody had answered."""
    mitigation_accepted: bool = False
    shortfalls: tuple[str, ...] = ()
    """Details for which an answer as expected holds in part only."""


def finding_of(
    question: Question,
    response: Response | None,
    *,
    reveals: Reveals,
    settlement: Settlement | None = None,
    mitigation_accepted: bool = False,
) -> Finding | None:
    """What the response to a question reveals, by the framework's table; None when it reveals nothing (yet).

    A settlement that upholds a red line refuses whatever the answer has become since; one that does not
    uphold it counts only while the red line stands open or partly. An accepted mitigation is kept with the
    finding and matters to blockers only.
    """
    severity = _settled(question, response, settlement) or _answered(question, response, reveals)
    if severity is None:
        return None
    answer = response.answer if response else None
    short = shortfalls(question, response) if response and answer is question.expected else ()
    return Finding(question.id, question.principle, severity, answer, mitigation_accepted, short)


def waits_for_second_person(question: Question, response: Response | None, settlement: Settlement | None) -> bool:
    """Whether a red line was left open or partly and nobody else has decided it."""
    return settlement is None and may_be_settled(question, response)


def _settled(question: Question, response: Response | None, settlement: Settlement | None) -> Severity | None:
    if settlement is None or question.severity is not QuestionSeverity.RED_LINE:
        return None
    if settlement.upheld:
        return Severity.REFUSAL
    return Severity.CONDITION if may_be_settled(question, response) else None


def _answered(question: Question, response: Response | None, reveals: Reveals) -> Severity | None:
    answer = judged(question, response) if response else question.expected
    if answer in {question.expected, Answer.NOT_APPLICABLE}:
        return None
    return reveals.partly if answer is Answer.PARTLY else reveals.against
