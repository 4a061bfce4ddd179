"""The reader's words: texts by key with their values, numbers, money, dates; isolates where scripts meet."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, cached_property
from math import ceil
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import NumberPattern, format_decimal, format_percent, parse_pattern

from wording.catalogue import Catalogue
from wording.language import Language

Value = str | int | float | date | datetime | None
SITE_TIME = ZoneInfo("Africa/Casablanca")
ABSENT = "—"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_OPENERS = {"ltr": "\u2066", "rtl": "\u2067", "auto": "\u2068"}
_CLOSER = "\u2069"
_ARABIC = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_MONEY_STEPS = ((1e9, 1e9, "money.billion"), (1e6, 1e6, "money.million"), (1e4, 1e3, "money.thousand"))
_JOINER = "\u2060"
# These are read after Markdown, when the backslashes are gone: emoji and icon codes, arrows and dashes, bare
# addresses.
_LATE_SYNTAX = re.compile(
    r"(?<=:)(?=[\w+/-])|(?<=-)(?=[->])|(?<=<)(?=-)|(?<=[<>~=!])(?==)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE
)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LEADING_SPACE = re.compile(r"^[ \t]+", re.MULTILINE)


@cache
def _pattern(written: str) -> NumberPattern:
    return parse_pattern(written)


class Words:
    """Texts and formats of one language."""

    def __init__(self, language: Language, catalogue: Catalogue) -> None:
        self.language = language
        self.catalogue = catalogue

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The direction of writing."""
        return "rtl" if self.language.direction == "rtl" else "ltr"

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.language.locale)

    def __call__(self, key: str, **values: Value) -> str:
        """The text of a key with its values; ``n``, else ``first``, chooses its plural; an unknown key stays."""
        n = values.get("n", values.get("first"))
        text = self.catalogue.text(self.language, key, n if isinstance(n, int | float) else None)

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            return self.inserted(values[name]) if name in values else match[0]

        return _PLACEHOLDER.sub(fill, text)

    def told(self, code: str, values: Mapping[str, object]) -> str:
        """The sentence of a refusal or a finding; values of any kind are written as a sentence takes them."""
        return self(code, **self.values_told(values))

    def values_told(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Values as a sentence takes them; a limit and a kind of file by their names."""
        shown = {key: told_value(value) for key, value in values.items()}
        for name, family in (("what", "limit"), ("kind", "intake.kind")):
            if self.has(key := f"{family}.{values.get(name)}"):
                shown[name] = self(key)
        return shown

    def has(self, key: str) -> bool:
        """Whether somebody wrote a text for the key."""
        return self.catalogue.has(key)

    def inserted(self, value: Value) -> str:
        """A value as it stands inside a sentence: formatted by its type, isolated where scripts could mix."""
        if isinstance(value, bool) or value is None:
            return ABSENT if value is None else str(value)
        if isinstance(value, int | float):
            return self.number(value)
        if isinstance(value, datetime):
            return self.instant(value)
        if isinstance(value, date):
            return self.date(value)
        foreign = _LATIN if self.language is Language.AR else _ARABIC
        if (self.language is Language.AR and not _framed(value)) or foreign.search(value):
            return isolate(value)
        return value

    @property
    def percent_pattern(self) -> str:
        """How a slider writes a whole percentage (printf)."""
        return {Language.FR: "%d\u00a0%%", Language.AR: "\u2066%d%%\u2069", Language.EN: "%d%%"}[self.language]

    def number(self, x: float) -> str:
        """A number, at most three decimals."""
        return self._digits(format_decimal(x, format=_pattern("#,##0.###;-#,##0.###"), locale=self._locale))

    def decimal(self, x: float, digits: int = 1) -> str:
        """A number with exactly this many decimals."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return self._digits(format_decimal(x, format=_pattern(f"{pattern};-{pattern}"), locale=self._locale))

    def at_most(self, x: float, digits: int = 1) -> str:
        """A number rounded up to this many decimals: an error is never told smaller than it is."""
        steps = 10**digits
        return self.decimal(ceil(x * steps - 1e-9) / steps, digits)

    def percent(self, share: float, digits: int = 0) -> str:
        """A share of 1 as a percentage."""
        places = "." + "0" * digits if digits else ""
        space = "\u00a0" if self.language is Language.FR else ""
        return self._digits(format_percent(share, format=_pattern(f"#,##0{places}{space}%"), locale=self._locale))

    def share_of_draws(self, share: float, digits: int = 0) -> str:
        """A share that was counted in draws: what was nearly none or nearly all is never told as none or all."""
        least = 10.0 ** -(digits + 2)
        if 0.0 < share < least:
            told = self("share.under", share=self.percent(least, digits))
        elif 1.0 - least < share < 1.0:
            told = self("share.over", share=self.percent(1.0 - least, digits))
        else:
            return self.percent(share, digits)
        return isolate(told, "rtl") if self.language is Language.AR else told

    def money_mad(self, amount: float, *, exact: bool = False) -> str:
        """Dirhams: short with three leading digits at most (12,4 MDH), or every dirham."""
        step, key = next(
            ((s, k) for least, s, k in _MONEY_STEPS if abs(amount) >= least and not exact),
            (1.0, "money.dirham"),
        )
        scaled = amount / step
        digits = 0 if step == 1.0 or abs(scaled) >= 100 or round(scaled, 1) == round(scaled) else 1
        return self._unit(key, self.decimal(scaled, digits))

    def months(self, x: float) -> str:
        """A duration in months, the word in agreement."""
        return self.catalogue.text(self.language, "unit.months", x).replace("{n}", self.number(x))

    def date(self, day: date, *, short: bool = False) -> str:
        """A day: 22 novembre 2026, or 22/11/2026."""
        text = format_date(day, "short" if short else "long", locale=self._locale)
        return isolate(text, "rtl") if self.language is Language.AR else text

    def partial_date(self, year: int, month: int | None = None, day: int | None = None) -> str:
        """A date as exactly as it is known."""
        if month is None:
            return self._digits(str(year))
        if day is None:
            text = format_date(date(year, month, 1), "MMMM y", locale=self._locale)
            return isolate(text, "rtl") if self.language is Language.AR else text
        return self.date(date(year, month, day))

    def instant(self, at: datetime, *, short: bool = False) -> str:
        """An aware instant at the site's wall clock (Africa/Casablanca)."""
        if at.tzinfo is None:
            raise ValueError("words.naive_instant")
        local = at.astimezone(SITE_TIME)
        clock = format_datetime(local, "HH:mm", tzinfo=SITE_TIME, locale=self._locale)
        day = format_date(local.date(), "short" if short else "long", locale=self._locale)
        joint = {Language.FR: " à ", Language.AR: "، ", Language.EN: ", "}[self.language]
        text = f"{day}{' ' if short else joint}{clock}"
        return isolate(text, "rtl") if self.language is Language.AR else text

    def interval(self, low: float, high: float, show: Callable[[float], str] | None = None) -> str:
        """Two bounds, low first; one figure where they are equal."""
        show = show or self.number
        if low == high:
            return show(low)
        text = f"{show(low)}\u00a0–\u00a0{show(high)}"
        return isolate(text, "rtl") if self.language is Language.AR else text

    def join(self, parts: Sequence[str]) -> str:
        """A list in a sentence: a, b et c."""
        inserted = [self.inserted(part) for part in parts]
        return format_list(inserted, locale=self._locale) if inserted else ""

    def _unit(self, key: str, number: str) -> str:
        return self.catalogue.text(self.language, key).replace("{n}", number)

    def _digits(self, text: str) -> str:
        # The locale groups by a point, which beside a decimal comma reads as a fraction; Moroccan texts use a space.
        text = text.replace(".", "\u00a0") if self.language is Language.AR else text
        # The narrow space of French groups is hardly to be seen in our face; a full no-break space is.
        return isolate(text, "ltr") if self.language is Language.AR else text.replace("\u202f", "\u00a0")


def isolate(text: str, direction: Literal["ltr", "rtl", "auto"] = "auto") -> str:
    """The text between isolates, so that its neighbours keep their order."""
    return f"{_OPENERS[direction]}{text}{_CLOSER}"


def escape_markdown(text: str) -> str:
    """A reader's text, literal in Streamlit's Markdown: no link, picture, formula, icon, HTML."""
    flat = _LEADING_SPACE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _PUNCTUATION.sub(r"\\\1", _LATE_SYNTAX.sub(_JOINER, flat))


def _framed(text: str) -> bool:
    return text[:1] in _OPENERS.values() and text[-1:] == _CLOSER


def told_value(value: object) -> Value:
    """A value of an error as a sentence takes it: numbers and dates stay what they are, for their plural and digits."""
    if value is None or isinstance(value, (str, int, float, date)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(one) for one in value)
    return str(value)
