"""The same row twice in one file: it makes one case, and the row before it is named."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def repeated_row(sheet: Sheet) -> list[Problem]:
    """Rows with the very cells of an earlier one."""
    first: dict[frozenset[tuple[int, str]], int] = {}
    problems = []
    for row in sheet.rows:
        before = first.setdefault(frozenset(row.cells.items()), row.number)
        if before != row.number:
            problems.append(Problem(row.number, None, Notice.REPEATED_ROW, {"before": str(sheet.place(before))}))
    return problems
