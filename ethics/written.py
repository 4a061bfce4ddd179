"""What people write in a review: refused in a sentence where nobody could read it, or a click could misuse it."""

import re
import unicodedata
from urllib.parse import urlsplit

REASON_LIMIT = 5_000
EVIDENCE_LINK_LIMIT = 500
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class ReviewError(ValueError):
    """Something in a review that cannot stand; the screen makes its sentence from the code and the values."""

    code = "review.invalid"

    def __init__(self, question: str, **values: object) -> None:
        self.question, self.values = question, values
        super().__init__(f"{self.code}: {question} {values or ''}".rstrip())


class ReasonMissingError(ReviewError):
    """An answer that departs from the expected one, or sets the question aside, says why."""

    code = "review.reason_missing"


class TextMissingError(ReviewError):
    """What was to be said is not there."""

    code = "review.text_missing"


class TextTooLongError(ReviewError):
    """A text is longer than its limit."""

    code = "review.text_too_long"


class TextUnreadableError(ReviewError):
    """A text holds characters that no one can see and that can deceive or break a store."""

    code = "review.text_unreadable"


class EvidenceLinkError(ReviewError):
    """Evidence is a web address, or the plain reference of a document; nothing that a click could run."""

    code = "review.evidence_link"


def check_text(question: str, field: str, text: str, limit: int) -> None:
    """Refuse a text that is too long or holds characters nobody can see."""
    if len(text) > limit:
        raise TextTooLongError(question, field=field, limit=limit, length=len(text))
    if any(_is_no_character(letter) for letter in text):
        raise TextUnreadableError(question, field=field)


def check_said(question: str, field: str, text: str, limit: int) -> None:
    """Refuse what `check_text` refuses, and a text that says nothing.

    Raises
    ------
    ReasonMissingError, TextMissingError
        The text is empty: a reason, or something else that was to be said.
    """
    check_text(question, field, text, limit)
    if is_blank(text):
        raise ReasonMissingError(question) if field == "reason" else TextMissingError(question)


def is_blank(text: str) -> bool:
    """Whether a text says nothing: spaces, and marks that nobody sees."""
    return all(letter.isspace() or unicodedata.category(letter) == "Cf" for letter in text)


def is_reference(text: str) -> bool:
    """Whether a text is the reference of a document in somebody's words, rather than an address."""
    return bool(text.strip()) and _SCHEME.match(text.strip()) is None


def _is_no_character(letter: str) -> bool:
    """Controls, halves of a character, and the two places of Unicode that are none: no document can hold them."""
    return (unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\r\t") or letter in "\ufffe\uffff"


def check_link(question: str, link: str) -> None:
    """Refuse what a click could run, or what hides where it leads."""
    if any(letter in "\n\r\t<>" or letter in _BIDI_CONTROLS for letter in link):
        raise EvidenceLinkError(question, link=link)
    if _SCHEME.match(link.strip()) and not _is_web_address(link.strip()):
        raise EvidenceLinkError(question, link=link)


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return False
    # A name before the host (https://ministry@elsewhere) only serves to mislead the reader.
    return parts.scheme in {"http", "https"} and bool(host) and "@" not in parts.netloc and " " not in link
