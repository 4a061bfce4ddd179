"""The same table written in other ways, and small workbooks written by hand."""

import csv
import io
import random
import zipfile
from collections.abc import Mapping, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

import xlsxwriter

from usecases.intake import IntakeError, IntakeReport, Profile, read

Rows = Sequence[Sequence[str]]

_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def chance(seed: int) -> random.Random:
    """A shuffle that can be repeated."""
    return random.Random(seed)  # noqa: S311 -- nothing secret hangs on it


def table_of(content: bytes, encoding: str = "cp1252") -> list[list[str]]:
    """Header and rows as the standard library reads them."""
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


def as_text(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def as_old_workbook(rows: Rows) -> bytes:
    """The same as Excel wrote it before 2007."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Inventory")
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write(place, column, text[:32_000])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_open_document(rows: Rows, *, hidden: bool = False) -> bytes:
    """The same as an OpenDocument workbook: one cell may stand for several, and so may a row."""
    body = []
    for row in rows:
        cells = []
        for text, same in groupby(row):
            count = len(list(same))
            repeated = f' table:number-columns-repeated="{count}"' if count > 1 else ""
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n")) if text else ""
            cells.append(f'<table:table-cell office:value-type="string"{repeated}>{lines}</table:table-cell>')
        body.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    # What a spreadsheet writes behind the last row: a million empty ones in one element.
    empty = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    style = f'<style:table-properties table:display="{"false" if hidden else "true"}"/>'
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s">'
        f'<office:automatic-styles><style:style style:name="ta1">{style}</style:style></office:automatic-styles>'
        '<office:body><office:spreadsheet><table:table table:name="Inventory" table:style-name="ta1">'
        f"{''.join(body)}{empty}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return out.getvalue()


def as_workbook(rows: Rows, *, before: Sequence[tuple[str, Rows, bool]] = ()) -> bytes:
    """A workbook of texts; ``before`` are sheets in front: name, rows, hidden."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"strings_to_numbers": False})
    for name, cells, hidden in before:
        sheet = workbook.add_worksheet(name)
        _fill(sheet, cells)
        if hidden:
            sheet.hide()
    sheet = workbook.add_worksheet("Inventory")
    _fill(sheet, rows)
    sheet.activate()
    sheet.set_first_sheet()
    workbook.close()
    return out.getvalue()


def as_sheets(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook of texts with these sheets."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_numbers": False}) as workbook:
        for name, rows in sheets.items():
            _fill(workbook.add_worksheet(name), rows)
    return out.getvalue()


def _fill(sheet: "xlsxwriter.worksheet.Worksheet", rows: Rows) -> None:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text)


def handmade(sheet_xml: str, **members: str) -> bytes:
    """The smallest archive that Office would call a workbook; ``members`` add or replace parts of xl/."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        archive.writestr("xl/workbook.xml", members.pop("workbook", _WORKBOOK))
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml)
        for name, text in members.items():
            archive.writestr(f"xl/{name}.xml", text)
    return out.getvalue()


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def sheet_xml(*rows: str, before: str = "") -> str:
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = f"<sheetData>{''.join(rows)}</sheetData>"
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{name}">{data}</worksheet>'


def outcome(content: bytes, profiles: Sequence[Profile]) -> IntakeReport | str:
    """The report of a file, or the code it was refused with."""
    try:
        return read(content, "x", profiles=profiles)
    except IntakeError as error:
        return error.code
