"""What the format of a cell says behind its number: thousands, millions, another currency, the tax, a share."""

import re
from dataclasses import dataclass

from cells.budget import number_text

_PIECES = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]|_.|\*.|(.)')
_SCALE = re.compile(
    r"(?:[km]|mio|mrd|milliers? de|millions? de)\s?(?:dhs?|mad|dirhams?)|(?:ألف|مليون) درهم", re.IGNORECASE
)
"""Thousands or millions of money; any other unit is no part of the number."""
_FOREIGN = re.compile(r"[€$£¥]|\b(?:eur|usd|gbp|chf|jpy|cad|sar|aed)\b", re.IGNORECASE)
_TAX = re.compile(r"\b(?:h\.?t|t\.?t\.?c)\b\.?", re.IGNORECASE)
_BUILT_IN = {9: "0%", 10: "0.00%"}


@dataclass(frozen=True)
class Shown:
    """What stands behind a number as it is shown; the number of a share counts hundredths."""

    behind: str
    is_share: bool = False

    def text(self, number: float) -> str:
        """The number with it."""
        return f"{number_text(round(number * 100, 10))} %" if self.is_share else f"{number_text(number)} {self.behind}"


def first_section(pattern: str) -> str:
    """What is shown for numbers above zero."""
    for match in re.finditer(r'"[^"]*"|\\.|;', pattern):
        if match[0] == ";":
            return pattern[: match.start()].strip()
    return pattern.strip()


def shown_by(pattern: str, number: int = 0) -> Shown | None:
    """What a format says behind its number; None where it is only how the number looks.

    A format that divides by a thousand itself (a comma behind the last digit) shows what the number is.

    >>> shown_by('#,##0 "KDH"'), shown_by("[$€-40C] #,##0"), shown_by("0%").is_share, shown_by("#,##0.00")
    (Shown(behind='KDH', is_share=False), Shown(behind='€', is_share=False), True, None)
    """
    section = first_section(pattern or _BUILT_IN.get(number, ""))
    literal, plain = "", ""
    for quoted, escaped, symbol, other in _PIECES.findall(section):
        literal += quoted or escaped or symbol or (other if other in "$€£¥ " else "")
        plain += other
    if "%" in plain:
        return Shown("%", is_share=True)
    divides = re.search(r"[0#?],+(?![0#?])", plain) is not None
    words = " ".join(literal.split())
    if _FOREIGN.search(words) or _TAX.search(words) or (_SCALE.search(words) and not divides):
        return Shown(words)
    return None
