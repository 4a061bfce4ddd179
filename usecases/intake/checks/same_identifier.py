"""One identifier for two titles of one administration: two cases are made, and somebody should say whether they are."""

from usecases.folding import fold
from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def same_identifier(sheet: Sheet) -> list[Problem]:
    """The first row that gives an identifier another title than an earlier row of its administration; one for each."""
    first: dict[tuple[str, str], tuple[str, int]] = {}
    told: dict[tuple[str, str], Problem] = {}
    for row in sheet.rows:
        if not (identity := sheet.identity_told(row)):
            continue
        key, title = (fold(sheet.owner(row).name), identity), fold(sheet.title(row))
        before, number = first.setdefault(key, (title, row.number))
        if title != before and key not in told:
            values = {"text": sheet.identity(row)[:80], "before": str(sheet.place(number))}
            told[key] = Problem(row.number, sheet.letters("id"), Notice.SAME_IDENTIFIER, values)
    return list(told.values())
