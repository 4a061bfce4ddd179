"""Panel scoring: a round is opened, its members score blind, it is closed, and its medians are in force."""

from dataclasses import dataclass
from datetime import datetime

from actions.acts import Act
from actions.permissions import Actor, Permission, check, permissions_of
from actions.scoring import Stated, settle
from store import Session, accounts, journal, panels, scores, use_cases
from store.accounts import Person
from store.panels import Round
from usecases.criteria import CriteriaSet, Measure
from usecases.folding import readable
from usecases.panel import Agreed, Settled, Vote, by_case, by_criterion, missing
from usecases.panel import settle as settled_of
from usecases.scores import ScoreEntry, ScoreOrigin, checked
from usecases.use_case import RANKED_STATUSES, Role
from wording.refusing import CodedError


class PanelError(CodedError):
    """A deed that a round does not allow; the code says why."""


@dataclass(frozen=True)
class Progress:
    """How far a round is: for each member the number of scores still missing; nothing of what was said."""

    wanted: int
    missing: dict[str, int]


@dataclass(frozen=True)
class Outcome:
    """What a closed round gave: medians with their spread, and agreement by criterion. Nobody is named."""

    settled: tuple[Settled, ...]
    criteria: tuple[Agreed, ...]
    cases: tuple[Agreed, ...]


def open_round(
    db: Session,
    actor: Actor,
    criteria: CriteriaSet,
    *,
    name: str,
    wanted: tuple[str, ...],
    cases: tuple[str, ...],
    members: tuple[str, ...],
    due_on: str,
    now: datetime,
    request_id: str | None = None,
) -> int:
    """Begin a round; gives its number.

    Raises
    ------
    PanelError
        panel.name_missing, panel.name_taken, panel.no_cases, panel.no_criteria, panel.two_members (blind scoring
        needs at least two), panel.not_an_assessor, panel.not_a_candidate, panel.own_field (a criterion that is read
        from the case is not scored).
    """
    check(db, actor, Permission.RUN_PANEL)
    if done := journal.repeated(db, request_id):
        return int(done.subject.removeprefix("round:"))
    title = readable(name)
    if not title:
        raise PanelError("panel.name_missing")
    if any(one.name == title for one in panels.rounds(db)):
        raise PanelError("panel.name_taken", name=title)
    _check_wanted(criteria, wanted)
    _check_cases(db, cases)
    _check_members(db, members)
    number = panels.add(
        db, name=title, criteria=wanted, cases=cases, members=members, due_on=due_on, by=actor.id, at=now
    )
    journal.append(
        db, at=now, area=journal.Area.SCORES, actor=actor.id, act=Act.ROUND_OPENED.value, subject=f"round:{number}",
        reason=title, request_id=request_id, after={"criteria": list(wanted), "members": list(members)}, touched=cases,
    )  # fmt: skip
    return number


