"""What a question may be answered with: a judgement, and the details that show what is done and how it is known."""

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from pydantic import Field, model_validator

from ethics.depth import Declared, Identifier

NAME_LIMIT = 200
LARGEST = 1e12
"""No number of a review is larger, in whatever unit."""


class Answer(StrEnum):
    """What a reviewer may answer; words, because YAML reads a bare yes or no as a boolean."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class DetailKind(StrEnum):
    """What a detail is filled in with."""

    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    FILE = "file"
    PERSON = "person"


OPTIONED = frozenset({DetailKind.CHOICE, DetailKind.SEVERAL})


class Part(StrEnum):
    """Where a detail stands in the chain from a criterion to its evidence."""

    DONE = "done"
    SHOWN = "shown"


Given = Mapping[str, tuple[str, ...]]
"""Details as they were filled in, by id: the options of a choice, else one text (a number as 2.5, a day as 2026-01-31,
a file by the SHA-256 of its content). What was left empty is absent."""


class FromFact(Declared):
    """What a fact of the case's record proposes; a person confirms it by choosing it."""

    fact: Identifier
    options: Mapping[str, Identifier] = Field(min_length=1, description="value of the fact -> option of the detail")


class Detail(Declared):
    """One detail of a question; its words stand under ``<question>.detail.<id>``, options one step below."""

    id: Identifier
    part: Part
    kind: DetailKind
    when: tuple[Answer, ...] = Field(
        default=(Answer.YES, Answer.PARTLY), min_length=1, description="answers it goes with"
    )
    after: Mapping[Identifier, tuple[Identifier, ...]] = Field(
        default_factory=dict, description="options of an earlier choice for which it is asked; empty: always"
    )
    required: bool = True
    options: tuple[Identifier, ...] = ()
    wanted: tuple[Identifier, ...] = Field(
        default=(), description="of a choice, the options that suffice; of several, those that must all be there"
    )
    proposed: FromFact | None = Field(default=None, description="of a choice, what the record proposes")
    unit: Identifier | None = Field(default=None, description="of a number")
    at_least: float | None = Field(default=None, description="a smaller number falls short")
    at_most: float | None = Field(default=None, description="a larger number falls short")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "Detail":
        if problems := list(self._misfits()):
            raise ValueError("; ".join(problems))
        return self

    def _misfits(self) -> Iterator[str]:
        if (self.kind in OPTIONED) != bool(self.options):
            yield f"{self.id}: options belong to a choice, and a choice has them"
        if len(set(self.options)) != len(self.options):
            yield f"{self.id}: an option stands twice"
        named = [*self.wanted, *(self.proposed.options.values() if self.proposed else ())]
        yield from (f"{self.id}: {one} is no option" for one in named if one not in self.options)
        if self.proposed and self.kind is not DetailKind.CHOICE:
            yield f"{self.id}: only a choice is proposed"
        is_number = self.kind is DetailKind.NUMBER
        if is_number != (self.unit is not None):
            yield f"{self.id}: a unit belongs to a number, and a number has one"
        if not is_number and (self.at_least, self.at_most) != (None, None):
            yield f"{self.id}: only a number has bounds"
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            yield f"{self.id}: no number lies within its bounds"

    def is_asked(self, answer: Answer, given: Given) -> bool:
        """Whether it goes with that answer and with what was filled in before it."""
        earlier = (set(given.get(id_, ())) & set(options) for id_, options in self.after.items())
        return answer in self.when and all(earlier)

    def proposal(self, facts: Mapping[str, object]) -> str | None:
        """The option that the record of the case proposes; None where it says nothing of it."""
        return None if self.proposed is None else self.proposed.options.get(str(facts.get(self.proposed.fact)))

    def falls_short(self, value: Sequence[str]) -> bool:
        """Whether what was filled in is less than what the question wants."""
        if not value:
            return False
        if self.kind is DetailKind.NUMBER:
            number = float(value[0])
            return (self.at_least is not None and number < self.at_least) or (
                self.at_most is not None and number > self.at_most
            )
        if self.kind is DetailKind.SEVERAL:
            return not set(self.wanted) <= set(value)
        return bool(self.wanted) and value[0] not in self.wanted

    def read(self, texts: Sequence[str]) -> tuple[str, ...] | None:
        """What was filled in, in its one form; None where it is not of this kind. Nothing filled in is empty.

        A number is read in the digits of any script, with a point or a comma; a day as 2026-01-31 or 31/01/2026.
        """
        given = tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
        if not given:
            return ()
        if self.kind is DetailKind.SEVERAL:
            return tuple(one for one in self.options if one in given) if set(given) <= set(self.options) else None
        if len(given) > 1:
            return None
        form = _FORMS.get(self.kind)
        read = form(given[0]) if form else given[0]
        if self.kind is DetailKind.CHOICE and read not in self.options:
            return None
        return None if read is None else (read,)


def asked_of(details: Sequence[Detail], answer: Answer, given: Given) -> tuple[Detail, ...]:
    """Details that go with an answer, in their order; what hangs on a detail that is not asked is not asked either."""
    found: list[Detail] = []
    counted: dict[str, tuple[str, ...]] = {}
    for detail in details:
        if detail.is_asked(answer, counted):
            found.append(detail)
            counted[detail.id] = given.get(detail.id, ())
    return tuple(found)


def _number(text: str) -> str | None:
    digits = "".join(_digit(letter) for letter in text if not letter.isspace())
    try:
        number = float(digits.replace(",", ".").replace("٫", "."))
    except ValueError:
        return None
    if not math.isfinite(number) or not 0 <= number <= LARGEST:
        return None
    return f"{number:.10g}" if number != int(number) else str(int(number))


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def _day(text: str) -> str | None:
    parts = "".join(map(_digit, text)).replace("/", "-").split("-")
    if len(parts) == 3 and len(parts[2]) == 4:
        parts.reverse()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _print(text: str) -> str | None:
    return text if len(text) == 64 and set(text) <= set("0123456789abcdef") else None


_FORMS = {DetailKind.NUMBER: _number, DetailKind.DATE: _day, DetailKind.FILE: _print}
