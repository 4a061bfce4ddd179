"""A record with fewer cells than the header may have lost a part of itself."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def row_short(sheet: Sheet) -> list[Problem]:
    """Records of a text file that end before the header does."""
    if sheet.width is None:
        return []
    return [
        Problem(row.number, None, Notice.ROW_SHORT, {"cells": row.width, "expected": sheet.width})
        for row in sheet.rows
        if row.width < sheet.width
    ]
