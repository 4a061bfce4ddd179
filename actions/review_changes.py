"""What of a case changed under its review: the fields that answers rest on, before and after."""

import json
from dataclasses import dataclass
from typing import Any

from actions.acts import Act
from actions.permissions import Actor, Permission, check
from store import Session, journal


@dataclass(frozen=True)
class Change:
    """A field before and after, as plain data (`actions.examining.material_value`)."""

    field: str
    before: Any
    after: Any


def changes_under(db: Session, actor: Actor, reference: str, review_id: int) -> list[Change]:
    """What changed between the verdict before this review and now; a field that is as it was is left out."""
    check(db, actor, Permission.READ_REVIEWS)
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    found, _ = journal.lines(
        db, journal.Filter(reference=reference, areas=frozenset({journal.Area.REVIEWS})), limit=None
    )
    for line in reversed(found):
        if line.subject == f"review:{review_id}" and line.act in {Act.VERDICT_LAPSED, Act.REVIEW_FOLLOWED}:
            before, after = (json.loads(told).get("values", {}) if told else {} for told in (line.before, line.after))
            first = before | first
            last |= after
    return [Change(name, first.get(name), value) for name, value in last.items() if first.get(name) != value]
