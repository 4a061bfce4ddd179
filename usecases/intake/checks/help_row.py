"""Rows that are no case: what explains the headers or is an example right under them, and the headers once more."""

import re
from collections.abc import Sequence

from usecases.folding import fold
from usecases.intake.cleaning import without_emails
from usecases.intake.codes import Rejection
from usecases.intake.grid import GridRow
from usecases.intake.profile import header_key
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet
from usecases.intake.under_header import belongs_to_header, is_unit

_ROWS_UNDER_THE_HEADER = 3
_MOST = 0.6
_HELP = re.compile(
    r"\b(?:choisir|selectionn\w*|menu deroulant|texte libre|obligatoire|facultatif|exemple|ex\s*[:.]|saisir|renseigner"
    r"|indiquer|select|choose|drop-?down|free text|mandatory|required|optional|example|e\.g\.|enter"
    r"|as (?:written|known)|nom complet|full name|en toutes lettres|titre court|short title"
    r"|max\.?(?: \d+)?|ecrire|write|volledige naam)\b"
    r"|^\(?(?:yyyy|aaaa|jj|dd|mm)[-/ ]?(?:mm|aaaa|yyyy)?(?:[-/ ]?(?:dd|jj|aaaa|yyyy))?\)?$"
    r"|\b\d+ (?:caracteres|characters|mots|words|tekens)\b"
    r"|اختر|اكتب|كاملا|مثال|الزامي|اختياري|نص حر|\b\d+ (?:حرفا?|كلمه)\b"
)
_EXAMPLE = re.compile(
    r"(?:par exemple|exemple|example|voorbeeld|مثال|ex\.?(?=\s*:))(?:\s*\d{1,2})?\s*(?::.*|\s-\s.*|)", re.S
)
_CHOICES = re.compile(r"\s*[/|;,\n]\s*|\s+(?:ou|or|of|او)\s+")


def help_row(sheet: Sheet) -> list[Problem]:
    """Rows right under the header that explain it or are an example, and rows that repeat the header."""
    headers = {header.column: header.key for header in sheet.headers}
    return [problem for rows in sheet.rows_of_parts() for problem in _not_cases(sheet, rows, headers)]


def is_help(text: str) -> bool:
    """Whether a cell says how it is filled."""
    return _HELP.search(fold(without_emails(text))) is not None


def _not_cases(sheet: Sheet, rows: Sequence[GridRow], headers: dict[int, str]) -> list[Problem]:
    found: list[Problem] = []
    for place, row in enumerate(rows):
        if place < _ROWS_UNDER_THE_HEADER and _helps(sheet, row, first=len(found) == place):
            found.append(Problem(row.number, None, Rejection.HELP_ROW))
        elif row.stated() > 1 and (_repeats(row, headers) or row.number in sheet.headers_again):
            found.append(Problem(row.number, None, Rejection.HEADER_AGAIN))
    return found


def _helps(sheet: Sheet, row: GridRow, *, first: bool) -> bool:
    """Whether a row near the header is about it; ``first``: whether nothing but such rows stands above."""
    return _explains(sheet, row) or belongs_to_header(row) or (first and _is_example(sheet, row))


def _explains(sheet: Sheet, row: GridRow) -> bool:
    """Whether most cells say how they are filled: in words, by a unit or a form, or by the answers there are."""
    texts = {column: text for column, text in row.cells.items() if not text.isspace()}
    meanings = {header.column: name for name, header in sheet.meaning.items()}
    helping = sum(
        is_help(text) or is_unit(text) or _is_choice(sheet, meanings.get(column), text)
        for column, text in texts.items()
    )
    return helping >= 2 and helping >= _MOST * len(texts)


def _is_choice(sheet: Sheet, name: str | None, text: str) -> bool:
    """Whether a cell lists different answers of its column and says nothing else."""
    parts = [part for part in _CHOICES.split(text) if part.strip()]
    answers = [sheet.vocabulary.answer(name, part) for part in parts] if name else []
    return None not in answers and len(set(answers)) > 1


def _is_example(sheet: Sheet, row: GridRow) -> bool:
    """Whether the row begins with the word for an example, in its first cell or in its title."""
    first = next((text for _, text in sorted(row.cells.items()) if not text.isspace()), "")
    return any(_EXAMPLE.fullmatch(fold(text)) for text in (first, sheet.title(row)))


def _repeats(row: GridRow, headers: dict[int, str]) -> bool:
    texts = [(column, text) for column, text in row.cells.items() if not text.isspace()]
    return all(header_key(text) == headers.get(column) for column, text in texts)
