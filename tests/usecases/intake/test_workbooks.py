"""Workbooks, plain and hostile."""

import datetime as dt
import io
import json
import subprocess
import sys
import time
import tracemalloc
import zipfile

import pytest
import xlsxwriter

from cells import xls
from cells.budget import Budget
from cells.xlsx import Workbook
from usecases.intake import Corrections, IntakeError, Refusal, read
from usecases.intake.readers import read_bytes
from usecases.intake.readers.guarded import ROOT

from .sheets import as_open_document, as_workbook, chance, handmade, outcome, sheet_xml, text_cell

TABLE = [["Titre", "Administration", "Stade"], ["Tri", "Archives", "pilote"], ["Accueil", "Usagers", "idée"]]


def test_what_is_merged_downwards_is_said_of_every_row(profiles):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "Inventaire")
        sheet.write_row("A2", ["Administration", "Titre", "Stade"])
        sheet.merge_range("A3:A5", "Archives")
        for row, title in enumerate(["Tri", "Accueil", "Relecture"], start=2):
            sheet.write_row(row, 1, [title, "pilote"])
        sheet.write_row("A6", ["Usagers", "Orientation", "idée"])
    report = read(buffer.getvalue(), "x.xlsx", profiles=profiles)
    assert [row.draft.administration for row in report.rows] == ["Archives", "Archives", "Archives", "Usagers"]
    assert report.recognised.header_row == 2


def test_a_sum_that_several_rows_share_is_said_once_and_a_date_of_every_row(profiles):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(
            "A1", ["Administration", "Titre", "Budget (MDH)", "Coût de fonctionnement par an", "Date de début"]
        )
        sheet.merge_range("C2:C4", 9)
        sheet.merge_range("D2:D4", "1 MDH")
        sheet.merge_range("E2:E4", "01/03/2025")
        for row, title in enumerate(["Tri", "Accueil", "Relecture"], start=1):
            sheet.write_row(row, 0, ["Archives", title])
    drafts = [row.draft for row in read(buffer.getvalue(), "x.xlsx", profiles=profiles).rows]
    assert [one.investment_mad and one.investment_mad.likely for one in drafts] == [9e6, None, None]
    assert [one.running_mad_per_year and one.running_mad_per_year.likely for one in drafts] == [1e6, None, None]
    assert [one.starts_on.year for one in drafts] == [2025] * 3


def refusal(content, profiles):
    with pytest.raises(IntakeError) as refused:
        read(content, "x.xlsx", profiles=profiles)
    return refused.value


def far_cell() -> bytes:
    """Two cells, and a rectangle of 17 billion between them."""
    return handmade(
        sheet_xml(
            f'<row r="1">{text_cell("A1", "Titre")}</row>',
            f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>',
        )
    )


def test_one_far_cell_takes_neither_time_nor_memory(profiles):
    content = far_cell()
    assert len(content) < 5_000
    tracemalloc.start()
    started = time.monotonic()
    assert refusal(content, profiles).code == Refusal.NOT_A_TABLE
    assert time.monotonic() - started < 10
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_the_child_reads_the_far_cell_within_a_hundred_megabytes():
    limits = {
        "cells": 10,
        "columns": 10,
        "characters": 100,
        "memory_bytes": 100_000_000,
        "seconds": 10,
        "sheet": None,
    }
    done = subprocess.run(
        [sys.executable, "-c", "from cells.child import main; main()", "xlsx", json.dumps(limits)],
        cwd=ROOT,
        input=far_cell(),
        capture_output=True,
        check=True,
    )
    (found,) = json.loads(done.stdout)["sheets"]
    assert found["rows"] == [[1, [[0, "Titre"]]], [1_048_576, [[16_383, "x"]]]]


def test_a_table_with_a_far_cell_is_read_and_the_cell_reported(profiles):
    rows = [
        f'<row r="1">{text_cell("A1", "Titre")}{text_cell("B1", "Administration")}</row>',
        f'<row r="2">{text_cell("A2", "Tri")}{text_cell("B2", "Archives")}</row>',
        f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>',
    ]
    report = read(handmade(sheet_xml(*rows)), "x", profiles=profiles)
    assert (report.rows_read, len(report.rows), report.rejected[0].row) == (2, 1, 1_048_576)
    assert report.recognised.letters == ("A", "B", "XFD")


