"""A sheet before anything is understood: numbered rows of cells, empty cells left out."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from usecases.intake.codes import How

PLACE = "[!]"
"""Under this name a row of several sheets keeps its place among its cells."""
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
class Part:
    """One of the sheets that are read as one list: its rows are numbered on from those of the sheet before it."""

    sheet: str
    after: int
    """What its rows' own numbers are raised by."""
    turned: bool = False
    """Whether its rows are columns of the spreadsheet."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, as the spreadsheet shows it; ``sheet`` is empty where one sheet is the whole list."""

    sheet: str
    row: int
    turned: bool = False

    def __str__(self) -> str:
        """As a spreadsheet writes it: "Santé!12", or the number alone; "Santé!C" where the row is a column."""
        own = column_letters(self.row - 1) if self.turned else str(self.row)
        return f"{self.sheet}!{own}" if self.sheet else own


def place_of(number: int, parts: Sequence[Part]) -> Place:
    """The place of the row with this number in a list of these parts.

    >>> str(place_of(45, (Part("Santé", 0), Part("Emploi", 40)))), str(place_of(45, ()))
    ('Emploi!5', '45')
    """
    if not parts:
        return Place("", number)
    part = parts[bisect_left(parts, number, key=lambda one: one.after) - 1]
    return Place(part.sheet, number - part.after, part.turned)


def by_part(rows: Sequence[GridRow], parts: Sequence[Part]) -> list[Sequence[GridRow]]:
    """The rows of each part; all of them where one sheet is the whole list."""
    starts = (bisect_right(rows, part.after, key=lambda one: one.number) for part in parts[1:])
    return [rows[start:end] for start, end in pairwise([0, *starts, len(rows)])]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet; ``positional`` when a cell's column is only its place in the record, as in a text file."""

    sheet: str | None
    rows: tuple[GridRow, ...]
    positional: bool
    parts: tuple[Part, ...] = ()
    """The sheets that it was joined from, or the one whose columns are its rows."""

    @property
    def turned(self) -> bool:
        """Whether its rows are columns of the spreadsheet."""
        return any(part.turned for part in self.parts)


def turned(grid: Grid) -> Grid:
    """The grid with its columns as rows: of a table that has a column for each case, or of a form for one.

    A column that only says what the one before it says is the rest of a merged cell.
    """
    columns: dict[int, dict[int, str]] = {}
    for row in grid.rows:
        for column, text in row.cells.items():
            columns.setdefault(column, {})[row.number - 1] = text
    rows: list[GridRow] = []
    before: dict[int, str] = {}
    for column, cells in sorted(columns.items()):
        if not cells.items() <= before.items():
            rows.append(GridRow(column + 1, cells, max(cells) + 1))
            before = cells
    return Grid(grid.sheet, tuple(rows), positional=False, parts=(Part(grid.sheet or "", 0, turned=True),))


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
