"""Another instrument: a published survey file in which each choice carries points, read and computed as it stands.

The file is that of Canada's Algorithmic Impact Assessment (SurveyJS: pages > panels > questions). A panel whose name
ends in ``-RS`` holds questions on the raw impact, ``-MS`` on mitigation; a choice ``item2-3`` is worth 3 points. Our
own frameworks give a verdict and no points: this proves that the engine can read what it does not believe in.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ethics.condition import Condition, ConditionError, parse_condition

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
    points: tuple[float, ...]
    """Points of each choice, in the order of the file."""
    conditions: tuple[Condition, ...]
    """All must hold for it to be visible: those of its page, of its panels, and its own."""

    @property
    def most(self) -> float:
        """Points attainable: the sum where several may be chosen, else the highest; never below 0."""
        if self.kind is Kind.SEVERAL:
            return sum(self.points)
        return max((0.0, *self.points))


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


@dataclass(frozen=True)
class Survey:
    """The scored questions of a survey file, in its order."""

    questions: tuple[SurveyQuestion, ...]

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
        If it is no JSON object with pages, a condition cannot be read, a name stands twice, or no question is scored.
    """
    try:
        content = json.loads(text)
    except ValueError as error:
        raise SurveyError(f"not JSON: {error}") from error
    pages = content.get("pages") if isinstance(content, dict) else None
    if not isinstance(pages, list):
        raise SurveyError("no pages: not a survey file")
    questions = tuple(question for page in pages for question in _page(page))
    names = [one.name for one in questions]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise SurveyError(f"stands twice: {', '.join(repeated)}")
    if not questions:
        raise SurveyError("no question carries points (panels are named -RS or -MS)")
    return Survey(questions)


def _page(page: Any) -> Iterator[SurveyQuestion]:
    if not isinstance(page, dict):
        raise SurveyError("a page is not an object")
    yield from _elements(page, str(page.get("name", "")), panel="", conditions=())


def _elements(
    holder: Mapping[str, Any], section: str, *, panel: str, conditions: tuple[Condition, ...]
) -> Iterator[SurveyQuestion]:
    inherited = conditions + _own_condition(holder)
    for element in holder.get("elements") or ():
        if element.get("type") == "panel":
            yield from _elements(element, section, panel=str(element.get("name", "")), conditions=inherited)
        elif (score := _score(str(element.get("name", "")), panel)) and element.get("type") in set(Kind):
            yield SurveyQuestion(
                element["name"], section, score, Kind(element["type"]),
                tuple(points(_choice_value(choice)) for choice in element.get("choices") or ()),
                inherited + _own_condition(element),
            )  # fmt: skip


def _own_condition(element: Mapping[str, Any]) -> tuple[Condition, ...]:
    if not (text := element.get("visibleIf")):
        return ()
    try:
        return (parse_condition(text),)
    except ConditionError as error:
        raise SurveyError(f"{element.get('name')}: {error}") from error


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
