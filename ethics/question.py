"""A question of a checklist as it is declared, and which other questions and texts it has to do with."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from ethics.answer import Answer, Detail, Given, asked_of
from ethics.depth import Declared, DepthName, Identifier

Paragraph = Annotated[int, Field(ge=1, le=141, description="numbered paragraph of the Recommendation")]


class QuestionSeverity(StrEnum):
    """What is at stake in a question, before anybody has answered it."""

    RED_LINE = "red_line"
    BLOCKING = "blocking"
    MAJOR = "major"
    MINOR = "minor"


class Relation(StrEnum):
    """What a question is to the place of another text that it points to."""

    EQUAL = "equal"
    SUBSET = "subset"
    SUPERSET = "superset"
    INTERSECTS = "intersects"

    @property
    def is_whole(self) -> bool:
        """Whether whoever answers the question has answered for the whole place."""
        return self in {Relation.EQUAL, Relation.SUPERSET}


_INSIDE = re.compile(r"[:(]")
"""What parts a section from its article or paragraph, as in ``law_09_08:11`` and ``Art.26(11)``."""


class CrosswalkFramework(Declared):
    """Another framework that questions point to."""

    id: Identifier
    relation: Relation = Field(default=Relation.INTERSECTS, description="of a question that says nothing else itself")
    sections: tuple[str, ...] = Field(default=(), description="what a question may point to; empty for any text")
    titled: bool = Field(default=False, description="whether the words files name each section")

    def knows(self, reference: str) -> bool:
        """Whether a reference (a section, ``section:article`` or ``section(paragraph)``) can be followed."""
        return not self.sections or self.section_of(reference) in self.sections

    def section_of(self, reference: str) -> str:
        """The declared section that a reference is in; the reference itself where it is in none."""
        if reference in self.sections:
            return reference
        head = _INSIDE.split(reference, maxsplit=1)[0]
        return head if head in self.sections else reference


class Question(Declared):
    """One question of the checklist; its words stand under ``<id>.ask`` and ``<id>.guide``."""

    id: str = Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$", description="principle.word; never renamed, never reused")
    code: str = Field(pattern=r"^[A-Z]{3}-\d+$", description="short code for print")
    principle: Identifier
    unesco: tuple[Paragraph, ...] = Field(min_length=1)
    values: tuple[str, ...] = Field(min_length=1)
    policy_areas: tuple[int, ...] = ()
    stages: tuple[str, ...] = Field(min_length=1, description="framework stages at which it is due")
    expected: Literal[Answer.YES, Answer.NO]
    severity: QuestionSeverity
    depth: DepthName = Field(default=DepthName.FULL, description="the least depth that asks it")
    depends_on: tuple[str, ...] = Field(default=(), description="fields of the case that its answer rests on")
    incident: str | None = Field(default=None, description="a public incident that it would have caught")
    applies_when: tuple[str, ...] = Field(default=(), description="asked when one of these traits holds; empty: always")
    asked_when: Mapping[str, tuple[Answer, ...]] = Field(
        default_factory=dict, description="answers to earlier questions with which it is asked; all must hold"
    )
    details: tuple[Detail, ...] = Field(default=(), description="what is done, then how it is shown")
    evidence: tuple[str, ...] = Field(min_length=1, description="kinds of evidence that would support an answer")
    crosswalk: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    relations: Mapping[str, Mapping[str, Relation]] = Field(
        default_factory=dict, description="to places of the crosswalk, where they are not what its text says of all"
    )

    def relation_to(self, other: CrosswalkFramework, place: str) -> Relation:
        """What it is to a place of another text."""
        return self.relations.get(other.id, {}).get(place, other.relation)

    def details_asked(self, answer: Answer, given: Given) -> tuple[Detail, ...]:
        """The details that go with an answer and with what was filled in so far."""
        return asked_of(self.details, answer, given)

    def is_asked_with(self, other: "Question", stages_due: Iterable[Collection[str]]) -> bool:
        """Whether it is asked of every case that the other is asked of."""
        traits = not self.applies_when or (
            bool(other.applies_when) and set(other.applies_when) <= set(self.applies_when)
        )
        stages = all(set(due) & set(self.stages) for due in stages_due if set(due) & set(other.stages))
        return traits and stages and other.depth.asks(self.depth)

    def may_hide(self, other: "Question", answers: Collection[Answer]) -> bool:
        """Whether only the plain departure hides the other, and costs as much as it could: hiding clears nothing.

        An accepted mitigation makes a condition of a blocker; a question that may block is therefore never hidden.
        """
        weights = list(QuestionSeverity)
        weighs = (
            weights.index(self.severity) <= weights.index(other.severity) > weights.index(QuestionSeverity.BLOCKING)
        )
        return weighs and set(Answer) - set(answers) <= set(Answer) - {
            self.expected,
            Answer.PARTLY,
            Answer.NOT_APPLICABLE,
        }

    @property
    def may_wait(self) -> bool:
        """Whether it may become a duty where triage alone clears a case: a red line may not."""
        return self.severity is not QuestionSeverity.RED_LINE

    def misfits(self) -> Iterator[str]:
        """What is wrong with its details."""
        seen: dict[str, Detail] = {}
        for detail in self.details:
            if detail.id in seen:
                yield f"detail {detail.id} stands twice"
            if self.severity is QuestionSeverity.RED_LINE:
                yield "a red line is crossed or it is not: it has no details"
            for id_, options in detail.after.items():
                if id_ not in seen or not set(options) <= set(seen[id_].options):
                    yield f"detail {detail.id} hangs on options of {id_} that do not stand before it"
            if detail.proposed and f"facts.{detail.proposed.fact}" not in self.depends_on:
                yield f"detail {detail.id} is proposed by a fact that the question does not depend on"
            seen[detail.id] = detail


def visible(questions: Iterable[Question], answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """Those of the questions whose conditions hold under the answers that count; an answer that is hidden does not.

    Conditions point backwards (see `FrameworkFile`), so one pass over the questions in their order is enough.
    """
    shown: dict[str, Question] = {}
    for question in questions:
        if all(id_ in shown and answers.get(id_) in wanted for id_, wanted in question.asked_when.items()):
            shown[question.id] = question
    return tuple(shown.values())
