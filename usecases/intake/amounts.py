"""Amounts of money as administrations write them, in dirhams with all taxes; the text is kept beside.

A cell is read as quantities: a number, what multiplies it, the currency. One of them is the amount, two with a word
between them are its ends, and where several stand unrelated nothing is guessed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from usecases.folding import fold
from usecases.intake.cleaning import western_digits
from usecases.use_case import Amount

VAT = 0.20
"""Standard rate of the value-added tax in Morocco (Code général des impôts, article 98)."""
_DIGITS = r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*(?:e\+?\d{1,2}(?!\w))?"
_WORDS: Mapping[str, float] = {
    word: number
    for words, number in (
        ("un une one", 1), ("deux two", 2), ("trois three ثلاثه ثلاث", 3), ("quatre four اربعه اربع", 4),
        ("cinq five خمسه خمس", 5), ("six سته ست", 6), ("sept seven سبعه سبع", 7), ("huit eight ثمانيه ثماني", 8),
        ("neuf nine تسعه تسع", 9), ("dix ten عشره عشر", 10), ("vingt twenty عشرون عشرين", 20), ("demi نصف", 0.5),
    )
    for word in words.split()
}  # fmt: skip
_TWICE: Mapping[str, str] = {"مليوني": "2 مليون", "مليونين": "2 مليون", "مليونا": "2 مليون", "الفي": "2 الف",
                             "مليارين": "2 مليار", "ملياري": "2 مليار"}  # fmt: skip
"""Arabic writes two of a thing as one word."""
# The longest spelling stands first: MMDH is a thousand MDH.
_MULTIPLIERS: tuple[tuple[str, float], ...] = (
    (r"milliards?|mrds?|mds?|billions?|bn|مليارات|مليار|ملايير|mm", 1e9),
    (r"millions?|mio|مليون|ملايين|م|m", 1e6),
    (r"milliers?|mille|thousands?|الف|الاف|k", 1e3),
)
_CURRENCIES: tuple[tuple[str, float], ...] = (
    (r"centimes?|cts|سنتيمات|سنتيما|سنتيم", 0.01),
    (r"dirhams?|dhs?|mad|درهما|درهم|دراهم|د\.?\s?م\.?|د", 1.0),
)


def _one_of(choices: Sequence[tuple[str, float]]) -> str:
    return "|".join(words for words, _ in choices)


_UNIT = (
    rf"(?P<times>{_one_of(_MULTIPLIERS)})?(?:[. ]|\s)?\s?(?:(?:de|d'|of|من)\s)?"
    rf"(?P<currency>{_one_of(_CURRENCIES)})?(?![^\W\d_])"
)
_QUANTITY = re.compile(
    rf"(?:(?P<digits>{_DIGITS})|(?<![^\W\d_])(?P<word>{'|'.join(_WORDS)})\s)\s?{_UNIT}"
    r"|(?<![^\W\d_])(?P<alone>million|milliard|مليون|مليار)(?:\s(?:de |d')?(?:dirhams?|dhs?|درهم))?(?![^\W\d_])"
)
_HALF = re.compile(r"(?:\bet|\band an?|\band|و)\s?(?:demie?|half|نصف)(?!\w)")
_MORE_WORDS = re.compile(
    rf"(?<!\w)و?(?:{'|'.join(word for word, number in _WORDS.items() if number != 1)}"
    rf"|(?:une?|one|واحد)\s(?:et|and|a|to|و|الى|الي)(?=\s)|half|cents?|hundred|مائه|مئه|مائتان|مائتين|{_one_of(_MULTIPLIERS)})(?!\w)"
)
_HEADER_UNIT = re.compile(rf"(?<![^\W\d_]){_UNIT}")
_ENDS = frozenset({"a", "-", "to", "الي", "الى", "jusqu'a", "et jusqu'a"})
_ENDS_AFTER_BETWEEN = frozenset({"et", "and", "و"})
_BETWEEN = re.compile(r"\b(?:entre|between)\b|بين")
_COUNTED = re.compile(
    r"(?:ans?|annees?|mois|jours?|personnes?|agents?|lots?|years?|months?|سنوات|سنه|اشهر)(?![^\W\d_])|%"
)
_NUMBERED = re.compile(r"(?:phase|lot|tranche|etape|annee|exercice|n°|no|ref|year|المرحله|سنه|الشطر)\s*:?\s*$")
_COUNTED_IN_WORDS = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS)})\s(?:{_COUNTED.pattern})")
_DATE = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d{2}-\d{2}")
_FOREIGN = re.compile(r"[$€£]|\b(?:usd|eur|euros?|dollars?|gbp)\b", re.IGNORECASE)
_WITHOUT_TAX = re.compile(
    r"\bh\.?\s?t\b|hors taxes?|دون احتساب|خارج الرسم|excl(?:uding)?\.? (?:vat|tax)", re.IGNORECASE
)
_WITH_TAX = re.compile(r"\bt\.?\s?t\.?\s?c\b|toutes taxes|باحتساب الرسوم|incl(?:uding)?\.? (?:vat|tax)", re.IGNORECASE)
_YEARS = range(1990, 2101)

Unread = Literal["foreign", "unreadable"]


@dataclass(frozen=True)
class _Quantity:
    """A number with its place, and what it is multiplied by; None where it states no unit of its own."""

    number: str
    factor: float | None
    start: int
    end: int
    is_spelled: bool = False
    """Whether the number is written in words."""

    @property
    def is_a_year(self) -> bool:
        """Whether it could be one: a whole number of this time without a unit."""
        return self.factor is None and self.number.isdigit() and int(self.number) in _YEARS

    def dirhams(self, factor: float) -> float:
        """Its value where it is multiplied by this."""
        return _number(self.number, big=factor >= 1e6) * factor


def read_amount(text: str, header: str = "") -> Amount | Unread:
    """Dirhams, all taxes included; a range keeps its ends. Unit and tax stand in the cell, else in the header.

    >>> read_amount("1,5 MDH")
    Amount(low=1500000.0, likely=1500000.0, high=1500000.0)
    >>> read_amount("250 KDH HT").likely
    300000.0
    >>> read_amount("800 KDH - 1,2 MDH").low, read_amount("2 à 3", "Budget (MDH)").high
    (800000.0, 3000000.0)
    >>> read_amount("deux millions de dirhams").likely, read_amount("deux millions cinq cent mille dirhams")
    (2000000.0, 'unreadable')
    >>> read_amount("2025 : 3 MDH").likely, read_amount("12/03/2024")
    (3000000.0, 'unreadable')
    """
    if _FOREIGN.search(text):
        return "foreign"
    cell = _prepared(text)
    if "%" in cell or _DATE.fullmatch(cell) or re.match(r"[-(]\s*\d", cell):
        return "unreadable"
    found = _quantities(cell)
    ends = _ends(cell, found, _header_factor(header))
    if not ends or _goes_on(cell, found):
        return "unreadable"
    taxed = 1 + VAT if is_without_tax(text, header) else 1.0
    values = sorted(round(one * taxed, 2) for one in ends)
    return Amount(low=values[0], likely=round(sum(values) / len(values), 2), high=values[-1])


def is_without_tax(text: str, header: str) -> bool:
    """Whether an amount is stated without the tax, which is then added; the cell speaks before its header."""
    for each in (text, header):
        if _WITH_TAX.search(each):
            return False
        if _WITHOUT_TAX.search(each):
            return True
    return False


def _prepared(text: str) -> str:
    folded = fold(western_digits(text))
    for word, said in _TWICE.items():
        folded = re.sub(rf"(?<!\w){word}(?!\w)", said, folded)
    return folded.strip()


def _quantities(cell: str) -> list[_Quantity]:
    """Every quantity that could be an amount: not years beside amounts, not numbers of phases, people or months."""
    found = []
    for match in _QUANTITY.finditer(cell):
        if cell[: match.start()].endswith("/"):
            continue
        if _COUNTED.match(cell[match.end() :].lstrip()) or _NUMBERED.search(cell[: match.start()]):
            continue
        word = match["word"]
        if word and not match["times"]:
            continue
        number = match["digits"] or ("1" if word is None else str(_WORDS[word]))
        factor = _worth(match["times"] or match["alone"], match["currency"])
        found.append(_Quantity(number, factor, match.start(), match.end(), match["digits"] is None))
    return found if len(found) == 1 else [one for one in found if not one.is_a_year]


def _ends(cell: str, found: Sequence[_Quantity], usual: float) -> list[float]:
    """The amount, or both its ends, in dirhams; nothing where several quantities stand unrelated."""
    if len(found) == 1:
        return [found[0].dirhams(found[0].factor or usual)]
    with_tax = [one for one in found if _WITH_TAX.match(cell[one.end :].lstrip(" ()"))]
    if len(with_tax) == 1 and len(found) == 2:
        return [with_tax[0].dirhams(with_tax[0].factor or usual)]
    if len(found) != 2:
        return []
    first, second = found
    between = _WITHOUT_TAX.sub("", _WITH_TAX.sub("", cell[first.end : second.start])).strip(" .")
    last = second.factor or usual
    if between in _ENDS or (between in _ENDS_AFTER_BETWEEN and _BETWEEN.search(cell)):
        return [first.dirhams(first.factor or last), second.dirhams(last)]
    if between == "+" and first.factor and second.factor:
        return [first.dirhams(first.factor) + second.dirhams(second.factor)]
    return []


def _goes_on(cell: str, found: Sequence[_Quantity]) -> bool:
    """Whether the cell says more of a number, in words, than was read of it: a half, hundreds, thousands."""
    rest = cell
    for one in sorted(found, key=lambda one: -one.start):
        rest = f"{rest[: one.start]} | {rest[one.end :]}"
    rest = _COUNTED_IN_WORDS.sub("", rest)
    return bool(_HALF.search(rest)) or (any(one.is_spelled for one in found) and bool(_MORE_WORDS.search(rest)))


def _worth(times: str | None, currency: str | None) -> float | None:
    if not times and not currency:
        return None
    return _found(_MULTIPLIERS, times) * _found(_CURRENCIES, currency)


def _found(choices: Sequence[tuple[str, float]], text: str | None) -> float:
    return 1.0 if not text else next(worth for words, worth in choices if re.fullmatch(words, text))


def _header_factor(header: str) -> float:
    """What a header multiplies by: "Budget (KDH)", "en millions de dirhams"."""
    worths = []
    for match in _HEADER_UNIT.finditer(fold(western_digits(header))):
        spelled = match["times"] and (len(match["times"]) > 1 or match["currency"])
        if spelled or match["currency"]:
            worths.append(_worth(match["times"], match["currency"]) or 1.0)
    return max(worths, default=1.0)


def _number(text: str, *, big: bool) -> float:
    """A number in any usual writing; a sign before three digits separates thousands, unless the unit is a large one."""
    bare = re.sub(r"[ \u00a0\u202f'’]", "", text)
    if "e" in bare:
        return float(bare.replace(",", "."))
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return float(bare)
    whole, decimals = re.sub(r"[.,]", "", bare[:last]), bare[last + 1 :]
    signs = len(re.findall(r"[.,]", bare))
    same = signs > 1 and len(set(re.findall(r"[.,]", bare))) == 1
    if same or (signs == 1 and len(decimals) == 3 and not big):
        return float(whole + decimals)
    return float(f"{whole or '0'}.{decimals}")
