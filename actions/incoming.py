"""A file that came in, before anything of it is stored: what it would do, and what is known of its register."""

from actions.permissions import Actor, Permission, check
from store import Session, imports, use_cases
from store.engine import Store
from store.imports import Import
from usecases.intake import IntakeReport, Reconciliation, reconcile
from usecases.intake.changes import RowChanges, changes, columns_changed
from usecases.intake.remembered import Remembered


def preview(store: Store, actor: Actor, report: IntakeReport) -> Reconciliation:
    """What accepting the sheet would do; nothing is stored."""
    with store.reading() as db:
        check(db, actor, Permission.IMPORT_CASES)
        known = use_cases.known_rows(db, report.recognised.register)
    return reconcile(known, report.rows)


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


def registers(db: Session, actor: Actor) -> dict[str, frozenset[str]]:
    """The columns of each register's last file."""
    check(db, actor, Permission.IMPORT_CASES)
    return imports.headers(db)


def remembered(db: Session, actor: Actor) -> dict[str, Remembered]:
    """What was settled about the files of each register before."""
    check(db, actor, Permission.IMPORT_CASES)
    return imports.remembered(db)
