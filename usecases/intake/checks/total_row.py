"""A row that adds others up is no case, whatever stands under the title."""

import re

from usecases.folding import fold
from usecases.intake.codes import Rejection
from usecases.intake.grid import GridRow
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet

_TOTAL = re.compile(
    r"(?:sous[- ]?|grand )?(?:total|totaux|totaal|subtotal|subtotaal)\b.{0,60}|(?:ال)?مجموع\b.{0,60}|الاجمالي\b.{0,60}"
)
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")


def total_row(sheet: Sheet) -> list[Problem]:
    """Rows whose first text begins with a word for a total, and that say nothing else but quantities and of whom."""
    return [Problem(row.number, None, Rejection.TOTAL_ROW) for row in sheet.rows if _adds_up(row)]


def _adds_up(row: GridRow) -> bool:
    texts = (fold(text) for _, text in sorted(row.cells.items()))  # most rows are told by their first
    said = (text for text in texts if _LETTER.search(text))
    first = next(said, "")
    return _TOTAL.fullmatch(first) is not None and all(_DIGIT.search(text) or text in first for text in said)
