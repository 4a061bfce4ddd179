"""What reviewers say to each other about a question, and what they ask of the administration."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from store.review_tables import AskRow, MessageRow, ReviewRow
from store.tables import UseCaseRow


@dataclass(frozen=True)
class Message:
    """One message about a question; marked once it has been dealt with."""

    id: int
    review_id: int
    question: str
    author: str
    at: datetime
    text: str
    processed_by: str | None
    processed_at: datetime | None


@dataclass(frozen=True)
class Ask:
    """A question put to the administration, and what came back."""

    id: int
    review_id: int
    reference: str
    question: str
    text: str
    due_on: str
    asked_by: str
    asked_at: datetime
    answer: str
    link: str
    answered_by: str | None
    answered_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    waits: bool
    """Whether its answer still is of use: there is none yet, nobody took it back, and the review is open."""

    def is_awaited(self, today: date) -> bool:
        """Whether the administration still has its time to answer: nothing is signed meanwhile."""
        return self.waits and self.due_on >= today.isoformat()


def say(db: Session, review_id: int, question: str, text: str, *, by: str, at: datetime) -> int:
    """Remember a message."""
    values = {"review_id": review_id, "question": question, "author": by, "at": at, "text": text}
    return db.execute(insert(MessageRow).returning(MessageRow.id), values).scalar_one()


def process(db: Session, review_id: int, message_id: int, *, by: str, at: datetime) -> bool:
    """Mark a message as dealt with; False where there is none that waits."""
    here = (MessageRow.id == message_id, MessageRow.review_id == review_id, MessageRow.processed_at.is_(None))
    done = db.execute(update(MessageRow).where(*here).values(processed_by=by, processed_at=at))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def messages(db: Session, review_id: int) -> list[Message]:
    """The messages of a review in their order."""
    query = select(*MessageRow.__table__.c).where(MessageRow.review_id == review_id).order_by(MessageRow.id)
    return [
        Message(one.id, one.review_id, one.question, one.author, one.at, one.text, one.processed_by, one.processed_at)
        for one in db.execute(query)
    ]


def ask(db: Session, review_id: int, texts: Mapping[str, str], *, due_on: str, by: str, at: datetime) -> list[int]:
    """Remember questions to the administration, by the framework's question they help to answer."""
    return [
        db.execute(
            insert(AskRow).returning(AskRow.id),
            {
                "review_id": review_id, "question": question, "text": text, "due_on": due_on, "asked_by": by,
                "asked_at": at, "answer": "", "link": "",
            },
        ).scalar_one()
        for question, text in texts.items()
    ]  # fmt: skip


def reply(db: Session, ask_id: int, *, answer: str, link: str, by: str, at: datetime) -> bool:
    """Remember what the administration answers; False where the question was answered already."""
    done = db.execute(
        update(AskRow)
        .where(AskRow.id == ask_id, AskRow.answered_at.is_(None), AskRow.withdrawn_at.is_(None))
        .values(answer=answer, link=link, answered_by=by, answered_at=at)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def withdraw(db: Session, ask_id: int, *, by: str, at: datetime) -> bool:
    """Remember that no answer is wanted any more; False where there is one already, or nobody waited for it."""
    waits = (AskRow.id == ask_id, AskRow.answered_at.is_(None), AskRow.withdrawn_at.is_(None))
    done = db.execute(update(AskRow).where(*waits).values(withdrawn_by=by, withdrawn_at=at))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def asks(db: Session, *, review_id: int | None = None) -> list[Ask]:
    """Questions to the administrations, of one review or all, oldest first."""
    query = (
        select(*AskRow.__table__.c, UseCaseRow.reference, ReviewRow.state)
        .join(ReviewRow, ReviewRow.id == AskRow.review_id)
        .join(UseCaseRow, UseCaseRow.id == ReviewRow.use_case_id)
        .order_by(AskRow.id)
    )
    if review_id is not None:
        query = query.where(AskRow.review_id == review_id)
    return [
        Ask(
            one.id, one.review_id, one.reference, one.question, one.text, one.due_on, one.asked_by, one.asked_at,
            one.answer, one.link, one.answered_by, one.answered_at, one.withdrawn_by, one.withdrawn_at,
            waits=one.answered_at is None and one.withdrawn_at is None and one.state == "open",
        )
        for one in db.execute(query)
    ]  # fmt: skip
