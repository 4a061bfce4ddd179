"""A number of a row that a spreadsheet wrote as 1,23E+11: its last digits are lost, and rows may share what is left."""

import re

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet

_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)


def rounded_number(sheet: Sheet) -> list[Problem]:
    """The column of the rows' own numbers, one remark for all that were rounded."""
    rounded = [(row, text) for row, text in sheet.cells("id") if _ROUNDED.fullmatch(text.strip())]
    if not rounded:
        return []
    row, text = rounded[0]
    told = {"text": text, "n": len(rounded)}
    return [Problem(row.number, sheet.letters("id"), Notice.ROUNDED_NUMBER, told)]
