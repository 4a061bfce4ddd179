"""A record with more cells than the header has been shifted somewhere; no cell of it can be trusted."""

from usecases.intake.codes import Rejection
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def row_too_long(sheet: Sheet) -> list[Problem]:
    """Records of a text file that say something behind the last header."""
    width = sheet.width
    if width is None:
        return []
    return [
        Problem(row.number, None, Rejection.ROW_TOO_LONG, {"cells": row.width, "expected": width})
        for row in sheet.rows
        if row.width > width and any(column >= width and not text.isspace() for column, text in row.cells.items())
    ]
