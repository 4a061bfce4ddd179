"""The sheet in which a review is filled in away from the site: question, answer from a list, reason, evidence."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from ethics.framework import Framework, Question
from ethics.review import Response, answers_offered
from ethics.sheet import identity
from ui.words import Words

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTHS = (28, 70, 16, 60, 36, 8)


def review_sheet(
    words: Words, names: Words, framework: Framework, review_id: int, asked: Sequence[Question],
    given: Mapping[str, Response], versions: Mapping[str, int],
) -> bytes:  # fmt: skip
    """The workbook; it carries what it was made for, so that it never comes back to another review."""
    buffer = io.BytesIO()
    rtl = words.direction == "rtl"
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        order = {"reading_order": 2} if rtl else {}
        head = book.add_format({"bold": True, "bg_color": "#EEF0ED", "bottom": 1, "text_wrap": True, **order})
        plain = book.add_format({"text_wrap": True, "valign": "top", **order})
        cell = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FBF0DA", "border": 1})
        sheet = book.add_worksheet(words("review.sheet_name")[:31])
        sheet.write_string(0, 0, identity(review_id, framework))
        sheet.set_row(0, None, None, {"hidden": True})
        labels = (
            words("review.code"), words("review.question"), words("review.answer"), words("review.reason"),
            words("review.evidence"), "",
        )  # fmt: skip
        for column, (label, width) in enumerate(zip(labels, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, None, {"hidden": column == len(labels) - 1})
            sheet.write_string(1, column, label, head)
        for row, question in enumerate(asked, start=2):
            held = given.get(question.id)
            sheet.write_string(row, 0, question.id, plain)
            sheet.write_string(row, 1, names(f"{question.id}.ask"), plain)
            sheet.write_string(row, 2, names(f"answer.{held.answer}") if held else "", cell)
            sheet.write_string(row, 3, held.reason if held else "", cell)
            sheet.write_string(row, 4, held.evidence_link if held else "", cell)
            sheet.write_string(row, 5, str(versions.get(question.id, 0)))
            offered = [names(f"answer.{one}") for one in answers_offered(question)]
            sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": offered})
        sheet.freeze_panes(2, 2)
        if rtl:
            sheet.right_to_left()
    return buffer.getvalue()
