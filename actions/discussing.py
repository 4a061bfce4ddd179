"""What reviewers say to each other about a question, and what they ask of the administration."""

from collections.abc import Mapping
from datetime import date, datetime

from actions.acts import Act
from actions.examining import (
    ReviewingError,
    candidate,
    check_assigned,
    check_disclosed,
    must_get,
    opened,
    opened_for,
    record,
)
from actions.permissions import Actor, Permission, check, permissions_of, speaks_for
from ethics.evidence import Evidence, EvidenceKind, filed, referred, stated
from ethics.framework import Framework
from ethics.written import EVIDENCE_LINK_LIMIT, REASON_LIMIT, check_link, check_said, check_text
from store import Session, discussion, evidence, journal, use_cases

_DISCUSSING = (Permission.REVIEW_CASE, Permission.SETTLE_REVIEW)


def say(
    db: Session,
    actor: Actor,
    review_id: int,
    question: str,
    framework: Framework,
    *,
    text: str,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Write to the other reviewers about a question; possible once the blind round is over."""
    person = check(db, actor, *_DISCUSSING)
    if journal.repeated(db, request_id):
        return
    review = opened_for(db, person, review_id)
    check_disclosed(review)
    framework.question(question)
    check_said(question, "text", text, REASON_LIMIT)
    number = discussion.say(db, review_id, question, text.strip(), by=actor.id, at=now)
    record(
        db, actor, Act.MESSAGE_WRITTEN, review_id, review.reference, now, request_id,
        after={"question": question, "message": number, "text": text.strip()},
    )  # fmt: skip


def process(
    db: Session, actor: Actor, review_id: int, message_id: int, *, now: datetime, request_id: str | None = None
) -> None:
    """Mark a message as dealt with."""
    person = check(db, actor, *_DISCUSSING)
    if journal.repeated(db, request_id):
        return
    review = opened_for(db, person, review_id)
    check_disclosed(review)
    if not discussion.process(db, review_id, message_id, by=actor.id, at=now):
        raise ReviewingError("review.message_gone")
    record(
        db, actor, Act.MESSAGE_PROCESSED, review_id, review.reference, now, request_id, after={"message": message_id}
    )


def ask(
    db: Session,
    actor: Actor,
    review_id: int,
    texts: Mapping[str, str],
    framework: Framework,
    *,
    due_on: date,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Send one or several questions to the administration; the review waits for it meanwhile."""
    check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return
    review = opened(db, review_id)
    check_assigned(review, actor.id)
    if due_on < now.date():
        raise ReviewingError("review.due_in_the_past")
    if not texts:
        raise ReviewingError("review.nothing_asked")
    for question, text in texts.items():
        framework.question(question)
        check_said(question, "text", text, REASON_LIMIT)
    wanted = {question: text.strip() for question, text in texts.items()}
    numbers = discussion.ask(db, review_id, wanted, due_on=due_on.isoformat(), by=actor.id, at=now)
    record(
        db, actor, Act.ADMINISTRATION_ASKED, review_id, review.reference, now, request_id,
        after={"asks": numbers, "texts": wanted, "due_on": due_on.isoformat()},
    )  # fmt: skip


def take_back(db: Session, actor: Actor, ask_id: int, *, now: datetime, request_id: str | None = None) -> None:
    """Wait no longer for what the administration was asked; for whoever examines the case, and the arbiter.

    Raises
    ------
    ReviewingError
        review.ask_unknown; review.ask_answered, where an answer has come or nobody waited any more.
    """
    person = check(db, actor, Permission.REVIEW_CASE, Permission.ASSIGN_REVIEWERS)
    if journal.repeated(db, request_id):
        return
    asked = next((one for one in discussion.asks(db) if one.id == ask_id), None)
    if asked is None:
        raise ReviewingError("review.ask_unknown")
    review = opened(db, asked.review_id)
    if Permission.ASSIGN_REVIEWERS not in permissions_of(person):
        check_assigned(review, actor.id)
    if not discussion.withdraw(db, ask_id, by=actor.id, at=now):
        raise ReviewingError("review.ask_answered")
    record(
        db, actor, Act.ASK_TAKEN_BACK, review.id, review.reference, now, request_id,
        after={"ask": ask_id, "question": asked.question},
    )  # fmt: skip


def reply(
    db: Session,
    actor: Actor,
    ask_id: int,
    *,
    answer: str,
    link: str,
    file: tuple[str, bytes] | None = None,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Answer for the administration: each part of it is proposed as evidence, and waits for somebody who examines.

    Parameters
    ----------
    file : tuple of str and bytes, optional
        A name and its content, which decides what it is.

    Raises
    ------
    ReviewingError, ReviewError
        review.ask_unknown, review.closed_already, review.ask_answered; a text that is none, too long or no link.
    ethics.evidence.EvidenceError
        A file that is not taken in.
    """
    person = check(db, actor, Permission.PROPOSE_CASE)
    if journal.repeated(db, request_id):
        return
    asked = next((one for one in discussion.asks(db) if one.id == ask_id), None)
    if asked is None:
        raise ReviewingError("review.ask_unknown")
    case = use_cases.get(db, asked.reference)
    if case is None or not speaks_for(person, case.administration):
        raise ReviewingError("review.ask_unknown")  # of another administration: it is not there for them
    candidate(db, asked.reference)
    if must_get(db, asked.review_id).state != "open":
        raise ReviewingError("review.closed_already", id=asked.review_id)
    check_said(asked.question, "answer", answer, REASON_LIMIT)
    check_text(asked.question, "link", link, EVIDENCE_LINK_LIMIT)
    check_link(asked.question, link.strip())
    proposed = _proposed(answer, link, file)
    if not discussion.reply(db, ask_id, answer=answer.strip(), link=link.strip(), by=actor.id, at=now):
        raise ReviewingError("review.ask_answered")
    numbers = []
    for piece, content in proposed:
        numbers.append(evidence.add(db, asked.reference, piece, content, by=actor.id, at=now))
        evidence.serve(db, numbers[-1], asked.review_id, asked.question, accepted=False)
    record(
        db, actor, Act.ADMINISTRATION_ANSWERED, asked.review_id, asked.reference, now, request_id,
        after={
            "ask": ask_id, "answer": answer.strip(), "link": link.strip(), "evidence": numbers,
            "sha256": [piece.sha256 for piece, _ in proposed if piece.sha256],
        },
    )  # fmt: skip


def _proposed(answer: str, link: str, file: tuple[str, bytes] | None) -> list[tuple[Evidence, bytes | None]]:
    """What an answer brings: its text, its link where it can be followed, its file."""
    pieces: list[tuple[Evidence, bytes | None]] = [(stated(EvidenceKind.TEXT, "", answer), None)]
    if link.strip():
        pieces.append((referred(link), None))
    if file is not None:
        name, content = file
        pieces.append((filed(name, content), content))
    return pieces
