"""A title of a whole paragraph is kept whole; it will not fit a list or a map."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet

LONGEST_TITLE = 300
"""Characters."""


def title_too_long(sheet: Sheet) -> list[Problem]:
    """Titles longer than a screen can show in a list."""
    return [
        Problem(
            row.number,
            sheet.letters("title"),
            Notice.TITLE_TOO_LONG,
            {"length": len(text), "limit": LONGEST_TITLE},
        )
        for row, text in sheet.cells("title")
        if len(text) > LONGEST_TITLE
    ]
