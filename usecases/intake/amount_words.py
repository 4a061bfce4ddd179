"""The words that stand in and around amounts of money, folded; what they do to an amount is said in ``amounts``."""

import re
from collections.abc import Mapping, Sequence

from usecases.folding import fold
from usecases.intake.cleaning import western_digits

DIGITS = (
    r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*(?:e\+?\d{1,2}(?!\w))?"
    r"|(?<![^\s(:=~])[.,]\d+"
)
NUMBERS: Mapping[str, float] = {
    word: number
    for words, number in (
        ("un une one", 1), ("deux two", 2), ("trois three ثلاثه ثلاث", 3), ("quatre four اربعه اربع", 4),
        ("cinq five خمسه خمس", 5), ("six سته ست", 6), ("sept seven سبعه سبع", 7), ("huit eight ثمانيه ثماني", 8),
        ("neuf nine تسعه تسع", 9), ("dix ten عشره عشر", 10), ("vingt twenty عشرون عشرين", 20), ("demi نصف", 0.5),
    )
    for word in words.split()
}  # fmt: skip
TWICE: Mapping[str, str] = {"مليوني": "2 مليون", "مليونين": "2 مليون", "مليونا": "2 مليون", "الفي": "2 الف",
                            "مليارين": "2 مليار", "ملياري": "2 مليار"}  # fmt: skip
"""Arabic writes two of a thing as one word."""
# The longest spelling stands first: MMDH is a thousand MDH.
MULTIPLIERS: tuple[tuple[str, float], ...] = (
    (r"milliards?|miljarden|miljard|mrds?|mds?|billions?|bn|مليارات|مليار|ملايير|mm", 1e9),
    (r"millions?|miljoenen|miljoen|mio|mln|مليون|ملايين|م|m", 1e6),
    (r"milliers?|mille|thousands?|duizenden|duizend|الف|الاف|k", 1e3),
)
CURRENCIES: tuple[tuple[str, float], ...] = (
    (r"centimes?|cts|سنتيمات|سنتيما|سنتيم", 0.01),
    (r"dirhams?|dhs?|mad|درهما|(?:ال)?درهم|(?:ال)?دراهم|د\.?\s?م\.?|د", 1.0),
)


def _one_of(choices: Sequence[tuple[str, float]]) -> str:
    return "|".join(words for words, _ in choices)


_END = r"(?![^\W\d_])"
_CURRENCY = _one_of(CURRENCIES)
_LARGE = "millions?|milliards?|miljoen|miljard|مليون|ملايين|مليار|مليارات"
_UNIT = (
    rf"(?P<times>{_one_of(MULTIPLIERS)})?(?:[. ]|\s)?\s?(?:(?:de|d'|of|من)\s)?"
    rf"(?P<currency>{_CURRENCY})?{_END}"
)
QUANTITY = re.compile(
    rf"(?:(?P<digits>{DIGITS})|(?<![^\W\d_])(?P<word>{'|'.join(NUMBERS)})\s)\s?{_UNIT}"
    rf"|(?<![^\W\d_])(?P<alone>million|milliard|مليون|مليار)(?:\s(?:de |d')?(?:dirhams?|dhs?|درهم))?{_END}"
)
AND_A_HALF = re.compile(
    rf"(?<![\w.,])(?:(?P<number>\d+|{'|'.join(NUMBERS)})\s?)?(?P<times>{_LARGE})\s"
    rf"(?:et demie?|and a half|و\s?نصف)(?:\s(?:ال)?(?P=times))?(?!\w)"
)
"""A large number and a half of it: "2 millions et demi"."""
HALF = re.compile(r"(?:\bet|\band an?|\band|\ben een|و)\s?(?:demie?|half|halve|نصف)(?!\w)")
LARGER_WORDS = re.compile(
    r"(?<!\w)و?(?:half|anderhalf|cents?|hundred|honderd|مائه|مئه|مائتا|مائتان|مائتين"
    rf"|(?:ال)?(?:{'|'.join(words for words, _ in MULTIPLIERS)}))(?!\w)"
)
"""Parts of a number in words that change it a hundredfold or more."""
SMALLER_WORDS = re.compile(
    rf"(?<!\w)و?(?:{'|'.join(word for word, number in NUMBERS.items() if number != 1)}"
    r"|(?:une?|one|واحد)\s(?:et|and|a|to|و|الى|الي)(?=\s))(?!\w)"
)
_SPELLED = (
    "un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingts? trente "
    "quarante cinquante soixante septante nonante cents? mille millions? milliards? et de virgule one two three four "
    "five ten twenty fifty hundred thousand and million dirhams? dhs? ttc ht toutes taxes comprises hors "
    "واحد اثنان ثلاثه اربعه خمسه سته سبعه ثمانيه تسعه عشره عشر مائه مئه مائتا مائتان خمسمائه الف الاف مليون ملايين "
    "مليار ملايير درهم دراهم"
)
SPELLED_OUT = re.compile(rf"\((?:و?(?:{'|'.join(_SPELLED.split())})(?!\w)[\s-]?)+\)")
"""The figure once more in words, in brackets, as on a cheque."""

