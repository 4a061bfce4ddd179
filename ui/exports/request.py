"""A request to one administration: the facts that would firm up the order, as a text and as a sheet to fill in."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from ui.words import Words
from usecases.criteria import CriteriaSet, Criterion, Measure
from usecases.cut_line import Question

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Held = Mapping[tuple[str, str], tuple[float, float, float]]
"""Low, likely and high of what is known, in the criterion's unit, by reference and criterion."""


def request_text(
    words: Words,
    names: Words,
    criteria: CriteriaSet,
    administration: str,
    questions: Sequence[Question],
    titles: Mapping[str, str],
    held: Held,
) -> str:
    """A letter that can be sent as it is: each case with the facts that are asked, in the order of what they settle.

    What is known so far, and not exactly enough, is told with the question.
    """
    lines = [words("request.greeting", administration=administration), "", words("request.why"), ""]
    for reference in dict.fromkeys(one.reference for one in questions):
        lines.append(f"{reference} — {titles[reference]}")
        for one in questions:
            if one.reference == reference:
                asked = _asked(words, names, criteria[one.criterion])
                label = names(f"{one.criterion}.label")
                lines.append("  • " + words("brief.note", name=label, text=asked))
                if known := held.get((reference, one.criterion)):
                    low, likely, high = (words.decimal(value, 2) for value in known)
                    lines.append("    " + words("request.known", low=low, likely=likely, high=high))
        lines.append("")
    lines.append(words("request.thanks"))
    return "\n".join(lines)


def request_workbook(
    words: Words,
    names: Words,
    criteria: CriteriaSet,
    questions: Sequence[Question],
    titles: Mapping[str, str],
    held: Held,
    *,
    right_to_left: bool,
) -> bytes:
    """The same as a sheet: what is asked stands in it, what is known so far beside it, to be corrected or filled in."""
    buffer = io.BytesIO()
    head = [
        words("catalogue.reference"), words("catalogue.case"), words("cut.criterion"), words("request.asked"),
        words("request.low"), words("request.likely"), words("request.high"), words("request.source"),
    ]  # fmt: skip
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        order = {"reading_order": 2} if right_to_left else {}
        bold = book.add_format({"bold": True, "bg_color": "#EEF0ED", "bottom": 1, "text_wrap": True, **order})
        plain = book.add_format({"text_wrap": True, "valign": "top", **order})
        open_cell = book.add_format({"bg_color": "#FBF0DA", "border": 1, "valign": "top"})
        sheet = book.add_worksheet(words("cut.request_sheet_name")[:31])
        for column, (label, width) in enumerate(zip(head, (14, 46, 30, 60, 14, 14, 14, 40), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, label, bold)
        for row, one in enumerate(questions, start=1):
            criterion = criteria[one.criterion]
            texts = (
                one.reference,
                titles[one.reference],
                names(f"{one.criterion}.label"),
                _asked(words, names, criterion),
            )
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, plain)
            for column in range(4, 8):
                sheet.write_blank(row, column, None, open_cell)
            for column, value in enumerate(held.get((one.reference, one.criterion), ()), start=4):
                sheet.write_number(row, column, value, open_cell)
            rule = {"validate": "decimal", "criteria": ">=", "value": 0}
            if criterion.measure is Measure.SCALE:
                rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 4}
            sheet.data_validation(row, 4, row, 6, rule)
        sheet.freeze_panes(1, 0)
        if right_to_left:
            sheet.right_to_left()
    return buffer.getvalue()


def _asked(words: Words, names: Words, criterion: Criterion) -> str:
    """The question, and for a scale its five sentences."""
    ask = names(f"{criterion.id}.ask")
    if criterion.measure is Measure.NATURAL:
        return f"{ask} ({names(f'{criterion.id}.unit')})"
    levels = words("live.comma").join(f"{level} = {names(f'{criterion.id}.{level}').rstrip('.')}" for level in range(5))
    return f"{ask} {levels}"
