"""What was read of a file otherwise than it is written, beside what is written: before anything is taken in."""

from collections.abc import Sequence

from ui.components.download_row import download_row
from ui.components.prose import plain_table, quiet
from ui.exports.workbook import ExportTable
from ui.facts import field_told, said_of
from ui.visit import Visit
from usecases.intake.amounts import TAX_ADDED
from usecases.intake.read_otherwise import ReadOtherwise

SHOWN = 12


def readings_told(visit: Visit, where: str, readings: Sequence[tuple[str, ReadOtherwise]], *, key: str) -> None:
    """The readings, each with its place: the row, or the number of rows that are written so."""
    if not readings:
        return
    words = visit.words
    rows = [
        {
            where: place,
            words("intake.field"): " · ".join(filter(None, (field_told(visit, one.field), one.column[:60]))),
            words("readings.written"): one.original[:160],
            words("readings.read"): _read(visit, one),
        }
        for place, one in readings
    ]
    quiet(words("readings.caption"))
    plain_table(rows[:SHOWN])
    if len(rows) > SHOWN:
        quiet(words("readings.more", n=len(rows) - SHOWN))
    cells = [list(row.values()) for row in rows]
    table = ExportTable(words("readings.caption"), list(rows[0]), cells, visit.notes(), words("download.notes"))
    download_row(words, "readings", table, key=key)


def _read(visit: Visit, one: ReadOtherwise) -> str:
    read = said_of(visit, one.field, one.read)
    return visit.words("readings.tax_added", read=read) if one.rule == TAX_ADDED else read
