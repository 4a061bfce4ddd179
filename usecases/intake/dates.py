"""Dates of sheets: as exact as the source gives them, and never guessed."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from usecases.intake.profile import DateOrder
from usecases.use_case import PartialDate

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?)?)?")
_THREE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: [\d:]+(?: ?[AP]M)?)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
EARLIEST_YEAR = 1950
"""A serial number shown as a date by mistake gives a year about 1905; no use of AI is older than this."""

Read = PartialDate | Literal["ambiguous", "unreadable"]


def read_date(text: str, order: DateOrder | None) -> Read:
    """A partial date, or why there is none.

    >>> read_date("10/1/2023", "mdy")
    PartialDate(year=2023, month=10, day=1)
    >>> read_date("10/1/2023", None)
    'ambiguous'
    >>> read_date("Q4FY25", "mdy")
    'unreadable'
    """
    text = text.strip().translate(_DIGITS)
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        return _made(year or 0, month, day)
    if match := _MONTH_YEAR.fullmatch(text):
        return _made(int(match[2]), int(match[1]), None)
    if match := _THREE.fullmatch(text):
        return _ordered(int(match[1]), int(match[2]), int(match[3]), order)
    return "unreadable"


def order_from_evidence(texts: Iterable[str]) -> DateOrder | None:
    """Day first or month first, when some dates can only be one of them and none only the other."""
    day_first = month_first = False
    for text in texts:
        if match := _THREE.fullmatch(text.strip().translate(_DIGITS)):
            day_first |= int(match[1]) > 12
            month_first |= int(match[2]) > 12
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"


def _ordered(first: int, second: int, year: int, order: DateOrder | None) -> Read:
    if order == "mdy":
        return _made(year, first, second)
    if order is not None:
        return _made(year, second, first)
    readings = {
        str(read): read
        for read in (_made(year, first, second), _made(year, second, first))
        if isinstance(read, PartialDate)
    }
    if len(readings) == 1:
        return next(iter(readings.values()))
    return "ambiguous" if readings else "unreadable"


def _made(year: int, month: int | None, day: int | None) -> Read:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return "unreadable"
    if month == 0 or day == 0 or not EARLIEST_YEAR <= year <= 2100:
        return "unreadable"
    return PartialDate(year=year, month=month, day=day)
