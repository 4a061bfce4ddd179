"""What is offered against a finding: by whom, until when, at what cost, and whether it was carried out."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ethics.written import (
    EVIDENCE_LINK_LIMIT,
    REASON_LIMIT,
    ReviewError,
    check_link,
    check_said,
    check_text,
)

OWNER_LIMIT = 200
MONTHS_LIMIT = 120
COST_LIMIT = 10_000_000_000  # dirhams, more than any programme of the state has cost


class MitigationAmountError(ReviewError):
    """A mitigation costs nothing or more, up to ten billion dirhams, and takes no month or up to ten years."""

    code = "review.mitigation_amount"


class MitigationState(StrEnum):
    """Where a mitigation stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Mitigation:
    """What will be done about a finding: by whom, until when, at what cost, and how it will be shown.

    On a blocker it counts once a second person has accepted it. On a condition it tells what the condition costs.
    """

    question: str
    text: str
    owner: str = ""
    due_on: date | None = None
    cost_mad: int = 0
    """Dirhams, taxes included."""
    months: int = 0
    """Before the case may start."""
    proof: str = ""
    """Reference or address of what shows that it is done."""
    proposed_by: str = ""
    state: MitigationState = MitigationState.PROPOSED
    decided_by: str | None = None
    """Who accepted or refused it."""
    reason: str = ""
    """Of the decision; a refusal has one."""

    def __post_init__(self) -> None:
        check_said(self.question, "text", self.text, REASON_LIMIT)
        for name, limit in (("owner", OWNER_LIMIT), ("proof", EVIDENCE_LINK_LIMIT)):
            check_text(self.question, name, getattr(self, name), limit)
        check_link(self.question, self.proof)
        if not (0 <= self.cost_mad <= COST_LIMIT and 0 <= self.months <= MONTHS_LIMIT):
            raise MitigationAmountError(self.question, cost=self.cost_mad, months=self.months)

    @property
    def is_dated(self) -> bool:
        """Whether somebody owns it until a day, and nobody has refused it."""
        return bool(self.owner and self.due_on) and self.state is not MitigationState.REFUSED

    @property
    def accepted(self) -> bool:
        """Whether somebody has accepted it."""
        return self.state is MitigationState.ACCEPTED and bool(self.decided_by)


@dataclass(frozen=True)
class Fulfilment:
    """Somebody other than its author found that a mitigation was carried out; it is no part of what was signed."""

    question: str
    proof: str
    by: str
    at: datetime

    def __post_init__(self) -> None:
        check_said(self.question, "proof", self.proof, EVIDENCE_LINK_LIMIT)
        check_link(self.question, self.proof)
