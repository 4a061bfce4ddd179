"""Text not sent yet: kept for its author alone, and not a deed, so the journal does not know it."""

from datetime import datetime
from typing import Any

from actions.permissions import Actor, Permission, check
from store import Session, accounts


def keep(db: Session, actor: Actor, form: str, body: dict[str, Any], *, now: datetime) -> None:
    """Keep what was typed so far."""
    check(db, actor, Permission.READ_OWN_CASES)
    accounts.put_draft(db, actor.id, form, body, at=now)


def drop(db: Session, actor: Actor, form: str, *, now: datetime) -> None:
    """Forget it: it was sent."""
    check(db, actor, Permission.READ_OWN_CASES)
    accounts.put_draft(db, actor.id, form, None, at=now)


def load(db: Session, actor: Actor, form: str) -> dict[str, Any] | None:
    """What its author typed before."""
    check(db, actor, Permission.READ_OWN_CASES)
    return accounts.draft(db, actor.id, form)


def load_all(db: Session, actor: Actor, start: str) -> dict[str, dict[str, Any]]:
    """What its author typed before in every form whose name begins so, by form."""
    check(db, actor, Permission.READ_OWN_CASES)
    return accounts.drafts(db, actor.id, start)
