"""Sheets that go out to be filled in and come back: a hidden row says what each is, another names its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from usecases.intake.codes import IntakeError, Refusal
from usecases.intake.readers import read_bytes
from wording.refusing import CodedError

HEAD_ROWS = 3
"""What the sheet is; what its columns are, for programs; the same for people."""

NumberedRows = Sequence[tuple[int, Mapping[int, str]]]
"""Number of each row in the spreadsheet and its texts by column, from 0."""


@dataclass(frozen=True)
class CellProblem:
    """A cell that cannot be taken, by row and column as the spreadsheet shows them."""

    row: int
    column: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class Fate(StrEnum):
    """What becomes of something the sheet says."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    """It changed here since the sheet was made: somebody must say which one holds."""


def returned_rows(content: bytes, refuse: type[CodedError]) -> NumberedRows:
    """The rows of the first sheet of a file that came back; ``refuse`` says it is too large, or no workbook."""
    try:
        grids = read_bytes(content).grids
    except IntakeError as error:
        if error.code == Refusal.TOO_LARGE:
            raise refuse("sheet.too_large", **error.values) from error
        raise refuse("sheet.unreadable") from error
    return [(row.number, row.cells) for row in grids[0].rows] if grids else []


def head_of(rows: NumberedRows) -> tuple[str, str, dict[str, int]]:
    """Kind and name that the first cell says (``kind:name``), and the place of each named column."""
    first = next((cells.get(0, "") for number, cells in rows if number == 1), "")
    names = next((cells for number, cells in rows if number == 2), {})
    kind, _, name = first.partition(":")
    return kind, name.strip(), {text.strip(): place for place, text in names.items() if text.strip()}
