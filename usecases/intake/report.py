"""What the intake hands over: rows understood, rows refused, and how each thing was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from usecases.intake.codes import BY_A_PERSON, Notice, Rejection
from usecases.intake.grid import Part, Place, Why, place_of
from usecases.intake.profile import DateOrder
from usecases.use_case import Draft


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person settles instead of what was found; None leaves the finding."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    mapping: Mapping[int, str | None] = field(default_factory=dict)
    """Header position to field, fact or column of the profile; None unmaps."""
    columns: Mapping[str, str | None] = field(default_factory=dict)
    """The same by the text of the header, in any spelling that folds to it, or by its letters in brackets: [C]."""
    vocabulary: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Column to original spelling to canonical answer."""
    date_order: DateOrder | None = None
    register: str | None = None
    owner: str | None = None
    """The administration whose list the file is, where its rows do not say."""


@dataclass(frozen=True, slots=True)
class Sure:
    """How surely a column means what it is taken for, in [0, 1], and by what."""

    confidence: float
    how: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was found about the file; positions count the headers from 0."""

    reader: Literal["csv", "xlsx", "xls", "ods", "json"]
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_row: int
    headers: tuple[str, ...]
    letters: tuple[str, ...]
    mapping: Mapping[int, str]
    profile_id: str
    profile_version: str
    profile_hash: str
    register: str
    date_order: DateOrder | None
    sure: Mapping[int, Sure]
    why: tuple[Why, ...]
    parts: tuple[Part, ...] = ()
    """The sheets that are read as one list, where they are several; ``sheet`` is the first of them. Or the one whose
    columns are the rows."""

    @property
    def is_corrected(self) -> bool:
        """Whether a person settled, now or before, how the file is read."""
        chosen = (one.how == "chosen" for one in self.sure.values())
        return any(chosen) or any(one.code in BY_A_PERSON for one in self.why)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets that are read."""
        return tuple(one.sheet for one in self.parts if one.sheet) or ((self.sheet,) if self.sheet is not None else ())

    def place(self, row: int) -> Place:
        """Where the row with this number stands in the file."""
        return place_of(row, self.parts)

    def row_shown(self, row: int) -> int | str:
        """The number of a row, or its place where the number alone does not say it."""
        return str(self.place(row)) if self.parts else row

    def told_place(self, row: int | None) -> dict[str, str | int | None]:
        """The same as plain values; with its place where its number alone does not say it."""
        if row is None or not self.parts:
            return {"row": row}
        place = self.place(row)
        return {"row": place.row, "place": str(place)}

    @property
    def meant(self) -> dict[str, str]:
        """By header, the field its column is used for."""
        return {self.headers[place]: name for place, name in self.mapping.items()}

    @property
    def unused(self) -> tuple[str, ...]:
        """Headers of the columns that are not used."""
        return tuple(one for place, one in enumerate(self.headers) if place not in self.mapping and one.strip())


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should see; row and column as the spreadsheet shows them, None for the whole."""

    row: int | None
    column: str | None
    code: Notice | Rejection
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class RowKey:
    """What makes a row the same row in the next file of its register."""

    register: str
    administration: str
    by: Literal["id", "title"]
    name: str


@dataclass(frozen=True, slots=True)
class ScoreProposal:
    """A score that a rule reads from the row; 0 to 4, or months."""

    criterion: str
    low: float
    likely: float
    high: float
    unit: Literal["scale", "months"]
    rule: str
    columns: tuple[str, ...]
    original: str = ""
    """The cell, where the list states the score itself."""


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """One row that was taken in."""

    row: int
    draft: Draft
    received: Mapping[str, str]
    """Cells by numbered header as received; empty ones left out, e-mail addresses masked, line ends LF."""
    content_hash: str
    """SHA-256 of the cells before masking."""
    key: RowKey
    occurrence: int
    """1, 2 ... among the differing rows of one key; equal rows share it."""
    proposals: tuple[ScoreProposal, ...]
    problems: tuple[Problem, ...]
    owner_names: frozenset[str] = frozenset()
    """Folded names of which each says the administration of the row's key."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row that was not taken in, with what it holds and why."""

    row: int
    received: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """The whole file, understood; nothing is stored yet."""

    file_name: str
    sha256: str
    recognised: Recognised
    rows_read: int
    rows: tuple[IntakeRow, ...]
    rejected: tuple[RejectedRow, ...]
    problems: tuple[Problem, ...]
