"""Headers written twice are numbered; the first one keeps the meaning."""

from collections import Counter

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet


def duplicate_header(sheet: Sheet) -> list[Problem]:
    """One problem for each header that stands more than once, at its first repetition."""
    counts = Counter(header.key for header in sheet.headers)
    problems, seen = [], Counter[str]()
    for header in sheet.headers:
        seen[header.key] += 1
        if header.given and seen[header.key] == 2:
            values = {"header": header.given, "count": counts[header.key]}
            problems.append(Problem(sheet.header_row, header.letters, Notice.DUPLICATE_HEADER, values))
    return problems
