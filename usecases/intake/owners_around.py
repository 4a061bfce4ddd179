"""Owners that no column names: told above the table, or by a line of its own before the cases of each of them."""

from collections.abc import Mapping, Sequence

from usecases.intake.cleaning import cleaned_line
from usecases.intake.grid import GridRow
from usecases.intake.header_words import HeaderWords
from usecases.intake.headers import INSIDE, Headers

OWNERS = ("administration", "department")
_LONGEST = 120


def owner_above(rows: Sequence[GridRow], header_row: int, known: Headers) -> str:
    """What stands beside a word for an administration in the rows above the header; empty where nothing does."""
    for row in rows:
        if row.number >= header_row:
            break
        said = [text.strip() for _, text in sorted(row.cells.items()) if text.strip()]
        name, colon, rest = said[0].partition(":") if said else ("", "", "")
        stated = rest.strip() or (said[1] if len(said) == 2 else "")
        match = known.match(name) if (colon or len(said) == 2) and stated else None
        if match is not None and match.known.name in OWNERS and match.confidence > INSIDE:
            return cleaned_line(stated)
    return ""


def owners_by_band(rows: Sequence[GridRow], header_row: int, words: HeaderWords | None) -> Mapping[int, str]:
    """By row number, the administration that the last line of a single cell names; none where no line does.

    A line above the header counts where others follow below it: alone it is the title of the sheet. A line that names
    no administration that we can tell ends what the line before it said: the cases below it are nobody's until asked.
    """
    found: dict[int, str] = {}
    owner, bands = "", 0
    for row in rows:
        texts = [cleaned_line(text) for text in row.cells.values() if not text.isspace()]
        if len(texts) == 1 and words and len(texts[0]) < _LONGEST and words.mentions("administration", texts[0]):
            owner, bands = texts[0], bands + (row.number > header_row)
        elif len(texts) == 1 and row.number > header_row:
            owner = ""
        elif owner and len(texts) > 1 and row.number > header_row:
            found[row.number] = owner
    return found if bands else {}
