"""What a person may see: each reading names its right, read from the store, before anything is loaded."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from actions.acts import Act
from actions.permissions import Actor, Permission, check, is_of, permissions_of, speaks_for
from actions.planning import read_weighting
from ethics.framework import Framework
from ethics.record import Review
from ethics.triage import DepthProposal, propose_depth
from store import Session, accounts, discussion, imports, journal, planning, reviews, scores, use_cases
from store import verdicts as given
from store.accounts import Person
from store.discussion import Ask, Message
from store.journal import Area, Filter, Line
from store.planning import Chosen
from store.reviews import ReviewLine
from store.scores import InForce
from store.use_cases import CaseLine
from store.verdicts import GivenVerdict
from usecases import shortlist
from usecases.criteria import CriteriaSet
from usecases.performance import Convention, PerformanceTable
from usecases.priorities import Ranking, rank
from usecases.scores import ScoreEntry
from usecases.use_case import UseCase
from usecases.weighting import Weighting, WeightingError, default_weighting

AREA_RIGHTS: Mapping[Area, Permission] = {
    Area.SCORES: Permission.READ_SCORES,
    Area.REVIEWS: Permission.READ_REVIEWS,
    Area.PLAN: Permission.READ_PLAN,
}
"""What the history of a case shows of an area is for those who may read that area."""


class UnknownWeightingError(LookupError):
    """No weighting has that name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.code = "weights.unknown"
        self.values = {"name": name, "known": ", ".join(known)}
        super().__init__(name)


@dataclass(frozen=True)
class CaseFile:
    """One candidate in full."""

    case: UseCase
    received: list[tuple[int, str, dict[str, str]]]
    history: list[Line]
    """The newest acts that the person may see."""
    known_since: datetime | None


@dataclass(frozen=True)
class NamedWeighting:
    """A weighting with the version a form carries; the declared one has version 0."""

    weighting: Weighting
    version: int


def may(db: Session, actor: Actor) -> frozenset[Permission]:
    """Everything the person may do at this moment."""
    return permissions_of(accounts.get(db, actor.id))


def cases(db: Session, actor: Actor) -> list[CaseLine]:
    """All cases; a contributor sees those of their own administration."""
    person = check(db, actor, Permission.READ_OWN_CASES)
    every = use_cases.listing(db)
    if Permission.READ_CASES in permissions_of(person):
        return every
    return [line for line in every if is_of(person, line.administration)]


def case_file(db: Session, actor: Actor, reference: str) -> CaseFile | None:
    """One candidate with the rows it came from and its history; None when there is none to see."""
    person = check(db, actor, Permission.READ_OWN_CASES)
    case = use_cases.get(db, reference)
    if case is None:
        return None
    if not speaks_for(person, case.administration):
        return None
    allowed = permissions_of(person)
    areas = frozenset(area for area in Area if AREA_RIGHTS.get(area, Permission.READ_OWN_CASES) in allowed)
    shown = _history(db, actor, reference, areas, limit=100)
    return CaseFile(case, imports.received_rows(db, reference), shown, journal.since_when(db, reference))


def review_history(db: Session, actor: Actor, reference: str) -> list[Line]:
    """All that the journal holds of the reviews of a case, newest first, as far as the person may see it."""
    check(db, actor, AREA_RIGHTS[Area.REVIEWS])
    return _history(db, actor, reference, frozenset({Area.REVIEWS}), limit=None)


def _history(db: Session, actor: Actor, reference: str, areas: frozenset[Area], *, limit: int | None) -> list[Line]:
    """Lines of a case; whoever reviews sees nothing of what others said in a round that is still blind."""
    found, _ = journal.lines(db, Filter(reference=reference, areas=areas), limit=limit)
    return _without_blind(db, actor, found) if Permission.REVIEW_CASE in may(db, actor) else found


_TELLING = frozenset(
    one.value
    for one in (
        Act.REVIEW_OPENED, Act.QUESTION_ANSWERED, Act.QUESTION_SETTLED, Act.MITIGATION_OFFERED, Act.MESSAGE_WRITTEN,
        Act.DISSENT_KEPT, Act.ADMINISTRATION_ASKED,
    )
)  # fmt: skip
"""Acts whose journal line says what a reviewer answered, or lets it be guessed."""


