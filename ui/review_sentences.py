"""Sentences about an examination, the same on the screen and in what is exported."""

from collections.abc import Iterator
from datetime import date

from ethics.answer import Detail, DetailKind
from ethics.evidence import EvidenceKind
from ethics.mitigation import Mitigation, MitigationState
from ethics.panel import Choice
from ethics.question import Question
from ethics.review import Response, Settlement
from ethics.stakes import Severity
from store.discussion import Ask
from store.evidence import Piece
from store.verdicts import GivenVerdict
from ui.shown_review import ShownReview
from ui.visit import Visit
from ui.words import Words


def asked_told(visit: Visit, ask: Ask) -> Iterator[str]:
    """What was asked of the administration, then what it answered."""
    due = visit.words.date(date.fromisoformat(ask.due_on))
    yield visit.words("review.asked_of_them", text=ask.text, name=visit.name_of(ask.asked_by), due=due)
    if ask.answered_by:
        answer = " · ".join(part for part in (ask.answer, ask.link) if part)
        yield visit.words("review.they_answered", name=visit.name_of(ask.answered_by), answer=answer)
    if ask.withdrawn_by:
        yield visit.words("review.ask_taken_back", name=visit.name_of(ask.withdrawn_by))


def details_told(shown: ShownReview, response: Response) -> Iterator[str]:
    """What an answer was filled in with, as far as it goes with it, and the earlier review that it was taken from."""
    if response.taken_from:
        yield shown.visit.words("review.taken_from", review=str(response.taken_from))
    question = shown.framework.question(response.question)
    for detail in question.details_asked(response.answer, response.details):
        if value := response.details.get(detail.id):
            label = shown.names(f"{question.id}.detail.{detail.id}")
            yield shown.visit.words("review.detail_told", label=label, value=_value(shown, question, detail, value))


def _value(shown: ShownReview, question: Question, detail: Detail, value: tuple[str, ...]) -> str:
    words, names = shown.visit.words, shown.names
    match detail.kind:
        case DetailKind.CHOICE | DetailKind.SEVERAL:
            return words.join([names(f"{question.id}.detail.{detail.id}.{one}") for one in value])
        case DetailKind.NUMBER:
            return f"{words.number(float(value[0]))} {names(f'unit.{detail.unit}')}"
        case DetailKind.DATE:
            return words.date(date.fromisoformat(value[0]))
        case DetailKind.FILE:
            named = (one.evidence.label for one in shown.evidence if one.evidence.sha256 == value[0])
            return f"{next(named, '')} ({value[0][:16]})".strip()
        case _:
            return value[0]


def mitigation_told(words: Words, held: Mitigation) -> str:
    """A mitigation with its state, owner, date, cost, months, proof, and the reason of a refusal."""
    parts = [
        words(f"review.mitigation_{held.state.value}", text=held.text),
        held.owner,
        words("review.mitigation_until", due=words.date(held.due_on)) if held.due_on else "",
        words.money_mad(held.cost_mad) if held.cost_mad else "",
        words.months(held.months) if held.months else "",
        held.proof,
        held.reason,
    ]
    return " · ".join(part for part in parts if part)


def conditions_told(words: Words, given: GivenVerdict | None) -> str:
    """What the conditions of a verdict add to its case; empty where they add nothing, or there is none."""
    if given is None or not (given.cost_mad or given.months):
        return ""
    return words("review.conditions", cost=words.money_mad(given.cost_mad), months=words.months(given.months))


def ground_told(shown: ShownReview, question: str, severity: str) -> str:
    """One ground of a verdict; a blocker that an accepted measure turned into a condition says so, and by which."""
    words, names = shown.visit.words, shown.names
    principle = names(f"principle.{shown.framework.question(question).principle}")
    held = shown.review.mitigations.get(question)
    lifted = severity == Severity.BLOCKER and held is not None and held.accepted
    told = f"{words('review.blocker_lifted' if lifted else f'severity.{severity}')} — {principle} — " + names(
        f"{question}.ask"
    )
    if held is None or held.state is MitigationState.REFUSED:
        return told
    return f"{told} — {mitigation_told(words, held)}"


def evidence_told(visit: Visit, piece: Piece) -> str:
    """A piece of evidence: kind, name, who brought it, where it is kept, until when it is valid, its fingerprint."""
    words, one = visit.words, piece.evidence
    parts = [words(f"evidence.kind.{one.kind}"), one.label, visit.name_of(piece.added_by)]
    if one.kind is not EvidenceKind.FILE and one.body != one.label:
        parts.append(one.body)
    if one.valid_until:
        expired = one.is_expired(visit.now.date())
        parts.append(words("evidence.expired" if expired else "evidence.valid", day=words.date(one.valid_until)))
    if one.sha256:
        parts.append(words("evidence.hash", hash=one.sha256[:16]))
    return " · ".join(parts)


def settled_told(visit: Visit, settled: Settlement) -> str:
    """What a second person decided about a red line."""
    key = "review.settled_crossed" if settled.upheld else "review.settled_not"
    return visit.words(key, name=visit.name_of(settled.by), reason=settled.reason)


def chosen_told(visit: Visit, names: Words, choice: Choice) -> str:
    """Which of several answers the arbiter chose."""
    answer = names(f"answer.{choice.answer}")
    if choice.whose:
        answer = visit.words("review.answer_of", answer=answer, name=visit.name_of(choice.whose))
    return visit.words("review.chosen", name=visit.name_of(choice.by), answer=answer, reason=choice.reason)
