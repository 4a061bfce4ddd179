"""Profile of a review by principle, and what it covers of other frameworks; never one number that could be traded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ethics.answer import Answer
from ethics.framework import Framework
from ethics.question import CrosswalkFramework, Question
from ethics.review import Response, judged


@dataclass(frozen=True)
class PrincipleProfile:
    """How a principle stands: the share of its answers that are as expected, of those that apply."""

    principle: str
    asked: int
    answered: int
    not_applicable: int
    points: float
    """An answer as expected counts one, a half answer a half."""
    attainable: int
    """The most that the questions can come to that are seen and not set aside."""
    met: float | None
    """0 to 1, the points of what is answered; None where nothing applies or nothing is answered."""


@dataclass(frozen=True)
class Profile:
    """All principles, and the lowest beside the mean: a strong principle hides no weak one."""

    principles: tuple[PrincipleProfile, ...]
    lowest: PrincipleProfile | None
    mean: float | None


def profile_of(asked: Sequence[Question], held: Mapping[str, Response]) -> Profile:
    """The profile of the answers in force over the questions that are asked; a hidden answer never counts."""
    groups: dict[str, list[Question]] = {}
    for question in asked:
        groups.setdefault(question.principle, []).append(question)
    principles = tuple(_principle(name, questions, held) for name, questions in groups.items())
    known = [one for one in principles if one.met is not None]
    shares = [one.met for one in known if one.met is not None]
    return Profile(
        principles,
        min(known, key=lambda one: one.met or 0.0, default=None),
        sum(shares) / len(shares) if shares else None,
    )


def _principle(name: str, questions: Sequence[Question], held: Mapping[str, Response]) -> PrincipleProfile:
    answered = [(one, judged(one, held[one.id])) for one in questions if one.id in held]
    applying = [(one, answer) for one, answer in answered if answer is not Answer.NOT_APPLICABLE]
    met = [1.0 if answer is one.expected else 0.5 if answer is Answer.PARTLY else 0.0 for one, answer in applying]
    aside = len(answered) - len(applying)
    return PrincipleProfile(
        name, len(questions), len(answered), aside, sum(met), len(questions) - aside,
        sum(met) / len(met) if met else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """What a review says about the places of another framework."""

    framework: str
    whole: tuple[str, ...]
    """Places that an answered question equals or holds whole."""
    part: tuple[str, ...]
    """Places that answered questions meet in part only."""
    asked_not_answered: tuple[str, ...]
    not_asked: tuple[str, ...]
    """Places that only questions outside this review point to."""
    unmapped: tuple[str, ...]
    """Declared places that no question points to at all."""


def coverage(framework: Framework, asked: Sequence[Question], held: Mapping[str, Response]) -> tuple[Coverage, ...]:
    """Coverage of every other framework of the crosswalk by a review, with what could not be mapped."""
    return tuple(_coverage(framework, other, asked, held) for other in framework.crosswalk_frameworks)


def _coverage(
    framework: Framework, other: CrosswalkFramework, asked: Sequence[Question], held: Mapping[str, Response]
) -> Coverage:
    def places(questions: Iterable[Question]) -> set[str]:
        return {place for one in questions for place in one.crosswalk.get(other.id, ())}

    answered = [one for one in asked if one.id in held]
    covered, in_review, every = places(answered), places(asked), places(framework.questions)
    whole = {
        place for one in answered for place in one.crosswalk.get(other.id, ()) if one.relation_to(other, place).is_whole
    }
    heads = {other.section_of(place) for place in every}
    return Coverage(
        other.id,
        tuple(sorted(whole)),
        tuple(sorted(covered - whole)),
        tuple(sorted(in_review - covered)),
        tuple(sorted(every - in_review)),
        tuple(one for one in other.sections if one not in heads),
    )
