"""XLSX: the sheets of an Office workbook, their texts, and which numbers are dates."""

import datetime as dt
import io
import posixpath
import re
import zipfile

from cells.budget import Budget, Rows, Sheet, number_text
from cells.markup import Collector, attribute, stream
from cells.number_format import Shown, shown_by

_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_CELL = re.compile("([A-Za-z]{1,3})([0-9]{1,7})")


def _unescaped(text: str) -> str:
    """Undo ``_x000D_`` of Office; a control or half a surrogate stays as it is written."""
    if "_x" not in text:
        return text

    def letter(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        usable = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
        return chr(code) if usable else match[0]

    return _ESCAPED.sub(letter, text)


class _Directory(Collector):
    """Sheets, their visibility and where their members are."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self.sheets: list[tuple[str, bool, str]] = []
        self.from_1904 = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904", "") in {"1", "true"}
        elif tag == "sheet":
            visible = attributes.get("state", "visible") == "visible"
            self.sheets.append((attributes.get("name", ""), visible, attribute(attributes, "id")))


class _Styles(Collector):
    """Which cell styles show a number as a date."""

    def __init__(self) -> None:
        self.patterns: dict[int, str] = {}
        self.formats: list[int] = []
        self.inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            self.patterns[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self.inside = True
        elif tag == "xf" and self.inside:
            self.formats.append(int(attributes.get("numFmtId", "0")))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self.inside = False

    def shown(self) -> dict[int, Shown]:
        """The places of the styles that say something behind a number."""
        found = {
            place: shown_by(self.patterns.get(number, ""), number) for place, number in enumerate(self.formats)
        }  # fmt: skip
        return {place: one for place, one in found.items() if one}

    def dates(self) -> set[int]:
        """The places of the styles whose first section, colours and quotes aside, holds d, m, y or h."""
        found = set()
        for place, number in enumerate(self.formats):
            pattern = _QUOTED.sub("", self.patterns.get(number, "")).split(";")[0].lower()
            if number in _DATE_FORMATS or ("general" not in pattern and re.search("[dmyh]", pattern)):
                found.add(place)
        return found


class _Texts(Collector):
    """The shared texts; runs are joined, phonetic readings left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.parts: list[str] = []
        self.listening = self.phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        del attributes
        if tag == "si":
            self.parts = []
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "t":
            self.listening = not self.phonetic

    def end(self, tag: str) -> None:
        if tag == "si":
            self.found.append(_unescaped("".join(self.parts)))
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "t":
            self.listening = False

    def text(self, piece: str) -> None:
        if self.listening:
            self.parts.append(piece)


class Workbook:
    """Names, styles and shared texts of one workbook, and its sheets on demand."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = set(self.archive.namelist())
        self.budget = budget
        directory, styles, texts = _Directory(), _Styles(), _Texts()
        self._collect("xl/_rels/workbook.xml.rels", directory)
        self._collect("xl/workbook.xml", directory)
        self._collect("xl/styles.xml", styles)
        self._collect("xl/sharedStrings.xml", texts)
        self.from_1904, self.date_styles, self.shared = directory.from_1904, styles.dates(), texts.found
        self.shown = styles.shown()
        self.sheets = [
            (name, visible, path)
            for name, visible, identity in directory.sheets
            if (path := self._path(directory.targets.get(identity, ""))) in self.names and "worksheet" in path
        ]

    def _collect(self, name: str, into: Collector) -> None:
        if name in self.names:
            stream(self.archive, name, into)

    @staticmethod
    def _path(target: str) -> str:
        return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")

    def rows(self, path: str) -> Rows:
        """The non-empty cells of a sheet."""
        reader = _SheetReader(self)
        stream(self.archive, path, reader)
        return reader.sheet.rows()

    def value(self, kind: str, style: int, raw: str) -> str:
        """The text of a cell: numbers in their shortest form, dates in ISO 8601."""
        if kind == "s":
            place = int(raw)
            return self.shared[place] if 0 <= place < len(self.shared) else ""
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if kind in {"str", "inlineStr", "e", "d"}:
            return _unescaped(raw)
        return self._number(raw, style)

    def _number(self, raw: str, style: int) -> str:
        try:
            number = float(raw)
        except ValueError:
            return raw
        if style in self.date_styles and (date := _date(number, from_1904=self.from_1904)):
            return date
        shown = self.shown.get(style)
        return shown.text(number) if shown else number_text(number)


def _date(serial: float, *, from_1904: bool) -> str:
    # Lotus believed in 29 February 1900; every serial behind it is one day late.
    epoch = dt.datetime(1904, 1, 1) if from_1904 else dt.datetime(1899, 12, 30 if serial >= 60 else 31)  # noqa: DTZ001
    try:
        instant = epoch + dt.timedelta(seconds=round(serial * 86_400))
    except (OverflowError, ValueError):
        return ""
    if 0 <= serial < 1:
        return instant.time().isoformat()
    return instant.date().isoformat() if instant.time() == dt.time() else instant.isoformat()


def _column(letters: str) -> int:
    """The place of a column by its letters, from 0."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


class _SheetReader(Collector):
    """Callbacks that collect the cells of one sheet."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.sheet = Sheet(workbook.budget)
        self.row, self.column = 0, -1
        self.kind, self.style = "n", 0
        self.parts: list[str] = []
        self.listening = self.phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._place(attributes.get("r", ""))
            self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", "0"))
            self.parts = []
        elif tag in {"v", "t"}:
            self.listening = not self.phonetic
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), -1
        elif tag == "mergeCell":
            self._fill(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self.listening = False
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "c" and self.parts:
            text = self.workbook.value(self.kind, self.style, "".join(self.parts))
            self.sheet.put(self.row, self.column, text)

    def text(self, piece: str) -> None:
        if self.listening:
            self.parts.append(piece)

    def _place(self, name: str) -> None:
        match = _CELL.fullmatch(name)
        if match is None:
            self.column += 1
            return
        self.column, self.row = _column(match[1]), int(match[2])

    def _fill(self, area: str) -> None:
        """What is merged downwards is said of every row; what is merged across is said once, as it is shown."""
        first, _, last = area.partition(":")
        start, end = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if start is None or end is None or start[1] != end[1]:
            return
        self.sheet.repeat(_column(start[1]), int(start[2]), int(end[2]))
