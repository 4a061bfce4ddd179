"""Another instrument: a published survey file in which each choice carries points, read and computed as it stands.

The file is that of Canada's Algorithmic Impact Assessment (SurveyJS: pages > panels > questions). A panel whose name
ends in ``-RS`` holds questions on the raw impact, ``-MS`` on mitigation; a choice ``item2-3`` is worth 3 points. Our
own frameworks give a verdict and no points: this proves that the engine can read what it does not believe in.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from pydantic import BaseModel, Field, ValidationError, ValidationInfo, field_validator

from ethics.condition import Condition, ConditionError, parse_condition
from wording.declared import misfits

AnswerValue = str | int | float | list[Any]


class SurveyError(ValueError):
    """The file is no survey of this kind; the message says where."""


class Score(StrEnum):
    """What a question's points are added to."""

    RAW = "RS"
    MITIGATION = "MS"


class Kind(StrEnum):
    """The kinds of question whose choices carry points."""

    ONE = "radiogroup"
    ONE_OF_LIST = "dropdown"
    SEVERAL = "checkbox"


@dataclass(frozen=True)
class SurveyQuestion:
    """A question whose choices carry points."""

    name: str
    section: str
    score: Score
    kind: Kind
    choices: tuple[Any, ...]
    """The value of each choice, in the order of the file; its points stand in it."""
    conditions: tuple[Condition, ...]
    """All must hold for it to be visible: those of its page, of its panels, and its own."""

    @property
    def most(self) -> float:
        """Points attainable: the sum where several may be chosen, else the highest; never below 0."""
        each = [points(choice) for choice in self.choices]
        return sum(each) if self.kind is Kind.SEVERAL else max((0.0, *each))


@dataclass(frozen=True)
class SectionScore:
    """Scored questions of a section, points reached and attainable."""

    questions: int
    points: float
    most: float


@dataclass(frozen=True)
class Assessment:
    """Points and level, with the maxima they are read against."""

    raw: float
    mitigation: float
    current: float
    level: int
    """1 (little impact) to 4."""
    most_raw: float
    most_mitigation: float
    """Over both phases when hidden questions count; over the visible ones when they do not."""
    sections: Mapping[str, SectionScore]


# Directive on Automated Decision-Making, as the published tool computes it (canada-ca/aia-eia-js, v1.0.1): enough
# mitigation takes 15 % off, at once; the level is the quarter of the attainable raw points that is reached.
_ENOUGH_MITIGATION = 0.8
_REDUCTION = 0.15
_LEVELS = (0.25, 0.5, 0.75)
# The published file asks the mitigation questions twice, for the design and for the implementation.
_PHASES = 2
_FEW = 5
"""Misfits told of a file: one that is something else altogether has thousands."""


@dataclass(frozen=True)
class Survey:
    """The scored questions of a survey file, in its order."""

    questions: tuple[SurveyQuestion, ...]
    names: frozenset[str]
    """Of all its elements, those without points too."""

    def remarks(self, answers: Mapping[str, Any]) -> list[str]:
        """What an answer set holds that the survey never offered; the official code counts its points all the same."""
        unknown = [f"no question {name}" for name in answers if name not in self.names]
        for one in self.questions:
            given = answers.get(one.name)
            chosen = given if isinstance(given, list) else [] if given in (None, "") else [given]
            unknown += [f"{one.name} offers no {choice}" for choice in chosen if choice not in one.choices]
        return unknown

    def as_published(self, answers: Mapping[str, Any]) -> Assessment:
        """Compute as the official code does: an answer counts although its question is hidden."""
        attainable = sum(one.most for one in self.questions if one.score is Score.MITIGATION) / _PHASES
        return _assess(self.questions, self.questions, answers, enough=_ENOUGH_MITIGATION * attainable)

    def as_we_read_it(self, answers: Mapping[str, Any]) -> Assessment:
        """Compute over what the respondent sees: a hidden answer never counts, and neither do its points to reach.

        Where no mitigation can be reached, none was made: nothing is taken off.
        """
        visible = tuple(one for one in self.questions if all(held.holds(answers) for held in one.conditions))
        attainable = sum(one.most for one in visible if one.score is Score.MITIGATION)
        return _assess(
            self.questions, visible, answers, enough=_ENOUGH_MITIGATION * attainable if attainable else math.inf
        )