_THOUSANDS = r"(?:1[ .,'’]?)?(?P<groups>000(?:[ .,'’]?000){0,2})s?(?!\d)"
HEADER_UNIT = re.compile(rf"(?<![^\W\d_])(?:بال|ب|ال)?{_UNIT}")
HEADER_THOUSANDS = re.compile(
    rf"(?:^|\(|(?<![^\W\d_])(?:x|\*|en|in|par|per|ب)\s?|(?<![^\W\d_])(?:{_CURRENCY})\s?'?){_THOUSANDS}"
    rf"\s?(?:(?:de|of|من)\s)?(?:(?:{_CURRENCY}){_END}|\)|$|,)"
)
"""A header that states its unit in figures: "en 1000 DH", "x1000", "000 DH"."""

LETTER_ALONE = re.compile(r"\((?:en )?([km])\)")
"""A header with nothing but the letter: "Budget (M)"."""

ENDS = frozenset({"a", "-", "to", "tot", "الي", "الى", "jusqu'a", "et jusqu'a"})
ENDS_AFTER_BETWEEN = frozenset({"et", "and", "en", "و"})
BETWEEN = re.compile(r"\b(?:entre|between|tussen)\b|بين")
SAME_AGAIN = frozenset({"(", "soit", "=", "ou", "أي", "اي", "i.e", "c'est-a-dire"})
"""What stands between a figure and the same figure in another unit."""
ADDED = frozenset({"", "et", "and", "و"})
"""What stands between the millions and the thousands of one number."""

COUNTED = re.compile(rf"(?:ans?|annees?|mois|jours?|personnes?|agents?|lots?|years?|months?|سنوات|سنه|اشهر){_END}|%")
NUMBERED = re.compile(
    r"(?:phase|lot|tranche|etape|annee|exercice|n°|no|ref|year|art(?:icle)?|chap(?:itre)?|page|ligne|المرحله|سنه|الشطر|الفصل"
    r"|الماده)\.?\s*:?\s*$"
)
COUNTED_IN_WORDS = re.compile(rf"(?<!\w)(?:{'|'.join(NUMBERS)})\s(?:{COUNTED.pattern})")
DATE = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d{2}-\d{2}")
FOREIGN = re.compile(r"[$€£]|\b(?:usd|eur|euros?|dollars?|gbp)\b", re.IGNORECASE)

