"""The sheet in which many candidates are scored away from the site: candidates down, criteria across."""

from collections.abc import Sequence
from dataclasses import dataclass

from actions.score_sheets import SheetLine
from ui.exports.sheet_to_fill import SheetToFill, sheet_to_fill
from ui.words import Words
from usecases.criteria import SCALE_TOP, CriteriaSet, Criterion, Measure
from usecases.returned_sheet import HEAD_ROWS
from usecases.score_sheet import FIXED, PARTS, columns, identity
from usecases.use_case import in_language

_FIXED_WIDTHS = (12, 48, 30)
_WIDTHS = {"likely": 10, "low": 8, "high": 8, "reason": 36, "version": 4}


def score_sheet(words: Words, names: Words, criteria: CriteriaSet, lines: Sequence[SheetLine]) -> bytes:
    """The workbook; it carries the criteria it was made for, and with each score the version that was in force."""

    def write(to_fill: SheetToFill) -> None:
        written = _Writing(words, names, to_fill)
        to_fill.for_machines(identity(criteria), columns(criteria))
        written.heads(criteria, len(lines))
        for row, line in enumerate(lines, start=HEAD_ROWS):
            written.case(row, line, criteria)

    return sheet_to_fill(words, words("scoring.sheet_name"), write, frozen=(HEAD_ROWS, 2))


@dataclass(frozen=True)
class _Writing:
    """One sheet being written."""

    words: Words
    names: Words
    to_fill: SheetToFill

    def heads(self, criteria: CriteriaSet, cases: int) -> None:
        """The row of headers for people, widths, and the numbers that a scale admits."""
        sheet, head = self.to_fill.sheet, self.to_fill.head
        fixed = ("catalogue.reference", "catalogue.case", "catalogue.administration")
        for column, (key, width) in enumerate(zip(fixed, _FIXED_WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(HEAD_ROWS - 1, column, self.words(key), head)
        for first, criterion in _placed(criteria):
            for step, part in enumerate(PARTS):
                sheet.set_column(first + step, first + step, _WIDTHS[part], None, {"hidden": part == "version"})
                sheet.write_string(HEAD_ROWS - 1, first + step, self._label(criterion, part), head)
            if criterion.measure is Measure.SCALE and cases:
                scale = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": SCALE_TOP}
                sheet.data_validation(HEAD_ROWS, first, HEAD_ROWS + cases - 1, first + 2, scale)

    def case(self, row: int, line: SheetLine, criteria: CriteriaSet) -> None:
        """One candidate with the scores in force."""
        sheet = self.to_fill.sheet
        title = in_language(line.case.title, self.words.language)
        for column, text in enumerate((line.case.reference, title.value if title else "", line.case.administration)):
            sheet.write_string(row, column, text, self.to_fill.plain)
        for first, criterion in _placed(criteria):
            held = line.held.get(criterion.id)
            low, likely, high = held.interval if held else (None, None, None)
            reason = line.reasons.get(criterion.id, "") if held else None
            for step, value in enumerate((likely, low, high, reason)):
                sheet.write(row, first + step, value, self.to_fill.cell)
            sheet.write_string(row, first + len(PARTS) - 1, str(held.version if held else 0))

    def _label(self, criterion: Criterion, part: str) -> str:
        if part == "version":
            return ""
        return self.names(f"{criterion.id}.label") if part == "likely" else self.words(f"scoring.sheet_{part}")


def _placed(criteria: CriteriaSet) -> Sequence[tuple[int, Criterion]]:
    """Each criterion with the first of its columns."""
    return [(len(FIXED) + place * len(PARTS), criterion) for place, criterion in enumerate(criteria)]
