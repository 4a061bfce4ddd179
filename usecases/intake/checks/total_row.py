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
_LETTERS = re.compile(r"[^\W\d_]{4,}")


def total_row(sheet: Sheet) -> list[Problem]:
    """Rows whose first text begins with a word for a total, and that say little more in words."""
    return [Problem(row.number, None, Rejection.TOTAL_ROW) for row in sheet.rows if _adds_up(row)]


def _adds_up(row: GridRow) -> bool:
    texts = [fold(text) for _, text in sorted(row.cells.items()) if not text.isspace()]
    said = [text for text in texts if _LETTERS.search(text)]
    return len(said) == 1 and _TOTAL.fullmatch(said[0]) is not None
