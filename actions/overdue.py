"""What time does to a verdict: its next review is due, or evidence it rests on has expired. It allows nothing then.

It stays in force and is shown, so that what was signed can be read; the gate refuses it until somebody examines again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ethics.evidence import outlived
from ethics.verdict import CLEARING
from store import Session, evidence, use_cases, verdicts
from usecases.use_case import Stage

REVIEW_DUE, EVIDENCE_EXPIRED = "gate.review_due", "gate.evidence_expired"


@dataclass(frozen=True)
class Overdue:
    """Why a verdict allows nothing any more."""

    code: str
    questions: tuple[str, ...] = ()
    """Those whose evidence has expired; empty where the next review is due."""


def overdue(db: Session, today: date) -> Mapping[str, Overdue]:
    """Every case that time has overtaken: its verdict clears, and its day has come or evidence for an answer expired.

    What was refused or sent back waits for its administration, and a case that is retired is asked nothing any more.
    """
    found: dict[str, Overdue] = {}
    uses = evidence.uses_in_force(db)
    for reference, held in verdicts.in_force(db).items():
        if held.decision not in CLEARING:
            continue
        if questions := outlived(uses.get(held.review_id, ()), today):
            found[reference] = Overdue(EVIDENCE_EXPIRED, tuple(sorted(questions)))
        elif held.again_on is not None and date.fromisoformat(held.again_on) <= today:
            found[reference] = Overdue(REVIEW_DUE)
    return {name: one for name, one in found.items() if not _is_retired(db, name)}


def _is_retired(db: Session, reference: str) -> bool:
    case = use_cases.get(db, reference)
    return case is None or case.stage is Stage.RETIRED
