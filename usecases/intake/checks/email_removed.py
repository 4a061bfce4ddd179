"""E-mail addresses are masked everywhere: nobody asked these people."""

from usecases.intake.cleaning import EMAIL
from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def email_removed(sheet: Sheet) -> list[Problem]:
    """Cells with addresses, in any column."""
    letters = {header.column: header.letters for header in sheet.headers}
    return [
        Problem(row.number, letters.get(column), Notice.EMAIL_REMOVED, {"count": len(addresses)})
        for row in sheet.rows
        for column, text in row.cells.items()
        if "@" in text and (addresses := EMAIL.findall(text))
    ]
