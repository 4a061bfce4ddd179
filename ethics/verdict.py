"""The verdict: what a review's findings allow the ministry to do next.

A harm is never traded against a benefit here: the first rule that holds decides, and no number is added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ethics.finding import Finding
from ethics.stakes import Severity
from ethics.written import REASON_LIMIT, ReviewError, check_said


class Decision(StrEnum):
    """What may happen next, best first."""

    CLEARED = "cleared"
    CLEARED_WITH_CONDITIONS = "cleared_with_conditions"
    REDESIGN = "redesign"
    REFUSED = "refused"

    @property
    def rank(self) -> int:
        """0 for cleared up to 3 for refused; for order only."""
        return list(Decision).index(self)


CLEARING = frozenset({Decision.CLEARED, Decision.CLEARED_WITH_CONDITIONS})
"""Verdicts that let a case be chosen."""
SENT_BACK = frozenset({Decision.REDESIGN, Decision.REFUSED})
"""Verdicts that wait for an answer of the administration, or for a changed case."""


class MoreLenientError(ReviewError):
    """A person may make a verdict stricter than the rules do, never more lenient."""

    code = "review.more_lenient"


@dataclass(frozen=True)
class Verdict:
    """A decision with the findings it rests on."""

    decision: Decision
    because: tuple[Finding, ...] = ()
    by_rules: Decision | None = None
    """What the rules alone decide, where a person made the verdict stricter."""
    reason: str = ""
    """Why a person made it stricter."""


def decide(findings: Sequence[Finding], *, complete: bool) -> Verdict | None:
    """Turn findings into a verdict; None while a question is open or a red line waits for a second person.

    >>> decide([], complete=True).decision
    <Decision.CLEARED: 'cleared'>
    """
    if refusals := tuple(one for one in findings if one.severity is Severity.REFUSAL):
        return Verdict(Decision.REFUSED, refusals)
    if blockers := tuple(one for one in findings if one.severity is Severity.BLOCKER and not one.mitigation_accepted):
        return Verdict(Decision.REDESIGN, blockers)
    if not complete:
        return None
    if conditions := tuple(one for one in findings if one.severity is not Severity.REMARK):
        return Verdict(Decision.CLEARED_WITH_CONDITIONS, conditions)
    return Verdict(Decision.CLEARED)


def stricter(verdict: Verdict, decision: Decision, reason: str) -> Verdict:
    """The verdict as a person decides it, with a reason.

    Raises
    ------
    MoreLenientError
        If the decision is not stricter than the one of the rules.
    ReviewError
        If the reason is missing or cannot stand.
    """
    if decision.rank <= verdict.decision.rank:
        raise MoreLenientError("verdict", decision=decision.value, by_rules=verdict.decision.value)
    check_said("verdict", "reason", reason, REASON_LIMIT)
    return Verdict(decision, verdict.because, by_rules=verdict.decision, reason=reason.strip())
