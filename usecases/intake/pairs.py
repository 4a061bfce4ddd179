"""A table of spellings and values, each column folded by what it holds: stages, sectors, bodies, days, or a list."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from usecases.intake.administrations import KnownAdministrations
from usecases.intake.dates import order_from_evidence, read_date
from usecases.intake.headers import Headers
from usecases.intake.options import Proposal, ValueList, options_of
from usecases.intake.profile import Profile
from usecases.intake.vocabulary import Vocabulary
from usecases.use_case import PartialDate

Folding = Callable[[str], Proposal | None]
"""A spelling onto a value; None where a person must say."""
_DAY = re.compile(r"\d{4}(?:-\d{2}){0,2}")


class Folder:
    """Chooses for each column of a table how its spellings are folded."""

    def __init__(self, lists: Iterable[ValueList], profile: Profile, known: KnownAdministrations) -> None:
        self._lists, self._profile, self._known = tuple(lists), profile, known
        self._headers, self._vocabulary = Headers(profile), Vocabulary(profile)

    def of(self, column: str, pairs: Sequence[tuple[str, str]]) -> Folding:
        """How the spellings of a column are folded, given what they stand for: its values say what it holds.

        Parameters
        ----------
        pairs : sequence of (spelling, value)
            All of the column; the values alone are looked at, and the spellings for the order of days.
        """
        values = list(dict.fromkeys(value for _, value in pairs if value))
        by_list = options_of(self._lists, column, values).propose
        if any(column in one.columns for one in self._lists):
            return by_list
        field = self._field(column, values)
        if field in self._profile.vocabulary:
            return _first(self._answers(field), by_list)
        if field == "administration":
            every = options_of((), column, [*values, *self._known.canonical]).propose  # "Ministère" alone is no body
            return _first(self._bodies(values), _among(values, every))
        if values and all(_DAY.fullmatch(one) for one in values):
            return _days([text for text, _ in pairs])
        return by_list

    def _field(self, column: str, values: Collection[str]) -> str | None:
        """What a column is: by its name where its values are such as the field takes, else by all of its values."""
        match = self._headers.match(column)
        named = [column, f"facts.{column}", *([match.known.name] if match else [])]
        for field in named:
            if values and set(values) <= set(self._profile.vocabulary.get(field, ())):
                return field
        if "administration" in named or (values and all(self._known.same(one) for one in values)):
            return "administration"
        return None

    def _answers(self, field: str) -> Folding:
        def fold(text: str) -> Proposal | None:
            found = self._vocabulary.answer(field, text)
            return Proposal(found, "vocabulary") if found else None

        return fold

    def _bodies(self, values: Sequence[str]) -> Folding:
        """The body that is named, by the name which the table gives it."""
        named: Mapping[str, str] = {body: value for value in reversed(values) if (body := self._known.same(value))}

        def fold(text: str) -> Proposal | None:
            if whole := self._known.same(text):
                return Proposal(named.get(whole, whole), "name")
            found = self._known.propose(text)
            return Proposal(named.get(found.value, found.value), found.rule) if found else None

        return fold


def _first(*foldings: Folding) -> Folding:
    def fold(text: str) -> Proposal | None:
        return next((found for one in foldings if (found := one(text)) is not None), None)

    return fold


def _among(values: Collection[str], folding: Folding) -> Folding:
    def fold(text: str) -> Proposal | None:
        found = folding(text)
        return found if found and found.value in values else None

    return fold


def _days(spellings: Sequence[str]) -> Folding:
    order = order_from_evidence(spellings)

    def fold(text: str) -> Proposal | None:
        found = read_date(text, order)
        if not isinstance(found, PartialDate):
            return None
        parts = [f"{found.year:04}", *(f"{part:02}" for part in (found.month, found.day) if part)]
        return Proposal("-".join(parts), "date")

    return fold
