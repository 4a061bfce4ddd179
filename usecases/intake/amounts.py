"""Amounts of money as administrations write them, in dirhams with all taxes; the text is kept beside.

A cell is read as quantities: a number, what multiplies it, the currency. One of them is the amount, two with a word
between them are its ends, and where several stand unrelated nothing is guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from usecases.intake import amount_words as words
from usecases.use_case import Amount

VAT = 0.20
"""Standard rate of the value-added tax in Morocco (Code général des impôts, article 98)."""
TAX_ADDED = "amount_with_tax_added"
_YEARS = range(1990, 2101)
_LONGEST = 300
"""Letters of a cell: a page with a figure somewhere in it states no amount, and is not searched for one."""
_LARGEST = 1e15
"""Dirhams; no budget is near it, and what is beyond was a slip of the hand or a number of something else."""
_LARGEST_BY_HEADER = 2e10
"""Dirhams of a figure whose unit stands in the header alone: beyond it was typed in dirhams, under millions."""
_LEAST_WITHOUT_UNIT = 1_000
"""Dirhams of a figure for which nothing states a unit: less was meant in thousands or millions."""
_FARTHEST_ENDS = 100
"""How many times the first end of a range the second may be, where the first states no unit."""

Unread = Literal["foreign", "unreadable"]


@dataclass(frozen=True)
class _Quantity:
    """A number with its place, and what it is multiplied by; None where it states nothing of the kind."""

    number: str
    times: float | None
    currency: float | None
    start: int
    end: int
    is_spelled: bool = False
    """Whether the number is written in words."""

    @property
    def factor(self) -> float | None:
        """What makes dirhams of the number; None where it states no unit of its own."""
        return None if self.times is None and self.currency is None else (self.times or 1.0) * (self.currency or 1.0)

    @property
    def is_a_year(self) -> bool:
        """Whether it could be one: a whole number of this time without a unit."""
        return self.factor is None and self.number.isdigit() and int(self.number) in _YEARS

    @property
    def is_ambiguous(self) -> bool:
        """Whether its signs part no thousands ("2,5,0"), or may part thousands or decimals ("1.500 MDH", as typed)."""
        large = self.times is not None and self.times >= 1e6
        if large and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", self.number):
            return True
        signs = re.findall(r"[.,]", self.number)
        if len(signs) < 2 or "e" in self.number:
            return False
        grouped = rf"\d{{1,3}}(?:{re.escape(signs[0])}\d{{3}})+"
        last = "" if len(set(signs)) == 1 else rf"{re.escape(signs[-1])}\d+"
        return re.fullmatch(grouped + last, self.number) is None

    def dirhams(self, usual: float) -> float:
        """Its value; where it states no unit, in the usual one."""
        factor = usual if self.factor is None else self.factor
        return _number(self.number, big=factor >= 1e6) * factor


def read_amount(text: str, header: str = "") -> Amount | Unread:
    """Dirhams, all taxes included; a range keeps its ends. Unit and tax stand in the cell, else in the header.

    A bound ("more than 3 MDH") is no amount, and a rate is one only by the year, under a header that says so.

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
    >>> read_amount("1 500", "Budget (en 1000 DH)").likely, read_amount("plus de 3 MDH"), read_amount("5 ETP")
    (1500000.0, 'unreadable', 'unreadable')
    """
    return "unreadable" if len(text) > _LONGEST else _read(text, header)


@lru_cache(maxsize=8_192)
def _read(text: str, header: str) -> Amount | Unread:
    """A cell as it is checked and as it is kept: it is read once."""
    cell = words.prepared(text)
    found = _quantities(cell)
    if words.FOREIGN.search(text) or _foreign_by_header(found, header):
        return "foreign"
    if _is_no_amount(cell) or _is_a_rate(cell, found, header) or _counts_something(cell, found):
        return "unreadable"
    stated = _header_factor(header)
    usual = stated or 1.0
    ends = _ends(cell, _joined(cell, found), usual)
    if not ends or _is_doubtful(cell, found, max(ends), stated):
        return "unreadable"
    taxed = 1 + VAT if is_without_tax(text, header) else 1.0
    values = sorted(round(one * taxed, 2) for one in ends)
    return Amount(low=values[0], likely=round(sum(values) / len(values), 2), high=values[-1])


def _is_doubtful(cell: str, found: Sequence[_Quantity], largest: float, stated: float | None) -> bool:
    """Whether a reading cannot be trusted: a year, too small or large, more said than read, parted in two ways."""
    bare = all(one.factor is None for one in found)
    if stated is None and bare and 0 < largest < _LEAST_WITHOUT_UNIT:
        return True
    if stated in {None, 1.0} and all(one.is_a_year for one in found):
        return True
    by_header = bare and (stated or 1.0) > 1
    if largest > (_LARGEST_BY_HEADER if by_header else _LARGEST):
        return True
    if _goes_on(cell, found) or any(one.is_ambiguous for one in found):
        return True
    return bool(words.CENTIMES.search(cell)) and all(one.currency != 0.01 for one in found)


def is_without_tax(text: str, header: str) -> bool:
    """Whether an amount is stated without the tax, which is then added; the cell speaks before its header."""
    for each in map(words.as_folded, (text, header)):
        if words.WITH_TAX.search(each):
            return False
        if words.WITHOUT_TAX.search(each):
            return True
    return False


def rule_of(text: str, header: str) -> str:
    """The rule by which an amount was read."""
    return TAX_ADDED if is_without_tax(text, header) else "amount"


def _quantities(cell: str) -> list[_Quantity]:
    """Every quantity that could be an amount: not years beside amounts, not numbers of phases, people or months."""
    found = []
    for match in words.QUANTITY.finditer(cell):
        if re.search(r"\d\s?/$", cell[: match.start()]):
            continue
        if words.COUNTED.match(cell[match.end() :].lstrip()) or words.NUMBERED.search(cell[: match.start()]):
            continue
        word = match["word"]
        if word and not match["times"]:
            continue
        number = match["digits"] or ("1" if word is None else str(words.NUMBERS[word]))
        times = _worth(words.MULTIPLIERS, match["times"] or match["alone"])
        currency = _worth(words.CURRENCIES, match["currency"])
        found.append(_Quantity(number, times, currency, match.start(), match.end(), match["digits"] is None))
    return found if len(found) == 1 else [one for one in found if not one.is_a_year]


def _is_no_amount(cell: str) -> bool:
    """Whether the cell as a whole is a share, a date, a negative, a bound, or a sum still to be done."""
    if "%" in cell or words.DATE.fullmatch(cell) or re.match(r"[-(]\s*[.,]?\d", cell):
        return True
    if words.MULTIPLIED.search(cell) or words.MISTYPED.search(cell) or words.YEAR_OR_THOUSANDS.search(cell):
        return True
    if words.has_unit_first(cell):
        return True
    return bool(words.BOUND.search(cell) or words.EACH.search(cell))


def _is_a_rate(cell: str, found: Sequence[_Quantity], header: str) -> bool:
    """Whether it is so much a month or a user; so much a year is an amount where the header is of yearly costs."""
    title = words.as_folded(header)
    if words.PER_OTHER.search(cell) or words.PER_OTHER.search(title):
        return True
    by_the_year = bool(words.PER_YEAR.search(cell))
    if by_the_year:
        return not (words.PER_YEAR.search(title) or words.RUNNING.search(title))
    return any(words.OTHER_PER.match(_without_tax_words(cell[one.end :])) for one in found)


def _counts_something(cell: str, found: Sequence[_Quantity]) -> bool:
    """Whether a figure is of something else than money: "5 ETP", a year in a sentence; or a piece of one: "1/2"."""
    for one in found:
        rest = cell[one.end :]
        if re.match(r"\s?/\s?\d", rest) or cell[: one.start].endswith((".", ",")):
            return True
        if one.factor is not None:
            continue
        rest = _without_tax_words(rest)
        if words.TIME_OF_PEOPLE.match(rest) or (re.match(r"\s?[^\W\d_]", rest) and not words.FOLLOWS.match(rest)):
            return True
        if one.is_a_year and re.search(r"[^\W\d_]", cell[: one.start] + rest):
            return True
    return False


def _without_tax_words(text: str) -> str:
    """The text without what it says of the tax."""
    return words.WITHOUT_TAX.sub("", words.WITH_TAX.sub("", text))


def _joined(cell: str, found: Sequence[_Quantity]) -> list[_Quantity]:
    """Millions and the thousands that go on with them are one number: "1 million 200 mille DH"."""
    joined: list[_Quantity] = []
    for one in found:
        if joined and _continues(joined[-1], one, cell):
            before = joined.pop()
            units = before.dirhams(1.0) + _number(one.number, big=False) * (one.times or 1.0)
            spelled = before.is_spelled or one.is_spelled
            one = _Quantity(f"{units:.2f}", None, one.currency or 1.0, before.start, one.end, spelled)
        joined.append(one)
    return joined


def _continues(first: _Quantity, second: _Quantity, cell: str) -> bool:
    """Whether the second is the smaller part of one number that the first began."""
    if first.currency is not None or not first.times or not second.times or second.times >= first.times:
        return False
    between = cell[first.end : second.start].strip()
    smaller = _number(second.number, big=False) * second.times < first.times
    return smaller and between in words.ADDED and not words.BETWEEN.search(cell)


def _ends(cell: str, found: Sequence[_Quantity], usual: float) -> list[float]:
    """The amount, or both its ends, in dirhams; nothing where several quantities stand unrelated."""
    if len(found) == 1:
        return [found[0].dirhams(usual)]
    if len(found) != 2:
        return []
    with_tax, without_tax = (
        [one for one in found if said.match(cell[one.end :].lstrip(" ()"))]
        for said in (words.WITH_TAX, words.WITHOUT_TAX)
    )
    twice = len(with_tax) == 1 and (bool(without_tax) or not _related(cell, found[0], found[1], usual))
    if not twice:
        return _related(cell, found[0], found[1], usual)
    other = next(one for one in found if one is not with_tax[0])
    return [with_tax[0].dirhams(usual if other.factor is None else other.factor)]


def _related(cell: str, first: _Quantity, second: _Quantity, usual: float) -> list[float]:
    """Two quantities as a range, a sum, or the same amount twice."""
    between = _without_tax_words(cell[first.end : second.start]).strip(" .")
    last = second.factor
    if last is None:  # "3 MDH à 5" goes on in its unit
        last = usual if first.factor is None else first.factor
        second = replace(second, times=last)
    if between in words.ENDS or (between in words.ENDS_AFTER_BETWEEN and words.BETWEEN.search(cell)):
        ends = [first.dirhams(last), second.dirhams(last)]
        # "300 à 500 000 DH" means three hundred thousand, perhaps; what it says is three hundred.
        is_cut = first.factor is None and 0 < _FARTHEST_ENDS * ends[0] <= ends[1]
        return [] if is_cut else ends
    if between == "+" and first.factor and second.factor:
        return [first.dirhams(usual) + second.dirhams(usual)]
    if between in words.SAME_AGAIN and first.dirhams(usual) == second.dirhams(usual):
        return [first.dirhams(usual)]
    return []


def _goes_on(cell: str, found: Sequence[_Quantity]) -> bool:
    """Whether the cell says more of a number, in words, than was read of it: a half, hundreds, thousands."""
    rest = cell
    for one in sorted(found, key=lambda one: -one.start):
        rest = f"{rest[: one.start]} | {rest[one.end :]}"
    rest = words.COUNTED_IN_WORDS.sub("", rest)
    if words.HALF.search(rest) or words.LARGER_WORDS.search(rest):
        return True
    return any(one.is_spelled for one in found) and bool(words.SMALLER_WORDS.search(rest))


def _worth(choices: Sequence[tuple[str, float]], text: str | None) -> float | None:
    return next(worth for said, worth in choices if re.fullmatch(said, text)) if text else None


def _header_factor(header: str) -> float | None:
    """What a header multiplies by: "Budget (KDH)", "x1000 DH"; None where it names no unit."""
    title = words.as_folded(header)
    worths = [1e3 if one[1] == "k" else 1e6 for one in words.LETTER_ALONE.finditer(title)]
    worths += [1000.0 ** match["groups"].count("000") for match in words.HEADER_THOUSANDS.finditer(title)]
    for match in words.HEADER_UNIT.finditer(title):
        times, currency = match["times"], match["currency"]
        if currency or (times and len(times) > 1):
            worths.append((_worth(words.MULTIPLIERS, times) or 1.0) * (_worth(words.CURRENCIES, currency) or 1.0))
    return max(worths, default=None)


def _foreign_by_header(found: Sequence[_Quantity], header: str) -> bool:
    """Whether the header names another currency, and no figure of the cell says that it is in dirhams."""
    return bool(words.FOREIGN.search(header)) and not any(one.currency for one in found)


def _number(text: str, *, big: bool) -> float:
    """A number in any usual writing; a sign before three digits separates thousands, unless the unit is a large one."""
    bare = re.sub(r"[ \u00a0\u202f'’]", "", text)
    parted = bare != text
    if "e" in bare:
        return float(bare.replace(",", "."))
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return float(bare)
    whole, decimals = re.sub(r"[.,]", "", bare[:last]), bare[last + 1 :]
    signs = len(re.findall(r"[.,]", bare))
    same = signs > 1 and len(set(re.findall(r"[.,]", bare))) == 1
    if same or (whole and signs == 1 and len(decimals) == 3 and not big and not parted):
        return float(whole + decimals)
    return float(f"{whole or '0'}.{decimals}")
