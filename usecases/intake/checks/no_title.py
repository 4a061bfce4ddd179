"""A case without a name cannot be told from another."""

from usecases.intake.cleaning import cleaned_line
from usecases.intake.codes import Rejection
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def no_title(sheet: Sheet) -> list[Problem]:
    """Rows whose title is blank or holds no title; one with a single cell is refused as that."""
    return [
        Problem(row.number, sheet.letters("title"), Rejection.NO_TITLE)
        for row in sheet.rows
        if row.stated() > 1
        and (not cleaned_line(text := sheet.cell(row, "title")) or sheet.vocabulary.says_nothing(text))
    ]
