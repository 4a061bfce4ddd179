"""A candidate AI use case: what is known of it, where each fact comes from, and the moves its status allows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from wording.language import Language

FactValue = bool | int | float | str
TEXT_FACTS = frozenset({"supplier"})
"""Facts that are a text, as their source writes it; all others have declared values."""
NOT_APPLICABLE = "not_applicable"
"""The rule of a field of which its source says that it does not apply: neither nothing nor a no."""


class Frozen(BaseModel):
    """A value: unknown fields are refused, nothing changes after it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Stage(StrEnum):
    """The life of the thing in the world, as its source tells it."""

    IDEA = "idea"
    BUILD = "build"
    PILOT = "pilot"
    PRODUCTION = "production"
    RETIRED = "retired"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Where the candidate stands with us."""

    DRAFT = "draft"
    RECEIVED = "received"
    TO_COMPLETE = "to_complete"
    ADMITTED = "admitted"
    IN_REVIEW = "in_review"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    DECLINED = "declined"


MOVES: Mapping[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.RECEIVED, Status.WITHDRAWN}),
    Status.RECEIVED: frozenset({Status.TO_COMPLETE, Status.ADMITTED, Status.DECLINED, Status.WITHDRAWN, Status.MERGED}),
    Status.TO_COMPLETE: frozenset({Status.RECEIVED, Status.ADMITTED, Status.DECLINED, Status.WITHDRAWN}),
    Status.ADMITTED: frozenset({Status.IN_REVIEW, Status.TO_COMPLETE, Status.WITHDRAWN, Status.MERGED}),
    Status.IN_REVIEW: frozenset({Status.DECIDED, Status.ADMITTED, Status.WITHDRAWN}),
    Status.DECIDED: frozenset({Status.IN_REVIEW, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset({Status.RECEIVED}),
    Status.MERGED: frozenset({Status.RECEIVED}),
    Status.DECLINED: frozenset({Status.RECEIVED}),
}
RANKED_STATUSES = frozenset({Status.ADMITTED, Status.IN_REVIEW, Status.DECIDED})
"""Ranking and selection start from these."""


class Role(StrEnum):
    """What a row is to us: a candidate to judge, or another administration's practice to learn from."""

    CANDIDATE = "candidate"
    PEER = "peer"


class Origin(StrEnum):
    """How a text came to be."""

    TYPED = "typed"
    IMPORTED = "imported"
    TRANSLATED = "translated"


class Text(Frozen):
    """One text in one language."""

    language: Language
    value: str = Field(min_length=1)
    origin: Origin = Origin.TYPED
    of: str | None = Field(default=None, description="SHA-256 of the text that a translation renders")


Texts = tuple[Text, ...]


def in_language(texts: Texts, language: Language) -> Text | None:
    """The text in the reader's language, else the original, else any; None when there is none.

    The original is the first text that is not a translation.
    """
    for text in texts:
        if text.language is language:
            return text
    return next((text for text in texts if text.origin is not Origin.TRANSLATED), texts[0] if texts else None)


