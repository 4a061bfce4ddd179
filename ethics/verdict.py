"""The verdict: what a review's findings allow the ministry to do next.

A harm is never traded against a benefit here: the first rule that holds decides, and no number is added up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ethics.finding import Finding, Severity, finding_of, waits_for_second_person
from ethics.framework import Framework, Question, QuestionSeverity
from ethics.review import (
    Mitigation,
    NotSettleableError,
    Response,
    Settlement,
    by_question,
    check_response,
    check_second_person,
    progress,
)


class Decision(StrEnum):
    """What may happen next, best first."""

    CLEARED = "cleared"
    CLEARED_WITH_CONDITIONS = "cleared_with_conditions"
    REDESIGN = "redesign"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """A decision with the findings it rests on."""

    decision: Decision
    because: tuple[Finding, ...] = ()


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
    """Ids of the questions due, in the framework's order."""
    findings: tuple[Finding, ...]
    open: tuple[str, ...]
    """Questions that nobody has answered; a red line that a second person settled is no longer open."""
    waiting_for_second_person: tuple[str, ...]
    """Red lines left open or partly and not settled; those left open stand in ``open`` too."""
    complete: bool
    verdict: Verdict | None
    by_principle: tuple[PrincipleOutcome, ...]


def decide(findings: Sequence[Finding], *, complete: bool) -> Verdict | None:
    """Turn findings into a verdict; None while a question is open or a red line waits for a second person.

    >>> decide([], complete=True).decision
    <Decision.CLEARED: 'cleared'>
    """
    if refusals := tuple(one for one in findings if one.severity is Severity.REFUSAL):
        return Verdict(Decision.REFUSED, refusals)
    if blockers := tuple(one for one in findings if one.severity is Severity.BLOCKER and not one.mitigation_accepted):
        return Verdict(Decision.REDESIGN, blockers)
    if not complete:
        return None
    if conditions := tuple(one for one in findings if one.severity is not Severity.REMARK):
        return Verdict(Decision.CLEARED_WITH_CONDITIONS, conditions)
    return Verdict(Decision.CLEARED)


def examine(
    framework: Framework,
    traits: Mapping[str, bool],
    stage: str,
    responses: Iterable[Response],
    *,
    settlements: Iterable[Settlement] = (),
    mitigations: Iterable[Mitigation] = (),
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
    responses, settlements, mitigations : iterables
        At most one of each for a question. Those on questions that are not asked (any more) change nothing.

    Raises
    ------
    FrameworkError
        If the stage, or a question that is spoken of, is unknown to the framework.
    ReviewError
        If a question has two entries, a response breaks a rule of its question, a settlement is about
        something else than a red line, or the second person is the one who answered.
    """
    asked = framework.asked(traits, stage)
    answered, settled, mitigated = by_question(responses), by_question(settlements), by_question(mitigations)
    _check(framework, answered, settled, mitigated)
    accepted = {id_ for id_, mitigation in mitigated.items() if mitigation.accepted}
    findings = tuple(
        finding
        for question in asked
        if (
            finding := finding_of(
                question,
                answered.get(question.id),
                settlement=settled.get(question.id),
                mitigation_accepted=question.id in accepted,
            )
        )
    )
    left_open = tuple(one.id for one in asked if one.id not in answered and one.id not in settled)
    waiting = tuple(one.id for one in asked if waits_for_second_person(one, answered.get(one.id), settled.get(one.id)))
    complete = not left_open and not waiting
    return Examination(
        asked=tuple(question.id for question in asked),
        findings=findings,
        open=left_open,
        waiting_for_second_person=waiting,
        complete=complete,
        verdict=decide(findings, complete=complete),
        by_principle=_by_principle(asked, answered.values(), findings),
    )


def _check(
    framework: Framework,
    answered: Mapping[str, Response],
    settled: Mapping[str, Settlement],
    mitigated: Mapping[str, Mitigation],
) -> None:
    for id_, response in answered.items():
        check_response(framework.question(id_), response)
    for id_, settlement in settled.items():
        if framework.question(id_).severity is not QuestionSeverity.RED_LINE:
            raise NotSettleableError(id_)
        check_second_person(id_, settlement.by, _authors(answered, id_))
    for id_, mitigation in mitigated.items():
        framework.question(id_)
        if mitigation.accepted_by:
            check_second_person(id_, mitigation.accepted_by, _authors(answered, id_))


def _authors(answered: Mapping[str, Response], question: str) -> set[str]:
    """Who answered the question; where nobody did, everyone who answered in the review left it open."""
    if question in answered:
        return {answered[question].by}
    return {response.by for response in answered.values()}


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
