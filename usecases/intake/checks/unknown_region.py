"""Places that are none of the twelve regions, nor the whole country: the case comes in without them."""

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def unknown_region(sheet: Sheet) -> list[Problem]:
    """Cells of the regions in which some part is no region that we know."""
    return [
        Problem(row.number, sheet.letters("regions"), Notice.UNKNOWN_REGION, {"text": text[:80]})
        for row, text in sheet.cells("regions")
        if not sheet.vocabulary.regions(text) and not sheet.vocabulary.says_nothing(text)
    ]
