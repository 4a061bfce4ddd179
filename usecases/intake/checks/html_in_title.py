"""Markup in a title is kept as the text it is; somebody should see it."""

from usecases.intake.cleaning import TAG
from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def html_in_title(sheet: Sheet) -> list[Problem]:
    """Titles that hold something written like a tag."""
    return [
        Problem(row.number, sheet.letters("title"), Notice.HTML_IN_TITLE, {"tag": found[0][:40]})
        for row, text in sheet.cells("title")
        if "<" in text and (found := TAG.search(text))
    ]
