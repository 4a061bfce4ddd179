"""Sheets of one workbook that are one list, a sheet for each body or year: the same columns, other cases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from usecases.folding import fold
from usecases.intake.checks.help_row import is_help
from usecases.intake.checks.total_row import is_total
from usecases.intake.cleaning import cleaned_line
from usecases.intake.codes import How
from usecases.intake.grid import Grid, Part, Why
from usecases.intake.owners_around import owners_by_band
from usecases.intake.profile import header_key
from usecases.intake.table import Table
from usecases.intake.units_around import unit_above

_COLUMNS, _TITLES = 0.8, 0.2
"""How many columns two sheets must share to be one list, and how many titles they may: a version shares nearly all."""


def together(table: Table, found: Sequence[Table]) -> Table:
    """The table with those of the other sheets that go on with it, in the order of the workbook.

    Parameters
    ----------
    table : Table
        The one that is read in any case.
    found : sequence of Table
        One for each sheet that has one, ``table`` among them.

    Returns
    -------
    Table
        Of one sheet or several; what became of the others is among its reasons.
    """
    titles, joined = _titles(table), [table]
    for one in found:
        if one is not table and _goes_on(table, one) and _few_in_both(titles, more := _titles(one)):
            joined.append(one)
            titles |= more
    beside = [one.grid.sheet for one in found if one not in joined and one.rows]
    why = [Why(How.SHEETS_BESIDE, {"sheets": beside})] if beside else []
    whole = table if len(joined) == 1 else _joined([one for one in found if one in joined])
    return replace(whole, why=(*whole.why, *why))


def _goes_on(table: Table, other: Table) -> bool:
    """Whether another sheet has the same columns in the same places, in the same unit, and is no example."""
    own, more = ({column: header_key(text) for column, text in one.header.cells.items()} for one in (table, other))
    both = own.keys() & more.keys()
    aside = any(fold(other.grid.sheet or "").startswith(fold(one)) for one in table.profile.sheets_aside)
    return (
        not aside
        and other.profile.id == table.profile.id
        and len(both) >= _COLUMNS * max(len(own), len(more))
        and all(own[column] == more[column] for column in both)
        and _unit(other) == _unit(table)
    )


def _unit(table: Table) -> str:
    return unit_above(table.grid.rows, table.header.number)


def _titles(table: Table) -> set[str]:
    """The folded texts under the title; totals, what explains the column and what stands alone are none."""
    matches = ((column, table.headers.match(text)) for column, text in table.header.cells.items())
    sure = {column: one.order for column, one in matches if one is not None and one.known.name == "title"}
    column = max(sure, key=lambda one: sure[one], default=-1)
    rows = (row for row in table.grid.rows if row.number > table.header.number and row.stated() > 1)
    texts = (cleaned_line(row.cells.get(column, "")) for row in rows)
    return {fold(text) for text in texts if text and not is_total(text) and not is_help(text)}


def _few_in_both(titles: set[str], more: set[str]) -> bool:
    return bool(more) and len(titles & more) <= _TITLES * min(len(titles), len(more))


def _joined(tables: Sequence[Table]) -> Table:
    """One below the other, under the header of the first: what stands above the others' headers only tells owners."""
    first = tables[0]
    rows, parts = list(first.grid.rows), [Part(first.grid.sheet or "", 0, first.grid.turned)]
    owners: dict[int, str] = dict(_owners(first, 0))
    header, why = {**first.header.cells}, list(first.why)
    for one in tables[1:]:
        after = rows[-1].number
        parts.append(Part(one.grid.sheet or "", after, one.grid.turned))
        below = (row for row in one.grid.rows if row.number > one.header.number)
        rows += [replace(row, number=row.number + after) for row in below]
        owners |= _owners(one, after)
        header = {**one.header.cells, **header}
        why += [reason for reason in one.why if reason.code in {How.OWNER_ABOVE, How.OWNER_SHEET}]
    counts = [f"{one.grid.sheet} ({one.rows})" for one in tables]
    return replace(
        first,
        grid=Grid(first.grid.sheet, tuple(rows), first.grid.positional, tuple(parts)),
        header=replace(first.header, cells=header),
        why=(*why, Why(How.SHEETS_TOGETHER, {"sheets": counts})),
        owner=first.owner if all(one.owner == first.owner for one in tables) else "",
        owners=owners,
    )


def _owners(table: Table, after: int) -> Mapping[int, str]:
    """By row in the list, the body that is named above the table or by a line before the row."""
    words, beginnings = table.profile.header_words, table.headers.letterheads
    bands = owners_by_band(table.grid.rows, table.header.number, words, beginnings)
    below = (row.number for row in table.grid.rows if row.number > table.header.number)
    return {number + after: name for number in below if (name := bands.get(number, "" if bands else table.owner))}