class Amount(Frozen):
    """A quantity that is known to an interval: low <= likely <= high. The unit is in the field's name."""

    low: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    likely: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    high: Annotated[float, Field(ge=0, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _ordered(self) -> "Amount":
        if not self.low <= self.likely <= self.high:
            raise ValueError("amount.order")
        return self


class BeneficiaryKind(StrEnum):
    """Who benefits; unlike kinds are never added."""

    RESIDENTS = "residents"
    BUSINESSES = "businesses"
    PUBLIC_BODIES = "public_bodies"
    STAFF = "staff"


class Beneficiaries(Frozen):
    """How many of one kind are served a year."""

    kind: BeneficiaryKind
    per_year: Amount


class RegionShare(Frozen):
    """The share of a case that counts for one region (code of data/reference/regions.yaml)."""

    region: str = Field(pattern=r"^(0[1-9]|1[0-2])$")
    share: float = Field(gt=0, le=1)


def in_equal_shares(regions: Sequence[str]) -> tuple[RegionShare, ...]:
    """Each region with the same share of the case, where nobody says more."""
    return tuple(RegionShare(region=one, share=1 / len(regions)) for one in regions)


class PartialDate(Frozen):
    """A date as exactly as the source gives it: a year, perhaps a month, perhaps a day."""

    year: int = Field(ge=1900, le=2100)
    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)


class ImportedFrom(Frozen):
    """Provenance of a field read from a sheet."""

    kind: Literal["import"] = "import"
    row: Annotated[int, Field(ge=1)] | str = Field(
        description="row as the spreadsheet shows it: its number, else its place, as Santé!12 of several sheets"
    )
    column: str
    original: str
    rule: str = Field(
        description="the rule that read it: copy, fold, date, number, or a fact's own, as personal_data.2"
    )


class StatedBy(Frozen):
    """Provenance of a field that a person stated, with the assumption behind it."""

    kind: Literal["person"] = "person"
    person: str
    at: datetime | None = None
    reason: str = ""
    original: str = Field(default="", description="as the person wrote it in a sheet, where that had to be read")
    rule: str = Field(default="", description="the rule that read it, as of a cell of a list")


Provenance = Annotated[ImportedFrom | StatedBy, Field(discriminator="kind")]


class Draft(Frozen):
    """What a sheet, a form or a sample says of a case, before the site knows it."""

    title: Texts = Field(min_length=1)
    summary: Texts = ()
    administration: str = Field(min_length=1, description="as its source spells it, outer spaces removed")
    bureau: str = ""
    sector: str = Field(default="other", description="code of data/reference/sectors.yaml")
    stage: Stage = Stage.UNKNOWN
    national: bool = Field(default=False, description="all twelve regions, by their 2024 population")
    regions: tuple[RegionShare, ...] = ()
    services: tuple[str, ...] = Field(default=(), description="public services that the case improves")
    beneficiaries: tuple[Beneficiaries, ...] = ()
    investment_mad: Amount | None = Field(default=None, description="dirhams, taxes included")
    running_mad_per_year: Amount | None = Field(default=None, description="dirhams a year, taxes included")
    price_year: int | None = Field(default=None, ge=2000, le=2100)
    months_to_benefit: Amount | None = Field(default=None, description="months from the decision to the first benefit")
    starts_on: PartialDate | None = None
    facts: dict[str, FactValue] = Field(default_factory=dict, description="keys of data/reference/facts.yaml")
    provenance: dict[str, Provenance] = Field(default_factory=dict, description="by field name, or facts.<key>")

    @model_validator(mode="after")
    def _shares_add_up(self) -> "Draft":
        if self.regions and abs(sum(region.share for region in self.regions) - 1) > 1e-6:
            raise ValueError("regions.shares")
        if self.national and self.regions:
            raise ValueError("regions.national_and_listed")
        return self

    def applies(self, field: str) -> bool:
        """Whether a field, or facts.<key>, concerns the case; False where its source says that it does not."""
        origin = self.provenance.get(field)
        return origin is None or origin.rule != NOT_APPLICABLE


class UseCase(Draft):
    """A case the site knows, under a reference that is never reused."""

    reference: str = Field(pattern=r"^UC-\d{5,}$")
    source_register: str = Field(description="which list the row came from")
    role: Role = Role.CANDIDATE
    status: Status = Status.RECEIVED
    merged_into: str | None = Field(default=None, description="reference of the case that this one is")
    version: int = Field(
        default=1, ge=1, description="rises with each change; a form carries the version it was filled on"
    )


class StatusError(ValueError):
    """A move that the table of moves does not allow."""

    def __init__(self, current: Status, wanted: Status) -> None:
        self.code = "status.move_not_allowed"
        self.current, self.wanted = current, wanted
        super().__init__(f"{current} -> {wanted}")


def moved(current: Status, wanted: Status) -> Status:
    """The wanted status, if the table of moves allows it from the current one.

    Raises
    ------
    StatusError
        If it does not.
    """
    if wanted not in MOVES[current]:
        raise StatusError(current, wanted)
    return wanted
