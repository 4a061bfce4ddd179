"""Weightings and the selection: the gate stands here, between a verdict and a choice."""

from datetime import date, datetime

from pydantic import ValidationError

from actions.acts import Act
from actions.overdue import Overdue, overdue
from actions.permissions import Actor, Permission, check
from ethics.verdict import CLEARING, Decision
from store import Session, journal, planning, use_cases, verdicts
from store.planning import Chosen, SavedWeighting
from store.verdicts import GivenVerdict
from usecases import gate
from usecases.criteria import CriteriaSet
from usecases.folding import readable
from usecases.gate import Clearance
from usecases.use_case import RANKED_STATUSES, Role
from usecases.weighting import Weighting, WeightingError
from wording.refusing import CodedError


class PlanningError(CodedError):
    """A choice or a weighting that cannot be recorded; the code says why."""


def clearance_of(verdict: GivenVerdict, ended: Overdue | None = None) -> Clearance:
    """What a verdict in force means for planning; ``ended`` where time has overtaken it."""
    decision = Decision(verdict.decision)
    return Clearance(
        reference=verdict.reference,
        may_be_chosen=decision in CLEARING,
        not_before_months=verdict.months,
        extra_cost_mad=verdict.cost_mad,
        reason=decision.value,
        verdict_hash=verdict.hash,
        overdue=ended.code if ended else "",
    )


def clearances(db: Session, today: date) -> dict[str, Clearance]:
    """A clearance for every case whose verdict is in force; a case without one is not choosable."""
    ended = overdue(db, today)
    return {name: clearance_of(verdict, ended.get(name)) for name, verdict in verdicts.in_force(db).items()}


def choose(
    db: Session, actor: Actor, reference: str, *, reason: str, now: datetime, request_id: str | None = None
) -> None:
    """Put a cleared candidate into the decided selection.

    Raises
    ------
    PlanningError
        If the case is unknown, a peer, or not admitted; or if it is chosen already.
    usecases.gate.GateError
        If the gate refuses: no clearance, not cleared, retired, or an extension without a reason.
    """
    check(db, actor, Permission.CHOOSE_CASE)
    if journal.repeated(db, request_id):
        return
    case = use_cases.get(db, reference)
    if case is None or case.role is not Role.CANDIDATE or case.status not in RANKED_STATUSES:
        raise PlanningError("plan.not_a_candidate", reference=reference)
    present = planning.selection(db)
    if reference in present:
        raise PlanningError("plan.already_chosen", reference=reference)
    passed = gate.choose(
        [reference], clearances(db, now.date()), stages={reference: case.stage}, extension_reasons={reference: reason}
    )
    verdict_hash = passed.clearances[reference].verdict_hash
    planning.put_choice(db, Chosen(reference, "decided", readable(reason), verdict_hash, actor.id, now))
    journal.append(
        db, at=now, area=journal.Area.PLAN, actor=actor.id, act=Act.CASE_CHOSEN.value, subject=reference,
        reason=readable(reason), request_id=request_id, after={"verdict": verdict_hash}, touched=[reference],
    )  # fmt: skip


def release(
    db: Session, actor: Actor, reference: str, *, reason: str, now: datetime, request_id: str | None = None
) -> None:
    """Take a case out of the decided selection; the reason stays in the journal."""
    check(db, actor, Permission.CHOOSE_CASE)
    if journal.repeated(db, request_id):
        return
    if not readable(reason):
        raise PlanningError("plan.reason_missing", reference=reference)
    if not planning.drop_choice(db, reference):
        raise PlanningError("plan.not_chosen", reference=reference)
    journal.append(
        db, at=now, area=journal.Area.PLAN, actor=actor.id, act=Act.CASE_RELEASED.value, subject=reference,
        reason=readable(reason), request_id=request_id, touched=[reference],
    )  # fmt: skip


def lapse(db: Session, actor: Actor, reference: str, *, now: datetime) -> None:
    """Take a case out of the selection because what cleared it no longer stands; part of another deed.

    The right was checked by that deed: whoever may re-open a review or move a case causes this too.
    """
    if planning.drop_choice(db, reference):
        journal.append(
            db, at=now, area=journal.Area.PLAN, actor=actor.id, act=Act.CHOICE_LAPSED.value, subject=reference,
            touched=[reference],
        )  # fmt: skip


def save_weighting(
    db: Session,
    actor: Actor,
    criteria: CriteriaSet,
    weighting: Weighting,
    *,
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Keep a named weighting; it must give a distribution over the criteria in use.

    Raises
    ------
    usecases.weighting.WeightingError
        If it does not.
    PlanningError
        If another weighting has the name.
    """
    check(db, actor, Permission.SAVE_WEIGHTING)
    if journal.repeated(db, request_id):
        return
    weighting.global_weights(criteria)
    if not weighting.name.strip():
        raise PlanningError("weights.name_missing")
    taken = [one for one in planning.weightings(db) if one.name == weighting.name and one.id != weighting.id]
    if taken:
        raise PlanningError("weights.name_taken", name=weighting.name)
    body = weighting.model_dump(mode="json")
    saved = SavedWeighting(weighting.id, weighting.name, actor.id, body, expected_version + 1, now)
    planning.put_weighting(db, saved, expected_version=expected_version)
    journal.append(
        db, at=now, area=journal.Area.PLAN, actor=actor.id, act=Act.WEIGHTING_SAVED.value,
        subject=f"weighting:{weighting.id}", request_id=request_id, after=body,
    )  # fmt: skip


def read_weighting(saved: SavedWeighting) -> Weighting:
    """A saved weighting as the domain knows it.

    Raises
    ------
    WeightingError
        If its JSON is no weighting (any more).
    """
    try:
        return Weighting.model_validate(dict(saved.body))
    except ValidationError as error:
        raise WeightingError("weights.unreadable") from error


def lapsed_choices(db: Session, actor: Actor) -> list[str]:
    """Cases that fell out of the decided selection because what cleared them ended, and wait for another verdict."""
    check(db, actor, Permission.READ_PLAN)
    fallen, _ = journal.lines(db, journal.Filter(act=Act.CHOICE_LAPSED.value), limit=None)
    judged, chosen = verdicts.in_force(db), planning.selection(db)
    return sorted({one.subject for one in fallen} - set(judged) - set(chosen))