def vote(
    db: Session,
    actor: Actor,
    round_id: int,
    reference: str,
    criterion: str,
    criteria: CriteriaSet,
    stated: Stated,
    *,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Score one case of a round; the journal says that a score was given, not which, until the round is closed.

    Raises
    ------
    PanelError
        panel.closed, panel.not_a_member, panel.not_in_round.
    usecases.scores.ScoreError
        If the numbers are no score of the criterion, or the reason is missing.
    """
    check(db, actor, Permission.RECORD_SCORE)
    if journal.repeated(db, request_id):
        return
    held = _open(db, round_id)
    if actor.id not in held.members:
        raise PanelError("panel.not_a_member", name=held.name)
    if reference not in held.cases or criterion not in held.criteria:
        raise PanelError("panel.not_in_round", reference=reference)
    interval = checked(criteria[criterion], stated.low, stated.likely, stated.high, reason=stated.reason)
    panels.put_vote(
        db, round_id, Vote(reference, criterion, actor.id, *interval, reason=readable(stated.reason)), at=now
    )
    journal.append(
        db, at=now, area=journal.Area.SCORES, actor=actor.id, act=Act.VOTE_GIVEN.value, subject=f"round:{round_id}",
        request_id=request_id, after={"criterion": criterion}, touched=[reference],
    )  # fmt: skip


def close_round(db: Session, actor: Actor, round_id: int, *, now: datetime, request_id: str | None = None) -> Outcome:
    """End a round: the medians are in force from now on, with their spread as the interval.

    What one member alone said is no panel's score, and a case that is no candidate any more gets none.

    Raises
    ------
    PanelError
        panel.closed, or panel.no_votes.
    """
    check(db, actor, Permission.RUN_PANEL)
    if journal.repeated(db, request_id):
        return _outcome(db, round_id)
    held = _open(db, round_id)
    outcome = _outcome(db, round_id)
    counted = [one for one in outcome.settled if one.is_shared and _is_candidate(db, one.reference)]
    if not counted:
        raise PanelError("panel.no_votes", name=held.name)
    panels.close(db, round_id, at=now)
    for one in counted:
        entry = ScoreEntry(
            reference=one.reference, criterion=one.criterion, round=str(round_id), author=actor.id, reason=held.name,
            origin=ScoreOrigin.SETTLED_ROUND, at=now, **one.interval._asdict(),
        )  # fmt: skip
        before = scores.in_force(db, one.reference).get(one.criterion)
        scores.add_entry(db, entry)
        settle(db, one.reference, one.criterion, expected_version=before.version if before else 0)
    journal.append(
        db, at=now, area=journal.Area.SCORES, actor=actor.id, act=Act.ROUND_CLOSED.value, subject=f"round:{round_id}",
        reason=held.name, request_id=request_id, touched=sorted({one.reference for one in counted}),
        after={"scores": len(counted), "alpha": {one.subject: one.alpha for one in outcome.criteria}},
    )  # fmt: skip
    return outcome


def rounds(db: Session, actor: Actor) -> list[Round]:
    """All rounds, newest first."""
    check(db, actor, Permission.READ_SCORES)
    return panels.rounds(db)


def assessors(db: Session, actor: Actor) -> list[Person]:
    """Everybody who may be a member of a round."""
    check(db, actor, Permission.RUN_PANEL)
    return [one for one in accounts.everybody(db) if Permission.RECORD_SCORE in permissions_of(one)]


def progress(db: Session, actor: Actor, round_id: int) -> Progress:
    """Who has how much left to do."""
    check(db, actor, Permission.READ_SCORES)
    held = _get(db, round_id)
    left = missing(held.cases, held.criteria, held.members, panels.votes(db, round_id))
    return Progress(len(held.cases) * len(held.criteria), dict(left))


def own_votes(db: Session, actor: Actor, round_id: int) -> list[Vote]:
    """What the person said themselves; nobody sees what another member says while the round is open."""
    check(db, actor, Permission.RECORD_SCORE)
    return panels.votes(db, round_id, of=actor.id)


def outcome(db: Session, actor: Actor, round_id: int) -> Outcome:
    """What a closed round gave.

    Raises
    ------
    PanelError
        panel.still_open: before it is closed nobody sees anything of it, the one who opened it included.
    """
    check(db, actor, Permission.READ_SCORES)
    if _get(db, round_id).state == "open":
        raise PanelError("panel.still_open")
    return _outcome(db, round_id)


def _outcome(db: Session, round_id: int) -> Outcome:
    votes = panels.votes(db, round_id)
    return Outcome(tuple(settled_of(votes)), tuple(by_criterion(votes)), tuple(by_case(votes)))


def _check_wanted(criteria: CriteriaSet, wanted: tuple[str, ...]) -> None:
    if not wanted:
        raise PanelError("panel.no_criteria")
    for criterion in wanted:
        if criterion not in criteria or criteria[criterion].measure is Measure.NATURAL:
            raise PanelError("panel.own_field", criterion=criterion)


def _check_cases(db: Session, cases: tuple[str, ...]) -> None:
    if not cases:
        raise PanelError("panel.no_cases")
    for reference in cases:
        if not _is_candidate(db, reference):
            raise PanelError("panel.not_a_candidate", reference=reference)


def _is_candidate(db: Session, reference: str) -> bool:
    case = use_cases.get(db, reference)
    return case is not None and case.role is Role.CANDIDATE and case.status in RANKED_STATUSES


def _check_members(db: Session, members: tuple[str, ...]) -> None:
    if len(set(members)) < 2:
        raise PanelError("panel.two_members")
    for member in members:
        if Permission.RECORD_SCORE not in permissions_of(accounts.get(db, member)):
            raise PanelError("panel.not_an_assessor")


def _get(db: Session, round_id: int) -> Round:
    held = panels.get(db, round_id)
    if held is None:
        raise PanelError("panel.unknown")
    return held


def _open(db: Session, round_id: int) -> Round:
    held = _get(db, round_id)
    if held.state != "open":
        raise PanelError("panel.closed", name=held.name)
    return held
