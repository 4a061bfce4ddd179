"""A review examined as it stands: what is asked, which answers hold, what they reveal, what is still open."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ethics.depth import DepthName
from ethics.finding import Finding, finding_of, waits_for_second_person
from ethics.framework import Framework
from ethics.mitigation import Mitigation
from ethics.panel import Choice, Disagreement, disagreements, in_force
from ethics.question import Question, QuestionSeverity, visible
from ethics.review import (
    NotSettleableError,
    RepeatedError,
    Response,
    Settlement,
    by_question,
    check_response,
    missing,
    progress,
)
from ethics.stakes import Severity
from ethics.verdict import Verdict, decide


@dataclass(frozen=True)
class PrincipleOutcome:
    """One principle of an examined review."""

    principle: str
    asked: int
    answered: int
    findings: tuple[Finding, ...]

    @property
    def worst(self) -> Severity | None:
        """The gravest finding of the principle; None when it has none."""
        return max((finding.severity for finding in self.findings), key=lambda one: one.rank, default=None)


@dataclass(frozen=True)
class Examination:
    """Everything a review shows as it stands now."""

    asked: tuple[str, ...]
    """Ids of the questions due whose conditions hold, in the framework's order."""
    hidden: tuple[str, ...]
    """Ids of the questions due that an earlier answer, or its absence, hides: what they hold counts for nothing."""
    given: Mapping[str, Sequence[Response]]
    """The answers that count, by question that is asked and answered."""
    held: Mapping[str, Response]
    """The answer that holds, by question."""
    findings: tuple[Finding, ...]
    open: tuple[str, ...]
    """Questions without all their answers and details; a red line that a second person settled is no longer open."""
    waiting_for_second_person: tuple[str, ...]
    """Red lines left open or partly and not settled; those left open stand in ``open`` too."""
    disagreements: tuple[Disagreement, ...]
    """Questions that reviewers answered differently, settled or not."""
    deferred: tuple[str, ...]
    """Questions left open that become duties of the administration: what triage alone may clear does without them."""
    complete: bool
    verdict: Verdict | None
    by_principle: tuple[PrincipleOutcome, ...]

    @property
    def undecided_red_lines(self) -> tuple[str, ...]:
        """Red lines answered in part that a second person has not decided: nothing but a refusal is signed before."""
        return tuple(one for one in self.waiting_for_second_person if one in self.held)


def examine(
    framework: Framework,
    traits: Mapping[str, bool],
    stage: str,
    responses: Iterable[Response],
    *,
    left: Iterable[Response] = (),
    settlements: Iterable[Settlement] = (),
    mitigations: Iterable[Mitigation] = (),
    choices: Iterable[Choice] = (),
    expired: Collection[str] = (),
    depth: DepthName = DepthName.FULL,
    reviewers: int = 1,
    triage_clears: bool = True,
) -> Examination:
    """Examine a review as it stands.

    Parameters
    ----------
    framework : Framework
        The framework the review was opened on.
    traits : mapping
        Confirmed traits; one that is absent counts as true (see `Framework.asked`).
    stage : str
        Stage of the case in the world.
    responses : iterable
        At most one of each person for a question. Where they differ the strictest holds until the arbiter chose. One to
        a question whose condition does not hold is hidden, and counts for nothing.
    left : iterable
        Answers of people who were replaced that count beside those, and stand for nobody's: see `Review.left_standing`.
    settlements, mitigations, choices : iterables
        At most one of each for a question. A red line found crossed is asked whatever the traits say now; all others on
        questions that are not asked (any more) change nothing. A leniency by somebody who has answered since, and a
        choice of an answer that nobody gives any more, are undecided again.
    expired : collection of str
        Questions whose evidence has expired: what they revealed stands, and they are open again.
    depth : DepthName
        Depth of the review.
    reviewers : int
        Answers that each question needs.
    triage_clears : bool
        Whether the red lines alone may clear where the depth lets them; not after the case was sent back or refused,
        else what was found would be forgotten with its answer.

    Raises
    ------
    FrameworkError
        If the stage, or a question that is spoken of, is unknown to the framework.
    ReviewError
        If a person answered a question twice, a response breaks a rule of its question, or a settlement is about
        something else than a red line.
    """
    settlements = tuple(settlements)
    crossed = {one.question for one in settlements if one.upheld}
    due = _asked(framework, {one.id for one in framework.asked(traits, stage, depth)} | crossed)
    responses = tuple(responses)
    present, given, chosen = _by_question(responses), _by_question((*responses, *left)), by_question(choices)
    settled, mitigated = by_question(settlements), by_question(mitigations)
    _check(framework, given, settled, {*mitigated, *chosen})
    chosen = {id_: one for id_, one in chosen.items() if _stands(one, given.get(id_, ()))}
    settled = {id_: one for id_, one in settled.items() if one.upheld or one.by not in _authors(given, id_)}
    held = _held(due, given, chosen)
    asked = visible(due, {id_: one.answer for id_, one in held.items()})
    held = {one.id: held[one.id] for one in asked if one.id in held}
    accepted = {id_ for id_, one in mitigated.items() if one.accepted and one.decided_by not in _authors(given, id_)}
    findings = tuple(
        finding
        for question in asked
        if (
            finding := finding_of(
                question,
                held.get(question.id),
                reveals=framework.findings[question.severity],
                settlement=settled.get(question.id),
                mitigation_accepted=question.id in accepted,
            )
        )
    )
    unanswered = tuple(one for one in asked if _is_open(one, present.get(one.id, ()), settled, reviewers))
    by_triage = triage_clears and framework.policy(depth).cleared_by_triage
    waits = {one.id for one in unanswered if by_triage and one.may_wait and one.id not in held}
    open_again = {one.id for one in asked if one.id in expired}
    to_answer = {one.id for one in unanswered} - waits | open_again
    left_open = tuple(one.id for one in asked if one.id in to_answer)
    waiting = tuple(one.id for one in asked if waits_for_second_person(one, held.get(one.id), settled.get(one.id)))
    complete = not left_open and not waiting
    return Examination(
        asked=tuple(question.id for question in asked),
        hidden=tuple(question.id for question in due if question not in asked),
        given={question.id: given[question.id] for question in asked if question.id in given},
        held=held,
        findings=findings,
        open=left_open,
        waiting_for_second_person=waiting,
        disagreements=disagreements(asked, given, chosen),
        deferred=tuple(one.id for one in asked if one.id in waits - open_again),
        complete=complete,
        verdict=decide(findings, complete=complete),
        by_principle=_by_principle(asked, held.values(), findings),
    )


