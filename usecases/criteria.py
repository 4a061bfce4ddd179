"""Criteria: what a case is judged by, on which axis, on which scale, and how a score becomes a value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import Field, ValidationError, model_validator

from usecases.fingerprint import fingerprint
from usecases.mcda.arrays import FloatArray
from usecases.use_case import BeneficiaryKind, Frozen
from wording.catalogue import Catalogue, load_catalogue
from wording.declared import misfits, read_yaml
from wording.language import Language

_HALVINGS = 60
SCALE_TOP = 4
"""An anchored scale has five sentences, 0 to 4."""

Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]
Share = Annotated[float, Field(allow_inf_nan=False, ge=0, le=1)]


class CriteriaError(ValueError):
    """A criteria set cannot be used as it stands; ``places`` says where and why."""

    def __init__(self, code: str, *places: str) -> None:
        self.code, self.places = code, places
        super().__init__(f"{code}: {'; '.join(places)}")


class Axis(StrEnum):
    """The two coordinates of the priority map."""

    CITIZEN_IMPACT = "citizen_impact"
    FEASIBILITY = "feasibility"


class Direction(StrEnum):
    """Whether more or less of it is better."""

    MAXIMISE = "maximise"
    MINIMISE = "minimise"


class Measure(StrEnum):
    """Five anchored sentences (0 to 4), or a quantity in its own unit."""

    SCALE = "scale"
    NATURAL = "natural"


class Bounded(Frozen):
    """Bounds in the criterion's unit; what lies outside has the value of the nearer bound."""

    low: Finite
    high: Finite

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if not self.low < self.high:
            raise ValueError("criteria.bounds")
        return self


class LinearValue(Bounded):
    """Each unit counts the same between the bounds."""

    shape: Literal["linear"]

    def values(self, x: FloatArray, direction: Direction) -> FloatArray:
        """Values in [0, 1], 1 best; NaN stays NaN."""
        return _directed((np.clip(x, self.low, self.high) - self.low) / (self.high - self.low), direction)


class LogarithmicValue(Bounded):
    """Each doubling counts the same between the bounds."""

    shape: Literal["logarithmic"]

    @model_validator(mode="after")
    def _positive(self) -> Self:
        if self.low <= 0 or not np.log(self.low) < np.log(self.high):
            raise ValueError("criteria.bounds_of_a_logarithm")
        return self

    def values(self, x: FloatArray, direction: Direction) -> FloatArray:
        """Values in [0, 1], 1 best; NaN stays NaN."""
        low, high = np.log(self.low), np.log(self.high)
        return _directed((np.log(np.clip(x, self.low, self.high)) - low) / (high - low), direction)


class Point(Frozen):
    """A quantity and the value it has."""

    at: Finite
    value: Share


