"""What every sheet has that is filled in away from the site: formats that show where to write, rows for machines."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from ui.words import Words

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NAME_LIMIT = 31


@dataclass(frozen=True)
class SheetToFill:
    """A sheet being written; ``cell`` marks what may be filled in."""

    book: Any
    sheet: Any
    head: Any
    plain: Any
    cell: Any

    def for_machines(self, identity: str, columns: Sequence[str]) -> None:
        """Two hidden rows: what the sheet was made for, and what each column is."""
        self.sheet.write_string(0, 0, identity)
        for column, name in enumerate(columns):
            self.sheet.write_string(1, column, name)
        for row in range(2):
            self.sheet.set_row(row, None, None, {"hidden": True})


def sheet_to_fill(words: Words, name: str, write: Callable[[SheetToFill], None], *, frozen: tuple[int, int]) -> bytes:
    """The workbook of which ``write`` fills the first sheet; ``frozen`` rows and columns stay in sight."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        order = {"reading_order": 2} if words.direction == "rtl" else {}
        cell = {"text_wrap": True, "valign": "top", **order}
        sheet = book.add_worksheet(name[:_NAME_LIMIT])
        write(SheetToFill(
            book, sheet,
            head=book.add_format({"bold": True, "bg_color": "#EEF0ED", "bottom": 1, "text_wrap": True, **order}),
            plain=book.add_format(cell),
            cell=book.add_format({**cell, "bg_color": "#FBF0DA", "border": 1}),
        ))  # fmt: skip
        sheet.freeze_panes(*frozen)
        if words.direction == "rtl":
            sheet.right_to_left()
    return buffer.getvalue()
