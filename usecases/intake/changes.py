"""What a row says that its case does not say yet, field by field; and the case with those of them that are wanted."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from usecases.folding import fold
from usecases.intake.drafts import UNREAD
from usecases.intake.grid import PLACE
from usecases.intake.read_otherwise import as_figures
from usecases.intake.sheet import INFERRED, UNSTATED
from usecases.intake.vocabulary import NATIONAL
from usecases.use_case import NOT_APPLICABLE, Amount, Draft, ImportedFrom, PartialDate, Provenance, StatedBy, Text

FIELDS = (
    "title", "summary", "administration", "bureau", "sector", "stage", "regions", "starts_on", "investment_mad",
    "running_mad_per_year", "facts",
)  # fmt: skip
"""What a sheet can state, in the order in which changes are shown."""

Cell = tuple[str, str]
"""A field of a case: its reference and the field, or facts.<key>."""


@dataclass(frozen=True)
class FieldChange:
    """One field of a case: what it says now and what the row says.

    None where it says nothing, NOT_APPLICABLE where it says that no answer applies.
    """

    field: str
    before: str | None
    after: str | None
    stays: bool
    """Whether the case keeps what it says unless somebody asks: a person stated it, or the row has nothing to read."""


@dataclass(frozen=True)
class RowChanges:
    """What a row that comes again changes."""

    fields: tuple[FieldChange, ...]
    columns: Mapping[str, tuple[str, str]]
    """Where no field differs, the columns that do: what the last file said and what this one says."""


def columns_changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The cells in which a row as received differs from the one before it."""
    names = (name for name in dict.fromkeys((*before, *after)) if name != PLACE)
    pairs = {name: (before.get(name, ""), after.get(name, "")) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def changes(held: Draft, row: Draft) -> tuple[FieldChange, ...]:
    """The fields in which a row differs from its case; facts one by one."""
    return tuple(
        FieldChange(name, _told(held, name, now), _told(row, name, said), _stays(held, row, name))
        for name, before, after in _differing(held, row)
        for now, said in [_unlike(before, after) if name in {"title", "summary"} else (before, after)]
    )


def _unlike(now: tuple[Text, ...], said: tuple[Text, ...]) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """Two wordings of a text in the languages in which they differ."""
    same = {(one.language, one.value) for one in now} & {(one.language, one.value) for one in said}
    left, right = (tuple(one for one in side if (one.language, one.value) not in same) for side in (now, said))
    return left, right


def merged(held: Draft, row: Draft, *, left: Collection[str] = (), insisted: Collection[str] = ()) -> dict[str, Any]:
    """The fields of a case as they are once a row was taken in; nothing that a person stated is lost by it.

    Parameters
    ----------
    left : collection of str
        Fields that shall stay as they are.
    insisted : collection of str
        Fields that shall say what the row says though a person stated otherwise, or though nothing was read in the row.

    Returns
    -------
    dict
        New values by field, with the provenance of all; what no sheet states is not among them.
    """
    differing = list(_differing(held, row))
    taken = {
        name: said for name, _, said in differing if name in insisted or not (name in left or _stays(held, row, name))
    }
    facts = dict(held.facts)
    for name in taken:
        if (key := name.removeprefix("facts.")) != name:
            facts.pop(key, None)
            facts |= {} if taken[name] is None else {key: taken[name]}
    fields = {name: said for name, said in taken.items() if not name.startswith("facts.")}
    if "regions" in fields:
        fields |= {"regions": row.regions, "national": row.national}
    return {
        **fields,
        "facts": facts,
        "provenance": _provenance(held, row, taken, {one for one, *_ in differing} - {*taken}),
    }


def said(draft: Draft, name: str) -> str | None:
    """What a draft says in one field, as it is told beside another."""
    return _told(draft, name, _value(draft, name))


def _value(draft: Draft, name: str) -> Any:
    """What a draft says in one field; of its regions all, where the case is for the whole country."""
    return NATIONAL if name == "regions" and draft.national else getattr(draft, name)


def _differing(held: Draft, row: Draft) -> Iterator[tuple[str, Any, Any]]:
    """Fields with what the case says and what it would say."""
    for name in FIELDS:
        now, said = _value(held, name), _value(row, name)
        if name == "administration" and _is_inferred(row) and not _is_inferred(held):
            continue  # whose list it was is known better than its bureaus tell
        if name == "facts":
            told = {key for draft in (held, row) for key in (*draft.facts, *_facts_told(draft))}
            yield from (
                (f"facts.{key}", now.get(key), said.get(key))
                for key in sorted(told)
                if now.get(key) != said.get(key) or held.applies(f"facts.{key}") != row.applies(f"facts.{key}")
            )
            continue
        if name in {"title", "summary"}:
            said = _texts(now, said)
        before, after = _told(held, name, now), _told(row, name, said)
        if (fold(now) != fold(said)) if name == "administration" else (before != after):
            yield name, now, said


def _is_inferred(draft: Draft) -> bool:
    """Whether the administration was read from bureaus, or is not named at all: no cell says it."""
    origin = draft.provenance.get("administration")
    told = isinstance(origin, ImportedFrom) and origin.rule in INFERRED
    return told or fold(draft.administration) == fold(UNSTATED)


def _facts_told(draft: Draft) -> Iterator[str]:
    """Facts that the draft tells something of, be it that they do not apply."""
    return (name.removeprefix("facts.") for name in draft.provenance if name.startswith("facts."))


def _texts(now: tuple[Text, ...], said: tuple[Text, ...]) -> tuple[Text, ...]:
    """What the row says in its language, beside what the case says in others."""
    if not said:
        return ()
    languages = {one.language for one in said}
    return (*said, *(one for one in now if one.language not in languages))


def _stays(held: Draft, row: Draft, name: str) -> bool:
    """Whether a person stated it, or the row has nothing there that could be read."""
    origin = row.provenance.get(name)
    blank = origin is None and name not in {"title", "administration"}
    unread = isinstance(origin, ImportedFrom) and origin.rule in UNREAD
    if unread and not row.applies(name):
        unread = _says(held, name)  # that nothing applies replaces nothing but a blank
    return isinstance(held.provenance.get(name), StatedBy) or blank or unread


def _says(held: Draft, name: str) -> bool:
    """Whether a case has an answer in a field: what its source left out has none, whatever it is taken for."""
    key = name.removeprefix("facts.")
    value = held.facts.get(key) if key != name else getattr(held, name)
    silent = held.provenance.get(name) is None and name in {"stage", "sector"}
    return held.applies(name) and not silent and value not in (None, (), "")


def _provenance(held: Draft, row: Draft, taken: Collection[str], refused: Collection[str]) -> dict[str, Provenance]:
    """Where each field comes from: the row where it was taken, or says the same and nobody stated it."""
    found = dict(held.provenance)
    for name, origin in row.provenance.items():
        if name in taken or (name not in refused and not isinstance(held.provenance.get(name), StatedBy)):
            found[name] = origin
    for name in taken:
        if name not in row.provenance:
            found.pop(name, None)  # what the row left blank says nothing any more, nor that nothing applies
    return found


def _told(draft: Draft, name: str, value: Any) -> str | None:
    """A value as a person reads it beside another; the screen may say it better."""
    if not draft.applies(name):
        return NOT_APPLICABLE
    if value in (None, (), ""):
        return None
    if isinstance(value, tuple) and all(isinstance(one, Text) for one in value):
        return "\n".join(one.value for one in sorted(value, key=lambda one: one.language))
    if isinstance(value, PartialDate | Amount):
        return as_figures(value, to=" – ")
    return ", ".join(one.region for one in value) if isinstance(value, tuple) else str(value)
