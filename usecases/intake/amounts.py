"""Amounts of money as administrations write them, in dirhams with all taxes; the text is kept beside."""

import re
from typing import Literal

from usecases.intake.cleaning import western_digits
from usecases.use_case import Amount

VAT = 0.20
"""Standard rate of the value-added tax in Morocco (Code général des impôts, article 98)."""
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_FIND = re.compile(_NUMBER)
_BETWEEN = re.compile(rf"({_NUMBER})\D{{0,18}}?(?:à|a|et|-|–|—|to|إلى|الى|و)\s*({_NUMBER})")
# The longest spelling stands first: MMDH is a thousand MDH.
_UNITS: tuple[tuple[str, float], ...] = (
    (r"mmdh|milliards?|mrd|مليار|ملايير|billions?", 1e9),
    (r"mdh|m\s?dh|mmad|m\s?mad|millions?|mio|مليون|ملايين|م\.?\s?د(?![\w.])", 1e6),
    (r"kdh|k\s?dh|kmad|k\s?mad|mille|milliers?|thousands?|ألف|الف|آلاف", 1e3),
    (r"dhs?|mad|dirhams?|درهم|دراهم|د\.?\s?م", 1.0),
)
_FOREIGN = re.compile(r"[$€£]|\b(?:usd|eur|euros?|dollars?|gbp)\b", re.IGNORECASE)
_WITHOUT_TAX = re.compile(
    r"\bh\.?\s?t\b|hors taxes?|دون احتساب|خارج الرسم|excl(?:uding)?\.? (?:vat|tax)", re.IGNORECASE
)

Unread = Literal["foreign", "unreadable"]


def read_amount(text: str, header: str = "") -> Amount | Unread:
    """Dirhams, all taxes included; a range keeps its ends. Unit and tax stand in the cell, else in the header.

    >>> read_amount("1,5 MDH")
    Amount(low=1500000.0, likely=1500000.0, high=1500000.0)
    >>> read_amount("250 KDH HT").likely
    300000.0
    >>> read_amount("2 à 3", "Budget (MDH)").high
    3000000.0
    """
    cell = western_digits(text)
    if _FOREIGN.search(cell):
        return "foreign"
    ends = _BETWEEN.search(cell)
    numbers = list(ends.groups()) if ends else _FIND.findall(cell)[:1]
    if not numbers or "%" in cell:
        return "unreadable"
    factor = _factor(cell) or _factor(western_digits(header)) or 1.0
    factor *= 1 + VAT if _WITHOUT_TAX.search(cell) or (_WITHOUT_TAX.search(header) and "ttc" not in cell.lower()) else 1
    values = sorted(round(_number(one, big=factor >= 1e6) * factor, 2) for one in numbers)
    return Amount(low=values[0], likely=round(sum(values) / len(values), 2), high=values[-1])


def is_without_tax(text: str, header: str) -> bool:
    """Whether an amount is stated without the value-added tax, which was then added."""
    return bool(_WITHOUT_TAX.search(text) or _WITHOUT_TAX.search(header))


def _factor(text: str) -> float:
    lowered = text.casefold()
    return next((worth for words, worth in _UNITS if re.search(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", lowered)), 0.0)


def _number(text: str, *, big: bool) -> float:
    """A number in any usual writing; a sign before three digits separates thousands, unless the unit is a large one."""
    bare = re.sub(r"[ \u00a0\u202f'’]", "", text)
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return float(bare)
    whole, decimals = re.sub(r"[.,]", "", bare[:last]), bare[last + 1 :]
    signs = len(re.findall(r"[.,]", bare))
    same = signs > 1 and len(set(re.findall(r"[.,]", bare))) == 1
    if same or (signs == 1 and len(decimals) == 3 and not big):
        return float(whole + decimals)
    return float(f"{whole or '0'}.{decimals}")
