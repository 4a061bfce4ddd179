"""What an administration is asked, as a letter and as a sheet: everything that was chosen stands in both."""

import io

import openpyxl
import pytest

from actions.definitions import Definitions
from ui import opening
from ui.exports.request import request_text, request_workbook
from ui.words import Words
from usecases.criteria import Measure
from usecases.cut_line import Question
from wording.language import Language

CRITERIA = Definitions().criteria
SCALE = next(one.id for one in CRITERIA if one.measure is Measure.SCALE)
NATURAL = next(one.id for one in CRITERIA if one.measure is Measure.NATURAL)
ASKED = [
    Question("UC-00002", NATURAL, 0.4, unknown=False),
    Question("UC-00001", SCALE, 0.3, unknown=True),
    Question("UC-00002", SCALE, 0.1, unknown=True),
]
TITLES = {"UC-00001": "=cmd|' /C calc'!A0", "UC-00002": "فرز المراسلات"}
HELD = {("UC-00002", NATURAL): (1000.0, 2500.0, 4000.0)}


def spoken(language: Language) -> tuple[Words, Words]:
    return opening.words(language), Words(language, CRITERIA.words)


@pytest.mark.parametrize("language", Language)
def test_the_letter_names_every_case_once_and_every_fact_with_what_is_known_of_it(language):
    words, names = spoken(language)
    text = request_text(words, names, CRITERIA, "Archives du Royaume", ASKED, TITLES, HELD)
    assert "Archives du Royaume" in text
    lines = text.split("\n")
    assert [line.split(" — ")[0] for line in lines if line.startswith("UC-")] == ["UC-00002", "UC-00001"]
    assert text.count(names(f"{SCALE}.ask")) == 2
    assert text.count(names(f"{NATURAL}.ask")) == 1
    assert (
        words("request.known", low=words.decimal(1000, 2), likely=words.decimal(2500, 2), high=words.decimal(4000, 2))
        in text
    )
    assert all(names(f"{SCALE}.{level}").rstrip(".") in text for level in range(5))


@pytest.mark.parametrize("language", Language)
def test_the_sheet_has_a_row_for_each_fact_with_what_is_known_and_the_rest_open(language):
    words, names = spoken(language)
    content = request_workbook(
        words, names, CRITERIA, ASKED, TITLES, HELD, right_to_left=language is Language.AR
    )  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert bool(sheet.sheet_view.rightToLeft) is (language is Language.AR)
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [one.reference for one in ASKED]
    assert [row[1] for row in rows] == [TITLES[one.reference] for one in ASKED]
    assert [row[4:7] for row in rows] == [(1000, 2500, 4000), (None, None, None), (None, None, None)]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), "a title is no formula"
    limits = {
        str(one.sqref): (one.operator, one.formula1, one.formula2) for one in sheet.data_validations.dataValidation
    }
    assert limits == {"E2:G2": ("greaterThanOrEqual", "0", None), "E3:G3": (None, "0", "4"), "E4:G4": (None, "0", "4")}
