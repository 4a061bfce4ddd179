"""JSON: the lists of records in a document, each as a table whose first row names its fields.

Records are objects; lists of cells beside the names of their columns; columns beside each other; or records within
records, which then say what those around them say.
"""

import json
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any

from cells.budget import Budget, Refused, Rows, Sheet, number_text

_MOST_LISTS = 6
"""The longest lists of a document are offered; which of them is wanted is told by the names of their fields."""
_MOST_BESIDE = 20_000
"""Rows of a list that is offered beside the longest: a second one as long would only use up the limits."""
_DEEPEST = 4
"""Levels below the top at which a list of records is looked for."""


class Workbook:
    """The lists of one document, the longest first, as the sheets of a workbook."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        found = sorted(_lists(_parsed(content), ""), key=lambda one: -len(one[1]))
        if not found:
            raise Refused("intake.not_a_table", kind="json")
        offered = [found[0], *(one for one in found[1:] if len(one[1]) <= _MOST_BESIDE)][:_MOST_LISTS]
        self._found = dict(reversed(offered))
        self._budget = budget
        self.sheets = [(path, True, path) for path in reversed(self._found)]

    def rows(self, path: str) -> Rows:
        """Row 1 names every field of any record, in the order of their first appearance; record n is row n + 1."""
        sheet, found = Sheet(self._budget), self._found[path]
        if isinstance(found, Cells):
            for number, row in enumerate([found.names, *found.rows], start=1):
                for place, value in enumerate(row):
                    sheet.put(number, place, _text(value))
            return sheet.rows()
        places = dict[str, int]()
        plain = {key for record in found for key, one in record.items() if isinstance(one, str) and one.strip()}
        for number, record in enumerate(found, start=2):
            for name, text in _flat(_named(record, plain), ""):
                sheet.put(number, places.setdefault(name, len(places)), text)
        for name, place in places.items():
            sheet.put(1, place, name)
        return sheet.rows()


def _parsed(content: bytes) -> Any:
    encoding = json.detect_encoding(content)
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    try:
        return json.loads(text)
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            return [json.loads(line) for line in lines]  # one record a line
        except ValueError:
            raise Refused("intake.unreadable", reason="json") from error


Records = list[dict[str, Any]]
_OWNER = re.compile(r"agency|organi[sz]|minist|department|administration|collectivit|gemeente", re.IGNORECASE)
"""What a document may say once, beside a list, of all its records."""
_OF_A_CATALOGUE = frozenset({"id", "recordid", "datasetid", "createdTime", "record_timestamp", "geometry", "links"})
"""What the record of a catalogue says beside its fields: of itself, not of the thing."""
_BESIDE_ATTRIBUTES = frozenset({"id", "type", "links", "meta"})


@dataclass(frozen=True)
class Cells:
    """Rows of cells in the order of their names; a name may come twice, and a row may be longer than the names."""

    names: list[str]
    rows: list[list[Any]]

    def __len__(self) -> int:
        return len(self.rows)


def _lists(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, Records | Cells]]:
    """Every list of records in the document; a dictionary of records by their key is one too."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        yield from _in_list(value, path)
    elif isinstance(value, dict):
        inner = list(value.values())
        if numbered := _numbered_columns(value):
            yield path or "records", numbered
            return
        if len(inner) > 1 and all(isinstance(one, dict) for one in inner):
            yield path or "records", [{"id": key, **one} for key, one in value.items()]
        elif tabular := _beside_their_names(value) or _columns(value):
            yield path or "records", tabular
            return
        owner = {key: one for key, one in value.items() if isinstance(one, str) and _OWNER.search(str(key))}
        for key, one in value.items():
            inside = [owner | each for each in one] if owner and _is_records(one) else one
            yield from _lists(inside, f"{path}.{key}" if path else str(key), depth + 1)


def _in_list(value: list[Any], path: str) -> Iterator[tuple[str, Records | Cells]]:
    records = [_inner(one) for one in value if isinstance(one, dict)]
    if records and len(records) * 2 > len(value):
        yield path or "records", records
        if within := _within(records):
            yield f"{path or 'records'}.{within[0]}", within[1]
    elif tabular := _under_first(value):
        yield path or "records", tabular


