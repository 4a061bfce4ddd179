"""Letters that were lost before the file reached us cannot be brought back: they are counted."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet

LOST = "\ufffd"


def lost_text(sheet: Sheet) -> list[Problem]:
    """One problem for each column with lost letters: the first row, the cells and the letters lost."""
    problems = []
    for header in sheet.headers:
        hit = [
            (row.number, row.cells[header.column].count(LOST))
            for row in sheet.rows
            if LOST in row.cells.get(header.column, "")
        ]
        if hit:
            values = {"header": header.text, "cells": len(hit), "letters": sum(count for _, count in hit)}
            problems.append(Problem(hit[0][0], header.letters, Notice.LOST_TEXT, values))
    return problems
