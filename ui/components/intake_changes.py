"""A sheet that comes again: what it changes, field by field, and the cases that shall stay as they are."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from actions import incoming
from ui.components.download_row import download_row
from ui.components.page_header import section
from ui.components.prose import plain_table, quiet
from ui.exports.workbook import ExportTable
from ui.facts import field_told, told_apart
from ui.visit import Visit
from ui.words import Words
from usecases.intake import IntakeReport, Reconciliation
from usecases.intake.changes import Cell, FieldChange

SHOWN = 12
"""Changes that are shown; the download has them all."""


@dataclass(frozen=True)
class Consent:
    """What the reader wants of the changes."""

    cases: frozenset[str] = frozenset()
    """These stay as they are."""
    left: frozenset[Cell] = frozenset()
    """So do these cells."""
    insisted: frozenset[Cell] = frozenset()
    """These cells are taken though a person stated them, or though the file leaves them blank."""

    def takes(self, reference: str, one: FieldChange) -> bool:
        """Whether a change is taken over."""
        cell = (reference, one.field)
        return reference not in self.cases and (cell in self.insisted if one.stays else cell not in self.left)


def intake_changes(visit: Visit, report: IntakeReport, found: Reconciliation) -> Consent:
    """Show what changes and what is missing; gives what the reader wants of it, cell by cell."""
    words = visit.words
    if found.missing:
        quiet(words("intake.missing_told", n=len(found.missing), references=words.join(list(found.missing[:8]))))
    if not found.changed:
        return Consent()
    told = visit.read(incoming.changes_of, found)
    titles = {one.reference: visit.title(one.row.draft.title) for one in found.changed}
    fields = {reference: one.fields for reference, one in told.items() if one.fields}
    consent = _held_consent()
    rows = [
        _line(visit, reference, titles[reference], one, consent)
        for reference, changed in fields.items()
        for one in changed
    ]
    if rows:
        section(words("intake.changes", n=len(fields)), words("intake.changes_caption"))
        plain_table(rows[:SHOWN])
        if len(rows) > SHOWN:
            quiet(words("intake.changes_more", n=len(rows) - SHOWN))
        notes = visit.notes(**{words("export.file"): report.file_name, "SHA-256": report.sha256})
        table = ExportTable(
            words("intake.changes_title"), list(rows[0]), [list(row.values()) for row in rows], notes,
            words("download.notes"),
        )  # fmt: skip
        download_row(words, "changes", table, key="changes")
    _other_columns(words, {reference: one.columns for reference, one in told.items() if not one.fields})
    if not fields:
        return Consent()
    cases = st.multiselect(
        words("intake.leave"),
        list(fields),
        format_func=lambda one: f"{one} · {titles[one][:60]}",
        key="intake_leave",
        help=words("intake.leave_help"),
    )
    cells = {(reference, one.field): one for reference, changed in fields.items() for one in changed}
    picked = []
    for key, stays in (("intake.leave_cells", False), ("intake.insist_cells", True)):
        offered = [cell for cell, one in cells.items() if one.stays is stays and cell[0] not in cases]
        picked.append(
            st.multiselect(
                words(key),
                offered,
                key=key.replace(".", "_"),
                help=words(f"{key}_help"),
                format_func=lambda cell: _cell(visit, cells[cell], cell[0]),
            )
            if offered
            else []
        )
    return Consent(frozenset(cases), *(frozenset(one) for one in picked))


def _held_consent() -> Consent:
    """What is chosen below the table already: the table above tells it."""
    held = (st.session_state.get(key, ()) for key in ("intake_leave", "intake_leave_cells", "intake_insist_cells"))
    return Consent(*(frozenset(one) for one in held))


def _other_columns(words: Words, told: Mapping[str, Mapping[str, tuple[str, str]]]) -> None:
    """Rows that differ from the last file and say nothing new of their case."""
    rows = [
        {
            words("catalogue.reference"): reference,
            words("intake.column"): column,
            words("intake.last_file"): before[:160] or "—",
            words("intake.after"): after[:160] or "—",
        }
        for reference, columns in told.items()
        for column, (before, after) in columns.items()
    ]
    if told:
        section(words("intake.other_columns", n=len(told)), words("intake.other_columns_caption"))
        plain_table(rows[:SHOWN])
        if len(rows) > SHOWN:
            quiet(words("intake.changes_rest", n=len(rows) - SHOWN))


def _cell(visit: Visit, one: FieldChange, reference: str) -> str:
    before, after = told_apart(visit, one, 40)
    return visit.words(
        "intake.cell", reference=reference, field=field_told(visit, one.field), before=before, after=after
    )


def _line(visit: Visit, reference: str, title: str, one: FieldChange, consent: Consent) -> dict[str, str]:
    words = visit.words
    before, after = told_apart(visit, one)
    return {
        words("catalogue.reference"): reference,
        words("catalogue.case"): title[:80],
        words("intake.field"): field_told(visit, one.field),
        words("intake.before"): before,
        words("intake.after"): after,
        words("intake.taken_over"): words("intake.is_taken" if consent.takes(reference, one) else "intake.stays"),
    }