def test_an_archive_that_swells_is_refused_unopened(profiles):
    error = refusal(handmade(sheet_xml(" " * 40_000_000)), profiles)
    assert (error.code, error.values["what"]) == (Refusal.TOO_LARGE, "ratio")


def test_used_columns_are_counted_not_declared_ones(profiles):
    cells = "".join(f'<c r="{column}1"><v>1</v></c>' for column in _letters(5_001))
    error = refusal(handmade(sheet_xml(f'<row r="1">{cells}</row>')), profiles)
    assert (error.code, error.values["what"]) == (Refusal.TOO_LARGE, "columns")


def _letters(count):
    from usecases.intake.grid import column_letters

    return [column_letters(place) for place in range(count)]


def test_one_long_text_used_by_many_cells_is_refused(profiles):
    shared = f"<sst><si><t>{'long ' * 6_000}</t></si></sst>"
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 3_001))
    error = refusal(handmade(sheet_xml(rows), sharedStrings=shared), profiles)
    assert (error.code, error.values["what"]) == (Refusal.TOO_LARGE, "characters")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">',
    ],
)
def test_a_document_type_is_refused_whatever_it_declares(declaration, profiles):
    content = handmade(sheet_xml(f'<row r="1">{text_cell("A1", "Titre")}</row>', before=declaration))
    error = refusal(content, profiles)
    assert (error.code, error.values["reason"]) == (Refusal.UNREADABLE, "doctype")


def test_broken_xml_and_other_archives_are_refused_by_name(profiles):
    assert refusal(handmade("<worksheet><sheetData>"), profiles).code == Refusal.UNREADABLE
    assert refusal(as_workbook(TABLE)[:-400], profiles).code == Refusal.UNREADABLE
    assert refusal(as_workbook([]), profiles).code == Refusal.EMPTY


def test_numbers_keep_their_shortest_form_and_dates_are_iso():
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    sheet = workbook.add_worksheet()
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    red = workbook.add_format({"num_format": '[Red]#,##0 "dh";General'})
    for column, number in enumerate([1.0, 0.1, 1e20, -12]):
        sheet.write_number(0, column, number)
    sheet.write_datetime(1, 0, dt.date(2025, 4, 16), day)
    sheet.write_datetime(1, 1, dt.datetime.combine(dt.date(2025, 4, 16), dt.time(9, 30)), moment)
    sheet.write_number(1, 2, 1500, red)
    sheet.write_boolean(2, 0, True)
    sheet.write_formula(2, 1, '="a"&"b"', None, "ab")
    sheet.write_rich_string(2, 2, "plain ", workbook.add_format({"bold": True}), "bold")
    sheet.write_string(2, 3, "=1+1")
    sheet.write_string(3, 0, " two\nlines_x000D_")
    workbook.close()
    (grid,) = read_bytes(out.getvalue()).grids
    assert [list(row.cells.values()) for row in grid.rows] == [
        ["1", "0.1", "1e+20", "-12"],
        ["2025-04-16", "2025-04-16T09:30:00", "1500"],
        ["TRUE", "ab", "plain bold", "=1+1"],
        [" two\nlines_x000D_"],
    ]


def test_a_date_cell_is_read_as_a_date_whatever_the_order_of_the_list(profiles):
    rows = [["Title", "Agency", "Start date"], ["A", "B", "2025-04-16T00:00:00"]]
    assert read(as_workbook(rows), "x", profiles=profiles).rows[0].draft.starts_on.day == 16


def test_the_first_visible_sheet_that_is_an_inventory_is_read(profiles):
    before = [("vide", [], False), ("cachée", TABLE, True), ("notes", [["Lire", "moi"]], False)]
    report = read(as_workbook([["Liste 2025"], [], *TABLE], before=before), "x", profiles=profiles)
    assert (report.recognised.sheet, report.recognised.header_row) == ("Inventory", 3)
    assert [row.row for row in report.rows] == [4, 5]
    chosen = read(as_workbook(TABLE, before=before), "x", profiles=profiles, corrections=Corrections(sheet="cachée"))
    assert chosen.recognised.sheet == "cachée"
    with pytest.raises(IntakeError) as refused:
        read(as_workbook(TABLE), "x", profiles=profiles, corrections=Corrections(sheet="absente"))
    assert refused.value.code == Refusal.UNKNOWN_SHEET
    assert refused.value.values == {"sheet": "absente", "sheets": ["Inventory"]}
    with pytest.raises(IntakeError) as refused:
        read(as_workbook(TABLE, before=before), "x", profiles=profiles, corrections=Corrections(sheet="vide"))
    assert (refused.value.code, refused.value.values) == (Refusal.EMPTY_SHEET, {"sheet": "vide"})


