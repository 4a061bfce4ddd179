"""What a text of a sheet becomes in a draft: outer spaces, controls and e-mail addresses go."""

import re
import unicodedata

EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
EMAIL_MARK = "[e-mail]"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def without_emails(text: str) -> str:
    """The text with every e-mail address masked: nobody's address is imported."""
    return EMAIL.sub(EMAIL_MARK, text) if "@" in text else text


def western_digits(text: str) -> str:
    """The text with Arabic-Indic and Persian digits, and their separators, written as 0 to 9, point and comma."""
    return text.translate(_DIGITS)


def cleaned(text: str) -> str:
    """A text of several lines: composed letters, no controls, no addresses, no outer spaces."""
    text = unicodedata.normalize("NFC", without_emails(text))
    return CONTROLS.sub("", text).strip()


def cleaned_line(text: str) -> str:
    """A text of one line: line breaks and runs of spaces become one space."""
    return " ".join(cleaned(text).split())


def mostly_arabic(text: str) -> bool:
    """Whether a text is written in Arabic letters more than in Latin ones."""
    arabic = len(_ARABIC.findall(text))
    return arabic > 0 and arabic >= len(_LATIN.findall(text))
