"""How much a file may ask for: counted while it is read, refused before more is kept."""

import re
from typing import Any

_QUANTITY = re.compile(r"\s*[-+(]?\d(?!\d{0,3}[-/.]\d{1,2}[-/.]\d{1,4}\b)")
"""A number, whatever follows it; not a date."""

Rows = list[tuple[int, list[tuple[int, str]]]]
"""Rows as the spreadsheet numbers them, each with its non-empty cells by column from 0."""


class Refused(Exception):  # noqa: N818 -- it is the child's answer, not a fault of the child
    """The file is not read: a code of the intake and the values of its sentence."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code, self.values = code, values
        super().__init__(code)


class Budget:
    """Cells, columns and characters of one file, over all its sheets."""

    def __init__(self, limits: dict[str, Any]) -> None:
        self._limits = limits
        self._cells = self._characters = 0

    def count(self, text: str, columns: int) -> None:
        """Refuse as soon as a limit is passed; ``columns`` are those of the sheet that hold something."""
        self._cells += 1
        self._characters += len(text)
        for what, amount in (("cells", self._cells), ("columns", columns), ("characters", self._characters)):
            if amount > self._limits[what]:
                raise Refused("intake.too_large", what=what, limit=self._limits[what])


class Sheet:
    """The cells of one sheet that hold something, counted as they come."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._rows: dict[int, dict[int, str]] = {}
        self._columns: set[int] = set()

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a text; an empty one is nothing, and line ends become LF."""
        if not text:
            return
        self._columns.add(column)
        self._budget.count(text, len(self._columns))
        self._rows.setdefault(row, {})[column] = text.replace("\r\n", "\n").replace("\r", "\n")

    def repeat(self, column: int, first: int, last: int) -> None:
        """Say in every row that is there what the first of them says in a column; a quantity is said once.

        A sum that several rows share is not the sum of each of them.
        """
        text = self._rows.get(first, {}).get(column, "")
        if not text or _QUANTITY.match(text):
            return
        for row in sorted(number for number in self._rows if first < number <= last):
            if column not in self._rows[row]:
                self.put(row, column, text)

    def rows(self) -> Rows:
        """Everything that was kept, in order."""
        return sorted((number, sorted(cells.items())) for number, cells in self._rows.items())


def number_text(number: float) -> str:
    """A number in its shortest form."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
