"""Checks of a recognised sheet: one function per file, each returns its problems, an empty list is fine."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from usecases.intake.checks.bidi_controls import bidi_controls
from usecases.intake.checks.control_characters import control_characters
from usecases.intake.checks.date_readable import date_readable
from usecases.intake.checks.double_encoded import double_encoded
from usecases.intake.checks.duplicate_header import duplicate_header
from usecases.intake.checks.email_removed import email_removed
from usecases.intake.checks.failed_formula import failed_formula
from usecases.intake.checks.help_row import help_row
from usecases.intake.checks.html_in_title import html_in_title
from usecases.intake.checks.lost_text import lost_text
from usecases.intake.checks.no_administration import no_administration
from usecases.intake.checks.no_title import no_title
from usecases.intake.checks.one_date_for_all import one_date_for_all
from usecases.intake.checks.repeated_row import repeated_row
from usecases.intake.checks.rounded_number import rounded_number
from usecases.intake.checks.row_short import row_short
from usecases.intake.checks.row_too_long import row_too_long
from usecases.intake.checks.same_identifier import same_identifier
from usecases.intake.checks.title_too_long import title_too_long
from usecases.intake.checks.too_few_cells import too_few_cells
from usecases.intake.checks.total_row import total_row
from usecases.intake.checks.unknown_region import unknown_region
from usecases.intake.checks.unknown_sector import unknown_sector
from usecases.intake.checks.unknown_stage import unknown_stage
from usecases.intake.checks.unread_amount import unread_amount
from usecases.intake.checks.unread_answers import unread_answers
from usecases.intake.checks.unread_rating import unread_rating
from usecases.intake.report import Problem
from usecases.intake.sheet import Sheet

Check = Callable[[Sheet], list[Problem]]

REJECTING: Final[tuple[Check, ...]] = (too_few_cells, row_too_long, help_row, total_row, no_title)
NOTICING: Final[tuple[Check, ...]] = (
    duplicate_header,
    row_short,
    title_too_long,
    html_in_title,
    bidi_controls,
    control_characters,
    lost_text,
    email_removed,
    date_readable,
    unknown_stage,
    unknown_sector,
    unknown_region,
    no_administration,
    unread_answers,
    unread_amount,
    failed_formula,
    unread_rating,
    double_encoded,
    rounded_number,
    one_date_for_all,
    repeated_row,
    same_identifier,
)


def run_checks(sheet: Sheet) -> tuple[list[Problem], Sheet]:
    """Every problem in the order of the rows, and the sheet without its rejected rows.

    A rejected row is not examined further: in a shifted record other remarks are about the wrong cell.
    """
    rejecting = [problem for check in REJECTING for problem in check(sheet)]
    rejected = {problem.row for problem in rejecting}
    kept = replace(sheet, rows=tuple(row for row in sheet.rows if row.number not in rejected))
    noticing = [problem for check in NOTICING for problem in check(kept)]
    return sorted(rejecting + noticing, key=lambda problem: problem.row or 0), kept
