"""How long the open reviews have taken, and which of them are late."""

from datetime import datetime

from actions.permissions import Actor, Permission, check
from ethics.clock import Clock, clock_of
from ethics.depth import DepthName
from ethics.framework import Framework
from store import Session, discussion, reviews


def clocks(db: Session, actor: Actor, framework: Framework, *, now: datetime) -> dict[int, Clock]:
    """The clock of each open review; what the administration was asked is not told, only that it was.

    The limits are those of the framework in use: how long a ministry takes is not a matter of the questions asked.
    """
    check(db, actor, Permission.READ_REVIEWS)
    waits: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for one in discussion.asks(db):
        waits.setdefault(one.review_id, []).append((one.asked_at, one.answered_at or one.withdrawn_at))
    return {
        line.id: clock_of(
            line.opened_at, now, waits.get(line.id, ()), framework.policy(DepthName(line.depth)).days
        )
        for line in reviews.lines(db)
        if line.state == "open"
    }  # fmt: skip
