"""JSON: the one list of records in a document, as a table whose first row names its fields."""

import json
from collections.abc import Iterator
from typing import Any

from cells.budget import Budget, Refused, Rows, Sheet, number_text

_DEEPEST = 4
"""Levels below the top at which a list of records is looked for."""


class Workbook:
    """The records of one document, as the only sheet of a workbook."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        found = sorted(_lists(_parsed(content), ""), key=lambda one: -len(one[1]))
        if not found:
            raise Refused("intake.not_a_table", kind="json")
        self._path, self._records = found[0]
        self._budget = budget
        self.sheets = [(self._path, True, self._path)]

    def rows(self, path: str) -> Rows:
        """Row 1 names every field of any record, in the order of their first appearance; record n is row n + 1."""
        del path
        sheet, places = Sheet(self._budget), dict[str, int]()
        for number, record in enumerate(self._records, start=2):
            for name, text in _flat(record, ""):
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


def _lists(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every list of records in the document; a dictionary of records by their key is one too."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        records = [one for one in value if isinstance(one, dict)]
        if records and len(records) * 2 > len(value):
            yield path or "records", [_inner(one) for one in records]
    elif isinstance(value, dict):
        inner = list(value.values())
        if len(inner) > 1 and all(isinstance(one, dict) for one in inner):
            yield path or "records", [{"id": key, **one} for key, one in value.items()]
        for key, one in value.items():
            yield from _lists(one, f"{path}.{key}" if path else str(key), depth + 1)


def _inner(record: dict[str, Any]) -> dict[str, Any]:
    """A map's feature keeps what it says under properties."""
    properties = record.get("properties")
    if record.get("type") == "Feature" and isinstance(properties, dict):
        return {name: value for name, value in record.items() if name == "id"} | properties
    return record


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
