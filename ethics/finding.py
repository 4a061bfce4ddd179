"""Findings: what an answer reveals. One table, argued once, from the stakes of a question and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ethics.answer import Answer
from ethics.question import Question, QuestionSeverity
from ethics.review import Response, Settlement, judged, may_be_settled, shortfalls


class Severity(StrEnum):
    """How far a finding reaches, least first."""

    REMARK = "remark"
    CONDITION = "condition"
    BLOCKER = "blocker"
    REFUSAL = "refusal"

    @property
    def rank(self) -> int:
        """0 for a remark up to 3 for a refusal; for order only, never added up."""
        return list(Severity).index(self)


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


@dataclass(frozen=True)
class _Row:
    against: Severity
    """What the opposite of the expected answer reveals."""
    partly: Severity | None
    """What "partly" reveals; None: a second person decides."""


# A red line is not weighed: crossed, it refuses; half crossed or left open, somebody else decides. Elsewhere
# "partly" costs a degree less than a plain departure. A question set aside with a reason reveals nothing.
TABLE: Mapping[QuestionSeverity, _Row] = {
    QuestionSeverity.RED_LINE: _Row(against=Severity.REFUSAL, partly=None),
    QuestionSeverity.BLOCKING: _Row(against=Severity.BLOCKER, partly=Severity.CONDITION),
    QuestionSeverity.MAJOR: _Row(against=Severity.CONDITION, partly=Severity.REMARK),
    QuestionSeverity.MINOR: _Row(against=Severity.REMARK, partly=Severity.REMARK),
}


def finding_of(
    question: Question,
    response: Response | None,
    *,
    settlement: Settlement | None = None,
    mitigation_accepted: bool = False,
) -> Finding | None:
    """What the response to a question reveals; None when it reveals nothing (yet).

    A settlement that upholds a red line refuses whatever the answer has become since; one that does not
    uphold it counts only while the red line stands open or partly. An accepted mitigation is kept with the
    finding and matters to blockers only.
    """
    severity = _settled(question, response, settlement) or _answered(question, response)
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


def _answered(question: Question, response: Response | None) -> Severity | None:
    answer = judged(question, response) if response else question.expected
    if answer in {question.expected, Answer.NOT_APPLICABLE}:
        return None
    row = TABLE[question.severity]
    return row.partly if answer is Answer.PARTLY else row.against
