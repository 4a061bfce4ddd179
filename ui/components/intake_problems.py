"""What is wrong with a list, row by row, and the rows that are not taken in, to be corrected and sent again."""

from functools import partial

import streamlit as st

from ui import address
from ui.components.download_row import download_row
from ui.components.page_header import section
from ui.components.problem_table import problem_table
from ui.components.prose import quiet
from ui.exports.rejected_rows import rejected_table
from ui.exports.workbook import ExportTable
from ui.visit import Visit
from ui.words import Words
from usecases.intake import IntakeReport


def row_told(words: Words, report: IntakeReport, row: int) -> str:
    """Where a row stands in the file, as a person reads it."""
    shown = report.recognised.row_shown(row)
    return words.number(shown) if isinstance(shown, int) else shown


def intake_problems(visit: Visit, report: IntakeReport) -> None:
    """A page of problems, all of them as a file, and the rejected rows as a sheet; nothing where all is well."""
    words, how = visit.words, report.recognised
    if not report.problems:
        return
    section(words("intake.problems", n=len(report.problems)))
    event = problem_table(
        report.problems, key="intake_problems", words=words, page=max(1, address.asked_number("page", 1)),
        place=partial(row_told, words, report) if how.parts else None,
    )  # fmt: skip
    if event and event.kind == "page":
        address.put(page=event.page)
        st.rerun()
    notes = visit.notes(**{words("export.file"): report.file_name, "SHA-256": report.sha256})
    table = ExportTable(
        words("problems.caption"),
        [words("problems.row"), words("problems.column"), words("problems.problem")],
        [
            [one.row and how.row_shown(one.row), one.column, words.told(str(one.code), one.values)]
            for one in report.problems
        ],
        notes,
        words("download.notes"),
    )
    download_row(words, "problems", table, key="problems")
    if report.rejected:
        quiet(words("intake.rejected_sheet", n=len(report.rejected)))
        download_row(words, "rejected", rejected_table(words, report, notes), key="rejected")
