"""Reviews begun again because time has overtaken their verdict."""

import json
from collections.abc import Sequence
from datetime import datetime

from actions.acts import Act
from actions.examining import candidate, move_case, must_get, record
from actions.lapsing import Frameworks, carry_over, reopen
from actions.overdue import Overdue, overdue
from actions.permissions import Actor, Permission, check
from actions.planning import lapse
from store import Session, journal, verdicts
from usecases.use_case import RANKED_STATUSES, Status

EVIDENCE, DAY = "evidence", "again_on"
"""What ended the verdict, where no field of the case did."""


def overdue_cases(db: Session, actor: Actor, *, now: datetime) -> dict[str, Overdue]:
    """Cases whose verdict time has overtaken."""
    check(db, actor, Permission.READ_REVIEWS)
    return dict(overdue(db, now.date()))


def renew(
    db: Session, actor: Actor, frameworks: Frameworks, *, now: datetime, request_id: str | None = None
) -> Sequence[str]:
    """Open the review after each verdict that time has overtaken; questions with expired evidence are open there.

    Reviewers, answers and evidence are taken over, for each of them to stand by or to change before it is signed.

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
        _renew(db, actor, reference, ended[reference], frameworks, now)
    journal.append(
        db, at=now, area=journal.Area.REVIEWS, actor=actor.id, act=Act.REVIEWS_RENEWED.value,
        subject=f"{len(cases)} cases", request_id=request_id, after={"cases": cases}, touched=cases,
    )  # fmt: skip
    return cases


def _renew(db: Session, actor: Actor, reference: str, ended: Overdue, frameworks: Frameworks, now: datetime) -> None:
    case, held = candidate(db, reference), verdicts.in_force_of(db, reference)
    if held is None:
        return
    why = EVIDENCE if ended.questions else DAY
    verdicts.lapse(db, reference, fields=[why])
    lapse(db, actor, reference, now=now)
    number = reopen(db, must_get(db, held.review_id), held.fields, case, (), frameworks, now)
    carry_over(db, held, number, without=(), now=now)
    move_case(db, case, Status.IN_REVIEW, now)
    record(
        db, actor, Act.VERDICT_LAPSED, number, reference, now, None,
        before={"verdict": held.decision, "review": held.review_id},
        after={"fields": [why], "questions": list(ended.questions)},
    )  # fmt: skip
