"""The sheet in which a review is filled in away from the site: question, answer from a list, reason, evidence."""

from collections.abc import Mapping, Sequence

from ethics.answer import Detail, DetailKind
from ethics.framework import Framework
from ethics.question import Question
from ethics.review import Response, answers_offered
from ethics.sheet import COLUMNS, detail_row, detail_text, identity
from ui.exports.sheet_to_fill import SheetToFill, sheet_to_fill
from ui.words import Words
from usecases.returned_sheet import HEAD_ROWS

_WIDTHS = (28, 70, 16, 60, 36, 8)


def review_sheet(
    words: Words, names: Words, framework: Framework, review_id: int, asked: Sequence[Question],
    given: Mapping[str, Response], versions: Mapping[str, int],
) -> bytes:  # fmt: skip
    """The workbook; it carries what it was made for, so that it never comes back to another review."""

    def write(to_fill: SheetToFill) -> None:
        sheet, plain, cell = to_fill.sheet, to_fill.plain, to_fill.cell
        to_fill.for_machines(identity(review_id, framework), COLUMNS)
        labels = (
            words("review.code"), words("review.question"), words("review.answer"), words("review.reason"),
            words("review.evidence"), "",
        )  # fmt: skip
        for column, (label, width) in enumerate(zip(labels, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, None, {"hidden": column == len(labels) - 1})
            sheet.write_string(HEAD_ROWS - 1, column, label, to_fill.head)
        row = HEAD_ROWS
        for question in asked:
            held = given.get(question.id)
            sheet.write_string(row, 0, question.id, plain)
            sheet.write_string(row, 1, names(f"{question.id}.ask"), plain)
            sheet.write_string(row, 2, names(f"answer.{held.answer}") if held else "", cell)
            sheet.write_string(row, 3, held.reason if held else "", cell)
            sheet.write_string(row, 4, held.evidence_link if held else "", cell)
            sheet.write_string(row, 5, str(versions.get(question.id, 0)))
            offered = [names(f"answer.{one}") for one in answers_offered(question)]
            sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": offered})
            for detail in question.details:
                if detail.kind is not DetailKind.FILE:
                    row += 1
                    _detail(to_fill, row, names, question, detail, held.details.get(detail.id, ()) if held else ())
            row += 1

    return sheet_to_fill(words, words("review.sheet_name"), write, frozen=(HEAD_ROWS, 2))


def _detail(
    to_fill: SheetToFill, row: int, names: Words, question: Question, detail: Detail, value: Sequence[str]
) -> None:
    """The row of one detail; where several may be chosen, their names stand beside the question."""
    sheet, named = to_fill.sheet, f"{question.id}.detail.{detail.id}"
    options = [names(f"{named}.{one}") for one in detail.options]
    label = names(named)
    if detail.unit:
        label = f"{label} ({names(f'unit.{detail.unit}')})"
    if detail.kind is DetailKind.SEVERAL:
        label = f"{label} ({' ; '.join(options)})"
    sheet.write_string(row, 0, detail_row(question.id, detail.id), to_fill.plain)
    sheet.write_string(row, 1, f"    {label}", to_fill.plain)
    sheet.write_string(row, 2, detail_text(detail, value, lambda one: names(f"{named}.{one}")), to_fill.cell)
    if detail.kind is DetailKind.CHOICE:
        sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": options})
