"""Translations, by people, of what people wrote in a review; the text itself stays as it was written."""

from collections.abc import Iterator
from datetime import datetime

from actions.acts import Act
from actions.examining import ReviewingError, must_get, record
from actions.permissions import Actor, Permission, check, permissions_of
from actions.reading import asks
from ethics.evidence import EvidenceKind
from ethics.record import Review
from ethics.written import REASON_LIMIT, check_said, is_reference
from store import Session, discussion, evidence, journal, reviews, translations, verdicts
from store.translations import Translation
from wording.language import Language
from wording.spoken import spoken

_TRANSLATING = (Permission.REVIEW_CASE, Permission.SETTLE_REVIEW, Permission.ADMIT_CASES)


def texts_of(db: Session, actor: Actor, review_id: int) -> tuple[str, ...]:
    """Every text that people wrote in a review, as far as this person may see it; each once, in its order."""
    person = check(db, actor, Permission.READ_REVIEWS)
    review = reviews.get(db, review_id)
    if review is None:
        return ()
    seen = review.as_seen_by(actor.id) if Permission.REVIEW_CASE in permissions_of(person) else review
    return tuple(dict.fromkeys(text for text in _written(db, seen) if text.strip()))


def translations_of(db: Session, actor: Actor, review_id: int, language: Language) -> dict[str, Translation]:
    """What is there in a language of the texts of a review, by the text."""
    return translations.of_texts(db, texts_of(db, actor, review_id), language)


def of_asks(db: Session, actor: Actor, language: Language) -> dict[str, Translation]:
    """What is there in a language of the questions to administrations that this person sees, by the text."""
    seen = [text for ask in asks(db, actor) for text in (ask.text, ask.answer) if text.strip()]
    return translations.of_texts(db, seen, language)


def translate(
    db: Session,
    actor: Actor,
    review_id: int,
    *,
    of: str,
    language: Language,
    text: str,
    expected_version: int,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """Keep a translation of a text of this review; it stands beside the text and changes nothing that was signed."""
    check(db, actor, *_TRANSLATING)
    if journal.repeated(db, request_id):
        return
    review = must_get(db, review_id)
    if of not in texts_of(db, actor, review_id):
        raise ReviewingError("review.text_gone")
    if spoken(of) is language:
        raise ReviewingError("review.same_language")
    check_said("translation", "text", text, REASON_LIMIT)
    translations.put(db, of, language, text.strip(), by=actor.id, at=now, expected_version=expected_version)
    record(
        db, actor, Act.TEXT_TRANSLATED, review_id, review.reference, now, request_id,
        after={"of": of, "language": language.value, "text": text.strip()},
    )  # fmt: skip


def _written(db: Session, review: Review) -> Iterator[str]:
    yield from (review.statement, review.fewer)
    yield from (one.reason for one in verdicts.of_case(db, review.reference) if one.review_id == review.id)
    for response in review.responses:
        yield from response.texts
    yield from (settled.reason for settled in review.settlements.values())
    yield from (choice.reason for choice in review.choices.values())
    for mitigation in review.mitigations.values():
        yield from (mitigation.text, mitigation.reason)
        if is_reference(mitigation.proof):
            yield mitigation.proof
    yield from (one.proof for one in review.fulfilments.values() if is_reference(one.proof))
    for dissent in (*review.dissents, *review.late_dissents):
        yield dissent.text
    yield from _around(db, review)


def _around(db: Session, review: Review) -> Iterator[str]:
    """What was asked, answered and brought; and what reviewers said to each other, once they see it."""
    for ask in discussion.asks(db, review_id=review.id):
        yield from (ask.text, ask.answer)
    for piece in evidence.pieces(db, review.reference):
        if piece.evidence.kind is EvidenceKind.TEXT and any(id_ == review.id for id_, _ in piece.serves):
            yield piece.evidence.body
    if not review.is_own_view:
        yield from (message.text for message in discussion.messages(db, review.id))
