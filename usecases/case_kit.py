"""The kit: a workbook in which an administration describes its cases away from the site, and what comes back.

A row without a reference is a new case. An empty cell says nothing: it erases nothing; one that says that no answer
applies is an answer. Nor does a cell say anything that still holds what it held when the kit was made: each known row
carries marks of its cells as they were given. Beside what is read of a cell stays what was written in it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from usecases.folding import readable
from usecases.intake.changes import FieldChange, changes
from usecases.intake.read_otherwise import ReadOtherwise, as_figures, is_read_otherwise
from usecases.use_case import (
    NOT_APPLICABLE,
    Amount,
    Draft,
    PartialDate,
    StatedBy,
    Texts,
)
from wording.language import Language
from wording.refusing import CodedError

IDENTITY = "cases"
FACTS = ("personal_data", "decision_about_person", "public_interaction", "generative", "procured")
"""Facts that the kit asks for; each is answered by yes or no."""
TEXTS = ("title", "summary")
AMOUNTS = ("investment_mad", "running_mad_per_year", "months_to_benefit")
COLUMNS = (
    "reference", "version",
    *(f"{name}.{language}" for name in TEXTS for language in Language),
    "sector", "stage", "starts_on", *AMOUNTS, *(f"facts.{name}" for name in FACTS), "facts.supplier",
    "assumption", "as_given",
)  # fmt: skip
HIDDEN = frozenset({"version", "as_given"})

ANSWERED = ("sector", "stage", "starts_on", *AMOUNTS, *(f"facts.{name}" for name in FACTS))
"""Columns of which a case may say that no answer applies to it."""

Choices = Mapping[str, Mapping[str, str]]
"""By column: the folded label of a choice, in whichever language, and its code; NOT_APPLICABLE is one of them."""


class KitError(CodedError):
    """The file as a whole is no kit of this administration; the code says why."""


@dataclass(frozen=True)
class Written:
    """A cell that had to be read: as somebody wrote it, and the rule that read it."""

    original: str
    rule: str


@dataclass(frozen=True)
class KitRow:
    """One case as the kit describes it: what it states, and the version it was made with (0: a new case).

    None in ``stated`` says that no answer applies.
    """

    row: int
    reference: str | None
    version: int
    stated: Mapping[str, Any]
    assumption: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    """A mark of each cell as the kit was made with it; none where the kit does not tell."""
    written: Mapping[str, Written] = field(default_factory=dict)
    """By field, the cells that are no texts."""

    def disputed(self, held: Draft, version: int) -> frozenset[str]:
        """The stated fields that say something else here than when the kit was made."""
        if version == self.version:
            return frozenset()
        return frozenset(
            name for name in _fields(self.stated)
            if any(self.given.get(column) != mark(cell_of(held, column)) for column in self._columns(name))
        )  # fmt: skip

    def read_otherwise(self) -> Iterator[ReadOtherwise]:
        """Fields whose cell was read as other figures than it shows."""
        for name, cell in self.written.items():
            value = self.stated.get(name)
            if isinstance(value, Amount | PartialDate) and is_read_otherwise(value, cell.original):
                yield ReadOtherwise(name, cell.original, as_figures(value), cell.rule)

    def _columns(self, name: str) -> list[str]:
        """The cells in which a field is stated: a text may be in several languages."""
        return [f"{name}.{one.language}" for one in self.stated[name]] if name in TEXTS else [name]

    def draft(self, held: Draft | None, administration: str, *, person: str, at: datetime) -> Draft:
        """The case with what the row states; a text replaces the one in its language alone.

        Raises
        ------
        pydantic.ValidationError
            If a new case has no title.
        """
        told = {
            name: Draft.model_fields[name].default if value is None else value
            for name, value in self.stated.items()
            if name not in {*TEXTS, "facts"}
        }
        for name in TEXTS:
            if name in self.stated:
                told[name] = _with_texts(getattr(held, name) if held else (), self.stated[name])
        if "facts" in self.stated:
            facts = {**(held.facts if held else {}), **self.stated["facts"]}
            told["facts"] = {name: value for name, value in facts.items() if value is not None}
        origin = StatedBy(person=person, at=at, reason=self.assumption)
        stated = {
            name: origin.model_copy(update={"original": one.original, "rule": one.rule})
            if (one := self.written.get(name)) else origin
            for name in _fields(self.stated)
        }  # fmt: skip
        provenance = {**(held.provenance if held else {}), **stated}
        if held is None:
            return Draft(administration=administration, provenance=provenance, **told)
        own = {name: getattr(held, name) for name in Draft.model_fields}
        return Draft(**(own | told | {"provenance": provenance}))

    def changes(self, held: Draft, *, person: str, at: datetime) -> tuple[FieldChange, ...]:
        """What the row says that its case does not say yet."""
        return changes(held, self.draft(held, held.administration, person=person, at=at))


def cell_of(held: Draft, column: str) -> str:
    """What a case says in one column, a choice by its code; the kit reads it back as it is written here."""
    if not held.applies(column):
        return NOT_APPLICABLE
    name, _, part = column.partition(".")
    if name in TEXTS:
        return next((one.value for one in getattr(held, name) if one.language == part), "")
    value = held.facts.get(part) if name == "facts" else getattr(held, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _written(value)


def as_given(held: Draft) -> str:
    """The marks of all its cells, for a hidden column of its row."""
    columns = [one for one in COLUMNS if one not in {"reference", "assumption", *HIDDEN}]
    return json.dumps({column: mark(cell_of(held, column)) for column in columns})


def mark(text: str) -> str:
    """A short sign of what a cell says, the same whatever its spaces."""
    return sha256(readable(text).encode()).hexdigest()[:12]


def _written(value: Any) -> str:
    if isinstance(value, PartialDate | Amount):
        return as_figures(value)
    return "" if value is None else str(value)


def identity(administration: str) -> str:
    """What the first cell says."""
    return f"{IDENTITY}:{administration}"


def _with_texts(held: Texts, stated: Texts) -> Texts:
    said = {one.language: one for one in stated}
    kept = tuple(said.pop(one.language, one) for one in held)
    return (*kept, *said.values())


def _fields(stated: Mapping[str, Any]) -> list[str]:
    return [name for name in stated if name != "facts"] + [f"facts.{name}" for name in stated.get("facts", {})]
