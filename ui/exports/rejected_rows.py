"""Rows that were not taken in, as they came, with the reason beside each: to be corrected and sent again."""

from collections.abc import Mapping

from ui.exports.workbook import CellValue, ExportTable
from ui.words import Words
from usecases.intake import IntakeReport


def rejected_table(words: Words, report: IntakeReport, notes: Mapping[str, str]) -> ExportTable:
    """The columns of the sheet in their order, after the row's number and what is wrong with it."""
    headers = report.recognised.headers
    rows: list[list[CellValue]] = [
        [
            report.recognised.row_shown(one.row),
            " ".join(words.told(str(problem.code), problem.values) for problem in one.problems),
            *(one.received.get(header, "") for header in headers),
        ]
        for one in report.rejected
    ]
    columns = [words("problems.row"), words("problems.problem"), *headers]
    return ExportTable(words("intake.rejected_title"), columns, rows, notes, words("download.notes"))
