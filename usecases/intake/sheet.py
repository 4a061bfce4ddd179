"""A recognised sheet: headers with their meaning and rows of cells; checks and drafts are made from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from usecases.intake.grid import GridRow
from usecases.intake.profile import DateOrder, Vocabulary
from wording.language import Language


@dataclass(frozen=True, slots=True)
class Header:
    """One column: its place in the grid, the spreadsheet's letters, its text with duplicates numbered."""

    column: int
    letters: str
    text: str
    given: str
    key: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What checks and drafts need to know of a file."""

    headers: tuple[Header, ...]
    header_row: int
    width: int | None
    """Cells of the header's record in a text file; None where a cell names its own column."""
    meaning: Mapping[str, Header]
    """By field, fact or column of the profile."""
    languages: Mapping[str, Language]
    """Language of the header that gave a meaning."""
    rows: tuple[GridRow, ...]
    vocabulary: Vocabulary
    date_order: DateOrder | None

    def cell(self, row: GridRow, name: str) -> str:
        """The cell of a row under a meaning, without outer spaces; empty when there is none."""
        header = self.meaning.get(name)
        return "" if header is None else row.cells.get(header.column, "").strip()

    def cells(self, name: str) -> Iterator[tuple[GridRow, str]]:
        """Rows that say something under a meaning, with what they say."""
        if name in self.meaning:
            for row in self.rows:
                if text := self.cell(row, name):
                    yield row, text

    def letters(self, name: str) -> str | None:
        """The spreadsheet's name of the column with a meaning."""
        header = self.meaning.get(name)
        return None if header is None else header.letters