_TAX = r"(?:taxes?|tax|t\.?v\.?a\b|vat|btw)"
_ARABIC_TAX = r"(?:احتساب )?(?:ال|لل)?(?:رسوم|رسم|ضريبه|ضرايب|قيمه المضافه)"
WITHOUT_TAX = re.compile(
    rf"\bh\.?\s?t\b|\bhtva\b|\b(?:hors|sans)(?: la| les)?(?: toutes)? {_TAX}"
    rf"|\b(?:excluding|exclusive of|exclusief|excl|zonder|without|before|net of|ex)\.? {_TAX}"
    rf"|(?:\+|\bplus)\s?t\.?v\.?a\b|\btva (?:en sus|non (?:comprise|incluse))"
    rf"|(?<!\w)(?:ب?دون|خارج|بلا|من غير|غير شامله?|غير متضمنه?) {_ARABIC_TAX}|دون احتساب"
)
WITH_TAX = re.compile(
    r"\bt\.?\s?t\.?\s?c\b|\btoutes taxes|\btva (?:comprise|incluse)"
    rf"|\b(?:including|inclusive of|inclusief|incl)\.? {_TAX}"
    rf"|(?<!\w)(?:ب|مع )احتساب {_ARABIC_TAX}|(?<!غير )(?:شامله?|متضمنه?) {_ARABIC_TAX}"
)

_YEARLY = r"an|annee|year|annum|jaar|السنه|سنه"
_OFTEN = (
    r"mois|month|maand|jours?|day|dag|semaine|week|trimestre|quarter|semestre|heure|hour|utilisateur|user|agent|poste"
    r"|lots?|tranche|phase"
    r"|licence|unite|personne|site|tete|habitant|dossier|الشهر|شهر|اليوم|مستخدم"
)
PER_YEAR = re.compile(
    rf"(?:/\s?|\b(?:par|per|a|chaque|each) |(?<!\w)كل )(?:{_YEARLY}){_END}"
    r"|(?<!\w)(?:في |ب|لل)السنه|\bp\.a\.|\bannuel\w*|\bannual\w*|\byearly\b|\bjaarlijks|سنويا"
)
PER_OTHER = re.compile(
    rf"(?:/\s?|\b(?:par|per|chaque|each) |(?<!\w)(?:في|كل|لكل) )(?:{_OFTEN}){_END}"
    r"|\bmensuel\w*|\bmonthly\b|\bdaily\b|\bmaandelijks|شهريا|الشهريه"
)
RUNNING = re.compile(r"\b(?:fonctionnement|exploitation|recurrent|recurring|running|operating)|تسيير|استغلال|سنوي")
"""Headers of what is spent every year, beside those that say so."""
OTHER_PER = re.compile(r"[ )(]*/\s?[^\W\d_]")
"""A rate of something no list foresaw, directly behind an amount."""

