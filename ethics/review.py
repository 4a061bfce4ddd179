"""The review: answers with reasons and evidence, and what only a second person may decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from ethics.answer import NAME_LIMIT, Answer, Detail, DetailKind, Given
from ethics.question import Question, QuestionSeverity
from ethics.written import (
    EVIDENCE_LINK_LIMIT,
    REASON_LIMIT,
    ReasonMissingError,
    ReviewError,
    check_link,
    check_said,
    check_text,
    is_blank,
    is_reference,
)


class AnswerNotOfferedError(ReviewError):
    """A red line is crossed or it is not: it cannot be set aside as not applicable."""

    code = "review.answer_not_offered"


class DetailError(ReviewError):
    """What was filled in is not of the kind that the detail asks for, or the question has no such detail."""

    code = "review.detail_unknown"

    def __init__(self, question: str, *, detail: str = "", kind: str = "") -> None:
        super().__init__(question, detail=detail, kind=kind)
        if kind:
            self.code = f"review.detail_unreadable.{kind}"


class RepeatedError(ReviewError):
    """One question is answered, settled or mitigated twice."""

    code = "review.repeated"


class NotSettleableError(ReviewError):
    """Only a red line is settled by a second person."""

    code = "review.not_settleable"


class SecondPersonError(ReviewError):
    """The second person is the one who answered, or nobody."""

    code = "review.second_person"


@dataclass(frozen=True)
class Response:
    """One answer; `respond` makes it and checks it against its question."""

    question: str
    answer: Answer
    reason: str = ""
    evidence_link: str = ""
    by: str = ""
    """Who answered: a settlement or an acceptance by the same person is refused. Empty: not told."""
    details: Given = field(default_factory=dict)
    """As filled in; one that does not go with the answer is kept and does not count."""
    taken_from: int | None = None
    """The earlier review whose answer was proposed, and confirmed as it stood there."""

    @property
    def texts(self) -> tuple[str, ...]:
        """What was written in somebody's words: the reason, details of several words, the reference of a document."""
        details = (text for texts in self.details.values() for text in texts if " " in text.strip())
        reference = (self.evidence_link,) if is_reference(self.evidence_link) else ()
        return tuple(text for text in (self.reason, *details, *reference) if text)

    def __post_init__(self) -> None:
        check_text(self.question, "reason", self.reason, REASON_LIMIT)
        check_text(self.question, "evidence_link", self.evidence_link, EVIDENCE_LINK_LIMIT)
        check_link(self.question, self.evidence_link)


@dataclass(frozen=True)
class Settlement:
    """A second person's decision on a red line that was left open or answered partly."""

    question: str
    upheld: bool
    """Whether the red line holds against the case: a refusal if so, a condition if not."""
    reason: str
    by: str

    def __post_init__(self) -> None:
        check_said(self.question, "reason", self.reason, REASON_LIMIT)
        if not self.by.strip():
            raise SecondPersonError(self.question)


@dataclass(frozen=True)
class Progress:
    """How far a principle has been answered."""

    principle: str
    asked: int
    answered: int


def answers_offered(question: Question) -> tuple[Answer, ...]:
    """The answers a reviewer may choose from; a red line does not offer not_applicable."""
    if question.severity is QuestionSeverity.RED_LINE:
        return tuple(answer for answer in Answer if answer is not Answer.NOT_APPLICABLE)
    return tuple(Answer)


def needs_reason(question: Question, answer: Answer) -> bool:
    """Whether the answer must say why: it sets the question aside or departs from the expected answer."""
    return answer is not question.expected


def respond(
    question: Question,
    answer: Answer,
    *,
    reason: str = "",
    evidence_link: str = "",
    by: str = "",
    details: Mapping[str, Sequence[str]] | None = None,
    taken_from: int | None = None,
) -> Response:
    """Answer a question; details that are still missing may follow, and the question stays open until then.

    Raises
    ------
    ReviewError
        By its code: answer not offered, reason missing, text too long or unreadable, evidence link, detail unreadable.
    """
    response = Response(
        question.id,
        answer,
        reason.strip(),
        evidence_link.strip(),
        by,
        read_details(question, details or {}),
        taken_from,
    )
    check_response(question, response)
    return response


def read_details(question: Question, details: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Details in their one form, those left empty absent; DetailError for what cannot be read."""
    known = {detail.id: detail for detail in question.details}
    found = {}
    for id_, texts in details.items():
        if id_ not in known:
            raise DetailError(question.id, detail=id_)
        if value := _read_detail(question.id, known[id_], texts):
            found[id_] = value
    return found


def _read_detail(question: str, detail: Detail, texts: Sequence[str]) -> tuple[str, ...]:
    limit = NAME_LIMIT if detail.kind is DetailKind.PERSON else REASON_LIMIT
    for text in texts:
        check_text(question, f"detail.{detail.id}", text, limit)
    value = detail.read(texts)
    if value is None:
        raise DetailError(question, detail=detail.id, kind=detail.kind.value)
    return value


def check_response(question: Question, response: Response) -> None:
    """Refuse a response that its question does not allow; ReviewError says which rule."""
    if response.answer not in answers_offered(question):
        raise AnswerNotOfferedError(question.id, answer=response.answer)
    if needs_reason(question, response.answer) and is_blank(response.reason):
        raise ReasonMissingError(question.id, answer=response.answer)
    if read_details(question, response.details) != dict(response.details):
        raise DetailError(question.id)


def missing(question: Question, response: Response) -> tuple[str, ...]:
    """Required details that go with the answer and were left empty."""
    asked = question.details_asked(response.answer, response.details)
    return tuple(detail.id for detail in asked if detail.required and not response.details.get(detail.id))


def shortfalls(question: Question, response: Response) -> tuple[str, ...]:
    """Details that go with the answer and fall short of what the question wants."""
    asked = question.details_asked(response.answer, response.details)
    return tuple(detail.id for detail in asked if detail.falls_short(response.details.get(detail.id, ())))


def judged(question: Question, response: Response) -> Answer:
    """What the answer amounts to: one as expected whose details fall short holds in part only."""
    if response.answer is question.expected and shortfalls(question, response):
        return Answer.PARTLY
    return response.answer


def check_second_person(question: str, decided_by: str, answered_by: Iterable[str]) -> None:
    """Refuse (SecondPersonError) a decision by somebody who answered; authors not told are not compared."""
    if decided_by in {author for author in answered_by if author}:
        raise SecondPersonError(question, by=decided_by)


def may_be_settled(question: Question, response: Response | None) -> bool:
    """Whether a second person decides: a red line that was left open or answered partly."""
    return question.severity is QuestionSeverity.RED_LINE and (response is None or response.answer is Answer.PARTLY)


def progress(asked: Sequence[Question], responses: Iterable[Response]) -> tuple[Progress, ...]:
    """Asked and answered questions by principle, in the framework's order; no line where nothing is asked."""
    answered = by_question(responses)
    counts: dict[str, list[bool]] = {}
    for question in asked:
        counts.setdefault(question.principle, []).append(question.id in answered)
    return tuple(Progress(principle, len(done), sum(done)) for principle, done in counts.items())


class _AboutQuestion(Protocol):
    @property
    def question(self) -> str: ...


T = TypeVar("T", bound=_AboutQuestion)


def by_question(entries: Iterable[T]) -> dict[str, T]:
    """Entries by the question they are about; RepeatedError when one question has two."""
    found: dict[str, T] = {}
    for entry in entries:
        if entry.question in found:
            raise RepeatedError(entry.question)
        found[entry.question] = entry
    return found
