"""Spellings: the forms in which one answer is written, from exactly as it stands to its bare beginning."""

import re
from collections.abc import Iterator
from itertools import pairwise

from usecases.folding import fold

_ENUMERATOR = re.compile(
    r"^(?:\(?(?:[a-z]|\d{1,2}|[ivx]{1,4})\)\s*"  # a)  (b)  12)  iv)
    r"|[a-z]\.\s+"  # a. ...
    r"|\d{1,2}\s*[.:-]\s+"  # 1. ...  2 - ...
    r"|(?:stage|phase|step|etape|stade|niveau|fase|المرحله)\s*\d{1,2}\s*[.:-]\s*"  # Stage 4 - ...
    r")+"
)
_DENIALS = frozenset(re.findall(r"\S+", """
    no not non never neither nor without except excluding than cannot n't isn aren wasn hasn haven doesn don didn
    pas sans sauf hors ni jamais aucun aucune hormis niet geen nooit zonder behalve لا غير ليس ليست بدون دون باستثناء ما
"""))  # fmt: skip
"""Words that turn what is said into its opposite, or take something out of it."""
_FEW_WORDS = 3
_HEAD_ENDS = (" - ", " (", "(", ": ", ":", "; ", ", ", "، ", ". ")
_DOUBLE_ENCODED = re.compile(
    "[ÃÂâØÙ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def without_enumerator(folded: str) -> str:
    """A folded text without the letter or number that orders it in its list.

    >>> without_enumerator("a) a) pre-deployment"), without_enumerator("stage 4 - operation")
    ('pre-deployment', 'operation')
    """
    return _ENUMERATOR.sub("", folded).strip()


def denies(text: str) -> bool:
    """Whether a text denies something.

    >>> denies("Not in production"), denies("Non déployé"), denies("Déployé")
    (True, True, False)
    """
    return not _DENIALS.isdisjoint(re.findall(r"\w+", fold(text)))


_TAKEN_BACK = re.compile(
    r"\b(?:cancel\w*|annul\w*|abandon\w*|remov\w*|supprim\w*|retir\w*|discontinu\w*|suspend\w*|postpon\w*|reporte\w*"
    r"|prevue?s?|planned|planifie\w*|expected|scheduled|tentative|provisoire|a venir|a confirmer|tbc"
    r"|expired|expire|to be \w+|under review|in progress|in-progress|pending|en cours|en attente|a l'etude"
    r"|part\w*ly|part\w*lement|partial|partiel\w*|gepland|deels|geannuleerd)\b|ملغ|مبرمج|جزئي|\?"
)


def takes_back(after: str) -> bool:
    """Whether the few words behind an answer take it back, wholly or in part: "(cancelled)", "(prévue 2026)", "?".

    >>> takes_back(" (prévue 2026)"), takes_back("?"), takes_back(" – the use case is used by staff as planned")
    (True, True, False)
    """
    folded = fold(after)
    return len(re.findall(r"\w+", folded)) <= _FEW_WORDS and _TAKEN_BACK.search(folded) is not None


def denied(text: str) -> set[str]:
    """The words that stand right behind a denial.

    >>> sorted(denied("Not presumed high-impact")), sorted(denied("Presumed, but not high-impact"))
    (['presumed'], ['high'])
    """
    words = re.findall(r"\w+", fold(text))
    return {after for before, after in pairwise(words) if before in _DENIALS}


def forms(text: str) -> Iterator[str]:
    """Folded forms of a cell, the most exact first: as it stands, without its letter, up to its first pause.

    >>> list(forms("c)  Deployed – The use case is in use"))
    ['c) deployed - the use case is in use', 'deployed - the use case is in use', 'deployed']
    """
    folded = fold(text.replace("_", " ")).strip(" .;,")
    seen = dict.fromkeys((folded, bare := without_enumerator(folded).strip(" .;,*")))
    for end in _HEAD_ENDS:
        if (place := bare.find(end)) > 0:
            seen.setdefault(bare[:place].strip(" .;,*\"'"))
    yield from (form for form in seen if form)


def repaired(text: str) -> str:
    """The text as it was before it was read in the wrong encoding, where that shows and can be undone; else itself.

    >>> repaired("donâ€™t"), repaired("Santé")
    ('don’t', 'Santé')
    """
    if not _DOUBLE_ENCODED.search(text):
        return text
    try:
        again = text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
    return again


def is_double_encoded(text: str) -> bool:
    """Whether a text shows the marks of having been decoded twice."""
    return repaired(text) != text