BOUND = re.compile(
    r"(?<![-=])[<>]\s?=?\s?[\d.,]|[≤≥]|\d\s?\+(?=\s?(?!t\.?v)[^\W\d_])"
    r"|\b(?:plus|moins) d(?:e\b|')|\bn[e'] ?(?:depass|exced)\w*"
    r"|\+ de\b|\bau (?:moins|plus|minimum|maximum)\b|\b(?:mini|maxi)(?:mum|male?|maux|maal)\b"
    r"|\b(?:min|max)\b|\b(?:more|less|fewer|greater|higher|lower) than\b|\bat (?:least|most)\b|\bup to\b"
    r"|\b(?:superieur|inferieur)e?s?\b|\bau[- ]dela\b|\bau[- ]dessus\b|\bau[- ]dessous\b|\bplafon\w*|\bn'excedant"
    r"|\ba partir d[eu] (?!(?:19|20)\d\d\b)|\b(?:meer|minder) dan\b|\btot en met\b|\bminstens\b|\bhoogstens\b"
    r"|^(?:over|under|below|above|jusqu'a|jusqu'au)\b|\b(?:et|ou) plus\b|\b(?:and|or) (?:more|less|above|below)\b"
    r"|(?<!\w)(?:اكثر|اقل|ازيد|ابتدا) من(?!\w)|(?<!\w)(?:ما )?(?:يفوق|تفوق)|لا (?:يقل|تقل|يتجاوز|تتجاوز)|علي الاقل"
    r"|كحد (?:اقصي|ادني)|فاكثر|\d\s?\w*\+$"
)
"""What makes an amount the least or the most that it may be: no figure, and only one end of a range."""
MULTIPLIED = re.compile(r"\b(?:fois|times|keer)\s?\d|مرات")
"""So many times an amount."""
MISTYPED = re.compile(r"\d\s?o(?:o+|(?=\d))|\do\b")
"""The letter where a zero was meant: "1 5OO"."""
YEAR_OR_THOUSANDS = re.compile(r"(?<![\d.,])\d{4}[ \u00a0\u202f]\d{3}(?!\d)")
"""Four digits before three: "2000 000" is two millions typed in a hurry, or a year before an amount."""
CENTIMES = re.compile(r"centimes?|سنتيم")
_ALONE_FIRST = re.compile(r"(?=(?:million|milliard|مليون|مليار)(?![^\W\d_]))")
_UNIT_FIRST = re.compile(rf"((?:{_one_of(MULTIPLIERS)})?\s?(?:dirhams?|dhs?|mad))\s?:?\s?({DIGITS})")
_LARGE_UNIT_FIRST = re.compile(r"(?<![^\W\d_])(?:k|m|mm)(?:dhs?|mad)\s?:?\s?\d")
TIME_OF_PEOPLE = re.compile(r"[ (]*(?:etp|fte|j\.?h|j/h|h/j|jours?[-/ ]hommes?|hommes?[-/ ]jours?)\b")
EACH = re.compile(rf"\d\s?(?:{COUNTED.pattern})\s?(?:x|\*|×|a|(?:de|of|من)\s(?!(?:19|20)\d\d\b))\s?\d|⁄")
"""Sums still to be done: so many days at so much, or a fraction."""

_CONNECTOR = r"(?:a|au|to|tot|et|and|ou|or|en|jusqu'a|et jusqu'a|و|الى|الي)\s?(?=[\d.,])"
FOLLOWS = re.compile(
    rf"\s?(?:{_CONNECTOR}|(?:soit|environ|env|approx|estimes?|estimees?|estime|prevus?|prevue?s?|sur|dont|puis|pour|hors)\b|تقريبا)"
)
"""What may stand directly behind a figure without a unit, beside the tax; another word is what was counted."""


def as_folded(text: str) -> str:
    """Folded, with western digits, and the tax apart from the currency that it sticks to: 100 DHHT."""
    return re.sub(r"(?<=[\Wkm\d])(dhs?|mad|dirhams?)(ht|ttc)\b", r"\1 \2", fold(western_digits(text)))


def prepared(text: str) -> str:
    """Folded, Arabic duals as figures, large numbers with a half as decimals, no figure once more in words."""
    folded = as_folded(text)
    for word, said in TWICE.items():
        folded = re.sub(rf"(?<!\w){word}(?!\w)", said, folded)
    without = SPELLED_OUT.sub(" ", folded)
    cell = _with_decimals(without if re.search(r"\d", without) else folded).strip()
    if first := _UNIT_FIRST.fullmatch(cell):
        cell = f"{first[2]} {first[1]}"
    return f"1 {cell}" if _ALONE_FIRST.match(cell) else cell


def has_unit_first(cell: str) -> bool:
    """Whether thousands or millions stand before a figure: only a cell that says nothing else is read so."""
    return _LARGE_UNIT_FIRST.search(cell) is not None


def _with_decimals(cell: str) -> str:
    """One large number and its half as a decimal, unless more words of a number stand around it."""
    match = AND_A_HALF.search(cell)
    if match is None:
        return cell
    before, after = cell[: match.start()], cell[match.end() :]
    if any(words.search(rest) for words in (LARGER_WORDS, SMALLER_WORDS) for rest in (before, after)):
        return cell
    number = match["number"] or "1"
    whole = NUMBERS[number] if number in NUMBERS else int(number)
    return f"{before}{whole + 0.5} {match['times']}{after}"
