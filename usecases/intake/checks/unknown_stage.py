"""Spellings of a stage that the profile has not learnt: the case comes in without it."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def unknown_stage(sheet: Sheet) -> list[Problem]:
    """Cells of the stage that say something nobody has a word for."""
    vocabulary = sheet.vocabulary
    return [
        Problem(row.number, sheet.letters("stage"), Notice.UNKNOWN_STAGE, {"text": text[:80]})
        for row, text in sheet.cells("stage")
        if vocabulary.answer("stage", text) is None and not vocabulary.says_nothing(text)
    ]
