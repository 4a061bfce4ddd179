"""A row with one cell under several headers is a note or a band, not a case."""

from usecases.intake.codes import Rejection
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def too_few_cells(sheet: Sheet) -> list[Problem]:
    """Rows that say one thing only, where the sheet has more than one column."""
    if len(sheet.headers) < 2:
        return []
    return [
        Problem(row.number, None, Rejection.TOO_FEW_CELLS, {"cells": 1, "expected": len(sheet.headers)})
        for row in sheet.rows
        if row.stated() == 1
    ]
