"""What a row says that its case does not say yet, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from usecases.use_case import Draft, Text

FIELDS = (
    "title", "summary", "administration", "bureau", "sector", "stage", "starts_on", "investment_mad",
    "running_mad_per_year", "facts",
)  # fmt: skip
"""What a sheet can state, in the order in which changes are shown."""


@dataclass(frozen=True)
class FieldChange:
    """One field of a case: what it says now and what the row says; None where it says nothing."""

    field: str
    before: str | None
    after: str | None


def changes(held: Draft, row: Draft) -> tuple[FieldChange, ...]:
    """The fields in which a row differs from its case; facts one by one."""
    return tuple(one for name in FIELDS for one in _changes_of(name, getattr(held, name), getattr(row, name)))


def _changes_of(name: str, before: Any, after: Any) -> Iterator[FieldChange]:
    if name == "facts":
        for fact in sorted({*before, *after}):
            if before.get(fact) != after.get(fact):
                yield FieldChange(f"facts.{fact}", _told(before.get(fact)), _told(after.get(fact)))
    elif _told(before) != _told(after):
        yield FieldChange(name, _told(before), _told(after))


def _told(value: Any) -> str | None:
    """A value as a person reads it beside another; the screen may say it better."""
    if value in (None, (), ""):
        return None
    if isinstance(value, tuple) and all(isinstance(one, Text) for one in value):
        return "\n".join(one.value for one in value)
    if hasattr(value, "year"):
        return "-".join(f"{part:02d}" for part in (value.year, value.month, value.day) if part is not None)
    if hasattr(value, "likely"):
        ends = (value.low, value.high) if value.low != value.high else (value.likely,)
        return " – ".join(f"{one:.0f}" for one in ends)
    return str(value)
