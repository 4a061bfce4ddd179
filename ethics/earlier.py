"""Answers of earlier reviews that may be proposed again: of the same supplier, family or administration.

Nothing is answered by it: each proposal shows where it comes from, and a reviewer confirms it by itself or leaves it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ethics.framework import Framework
from ethics.review import Response
from ethics.versions import compare

MOST = 3
"""Proposals to one question."""


class Kinship(StrEnum):
    """What two cases have in common, the closest first."""

    CASE = "case"
    """The case itself, whose review was due again."""
    SUPPLIER = "supplier"
    FAMILY = "family"
    """The same sector, and people touched in the same ways."""
    ADMINISTRATION = "administration"

    @property
    def rank(self) -> int:
        """0 for the closest; for order only."""
        return list(Kinship).index(self)


@dataclass(frozen=True)
class Relative:
    """What is compared of a case; names are folded, what is not known is empty."""

    supplier: str
    sector: str
    traits: Mapping[str, bool]
    administration: str

    def kinship(self, other: "Relative") -> Kinship | None:
        """The closest thing in common; None where there is nothing."""
        if self.supplier and self.supplier == other.supplier:
            return Kinship.SUPPLIER
        # A sector and no trait that holds says too little: half of all cases would be of one family.
        if self.sector == other.sector and self.traits == other.traits and any(self.traits.values()):
            return Kinship.FAMILY
        if self.administration and self.administration == other.administration:
            return Kinship.ADMINISTRATION
        return None


@dataclass(frozen=True)
class EarlierAnswer:
    """An answer that held in a closed review, with its source."""

    response: Response
    review: int
    reference: str
    kinship: Kinship
    closed_at: datetime


def proposed(answers: Iterable[EarlierAnswer]) -> dict[str, tuple[EarlierAnswer, ...]]:
    """For each question the closest earlier answers, of equals the latest; the same words are proposed once."""
    found: dict[str, list[EarlierAnswer]] = {}
    for one in sorted(answers, key=lambda one: (one.kinship.rank, -one.closed_at.timestamp(), -one.review)):
        known = found.setdefault(one.response.question, [])
        if len(known) < MOST and all(_said(one.response) != _said(other.response) for other in known):
            known.append(one)
    return {question: tuple(known) for question, known in found.items()}


def still_asked(old: Framework, new: Framework) -> frozenset[str]:
    """Questions that an answer to the old version answers in the new one too: in the same words, with the same details.

    Another framework shares none.
    """
    if old.id != new.id:
        return frozenset()
    changed = compare(old, new)
    return frozenset(one.id for one in new.questions) - {*changed.added, *changed.reworded, *changed.detailed}


def _said(response: Response) -> tuple[object, ...]:
    return response.answer, response.reason, response.evidence_link, tuple(sorted(response.details.items()))