def read_survey(text: str) -> Survey:
    """Read a survey file.

    Raises
    ------
    SurveyError
        If it has no pages, an element is of another shape, a question has no name, a condition cannot be read, a name
        stands twice, or no question is scored.
    """
    try:
        file = _File.model_validate_json(text)
    except ValidationError as error:
        raise SurveyError(f"not a survey file: {misfitting(error)}") from error
    questions = tuple(question for page in file.pages for question in _scored(page, page.name))
    if not all(one.name for one in questions):
        raise SurveyError("a question that carries points has no name")
    names = [one.name for one in questions]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise SurveyError(f"stands twice: {', '.join(repeated)}")
    if not questions:
        raise SurveyError("no question carries points (panels are named -RS or -MS)")
    return Survey(questions, frozenset(name for page in file.pages for name in _names(page)))


def misfitting(error: ValidationError) -> str:
    """The first few misfits of a file that somebody brought, in one line."""
    return "; ".join(wrong for _, wrong in islice(misfits(error), _FEW))


class _Element(BaseModel):
    """A page, a panel or a question, of which only this is read."""

    name: str = ""
    type: str = ""
    visible_if: str = Field("", alias="visibleIf")
    elements: tuple["_Element", ...] = ()
    choices: tuple[Any, ...] = ()

    @field_validator("*", mode="before")
    @classmethod
    def _absent(cls, value: Any, about: ValidationInfo) -> Any:
        """Null says as little as a key that is not there."""
        return cls.model_fields[str(about.field_name)].default if value is None else value


class _File(BaseModel):
    pages: tuple[_Element, ...]


def _names(holder: _Element) -> Iterator[str]:
    for element in holder.elements:
        yield element.name
        yield from _names(element)


def _scored(
    holder: _Element, section: str, *, panel: str = "", conditions: tuple[Condition, ...] = ()
) -> Iterator[SurveyQuestion]:
    inherited = conditions + _own_condition(holder)
    for element in holder.elements:
        if element.type == "panel":
            yield from _scored(element, section, panel=element.name, conditions=inherited)
        elif (score := _score(element.name, panel)) and element.type in set(Kind):
            yield SurveyQuestion(
                element.name, section, score, Kind(element.type), tuple(map(_choice_value, element.choices)),
                inherited + _own_condition(element),
            )  # fmt: skip


def _own_condition(element: _Element) -> tuple[Condition, ...]:
    if not element.visible_if:
        return ()
    try:
        return (parse_condition(element.visible_if),)
    except ConditionError as error:
        raise SurveyError(f"{element.name}: {error}") from error


def _score(name: str, panel: str) -> Score | None:
    """The question's own suffix decides, ``-NS`` included; else that of its panel."""
    for one in (name, panel):
        suffix = one.rpartition("-")[2]
        if suffix == "NS":
            return None
        if suffix in set(Score) and one != suffix:
            return Score(suffix)
    return None


def _choice_value(choice: Any) -> Any:
    return choice.get("value") if isinstance(choice, dict) else choice


def points(value: Any) -> float:
    """Points in a value: the number after its last hyphen, a number itself, the sum of a list; else 0.

    >>> points(["item1-1", "item4-3", "item2"])
    4.0
    """
    if isinstance(value, bool):
        return 0.0
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, list):
        return sum((points(one) for one in value if not isinstance(one, list)), 0.0)
    if not isinstance(value, str) or "-" not in value:
        return 0.0
    try:
        found = float(value.rpartition("-")[2].strip() or 0)
    except ValueError:
        return 0.0
    return found if math.isfinite(found) else 0.0


def _assess(
    told: tuple[SurveyQuestion, ...], counted: tuple[SurveyQuestion, ...], answers: Mapping[str, Any], *, enough: float
) -> Assessment:
    """Points of the counted questions; ``enough`` mitigation takes its part off the raw points."""
    reached = {Score.RAW: 0.0, Score.MITIGATION: 0.0}
    most = dict(reached)
    sections = {one.section: SectionScore(0, 0.0, 0.0) for one in told}
    for question in counted:
        got = points(answers.get(question.name))
        reached[question.score] += got
        most[question.score] += question.most
        held = sections[question.section]
        sections[question.section] = SectionScore(held.questions + 1, held.points + got, held.most + question.most)
    raw, mitigation = reached[Score.RAW], reached[Score.MITIGATION]
    # Half a point is rounded upwards, as browsers do, and not to the even number, as Python does.
    current = float(math.floor((1 - _REDUCTION) * raw + 0.5)) if mitigation >= enough else raw
    level = 1 + sum(current > most[Score.RAW] * part for part in _LEVELS)
    return Assessment(raw, mitigation, current, level, most[Score.RAW], most[Score.MITIGATION], sections)
