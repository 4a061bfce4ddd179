"""ODS: the sheets of an OpenDocument workbook, where one cell may stand for a thousand."""

import io
import zipfile

from cells.budget import Budget, Rows, Sheet, number_text
from cells.markup import Collector, attribute, stream
from cells.number_format import Shown

_CELLS = {"table-cell", "covered-table-cell"}
_NUMBERS = {"float", "percentage", "currency"}


class Workbook:
    """The sheets of one document, read in one pass: their names, visibility and cells."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        reader = _Content(budget)
        stream(zipfile.ZipFile(io.BytesIO(content)), "content.xml", reader)
        self._read = {name: sheet for name, _, sheet in reader.sheets}
        self.sheets = [(name, style not in reader.hidden, name) for name, style, _ in reader.sheets]

    def rows(self, name: str) -> Rows:
        """The non-empty cells of a sheet."""
        return self._read[name].rows()


class _Content(Collector):
    """Callbacks that collect the cells of every sheet."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.sheets: list[tuple[str, str, Sheet]] = []
        self.hidden: set[str] = set()
        self._style = ""
        self._row = self._column = 0
        self._rows_repeated = self._cells_repeated = 1
        self._value: str | None = None
        self._lines: list[str] = []
        self._listening = False
        self._aside = 0
        """How deep within what is no text of the cell: a remark, a drawing."""
        self._line: list[tuple[int, str]] = []
        self._spanned = 1
        self._merged: list[tuple[int, int, int]] = []
        """Column, first and last row of the cells that are merged downwards."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._aside or tag in {"annotation", "frame", "tracked-changes"}:
            self._aside += 1
        elif tag == "style":
            self._style = attribute(attributes, "name")
        elif tag == "table-properties":
            if attribute(attributes, "display") == "false":
                self.hidden.add(self._style)
        elif tag == "table":
            self.sheets.append((attribute(attributes, "name"), attribute(attributes, "style-name"), Sheet(self.budget)))
            self._row = 0
        elif tag == "table-row":
            self._rows_repeated = int(attribute(attributes, "number-rows-repeated") or 1)
            self._column, self._line = 0, []
        elif tag in _CELLS:
            self._cells_repeated = int(attribute(attributes, "number-columns-repeated") or 1)
            self._spanned = int(attribute(attributes, "number-rows-spanned") or 1)
            self._value, self._lines = _value(attributes), []
        else:
            self._inside(tag, attributes)

    def _inside(self, tag: str, attributes: dict[str, str]) -> None:
        """Elements of a paragraph: spaces, tabs and line breaks have tags of their own."""
        if tag == "p":
            self._lines.append("")
            self._listening = True
        elif self._lines and tag in {"s", "tab", "line-break"}:
            space = " " * int(attribute(attributes, "c") or 1)
            self._lines[-1] += {"tab": "\t", "line-break": "\n"}.get(tag, space)

    def end(self, tag: str) -> None:
        if self._aside:
            self._aside -= 1
        elif tag == "p":
            self._listening = False
        elif tag in _CELLS:
            self._end_cell()
        elif tag == "table-row":
            self._end_row()
        elif tag == "table" and self.sheets:
            for column, first, last in self._merged:
                self.sheets[-1][2].repeat(column, first, last)
            self._merged = []

    def _end_cell(self) -> None:
        text = self._value if self._value is not None else "\n".join(self._lines)
        if text:
            self._line += [(self._column + place, text) for place in range(min(self._cells_repeated, 20_000))]
            if self._spanned > 1:
                self._merged.append((self._column, self._row + 1, self._row + self._spanned))
        self._column += self._cells_repeated

    def _end_row(self) -> None:
        """An empty row may stand for a million: only rows that say something are written out."""
        for _ in range(self._rows_repeated if self._line else 0):
            self._row += 1
            for column, text in self._line:
                self.sheets[-1][2].put(self._row, column, text)
        self._row += 0 if self._line else self._rows_repeated

    def text(self, piece: str) -> None:
        if self._listening and not self._aside:
            self._lines[-1] += piece


def _value(attributes: dict[str, str]) -> str | None:
    """What a cell holds apart from how it is shown; None for a text, which stands in its paragraphs."""
    kind = attribute(attributes, "value-type")
    if kind in _NUMBERS:
        number, currency = float(attribute(attributes, "value") or "0"), attribute(attributes, "currency")
        if kind == "percentage":
            return Shown("%", is_share=True).text(number)
        return Shown(currency).text(number) if currency not in {"", "MAD"} else number_text(number)
    if kind == "date":
        return attribute(attributes, "date-value").removesuffix("T00:00:00")
    if kind == "boolean":
        return attribute(attributes, "boolean-value").upper()
    return None
