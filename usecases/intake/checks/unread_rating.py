"""Grades that are not on the scale of their list: the cell is kept, and no score is taken from it."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def unread_rating(sheet: Sheet) -> list[Problem]:
    """Cells of a rated column that state no grade of its scale."""
    return [
        Problem(row.number, sheet.letters(rating.column), Notice.UNREAD_RATING, {"text": text[:80]})
        for rating in sheet.ratings
        for row, text in sheet.cells(rating.column)
        if not sheet.vocabulary.says_nothing(text)
        and rating.read(text, sheet.vocabulary.answer(rating.column, text)) is None
    ]
