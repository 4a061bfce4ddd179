"""Letters, delimiters and dates, against the standard library and the calendar."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from usecases.intake import load_profiles, read
from usecases.intake.dates import order_from_evidence, read_date
from usecases.intake.readers.encodings import decode
from usecases.use_case import PartialDate

from .conftest import ROOT
from .sheets import as_text

PROFILES = load_profiles(ROOT / "data" / "profiles")
FRENCH = "Intitulé;Administration\nÉtude de l’été – coût à l’œuvre;Équipement, forêts\n" * 3
ARABIC = "العنوان;الإدارة\nفرز المراسلات الواردة على الإدارة;مديرية الأرشيف\n" * 3
MIXED = "العنوان;Administration\nفرز المراسلات;Direction générale de l’équipement\n" * 3


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (FRENCH, "utf-8", "utf-8"),
        (FRENCH, "utf-8-sig", "utf-8-sig"),
        (FRENCH, "utf-16", "utf-16"),
        (FRENCH, "utf-16-le", "utf-16-le"),
        (FRENCH, "utf-16-be", "utf-16-be"),
        (FRENCH, "cp1252", "cp1252"),
        (FRENCH.upper(), "cp1252", "cp1252"),
        (ARABIC, "cp1256", "cp1256"),
        (ARABIC, "utf-16-le", "utf-16-le"),
        (ARABIC, "utf-16-be", "utf-16-be"),
        (MIXED, "cp1256", "cp1256"),
    ],
)
def test_letters_come_back_as_they_were_written(text, written, found):
    decoded, name, _ = decode(text.encode(written))
    assert (decoded, name) == (text, found)


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp")), min_size=1)
cells = words.filter(lambda word: word.strip() and "@" not in word)


@pytest.mark.parametrize(
    ("end", "letters"),
    [
        ("Dernier élève".encode("cp1252"), "Dernier élève"),
        ("Dernier élève\n".encode("cp1252"), "Dernier élève\n"),
        ("Coupé é".encode()[:-1], "Coupé \ufffd"),
    ],
    ids=["pasted", "pasted with its end", "cut off"],
)
def test_the_last_line_is_read_like_any_other_unless_it_is_cut_off(end, letters):
    lines = "Relire l’été\nTrier à côté\nPrévoir\nOrienter là\n"
    assert decode(lines.encode() + end)[0] == lines + letters


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_is_written_in_the_cells_is_received_letter_by_letter(rows, delimiter, encoding):
    content = as_text([["Titre", "Administration", "Description"], *rows], delimiter=delimiter, encoding=encoding)
    report = read(content, "x", profiles=PROFILES)
    received = {row.row: tuple(row.received.values()) for row in (*report.rows, *report.rejected)}
    assert received == dict(enumerate(rows, start=2))


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)))
def test_a_date_is_read_in_the_order_it_was_written(day):
    whole = PartialDate(year=day.year, month=day.month, day=day.day)
    assert read_date(day.isoformat(), None) == whole
    assert read_date(day.strftime("%d/%m/%Y"), "dmy") == whole
    assert read_date(day.strftime("%m/%d/%Y"), "mdy") == whole
    assert read_date(day.strftime("%m/%Y"), "dmy") == PartialDate(year=day.year, month=day.month)
    unordered = read_date(day.strftime("%d/%m/%Y"), None)
    assert unordered == (whole if day.day > 12 or day.day == day.month else "ambiguous")


@pytest.mark.parametrize(
    "text", ["22-Nov", "Q4FY25", "Ongoing", "31/02/2025", "7/15/1905", "13/13/2024", "2025-00", ""]
)
def test_what_is_no_date_is_not_made_one(text):
    assert read_date(text, "dmy") == "unreadable"


def test_arabic_digits_are_digits():
    assert read_date("١٦/٠٤/٢٠٢٥", "dmy") == PartialDate(year=2025, month=4, day=16)


def test_one_certain_date_tells_the_order_of_a_column_and_two_that_differ_tell_nothing():
    assert order_from_evidence(["03/04/2025", "16/04/2025"]) == "dmy"
    assert order_from_evidence(["03/04/2025", "04/16/2025"]) == "mdy"
    assert order_from_evidence(["16/04/2025", "04/16/2025"]) is None
    assert order_from_evidence(["03/04/2025"]) is None


WRAPPED = [("Titre", "Administration", "Stade")] + [(f"Cas {n}, suite", "Archives", "pilote") for n in range(5)]


@pytest.mark.parametrize(
    "line",
    [
        lambda row: '"' + ";".join(row) + '"',
        lambda row: '"' + ",".join(f'""{cell}""' for cell in row) + '"',
        lambda row: '"' + ";".join(row) + '",,,',
    ],
    ids=["semicolons", "quotes-in-quotes", "with-empty-cells"],
)
def test_lines_that_a_spreadsheet_wrote_as_one_cell_are_read_as_the_rows_they_are(line, profiles):
    report = read("\n".join(map(line, WRAPPED)).encode(), "liste.csv", profiles=profiles)
    assert [row.draft.title[0].value for row in report.rows] == [f"Cas {n}, suite" for n in range(5)]
    assert {row.draft.administration for row in report.rows} == {"Archives"}
    assert [row.row for row in report.rows] == [2, 3, 4, 5, 6]


def test_a_list_under_a_long_introduction_is_found(profiles):
    text = "\n".join(["Note de présentation"] * 80 + [";".join(row) for row in WRAPPED])
    report = read(text.encode(), "liste.csv", profiles=profiles)
    assert (report.recognised.header_row, len(report.rows)) == (81, 5)
