"""A case without an owner comes in, to be settled: nobody can be asked about it."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def no_administration(sheet: Sheet) -> list[Problem]:
    """Rows that name no administration anywhere, and the sheet whose administrations are read from its bureaus."""
    rules = {row.number: sheet.owner(row).rule for row in sheet.rows}
    found = [
        Problem(number, sheet.letters("administration"), Notice.NO_ADMINISTRATION)
        for number, rule in rules.items()
        if rule == "unstated"
    ]
    from_bureau = sum(1 for rule in rules.values() if rule in {"bureau", "prefix"})
    if from_bureau:
        found.insert(0, Problem(None, sheet.letters("bureau"), Notice.OWNER_FROM_BUREAU, {"n": from_bureau}))
    return found
