"""What time does to a verdict: its next review is due, or evidence it rests on has expired. It allows nothing then.

It stays in force and is shown, so that what was signed can be read; the gate refuses it until somebody examines again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from store import Session, evidence, verdicts

REVIEW_DUE, EVIDENCE_EXPIRED = "gate.review_due", "gate.evidence_expired"


@dataclass(frozen=True)
class Overdue:
    """Why a verdict allows nothing any more."""

    code: str
    questions: tuple[str, ...] = ()
    """Those whose evidence has expired; empty where the next review is due."""


def overdue(db: Session, today: date) -> Mapping[str, Overdue]:
    """Every case with a verdict in force that time has overtaken, with the reason that asks more anew first."""
    found: dict[str, Overdue] = {}
    expired = evidence.expired_in_force(db, today)
    for reference, held in verdicts.in_force(db).items():
        if questions := expired.get(held.review_id):
            found[reference] = Overdue(EVIDENCE_EXPIRED, tuple(sorted(questions)))
        elif held.again_on is not None and date.fromisoformat(held.again_on) <= today:
            found[reference] = Overdue(REVIEW_DUE)
    return found
