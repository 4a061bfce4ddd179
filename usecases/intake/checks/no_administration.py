"""A case without an owner cannot be asked about."""

from usecases.intake.cleaning import cleaned_line
from usecases.intake.codes import Rejection
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def no_administration(sheet: Sheet) -> list[Problem]:
    """Rows whose administration is blank or not applicable."""
    return [
        Problem(row.number, sheet.letters("administration"), Rejection.NO_ADMINISTRATION)
        for row in sheet.rows
        if not cleaned_line(text := sheet.cell(row, "administration")) or sheet.vocabulary.not_applicable(text)
    ]
