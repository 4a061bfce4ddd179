"""Evidence on a case: brought by a reviewer or by its administration, and used under the questions it serves."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from actions.acts import Act
from actions.examining import ReviewingError, candidate, opened, record
from actions.permissions import Actor, Permission, check, is_of, permissions_of
from ethics.evidence import Evidence, filed, outlived
from ethics.framework import Framework
from ethics.record import Review
from store import Session, evidence, journal, reviews, use_cases
from store.accounts import Person
from store.evidence import Piece
from usecases.folding import fold
from usecases.intake.sheet import UNSTATED
from usecases.use_case import UseCase

_BRINGING = (Permission.REVIEW_CASE, Permission.SETTLE_REVIEW, Permission.PROPOSE_CASE)


def bring(
    db: Session,
    actor: Actor,
    review_id: int,
    question: str,
    framework: Framework,
    *,
    piece: Evidence,
    content: bytes | None = None,
    now: datetime,
    request_id: str | None = None,
) -> int:
    """Keep a piece of evidence and let it serve a question; for a reviewer, or somebody of the administration."""
    person = check(db, actor, *_BRINGING)
    if done := journal.repeated(db, request_id):
        return int(done.subject.removeprefix("evidence:"))
    review = _theirs(db, person, review_id)
    framework.question(question)
    if (content is None) != (not piece.sha256):
        raise ReviewingError("evidence.empty")
    if content is not None:
        piece = filed(piece.label, content, piece.valid_until)  # what is kept is what the bytes are, whoever made it
    if piece.is_expired(now.date()):
        raise ReviewingError("evidence.expired_already")
    number = evidence.add(db, review.reference, piece, content, by=actor.id, at=now)
    evidence.serve(db, number, review_id, question, accepted=_examines(person))
    journal.append(
        db, at=now, area=journal.Area.REVIEWS, actor=actor.id, act=Act.EVIDENCE_BROUGHT.value,
        subject=f"evidence:{number}", request_id=request_id, touched=[review.reference],
        after={
            "review": review_id, "question": question, "kind": piece.kind.value, "label": piece.label,
            "sha256": piece.sha256, "valid_until": piece.valid_until.isoformat() if piece.valid_until else None,
        },
    )  # fmt: skip
    return number


def use(
    db: Session,
    actor: Actor,
    evidence_id: int,
    review_id: int,
    question: str,
    framework: Framework,
    *,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Let a piece serve one more question, or accept what its administration brought.

    It is on the case already, or on another one of the same administration: then it comes onto this case too, with its
    day of validity, and its file is stored once.
    """
    person = check(db, actor, *_BRINGING)
    if journal.repeated(db, request_id):
        return
    review = _theirs(db, person, review_id)
    framework.question(question)
    here, source = evidence.pieces(db, review.reference), None
    if evidence_id not in {one.id for one in here}:
        source = next((one for one in _elsewhere(db, review.reference) if one.id == evidence_id), None)
        if source is None or source.evidence.is_expired(now.date()):
            raise ReviewingError("evidence.unknown")
        evidence_id = next((one.id for one in here if one.evidence == source.evidence), 0) or evidence.add(
            db, review.reference, source.evidence, None, by=actor.id, at=now
        )
    if not evidence.serve(db, evidence_id, review_id, question, accepted=_examines(person)):
        raise ReviewingError("evidence.serves_already")
    record(
        db, actor, Act.EVIDENCE_USED, review_id, review.reference, now, request_id,
        after={"evidence": evidence_id, "question": question} | ({"from": source.reference} if source else {}),
    )  # fmt: skip


def pieces_of(db: Session, actor: Actor, reference: str) -> list[Piece]:
    """The evidence on a case, for whoever may read reviews, and for its administration."""
    person = check(db, actor, Permission.READ_REVIEWS, Permission.PROPOSE_CASE)
    case = use_cases.get(db, reference)
    if case is None:
        raise ReviewingError("evidence.unknown")
    if Permission.READ_REVIEWS not in permissions_of(person):
        _own(person, case)
    return evidence.pieces(db, reference)


def elsewhere(db: Session, actor: Actor, reference: str, *, today: date) -> list[Piece]:
    """Pieces on other cases of the same administration that may serve this one too, each thing once.

    What has expired, and what is on the case already, is left out.
    """
    here = {one.evidence for one in pieces_of(db, actor, reference)}
    found: dict[Evidence, Piece] = {}
    for one in _elsewhere(db, reference):
        if one.evidence not in here and not one.evidence.is_expired(today):
            found.setdefault(one.evidence, one)
    return list(found.values())


def _elsewhere(db: Session, reference: str) -> Iterator[Piece]:
    case = use_cases.get(db, reference)
    home = fold(case.administration) if case else ""
    if not home or home == fold(UNSTATED):
        return
    for other, administration in evidence.cases(db).items():
        if other != reference and fold(administration) == home:
            yield from evidence.pieces(db, other)


def file_of(db: Session, actor: Actor, reference: str, evidence_id: int) -> bytes:
    """The bytes of a file of evidence; the same people as those who see that it is there."""
    found = next((one for one in pieces_of(db, actor, reference) if one.id == evidence_id), None)
    content = evidence.content(db, found.evidence.sha256) if found and found.evidence.sha256 else None
    if content is None:
        raise ReviewingError("evidence.unknown")
    return content


def as_it_stands(review: Review, pieces: Sequence[Piece], today: date) -> Review:
    """The review with what its evidence says of it: the questions it serves, and those where it has expired."""
    here = [
        (one, question, accepted)
        for one in pieces
        for (id_, question), accepted in one.serves.items()
        if id_ == review.id
    ]
    expired = outlived(((question, accepted, one.evidence.valid_until) for one, question, accepted in here), today)
    return replace(review, evidenced=frozenset(question for _, question, _ in here), expired=frozenset(expired))


def _examines(person: Person) -> bool:
    return not permissions_of(person).isdisjoint({Permission.REVIEW_CASE, Permission.SETTLE_REVIEW})


def _theirs(db: Session, person: Person, review_id: int) -> Review:
    """The open review, for whoever may bring something to it; for all others it is not there."""
    held = reviews.get(db, review_id)
    case = use_cases.get(db, held.reference) if held else None
    if held is None or case is None:
        raise ReviewingError("evidence.unknown")
    _may_bring(person, case)
    candidate(db, held.reference)
    return opened(db, review_id)


def _may_bring(person: Person, case: UseCase) -> None:
    """Reviewers and the coordination bring evidence to any case; an administration only to its own."""
    if not permissions_of(person) & {Permission.REVIEW_CASE, Permission.SETTLE_REVIEW, Permission.READ_CASES}:
        _own(person, case)


def _own(person: Person, case: UseCase) -> None:
    if not is_of(person, case.administration):
        raise ReviewingError("evidence.unknown")  # of another administration: it is not there for them
