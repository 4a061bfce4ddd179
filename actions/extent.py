"""How far an examination goes: its traits, the depth that follows, and the reviewers nobody can do without."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.examining import may_examine, must_get
from ethics.depth import DepthName
from ethics.framework import Framework
from ethics.traits import propose
from ethics.verdict import SENT_BACK
from store import Session, verdicts
from usecases.use_case import UseCase


@dataclass(frozen=True)
class Extent:
    """What a review is opened with, or goes on with; an absent trait counts as true."""

    traits: Mapping[str, bool]
    depth: DepthName
    reviewers: int

    def told(self) -> dict[str, Any]:
        """As the store keeps it."""
        return {"traits": dict(self.traits), "depth": self.depth.value, "reviewers": self.reviewers}


def extent_of(
    db: Session, case: UseCase, framework: Framework, traits: Mapping[str, bool], *, at_least: int = 1
) -> Extent:
    """How far the review of a case with these traits goes; ``at_least`` as many reviewers as it has already.

    Denying a trait that the record states asks as many people as the record would; and a case that was refused or sent
    back is seen by as many as judged it, and by two at least. Beyond what the depth asks, never by more than there are
    people who may examine it: nobody could sign then.
    """
    depth = framework.depth(traits)
    stated = {one.trait: True for one in propose(case.facts) if one.value}
    by_record = framework.depth({**traits, **stated})
    asked = max(framework.policy(one).reviewers for one in (depth, by_record))
    beyond = min(max(at_least, _seen_by_before(db, case)), len(may_examine(db, case)))
    return Extent(traits, depth, max(asked, beyond))


def _seen_by_before(db: Session, case: UseCase) -> int:
    last = next(iter(verdicts.of_case(db, case.reference)), None)
    if last is None or last.decision not in SENT_BACK:
        return 1
    return max(2, must_get(db, last.review_id).reviewers)
