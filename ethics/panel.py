"""Several reviewers: which answer holds, where they disagree, how far they agree, and who is asked to review."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ethics.answer import Answer
from ethics.question import Question, QuestionSeverity
from ethics.review import Response, SecondPersonError, judged
from ethics.written import REASON_LIMIT, ReviewError, check_said


class NotGivenError(ReviewError):
    """The arbiter chooses among the answers that reviewers gave."""

    code = "review.answer_not_given"


@dataclass(frozen=True)
class Choice:
    """The arbiter's decision between reviewers who answered differently."""

    question: str
    answer: Answer
    reason: str
    by: str
    whose: str = ""
    """Whose answer it is, where several gave this one and their details weigh differently; empty: whoever gave it."""

    def __post_init__(self) -> None:
        check_said(self.question, "reason", self.reason, REASON_LIMIT)
        if not self.by.strip():
            raise SecondPersonError(self.question)

    def takes(self, response: Response) -> bool:
        """Whether this answer is the one that was chosen."""
        return response.answer is self.answer and self.whose in {"", response.by}


@dataclass(frozen=True)
class Offer:
    """One of the answers that an arbiter chooses among; ``whose`` as in Choice."""

    answer: Answer
    whose: str = ""


@dataclass(frozen=True)
class Dissent:
    """A reviewer's opinion against the decision; it is kept and exported with it."""

    by: str
    text: str

    def __post_init__(self) -> None:
        check_said("dissent", "text", self.text, REASON_LIMIT)


@dataclass(frozen=True)
class Disagreement:
    """A question that reviewers answered differently, or alike with details that weigh differently."""

    question: str
    answers: Mapping[str, Answer]
    """By reviewer, as `judged`."""
    settled: bool


def strictness(question: Question, answer: Answer) -> int:
    """How strictly an answer judges: 0 reveals nothing, then set aside, partly, against; for order only."""
    if answer is question.expected:
        return 0
    return {Answer.NOT_APPLICABLE: 1, Answer.PARTLY: 2}.get(answer, 3)


def crosses_red_line(question: Question, response: Response) -> bool:
    """Whether an answer says of a red line anything but that it is not crossed."""
    return question.severity is QuestionSeverity.RED_LINE and judged(question, response) is not question.expected


def in_force(question: Question, responses: Sequence[Response], choice: Choice | None = None) -> Response | None:
    """The answer that holds: the one the arbiter chose, else the strictest; None where nobody has answered.

    Of several reviewers who gave it, the first by name carries it, so that the result does not depend on the order.
    """
    held = [one for one in responses if choice is None or choice.takes(one)]
    if not held:
        return None
    return min(held, key=lambda one: (-strictness(question, judged(question, one)), one.by))


def check_choice(question: str, responses: Sequence[Response], choice: Choice) -> None:
    """Refuse a choice by somebody who answered (SecondPersonError), or of an answer nobody gave (NotGivenError)."""
    if choice.by in {one.by for one in responses}:
        raise SecondPersonError(question, by=choice.by)
    if not any(choice.takes(one) for one in responses):
        raise NotGivenError(question, answer=choice.answer)


def offers(question: Question, responses: Sequence[Response]) -> tuple[Offer, ...]:
    """What an arbiter chooses among: each answer once, but by each reviewer where its details weigh differently."""
    weighed: dict[Answer, dict[Answer, list[str]]] = {}
    for one in responses:
        weighed.setdefault(one.answer, {}).setdefault(judged(question, one), []).append(one.by)
    return tuple(
        Offer(answer, authors[0] if len(by_weight) > 1 else "")
        for answer, by_weight in weighed.items()
        for authors in by_weight.values()
    )


def disagreements(
    asked: Iterable[Question], responses: Mapping[str, Sequence[Response]], choices: Mapping[str, Choice]
) -> tuple[Disagreement, ...]:
    """Questions answered differently, in their order."""
    answers = {one.id: {held.by: judged(one, held) for held in responses.get(one.id, ())} for one in asked}
    return tuple(
        Disagreement(id_, given, settled=id_ in choices)
        for id_, given in answers.items()
        if len(set(given.values())) > 1
    )


def agreement(responses: Iterable[Sequence[Response]]) -> float | None:
    """Krippendorff's alpha of nominal answers: 1 full agreement, 0 as by chance; None where nothing can be compared.

    Questions with one answer are left out. When every answer is the same there is nothing to tell apart: None.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's alpha-reliability, University of Pennsylvania.
    """
    units = [Counter(one.answer for one in given) for given in responses if len(given) > 1]
    totals: Counter[Answer] = Counter()
    for unit in units:
        totals.update(unit)
    n = totals.total()
    expected = sum(totals[first] * totals[second] for first, second in combinations(totals, 2)) * 2
    if not expected:
        return None
    observed = sum(
        2 * sum(unit[first] * unit[second] for first, second in combinations(unit, 2)) / (unit.total() - 1)
        for unit in units
    )
    return 1 - (n - 1) * observed / expected


def is_ambiguous(answers: Sequence[Answer]) -> bool:
    """Whether no answer has more than half of three reviewers or more: the question, not they, is unclear.

    One who differs from all others may have seen something else; of two who differ nobody can say what is unclear.
    """
    return len(answers) > 2 and max(Counter(answers).values()) * 2 <= len(answers)


@dataclass(frozen=True)
class Need:
    """A review that wants more reviewers."""

    review: int
    wanted: int
    excluded: frozenset[str]
    """Who must not examine it: its author, people of its administration, those who declared an interest."""


def by_load(needs: Sequence[Need], load: Mapping[str, int]) -> tuple[dict[int, tuple[str, ...]], tuple[int, ...]]:
    """Reviewers for each review, always the least burdened ones; and the reviews for which too few are left.

    The reviews with the fewest possible reviewers come first. Of equals the first by name is taken.

    Parameters
    ----------
    load : mapping
        Open reviews of each reviewer who can be asked.
    """
    burden = dict(load)
    given: dict[int, tuple[str, ...]] = {}
    short = []
    for need in sorted(needs, key=lambda one: (len(set(burden) - one.excluded), one.review)):
        free = sorted(set(burden) - need.excluded, key=lambda name: (burden[name], name))
        given[need.review] = tuple(free[: need.wanted])
        for name in given[need.review]:
            burden[name] += 1
        if len(free) < need.wanted:
            short.append(need.review)
    return given, tuple(sorted(short))
