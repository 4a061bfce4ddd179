"""Warnings on a review that is complete in form and weak in substance: a public table of rules, no verdict."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ethics.answer import Answer
from ethics.question import Question, QuestionSeverity
from ethics.review import Response

QUICK = timedelta(minutes=1)
"""Fewer than this between the first and the last answer of a principle of three questions or more is quick."""
COPIED = 20
"""Characters from which the same reason given twice is no coincidence."""


@dataclass(frozen=True)
class QualityWarning:
    """One warning: which rule, about which question (or principle), and whose answer."""

    rule: str
    about: str
    by: str = ""


@dataclass(frozen=True)
class Answered:
    """A review as the rules read it."""

    asked: Sequence[Question]
    responses: Sequence[Response]
    at: Mapping[tuple[str, str], datetime]
    """When each answer was given, by question and author."""
    evidenced: Collection[str] = ()
    """Questions that a piece of evidence serves."""
    expired: Collection[str] = ()
    """Questions whose evidence has expired."""
    undated: Collection[str] = ()
    """Questions that are conditions, for which no measure with an owner and a day is offered."""

    def by_principle(self) -> dict[tuple[str, str], list[Response]]:
        """The answers of one reviewer to one principle."""
        principle = {one.id: one.principle for one in self.asked}
        found: dict[tuple[str, str], list[Response]] = {}
        for one in self.responses:
            if one.question in principle:
                found.setdefault((principle[one.question], one.by), []).append(one)
        return found


def _no_evidence(review: Answered) -> Iterator[QualityWarning]:
    """A blocking question answered as expected, with neither a link nor evidence: a reason alone shows nothing."""
    grave = {one.id: one.expected for one in review.asked if one.severity is QuestionSeverity.BLOCKING}
    for one in review.responses:
        shown = one.evidence_link or one.question in review.evidenced
        if grave.get(one.question) is one.answer and not shown:
            yield QualityWarning("no_evidence", one.question, one.by)


def _copied_reason(review: Answered) -> Iterator[QualityWarning]:
    """The same reason, of some length, under several answers of one reviewer."""
    told = Counter((one.by, one.reason.casefold()) for one in review.responses if len(one.reason) >= COPIED)
    for one in review.responses:
        if told[one.by, one.reason.casefold()] > 1:
            yield QualityWarning("copied_reason", one.question, one.by)


def _quick(review: Answered) -> Iterator[QualityWarning]:
    """All answers of a principle given in under a minute, one after the other; a sheet gives them all at once."""
    for (name, by), given in review.by_principle().items():
        moments = {review.at[one.question, by] for one in given if (one.question, by) in review.at}
        if len(moments) >= 3 and max(moments) - min(moments) < QUICK:
            yield QualityWarning("quick", name, by)


def _set_aside(review: Answered) -> Iterator[QualityWarning]:
    """More than a third of a principle set aside as not applicable: a second reader is asked for."""
    for (name, by), given in review.by_principle().items():
        if sum(one.answer is Answer.NOT_APPLICABLE for one in given) * 3 > len(given):
            yield QualityWarning("set_aside", name, by)


def _expired_evidence(review: Answered) -> Iterator[QualityWarning]:
    """An answer whose evidence has expired: the question is open again."""
    for one in review.responses:
        if one.question in review.expired:
            yield QualityWarning("expired_evidence", one.question, one.by)


def _undated_condition(review: Answered) -> Iterator[QualityWarning]:
    """A condition of which nobody says who meets it, and until when."""
    yield from (QualityWarning("undated_condition", one.id) for one in review.asked if one.id in review.undated)


def read_by_one_alone(asked: Sequence[Question], responses: Sequence[Response]) -> tuple[str, ...]:
    """Principles of which one person alone set more than a third of what is asked aside as not applicable."""
    found = []
    for principle in dict.fromkeys(one.principle for one in asked):
        ids = {one.id for one in asked if one.principle == principle}
        given = [one for one in responses if one.question in ids]
        aside = {one.question for one in given if one.answer is Answer.NOT_APPLICABLE}
        if len({one.by for one in given}) == 1 and len(aside) * 3 > len(ids):
            found.append(principle)
    return tuple(found)


RULES: Mapping[str, Callable[[Answered], Iterator[QualityWarning]]] = {
    "no_evidence": _no_evidence,
    "copied_reason": _copied_reason,
    "quick": _quick,
    "set_aside": _set_aside,
    "expired_evidence": _expired_evidence,
    "undated_condition": _undated_condition,
}


def warnings_of(review: Answered) -> tuple[QualityWarning, ...]:
    """Every warning, rule by rule, in the order of the table."""
    return tuple(warning for rule in RULES.values() for warning in rule(review))
