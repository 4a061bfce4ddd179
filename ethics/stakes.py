"""Stakes: which answer gives which finding, by what a question puts at stake; a framework declares it."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import pairwise

from pydantic import Field

from ethics.depth import Declared
from ethics.question import QuestionSeverity


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


class Reveals(Declared):
    """What the answers to a question reveal; the expected one, and one set aside with a reason, reveal nothing."""

    against: Severity = Field(description="what the opposite of the expected answer gives")
    partly: Severity | None = Field(default=None, description="what it gives in part; absent: a second person decides")


# A red line is not weighed: crossed, it refuses; half crossed or left open, somebody else decides. Elsewhere
# "partly" costs a degree less than a plain departure.
STANDARD: Mapping[QuestionSeverity, Reveals] = {
    QuestionSeverity.RED_LINE: Reveals(against=Severity.REFUSAL),
    QuestionSeverity.BLOCKING: Reveals(against=Severity.BLOCKER, partly=Severity.CONDITION),
    QuestionSeverity.MAJOR: Reveals(against=Severity.CONDITION, partly=Severity.REMARK),
    QuestionSeverity.MINOR: Reveals(against=Severity.REMARK, partly=Severity.REMARK),
}
"""What a framework means that does not say it: those of before version 1.4."""


def problems(findings: Mapping[QuestionSeverity, Reveals]) -> Iterator[str]:
    """Why a table cannot stand: no declaration opens the gate that a red line or a blocker closes."""
    if missing := [one for one in QuestionSeverity if one not in findings]:
        yield f"findings: nothing is said of {', '.join(missing)}"
        return
    red_line, *others = (findings[one] for one in QuestionSeverity)
    if red_line != STANDARD[QuestionSeverity.RED_LINE]:
        yield "findings.red_line: crossed it refuses, in part a second person decides"
    if others[0].against is not Severity.BLOCKER:
        yield "findings.blocking: against what is expected it blocks"
    if any(one.against is Severity.REFUSAL for one in others):
        yield "findings: only a red line refuses"
    if any(_part_of(one) > one.against.rank for one in others):
        yield "findings: in part it gives something, and no more than against"
    if any(one.against.rank > other.against.rank or _part_of(one) > _part_of(other) for other, one in pairwise(others)):
        yield "findings: what weighs less gives no more"


def _part_of(one: Reveals) -> int:
    return len(Severity) if one.partly is None else one.partly.rank
