"""The unit of amounts where neither their cells nor their header say it: a column of units, a line above the table."""

import re
from collections.abc import Iterable, Sequence

from usecases.folding import fold
from usecases.intake.grid import GridRow
from usecases.intake.sheet import Header

_LARGE = r"(?:millions?|milliers?|milliards?|thousands?|مليون|ملايين|الف|الاف)"
_CURRENCY = r"(?:dirhams?|dhs?|mad|euros?|eur|usd|gbp|dollars?|درهم|دراهم|الدرهم|الدراهم|€|\$|£)"
_MONEY = rf"(?:{_LARGE}(?: (?:de |d'|of |من )?{_CURRENCY})?|[km]{{0,2}}(?:dhs?|mad)|{_CURRENCY})(?: (?:ttc|ht))?"
_TAX = re.compile(r"\W*(?:ht|ttc|hors taxes?|toutes taxes comprises|tva comprise|hors tva)\W*")
_UNIT = re.compile(rf"\W*(?:en |in |ب)?({_MONEY})\W*")
_ABOVE = re.compile(
    rf"(?<![\d\w])(?:en|in) ({_MONEY})(?!\w)|\(({_MONEY})\)|(?<!\w)ب({_LARGE} {_CURRENCY}|{_CURRENCY})(?!\w)"
)
_LOOKED_INTO, _NEARLY_ALL = 200, 0.9


def columns_of_units(headers: Sequence[Header], rows: Iterable[GridRow]) -> tuple[Header, ...]:
    """The columns whose cells are units of money, or say whether the tax is in it, and nothing else."""
    looked = list(rows)[:_LOOKED_INTO]
    found = []
    for header in headers:
        texts = [text for row in looked if (text := row.cells.get(header.column, "").strip())]
        said = max(sum(map(bool, map(one.fullmatch, map(fold, texts)))) for one in (_UNIT, _TAX))
        if texts and said >= _NEARLY_ALL * len(texts):
            found.append(header)
    return tuple(found)


def unit_above(rows: Iterable[GridRow], header_row: int) -> str:
    """The unit that a line above the header states for all amounts ("montants en KDH"); empty where none does."""
    for row in rows:
        if row.number >= header_row:
            break
        for text in row.cells.values():
            if match := _ABOVE.search(fold(text)):
                return next(part for part in match.groups() if part)
    return ""
