"""What a new version of a framework asks of the reviews that were made on the one before."""

from dataclasses import dataclass

from actions.permissions import Actor, Permission, check
from ethics.framework import Framework
from ethics.versions import asked_again, compare
from store import Session, reviews


@dataclass(frozen=True)
class Touched:
    """The newest review of a case, and what it would have to answer to stand on the new version."""

    reference: str
    review: int
    questions: tuple[str, ...]


def touched_reviews(db: Session, actor: Actor, old: Framework, new: Framework) -> list[Touched]:
    """The newest reviews made on the old version, in the order of their cases; those with nothing to answer too."""
    check(db, actor, Permission.READ_REVIEWS)
    difference = compare(old, new)
    newest = {line.reference: line.id for line in reversed(reviews.lines(db))}
    found = []
    for reference, number in sorted(newest.items()):
        review = reviews.get(db, number)
        if review is not None and (review.framework, review.framework_version) == (old.id, old.version):
            answered = {one.question for one in review.responses}
            again = asked_again(difference, new, review.traits, review.stage, answered)
            found.append(Touched(reference, number, again))
    return found
