"""Owners that no column names: told above the table, or by a line of its own before the cases of each of them."""

import re
from collections.abc import Mapping, Sequence

from usecases.folding import fold
from usecases.intake.cleaning import cleaned_line
from usecases.intake.grid import GridRow
from usecases.intake.header_words import HeaderWords
from usecases.intake.headers import INSIDE, Headers

OWNERS = ("administration", "department")
_LONGEST = 120
_ENUMERATED = re.compile(r"^\s*(?:[A-Za-z]|\d{1,2}|[IVX]{1,5})\s*[-–.):/]\s+")
_DITTO = re.compile(
    r"[\"\u201c\u201d\u201e\u00ab\u00bb\u3003\u05f4](?:\s?[\u00bb\"])?"
    r"|['\u2032\u2035]{2}|//|-\s?\"\s?-|idem|id\.|ibid\.?|same|ditto|as above"
    r"|(?:نفس|ذات) (?:ال)?\w+|نفسها|نفسه"
)
"""Signs and words by which a list says once more what stands above."""
_DASH = re.compile(r"\s[-–—|]\s")


def owner_above(rows: Sequence[GridRow], header_row: int, known: Headers) -> str:
    """The administration that the rows above the header name; empty where none or several do.

    It stands beside a word for one ("Ministère : ..."), or in a line of its own as on a letter ("Ministère de ...").
    """
    letterheads: list[str] = []
    for row in rows:
        if row.number >= header_row:
            break
        said = [text.strip() for _, text in sorted(row.cells.items()) if text.strip()]
        name, colon, rest = said[0].partition(":") if said else ("", "", "")
        stated = rest.strip() or (said[1] if len(said) == 2 else "")
        match = known.match(name) if (colon or len(said) == 2) and stated else None
        if match is not None and match.known.name in OWNERS and match.confidence > INSIDE:
            return cleaned_line(stated)
        if len(said) == 1 and (body := letterhead(said[0], known.letterheads)):
            letterheads.append(body)
    return letterheads[0] if len(set(letterheads)) == 1 else ""


def letterhead(line: str, beginnings: Sequence[str]) -> str:
    """The body that a line of its own names, without what follows a dash: a year or a figure makes it a title."""
    body = cleaned_line(_DASH.split(line, maxsplit=1)[0])
    folded = f"{fold(body)} "
    named = any(folded.startswith(f"{one} ") and len(folded) > len(one) + 2 for one in beginnings)
    return body if named and len(body) < _LONGEST and not re.search(r"[\d:;]", body) else ""


def owners_by_band(
    rows: Sequence[GridRow], header_row: int, words: HeaderWords | None, beginnings: Sequence[str] = ()
) -> Mapping[int, str]:
    """By row number, the administration that the last line of a single cell names; none where no line does.

    A line above the header counts where others follow below it: alone it is the title of the sheet. A line that names
    no administration that we can tell ends what the line before it said: the cases below it are nobody's until asked.
    """
    found: dict[int, str] = {}
    owner, bands = "", 0
    for row in rows:
        texts = [cleaned_line(text) for text in row.cells.values() if not text.isspace()]
        if len(texts) == 1 and (named := _band(texts[0], words, beginnings)):
            owner, bands = named, bands + (row.number > header_row)
        elif len(texts) == 1 and row.number > header_row:
            owner = ""
        elif owner and len(texts) > 1 and row.number > header_row:
            found[row.number] = owner
    return found if bands else {}


def _band(line: str, words: HeaderWords | None, beginnings: Sequence[str]) -> str:
    """The body that a line of its own names, without the letter or number that orders it; empty where it names none."""
    body = _ENUMERATED.sub("", line)
    named = words is not None and len(body) < _LONGEST and words.mentions("administration", body)
    return body if named else letterhead(body, beginnings)


def dittos(rows: Sequence[GridRow], column: int) -> Mapping[int, str]:
    """By row number, the name that a mark of repetition stands for: that of the last row that has one."""
    found: dict[int, str] = {}
    last = ""
    for row in rows:
        text = row.cells.get(column, "").strip()
        if _DITTO.fullmatch(fold(text)):
            found[row.number] = last
        elif text:
            last = text
    return {number: name for number, name in found.items() if name}
