"""Columns that were taken for answers, and whose cells say something that nobody has a word for."""

from collections import Counter

from usecases.intake.codes import Notice
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet

_SHOWN = 3


def unread_answers(sheet: Sheet) -> list[Problem]:
    """One remark for each such column, with how many cells and the most frequent of them."""
    found = []
    for name in sheet.meaning:
        if not name.startswith("facts.") or not sheet.vocabulary.knows(name):
            continue
        unread = Counter(
            text[:80]
            for _, text in sheet.cells(name)
            if sheet.vocabulary.answer(name, text) is None and not sheet.vocabulary.says_nothing(text)
        )
        if unread:
            examples = [text for text, _ in unread.most_common(_SHOWN)]
            values = {"n": unread.total(), "examples": examples}
            found.append(Problem(None, sheet.letters(name), Notice.UNREAD_ANSWERS, values))
    return found
