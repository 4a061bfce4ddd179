"""Marks that turn the direction of writing: kept, and shown to whoever reads the list."""

from usecases.intake.cleaning import BIDI
from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def bidi_controls(sheet: Sheet) -> list[Problem]:
    """Cells of the title, the administration or the summary that hold overrides, embeddings or isolates."""
    return [
        Problem(row.number, sheet.letters(name), Notice.BIDI_CONTROLS, {"count": len(marks)})
        for name in ("title", "administration", "summary")
        for row, text in sheet.cells(name)
        if not text.isascii() and (marks := BIDI.findall(text))
    ]
