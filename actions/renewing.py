"""Reviews begun again because time has overtaken their verdict."""

import json
from collections.abc import Sequence
from datetime import datetime

from actions.acts import Act
from actions.definitions import Definitions
from actions.examining import candidate, record
from actions.lapsing import end_verdict, open_after
from actions.overdue import Overdue, overdue
from actions.permissions import Actor, Permission, check
from ethics.record import ENDED_BY_DAY, ENDED_BY_EVIDENCE
from store import Session, journal, verdicts
from usecases.use_case import RANKED_STATUSES


def overdue_cases(db: Session, actor: Actor, *, now: datetime) -> dict[str, Overdue]:
    """Cases whose verdict time has overtaken."""
    check(db, actor, Permission.READ_REVIEWS)
    return dict(overdue(db, now.date()))


def renew(
    db: Session, actor: Actor, definitions: Definitions, *, now: datetime, request_id: str | None = None
) -> Sequence[str]:
    """Open the review that follows each verdict that time has overtaken.

    Where evidence has expired, answers are taken over and the questions that it served are open. Where the next review
    is due, everything is asked anew on the framework in use; what was answered is proposed, to be confirmed one by one.

    Returns
    -------
    sequence of str
        The cases, in the order of their references.
    """
    check(db, actor, Permission.REVIEW_CASE, Permission.ASSIGN_REVIEWERS)
    if done := journal.repeated(db, request_id):
        return list(json.loads(done.after)["cases"])
    ended = overdue(db, now.date())
    cases = [name for name in sorted(ended) if candidate(db, name).status in RANKED_STATUSES]
    for reference in cases:
        _renew(db, actor, reference, ended[reference], definitions, now)
    journal.append(
        db, at=now, area=journal.Area.REVIEWS, actor=actor.id, act=Act.REVIEWS_RENEWED.value,
        subject=f"{len(cases)} cases", request_id=request_id, after={"cases": cases}, touched=cases,
    )  # fmt: skip
    return cases


def _renew(db: Session, actor: Actor, reference: str, ended: Overdue, definitions: Definitions, now: datetime) -> None:
    case, held = candidate(db, reference), verdicts.in_force_of(db, reference)
    if held is None:
        return
    why = ENDED_BY_EVIDENCE if ended.questions else ENDED_BY_DAY
    end_verdict(db, actor, held, why=[why], now=now)
    anew = None if ended.questions else definitions.framework
    number = open_after(db, held, case, definitions.frameworks, anew=anew, now=now)
    record(
        db, actor, Act.VERDICT_LAPSED, number, reference, now, None,
        before={"verdict": held.decision, "review": held.review_id},
        after={"fields": [why], "questions": list(ended.questions)},
    )  # fmt: skip
