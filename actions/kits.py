"""The kit of an administration: its cases in a workbook that goes out, and comes back with conflicts cell by cell."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from actions.acts import Act
from actions.definitions import Definitions
from actions.lapsing import follow_case
from actions.permissions import Actor, Permission, check, permissions_of, speaks_for
from actions.submitting import propose
from ethics.verdict import SENT_BACK
from store import Session, journal, use_cases, verdicts
from store.accounts import Person
from store.verdicts import GivenVerdict
from usecases.case_kit import Choices, KitError, KitRow
from usecases.folding import fold
from usecases.intake.changes import FieldChange
from usecases.kit_cells import read_kit
from usecases.returned_sheet import CellProblem, Fate, returned_rows
from usecases.use_case import Draft, Role, Status, UseCase

OPEN_TO_ITS_ADMINISTRATION = frozenset({Status.RECEIVED, Status.TO_COMPLETE})
"""As long as nobody judges a case, its own administration may correct it. `_sent_back` tells when it may again."""


@dataclass(frozen=True)
class KitLine:
    """One row of a kit beside its case."""

    row: KitRow
    fate: Fate
    changes: tuple[FieldChange, ...] = ()
    version_here: int = 0
    disputed: frozenset[str] = frozenset()
    """Fields of a conflict that changed here since the kit was made; the others are taken without a word."""


@dataclass(frozen=True)
class KitPreview:
    """What a kit would do, and what of it cannot be taken."""

    administration: str
    lines: tuple[KitLine, ...]
    problems: tuple[CellProblem, ...]

    def of(self, fate: Fate) -> tuple[KitLine, ...]:
        """The rows with this fate."""
        return tuple(one for one in self.lines if one.fate is fate)


def kit_cases(db: Session, actor: Actor, administration: str) -> list[UseCase]:
    """The cases of an administration that its kit shows: those that it may still correct."""
    person = check(db, actor, Permission.PROPOSE_CASE)
    _own(person, administration)
    wanted = fold(administration)
    found = [
        use_cases.get(db, one.reference)
        for one in use_cases.listing(db)
        if one.role is Role.CANDIDATE and fold(one.administration) == wanted
    ]
    given = verdicts.in_force(db)
    return [one for one in found if one is not None and _may_change(person, one, given.get(one.reference))]


def preview(db: Session, actor: Actor, content: bytes, choices: Choices, *, now: datetime) -> KitPreview:
    """What the kit would do; nothing is stored.

    Raises
    ------
    KitError
        kit.not_a_kit, kit.other_administration, or the reason why the file cannot be read.
    """
    person = check(db, actor, Permission.PROPOSE_CASE)
    rows = returned_rows(content, KitError)
    administration, found, problems = read_kit(rows, choices)
    _own(person, administration)
    lines: list[KitLine] = []
    wrong: list[CellProblem] = []
    titles = _titles(db, administration)
    for row in found:
        line = _line(db, person, administration, _known(row, titles), now)
        (lines if isinstance(line, KitLine) else wrong).append(line)  # type: ignore[arg-type]
    return KitPreview(administration, tuple(lines), (*problems, *wrong))


def accept(
    db: Session,
    actor: Actor,
    content: bytes,
    choices: Choices,
    definitions: Definitions,
    *,
    consented: Mapping[str, Collection[str]],
    now: datetime,
    request_id: str | None = None,
) -> tuple[str, ...]:
    """Take in what is new or changed, and of the conflicts the cells that the person consented to; gives references.

    Parameters
    ----------
    consented : mapping
        Reference to the names of the fields that may overwrite what stands there.
    """
    check(db, actor, Permission.PROPOSE_CASE)
    if done := journal.repeated(db, request_id):
        return tuple(json.loads(done.after)["references"])
    found = preview(db, actor, content, choices, now=now)
    references = []
    for line in found.of(Fate.NEW):
        draft = line.row.draft(None, found.administration, person=actor.id, at=now)
        references.append(propose(db, actor, draft, definitions.criteria, now=now))
    for line in (*found.of(Fate.CHANGED), *found.of(Fate.CONFLICT)):
        reference = line.row.reference or ""
        fields = {one.field for one in line.changes} - (line.disputed - {*consented.get(reference, ())})
        case = use_cases.get(db, reference)
        if fields and case is not None:
            _change(db, actor, case, line.row, fields, definitions, now)
            references.append(reference)
    if references:
        journal.append(
            db, at=now, area=journal.Area.CASES, actor=actor.id, act=Act.KIT_TAKEN.value,
            subject=f"{len(references)} cases", request_id=request_id, after={"references": references},
            touched=references,
        )  # fmt: skip
    return tuple(references)


def _titles(db: Session, administration: str) -> dict[str, str]:
    """The cases of an administration that stand, by each of their folded titles."""
    return {
        fold(text.value): one.reference
        for one in use_cases.listing(db)
        if one.role is Role.CANDIDATE and one.status not in {Status.MERGED, Status.WITHDRAWN}
        and fold(one.administration) == fold(administration)
        for text in one.title
    }  # fmt: skip


def _known(row: KitRow, titles: Mapping[str, str]) -> KitRow:
    """A row without a reference whose title a case has already is about that case: the kit comes a second time."""
    if row.reference is not None:
        return row
    said = (titles.get(fold(text.value)) for text in row.stated.get("title") or ())
    return replace(row, reference=next(filter(None, said), None))


def _line(db: Session, person: Person, administration: str, row: KitRow, now: datetime) -> KitLine | CellProblem:
    if row.reference is None:
        return KitLine(row, Fate.NEW)
    case = use_cases.get(db, row.reference)
    if case is None or fold(case.administration) != fold(administration):
        return CellProblem(row.row, "A", "sheet.unknown_case", {"reference": row.reference[:40]})
    changed = row.changes(case, person=person.id, at=now)
    if not changed:
        return KitLine(row, Fate.SAME)
    held = verdicts.in_force_of(db, case.reference)
    if not _may_change(person, case, held):
        return CellProblem(row.row, "A", "kit.under_way", {"reference": row.reference})
    if _is_answer(person, case) and not any(_material(one.field) in held.fields for one in changed if held):
        # It is answered once, by something that the verdict rests on: else it would stay open for ever.
        return CellProblem(row.row, "A", "kit.nothing_material", {"reference": row.reference})
    disputed = row.disputed(case, case.version) & {one.field for one in changed}
    return KitLine(row, Fate.CONFLICT if disputed else Fate.CHANGED, changed, case.version, disputed)


def _change(
    db: Session, actor: Actor, case: UseCase, row: KitRow, fields: set[str], definitions: Definitions, now: datetime
) -> None:
    """Only the agreed fields; facts one by one."""
    after = row.draft(case, case.administration, person=actor.id, at=now)
    stated = {name.removeprefix("facts.") for name in fields if "." in name}
    kept = {name: value for name, value in case.facts.items() if name not in stated}
    facts = {**kept, **{name: after.facts[name] for name in stated & {*after.facts}}}  # gone: it does not apply
    told = {name: getattr(after, name) for name in fields if name in Draft.model_fields}
    provenance = {**case.provenance, **{name: after.provenance[name] for name in fields if name in after.provenance}}
    changed = case.model_copy(update={**told, "facts": facts, "provenance": provenance})
    use_cases.save(db, changed, expected_version=case.version, at=now)
    follow_case(db, actor, changed, definitions.frameworks, was=case, now=now)


def _own(person: Person, administration: str) -> None:
    """A contributor has the kit of their own administration alone."""
    if not speaks_for(person, administration):
        raise KitError("kit.other_administration")


def _may_change(person: Person, case: UseCase, held: GivenVerdict | None) -> bool:
    return not _is_answer(person, case) or _sent_back(held)


def _is_answer(person: Person, case: UseCase) -> bool:
    """Whether a change would be the answer of an administration to a verdict on its case."""
    return Permission.ADMIT_CASES not in permissions_of(person) and case.status not in OPEN_TO_ITS_ADMINISTRATION


def _sent_back(held: GivenVerdict | None) -> bool:
    """Whether a case waits for the answer of its administration."""
    return held is not None and held.decision in SENT_BACK


def _material(field: str) -> str:
    """A field of a kit as a verdict names it: title and summary are one there."""
    return "summary" if field == "title" else field
