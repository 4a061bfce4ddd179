"""The framework: a checklist as declared data, and which of its questions are asked of a case.

The shipped one is based on UNESCO's Recommendation on the Ethics of Artificial Intelligence (23 November 2021).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field, SkipValidation, model_validator

from ethics.answer import Answer
from ethics.depth import Declared, Depth, DepthName, Duty, Identifier, Incident, Law, TriageFile, any_holds
from ethics.question import CrosswalkFramework, Paragraph, Question, QuestionSeverity
from ethics.stakes import STANDARD, Reveals, problems
from ethics.traits import RULES
from wording.catalogue import Catalogue


class FrameworkError(ValueError):
    """Something was asked of a framework that it does not hold."""

    def __init__(self, code: str, value: str) -> None:
        self.code, self.value = code, value
        super().__init__(f"{code}: {value}")


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
    findings: Mapping[QuestionSeverity, Reveals] = Field(
        default=STANDARD, description="which answer gives which finding, by what a question puts at stake"
    )
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
        yield from problems(self.findings)
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