def test_office_escapes_are_undone_but_never_into_half_a_letter():
    cells = text_cell("A1", "a_x0009_b") + text_cell("B1", "a_xD800_b") + text_cell("C1", "a_x0000_b")
    (grid,) = read_bytes(handmade(sheet_xml(f'<row r="1">{cells}</row>'))).grids
    assert list(grid.rows[0].cells.values()) == ["a\tb", "a_xD800_b", "a_x0000_b"]


def test_a_damaged_workbook_is_read_or_refused_but_never_breaks_anything(profiles):
    content = as_workbook(TABLE)
    dice = chance(5)
    for _ in range(12):
        damaged = bytearray(content)
        for _ in range(4):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        found = outcome(bytes(damaged), profiles)
        assert found in set(Refusal) if isinstance(found, str) else found.rows_read >= 1


@pytest.mark.parametrize(
    ("pattern", "number", "read_as"),
    [
        ('0.00" MDH"', 1.5, "1.5 MDH"),
        ('#,##0" KDH"', 1500, "1500 KDH"),
        ('#,##0.0" M DH";-#,##0.0" M DH"', 2.5, "2.5 M DH"),
        ('0.0,," MDH"', 1_500_000, "1500000"),
        ('0" DH"', 12, "12"),
        ('0" agents"', 12, "12"),
        ('0.0 "%"', 12, "12"),
        ('yyyy"MDH"', 45363, "2024-03-12"),
        ('#,##0 "€"', 1500, "1500 €"),
        ("[$€-40C] #,##0.00", 1500, "1500 €"),
        ("[$$-409]#,##0", 1500, "1500 $"),
        ("[$MAD] #,##0", 1500, "1500"),
        ('#,##0 "DH HT"', 1500, "1500 DH HT"),
        ('#,##0 "KDH HT"', 15, "15 KDH HT"),
        ("0%", 0.25, "25 %"),
        ("0.00%", 1500, "150000 %"),
    ],
)
def test_a_unit_that_a_format_writes_behind_a_number_is_read_with_it(pattern, number, read_as):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, number, book.add_format({"num_format": pattern}))
    workbook = Workbook(content.getvalue(), Budget(dict.fromkeys(("cells", "columns", "characters"), 99)))
    [(_, _, path)] = workbook.sheets
    assert workbook.rows(path) == [(1, [(0, read_as)])]


@pytest.mark.parametrize(
    ("pattern", "number", "read_as"),
    [('#,##0" KDH"', 1500, "1500 KDH"), ("[$€-40C] #,##0", 1500, "1500 €"), ("0%", 0.5, "50 %"), ("0.00", 2.5, "2.5")],
)
def test_an_old_workbook_says_behind_a_number_what_its_format_says(pattern, number, read_as):
    import xlwt

    book, content = xlwt.Workbook(), io.BytesIO()
    style = xlwt.XFStyle()
    style.num_format_str = pattern
    book.add_sheet("Inventory").write(0, 0, number, style)
    book.save(content)
    old = xls.Workbook(content.getvalue(), Budget(dict.fromkeys(("cells", "columns", "characters"), 99)))
    assert old.rows("Inventory") == [(1, [(0, read_as)])]


@pytest.mark.parametrize(
    ("told", "read_as"),
    [
        ('"currency" office:currency="EUR" office:value="1000"', "1000 EUR"),
        ('"currency" office:currency="MAD" office:value="1000"', "1000"),
        ('"percentage" office:value="0.5"', "50 %"),
        ('"float" office:value="2.5"', "2.5"),
    ],
)
def test_an_open_document_says_which_currency_a_number_is_in(told, read_as, profiles):
    rows = [["Titre", "Administration", "Budget"], ["Tri", "Archives", "SUM"]]
    content = as_open_document(rows)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    text = (
        members["content.xml"]
        .decode()
        .replace(
            '<table:table-cell office:value-type="string"><text:p>SUM',
            f"<table:table-cell office:value-type={told}><text:p>SUM",
        )
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, member in (members | {"content.xml": text.encode()}).items():
            archive.writestr(name, member)
    [row] = read(out.getvalue(), "x.ods", profiles=profiles).rows
    assert row.received["Budget"] == read_as
