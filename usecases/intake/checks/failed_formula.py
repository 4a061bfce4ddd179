"""Formulas that failed before the file was sent: what a cell should say is not in it."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet, is_failed_formula


def failed_formula(sheet: Sheet) -> list[Problem]:
    """Cells of known columns that hold the sign of a failed formula; they count as blank."""
    return [
        Problem(row.number, header.letters, Notice.FAILED_FORMULA, {"text": text.strip()})
        for header in sheet.meaning.values()
        for row in sheet.rows
        if (text := row.cells.get(header.column, "")) and is_failed_formula(text)
    ]
