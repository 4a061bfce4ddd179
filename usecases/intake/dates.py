"""Dates of sheets: as exact as the source gives them, and never guessed."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from usecases.folding import fold
from usecases.intake.cleaning import western_digits
from usecases.intake.profile import DateOrder
from usecases.use_case import PartialDate

_NOTE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])$")
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?)?)?")
_SIGN = r"\s?[-–/.]\s?"
_THREE = re.compile(rf"(\d{{1,2}}){_SIGN}(\d{{1,2}}){_SIGN}(\d{{4}}|\d{{2}})(?: [\d:]+(?: ?[AP]M)?)?")
_MONTH_YEAR = re.compile(rf"(\d{{1,2}}){_SIGN}(\d{{4}})")
# A column with empty cells comes out of many tools with its years, serials and days as decimal numbers.
_WHOLE = re.compile(r"(\d{4,5}|\d{8})[.,]0+")
_SERIAL = re.compile(r"\d{5}")
_SPREADSHEET_DAY_0 = date(1899, 12, 30)
_SERIAL_DAYS = (36_526, 55_153)
"""From 2000 to 2050: a number of five digits in a column of dates is one of these."""
_LONGEST = 300
"""Letters of a cell: a page with a day somewhere in it is no date, and is not searched for one."""
EARLIEST_YEAR = 1950
"""No use of AI is older than this."""
LATEST_YEAR = 2100
LATEST_SHORT_YEAR = 36
"""Two digits above these are of the last century: 2026, when this was written, and ten years of plans."""

_MONTHS: Mapping[str, int] = {
    fold(name): number
    for number, names in enumerate(
        (
            ("janvier", "janv", "jan", "january", "يناير", "januari", "جانفي", "كانون الثاني"),
            ("février", "fevr", "fev", "feb", "february", "فبراير", "februari", "فيفري", "شباط"),
            ("mars", "mar", "march", "مارس", "maart", "mrt", "آذار"),
            ("avril", "avr", "apr", "april", "أبريل", "ابريل", "أفريل", "نيسان"),
            ("mai", "may", "ماي", "مايو", "mei", "أيار"),
            ("juin", "jun", "june", "يونيو", "juni", "يونيه", "جوان", "حزيران"),
            ("juillet", "juill", "juil", "jul", "july", "يوليوز", "يوليو", "juli", "يوليه", "جويلية", "تموز"),
            ("août", "aout", "aug", "august", "غشت", "أغسطس", "augustus", "أوت", "آب"),
            ("septembre", "sept", "sep", "september", "شتنبر", "سبتمبر", "أيلول"),
            ("octobre", "oct", "october", "أكتوبر", "اكتوبر", "oktober", "okt", "تشرين الأول"),
            ("novembre", "nov", "november", "نونبر", "نوفمبر", "تشرين الثاني"),
            ("décembre", "dec", "december", "دجنبر", "ديسمبر", "كانون الأول"),
        ),
        start=1,
    )
    for name in names
}
_WORD = r"(?P<month>(?:كانون|تشرين) (?:الاول|الثاني)|اب|[^\W\d_]{3,12})\.?"
"""A month by its name; four of the Levant are two words, and one has two letters."""
_DAY, _YEAR, _SHORT_YEAR = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?", r"(?P<year>\d{4})", r"(?P<year>\d{2})"
_OF = "(?:of |de |d'|van |من )?"
_ORDINAL = r"(?:1er|[2-4]e(?:me)?|premier|deuxieme|second|troisieme|quatrieme)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}\s?(?:م|ميلاديه)?",
        # Of a quarter or half a year only its year is kept.
        rf"(?:[qtsh]|trimestre|quarter|semestre|semester)\s?[1-4]\s*[-/ ]?\s*{_YEAR}",
        rf"{_YEAR}\s*[-/ ]?\s*[qtsh]\s?[1-4]",
        rf"{_ORDINAL} (?:trimestre|semestre) (?:de )?{_YEAR}",
        rf"(?:الربع|النصف|السداسي|الاسدس|الثلث) (?:الاول|الثاني|الثالث|الرابع) (?:من )?(?:سنه )?{_YEAR}",
        rf"(?:printemps|ete|automne|hiver|spring|summer|autumn|winter|exercice|السنه الماليه) {_YEAR}",
        rf"{_DAY}[ .-]{_OF}{_WORD}[ ,.-]+{_OF}{_YEAR}",
        rf"{_DAY}[ .-]{_OF}{_WORD}[ .-]{_SHORT_YEAR}",
        rf"{_WORD} {_DAY},? {_YEAR}",
        rf"(?P<first>فاتح) {_WORD} {_YEAR}",
        rf"{_WORD}[ ,.-]*{_YEAR}",
        # A spreadsheet shows a month and a year as Jul-25; a day and a month stand the other way round.
        rf"{_WORD}[-' ]{_SHORT_YEAR}",
    )
)
"""Dates with a month by its name, in French, Arabic, English or Dutch, and those that are a year with a part of it."""
_DAY_NAMED = re.compile(r"(?<!\d)(?:(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>20\d\d)|(?P<year>20\d\d))(?!\d)")
_DAY_NAMES = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    "|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    "|(?:يوم )?(?:الاثنين|الثلاثا|الاربعا|الخميس|الجمعه|السبت|الاحد)"
)
_BEFORE = re.compile(
    "(?:(?:le|the|on|depuis|since|vers|courant|en|in|annee|year|jaar|mois de|عام|سنه|شهر|يوم|منذ|في|خلال"
    "|prevue?s? (?:en|pour)|expected in|planned for|au cours de"
    "|a (?:partir|compter) d[eu]|from|as of|starting|vanaf|sinds|(?:ابتدا|انطلاقا|اعتبارا) من"
    rf"|{_DAY_NAMES})[ ,]+)+"
)
"""Words before a date that leave it as exact as it is."""
_PART_OF = re.compile(
    "(?:fin|debut|mi|milieu|mid|middle|end|early|late|begin|medio|eind|بدايه|نهايه|منتصف|اواخر|اوايل)"
    "[ -](?:de |d'|of )?"
)
"""Words that make a date as exact as the month or the year that follows."""
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")

Read = PartialDate | Literal["ambiguous", "unreadable"]


def read_date(text: str, order: DateOrder | None) -> Read:
    """A partial date, or why there is none.

    >>> read_date("10/1/2023", "mdy")
    PartialDate(year=2023, month=10, day=1)
    >>> read_date("10/1/2023", None)
    'ambiguous'
    >>> read_date("1er mars 2024", None), read_date("Jul-25", None)
    (PartialDate(year=2024, month=3, day=1), PartialDate(year=2025, month=7, day=None))
    >>> read_date("le mardi 12 mars 2024", None), read_date("S1 2024", None)
    (PartialDate(year=2024, month=3, day=12), PartialDate(year=2024, month=None, day=None))
    >>> read_date("12/03/98", "dmy"), read_date("2024.0", None)
    (PartialDate(year=1998, month=3, day=12), PartialDate(year=2024, month=None, day=None))
    >>> read_date("Q4FY25", "mdy")
    'unreadable'
    """
    return "unreadable" if len(text) > _LONGEST else _read(text, order)


@lru_cache(maxsize=8_192)
def _read(text: str, order: DateOrder | None) -> Read:
    """A cell as it is checked and as it is kept: it is read once."""
    text = _NOTE.sub("", western_digits(text.strip()))
    return _in_figures(text, order) or _in_words(fold(text), order)


def _in_figures(text: str, order: DateOrder | None) -> Read | None:
    """A date of figures alone; None where it is written in another way."""
    if match := _WHOLE.fullmatch(text):
        text = match[1]
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        return _made(year or 0, month, day)
    if match := _MONTH_YEAR.fullmatch(text):
        return _made(int(match[2]), int(match[1]), None)
    if match := _THREE.fullmatch(text):
        first, second, third = match.groups()
        if order == "ymd" and len(third) == 2:
            first, third, order = third, first.zfill(2), "dmy"
        return _ordered(int(first), int(second), _full(third), order)
    if match := _COMPACT.fullmatch(text):
        return _made(int(match[1]), int(match[2]), int(match[3]))
    if _SERIAL.fullmatch(text) and _SERIAL_DAYS[0] <= int(text) < _SERIAL_DAYS[1]:
        day_of = _SPREADSHEET_DAY_0 + timedelta(days=int(text))
        return PartialDate(year=day_of.year, month=day_of.month, day=day_of.day)
    return None


def _in_words(text: str, order: DateOrder | None) -> Read:
    """One of the forms, with the words around it; behind such words figures are read as they are without them."""
    if match := _BEFORE.match(text):
        text = text[match.end() :]
        if read := _in_figures(text, order):
            return read
    if match := _PART_OF.match(text):
        rest = text[match.end() :]
        read = _in_figures(rest, order) or _in_words(rest, order)
        return read if isinstance(read, str) or read.day is None else "unreadable"
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if found is None:
        return "unreadable"
    said = found.groupdict()
    month = _MONTHS.get(said["month"].strip(".")) if "month" in said else None
    if "month" in said and month is None:
        return "unreadable"
    day = 1 if "first" in said else int(said["day"]) if "day" in said else None
    return _made(_full(said["year"]), month, day)


def order_from_evidence(texts: Iterable[str]) -> DateOrder | None:
    """Day first or month first, when some dates can only be one of them and none only the other."""
    day_first = month_first = year_first = False
    for text in texts:
        if match := _THREE.fullmatch(western_digits(text.strip())):
            day_first |= int(match[1]) > 12
            month_first |= int(match[2]) > 12
            year_first |= int(match[1]) > 31
    if year_first:
        return None if month_first else "ymd"
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"


def latest_day(text: str) -> str:
    """The day, month or year that a header names, as ISO writes it; empty where it names none.

    >>> latest_day("Stade au 31/12/2024"), latest_day("Statut 2025"), latest_day("Statut")
    ('2024-12-31', '2025', '')
    """
    found = [
        f"{match['y']}-{int(match['m']):02d}-{int(match['d']):02d}" if match["d"] else match["year"]
        for match in _DAY_NAMED.finditer(western_digits(text))
    ]
    return max(found, default="")


def _full(year: str) -> int:
    """The year that two digits mean, near to ours rather than far ahead: 98 is 1998."""
    if len(year) == 4:
        return int(year)
    return int(year) + (1900 if int(year) > LATEST_SHORT_YEAR else 2000)


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
        made = date(year, month or 1, day or 1)
    except ValueError:
        return "unreadable"
    if month == 0 or day == 0:
        return "unreadable"
    serial = (made - _SPREADSHEET_DAY_0).days
    if month and day and EARLIEST_YEAR <= serial <= LATEST_YEAR:
        # Somebody typed 2024 into a cell for dates, and it was shown as the 2,024th day of its calendar.
        return PartialDate(year=serial)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return "unreadable"
    return PartialDate(year=year, month=month, day=day)
