"""Text files with a delimiter; the delimiter is the one that gives most records the same number of cells."""

import csv
import io
import re
import sys
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice

from usecases.intake.codes import How, IntakeError, Refusal
from usecases.intake.grid import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS_READ,
    MAX_TEXT_BYTES,
    Grid,
    GridRow,
    Reading,
    Why,
)
from usecases.intake.readers.encodings import decode

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARACTERS = 300_000
_SAMPLE_RECORDS = 240
_NAMED = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_LONE_RETURN, _RETURN = re.compile(r"\r(?!\n)"), "\u2028"
"""Python ends a record at any lone return; a line separator stands for it until the cells are read."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_FEW_RECORDS, _NEARLY_ALL = 3, 0.9
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_delimited(content: bytes, *, encoding: str | None = None, delimiter: str | None = None) -> Reading:
    """Read CSV, semicolon, tab or pipe separated text as one grid; line ends inside cells become LF.

    Raises
    ------
    IntakeError
        If the bytes are no text, or no delimiter makes a table of it.
    """
    text, name, why_encoding = decode(content, encoding=encoding)
    if sys.getsizeof(text) > MAX_TEXT_BYTES:
        raise IntakeError(Refusal.TOO_LARGE, what="memory_bytes", limit=MAX_TEXT_BYTES)
    if len(_CONTROL.findall(text[:_SAMPLE_CHARACTERS])) > len(text[:_SAMPLE_CHARACTERS]) / 50:
        raise IntakeError(Refusal.NOT_A_TABLE, kind="binary")
    named = _NAMED.match(text)
    if named:
        # Excel's own way to say which sign it wrote; the line stays a line, so that rows keep their numbers.
        text = "\n" + text[named.end() :]
    text = _unwrapped(text)
    text = _with_returns_in_cells(text, delimiter or (named[1] if named else None))
    if delimiter is None and named:
        delimiter, why_delimiter = named[1], Why(How.DELIMITER_NAMED, {"value": named[1]})
    elif delimiter is None:
        delimiter, why_delimiter = _delimiter(text)
    else:
        why_delimiter = Why(How.CHOSEN_DELIMITER, {"value": delimiter})
    rows = tuple(_rows(text, delimiter))
    return Reading("csv", (Grid(None, rows, positional=True),), name, delimiter, (why_encoding, why_delimiter))


def _unwrapped(text: str) -> str:
    """The text without quotes around whole lines: a spreadsheet puts them when it saves a list as one column of text.

    That is so where the first records have one cell each, in quotes, and what is inside is a table.
    """
    if not text.lstrip().startswith('"'):
        return text
    for outer in DELIMITERS:
        try:
            inside = _only_cells(text[:_SAMPLE_CHARACTERS], outer, _SAMPLE_RECORDS)
            if inside is None or all(_equal(inside, inner) < (_NEARLY_ALL, _FEW_RECORDS) for inner in DELIMITERS):
                continue
            return _only_cells(text, outer) or text
        except csv.Error:
            continue
    return text


def _only_cells(text: str, delimiter: str, most: int | None = None) -> str | None:
    """The one cell of each record, a line each; None where a record has more."""
    lines = []
    for record in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), most):
        cells = [cell for cell in record if cell and not cell.isspace()]
        if len(cells) > 1:
            return None
        lines.append(cells[0] if cells else "")
    return "\n".join(lines)


def _with_returns_in_cells(text: str, delimiter: str | None) -> str:
    """The text with lone carriage returns as parts of cells, where line feeds end the records.

    They do where so nearly all records come out equal, and fewer do when a return ends one, too.
    """
    if "\n" not in text or not _LONE_RETURN.search(text):
        return text
    kept = _LONE_RETURN.sub(_RETURN, text)
    for each in (delimiter,) if delimiter else DELIMITERS:
        share, records = _equal(kept, each)
        if records >= _FEW_RECORDS and share >= _NEARLY_ALL and share > _equal(text, each)[0]:
            return kept
    return text


def _equal(text: str, delimiter: str) -> tuple[float, int]:
    """The share of records with the most frequent number of cells, more than one, and how many these are."""
    try:
        widths = [len(record) for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if record]
    except csv.Error:
        return 0.0, 0
    count = max((count for width, count in Counter(widths).items() if width > 1), default=0)
    return count / max(1, len(widths)), count


def _delimiter(text: str) -> tuple[str, Why]:
    sample = text[:_SAMPLE_CHARACTERS]
    found: list[tuple[float, int, int, float, str]] = []
    for delimiter in DELIMITERS:
        try:
            widths = _widths(sample, delimiter)
        except csv.Error:
            continue
        if widths:
            width, count = max(Counter(widths).items(), key=lambda item: (item[0] > 1, item[1], item[0]))
            share = count / len(widths)
            # A header is written with the sign, too: commas within its rows begin a row later.
            found.append((1.0 if share >= 0.9 else share, -widths.index(width), width, share, delimiter))
    found = [candidate for candidate in found if candidate[2] > 1]
    if not found:
        raise IntakeError(Refusal.NOT_A_TABLE, kind="text")
    _, _, width, share, delimiter = max(found)
    return delimiter, Why(How.DELIMITER_EQUAL_COUNTS, {"value": delimiter, "cells": width, "share": round(share, 2)})


def _widths(sample: str, delimiter: str) -> list[int]:
    """Cells of the first records that hold anything."""
    widths: list[int] = []
    for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
        if any(cell and not cell.isspace() for cell in record):
            widths.append(len(record))
        if len(widths) == _SAMPLE_RECORDS:
            break
    return widths


def _rows(text: str, delimiter: str) -> Iterator[GridRow]:
    cells_read, rows_read, columns = 0, 0, set[int]()
    for number, record in _records(text, delimiter):
        cells = {
            place: cell.replace("\r\n", "\n").replace("\r", "\n").replace(_RETURN, "\n") if _breaks(cell) else cell
            for place, cell in enumerate(record)
            if cell
        }
        if not cells:
            # Millions of blank lines cost a few bytes to send: they are counted, never kept.
            continue
        rows_read += 1
        cells_read += len(cells)
        columns.update(cells)
        for what, found, limit in (
            ("rows", rows_read, MAX_ROWS_READ),
            ("cells", cells_read, MAX_CELLS),
            ("columns", len(columns), MAX_COLUMNS),
        ):
            if found > limit:
                raise IntakeError(Refusal.TOO_LARGE, what=what, limit=limit)
        yield GridRow(number, cells, len(record))


def _breaks(cell: str) -> bool:
    return "\r" in cell or _RETURN in cell


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records numbered as a spreadsheet numbers rows: blank lines count, breaks inside a cell do not.

    Letters after a closing quote are kept (strict reading refuses them). A quote that never closes is
    refused, because everything behind it would end in one cell.
    """
    strict = _reads_strictly(text, delimiter)
    records = csv.reader(_lines(text), delimiter=delimiter, strict=strict)
    try:
        yield from enumerate(records, start=1)
    except csv.Error as error:
        raise IntakeError(Refusal.UNREADABLE, reason="open_quote") from error


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends as they are; a file in memory would hold the text once more, four bytes a letter."""
    return (match[0] for match in _LINE.finditer(text))


def _reads_strictly(text: str, delimiter: str) -> bool:
    """Whether every quote closes where it should; read once without keeping anything."""
    try:
        deque(csv.reader(_lines(text), delimiter=delimiter, strict=True), maxlen=0)
    except csv.Error as error:
        if "unexpected end" in str(error) or "field limit" in str(error):
            raise IntakeError(Refusal.UNREADABLE, reason="open_quote") from error
        return False
    return True
