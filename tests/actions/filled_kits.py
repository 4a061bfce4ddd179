"""A kit taken away, filled in and brought back: what the tests of kits begin with."""

import io
from datetime import timedelta

import openpyxl

from actions import kits
from tests.actions import scenes
from tests.conftest import CAST, HOME, NOW
from ui import opening
from ui.exports.case_kit import case_kit, kit_choices
from usecases.case_kit import COLUMNS
from wording.language import Language

PLACES = {name: place for place, name in enumerate(COLUMNS, start=1)}
SECTORS = scenes.DEFINITIONS.sectors
LATER = NOW + timedelta(days=3)


def choices():
    spoken = [opening.words(language) for language in Language]
    return kit_choices(spoken, SECTORS, scenes.DEFINITIONS.not_applicable)


def kit_of(db, by=CAST.omar, language=Language.FR, administration=HOME) -> bytes:
    cases = kits.kit_cases(db, by, administration)
    return case_kit(opening.words(language), administration, cases, SECTORS)


def filled(content: bytes, *rows: dict) -> bytes:
    """The kit with cells set: each dict has its row (from 1) under "at"."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for cells in rows:
        for name, value in cells.items():
            if name != "at":
                sheet.cell(cells["at"] + 3, PLACES[name], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(db, content, by=CAST.omar, consented=None, **more):
    return kits.accept(db, by, content, choices(), scenes.DEFINITIONS, consented=consented or {}, now=LATER, **more)


def previewed(db, content, by=CAST.omar):
    return kits.preview(db, by, content, choices(), now=LATER)
