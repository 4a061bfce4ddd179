"""Import profiles: what headers mean, which words the cells use, and what may be derived from them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr, model_validator

from usecases.fingerprint import fingerprint
from usecases.folding import fold
from usecases.intake.header_words import HeaderWords
from usecases.intake.rating import Rating
from usecases.use_case import Frozen, Stage
from wording.declared import read_yaml
from wording.language import Language

REQUIRED = ("title", "administration")
STATED = "*"
"""In a condition: any answer but blank and not applicable. At the end of a spelling: any continuation."""

DateOrder = Literal["mdy", "dmy", "ymd"]
Name = Annotated[str, Field(pattern=r"^(facts\.)?[a-z][a-z0-9_]*$")]
FactLiteral = StrictBool | StrictInt | StrictFloat | StrictStr


class Mentions(Frozen):
    """Words looked for in the texts of some columns, as whole words, whatever their case."""

    columns: tuple[Name, ...] = Field(min_length=1)
    words: tuple[str, ...] = Field(min_length=1)


class Condition(Frozen):
    """Holds when every named column has one of its answers, and a word is mentioned if any are asked for."""

    when: dict[Name, tuple[str, ...]] = Field(default_factory=dict)
    mentions: Mentions | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> "Condition":
        if not self.when and self.mentions is None:
            raise ValueError("profile.empty_condition")
        return self

    def columns(self) -> Iterator[str]:
        """The columns that the condition reads."""
        yield from self.when
        if self.mentions is not None:
            yield from self.mentions.columns


class FactCase(Condition):
    """What a fact is when the condition holds."""

    value: FactLiteral


class ScoreCase(Condition):
    """The score when the condition holds: low, likely, high in the unit of its derivation."""

    score: tuple[float, float, float]


class FactRule(Frozen):
    """A fact (key of data/reference/facts.yaml) told by other columns; the first case that holds decides."""

    fact: str
    cases: tuple[FactCase, ...] = Field(min_length=1)


class Derivation(Frozen):
    """A criterion's score told by columns; the first case that holds decides, none proposes nothing."""

    id: str = Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")
    criterion: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    unit: Literal["scale", "months"] = Field(default="scale", description="scale is 0 to 4")
    because: dict[Language, str] = Field(description="one sentence in each language")
    cases: tuple[ScoreCase, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_range(self) -> "Derivation":
        top = 4.0 if self.unit == "scale" else 120.0
        for case in self.cases:
            low, likely, high = case.score
            if not 0 <= low <= likely <= high <= top:
                raise ValueError(f"profile.score_range {self.id} {case.score}")
        if set(self.because) != set(Language):
            raise ValueError(f"profile.because_language {self.id}")
        return self


@dataclass(frozen=True, slots=True)
class KnownHeader:
    """What a header means, in which language it is, and its place in the profile's list."""

    name: str
    language: Language
    place: int
    is_day_first: bool | None = True
    """Whether dates are written with the day before the month in its language; None where it is English among others.
    """


class Profile(Frozen):
    """One kind of list and how it is read; a site's own profiles have the same shape."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: str
    source: str = Field(description="where the list comes from, and under which licence")
    register_name: str | None = Field(alias="register", description="null: named after the set of headers")
    languages: tuple[Language, ...] = Field(min_length=1)
    date_order: DateOrder | None = Field(description="null: found from the column, else from the headers' language")
    recognised_above: float | None = Field(
        ge=0,
        le=1,
        description="share of the columns that must be there; null: taken when no other profile fits",
    )
    columns: dict[Name, dict[Language | Literal["nl"], tuple[str, ...]]] = Field(
        description="known headers by meaning and language, the surest first"
    )
    header_words: HeaderWords | None = Field(default=None, description="words of headers that no list foresaw")
    other_kinds: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="headers by which lists of something else are known"
    )
    use_case_words: tuple[str, ...] = Field(default=(), description="words that say that a list holds uses of AI")
    weak_titles: tuple[str, ...] = Field(default=(), description="headers of titles that any list may have")
    other_things: tuple[str, ...] = Field(
        default=(), description="words by which a header that is not listed is of something else"
    )
    inner_owners: tuple[str, ...] = Field(
        default=(), description="headers of owners that are parts of a body, where the body is named beside them"
    )
    letterheads: tuple[str, ...] = Field(default=(), description="how the name of a body begins above a table")
    sheets_aside: tuple[str, ...] = Field(default=(), description="how the name of a sheet begins that shows how to")
    vocabulary: dict[Name, dict[str, tuple[str, ...]]] = Field(
        default_factory=dict,
        description="spellings by canonical answer; a trailing * stands for any continuation",
    )
    not_applicable: tuple[str, ...] = Field(description="words that say that a question does not apply: not no")
    unanswered: tuple[str, ...] = Field(default=(), description="what is written where nobody has answered yet")
    facts: tuple[FactRule, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    ratings: tuple[Rating, ...] = Field(default=(), description="columns that state a score on a scale of their own")

    @model_validator(mode="after")
    def _consistent(self) -> "Profile":
        if missing := [name for name in REQUIRED if name not in self.columns]:
            raise ValueError(f"profile.missing_columns {missing}")
        if strange := [name for name in self.vocabulary if name not in self.columns]:
            raise ValueError(f"profile.vocabulary_without_column {strange}")
        if strange := [stage for stage in self.vocabulary.get("stage", {}) if stage not in set(Stage)]:
            raise ValueError(f"profile.stage {strange}")
        self._rules_read_what_is_there()
        self._one_rule_each()
        return self

    def _rules_read_what_is_there(self) -> None:
        for case in self.conditions():
            if strange := [name for name in case.columns() if name not in self.columns]:
                raise ValueError(f"profile.rule_column {strange}")
            for name, answers in case.when.items():
                if untaught := set(answers) - {STATED, *self.vocabulary.get(name, ())}:
                    raise ValueError(f"profile.rule_answer {name} {sorted(untaught)}")

        for rating in self.ratings:
            if rating.column not in self.columns:
                raise ValueError(f"profile.rule_column {rating.column}")
            if untaught := set(rating.answers) - set(self.vocabulary.get(rating.column, ())):
                raise ValueError(f"profile.rule_answer {rating.column} {sorted(untaught)}")

    def _one_rule_each(self) -> None:
        rules: list[Derivation | Rating] = [*self.derivations, *self.ratings]
        criteria = [rule.criterion for rule in rules]
        identities = [rule.id for rule in rules]
        if len(set(criteria)) < len(criteria) or len(set(identities)) < len(identities):
            raise ValueError("profile.two_rules_for_one_criterion")

    def conditions(self) -> Iterator[Condition]:
        """The conditions of every rule."""
        for fact_rule in self.facts:
            yield from fact_rule.cases
        for derivation in self.derivations:
            yield from derivation.cases

    @property
    def hash(self) -> str:
        """Fingerprint of the whole definition."""
        return fingerprint(self.model_dump(by_alias=True))

    def headers(self) -> dict[str, KnownHeader]:
        """Every known header by its folded text; the first meaning that claims a header keeps it."""
        known: dict[str, KnownHeader] = {}
        spoken: dict[str, set[str]] = {}
        for by_language in self.columns.values():
            for language, headers in by_language.items():
                for header in headers:
                    spoken.setdefault(header_key(header), set()).add(language)
        for name, by_language in self.columns.items():
            for language, headers in by_language.items():
                for place, header in enumerate(headers):
                    # A fourth language is read too; what it says is shown as it is, as English would be.
                    told, key = Language.EN if language == "nl" else language, header_key(header)
                    day_first = None if len(spoken[key]) > 1 and "en" in spoken[key] else "en" not in spoken[key]
                    known.setdefault(key, KnownHeader(name, told, place, day_first))
        return known


_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9à-ÿ])(?=[A-Z][a-zà-ÿ])|(?<=[a-zà-ÿ])(?=[A-Z]{2,}$)")
_LONGEST_PATH = 4
_SMALL = frozenset(re.findall(r"\w+", "de du des la le les l d en et a of the in is for to an by or van het"))
_AROUND = re.compile(r"^[\s*:.?؟_-]+|[\s*:.?؟_-]+$")


@lru_cache(maxsize=16_384)
def header_key(header: str) -> str:
    r"""One spelling of a header: folded, without the stars, colons and question marks around it.

    A header in one piece is parted as programs join its words: by signs, by dots, by capitals.

    >>> header_key(" Intitulé du\nprojet * : "), header_key("tool_application_name"), header_key("Tool/App Name")
    ('intitule du projet', 'tool application name', 'tool app name')
    >>> header_key("publishing-body"), header_key("developmentStage"), header_key("Type.de.collectivité")
    ('publishing body', 'development stage', 'type de collectivite')
    """
    text = header.replace("_", " ").replace("/", " ").strip()
    text = re.sub(r"(?<=\w)-(?=\w)", " ", text) if re.search(r"\s", text) else _parted(text)
    return _AROUND.sub("", fold(undotted(text)))


def _parted(text: str) -> str:
    return _BETWEEN_WORDS.sub(" ", text.replace("-", " "))


def undotted(header: str) -> str:
    """A header whose spaces a program wrote as dots, with spaces; a path of names stays one."""
    parts = header.split(".")
    dots = len(parts) > _LONGEST_PATH or "" in parts[1:-1] or not _SMALL.isdisjoint(part.casefold() for part in parts)
    return " ".join(part for part in parts if part) if dots and not re.search(r"\s", header) else header


def load_profiles(folder: Path) -> tuple[Profile, ...]:
    """Every profile of a folder, by the name of its file.

    Raises
    ------
    wording.declared.DeclaredFileError
        If a file is no strict YAML.
    pydantic.ValidationError
        If a profile does not have the shape above.
    """
    return tuple(Profile.model_validate(read_yaml(path)) for path in sorted(folder.glob("*.yaml")))
