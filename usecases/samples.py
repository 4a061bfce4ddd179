"""The samples of the demonstration site: data/samples read into drafts, people and scores, nothing stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from usecases.fingerprint import fingerprint
from usecases.use_case import (
    Amount,
    Beneficiaries,
    Draft,
    FactValue,
    Frozen,
    Origin,
    RegionShare,
    Stage,
    StatedBy,
    Status,
    Text,
    Texts,
)
from wording.declared import DeclaredFileError, read_yaml
from wording.language import SOURCE, Language

PERSON = "samples"
"""Who states the figures of a sample: no account of the cast, the invented file itself."""

_Key = Field(pattern=r"^[a-z][a-z0-9_]*$")
_Level = Field(ge=0, le=4, multiple_of=0.5)


class EthicsHint(StrEnum):
    """What a reviewer would probably conclude; never a verdict."""

    CLEARED = "cleared"
    CONDITIONS = "conditions"
    REDESIGN = "redesign"
    REFUSED = "refused"
    PENDING = "pending"


@dataclass(frozen=True)
class SamplePerson:
    """An invented person of the cast; the name is in French (also read in English) and in Arabic."""

    key: str
    name: Mapping[Language, str]
    roles: tuple[str, ...]
    administration: str


@dataclass(frozen=True)
class SampleCase:
    """One invented candidate, with where it stands."""

    key: str
    draft: Draft
    status: Status
    ethics_hint: EthicsHint


@dataclass(frozen=True)
class SampleScore:
    """What one assessor thinks of one case under one criterion, on the 0-4 scale."""

    case: str
    criterion: str
    by: str
    low: float
    likely: float
    high: float
    reason: str


@dataclass(frozen=True)
class Samples:
    """Everything the demonstration site starts with, in the order of the files."""

    people: tuple[SamplePerson, ...]
    cases: tuple[SampleCase, ...]
    scores: tuple[SampleScore, ...]


def read_samples(folder: Path) -> Samples:
    """Read people.yaml, use_cases/*.yaml (by file name) and scores.yaml of a samples folder.

    Raises
    ------
    DeclaredFileError
        If a file has another shape than README.md describes, a key is written twice,
        or a score names a case or a person that the samples do not have.
    """
    people = tuple(_person(entry) for entry in _entries(folder / "people.yaml", _PersonEntry))
    cases = tuple(
        _case(entry) for path in sorted((folder / "use_cases").glob("*.yaml")) for entry in _entries(path, _CaseEntry)
    )
    _refuse_repeated("people.yaml", [person.key for person in people])
    _refuse_repeated("use_cases", [case.key for case in cases])
    judged = _entries(folder / "scores.yaml", _JudgedEntry)
    _refuse_repeated("scores.yaml", [entry.case for entry in judged])
    scores = tuple(
        SampleScore(entry.case, score.criterion, score.by, score.low, score.likely, score.high, score.reason)
        for entry in judged
        for score in entry.scores
    )
    _refuse_strangers(scores, {case.key for case in cases}, {person.key for person in people})
    return Samples(people, cases, scores)


class _Words(Frozen):
    fr: str = Field(min_length=1)
    ar: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def texts(self) -> Texts:
        """French as typed; Arabic and English remember the French they render."""
        of = fingerprint(self.fr)
        return (
            Text(language=SOURCE, value=self.fr),
            Text(language=Language.AR, value=self.ar, origin=Origin.TRANSLATED, of=of),
            Text(language=Language.EN, value=self.en, origin=Origin.TRANSLATED, of=of),
        )


class _Name(Frozen):
    fr: str = Field(min_length=1)
    ar: str = Field(min_length=1)


class _PersonEntry(Frozen):
    key: str = _Key
    name: _Name
    roles: tuple[str, ...]
    administration: str = ""


class _CaseEntry(Frozen):
    key: str = _Key
    title: _Words
    summary: _Words
    administration: str = Field(min_length=1)
    bureau: str = ""
    sector: str
    stage: Stage
    status: Status
    national: bool = False
    regions: tuple[RegionShare, ...] = ()
    services: tuple[str, ...] = ()
    beneficiaries: tuple[Beneficiaries, ...] = ()
    investment_mad: Amount | None = None
    running_mad_per_year: Amount | None = None
    price_year: int | None = None
    months_to_benefit: Amount | None = None
    facts: dict[str, FactValue] = Field(default_factory=dict)
    assumptions: dict[
        Literal["beneficiaries", "investment_mad", "running_mad_per_year", "months_to_benefit", "regions"],
        str,
    ]
    ethics_hint: EthicsHint

    @model_validator(mode="after")
    def _each_figure_has_its_assumption(self) -> Self:
        figures = ("beneficiaries", "investment_mad", "running_mad_per_year", "months_to_benefit", "regions")
        given = {field for field in figures if getattr(self, field)}
        if given != {field for field, sentence in self.assumptions.items() if sentence.strip()}:
            raise ValueError("samples.assumption_per_figure")
        return self


class _ScoreEntry(Frozen):
    criterion: str = _Key
    by: str
    low: float = _Level
    likely: float = _Level
    high: float = _Level
    reason: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError("samples.score_order")
        return self


class _JudgedEntry(Frozen):
    case: str
    scores: tuple[_ScoreEntry, ...] = Field(min_length=1)


_Entry = TypeVar("_Entry", _PersonEntry, _CaseEntry, _JudgedEntry)


def _entries(path: Path, shape: type[_Entry]) -> list[_Entry]:
    if not path.exists():
        raise DeclaredFileError(f"{path.name}: missing in {path.parent.name}/")
    try:
        return TypeAdapter(list[shape]).validate_python(read_yaml(path))  # type: ignore[valid-type]
    except ValidationError as error:
        raise DeclaredFileError(f"{path.name}: {error}") from error


def _person(entry: _PersonEntry) -> SamplePerson:
    name = {SOURCE: entry.name.fr, Language.AR: entry.name.ar}
    return SamplePerson(entry.key, name, entry.roles, entry.administration)


def _case(entry: _CaseEntry) -> SampleCase:
    own = {"key", "status", "ethics_hint", "assumptions", "title", "summary"}
    draft = Draft(
        **entry.model_dump(exclude=own),
        title=entry.title.texts(),
        summary=entry.summary.texts(),
        provenance={field: StatedBy(person=PERSON, reason=sentence) for field, sentence in entry.assumptions.items()},
    )
    return SampleCase(entry.key, draft, entry.status, entry.ethics_hint)


def _refuse_repeated(place: str, keys: list[str]) -> None:
    if repeated := sorted({key for key in keys if keys.count(key) > 1}):
        raise DeclaredFileError(f"{place}: key written twice: {', '.join(repeated)}")


def _refuse_strangers(scores: tuple[SampleScore, ...], cases: set[str], people: set[str]) -> None:
    strangers = {score.case for score in scores} - cases | {score.by for score in scores} - people
    if strangers:
        raise DeclaredFileError(f"scores.yaml: unknown case or person: {', '.join(sorted(strangers))}")