class PiecewiseValue(Frozen):
    """Straight lines between stated points, from the value 0 to the value 1: unknown is the whole scale."""

    shape: Literal["piecewise"]
    points: tuple[Point, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _points_rise(self) -> Self:
        at, value = [point.at for point in self.points], [point.value for point in self.points]
        if any(b <= a for a, b in pairwise(at)):
            raise ValueError("criteria.points_order")
        if value not in (sorted(value), sorted(value, reverse=True)) or {value[0], value[-1]} != {0.0, 1.0}:
            raise ValueError("criteria.points_values")
        return self

    @property
    def low(self) -> float:
        """The lowest quantity that makes a difference."""
        return self.points[0].at

    @property
    def high(self) -> float:
        """The highest quantity that makes a difference."""
        return self.points[-1].at

    def rises(self) -> bool:
        """Whether more is better."""
        return self.points[-1].value > self.points[0].value

    def values(self, x: FloatArray, direction: Direction) -> FloatArray:
        """Values in [0, 1], 1 best; NaN stays NaN. The points carry the direction."""
        straight = np.interp(x, [point.at for point in self.points], [point.value for point in self.points])
        return np.clip(straight, 0.0, 1.0)


ValueFunction = Annotated[LinearValue | LogarithmicValue | PiecewiseValue, Field(discriminator="shape")]


class BeneficiariesField(Frozen):
    """Served a year, of the first of these kinds that the case states; unlike kinds are never added."""

    name: Literal["beneficiaries"]
    kinds: tuple[BeneficiaryKind, ...] = Field(default=(BeneficiaryKind.RESIDENTS,), min_length=1)


class CostField(Frozen):
    """Investment plus running cost over the set's ``cost_years``."""

    name: Literal["cost"]


class MonthsToBenefitField(Frozen):
    """Months from the decision to the first benefit."""

    name: Literal["months_to_benefit"]


OwnField = Annotated[BeneficiariesField | CostField | MonthsToBenefitField, Field(discriminator="name")]


class Criterion(Frozen):
    """One thing a case is judged by."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="never renamed, never reused")
    axis: Axis
    direction: Direction
    measure: Measure
    unit: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="code of the unit, such as level or mad")
    value: ValueFunction
    weight: Share = Field(description="default share within its axis")
    field: OwnField | None = Field(default=None, description="where a natural quantity is read in the case")
    source: str = Field(min_length=1)
    review_by: date

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.measure is Measure.SCALE and (self.field or (self.value.low, self.value.high) != (0, SCALE_TOP)):
            raise ValueError("criteria.scale_is_0_to_4")
        if isinstance(self.value, PiecewiseValue) and self.value.rises() != (self.direction is Direction.MAXIMISE):
            raise ValueError("criteria.points_against_direction")
        return self

    def values(self, x: FloatArray) -> FloatArray:
        """Values of scores.

        Parameters
        ----------
        x : ndarray, any shape
            Scores in the criterion's unit; NaN = unknown.

        Returns
        -------
        ndarray, same shape
            Values in [0, 1], 1 best whatever the direction; a score outside the bounds has the value of the
            nearer bound; NaN stays NaN.
        """
        return self.value.values(x, self.direction)

    def score_of(self, value: float) -> float:
        """A score within the bounds that has this value in [0, 1], in the criterion's unit.

        The value function is turned round by halving, whatever its shape.
        """
        low, high = self.value.low, self.value.high
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            is_short = float(self.values(np.array([middle]))[0]) < value
            if is_short == (self.direction is Direction.MAXIMISE):
                low = middle
            else:
                high = middle
        return (low + high) / 2.0

    def word_keys(self) -> tuple[str, ...]:
        """Keys of the words that the criterion needs."""
        anchors = [str(level) for level in range(SCALE_TOP + 1)]
        own = anchors if self.measure is Measure.SCALE else ["unit", "explain"]
        return tuple(f"{self.id}.{key}" for key in ["label", "short", "ask", *own])


class CriteriaDocument(Frozen):
    """The structure file of a criteria set, or the same thing stored by a site."""

    id: str = Field(min_length=1)
    version: str = Field(min_length=1)
    source: str = Field(min_length=1)
    cost_years: int = Field(ge=1, le=30, description="years of running cost that count beside the investment")
    axis_share: Share = Field(description="default share of citizen impact in the whole")
    criteria: tuple[Criterion, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ids = [criterion.id for criterion in self.criteria]
        if len(set(ids)) < len(ids):
            raise ValueError("criteria.id_twice")
        for axis in Axis:
            if abs(sum(criterion.weight for criterion in self.criteria if criterion.axis is axis) - 1) > 1e-9:
                raise ValueError(f"criteria.axis_weights: {axis}")
        return self


@dataclass(frozen=True, eq=False)
class CriteriaSet:
    """Criteria in their declared order, with their words; known by id, version and content hash."""

    document: CriteriaDocument
    words: Catalogue
    content_hash: str

    @cached_property
    def structure_hash(self) -> str:
        """SHA-256 of everything that numbers depend on; words, in whatever language, change none."""
        return fingerprint(self.document)

    @property
    def id(self) -> str:
        """Name of the set."""
        return self.document.id

    @property
    def version(self) -> str:
        """Version of the set; frozen once used."""
        return self.document.version

    @property
    def cost_years(self) -> int:
        """Years of running cost that count beside the investment."""
        return self.document.cost_years

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria as declared; every sum follows this order."""
        return self.document.criteria

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids in declared order."""
        return tuple(criterion.id for criterion in self.criteria)

    @cached_property
    def _by_id(self) -> Mapping[str, Criterion]:
        return {criterion.id: criterion for criterion in self.criteria}

    def __iter__(self) -> Iterator[Criterion]:
        """Criteria in declared order."""
        return iter(self.criteria)

    def __len__(self) -> int:
        """Number of criteria."""
        return len(self.criteria)

    def __getitem__(self, criterion: str) -> Criterion:
        """The criterion of an id (KeyError when the set does not have it)."""
        return self._by_id[criterion]

    def __contains__(self, criterion: object) -> bool:
        """Whether the set has a criterion of this id."""
        return criterion in self._by_id

    def of_axis(self, axis: Axis) -> tuple[Criterion, ...]:
        """Criteria of one axis in declared order."""
        return tuple(criterion for criterion in self.criteria if criterion.axis is axis)


def criteria_set(content: Mapping[str, Any], words: Catalogue) -> CriteriaSet:
    """A criteria set from its content, read from a file or from the store alike.

    The hash covers the structure and the words in all languages, not the layout of a file: the same set has
    the same hash wherever it is kept.

    Raises
    ------
    CriteriaError
        criteria.invalid (with each place) or criteria.words_missing (with each key that the source lacks).
    """
    document = _document(content)
    wanted = [f"axis.{axis}" for axis in Axis] + [key for one in document.criteria for key in one.word_keys()]
    if missing := [key for key in wanted if not words.has(key)]:
        raise CriteriaError("criteria.words_missing", *missing)
    texts = {language: words.entries.get(language, {}) for language in Language}
    return CriteriaSet(document, words, fingerprint({"set": document, "words": texts}))


def load_criteria(path: Path) -> CriteriaSet:
    """Read ``<name>.yaml`` and, beside it, ``<name>.fr.yaml``, ``<name>.ar.yaml``, ``<name>.en.yaml``.

    Raises
    ------
    CriteriaError
        As criteria_set.
    wording.declared.DeclaredFileError
        If a file is missing or is no strict YAML.
    """
    return criteria_set(read_yaml(path), load_catalogue(path.parent, prefix=f"{path.stem}."))


def structure_of(path: Path) -> CriteriaSet:
    """A criteria set from its structure file alone, without words: enough to rank by.

    Raises
    ------
    CriteriaError
        criteria.invalid, with each place.
    wording.declared.DeclaredFileError
        If the file is missing or is no strict YAML.
    """
    return criteria_of(read_yaml(path))


def criteria_of(content: Mapping[str, Any]) -> CriteriaSet:
    """The same from content that was read already.

    Raises
    ------
    CriteriaError
        criteria.invalid, with each place.
    """
    document = _document(content)
    return CriteriaSet(document, Catalogue({}), fingerprint({"set": document, "words": {}}))


def _document(content: Mapping[str, Any]) -> CriteriaDocument:
    try:
        return CriteriaDocument.model_validate(content)
    except ValidationError as error:
        raise CriteriaError("criteria.invalid", *(wrong for _, wrong in misfits(error))) from error


def _directed(rising: FloatArray, direction: Direction) -> FloatArray:
    clipped = np.clip(rising, 0.0, 1.0)
    return clipped if direction is Direction.MAXIMISE else 1.0 - clipped
