"""Stages that a list tells by a mark: a column for each of them, and an X in the one where the case is."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from usecases.folding import fold
from usecases.intake.grid import GridRow
from usecases.intake.sheet import Header
from usecases.intake.vocabulary import Vocabulary

_MARKS = frozenset({"x", "✓", "✔", "☑", "☒", "v", "1", "oui", "yes", "ok", "•", "●", "*", "نعم"})
_NO_MARKS = frozenset({"", "0", "non", "no", "-", "☐", "لا"})
_FEWEST = 2


def ticked_stages(
    headers: Sequence[Header], taken: Collection[int], rows: Sequence[GridRow], words: Vocabulary
) -> tuple[int, tuple[Header, ...], tuple[GridRow, ...]] | None:
    """The place of the first of such columns, with headers and rows of which it tells the stage in words.

    Where several columns of a row are marked, it tells all of them: somebody says which it is.

    Parameters
    ----------
    headers : sequence of Header
        In the order of their places.
    taken : collection of int
        Places that have a meaning already.

    Returns
    -------
    tuple or None
        None where fewer than two columns are named after different stages and hold nothing but marks.
    """
    stages = {
        place: words.answer("stage", header.given)
        for place, header in enumerate(headers)
        if place not in taken and header.given and _holds_marks(header.column, rows)
    }
    places = [place for place, stage in stages.items() if stage is not None]
    if len({stages[place] for place in places}) < _FEWEST:
        return None
    columns = [headers[place] for place in places]
    first = replace(columns[0], text=" / ".join(one.text for one in columns))
    told = tuple(_told(row, columns) for row in rows)
    return places[0], (*headers[: places[0]], first, *headers[places[0] + 1 :]), told


def _holds_marks(column: int, rows: Sequence[GridRow]) -> bool:
    """Whether a column has a mark, and nothing that is none."""
    said = {fold(row.cells.get(column, "").strip()) for row in rows}
    return not said.isdisjoint(_MARKS) and said <= _MARKS | _NO_MARKS


def _told(row: GridRow, columns: Sequence[Header]) -> GridRow:
    marked = [one.given for one in columns if fold(row.cells.get(one.column, "").strip()) in _MARKS]
    cells = {column: text for column, text in row.cells.items() if column != columns[0].column}
    if marked:
        cells[columns[0].column] = " + ".join(marked)
    return replace(row, cells=cells)