def _without_blind(db: Session, actor: Actor, lines: list[Line]) -> list[Line]:
    """Lines without what the other reviewers answered in a round that is still blind."""
    telling = {one.subject for one in lines if one.act in _TELLING and one.actor != actor.id}
    numbers = {int(one.removeprefix("review:")) for one in telling if one.startswith("review:")}
    held = [reviews.get(db, number) for number in sorted(numbers)]
    blind = {f"review:{one.id}" for one in held if one is not None and not one.is_disclosed}
    return [one for one in lines if one.actor == actor.id or one.act not in _TELLING or one.subject not in blind]


def performance_table(db: Session, actor: Actor, criteria: CriteriaSet) -> PerformanceTable:
    """Scores in force of the admitted candidates."""
    check(db, actor, Permission.READ_SCORES)
    return scores.table(db, criteria.ids)


def scores_of(db: Session, actor: Actor, reference: str) -> tuple[dict[str, InForce], list[ScoreEntry]]:
    """Scores of one case: in force by criterion, and all that was ever stated."""
    check(db, actor, Permission.READ_SCORES)
    return scores.in_force(db, reference), scores.entries(db, reference)


def scores_in_force(db: Session, actor: Actor, criterion: str) -> dict[str, InForce]:
    """The scores in force on one criterion, by reference."""
    check(db, actor, Permission.READ_SCORES)
    return scores.in_force_on(db, criterion)


def stated_scores(db: Session, actor: Actor) -> list[ScoreEntry]:
    """Every score ever stated for a ranked candidate, with its author and reason."""
    check(db, actor, Permission.READ_SCORES)
    return scores.all_entries(db)


def verdicts(db: Session, actor: Actor) -> dict[str, GivenVerdict]:
    """Verdicts in force on the cases that the person may see: what stands between them and a choice."""
    person = check(db, actor, Permission.READ_OWN_CASES)
    every = given.in_force(db)
    if Permission.READ_CASES in permissions_of(person):
        return every
    own = {line.reference for line in cases(db, actor)}
    return {reference: verdict for reference, verdict in every.items() if reference in own}


def review_queue(db: Session, actor: Actor) -> list[ReviewLine]:
    """All reviews, newest first."""
    check(db, actor, Permission.READ_REVIEWS)
    return reviews.lines(db)


def review(db: Session, actor: Actor, review_id: int) -> Review | None:
    """One review as the person may see it: a reviewer sees the answers of the others once the blind round is over."""
    person = check(db, actor, Permission.READ_REVIEWS)
    found = reviews.get(db, review_id)
    if found is None or Permission.REVIEW_CASE not in permissions_of(person):
        return found
    return found.as_seen_by(actor.id)


def entries(
    db: Session, actor: Actor, criteria: CriteriaSet, *, first: int, barred: Collection[str]
) -> dict[str, float]:
    """How often each case enters the indicative selection while the slider goes its whole way."""
    return shortlist.entries(ranking(db, actor, criteria), barred, first)


def proposed_depths(db: Session, actor: Actor, framework: Framework) -> dict[str, DepthProposal]:
    """The depth of review that the facts of every case suggest."""
    check(db, actor, Permission.READ_CASES)
    return {reference: propose_depth(framework, facts) for reference, facts in use_cases.facts(db).items()}


def discussion_of(db: Session, actor: Actor, review_id: int) -> list[Message]:
    """What reviewers wrote to each other; to a reviewer nothing while the round is blind."""
    person = check(db, actor, Permission.READ_REVIEWS)
    held = reviews.get(db, review_id)
    if held and not held.is_disclosed and Permission.REVIEW_CASE in permissions_of(person):
        return [one for one in discussion.messages(db, review_id) if one.author == actor.id]
    return discussion.messages(db, review_id)


