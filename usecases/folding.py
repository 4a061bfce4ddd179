"""Folding: two spellings of one thing become one text, for search and for keys; the original is kept elsewhere."""

import re
import unicodedata
from itertools import filterfalse

_ARABIC = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",  # forms of alef
        "ؤ": "و", "ئ": "ي", "ى": "ي", "ة": "ه",  # hamza on a carrier, alef maqsura, ta marbuta
        "ء": None, "ـ": None,  # bare hamza, tatweel
    }
)  # fmt: skip
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_DASHES = re.compile("[‐‑‒–—―−]")
_QUOTES = re.compile("[’‘‛ʼ´`]")
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """One spelling for search: NFKC, case, accents, Arabic letter forms and harakat, digits, dashes, spaces.

    >>> fold("  Santé – Ministère de l’ÉDUCATION ")
    "sante - ministere de l'education"
    >>> fold("إدارة الضَّرائب ٢٠٢٦") == fold("اداره الضرايب 2026")
    True
    """
    if text.isascii():  # most of most sheets: nothing of what follows but these two concerns it
        return _SPACES.sub(" ", text.replace("`", "'").lower()).strip()
    text = unicodedata.normalize("NFKC", text)
    text = _INVISIBLE.sub("", text)
    text = _QUOTES.sub("'", _DASHES.sub("-", text)).casefold()
    text = unicodedata.normalize("NFKD", text)
    text = "".join(filterfalse(unicodedata.combining, text))
    text = text.translate(_ARABIC).translate(_DIGITS)
    return _SPACES.sub(" ", text).strip()


def readable(text: str) -> str:
    r"""The text without characters that nobody sees and that can break a store or deceive a reader; lines are kept.

    >>> readable("a\x00b\u202ec\nd")
    'abc\nd'
    """
    kept = (letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"})
    return _BIDI_CONTROLS.sub("", "".join(kept)).strip()
