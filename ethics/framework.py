"""The framework: a checklist as declared data, and which of its questions are asked of a case.

The shipped one is based on UNESCO's Recommendation on the Ethics of Artificial Intelligence (23 November 2021).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, SkipValidation, model_validator

from ethics.answer import Answer, Detail, Given, asked_of
from ethics.depth import Declared, Depth, DepthName, Duty, Identifier, Incident, Law, TriageFile, any_holds
from ethics.traits import RULES
from wording.catalogue import Catalogue

Paragraph = Annotated[int, Field(ge=1, le=141, description="numbered paragraph of the Recommendation")]


class FrameworkError(ValueError):
    """Something was asked of a framework that it does not hold."""

    def __init__(self, code: str, value: str) -> None:
        self.code, self.value = code, value
        super().__init__(f"{code}: {value}")


class QuestionSeverity(StrEnum):
    """What is at stake in a question, before anybody has answered it."""

    RED_LINE = "red_line"
    BLOCKING = "blocking"
    MAJOR = "major"
    MINOR = "minor"


class Principle(Declared):
    """A group of questions, most often a principle of the source."""

    id: Identifier
    code: str = Field(pattern=r"^[A-Z]{3}$", description="prefix of the codes of its questions")
    in_source: bool = Field(default=True, description="false for a group that is ours, such as the red lines")
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)


class Value(Declared):
    """A value that the source wants protected."""

    id: Identifier
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)


class PolicyArea(Declared):
    """A policy area of the source, by its number there."""

    id: int = Field(ge=1)
    first: Paragraph
    last: Paragraph


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


class CrosswalkFramework(Declared):
    """Another framework that questions point to."""

    id: Identifier
    relation: Relation = Field(default=Relation.INTERSECTS, description="of a question that says nothing else itself")
    sections: tuple[str, ...] = Field(default=(), description="what a question may point to; empty for any text")
    titled: bool = Field(default=False, description="whether the words files name each section")

    def knows(self, reference: str) -> bool:
        """Whether a reference (a section, or ``section:article``) can be followed."""
        return not self.sections or reference in self.sections or reference.partition(":")[0] in self.sections


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
            seen[detail.id] = detail


class FrameworkFile(Declared):
    """The content of ``framework.yaml``."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    version: str = Field(pattern=r"^\d+\.\d+$")
    status: Literal["draft", "in_force", "retired"]
    source: str
    answers: tuple[Answer, ...]
    stages: tuple[Identifier, ...] = Field(min_length=1)
    stages_due: Mapping[Identifier, tuple[str, ...]] = Field(description="stage of a case -> framework stages due then")
    values: tuple[Value, ...]
    policy_areas: tuple[PolicyArea, ...]
    traits: tuple[Identifier, ...]
    evidence_types: tuple[Identifier, ...]
    units: tuple[Identifier, ...] = Field(default=(), description="of the numbers that details ask for")
    crosswalk_frameworks: tuple[CrosswalkFramework, ...]
    principles: tuple[Principle, ...] = Field(min_length=1)
    triage: TriageFile | None = None
    depths: tuple[Depth, ...] = Field(default=(), description="the first that holds; empty: every review is full")
    minutes_per_question: int = Field(default=4, ge=1)
    laws: tuple[Law, ...] = ()
    duties: tuple[Duty, ...] = ()
    fields: tuple[str, ...] = Field(default=(), description="fields of a case that answers rest on")
    incidents: tuple[Incident, ...] = ()
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> "FrameworkFile":
        if problems := [*self._repetitions(), *self._dangling()]:
            raise ValueError("; ".join(problems))
        return self

    def _repetitions(self) -> Iterator[str]:
        named: dict[str, Iterable[object]] = {
            "answers": self.answers,
            "stages": self.stages,
            "values": [value.id for value in self.values],
            "policy_areas": [area.id for area in self.policy_areas],
            "traits": self.traits,
            "evidence_types": self.evidence_types,
            "units": self.units,
            "crosswalk_frameworks": [other.id for other in self.crosswalk_frameworks],
            "principles": [principle.id for principle in self.principles],
            "principle codes": [principle.code for principle in self.principles],
            "questions": [question.id for question in self.questions],
            "question codes": [question.code for question in self.questions],
            "depths": [depth.id for depth in self.depths],
            "laws": [law.id for law in self.laws],
            "duties": [duty.id for duty in self.duties],
            "fields": self.fields,
            "incidents": [incident.id for incident in self.incidents],
        }
        for name, ids in named.items():
            yield from (f"{name}: {id_} stands twice" for id_, n in Counter(ids).items() if n > 1)
        if set(self.answers) != set(Answer):
            yield "answers: not the four that a review knows"

    def _dangling(self) -> Iterator[str]:
        for stage, due in self.stages_due.items():
            yield from (f"stages_due.{stage}: {name} is no stage" for name in set(due) - set(self.stages))
        yield from self._dangling_traits()
        yield from self._dangling_conditions()
        codes = {principle.id: principle.code for principle in self.principles}
        for question in self.questions:
            yield from (f"{question.id}: {what} is not declared" for what in self._undeclared(question))
            if question.id.partition(".")[0] != question.principle:
                yield f"{question.id}: does not begin with its principle"
            if question.code.partition("-")[0] != codes.get(question.principle):
                yield f"{question.id}: code {question.code} is not its principle's"

    def _dangling_traits(self) -> Iterator[str]:
        wanted = {trait for depth in self.depths for one in depth.when for trait in one}
        wanted |= {trait for law in self.laws for trait in law.when}
        wanted |= {trait for duty in self.duties for trait in duty.when}
        yield from (f"{trait} is no trait" for trait in sorted(wanted - set(self.traits)))
        red_lines = {one.id for one in self.questions if one.severity is QuestionSeverity.RED_LINE}
        if self.triage:
            yield from (f"triage: {id_} is no red line" for id_ in set(self.triage.red_lines) - red_lines)
        if self.depths and () not in self.depths[-1].when:
            yield "depths: the last must hold for every case"

    def _dangling_conditions(self) -> Iterator[str]:
        """A question hangs on earlier ones that are asked whenever it is: else nobody could know whether to ask it."""
        earlier: dict[str, Question] = {}
        for question in self.questions:
            for id_ in question.asked_when:
                other = earlier.get(id_)
                if other is None:
                    yield f"{question.id}: hangs on {id_}, which is no earlier question"
                elif not other.is_asked_with(question, self.stages_due.values()):
                    yield f"{question.id}: hangs on {id_}, which is not always asked with it"
                elif not other.may_hide(question, question.asked_when[id_]):
                    yield f"{question.id}: could be hidden by an answer that costs less than its own"
            yield from (f"{question.id}: {problem}" for problem in question.misfits())
            earlier[question.id] = question

    def _undeclared(self, question: Question) -> Iterator[object]:
        yield from {question.principle} - {principle.id for principle in self.principles}
        yield from set(question.values) - {value.id for value in self.values}
        yield from set(question.policy_areas) - {area.id for area in self.policy_areas}
        yield from set(question.stages) - set(self.stages)
        yield from set(question.applies_when) - set(self.traits)
        yield from set(question.evidence) - set(self.evidence_types)
        yield from set(question.depends_on) - set(self.fields)
        yield from {detail.unit for detail in question.details} - {None} - set(self.units)
        yield from {question.incident} - {None} - {incident.id for incident in self.incidents}
        others = {other.id: other for other in self.crosswalk_frameworks}
        for id_, references in question.crosswalk.items():
            known = others.get(id_)
            yield from references if known is None else (one for one in references if not known.knows(one))
        for id_, relations in question.relations.items():
            yield from set(relations) - set(question.crosswalk.get(id_, ()))

    def word_keys(self) -> tuple[str, ...]:
        """Every key that the words files must hold, in the order of the file."""
        keys = ["framework.title", "framework.source", "framework.notice"]
        keys += [f"answer.{answer}" for answer in self.answers]
        keys += [f"severity.{severity}" for severity in QuestionSeverity]
        keys += [f"stage.{stage}" for stage in self.stages]
        keys += [f"trait.{trait}" for trait in self.traits]
        keys += [f"principle.{principle.id}" for principle in self.principles]
        keys += [f"value.{value.id}" for value in self.values]
        keys += [f"policy_area.{area.id}" for area in self.policy_areas]
        keys += [f"evidence.{kind}" for kind in self.evidence_types]
        keys += [f"unit.{unit}" for unit in self.units]
        for other in self.crosswalk_frameworks:
            keys += [f"crosswalk.{other.id}", f"crosswalk.{other.id}.note"]
            keys += [f"crosswalk.{other.id}.{section}" for section in other.sections if other.titled]
        keys += [f"depth.{depth.id}" for depth in self.depths]
        keys += [f"law.{law.id}" for law in self.laws]
        keys += [f"duty.{duty.id}" for duty in self.duties]
        keys += [f"incident.{incident.id}" for incident in self.incidents]
        parts = ("ask", "guide", "why", "proof") if self.depths else ("ask", "guide")
        for question in self.questions:
            keys += [f"{question.id}.{part}" for part in parts]
            for detail in question.details:
                named = f"{question.id}.detail.{detail.id}"
                keys += [named, *(f"{named}.{option}" for option in detail.options)]
        return tuple(keys)


