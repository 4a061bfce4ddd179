"""A row that adds others up is no case, whatever stands under the title."""

import re
from collections.abc import Sequence

from usecases.folding import fold
from usecases.intake.codes import Rejection
from usecases.intake.grid import GridRow
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet

_TOTAL = re.compile(
    r"(?:sous[- ]?|grand |s/)?(?:total|totaux|totaal|subtotal|subtotaal)\b.{0,60}|(?:ال)?مجموع\b.{0,60}"
    r"|الاجمالي\b.{0,60}|(?:moyenne|average|gemiddelde|المعدل|المتوسط)\b.{0,30}"
    r"|(?:nombre|number|count|aantal|عدد)\b.{0,40}:\s*\d+"
)
_PART_OF = re.compile(r"(?:dont|soit|of which|waarvan|منها)\b.{0,40}")
"""What a line under a total tells of it."""
_BARE = re.compile(r"(?:sous[- ]?|grand |s/)?(?:total|totaux|totaal|subtotal|subtotaal)(?: general)?|المجموع|الاجمالي")
_SIGNED = re.compile(
    r"(?:visa d[ue]|signatures?|cachet|signe|fait a)\b.{0,30}|\w[\w -]{2,20}, le \d.{0,20}|(?:ال)?توقيع.{0,30}"
)
"""What closes a page: who signs, where and when."""
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_FEW = 3


def total_row(sheet: Sheet) -> list[Problem]:
    """Rows that say nothing but a total and of whom, the letters of the columns, or who signs the list."""
    meanings = {header.column: name for name, header in sheet.meaning.items()}
    owners = [place for place, name in meanings.items() if name in {"administration", "department"}]
    return [
        Problem(row.number, None, Rejection.TOTAL_ROW)
        for row in sheet.rows
        if _adds_up(row, owners) or _letters(row) or (_closes(row) and not _says_more(sheet, row))
    ]


def is_total(text: str) -> bool:
    """Whether a cell says nothing but that others are added up."""
    return _TOTAL.fullmatch(fold(text)) is not None


def _adds_up(row: GridRow, owners: Sequence[int]) -> bool:
    """Whether the row begins with a total, or with the body that it is the total of."""
    texts = [(column, fold(text)) for column, text in sorted(row.cells.items())]
    said = [(column, text) for column, text in texts if _LETTER.search(text)]
    if not said:
        return False
    if said[0][0] in owners and len(said) > 1 and _BARE.fullmatch(said[1][1]):
        said = said[1:]
    first, rest = said[0][1], (text for _, text in said[1:])
    if _PART_OF.fullmatch(first):
        return len(said) == 1 and row.stated() > 1
    return is_total(first) and all(_DIGIT.search(text) or text in first for text in rest)


def _letters(row: GridRow) -> bool:
    """Whether the row names the columns: a, b, c ... from cell to cell."""
    texts = [fold(text).strip(" ()") for _, text in sorted(row.cells.items()) if not text.isspace()]
    alphabet = [chr(ord("a") + place) for place in range(len(texts))]
    return len(texts) > 2 and texts == alphabet


def _closes(row: GridRow) -> bool:
    """Whether the row begins with what closes a page and has little else."""
    said = [text for _, text in sorted(row.cells.items()) if _LETTER.search(text)]
    return bool(said) and len(said) < _FEW and _SIGNED.fullmatch(fold(said[0])) is not None


def _says_more(sheet: Sheet, row: GridRow) -> bool:
    """Whether somebody owns it, or it is at a stage: a case may be about signatures."""
    staged = sheet.vocabulary.answer("stage", sheet.cell(row, "stage")) is not None
    return staged or bool(sheet.cell(row, "administration") or sheet.cell(row, "department"))
