"""The data table: real HTML, sorted and turned by page on the server, mirrored in Arabic, one gesture out.

The browser gets one page of ready texts; it formats nothing and decides nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

import streamlit as st

from ui.components.badge import Badge
from ui.words import Words
from wording.language import Language

ROWS_PER_PAGE = 25
_HERE = Path(__file__).parent
_TABLE = st.components.v2.component(
    "am_table",
    html='<div class="root"></div>',
    css=(_HERE / "table.css").read_text(encoding="utf-8"),
    js=(_HERE / "table.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class TextCell:
    """A text in a language of its own, with a quieter second line."""

    kind: ClassVar[str] = "text"
    text: str
    language: Language | None = None
    sub: str = ""
    sub_language: Language | None = None


@dataclass(frozen=True)
class ReferenceCell:
    """A reference, as it is written everywhere."""

    kind: ClassVar[str] = "reference"
    text: str


@dataclass(frozen=True)
class NumberCell:
    """A number already formatted by words."""

    kind: ClassVar[str] = "number"
    text: str
    sub: str = ""


@dataclass(frozen=True)
class BarCell:
    """A share of the scale, 0 to 1, with its number; hatched while nobody has confirmed it."""

    kind: ClassVar[str] = "bar"
    share: float
    text: str
    unconfirmed: bool = False
    why: str = ""


@dataclass(frozen=True)
class IntervalCell:
    """Low, likely and high on a scale of 0 to 1, with its text; hatched while nobody has confirmed it."""

    kind: ClassVar[str] = "interval"
    low: float
    likely: float | None
    high: float
    text: str
    unconfirmed: bool = False
    why: str = ""


@dataclass(frozen=True)
class BadgeCell:
    """One badge or more: verdict, stage, status, origin, band."""

    kind: ClassVar[str] = "badges"
    badges: tuple[Badge, ...]


@dataclass(frozen=True)
class AbsentCell:
    """Nothing is known: a dash that says why, never a zero."""

    kind: ClassVar[str] = "absent"
    why: str


Cell = TextCell | ReferenceCell | NumberCell | BarCell | IntervalCell | BadgeCell | AbsentCell


@dataclass(frozen=True)
class Column:
    """A column: ``numeric`` aligns at the end, ``pinned`` stays in view, ``wide`` holds titles."""

    id: str
    label: str
    numeric: bool = False
    sortable: bool = True
    pinned: bool = False
    wide: bool = False
    unit: str = ""
    help: str = ""


@dataclass(frozen=True)
class Row:
    """A row by the reference of what it opens; ``href`` lets it open in a new tab."""

    id: str
    cells: Mapping[str, Cell]
    label: str = ""
    href: str = ""
    muted: bool = False


@dataclass(frozen=True)
class Sort:
    """The order the rows were given in."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class TableEvent:
    """One gesture: a row opened, a column sorted by, a page turned to, rows ticked."""

    kind: Literal["open", "sort", "page", "select"]
    id: str = ""
    column: str = ""
    descending: bool = False
    page: int = 1
    ids: tuple[str, ...] = field(default=())


