"""A start that is the same in every row was filled in by a program, not by a project."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet

_ROWS = 10


def one_date_for_all(sheet: Sheet) -> list[Problem]:
    """The column of starts, where all of its many cells say one day."""
    texts = [text for _, text in sheet.cells("starts_on")]
    if len(texts) < _ROWS or len(set(texts)) > 1:
        return []
    return [Problem(None, sheet.letters("starts_on"), Notice.ONE_DATE_FOR_ALL, {"text": texts[0], "n": len(texts)})]
