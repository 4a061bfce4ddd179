"""Amounts that are no dirhams, or no amounts: the text is kept, and nothing is guessed."""

from usecases.intake.amounts import read_amount
from usecases.intake.codes import Notice
from usecases.intake.headers import unit_of
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def unread_amount(sheet: Sheet) -> list[Problem]:
    """Cells of money that could not be read."""
    return [
        Problem(row.number, sheet.letters(name), Notice.UNREAD_AMOUNT, {"text": text[:80]})
        for name in ("investment_mad", "running_mad_per_year")
        for row, text in sheet.cells(name)
        if isinstance(read_amount(text, unit_of(sheet.amount_header(row, name))), str)
        and not sheet.vocabulary.says_nothing(text)
    ]
