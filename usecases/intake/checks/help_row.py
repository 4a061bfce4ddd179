"""Rows that are no case: what explains the headers right under them, and the headers once more on another page."""

import re

from usecases.folding import fold
from usecases.intake.cleaning import without_emails
from usecases.intake.codes import Rejection
from usecases.intake.grid import GridRow
from usecases.intake.profile import header_key
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet
from usecases.intake.under_header import belongs_to_header

_ROWS_UNDER_THE_HEADER = 3
_MOST = 0.6
_HELP = re.compile(
    r"\b(?:choisir|selectionn\w*|menu deroulant|texte libre|obligatoire|facultatif|exemple|ex\s*[:.]|saisir|renseigner"
    r"|indiquer|select|choose|drop-?down|free text|mandatory|required|optional|example|e\.g\.|enter)\b"
    r"|اختر|مثال|الزامي|اختياري|نص حر"
)


def help_row(sheet: Sheet) -> list[Problem]:
    """Rows right under the header most of whose cells explain, and rows that repeat the header."""
    headers = {header.column: header.key for header in sheet.headers}
    found = []
    for place, row in enumerate(sheet.rows):
        if place < _ROWS_UNDER_THE_HEADER and (_explains(row) or belongs_to_header(row)):
            found.append(Problem(row.number, None, Rejection.HELP_ROW))
        elif row.stated() > 1 and _repeats(row, headers):
            found.append(Problem(row.number, None, Rejection.HEADER_AGAIN))
    return found


def _explains(row: GridRow) -> bool:
    texts = [fold(without_emails(text)) for text in row.cells.values() if not text.isspace()]
    helping = sum(bool(_HELP.search(text)) for text in texts)
    return helping >= 2 and helping >= _MOST * len(texts)


def _repeats(row: GridRow, headers: dict[int, str]) -> bool:
    texts = [(column, text) for column, text in row.cells.items() if not text.isspace()]
    return all(header_key(text) == headers.get(column) for column, text in texts)
