"""Dates that cannot be read as exactly one date stay text."""

from usecases.intake.codes import Notice
from usecases.intake.dates import read_date
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet

_CODES = {"ambiguous": Notice.AMBIGUOUS_DATE, "unreadable": Notice.UNREADABLE_DATE}


def date_readable(sheet: Sheet) -> list[Problem]:
    """Cells of the starting date that are ambiguous between day and month, or no date at all."""
    problems = []
    for row, text in sheet.cells("starts_on"):
        read = read_date(text, sheet.date_order)
        if isinstance(read, str) and not sheet.vocabulary.says_nothing(text):
            problems.append(Problem(row.number, sheet.letters("starts_on"), _CODES[read], {"text": text[:80]}))
    return problems
