"""Correcting many cases at once, joining two that are one, and the way back from both."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.acts import Act
from actions.definitions import Definitions
from actions.lapsing import follow_case
from actions.permissions import Actor, Permission, check
from actions.submitting import SubmittingError, put_status
from store import Session, journal, reviews, use_cases, verdicts
from store.use_cases import StaleVersionError
from usecases.folding import fold, readable
from usecases.use_case import RANKED_STATUSES, StatedBy, Status, UseCase, in_equal_shares, moved

MOST = 500
"""Cases of one deed."""
_UNDONE_BY_LINE = (Act.CASES_EDITED, Act.CASE_MOVED)


@dataclass(frozen=True)
class Edit:
    """What is corrected in every case of the deed; what is None stays as it is."""

    administration: str | None = None
    sector: str | None = None
    national: bool | None = None
    regions: tuple[str, ...] | None = None
    """Codes; each gets the same share."""

    def fields(self) -> dict[str, Any]:
        """The fields that change, with their values."""
        told: dict[str, Any] = {}
        if self.administration is not None:
            told["administration"] = readable(self.administration)
        if self.sector is not None:
            told["sector"] = self.sector
        if self.national is not None:
            told |= {"national": self.national, "regions": ()} if self.national else {"national": False}
        if self.regions is not None:
            told |= {"national": False, "regions": in_equal_shares(self.regions)}
        return told


@dataclass(frozen=True)
class Undone:
    """What became of the cases of a correction that was taken back."""

    restored: tuple[str, ...]
    kept: tuple[str, ...]
    """Somebody changed these since: they stay as they are."""


def edit(
    db: Session,
    actor: Actor,
    versions: Mapping[str, int],
    wanted: Edit,
    definitions: Definitions,
    *,
    reason: str,
    now: datetime,
    request_id: str | None = None,
) -> int:
    """Correct several cases, all or none; gives the journal's line, by which it can be undone.

    Raises
    ------
    SubmittingError
        case.nothing_to_change, case.too_many, case.no_administration_given, case.unknown_reference.
    StaleVersionError
        If somebody changed one of them in between.
    """
    check(db, actor, Permission.ADMIT_CASES)
    if done := journal.repeated(db, request_id):
        return done.seq
    fields = wanted.fields()
    if not fields or not versions:
        raise SubmittingError("case.nothing_to_change")
    if "administration" in fields and not fold(fields["administration"]):
        raise SubmittingError("case.no_administration_given")
    if len(versions) > MOST:
        raise SubmittingError("case.too_many", n=len(versions), limit=MOST)
    before: dict[str, Any] = {}
    after: dict[str, int] = {}
    for reference, version in versions.items():
        case = _seen(db, reference, version)
        before[reference] = case.model_dump(mode="json", include={*fields, "provenance"})
        stated = StatedBy(person=actor.id, at=now, reason=readable(reason))
        provenance = {**case.provenance, **dict.fromkeys(fields, stated)}
        _saved(db, actor, case, {**fields, "provenance": provenance}, definitions, now)
        after[reference] = _version(db, reference)
    return journal.append(
        db, at=now, area=journal.Area.CASES, actor=actor.id, act=Act.CASES_EDITED.value,
        subject=_subject(list(versions)), reason=readable(reason), request_id=request_id, before=before,
        after={"fields": sorted(fields), "versions": after}, touched=versions,
    )  # fmt: skip


def last_edit(db: Session, actor: Actor) -> tuple[int, int, datetime] | None:
    """The last correction or move by this person that still stands: its line, how many cases, and when; or None."""
    check(db, actor, Permission.ADMIT_CASES)
    made = [line for act in _UNDONE_BY_LINE
            for line in journal.lines(db, journal.Filter(actor=actor.id, act=act.value), limit=1)[0]]  # fmt: skip
    last = max(made, key=lambda line: line.seq, default=None)
    if last is None or journal.lines(db, journal.Filter(act=Act.EDIT_UNDONE.value, subject=f"line:{last.seq}"))[1]:
        return None
    return last.seq, len(json.loads(last.before)), datetime.fromisoformat(last.at)


def undo_edit(
    db: Session, actor: Actor, seq: int, definitions: Definitions, *, now: datetime, request_id: str | None = None
) -> Undone:
    """Put back what a correction or a move changed, in the cases that nobody has changed since.

    A verdict that lapsed with the move stays lapsed: the case comes back as admitted and is signed for again.

    Raises
    ------
    SubmittingError
        case.no_such_edit.
    """
    check(db, actor, Permission.ADMIT_CASES)
    if done := journal.repeated(db, request_id):
        return Undone(**{name: tuple(found) for name, found in json.loads(done.after).items()})
    line = journal.line(db, seq)
    versions = json.loads(line.after).get("versions") if line and line.act in _UNDONE_BY_LINE else None
    if line is None or versions is None:
        raise SubmittingError("case.no_such_edit")
    before = json.loads(line.before)
    restored: list[str] = []
    kept: list[str] = []
    for reference, fields in before.items():
        case = use_cases.get(db, reference)
        if case is None or case.version != versions[reference] or fields == Status.MERGED:
            kept.append(reference)
            continue
        if line.act == Act.CASE_MOVED:
            stood = Status(fields)
            put_status(db, actor, case, Status.ADMITTED if stood in RANKED_STATUSES else stood, now=now)
        else:
            was = UseCase.model_validate(case.model_dump() | fields)
            _saved(db, actor, case, {name: getattr(was, name) for name in fields}, definitions, now)
        restored.append(reference)
    journal.append(
        db, at=now, area=journal.Area.CASES, actor=actor.id, act=Act.EDIT_UNDONE.value, subject=f"line:{seq}",
        request_id=request_id, after={"restored": restored, "kept": kept}, touched=restored,
    )  # fmt: skip
    return Undone(tuple(restored), tuple(kept))


def merge(
    db: Session,
    actor: Actor,
    kept: str,
    merged: str,
    *,
    versions: Mapping[str, int],
    reason: str,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Say that two cases are one: the second leaves the ranking and points to the first; both keep their history.

    It is taken back by receiving the second again.

    Raises
    ------
    SubmittingError
        case.merge_itself, case.reason_missing, case.merge_into_merged, case.merge_examined.
    usecases.use_case.StatusError
        If the second is being examined or was decided.
    """
    check(db, actor, Permission.ADMIT_CASES)
    if journal.repeated(db, request_id):
        return
    if kept == merged:
        raise SubmittingError("case.merge_itself")
    if not readable(reason):
        raise SubmittingError("case.reason_missing")
    first, second = (_seen(db, one, versions[one]) for one in (kept, merged))
    if first.status is Status.MERGED:
        raise SubmittingError("case.merge_into_merged", reference=kept)
    if verdicts.of_case(db, merged) or reviews.open_of(db, merged) is not None:
        # What was found about it would be forgotten with it: the one that was examined is the one that stays.
        raise SubmittingError("case.merge_examined", reference=merged)
    after = second.model_copy(update={"status": moved(second.status, Status.MERGED), "merged_into": kept})
    use_cases.save(db, after, expected_version=second.version, at=now)
    journal.append(
        db, at=now, area=journal.Area.CASES, actor=actor.id, act=Act.CASES_MERGED.value, subject=merged,
        reason=readable(reason), request_id=request_id, before={"status": second.status.value}, after={"into": kept},
        touched=[kept, merged],
    )  # fmt: skip


def _seen(db: Session, reference: str, version: int) -> UseCase:
    case = use_cases.get(db, reference)
    if case is None:
        raise SubmittingError("case.unknown_reference", reference=reference)
    if case.version != version:
        raise StaleVersionError(reference)
    return case


def _saved(
    db: Session, actor: Actor, case: UseCase, fields: Mapping[str, Any], definitions: Definitions, now: datetime
) -> None:
    after = case.model_copy(update=dict(fields))
    use_cases.save(db, after, expected_version=case.version, at=now)
    follow_case(db, actor, after, definitions.frameworks, was=case, now=now)


def _version(db: Session, reference: str) -> int:
    """The version a deed left, with all that follows from it."""
    case = use_cases.get(db, reference)
    return case.version if case else 0


def _subject(references: Sequence[str]) -> str:
    return references[0] if len(references) == 1 else f"{len(references)} cases"
