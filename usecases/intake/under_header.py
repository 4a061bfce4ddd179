"""Rows right under a header that belong to it: units, the numbers of the columns, a ruled line."""

import re

from usecases.folding import fold
from usecases.intake.grid import GridRow

_RULED = re.compile(r"[\s|:=_+*.-]+")
_NUMBER = re.compile(r"\W*(\d{1,2})\W*")
_MONEY = re.compile(
    r"\W*(?:en )?((?:(?:millions?|milliers?) (?:de )?(?:dh|dirhams?)|[mk]?dhs?|[mk]?mad)(?: (?:ttc|ht))?)\W*"
)
_UNIT = re.compile(
    r"\W*(?:en )?(?:texte?|text|dates?|jj/mm/aa(?:aa)?|dd/mm/yy(?:yy)?"
    r"|aaaa|annee|year|mois|months?|oui ?/ ?non|yes ?/ ?no"
    r"|o ?/ ?n|liste?|list|nombre|number|n°|%|نص|تاريخ|عدد|رقم|قائمه|بالارقام|بالدرهم"
    r"|يوم ?/ ?شهر ?/ ?سنه|نعم ?/ ?لا)\W*"
)


def belongs_to_header(row: GridRow) -> bool:
    """Whether the row says something of the columns and nothing of a case."""
    texts = [text for text in row.cells.values() if not text.isspace()]
    return len(texts) > 1 and (all(map(_RULED.fullmatch, texts)) or _counts(row) or are_units(row))


def are_units(row: GridRow) -> bool:
    """Whether every cell is a unit or a kind of value."""
    texts = [text for text in row.cells.values() if not text.isspace()]
    return bool(texts) and all(map(is_unit, texts))


def is_unit(text: str) -> bool:
    """Whether a cell is a unit or a kind of value, and nothing else."""
    folded = fold(text)
    return bool(_UNIT.fullmatch(folded) or _MONEY.fullmatch(folded))


def money_of(row: GridRow, column: int) -> str:
    """The unit of money that such a row states for a column; empty where it states none."""
    match = _MONEY.fullmatch(fold(row.cells.get(column, "")))
    return match[1] if match else ""


def _counts(row: GridRow) -> bool:
    """One, two, three ... from cell to cell."""
    numbers = [match for _, text in sorted(row.cells.items()) if (match := _NUMBER.fullmatch(text))]
    said = [int(match[1]) for match in numbers]
    return len(said) == row.stated() and len(said) > 1 and said == list(range(said[0], said[0] + len(said)))
