"""A sheet before anything is understood: numbered rows of cells, empty cells left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from usecases.intake.codes import How

MAX_BYTES = 150_000_000
MAX_TEXT_BYTES = 200_000_000
"""A text once decoded: one rare letter makes every other of it four bytes wide. Within both, 200,000 rows are read in
1.5 GB of memory."""
MAX_CELLS = 3_000_000
MAX_COLUMNS = 5_000
MAX_ROWS = 200_000
"""Cases of one file."""
MAX_ROWS_READ = MAX_ROWS + 1_000
"""Rows of one file: there may be banners, headers and totals around the cases."""


@dataclass(frozen=True, slots=True)
class Why:
    """How one property of the file was found."""

    code: How
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its number as the spreadsheet shows it, and its non-empty cells by column (A is 0)."""

    number: int
    cells: Mapping[int, str]
    width: int

    def stated(self) -> int:
        """How many cells hold more than spaces."""
        return len(self.cells) - sum(map(str.isspace, self.cells.values()))


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet; ``positional`` when a cell's column is only its place in the record, as in a text file."""

    sheet: str | None
    rows: tuple[GridRow, ...]
    positional: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the bytes."""

    reader: Literal["csv", "xlsx", "xls", "ods", "json"]
    grids: tuple[Grid, ...]
    encoding: str | None = None
    delimiter: str | None = None
    why: tuple[Why, ...] = ()
    hidden: tuple[str, ...] = ()
    """Sheets that the workbook hides; they are read when a person names one."""


def column_letters(column: int) -> str:
    """The spreadsheet's name of a column (0 is A).

    >>> column_letters(0), column_letters(27), column_letters(16383)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    column += 1
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters
