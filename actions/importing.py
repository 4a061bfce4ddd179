"""A read sheet accepted: taken whole or not at all, with what it changes, and what was settled about its register."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from actions.acts import Act
from actions.definitions import Definitions
from actions.incoming import compared
from actions.lapsing import follow_case
from actions.permissions import Actor, Permission, check
from actions.scoring import SOURCES, follow_source
from actions.submitting import DERIVED_BY, RESERVED, SubmittingError, case_of
from store import Session, imports, journal, scores, use_cases
from store.imports import Taken
from store.use_cases import RowIdentity
from usecases.criteria import CriteriaSet
from usecases.intake import Corrections, IntakeReport, IntakeRow, Match, Reconciliation
from usecases.intake.changes import Cell, changes, merged
from usecases.intake.profile import header_key
from usecases.intake.remembered import Remembered
from usecases.scores import ScoreEntry, ScoreProposal, own_field_scores
from usecases.use_case import Draft, ImportedFrom, Role, Status, UseCase


@dataclass(frozen=True)
class Accepted:
    """What accepting a sheet did."""

    import_id: int
    reconciliation: Reconciliation
    references: tuple[str, ...]
    admitted: bool


def accept(
    db: Session,
    actor: Actor,
    report: IntakeReport,
    definitions: Definitions,
    *,
    role: Role,
    admit: bool,
    settled: Corrections | None = None,
    except_changed: Collection[str] = (),
    left: Collection[Cell] = (),
    insisted: Collection[Cell] = (),
    now: datetime,
    request_id: str | None = None,
) -> Accepted:
    """Take the rows of a sheet in, all or none: new cases, changed ones, their scores, the rows as received.

    A changed row replaces what its register said, save of the cases that ``except_changed`` names and the cells that
    are ``left``; what a person stated of a case, and what a row leaves blank, stays unless the cell is ``insisted`` on.
    Confirmed scores stay and are marked stale. What a person settled about the file is remembered for the next one of
    its register.

    Raises
    ------
    SubmittingError
        intake.register_reserved: a register that holds what people propose themselves cannot be imported into.
    """
    check(db, actor, Permission.IMPORT_CASES)
    if admit:
        check(db, actor, Permission.ADMIT_CASES)
    register = report.recognised.register
    if register in RESERVED:
        raise SubmittingError("intake.register_reserved", register=register)
    cells = Cells(frozenset(left), frozenset(insisted))
    found = compared(db, report)
    found = _consented(found, {*except_changed, *_wholly_left(db, found, cells)})
    if done := journal.repeated(db, request_id):
        return Accepted(int(done.subject.removeprefix("import:")), found, (), admit)
    references = use_cases.allocate_references(db, len(found.new)) if found.new else []
    status = Status.ADMITTED if admit else Status.RECEIVED
    new = [
        (case_of(row.draft, reference, register, role, status), _identity(row))
        for row, reference in zip(found.new, references, strict=True)
    ]
    use_cases.add(db, new, at=now)
    scores.add_first_scores(db, list(_first_scores(zip(found.new, references, strict=True), definitions.criteria, now)))
    changed = [_replace(db, actor, match, cells, definitions, now) for match in found.changed]
    admitted = _admit_known(db, found, now) if admit else []
    taken = [*_new_rows(found, references), *_with_versions(db, changed)]
    import_id = imports.add(db, _record_of(report, actor, found, now), taken)
    if settled is not None:
        _remember(db, actor, report, settled, now)
    journal.append(
        db, at=now, area=journal.Area.CASES, actor=actor.id, act=Act.CASES_IMPORTED.value,
        subject=f"import:{import_id}", request_id=request_id,
        after={
            "register": register, "role": role.value, "admitted": admit, "sha256": report.sha256,
            **_counts(report, found), **cells.told(),
        },
        touched=[*references, *(match.reference for match in found.changed), *admitted],
    )  # fmt: skip
    return Accepted(import_id, found, tuple(references), admit)


def _identity(row: IntakeRow) -> RowIdentity:
    return RowIdentity(row.key, row.occurrence, row.content_hash)


def _proposals(row: IntakeRow, draft: Draft, criteria: CriteriaSet) -> tuple[ScoreProposal, ...]:
    """What the fields of a case and the profile's rules say, the fields first."""
    own = own_field_scores(draft, criteria)
    taken = {proposal.criterion for proposal in own}
    derived = tuple(
        ScoreProposal(
            criterion=one.criterion, low=one.low, likely=one.likely, high=one.high,
            reason=f"{one.rule}: {', '.join(one.columns)}" + (f" = {one.original}" if one.original else ""),
        )
        for one in row.proposals
        if one.criterion in criteria and one.criterion not in taken
    )  # fmt: skip
    return own + derived


def _proposals_again(
    row: IntakeRow, after: UseCase, criteria: CriteriaSet
) -> tuple[tuple[ScoreProposal, ...], frozenset[str]]:
    """What a changed row proposes, and the criteria on which it has no say: a rule read a cell that was not taken."""
    refused = {
        origin.column
        for name, origin in row.draft.provenance.items()
        if isinstance(origin, ImportedFrom) and after.provenance.get(name) != origin
    }
    kept = frozenset(one.criterion for one in row.proposals if refused.intersection(one.columns))
    taken = tuple(one for one in row.proposals if one.criterion not in kept)
    return _proposals(replace(row, proposals=taken), after, criteria), kept


def _first_scores(rows: Iterable[tuple[IntakeRow, str]], criteria: CriteriaSet, now: datetime) -> Iterable[ScoreEntry]:
    for row, reference in rows:
        for proposal in _proposals(row, row.draft, criteria):
            yield proposal.entry(reference, author=DERIVED_BY, at=now)


@dataclass(frozen=True)
class Cells:
    """What was settled about single cells: those that stay, and those that are taken all the same."""

    left: frozenset[Cell]
    insisted: frozenset[Cell]

    def told(self) -> dict[str, list[Cell]]:
        """Both as the journal keeps them; nothing where nothing was settled."""
        return {side: sorted(cells) for side, cells in (("left", self.left), ("insisted", self.insisted)) if cells}

    def of(self, reference: str) -> dict[str, set[str]]:
        """The fields of one case."""
        sides = {"left": self.left, "insisted": self.insisted}
        return {side: {field for case, field in cells if case == reference} for side, cells in sides.items()}


def _replace(db: Session, actor: Actor, match: Match, cells: Cells, definitions: Definitions, now: datetime) -> Taken:
    case = use_cases.get(db, match.reference)
    if case is None:
        raise SubmittingError("case.unknown_reference", reference=match.reference)
    before = _as_it_was(db, case)
    settled = cells.of(match.reference)
    after = case.model_copy(update=merged(case, match.row.draft, **settled))
    use_cases.save(db, after, expected_version=case.version, at=now, identity=_place(db, match, case, settled["left"]))
    follow_case(db, actor, after, definitions.frameworks, was=case, now=now)
    proposals, kept = _proposals_again(match.row, after, definitions.criteria)
    follow_source(db, match.reference, proposals, kept=kept, author=DERIVED_BY, now=now)
    return Taken(match.row.row, match.reference, match.row.content_hash, match.row.received, None, before)


def _place(db: Session, match: Match, case: UseCase, left: Collection[str]) -> RowIdentity:
    """Where the row stands in its register; where a cell was left, as before: the same file asks for it again."""
    before = imports.identity_of(db, match.reference)
    if before and not {one.field for one in changes(case, match.row.draft)}.isdisjoint(left):
        return before
    return _identity(match.row)


def _as_it_was(db: Session, case: UseCase) -> dict[str, Any]:
    """A case before an import changes it: its draft, its place in the register, and what its source scored."""
    place = imports.identity_of(db, case.reference)
    counted = scores.in_force(db, case.reference)
    sourced = {
        one.criterion: one
        for one in scores.entries(db, case.reference)
        if one.origin in SOURCES and one.criterion in counted
    }
    kept = set(ScoreProposal.model_fields)
    return {
        "version": case.version,
        "draft": case.model_dump(mode="json", include=set(Draft.model_fields)),
        "identity": [*place.parts] if place else None,
        "scores": [one.model_dump(mode="json", include=kept) for _, one in sorted(sourced.items())],
    }


def _consented(found: Reconciliation, except_changed: Collection[str]) -> Reconciliation:
    """The rows whose change nobody wants are as good as unchanged: their cases stay what they are."""
    left = tuple(one for one in found.changed if one.reference in except_changed)
    taken = tuple(one for one in found.changed if one.reference not in except_changed)
    return replace(found, changed=taken, unchanged=(*found.unchanged, *left)) if left else found


def _wholly_left(db: Session, found: Reconciliation, cells: Cells) -> Iterable[str]:
    """Cases of which every cell that would change is left: nothing of their rows is taken."""
    settled = {reference for reference, _ in cells.left}
    for match in found.changed:
        case = use_cases.get(db, match.reference) if match.reference in settled else None
        fields = {one.field for one in changes(case, match.row.draft)} if case else set()
        if fields and fields <= cells.of(match.reference)["left"]:
            yield match.reference


def _with_versions(db: Session, taken: Iterable[Taken]) -> Iterable[Taken]:
    """What the import left: everything that follows from a change may have moved the case on."""
    for one in taken:
        case = use_cases.get(db, one.reference)
        yield replace(one, version=case.version if case else None)


def _remember(db: Session, actor: Actor, report: IntakeReport, settled: Corrections, now: datetime) -> None:
    register = report.recognised.register
    before = imports.remembered(db).get(register, Remembered())
    after = before.updated(settled, [header_key(one) for one in report.recognised.headers])
    if after != before:
        imports.remember(db, register, after, by=actor.id, at=now)


def _admit_known(db: Session, found: Reconciliation, now: datetime) -> list[str]:
    """Admit what this register brought before and was only received."""
    admitted = []
    for match in (*found.changed, *found.unchanged):
        case = use_cases.get(db, match.reference)
        if case is not None and case.status is Status.RECEIVED:
            after = case.model_copy(update={"status": Status.ADMITTED})
            use_cases.save(db, after, expected_version=case.version, at=now)
            admitted.append(match.reference)
    return admitted


def _counts(report: IntakeReport, found: Reconciliation) -> dict[str, int]:
    return {
        "rows_read": report.rows_read,
        "new": len(found.new),
        "changed": len(found.changed),
        "unchanged": len(found.unchanged),
        "repeated": len(found.repeated),
        "rejected": len(report.rejected),
        "missing": len(found.missing),
    }


def _record_of(report: IntakeReport, actor: Actor, found: Reconciliation, now: datetime) -> dict[str, Any]:
    how = report.recognised
    return {
        "at": now, "actor": actor.id, "source_register": how.register, "file_name": report.file_name,
        "sha256": report.sha256, "sheet": ", ".join(how.sheets), "header_row": how.header_row,
        "profile": f"{how.profile_id} {how.profile_version}", "profile_hash": how.profile_hash,
        "counts": _counts(report, found),
    }  # fmt: skip


def _new_rows(found: Reconciliation, references: Sequence[str]) -> Iterable[Taken]:
    for row, reference in zip(found.new, references, strict=True):
        yield Taken(row.row, reference, row.content_hash, dict(row.received), 1)
