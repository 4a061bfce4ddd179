"""The answers of a reviewer, and the end of their blind round."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from actions.acts import Act
from actions.examining import ReviewingError, check_examiner, examination_of, opened, opened_for, record, told
from actions.permissions import Actor, Permission, check
from ethics.answer import Answer, DetailKind
from ethics.framework import Framework
from ethics.mitigation import MitigationState
from ethics.question import Question
from ethics.record import Review
from ethics.review import DetailError, Response, SecondPersonError, judged, missing, respond
from store import Session, assignments, decisions, evidence, journal, reviews


def answer(
    db: Session,
    actor: Actor,
    review_id: int,
    question: str,
    framework: Framework,
    *,
    choice: Answer,
    reason: str,
    evidence_link: str,
    expected_version: int,
    now: datetime,
    details: Mapping[str, Sequence[str]] | None = None,
    taken_from: int | None = None,
    request_id: str | None = None,
) -> None:
    """Answer one question, or answer it anew; the form carries the version it was filled on (0: none yet)."""
    person = check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return
    review = opened_for(db, person, review_id)
    check_examiner(review, actor.id)
    asked = framework.question(question)
    response = respond(
        asked, choice, reason=reason, evidence_link=evidence_link, by=actor.id, details=details,
        taken_from=taken_from,
    )  # fmt: skip
    _check_files(db, review, asked, response)
    if actor.id in _deciders(review, question):
        # What a second person decided stands; the same person may not become the first one afterwards.
        raise SecondPersonError(question, by=actor.id)
    before = review.by(actor.id).get(question)
    is_another = before is None or _amounts_to(asked, before) != _amounts_to(asked, response)
    lifted = is_another and _lift(db, review, question)
    reviews.put_response(db, review_id, response, expected_version=expected_version, at=now)
    record(
        db, actor, Act.QUESTION_ANSWERED, review_id, review.reference, now, request_id,
        before=told(before) if before else None, after={**told(response), "settlement_lifted": lifted},
    )  # fmt: skip


def _amounts_to(question: Question, response: Response) -> tuple[Answer, Answer, str]:
    """What a second person decided about: the answer, how it counts, and why it was given; not a detail more."""
    return response.answer, judged(question, response), response.reason


def _check_files(db: Session, review: Review, question: Question, response: Response) -> None:
    """A file that an answer names is one of the pieces of evidence on its case."""
    of_files = [detail for detail in question.details if detail.kind is DetailKind.FILE]
    known = {piece.evidence.sha256 for piece in evidence.pieces(db, review.reference)} if of_files else set()
    for detail in of_files:
        if not known.issuperset(response.details.get(detail.id, ())):
            raise DetailError(question.id, detail=detail.id, kind=detail.kind.value)


def _deciders(review: Review, question: str) -> set[str]:
    """Who granted something about the question as a second person; a red line that stands is no favour to anybody."""
    settled, choice = review.settlements.get(question), review.choices.get(question)
    offered = review.mitigations.get(question)
    named = (settled and not settled.upheld and settled.by, choice and choice.by, offered and offered.decided_by)
    return {one for one in named if one}


def _lift(db: Session, review: Review, question: str) -> bool:
    """A leniency was granted to another answer than this one; a red line found crossed stays crossed."""
    lifted = False
    settled = review.settlements.get(question)
    if settled is not None and not settled.upheld:
        decisions.drop_settlement(db, review.id, question, "red_line")
        lifted = True
    if question in review.choices:
        decisions.drop_settlement(db, review.id, question, "answer")
        lifted = True
    mitigation = review.mitigations.get(question)
    if mitigation is not None and mitigation.state is not MitigationState.PROPOSED:
        decisions.reopen_mitigation(db, review.id, question)
        lifted = True
    return lifted


def finish(
    db: Session,
    actor: Actor,
    review_id: int,
    framework: Framework,
    *,
    now: datetime,
    request_id: str | None = None,
) -> None:
    """End one's blind round: everything asked has one's answer. When all have, the answers are shown to all."""
    check(db, actor, Permission.REVIEW_CASE)
    if journal.repeated(db, request_id):
        return
    review = opened(db, review_id)
    check_examiner(review, actor.id)
    left = unanswered_by(review, actor.id, framework)
    if left:
        raise ReviewingError("review.not_complete", n=len(left), waiting=0)
    assignments.change(db, review_id, actor.id, finished_at=now)
    record(db, actor, Act.ROUND_FINISHED, review_id, review.reference, now, request_id)


def unanswered_by(review: Review, author: str, framework: Framework) -> list[str]:
    """Questions that this reviewer has not answered in full; what may become a duty is not counted.

    What is asked of them follows their own answers as long as those of the others are not shown.
    """
    examination = examination_of(review.as_seen_by(author), framework)
    answered, deferred = review.by(author), set(examination.deferred)

    def is_whole(id_: str) -> bool:
        return id_ in answered and not missing(framework.question(id_), answered[id_])

    return [one for one in examination.asked if not is_whole(one) and one not in deferred]
