"""Scenarios that stay live, and rankings that are frozen with all their inputs."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from actions.acts import Act
from actions.permissions import Actor, Permission, check
from actions.planning import PlanningError
from store import Session, journal, snapshots
from store.snapshots import SavedScenario, SnapshotLine
from usecases.folding import readable
from usecases.scenario import Scenario
from usecases.snapshot import Gathered, sealed


def save_scenario(
    db: Session, actor: Actor, scenario: Scenario, *, identity: str, name: str, now: datetime,
    request_id: str | None = None,
) -> None:  # fmt: skip
    """Keep a way of looking at the order under a name.

    Raises
    ------
    PlanningError
        scenario.name_missing, scenario.name_taken.
    """
    check(db, actor, Permission.SAVE_WEIGHTING)
    if journal.repeated(db, request_id):
        return
    title = readable(name)
    if not title:
        raise PlanningError("scenario.name_missing")
    if any(one.name == title for one in snapshots.scenarios(db)):
        raise PlanningError("scenario.name_taken", name=title)
    body = scenario.model_dump(mode="json")
    snapshots.add_scenario(db, SavedScenario(identity, title, actor.id, body, now))
    journal.append(
        db, at=now, area=journal.Area.PLAN, actor=actor.id, act=Act.SCENARIO_SAVED.value,
        subject=f"scenario:{identity}", reason=title, request_id=request_id,
        after={"fingerprint": scenario.fingerprint},
    )  # fmt: skip


def drop_scenario(db: Session, actor: Actor, identity: str, *, now: datetime, request_id: str | None = None) -> None:
    """Forget a scenario; what it was stays in the journal."""
    check(db, actor, Permission.SAVE_WEIGHTING)
    if journal.repeated(db, request_id):
        return
    held = next((one for one in snapshots.scenarios(db) if one.id == identity), None)
    if held is None or not snapshots.drop_scenario(db, identity):
        raise PlanningError("scenario.unknown")
    journal.append(
        db, at=now, area=journal.Area.PLAN, actor=actor.id, act=Act.SCENARIO_DROPPED.value,
        subject=f"scenario:{identity}", reason=held.name, request_id=request_id, before=dict(held.body),
    )  # fmt: skip


def scenarios(db: Session, actor: Actor) -> list[tuple[SavedScenario, Scenario]]:
    """Every scenario that can still be read, by name."""
    check(db, actor, Permission.READ_SCORES)
    found = []
    for one in snapshots.scenarios(db):
        try:
            found.append((one, Scenario.model_validate(dict(one.body))))
        except ValidationError:
            continue  # made by another version of the software; it stays in the store
    return found


def freeze_ranking(
    db: Session,
    actor: Actor,
    kept: Gathered,
    *,
    name: str,
    now: datetime,
    request_id: str | None = None,
) -> str:
    """Keep a ranking with all its inputs for good; gives its reference, which the journal binds to its fingerprint.

    Raises
    ------
    PlanningError
        snapshot.name_missing.
    """
    check(db, actor, Permission.SAVE_WEIGHTING)
    if done := journal.repeated(db, request_id):
        return done.subject
    title = readable(name)
    if not title:
        raise PlanningError("snapshot.name_missing")
    reference = snapshots.next_reference(db)
    seq, head = journal.head(db)
    made = {"name": title, "by": actor.id, "at": now.isoformat(), "journal": f"{seq} {head}"}
    content = sealed(kept, reference=reference, made=made)
    digest = hashlib.sha256(content).hexdigest()
    snapshots.add(db, SnapshotLine(reference, title, kept.fingerprint, digest, actor.id, now), content)
    journal.append(
        db, at=now, area=journal.Area.PLAN, actor=actor.id, act=Act.RANKING_FROZEN.value, subject=reference,
        reason=title, request_id=request_id, after={"fingerprint": kept.fingerprint, "sha256": digest},
    )  # fmt: skip
    return reference


def snapshot_lines(db: Session, actor: Actor) -> list[SnapshotLine]:
    """All frozen rankings, newest first."""
    check(db, actor, Permission.READ_SCORES)
    return snapshots.lines(db)


def snapshot_file(db: Session, actor: Actor, reference: str) -> bytes | None:
    """The file of a frozen ranking."""
    check(db, actor, Permission.READ_SCORES)
    return snapshots.content(db, reference)


@dataclass(frozen=True)
class Recorded:
    """What the journal says of a frozen ranking."""

    fingerprint: str  # of its inputs and rules
    sha256: str  # of its file


def recorded(db: Session, actor: Actor, reference: str) -> Recorded | None:
    """What the journal says that a frozen ranking was made of; None when it knows nothing of it."""
    check(db, actor, Permission.READ_JOURNAL)
    found = journal.authors(db, Act.RANKING_FROZEN.value, reference)
    return Recorded(str(found[-1][1]["fingerprint"]), str(found[-1][1]["sha256"])) if found else None
