"""Depth of a review: light where little is at stake, full where much is; with the law and the duties that follow."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Declared(BaseModel):
    """A declared value: unknown keys are refused, nothing changes after it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DepthName(StrEnum):
    """How deep a review goes, least first."""

    LIGHT = "light"
    STANDARD = "standard"
    FULL = "full"

    @property
    def rank(self) -> int:
        """0 for light to 2 for full; for order only."""
        return list(DepthName).index(self)

    def asks(self, other: "DepthName") -> bool:
        """Whether a review of this depth asks the questions of the other."""
        return other.rank <= self.rank


class Depth(Declared):
    """One depth: when it holds, and what it asks of the ministry."""

    id: DepthName
    when: tuple[tuple[str, ...], ...] = Field(min_length=1, description="sets of traits; one set must hold altogether")
    most: int | None = Field(default=None, ge=1, description="questions asked at most, at any stage; none: all due")
    reviewers: int = Field(ge=1, description="who must answer before a verdict")
    days: int | None = Field(default=None, ge=1, description="until the review is late; none: never")
    again_after: int = Field(ge=1, description="months until the review is made again")
    cleared_by_triage: bool = Field(default=False, description="red lines alone may clear; the rest becomes duties")

    def holds(self, traits: Mapping[str, bool]) -> tuple[str, ...] | None:
        """The set of traits that calls for this depth; None when none does. An absent trait counts as true."""
        return next((one for one in self.when if all(traits.get(trait, True) for trait in one)), None)


class Law(Declared):
    """A law that traits call up; the legal service confirms that it applies."""

    id: Identifier
    text: Identifier = Field(description="section of the crosswalk's Moroccan texts")
    articles: str = Field(default="", description="empty: the text as a whole")
    when: tuple[str, ...] = Field(min_length=1, description="one of these traits is enough")


class Duty(Declared):
    """What a depth asks of the administration beside the answers."""

    id: Identifier
    depths: tuple[DepthName, ...] = Field(min_length=1)
    when: tuple[str, ...] = Field(default=(), description="one of these traits is enough; empty: always")


class Incident(Declared):
    """A public incident that a question would have caught."""

    id: Identifier
    year: int = Field(ge=1990, le=2100)
    source: str


class TriageFile(Declared):
    """What triage asks beside the traits."""

    red_lines: tuple[str, ...] = Field(min_length=1)
    minutes: int = Field(ge=1)


def any_holds(traits: Mapping[str, bool], wanted: Iterable[str]) -> bool:
    """Whether one of the traits holds or is not yet confirmed; nothing wanted: always."""
    names = tuple(wanted)
    return not names or any(traits.get(trait, True) for trait in names)
