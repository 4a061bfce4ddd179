"""Texts that were decoded twice before they came here: nothing is lost, but it reads badly."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet
from usecases.intake.spelling import is_double_encoded


def double_encoded(sheet: Sheet) -> list[Problem]:
    """Cells with the marks of a double encoding, one remark for each."""
    return [
        Problem(row.number, header.letters, Notice.DOUBLE_ENCODED, {"text": row.cells[header.column][:80]})
        for row in sheet.rows
        for header in sheet.headers
        if header.column in row.cells and is_double_encoded(row.cells[header.column])
    ]
