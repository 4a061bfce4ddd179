"""Addresses of people are masked; how many, so that nobody wonders where they went."""

from usecases.intake.cleaning import EMAIL
from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def email_removed(sheet: Sheet) -> list[Problem]:
    """One remark for each column in which addresses were masked."""
    found = []
    for header in sheet.headers:
        texts = (row.cells.get(header.column, "") for row in sheet.rows)
        count = sum(len(EMAIL.findall(text)) for text in texts if "@" in text)
        if count:
            found.append(Problem(None, header.letters, Notice.EMAIL_REMOVED, {"count": count}))
    return found
