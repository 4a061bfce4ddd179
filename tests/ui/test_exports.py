"""Files that leave the site, read back as Excel and a stranger's program would."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui import opening
from ui.exports.receipt import receipt_pdf
from ui.exports.workbook import ExportTable, as_csv, as_xlsx, neutral
from wording.language import Language

NASTY = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "https://example.org",
    "الترتيب",
    "1234",
    'a "b", c\nd',
]
TABLE = ExportTable(
    "Classement: [2026]",
    ["Référence", "=Titre", "Priorité", "Le"],
    [["UC-00001", text, 0.5, date(2026, 11, 22)] for text in NASTY] + [["UC-00002", None, -3, None]],
    {"Filtres": "=tous", "Empreinte": "ab12", "Journal": "42"},
)


def read_csv(payload: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(payload.decode("utf-8-sig"), newline="")))


def read_book(payload: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(payload))


def test_excel_is_told_that_the_csv_is_utf_8():
    assert as_csv(TABLE).startswith(b"\xef\xbb\xbf")


def test_no_text_of_a_csv_starts_a_formula_and_numbers_stay_numbers():
    head, *rest = read_csv(as_csv(TABLE))
    rows = rest[: len(TABLE.rows)]
    assert head == ["Référence", "'=Titre", "Priorité", "Le"]
    for row, text in zip(rows, NASTY, strict=False):
        assert row[1] == neutral(text)
        assert not row[1].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert (float(row[2]), row[3]) == (0.5, "2026-11-22")
    assert rows[-1] == ["UC-00002", "", "-3", ""]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
        min_size=1,
        max_size=6,
    )
)
@settings(deadline=None, max_examples=60)
def test_any_text_comes_back_from_csv_letter_by_letter(texts):
    rows = read_csv(as_csv(ExportTable("t", ["x"] * len(texts), [texts])))
    assert rows[1] == [neutral(text) for text in texts]
    # The apostrophes are all that was added, and only where a formula would begin.
    assert [cell.replace("'", "") for cell in rows[1]] == [text.replace("'", "") for text in texts]


def test_a_formula_behind_a_semicolon_is_text_too_where_that_separates_cells():
    assert neutral('x;=HYPERLINK("http://ailleurs.example")').startswith("x;'=HYPERLINK")
    assert neutral("＝1+1") == "'＝1+1"
    assert neutral("a; b - c") == "a; b - c"


def test_a_csv_carries_what_identifies_it_after_its_rows():
    told = read_csv(as_csv(ExportTable("t", ["a"], [["1"]], {"Empreinte": "abc", "Filtres": "=q"})))
    assert told == [["a"], ["1"], [], ["Empreinte", "abc"], ["Filtres", "'=q"]]


def test_a_workbook_holds_texts_numbers_and_dates_and_not_one_formula_or_link():
    book = read_book(as_xlsx(TABLE))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet["B"][1:-1]] == [text.replace("\r", "_x000D_") for text in NASTY]
    for ws in book.worksheets:
        for row in ws.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    assert {cell.data_type for cell in sheet["C"][1:]} == {"n"}
    assert sheet["D2"].value == datetime(2026, 11, 22)  # noqa: DTZ001 -- a sheet knows no zone
    assert sheet["B12"].value is None


def test_the_notes_stand_on_a_sheet_of_their_own():
    notes = read_book(as_xlsx(TABLE)).worksheets[1]
    assert {row[0].value: row[1].value for row in notes.iter_rows()} == dict(TABLE.notes)


@pytest.mark.parametrize("right_to_left", [False, True])
def test_an_arabic_workbook_opens_from_the_right(right_to_left):
    for sheet in read_book(as_xlsx(TABLE, right_to_left=right_to_left)).worksheets:
        assert bool(sheet.sheet_view.rightToLeft) is right_to_left


def test_a_sheet_name_is_made_legal():
    assert read_book(as_xlsx(TABLE)).sheetnames == ["Classement   2026", "Notes"]
    twin = ExportTable("Notes", ["a"], [[1]])
    assert len(set(read_book(as_xlsx(twin)).sheetnames)) == 2
    assert read_book(as_xlsx(ExportTable("[]" + "é" * 60, ["a"], []))).sheetnames[0] == "é" * 31


def test_an_instant_is_written_without_its_zone_and_a_missing_number_as_an_error_cell():
    table = ExportTable("t", ["at", "n"], [[datetime(2026, 11, 22, 10, 5, tzinfo=UTC), float("nan")]])
    row = read_book(as_xlsx(table)).worksheets[0][2]
    assert row[0].value == datetime(2026, 11, 22, 10, 5)  # noqa: DTZ001 -- a sheet knows no zone


def test_a_table_of_many_rows_keeps_every_one():
    table = ExportTable("t", ["a", "b"], [[n, f"r{n}"] for n in range(3000)])
    assert read_book(as_xlsx(table)).worksheets[0].max_row == 3001
    assert len(read_csv(as_csv(table))) == 3001


@pytest.mark.parametrize("language", Language)
def test_a_receipt_is_set_in_every_language_whatever_the_title_says(language):
    facts = [("Cas", 'Lire <les> #"lettres" $x$ \\ @a'), ("Administration", "وزارة الصحة")]
    pdf = receipt_pdf(opening.words(language), "UC-00042", facts, ["Site : essai"])
    assert pdf.startswith(b"%PDF")
    assert pdf.rstrip().endswith(b"%%EOF")