def _inner(record: dict[str, Any]) -> dict[str, Any]:
    """What a record says; a feature says it under properties, others under attributes or fields beside their id."""
    name = "properties" if record.get("type") == "Feature" else "fields" if "fields" in record else "attributes"
    said, others = record.get(name), record.keys() - {name}
    beside = _BESIDE_ATTRIBUTES if name == "attributes" else _OF_A_CATALOGUE
    if not isinstance(said, dict) or not (name == "properties" or others <= beside):
        return record
    kept = {"id", "type"} if name == "attributes" else {"id"}
    return {key: one for key, one in record.items() if key in kept} | said


def _within(records: Records) -> tuple[str, Records] | None:
    """The records that most of these hold under one name, each with what stands around it.

    One that holds none stays as it is: it may be what the list is about.
    """
    names = [name for one in records for name, value in one.items() if _is_records(value)]
    if not names:
        return None
    name = max(set(names), key=names.count)
    found = []
    for one in records:
        held = one.get(name)
        if isinstance(held, list) and _is_records(held):
            around = {key: value for key, value in one.items() if not isinstance(value, (dict, list))}
            found += [around | inner for inner in held]
        else:
            found.append(one)
    return (name, found) if len(found) > len(records) else None


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _beside_their_names(value: dict[str, Any]) -> Cells | None:
    """Rows of cells with the names of their columns beside them, or in what describes the whole."""
    rows = next((one for name in ("data", "rows", "values", "records") if _is_rows(one := value.get(name))), None)
    names = _names(value.get("columns") or value.get("fields") or value.get("headers"))
    if rows and not names:
        view = value.get("meta", {}).get("view", {}) if isinstance(value.get("meta"), dict) else {}
        names = _names(view.get("columns")) if isinstance(view, dict) else []
    if not rows or not names:
        return None
    return Cells(names, rows)


def _names(columns: Any) -> list[str]:
    if not isinstance(columns, list):
        return []
    return [str(one.get("name") or one.get("id") or "") if isinstance(one, dict) else str(one) for one in columns]


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, list) for one in value)


def _under_first(value: list[Any]) -> Cells | None:
    """Rows of cells whose first row names the columns."""
    if not _is_rows(value) or len(value) < 2 or not all(isinstance(one, str) for one in value[0]):
        return None
    return Cells(value[0], value[1:])


def _columns(value: dict[str, Any]) -> Cells | None:
    """Columns of plain values of one length, each under its name."""
    lists = {name: one for name, one in value.items() if isinstance(one, list)}
    lengths = {len(one) for one in lists.values()}
    plain = all(not isinstance(cell, (dict, list)) for one in lists.values() for cell in one)
    if len(lists) < 2 or len(lists) < len(value) or len(lengths) != 1 or lengths == {0} or not plain:
        return None
    return Cells(list(lists), [list(row) for row in zip(*lists.values(), strict=True)])


def _numbered_columns(value: dict[str, Any]) -> Cells | None:
    """Columns by their names, each with its cells by the number of their row."""
    columns = list(value.values())
    if len(columns) < 2 or not all(isinstance(one, dict) for one in columns):
        return None
    numbers = list(columns[0])
    alike = numbers and all(one.isdigit() for one in numbers) and all(list(one) == numbers for one in columns)
    return Cells(list(value), [[one[number] for one in columns] for number in numbers]) if alike else None


_NAMING = ("name", "nom", "naam", "label", "libelle", "title", "titre", "titel")


def _named(record: dict[str, Any], plain: Set[str]) -> dict[str, Any]:
    """A record in which an object stands for its name, where other records have a name in its place."""
    found = dict(record)
    for key, one in record.items():
        naming = next((name for name in _NAMING if isinstance(one.get(name), str)), "") if isinstance(one, dict) else ""
        if naming and key in plain:
            rest = {f"{key}.{name}": value for name, value in one.items() if name != naming}
            found = {**found, key: one[naming], **rest}
    return found


def _flat(value: dict[str, Any], above: str) -> Iterator[tuple[str, str]]:
    """Fields within fields by their path, lists of plain values joined; what is null or empty is left out."""
    for key, one in value.items():
        name = f"{above}.{key}" if above else str(key)
        if isinstance(one, dict):
            yield from _flat(one, name)
        elif (text := _text(one)).strip():
            yield name, text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return number_text(float(value)) if abs(value) < 1e15 else str(value)
    if isinstance(value, list):
        return "; ".join(part for one in value if (part := _text(one)))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {part}" for key, one in value.items() if (part := _text(one)))
    return str(value)
