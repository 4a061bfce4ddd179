"""How the tables stand, in one digest for each case: the journal remembers it, so that a change behind its back shows.

A case is every row about it: its own, its scores, its examinations, what was chosen. What is about no case stands by
its table. A digest knows no order, and no column that holds nothing: it is the same on both engines, after a move, and
after a step of the schema that adds a column which nobody has filled yet.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, FromClause, LargeBinary, Select, Table, bindparam, select
from sqlalchemy.orm import Session

from store.every_table import METADATA
from store.tables import UseCaseRow

BESIDE: Mapping[str, tuple[str, ...]] = {
    "cases": ("imports", "intake_corrections"),
    "scores": ("rounds",),
    "plan": ("weightings", "scenarios", "snapshots"),
    "reviews": ("translations",),
    "people": ("accounts", "account_roles"),
}
"""For each area of the journal, the tables that stand by themselves; each of its lines tells how they stand."""
UNTOLD = frozenset({
    "alembic_version", "site", "definitions", "sessions", "drafts", "journal", "touched", "evidence_files",
})  # fmt: skip
"""Tables that no line answers for: what is counted, what is chained, what is not sent, what its own hash holds
(`store.evidence.altered`)."""
EMPTY = hashlib.sha256(b"").hexdigest()
"""How a table without rows stands."""
_UNREADABLE = "unreadable"
"""Where somebody put what no value of the column can be."""
_FLEETING = frozenset({"accounts.failures", "accounts.locked_until"})
_AT_ONCE = 500


def told(db: Session, areas: Iterable[str], references: Collection[str]) -> dict[str, str]:
    """How some cases, and the tables of areas that stand by themselves, stand now: a digest for each name."""
    found = _of_cases(db, sorted(references))
    for name in {name for area in areas for name in BESIDE.get(area, ())}:
        found[name] = _of_table(db, name)
    return found


def everything(db: Session) -> dict[str, str]:
    """How everything stands now that a line can answer for."""
    return told(db, BESIDE, list(db.execute(select(UseCaseRow.reference)).scalars()))


def _of_table(db: Session, name: str) -> str:
    try:
        rows = [tuple(row) for row in db.execute(_ALONE[name])]
        return _digest({name: rows}) if rows else EMPTY
    except ValueError:
        return _UNREADABLE


def _of_cases(db: Session, references: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(references), _AT_ONCE):
        found |= _of_some(db, references[start : start + _AT_ONCE])
    return found


def _of_some(db: Session, references: list[str]) -> dict[str, str]:
    held: dict[str, dict[str, list[tuple[Any, ...]]]] = {one: {} for one in references}
    try:
        for name, query in _OF_CASE.items():
            for reference, *row in db.execute(query, {"references": references}):
                held[reference].setdefault(name, []).append(tuple(row))
    except ValueError:
        if len(references) == 1:
            return {references[0]: _UNREADABLE}
        middle = len(references) // 2
        return _of_some(db, references[:middle]) | _of_some(db, references[middle:])
    return {one: _digest(tables) for one, tables in held.items() if tables}


def _digest(tables: Mapping[str, list[tuple[Any, ...]]]) -> str:
    """Of the rows of some tables, in the order of their keys as Python sorts them: engines sort texts differently."""
    told = {}
    for name, rows in tables.items():
        names, key = _COLUMNS[name], _KEYS[name]
        told[name] = [
            {column: value for column, value in zip(names, row, strict=True) if value is not None}
            for row in sorted(rows, key=key)
        ]
    return hashlib.sha256(_CANONICAL.encode(told).encode()).hexdigest()


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _columns(table: Table) -> list[Column[Any]]:
    return [
        one for one in table.c
        if not isinstance(one.type, LargeBinary) and f"{table.name}.{one.name}" not in _FLEETING
    ]  # fmt: skip


def _about_a_case(table: Table) -> Select[Any] | None:
    """The rows of a table with the reference of the case that they are about; None where they are about none."""
    cases, reviews = UseCaseRow.__table__, METADATA.tables["reviews"]
    source: FromClause = cases
    if table is cases:
        pass
    elif "use_case_id" in table.c:
        source = table.join(cases, cases.c.id == table.c.use_case_id)
    elif "review_id" in table.c:
        source = table.join(reviews, reviews.c.id == table.c.review_id).join(cases, cases.c.id == reviews.c.use_case_id)
    else:
        return None
    wanted = cases.c.reference.in_(bindparam("references", expanding=True))
    return select(cases.c.reference, *_columns(table)).select_from(source).where(wanted)


# Built once: every deed runs them.
_CANONICAL = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False, default=_said
)
_OF_CASE = {
    name: query
    for name, table in METADATA.tables.items()
    if name not in UNTOLD and (query := _about_a_case(table)) is not None
}
_ALONE = {name: select(*_columns(METADATA.tables[name])) for names in BESIDE.values() for name in names}
_COLUMNS = {name: [one.name for one in _columns(METADATA.tables[name])] for name in (*_OF_CASE, *_ALONE)}
_KEYS = {
    name: itemgetter(*(names.index(one.name) for one in METADATA.tables[name].primary_key))
    for name, names in _COLUMNS.items()
}