def _asked(framework: Framework, ids: Collection[str]) -> tuple[Question, ...]:
    return tuple(one for one in framework.questions if one.id in ids)


def _stands(choice: Choice, given: Sequence[Response]) -> bool:
    """Whether the arbiter's choice still is one of the answers, by somebody who gave none."""
    return any(choice.takes(one) for one in given) and choice.by not in {one.by for one in given}


def _is_open(question: Question, given: Sequence[Response], settled: Mapping[str, Settlement], reviewers: int) -> bool:
    """Whether answers or details of them are missing; a red line all left open is closed by the one who settled it."""
    whole = sum(not missing(question, response) for response in given)
    return whole < max(reviewers, len(given)) and not (question.id in settled and not given)


def _by_question(responses: Iterable[Response]) -> dict[str, list[Response]]:
    found: dict[str, list[Response]] = {}
    for one in responses:
        if any(one.by == held.by for held in found.setdefault(one.question, [])):
            raise RepeatedError(one.question, by=one.by)
        found[one.question].append(one)
    return found


def _held(
    asked: Iterable[Question], given: Mapping[str, Sequence[Response]], chosen: Mapping[str, Choice]
) -> dict[str, Response]:
    held = {one.id: in_force(one, given.get(one.id, ()), chosen.get(one.id)) for one in asked}
    return {id_: response for id_, response in held.items() if response}


def _check(
    framework: Framework,
    given: Mapping[str, Sequence[Response]],
    settled: Mapping[str, Settlement],
    spoken_of: Collection[str],
) -> None:
    for id_, responses in given.items():
        for response in responses:
            check_response(framework.question(id_), response)
    for id_ in settled:
        if framework.question(id_).severity is not QuestionSeverity.RED_LINE:
            raise NotSettleableError(id_)
    for id_ in spoken_of:
        framework.question(id_)


def _authors(given: Mapping[str, Sequence[Response]], question: str) -> set[str]:
    """Who answered the question; where nobody did, everyone who answered in the review left it open."""
    answering = [given[question]] if question in given else given.values()
    return {response.by for responses in answering for response in responses}


def _by_principle(
    asked: Sequence[Question], responses: Iterable[Response], findings: Sequence[Finding]
) -> tuple[PrincipleOutcome, ...]:
    return tuple(
        PrincipleOutcome(
            one.principle,
            one.asked,
            one.answered,
            tuple(finding for finding in findings if finding.principle == one.principle),
        )
        for one in progress(asked, responses)
    )
