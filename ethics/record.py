"""A review as it stands: who examines, what was answered and decided, and what each reviewer may see of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ethics.depth import DepthName
from ethics.framework import Framework
from ethics.mitigation import Fulfilment, Mitigation
from ethics.panel import Choice, Dissent, crosses_red_line
from ethics.review import Response, Settlement

ENDED_BY_DAY, ENDED_BY_EVIDENCE, ENDED_BY_STATEMENT = "again_on", "evidence", "statement"
"""What ends a verdict beside a changed field: its day, expired evidence, the answer of the administration."""


@dataclass(frozen=True)
class Assignment:
    """One reviewer of a review."""

    reviewer: str
    assigned_by: str
    assigned_at: datetime
    interest: str
    declared_at: datetime | None
    finished_at: datetime | None
    ended_at: datetime | None

    @property
    def is_active(self) -> bool:
        """Whether this reviewer's answers are waited for."""
        return self.ended_at is None


@dataclass(frozen=True)
class Review:
    """One review with everything that was answered and decided in it."""

    id: int
    reference: str
    framework: str
    framework_version: str
    framework_hash: str
    stage: str
    traits: Mapping[str, bool]
    depth: DepthName
    reviewers: int
    """Answers that each question needs."""
    follows: int | None
    fields: Mapping[str, Mapping[str, Any]]
    """Fields of the case that answers rest on, as they were: fingerprint (``hash``), dependent ``questions``."""
    state: str
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    version: int
    assignments: tuple[Assignment, ...] = ()
    responses: tuple[Response, ...] = ()
    response_versions: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By question and author."""
    answered_at: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    """By question and author."""
    settlements: Mapping[str, Settlement] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    settlement_versions: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By kind and question."""
    mitigations: Mapping[str, Mitigation] = field(default_factory=dict)
    mitigation_versions: Mapping[str, int] = field(default_factory=dict)
    fulfilments: Mapping[str, Fulfilment] = field(default_factory=dict)
    """Mitigations that were found carried out, by question."""
    dissents: tuple[Dissent, ...] = ()
    late_dissents: tuple[Dissent, ...] = ()
    """Kept after the signature, which they are no part of."""
    evidenced: frozenset[str] = frozenset()
    """Questions that a piece of evidence serves."""
    expired: frozenset[str] = frozenset()
    """Questions whose evidence has expired: their answers no longer stand."""
    ended_before: tuple[str, ...] = ()
    """What ended the verdict before: fields of the case, or one of ENDED_BY."""
    statement: str = ""
    """What the administration said of the verdict before, when it submitted the case again."""
    fewer: str = ""
    """Why the arbiter lets it go on with fewer reviewers than its depth asks for."""
    is_own_view: bool = False
    """What one reviewer sees of a blind round: their own answers alone."""

    @property
    def is_renewed(self) -> bool:
        """Whether it is the review that was due again: everything is asked anew."""
        return self.ended_before == (ENDED_BY_DAY,)

    @property
    def active(self) -> tuple[Assignment, ...]:
        """Reviewers whose answers are waited for."""
        return tuple(one for one in self.assignments if one.is_active)

    def has(self, name: str) -> bool:
        """Whether somebody is one of those whose answers are waited for."""
        return any(one.reviewer == name for one in self.active)

    @property
    def is_disclosed(self) -> bool:
        """Whether the answers of the others may be seen: the blind round is over, or there was none."""
        if self.state == "closed" or self.reviewers == 1:
            return True
        finished = [one for one in self.active if one.finished_at]
        return len(finished) >= self.reviewers and len(finished) == len(self.active)

    @property
    def counted(self) -> tuple[Response, ...]:
        """Answers of those who examine; what somebody answered who has left counts no longer."""
        return tuple(one for one in self.responses if self.has(one.by))

    def left_standing(self, framework: Framework) -> tuple[Response, ...]:
        """Of those who were replaced, the answers by which a red line may be crossed: a change of people clears none.

        An answer of somebody who declared an interest is not among them.
        """
        away = {one.reviewer for one in self.assignments if not one.is_active and not one.interest}
        return tuple(
            one for one in self.responses
            if one.by in away and crosses_red_line(framework.question(one.question), one)
        )  # fmt: skip

    def by(self, author: str) -> dict[str, Response]:
        """What one reviewer answered, by question."""
        return {one.question: one for one in self.responses if one.by == author}

    def as_seen_by(self, author: str) -> "Review":
        """What a reviewer may see: everything once the blind round is over, until then their own answers."""
        if self.is_disclosed:
            return self
        return replace(
            self,
            responses=tuple(one for one in self.responses if one.by == author),
            response_versions={key: number for key, number in self.response_versions.items() if key[1] == author},
            answered_at={key: at for key, at in self.answered_at.items() if key[1] == author},
            settlements={}, choices={}, settlement_versions={},
            mitigations={id_: one for id_, one in self.mitigations.items() if one.proposed_by == author},
            dissents=tuple(one for one in self.dissents if one.by == author),
            is_own_view=True,
        )  # fmt: skip
