"""A table as a file, CSV or XLSX, with filters, date, fingerprint and journal head; no text is a formula."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of a workbook."""
CellValue = str | int | float | bool | date | datetime | None
_LEADERS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0")
_INNER_LEADER = re.compile(r"([;\t])(?=[=+\-@＝＋－＠])")
_SHEET_NAME_LIMIT = 31
_FORBIDDEN_IN_SHEET_NAME = "[]:*?/\\"


@dataclass(frozen=True)
class ExportTable:
    """What is written: a title, columns, rows in their order, and the notes that let a reader replay them."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[CellValue]]
    notes: Mapping[str, str] = field(default_factory=dict)
    notes_title: str = "Notes"


def as_csv(table: ExportTable) -> bytes:
    """UTF-8 with a byte order mark (for Excel), commas, numbers with a point; the notes stand below an empty line.

    Text that a spreadsheet would take for a formula gets a leading apostrophe (ASVS 5.0, 1.2.10).
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([neutral(column) for column in table.columns])
    writer.writerows([[_plain(value) for value in row] for row in table.rows])
    if table.notes:
        writer.writerow([])
        writer.writerows([[neutral(name), neutral(value)] for name, value in table.notes.items()])
    return buffer.getvalue().encode("utf-8-sig")


def as_xlsx(table: ExportTable, *, right_to_left: bool = False) -> bytes:
    """A workbook of two sheets, the rows and the notes; texts stay texts, numbers and dates what they are."""
    return as_workbook([table], right_to_left=right_to_left)


def as_workbook(tables: Sequence[ExportTable], *, right_to_left: bool = False) -> bytes:
    """A sheet for each table, and one more with the notes of the first."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
        "remove_timezone": True,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        formats = _formats(book, right_to_left=right_to_left)
        taken: list[str] = []
        for table in tables:
            taken.append(_free_name(table.title, taken))
            _sheet(book.add_worksheet(taken[-1]), table, formats, right_to_left=right_to_left)
        notes = book.add_worksheet(_free_name(tables[0].notes_title, taken))
        notes.set_column(0, 0, 28)
        notes.set_column(1, 1, 90)
        for line, (name, text) in enumerate(tables[0].notes.items()):
            notes.write_string(line, 0, name, formats.head)
            notes.write_string(line, 1, text, formats.body)
        if right_to_left:
            notes.right_to_left()
    return buffer.getvalue()


class _Formats(NamedTuple):
    head: object
    body: object
    day: object
    moment: object


def _formats(book: xlsxwriter.Workbook, *, right_to_left: bool) -> _Formats:
    order = {"reading_order": 2} if right_to_left else {}
    return _Formats(
        head=book.add_format(
            {"bold": True, "bg_color": "#EEF0ED", "bottom": 1, "text_wrap": True, "valign": "top", **order}
        ),
        body=book.add_format({"valign": "top", "text_wrap": True, **order}),
        day=book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
        moment=book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top"}),
    )


def _sheet(
    sheet: xlsxwriter.worksheet.Worksheet, table: ExportTable, formats: _Formats, *, right_to_left: bool
) -> None:
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column, formats.head)
        sheet.set_column(at, at, _width(table, at))
    for line, row in enumerate(table.rows, start=1):
        for at, value in enumerate(row):
            _write(sheet, line, at, value, formats=(formats.body, formats.day, formats.moment))
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), max(0, len(table.columns) - 1))
    if right_to_left:
        sheet.right_to_left()


def neutral(text: str) -> str:
    """The text, with an apostrophe wherever a spreadsheet would read a formula.

    Where the list separator is a semicolon, a comma-separated file is cut at semicolons too.
    """
    text = _INNER_LEADER.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_LEADERS) else text


def _plain(value: CellValue) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return neutral(value.replace("\0", ""))


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    line: int,
    at: int,
    value: CellValue,
    *,
    formats: tuple[object, object, object],
) -> None:
    body, day, moment = formats
    match value:
        case None:
            sheet.write_blank(line, at, None, body)
        case bool():
            sheet.write_boolean(line, at, value, body)
        case int() | float():
            sheet.write_number(line, at, value, body)
        case datetime():
            sheet.write_datetime(line, at, value, moment)
        case date():
            sheet.write_datetime(line, at, value, day)
        case _:
            sheet.write_string(line, at, value[:32_767], body)


def _width(table: ExportTable, at: int) -> float:
    longest = max((len(str(row[at])) for row in table.rows[:200] if at < len(row)), default=0)
    return float(min(60, max(10, len(table.columns[at]) + 2, longest + 1)))


def _sheet_name(title: str) -> str:
    name = "".join(" " if letter in _FORBIDDEN_IN_SHEET_NAME or letter < " " else letter for letter in title)
    return name.strip().strip("'")[:_SHEET_NAME_LIMIT].strip() or "1"


def _free_name(name: str, taken: Sequence[str]) -> str:
    """A name for a sheet that no other sheet has, whatever the case of its letters."""
    made, number = _sheet_name(name), 2
    used = {one.casefold() for one in taken}
    while made.casefold() in used:
        suffix = f" {number}"
        made, number = f"{_sheet_name(name)[: _SHEET_NAME_LIMIT - len(suffix)]}{suffix}", number + 1
    return made
