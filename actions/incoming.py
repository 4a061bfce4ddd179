"""A file that came in, before anything of it is stored: what it would do, and what is known of its register."""

import hashlib
from dataclasses import replace

from actions.permissions import Actor, Permission, check
from store import Session, imports, use_cases
from store.engine import Store
from store.imports import Import
from usecases.intake import Corrections, IntakeReport, Reconciliation, reconcile
from usecases.intake.changes import RowChanges, changes, columns_changed
from usecases.intake.reconcile import Match
from usecases.intake.remembered import Remembered
from usecases.use_case import ImportedFrom


def preview(store: Store, actor: Actor, report: IntakeReport) -> Reconciliation:
    """What accepting the sheet would do; nothing is stored."""
    with store.reading() as db:
        check(db, actor, Permission.IMPORT_CASES)
        return compared(db, report)


def compared(db: Session, report: IntakeReport) -> Reconciliation:
    """The rows against the cases of their register; where a person corrected how the file is read, a row with the very
    cells of before has changed if another value is read of one.
    """
    found = reconcile(use_cases.known_rows(db, report.recognised.register), report.rows)
    if not report.recognised.is_corrected:
        return found
    anew = {match.reference for match in found.unchanged if _is_read_anew(db, match)}
    if not anew:
        return found
    return replace(
        found,
        changed=tuple(
            sorted((*found.changed, *(one for one in found.unchanged if one.reference in anew)), key=_by_row)
        ),
        unchanged=tuple(one for one in found.unchanged if one.reference not in anew),
    )


def _by_row(match: Match) -> int:
    return match.row.row


def _is_read_anew(db: Session, match: Match) -> bool:
    """Whether a case took another value from the very cell that the row has."""
    case = use_cases.get(db, match.reference)
    if case is None:
        return False
    for change in changes(case, match.row.draft):
        before, now = (draft.provenance.get(change.field) for draft in (case, match.row.draft))
        if isinstance(before, ImportedFrom) and isinstance(now, ImportedFrom) and not change.stays:
            return True
    return False


def changes_of(db: Session, actor: Actor, found: Reconciliation) -> dict[str, RowChanges]:
    """What the changed rows of a sheet say that their cases do not say yet, by reference."""
    check(db, actor, Permission.IMPORT_CASES)
    told = {}
    for match in found.changed:
        case = use_cases.get(db, match.reference)
        if case is None:
            continue
        fields, columns = changes(case, match.row.draft), {}
        if not fields and (received := imports.received_rows(db, match.reference)):
            columns = columns_changed(received[0][2], match.row.received)
        told[match.reference] = RowChanges(fields, columns)
    return told


def same_file(db: Session, actor: Actor, report: IntakeReport) -> Import | None:
    """The last import of the very same file that still stands."""
    check(db, actor, Permission.IMPORT_CASES)
    return imports.of_file(db, report.sha256)


def in_its_register(db: Session, actor: Actor, content: bytes, settled: Corrections) -> Corrections:
    """The corrections with the register under which the very same file came in before, where none is settled."""
    check(db, actor, Permission.IMPORT_CASES)
    before = None if settled.register else imports.of_file(db, hashlib.sha256(content).hexdigest())
    return settled if before is None else replace(settled, register=before.source_register)


def registers(db: Session, actor: Actor) -> dict[str, frozenset[str]]:
    """The columns of each register's last file."""
    check(db, actor, Permission.IMPORT_CASES)
    return imports.headers(db)


def remembered(db: Session, actor: Actor) -> dict[str, Remembered]:
    """What was settled about the files of each register before."""
    check(db, actor, Permission.IMPORT_CASES)
    return imports.remembered(db)
