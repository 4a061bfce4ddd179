"""Triage: twelve questions on one page that say how deep the review goes, what it will ask, and which law applies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ethics.depth import DepthName, Duty, Law, any_holds
from ethics.framework import Framework
from ethics.question import Question, visible
from ethics.traits import FactValue, TraitProposal, propose


@dataclass(frozen=True)
class LaterQuestion:
    """A question that is not due yet, and the stage of the case at which it will be."""

    question: Question
    stage: str


@dataclass(frozen=True)
class Outline:
    """What a review will be, before it begins."""

    depth: DepthName
    because: tuple[str, ...]
    """The traits that call for this depth; none for a light one."""
    now: tuple[Question, ...]
    least: int
    """How many of these are asked in any case: others hang on an answer, or may become duties."""
    later: tuple[LaterQuestion, ...]
    minutes: int
    reviewers: int
    again_after: int
    """Months until the review is made again."""
    laws: tuple[Law, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class DepthProposal:
    """The depth that the known facts of a case suggest; a person confirms the traits behind it."""

    depth: DepthName | None
    """None where no fact speaks of any trait: what is unknown is not harmless."""
    traits: tuple[TraitProposal, ...]
    because: tuple[TraitProposal, ...]
    """The proposals that call for it, each with its fact; none for a light one."""
    unknown: tuple[str, ...]
    """Traits that no fact speaks of: any of them may still make the review deeper."""


def triage_questions(framework: Framework) -> tuple[str, ...]:
    """Ids of the red lines that triage asks beside the traits."""
    return framework.triage.red_lines if framework.triage else ()


def outline(framework: Framework, traits: Mapping[str, bool], stage: str) -> Outline:
    """What a review of a case with these confirmed traits asks now and later, and of whom.

    Raises
    ------
    FrameworkError
        If the stage is unknown to the framework.
    """
    depth = framework.depth(traits)
    policy = framework.policy(depth)
    now = framework.asked(traits, stage, depth)
    return Outline(
        depth=depth,
        because=policy.holds(traits) or (),
        now=now,
        least=sum(not (policy.cleared_by_triage and one.may_wait) for one in visible(now, {})),
        later=tuple(_later(framework, traits, stage, depth)),
        minutes=len(now) * framework.minutes_per_question,
        reviewers=policy.reviewers,
        again_after=policy.again_after,
        laws=tuple(law for law in framework.laws if any_holds(traits, law.when)),
        duties=tuple(duty for duty in framework.duties if depth in duty.depths and any_holds(traits, duty.when)),
    )


def _later(framework: Framework, traits: Mapping[str, bool], stage: str, depth: DepthName) -> Iterable[LaterQuestion]:
    """Questions that a further stage adds, each under the first stage that asks it."""
    seen = {one.id for one in framework.asked(traits, stage, depth)}
    due = set(framework.stages_due[stage])
    for following, asked_then in framework.stages_due.items():
        if not due < set(asked_then):
            continue
        for question in framework.asked(traits, following, depth):
            if question.id not in seen:
                seen.add(question.id)
                yield LaterQuestion(question, following)


def propose_depth(framework: Framework, facts: Mapping[str, FactValue]) -> DepthProposal:
    """The depth that the facts suggest, each trait with the fact it rests on.

    Here a trait that no fact speaks of does not deepen the review: it is listed as unknown, and whoever does the
    triage answers it. (A review itself takes an unconfirmed trait as true.) Where no fact speaks of any, nothing is
    proposed.
    """
    proposals = propose(facts)
    if not proposals:
        return DepthProposal(None, (), (), tuple(framework.traits))
    told = dict.fromkeys(framework.traits, False) | {one.trait: one.value for one in proposals}
    depth = framework.depth(told)
    calling = set(framework.policy(depth).holds(told) or ())
    return DepthProposal(
        depth=depth,
        traits=proposals,
        because=tuple(one for one in proposals if one.trait in calling),
        unknown=tuple(trait for trait in framework.traits if trait not in {one.trait for one in proposals}),
    )
