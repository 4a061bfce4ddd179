"""Text not sent yet: kept for its author alone, and not a deed, so the journal does not know it.

The same author may have a form open in two windows. What one of them kept is never overwritten by the other: it is set
aside, and stands beside what was typed last until its author lets it go.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.permissions import Actor, Permission, check
from store import Session, accounts

ASIDE = "aside"
"""Under this name a draft holds what was typed in other windows."""


def keep(
    db: Session, actor: Actor, form: str, typed: Mapping[str, Any], *, known: Mapping[str, Any] | None = None,
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """Keep what was typed so far, and give back the draft as it stands now.

    Parameters
    ----------
    known : mapping, optional
        The draft as this window last knew it; None where it knew of none.
    """
    check(db, actor, Permission.READ_OWN_CASES)
    held, own = accounts.draft(db, actor.id, form), _fields(known)
    others = [one for one in (held or {}).get(ASIDE, []) if _plain(one) not in (own, _plain(typed))]
    if held is not None and _fields(held) not in (own, _plain(typed)):
        others.append(_fields(held))
    body = _plain(typed) | ({ASIDE: others} if others else {})
    accounts.put_draft(db, actor.id, form, body, at=now)
    return body


def let_go(db: Session, actor: Actor, form: str, *, now: datetime) -> None:
    """Forget what was set aside."""
    check(db, actor, Permission.READ_OWN_CASES)
    held = accounts.draft(db, actor.id, form)
    if held is not None and ASIDE in held:
        accounts.put_draft(db, actor.id, form, _fields(held), at=now)


def drop(db: Session, actor: Actor, form: str, *, known: Mapping[str, Any] | None = None, now: datetime) -> None:
    """Forget it: it was sent, or given up. What another window kept since ``known`` stays."""
    check(db, actor, Permission.READ_OWN_CASES)
    held = accounts.draft(db, actor.id, form)
    if known is None or held is None or _fields(held) == _fields(known):
        accounts.put_draft(db, actor.id, form, None, at=now)


def load(db: Session, actor: Actor, form: str) -> dict[str, Any] | None:
    """What its author typed before."""
    check(db, actor, Permission.READ_OWN_CASES)
    return accounts.draft(db, actor.id, form)


def load_all(db: Session, actor: Actor, start: str) -> dict[str, dict[str, Any]]:
    """What its author typed before in every form whose name begins so, by form."""
    check(db, actor, Permission.READ_OWN_CASES)
    return accounts.drafts(db, actor.id, start)


def _fields(draft: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The draft without what was set aside."""
    return None if draft is None else _plain({name: value for name, value in draft.items() if name != ASIDE})


def _plain(typed: Mapping[str, Any]) -> dict[str, Any]:
    """As it is stored: a tuple comes back as a list."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(typed), ensure_ascii=False))
    return plain
