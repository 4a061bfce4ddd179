"""Which open reviews wait for a second person: red lines partly crossed, answers that differ, measures offered."""

from actions import reading
from actions.permissions import Permission
from ethics.mitigation import MitigationState
from ethics.stakes import Severity
from ui.shown_review import ShownReview, shown_review
from ui.visit import Visit


def to_settle(visit: Visit) -> frozenset[str]:
    """Their cases; nothing for whoever may settle none."""
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
    return bool(shown.to_settle or blocked & offered)