def asks(db: Session, actor: Actor, *, review_id: int | None = None) -> list[Ask]:
    """Questions put to the administrations; a contributor sees those on the cases of their own."""
    person = check(db, actor, Permission.READ_OWN_CASES)
    every = discussion.asks(db, review_id=review_id)
    if Permission.REVIEW_CASE in permissions_of(person):
        return _without_blind_asks(db, actor, every)
    if Permission.READ_REVIEWS in permissions_of(person):
        return every
    own = {line.reference for line in use_cases.listing(db) if is_of(person, line.administration)}
    return [one for one in every if one.reference in own]


def _without_blind_asks(db: Session, actor: Actor, asks: list[Ask]) -> list[Ask]:
    """Asks without those by which a reviewer of a round that is still blind lets their answer be guessed."""
    blind = {
        number
        for number in {one.review_id for one in asks if one.asked_by != actor.id}
        if (held := reviews.get(db, number)) and not held.is_disclosed
    }
    return [one for one in asks if one.asked_by == actor.id or one.review_id not in blind]


def verdicts_of(db: Session, actor: Actor, reference: str) -> list[GivenVerdict]:
    """Every verdict on a case, newest first."""
    check(db, actor, Permission.READ_REVIEWS)
    return given.of_case(db, reference)


def reviews_of(db: Session, actor: Actor, reference: str) -> list[int]:
    """Reviews of a case, newest first."""
    check(db, actor, Permission.READ_REVIEWS)
    return reviews.of_case(db, reference)


def selection(db: Session, actor: Actor) -> dict[str, Chosen]:
    """The decided selection."""
    check(db, actor, Permission.READ_PLAN)
    return planning.selection(db)


def weightings(db: Session, actor: Actor, criteria: CriteriaSet) -> list[NamedWeighting]:
    """The declared weighting first, then the saved ones by name.

    One that cannot be read, or was made for other criteria, stays in the store, and is here again once they are in use.
    """
    check(db, actor, Permission.READ_SCORES)
    found = [NamedWeighting(default_weighting(criteria), 0)]
    for one in planning.weightings(db):
        try:
            weighting = read_weighting(one)
        except WeightingError:
            continue  # made by another version of the software
        if weighting.fits(criteria):
            found.append(NamedWeighting(weighting, one.version))
    return found


def journal_page(db: Session, actor: Actor, wanted: Filter, *, offset: int, limit: int) -> tuple[list[Line], int]:
    """One page of the journal, newest first, and how many lines match."""
    person = check(db, actor, Permission.READ_JOURNAL)
    lines, total = journal.lines(db, wanted, offset=offset, limit=limit)
    if Permission.REVIEW_CASE in permissions_of(person):
        # Whoever reviews reads that something was answered, and not what, while the round is blind.
        open_ones = {one.seq for one in _without_blind(db, actor, lines)}
        lines = [one if one.seq in open_ones else replace(one, before="null", after="null", reason="") for one in lines]
    return lines, total


def people(db: Session, actor: Actor) -> list[Person]:
    """Everybody with an account."""
    check(db, actor, Permission.READ_SETTINGS)
    return accounts.everybody(db)


def names(db: Session, actor: Actor) -> dict[str, Person]:
    """People by their pseudonym, so that a screen can name who did something."""
    check(db, actor, Permission.READ_OWN_CASES)
    return {person.id: person for person in accounts.everybody(db)}


def ranking(
    db: Session,
    actor: Actor,
    criteria: CriteriaSet,
    *,
    weighting: str = "",
    convention: Convention = Convention.MIDDLE,
    threshold: float = 0.5,
) -> Ranking:
    """The order as the screens show it: a named weighting or the declared one, and the rules they begin with.

    Raises
    ------
    UnknownWeightingError
        If no weighting has the name or id.
    """
    known = weightings(db, actor, criteria)
    for one in known:
        if not weighting or weighting in {one.weighting.id, one.weighting.name}:
            table = performance_table(db, actor, criteria)
            return rank(table, criteria, one.weighting, convention=convention, threshold=threshold)
    raise UnknownWeightingError(weighting, tuple(one.weighting.name for one in known))
