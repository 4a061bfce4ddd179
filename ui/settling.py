"""Which open reviews wait for the reader: to answer, to compare and sign, or to decide as a second person.

What the administration has been asked waits for it, and not for the reader meanwhile.
"""

from actions import reading
from actions.permissions import Permission
from actions.reviewing import unanswered_by
from ethics.mitigation import MitigationState
from ethics.stakes import Severity
from ui.shown_review import ShownReview, shown_review
from ui.visit import Visit


def to_examine(visit: Visit) -> frozenset[str]:
    """Cases in which the reader, as one of their reviewers, can go on."""
    me, today = visit.actor.id, visit.now.date()
    asked = {one.review_id for one in visit.read(reading.asks) if one.is_awaited(today)}
    return frozenset(
        line.reference
        for line in visit.read(reading.review_queue)
        if line.waits_for(me) and (line.id not in asked or _has_more(visit, line.id))
    )


def _has_more(visit: Visit, review_id: int) -> bool:
    """Whether questions are left to the reader beside those that the administration has been asked."""
    review = visit.read(reading.review, review_id)
    shown = shown_review(visit, review) if review else None
    if shown is None:
        return False
    today = visit.now.date()
    left = unanswered_by(shown.review, visit.actor.id, shown.framework)
    return not {one.question for one in shown.asks if one.is_awaited(today)}.issuperset(left)


def to_settle(visit: Visit) -> frozenset[str]:
    """Cases with red lines partly crossed, answers that differ, measures offered; none for whoever may settle none."""
    if not visit.may(Permission.SETTLE_REVIEW):
        return frozenset()
    found = set()
    for line in visit.read(reading.review_queue):
        review = visit.read(reading.review, line.id) if line.state == "open" else None
        shown = shown_review(visit, review) if review and review.is_disclosed and not review.is_own_view else None
        if shown and _waits(shown):
            found.add(line.reference)
    return frozenset(found)


def _waits(shown: ShownReview) -> bool:
    blocked = {one.question for one in shown.examination.findings if one.severity is Severity.BLOCKER}
    offered = {id_ for id_, one in shown.review.mitigations.items() if one.state is MitigationState.PROPOSED}
    today = shown.visit.now.date()
    asked = {one.question for one in shown.asks if one.is_awaited(today)}
    return bool({*shown.to_settle, *(blocked & offered)} - asked)
