"""Control characters: left out of the draft, said once for each cell that a draft reads."""

from usecases.intake.cleaning import CONTROLS
from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def control_characters(sheet: Sheet) -> list[Problem]:
    """Cells with controls among the columns that have a meaning."""
    return [
        Problem(row.number, sheet.letters(name), Notice.CONTROL_CHARACTERS, {"count": len(controls)})
        for name in sheet.meaning
        for row, text in sheet.cells(name)
        if not text.isprintable() and (controls := CONTROLS.findall(text))
    ]