def data_table(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    key: str,
    words: Words,
    caption: str,
    total: int,
    count: str = "",
    sort: Sort | None = None,
    selected: Sequence[str] | None = None,
    page: int = 1,
    per_page: int = ROWS_PER_PAGE,
    empty: str = "",
    opens: bool = True,
    leaves: bool = False,
    header: str = "",
    on_event: Callable[[], None] | None = None,
) -> TableEvent | None:
    """Show one page of rows and hand back what the reader did with it, once.

    ``selected`` None shows no tick boxes. ``leaves``: what a row opens takes the place of this page, from its top.
    ``header`` names the column that titles a row, the first wide one by default. ``count`` replaces the sentence at the
    foot. ``caption`` is read by screen readers.
    """
    pages = max(1, -(-total // per_page))
    page = min(max(1, page), pages)
    data = {
        "dir": words.direction,
        "lang": str(words.language),
        "caption": caption,
        "columns": [_column(column) for column in columns],
        "rows": [_row(row, columns) for row in rows],
        "header": header or next((column.id for column in columns if column.wide), columns[0].id),
        "opens": opens,
        "leaves": leaves,
        "selectable": selected is not None,
        "selected": list(selected or ()),
        "sort": {"column": sort.column, "descending": sort.descending} if sort else None,
        "page": page,
        "last": pages,
        "pages": [_page(number, words) for number in page_window(page, pages)],
        "words": {
            **_foot(
                words,
                first=(page - 1) * per_page + 1,
                shown=len(rows),
                total=total,
                ticked=len(selected or ()),
            ),
            **({"count": count} if count else {}),
            "empty": empty or words("table.empty"),
        },
    }
    result = _TABLE(key=key, data=data, on_event_change=on_event or _nothing)
    return read_event(result.event, columns=columns, rows=rows, pages=pages, selected=selected)


def page_window(page: int, pages: int) -> list[int | None]:
    """The page numbers to offer: first, last and the neighbours; None where numbers are left out.

    >>> page_window(5, 9)
    [1, None, 4, 5, 6, None, 9]
    >>> page_window(3, 9)
    [1, 2, 3, 4, None, 9]
    """
    wanted = {1, pages, page - 1, page, page + 1}
    wanted |= {2} if page == 4 else set()
    wanted |= {pages - 1} if page == pages - 3 else set()
    window: list[int | None] = []
    for number in sorted(n for n in wanted if 1 <= n <= pages):
        if window and window[-1] is not None and number - window[-1] > 1:
            window.append(None)
        window.append(number)
    return window


def read_event(
    raw: object,
    *,
    columns: Sequence[Column],
    rows: Sequence[Row],
    pages: int,
    selected: Sequence[str] | None,
) -> TableEvent | None:
    """What the browser reports, where it can be true; anything else is nothing.

    Ticks may come from other pages: those must have been ticked before.
    """
    if not isinstance(raw, Mapping):
        return None
    ids = {row.id for row in rows}
    match dict(raw):
        case {"kind": "open", "id": str(id_)} if id_ in ids:
            return TableEvent("open", id=id_)
        case {"kind": "sort", "column": str(column), "descending": bool(descending)} if column in {
            c.id for c in columns if c.sortable
        }:
            return TableEvent("sort", column=column, descending=descending)
        case {"kind": "page", "page": int(page)} if 1 <= page <= pages:
            return TableEvent("page", page=page)
        case {"kind": "select", "ids": list(ticked)} if selected is not None:
            known = ids | set(selected)
            return TableEvent("select", ids=tuple(id_ for id_ in ticked if id_ in known))
    return None


def _nothing() -> None:
    """A trigger exists in the result only where somebody listens to it."""


def _column(column: Column) -> dict[str, Any]:
    return {
        "id": column.id,
        "label": column.label,
        "numeric": column.numeric,
        "sortable": column.sortable,
        "pinned": column.pinned,
        "wide": column.wide,
        "unit": column.unit,
        "help": column.help or None,
    }


def _row(row: Row, columns: Sequence[Column]) -> dict[str, Any]:
    cells = {column.id: _cell(row.cells.get(column.id, AbsentCell(""))) for column in columns}
    return {"id": row.id, "label": row.label, "href": row.href, "muted": row.muted, "cells": cells}


def _cell(cell: Cell) -> dict[str, Any]:
    data = {"kind": cell.kind, **asdict(cell)}
    if isinstance(cell, TextCell):
        data["dir"] = cell.language.direction if cell.language else "auto"
        data["sub_dir"] = cell.sub_language.direction if cell.sub_language else "auto"
    return data


def _page(number: int | None, words: Words) -> dict[str, Any]:
    if number is None:
        return {"number": None}
    return {"number": number, "text": words.number(number), "label": words("table.page", page=number)}


def _foot(words: Words, *, first: int, shown: int, total: int, ticked: int) -> dict[str, str]:
    counted = words("table.count", first=first, last=first + shown - 1, n=total)
    return {
        "count": counted if shown else words("table.none"),
        "chosen": words("table.selected", n=ticked) if ticked else "",
        "pages": words("table.pages"),
        "previous": words("table.previous"),
        "next": words("table.next"),
        "select_all": words("table.select_all"),
    }
