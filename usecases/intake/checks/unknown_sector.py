"""Spellings of a sector that the profile has not learnt: the case comes in without it."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def unknown_sector(sheet: Sheet) -> list[Problem]:
    """Cells of the sector that say something nobody has a word for."""
    vocabulary = sheet.vocabulary
    return [
        Problem(row.number, sheet.letters("sector"), Notice.UNKNOWN_SECTOR, {"text": text[:80]})
        for row, text in sheet.cells("sector")
        if vocabulary.answer("sector", text) is None and not vocabulary.says_nothing(text)
    ]
