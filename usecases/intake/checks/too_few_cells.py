"""A row with one cell under several headers is a note or a band, not a case."""

from collections.abc import Collection

from usecases.intake.cleaning import cleaned_line
from usecases.intake.codes import Rejection
from usecases.intake.grid import GridRow
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def too_few_cells(sheet: Sheet) -> list[Problem]:
    """Rows that say one thing only, where the sheet has more than one column."""
    if len(sheet.headers) < 2:
        return []
    owners = set(sheet.owners_by_band.values())
    return [_problem(sheet, row, owners) for row in sheet.rows if row.stated() == 1]


def _problem(sheet: Sheet, row: GridRow, owners: Collection[str]) -> Problem:
    text = next(cleaned_line(text) for text in row.cells.values() if not text.isspace())
    named = next((owner for owner in owners if owner in text), None)
    if named is not None:
        return Problem(row.number, None, Rejection.OWNER_LINE, {"name": named})
    return Problem(row.number, None, Rejection.TOO_FEW_CELLS, {"cells": 1, "expected": len(sheet.headers)})
