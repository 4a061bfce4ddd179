"""The sheet in which many candidates are scored away from the site: candidates down, criteria across."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from actions.score_sheets import SheetLine
from ui.words import Words
from usecases.criteria import SCALE_TOP, CriteriaSet, Criterion, Measure
from usecases.returned_sheet import HEAD_ROWS
from usecases.score_sheet import FIXED, PARTS, columns, identity
from usecases.use_case import in_language

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FIXED_WIDTHS = (12, 48, 30)
_WIDTHS = {"likely": 10, "low": 8, "high": 8, "reason": 36, "version": 4}


def score_sheet(words: Words, names: Words, criteria: CriteriaSet, lines: Sequence[SheetLine]) -> bytes:
    """The workbook; it carries the criteria it was made for, and with each score the version that was in force."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        order = {"reading_order": 2} if words.direction == "rtl" else {}
        sheet = book.add_worksheet(words("scoring.sheet_name")[:31])
        written = _Writing(
            words, names, sheet,
            head=book.add_format({"bold": True, "bg_color": "#EEF0ED", "bottom": 1, "text_wrap": True, **order}),
            plain=book.add_format({"text_wrap": True, "valign": "top", **order}),
            cell=book.add_format({"valign": "top", "bg_color": "#FBF0DA", "border": 1}),
        )  # fmt: skip
        written.for_machines(criteria)
        written.heads(criteria, len(lines))
        for row, line in enumerate(lines, start=HEAD_ROWS):
            written.case(row, line, criteria)
        sheet.freeze_panes(HEAD_ROWS, 2)
        if words.direction == "rtl":
            sheet.right_to_left()
    return buffer.getvalue()


@dataclass(frozen=True)
class _Writing:
    """One sheet being written, with its formats."""

    words: Words
    names: Words
    sheet: Any
    head: Any
    plain: Any
    cell: Any

    def for_machines(self, criteria: CriteriaSet) -> None:
        """Two hidden rows: what the sheet was made for, and what each column is."""
        self.sheet.write_string(0, 0, identity(criteria))
        for column, name in enumerate(columns(criteria)):
            self.sheet.write_string(1, column, name)
        for row in (0, 1):
            self.sheet.set_row(row, None, None, {"hidden": True})

    def heads(self, criteria: CriteriaSet, cases: int) -> None:
        """The row of headers for people, widths, and the numbers that a scale admits."""
        fixed = ("catalogue.reference", "catalogue.case", "catalogue.administration")
        for column, (key, width) in enumerate(zip(fixed, _FIXED_WIDTHS, strict=True)):
            self.sheet.set_column(column, column, width)
            self.sheet.write_string(HEAD_ROWS - 1, column, self.words(key), self.head)
        for first, criterion in _placed(criteria):
            for step, part in enumerate(PARTS):
                self.sheet.set_column(first + step, first + step, _WIDTHS[part], None, {"hidden": part == "version"})
                self.sheet.write_string(HEAD_ROWS - 1, first + step, self._label(criterion, part), self.head)
            if criterion.measure is Measure.SCALE and cases:
                scale = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": SCALE_TOP}
                self.sheet.data_validation(HEAD_ROWS, first, HEAD_ROWS + cases - 1, first + 2, scale)

    def case(self, row: int, line: SheetLine, criteria: CriteriaSet) -> None:
        """One candidate with the scores in force."""
        title = in_language(line.case.title, self.words.language)
        for column, text in enumerate((line.case.reference, title.value if title else "", line.case.administration)):
            self.sheet.write_string(row, column, text, self.plain)
        for first, criterion in _placed(criteria):
            held = line.held.get(criterion.id)
            low, likely, high = held.interval if held else (None, None, None)
            reason = line.reasons.get(criterion.id, "") if held else None
            for step, value in enumerate((likely, low, high, reason)):
                self.sheet.write(row, first + step, value, self.cell)
            self.sheet.write_string(row, first + len(PARTS) - 1, str(held.version if held else 0))

    def _label(self, criterion: Criterion, part: str) -> str:
        if part == "version":
            return ""
        return self.names(f"{criterion.id}.label") if part == "likely" else self.words(f"scoring.sheet_{part}")


def _placed(criteria: CriteriaSet) -> Sequence[tuple[int, Criterion]]:
    """Each criterion with the first of its columns."""
    return [(len(FIXED) + place * len(PARTS), criterion) for place, criterion in enumerate(criteria)]
