"""Cases coming in one by one: proposed by form, admitted, declined, withdrawn."""

import json
from collections.abc import Mapping
from datetime import datetime

from actions.acts import Act
from actions.permissions import Actor, Permission, check, is_of, permissions_of
from actions.planning import lapse
from store import Session, journal, scores, use_cases, verdicts
from store.use_cases import StaleVersionError
from usecases.criteria import CriteriaSet
from usecases.folding import readable
from usecases.scores import own_field_scores
from usecases.use_case import RANKED_STATUSES, Draft, Role, Status, UseCase, moved
from wording.refusing import CodedError

DERIVED_BY = "profile"
"""Author of the scores that a profile's rules read from a sheet."""
OFFERED_MOVES = (Status.ADMITTED, Status.TO_COMPLETE, Status.DECLINED, Status.WITHDRAWN, Status.RECEIVED)
"""Moves a person makes by hand, in the order in which they are offered; the others follow from other deeds."""


FORM, SAMPLES = "form", "samples"
"""Registers of what is proposed by form, and of the demonstration."""
RESERVED = frozenset({FORM, SAMPLES})


class SubmittingError(CodedError):
    """A case or a sheet that cannot be taken as asked; the code says why."""


def propose(
    db: Session,
    actor: Actor,
    draft: Draft,
    criteria: CriteriaSet,
    *,
    now: datetime,
    register: str = FORM,
    status: Status = Status.RECEIVED,
    request_id: str | None = None,
) -> str:
    """Register one case proposed by form; gives its reference, which is the receipt."""
    person = check(db, actor, Permission.PROPOSE_CASE)
    if done := journal.repeated(db, request_id):
        return done.subject
    if not person.administration and Permission.READ_CASES not in permissions_of(person):
        raise SubmittingError("case.no_administration")
    if person.administration and not is_of(person, draft.administration):
        raise SubmittingError("case.other_administration", administration=person.administration)
    [reference] = use_cases.allocate_references(db, 1)
    case = case_of(draft, reference, register, Role.CANDIDATE, status)
    use_cases.add(db, [(case, None)], at=now)
    proposals = own_field_scores(draft, criteria)
    scores.add_first_scores(db, [one.entry(reference, author=DERIVED_BY, at=now) for one in proposals])
    journal.append(
        db, at=now, area=journal.Area.CASES, actor=actor.id, act=Act.CASE_REGISTERED.value, subject=reference,
        request_id=request_id, after={"status": status.value}, touched=[reference],
    )  # fmt: skip
    return reference


def move(
    db: Session,
    actor: Actor,
    versions: Mapping[str, int],
    wanted: Status,
    *,
    reason: str,
    now: datetime,
    request_id: str | None = None,
) -> int:
    """Admit, send back, decline or withdraw cases, all or none; what ends a case's way needs a reason.

    ``versions`` holds for each reference the version that the person saw. Gives the journal's line, by which the deed
    can be undone.

    Raises
    ------
    usecases.use_case.StatusError
        If the table of moves does not allow one of them.
    StaleVersionError
        If somebody changed one of them in between.
    """
    check(db, actor, Permission.ADMIT_CASES)
    if done := journal.repeated(db, request_id):
        return done.seq
    if wanted in {Status.WITHDRAWN, Status.DECLINED, Status.TO_COMPLETE} and not readable(reason):
        raise SubmittingError("case.reason_missing")
    before: dict[str, str] = {}
    left: dict[str, int] = {}
    stand: set[str] = set()
    for reference, version in versions.items():
        case = use_cases.get(db, reference)
        if case is None:
            raise SubmittingError("case.unknown_reference", reference=reference)
        if case.version != version:
            raise StaleVersionError(reference)
        before[reference] = case.status.value
        status = _after(db, case, wanted)
        left[reference] = put_status(db, actor, case, status, now=now)
        stand.add(status.value)
    subject = next(iter(versions)) if len(versions) == 1 else f"{len(versions)} cases"
    told = stand.pop() if len(stand) == 1 else wanted.value
    return journal.append(
        db, at=now, area=journal.Area.CASES, actor=actor.id, act=Act.CASE_MOVED.value, subject=subject,
        reason=readable(reason), request_id=request_id, before=before, after={"status": told, "versions": left},
        touched=versions,
    )  # fmt: skip


def put_status(db: Session, actor: Actor, case: UseCase, status: Status, *, now: datetime) -> int:
    """Give a case a status with what follows from it; gives the version this leaves."""
    after = case.model_copy(update={"status": status, "merged_into": None})
    saved = use_cases.save(db, after, expected_version=case.version, at=now)
    if status not in RANKED_STATUSES:
        verdicts.lapse(db, case.reference)
        lapse(db, actor, case.reference, now=now)
    return saved.version


def _after(db: Session, case: UseCase, wanted: Status) -> Status:
    """The wanted status, if it may follow; two cases that were one and are parted stand as they stood before."""
    status = moved(case.status, wanted)
    if case.status is not Status.MERGED:
        return status
    merged, _ = journal.lines(db, journal.Filter(act=Act.CASES_MERGED.value, subject=case.reference), limit=1)
    return Status(json.loads(merged[0].before)["status"]) if merged else status


def case_of(draft: Draft, reference: str, register: str, role: Role, status: Status) -> UseCase:
    """The case that a draft becomes."""
    # The draft was validated when it was read; two thousand cases need not be validated again.
    return UseCase.model_construct(
        **{name: getattr(draft, name) for name in Draft.model_fields},
        reference=reference, source_register=register, role=role, status=status, version=1,
    )  # fmt: skip
