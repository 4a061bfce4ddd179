"""XLS, the format of Excel before 2007, by xlrd: it is a binary format that nobody should read twice."""

import datetime as dt
from typing import Any

import xlrd

from cells.budget import Budget, Refused, Rows, Sheet, number_text
from cells.number_format import Shown, shown_by


class Workbook:
    """The sheets of one old workbook."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        try:
            # What it logs about odd files is not for our output.
            self._book = xlrd.open_workbook(
                file_contents=content, on_demand=True, formatting_info=True, logfile=_Nowhere()
            )
        except xlrd.XLRDError as error:
            if "encrypted" in str(error):
                raise Refused("intake.unreadable", reason="encrypted") from error
            if "Can't find workbook" in str(error):
                raise Refused("intake.not_a_table", kind="ole") from error
            raise Refused("intake.unreadable", reason="broken_archive") from error
        self._budget = budget
        self._formats: dict[int, Shown | None] = {}
        names = self._book.sheet_names()
        self.sheets = [(name, self._visible(place), name) for place, name in enumerate(names)]

    def _visible(self, place: int) -> bool:
        return bool(self._book._sheet_visibility[place] == 0)  # its only record before the sheet itself is read

    def rows(self, name: str) -> Rows:
        """The non-empty cells of a sheet."""
        read, sheet = self._book.sheet_by_name(name), Sheet(self._budget)
        for row in range(read.nrows):
            for column, cell in enumerate(read.row(row)):
                sheet.put(row + 1, column, self._text(cell))
        for first, beyond, column, _ in read.merged_cells:
            sheet.repeat(column, first + 1, beyond)
        self._book.unload_sheet(name)
        return sheet.rows()

    def _text(self, cell: Any) -> str:
        if cell.ctype == xlrd.XL_CELL_TEXT:
            return str(cell.value)
        if cell.ctype == xlrd.XL_CELL_NUMBER:
            shown = self._shown(cell.xf_index)
            return shown.text(float(cell.value)) if shown else number_text(float(cell.value))
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        if cell.ctype == xlrd.XL_CELL_DATE:
            return self._date(float(cell.value))
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
        return ""

    def _shown(self, place: int) -> Shown | None:
        """What the format of a cell says behind its number."""
        if place not in self._formats:
            number = self._book.xf_list[place].format_key
            known = self._book.format_map.get(number)
            self._formats[place] = shown_by(known.format_str if known else "", number)
        return self._formats[place]

    def _date(self, serial: float) -> str:
        try:
            instant: dt.datetime = xlrd.xldate_as_datetime(serial, self._book.datemode)
        except (ValueError, OverflowError):
            return number_text(serial)
        if 0 <= serial < 1:
            return instant.time().isoformat()
        return instant.date().isoformat() if instant.time() == dt.time() else instant.isoformat()


class _Nowhere:
    def write(self, text: str) -> None:
        """Forget it."""

    def flush(self) -> None:
        """Nothing waits."""
