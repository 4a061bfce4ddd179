"""The sheet in which an administration answers the questions of the reviewers away from the site."""

from collections.abc import Mapping, Sequence
from datetime import date

from actions.ask_sheets import COLUMNS, IDENTITY
from store.discussion import Ask
from ui.exports.sheet_to_fill import SheetToFill, sheet_to_fill
from ui.words import Words
from usecases.returned_sheet import HEAD_ROWS

_WIDTHS = (6, 44, 60, 16, 60, 40)


def ask_sheet(words: Words, administration: str, asks: Sequence[Ask], titles: Mapping[str, str]) -> bytes:
    """A row for each question that waits; the answer and its evidence are left to fill in."""

    def write(to_fill: SheetToFill) -> None:
        sheet = to_fill.sheet
        to_fill.for_machines(f"{IDENTITY}:{administration}", COLUMNS)
        labels = (
            "", words("catalogue.case"), words("asks.question"), words("review.ask_due"), words("review.reply_text"),
            words("review.evidence"),
        )  # fmt: skip
        for column, (label, width) in enumerate(zip(labels, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, None, {"hidden": column == 0})
            sheet.write_string(HEAD_ROWS - 1, column, label, to_fill.head)
        for row, one in enumerate(asks, start=HEAD_ROWS):
            due = words.date(date.fromisoformat(one.due_on))
            told = (str(one.id), f"{one.reference} — {titles.get(one.reference, '')}", one.text, due)
            for column, text in enumerate(told):
                sheet.write_string(row, column, text, to_fill.plain)
            for column in (4, 5):
                sheet.write_blank(row, column, None, to_fill.cell)

    return sheet_to_fill(words, words("asks.sheet_name"), write, frozen=(HEAD_ROWS, 2))