class Framework(FrameworkFile):
    """A framework with its words, known by id, version and content hash."""

    content_hash: str = Field(description="SHA-256 over the structure file and the three words files")
    words: Annotated[Catalogue, SkipValidation]

    def question(self, question_id: str) -> Question:
        """The question of that id; FrameworkError when there is none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise FrameworkError("framework.unknown_question", question_id)

    def principle(self, principle_id: str) -> Principle:
        """The principle of that id; FrameworkError when there is none."""
        for principle in self.principles:
            if principle.id == principle_id:
                return principle
        raise FrameworkError("framework.unknown_principle", principle_id)

    def relation(self, question: Question, other: CrosswalkFramework, place: str) -> Relation:
        """What a question is to a place of another text."""
        return question.relations.get(other.id, {}).get(place, other.relation)

    def depth(self, traits: Mapping[str, bool]) -> DepthName:
        """How deep a review of such a case goes; a trait that is absent counts as true."""
        return next((one.id for one in self.depths if one.holds(traits) is not None), DepthName.FULL)

    def policy(self, depth: DepthName) -> Depth:
        """What a depth asks; a framework that declares none asks one reviewer, every year."""
        found = next((one for one in self.depths if one.id is depth), None)
        return found or Depth(id=depth, when=((),), reviewers=1, again_after=12)

    def rests_on(self, question: Question) -> frozenset[str]:
        """Fields of the case whose change asks the question again: those it names, and the facts behind its traits."""
        return frozenset(question.depends_on) | {
            f"facts.{rule.fact}" for rule in RULES if rule.trait in question.applies_when
        }

    def material(self) -> frozenset[str]:
        """Every field of a case that a verdict rests on: its questions' own, and the facts that decide the depth."""
        return frozenset(self.fields) | {f"facts.{rule.fact}" for rule in RULES}

    def asked(self, traits: Mapping[str, bool], stage: str, depth: DepthName = DepthName.FULL) -> tuple[Question, ...]:
        """Questions due for a case, in the framework's order.

        Parameters
        ----------
        traits : mapping
            Confirmed traits only. A trait that is not yet confirmed, hence absent here, counts as true: as
            long as nobody has said that a case touches no personal data, the questions on it are asked.
        stage : str
            Where the case stands in the world: a key of ``stages_due``.
        depth : DepthName
            Depth of the review: a question of a deeper one is not asked.

        Raises
        ------
        FrameworkError
            If the stage is unknown to the framework.
        """
        if stage not in self.stages_due:
            raise FrameworkError("framework.unknown_stage", stage)
        due = set(self.stages_due[stage])
        return tuple(
            question
            for question in self.questions
            if due.intersection(question.stages)
            and depth.asks(question.depth)
            and any_holds(traits, question.applies_when)
        )


def visible(questions: Iterable[Question], answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """Those of the questions whose conditions hold under the answers that count; an answer that is hidden does not.

    Conditions point backwards (see `FrameworkFile`), so one pass over the questions in their order is enough.
    """
    shown: dict[str, Question] = {}
    for question in questions:
        if all(id_ in shown and answers.get(id_) in wanted for id_, wanted in question.asked_when.items()):
            shown[question.id] = question
    return tuple(shown.values())
