"""An import that was a mistake: taken back as a whole by one deed, save the cases that somebody has worked on since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.acts import Act
from actions.definitions import Definitions
from actions.lapsing import follow_case
from actions.permissions import Actor, Permission, check
from actions.scoring import SOURCES, follow_source
from actions.submitting import DERIVED_BY, SubmittingError
from store import Session, imports, journal, scores, use_cases
from store.imports import Import, Taken
from store.use_cases import RowIdentity
from usecases.scores import ScoreProposal
from usecases.use_case import Draft, Status


@dataclass(frozen=True)
class TakenBack:
    """What became of the cases of an import."""

    withdrawn: tuple[str, ...]
    restored: tuple[str, ...]
    kept: tuple[str, ...]
    """Somebody worked on these since: they stay as they are."""


def imports_made(db: Session, actor: Actor, limit: int | None = None) -> list[Import]:
    """The last imports, newest first; all of them without a limit."""
    check(db, actor, Permission.IMPORT_CASES)
    return imports.newest(db, limit)


def would_take_back(db: Session, actor: Actor, import_id: int) -> TakenBack:
    """What taking an import back would do; nothing is stored."""
    check(db, actor, Permission.IMPORT_CASES)
    return _sorted(db, _known(db, import_id))


def take_back(
    db: Session, actor: Actor, import_id: int, definitions: Definitions, *, now: datetime, request_id: str | None = None
) -> TakenBack:
    """Undo an import: its new cases are withdrawn, those it changed are what they were; the journal keeps both.

    A case that somebody scored, moved, examined or that a later import changed stays as it is and is named. The rows
    that were withdrawn are forgotten by their register: importing them again makes new cases.

    Raises
    ------
    SubmittingError
        intake.import_unknown, or intake.taken_back_already.
    """
    check(db, actor, Permission.IMPORT_CASES)
    if done := journal.repeated(db, request_id):
        return TakenBack(**{name: tuple(found) for name, found in json.loads(done.after).items()})
    rows = _known(db, import_id)
    if not imports.mark_taken_back(db, import_id, by=actor.id, at=now):
        raise SubmittingError("intake.taken_back_already")
    found = _sorted(db, rows)
    for one in rows:
        if one.reference in found.withdrawn:
            _withdraw(db, one.reference, now)
        elif one.reference in found.restored and one.before is not None:
            _restore(db, actor, one.reference, one.before, definitions, now)
    told = {name: list(getattr(found, name)) for name in ("withdrawn", "restored", "kept")}
    journal.append(
        db, at=now, area=journal.Area.CASES, actor=actor.id, act=Act.IMPORT_TAKEN_BACK.value,
        subject=f"import:{import_id}", request_id=request_id, after=told,
        touched=[*found.withdrawn, *found.restored],
    )  # fmt: skip
    return found


def _known(db: Session, import_id: int) -> list[Taken]:
    if imports.get(db, import_id) is None:
        raise SubmittingError("intake.import_unknown")
    return imports.taken(db, import_id)


def _sorted(db: Session, rows: list[Taken]) -> TakenBack:
    withdrawn: list[str] = []
    restored: list[str] = []
    kept: list[str] = []
    for one in rows:
        case = use_cases.get(db, one.reference)
        if case is None or case.version != one.version or _worked_on(db, one):
            kept.append(one.reference)
        else:
            (withdrawn if one.before is None else restored).append(one.reference)
    return TakenBack(tuple(withdrawn), tuple(restored), tuple(kept))


def _worked_on(db: Session, one: Taken) -> bool:
    """Whether somebody scored a new case; what a person stated about a changed one stands beside whatever it says."""
    if one.before is not None:
        return False
    return any(entry.origin not in SOURCES for entry in scores.entries(db, one.reference))


def _withdraw(db: Session, reference: str, now: datetime) -> None:
    case = use_cases.get(db, reference)
    if case is not None:
        after = case.model_copy(update={"status": Status.WITHDRAWN})
        use_cases.save(db, after, expected_version=case.version, at=now)
        imports.forget_identity(db, reference)


def _restore(
    db: Session, actor: Actor, reference: str, before: Mapping[str, Any], definitions: Definitions, now: datetime
) -> None:
    case = use_cases.get(db, reference)
    if case is None:
        return
    draft = Draft.model_validate(before["draft"])
    after = case.model_copy(update={name: getattr(draft, name) for name in Draft.model_fields})
    place = before["identity"]
    identity = RowIdentity.of(place) if place else None
    use_cases.save(db, after, expected_version=case.version, at=now, identity=identity)
    follow_case(db, actor, after, definitions.frameworks, was=case, now=now)
    again = use_cases.get(db, reference)
    if again is not None and "version" in before:  # an import of before this was kept knows no number
        imports.move_version(db, reference, before=int(before["version"]), after=again.version)
    proposals = tuple(ScoreProposal.model_validate(one) for one in before["scores"])
    follow_source(db, reference, proposals, author=DERIVED_BY, now=now)
