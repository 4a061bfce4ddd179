"""What is wrong with a sheet, by row and column as the spreadsheet shows them, in sentences."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from ui.components.table import (
    ROWS_PER_PAGE,
    AbsentCell,
    Cell,
    Column,
    NumberCell,
    Row,
    TableEvent,
    TextCell,
    data_table,
)
from ui.words import Words


class Problem(Protocol):
    """What a check reports: a place, a code, and the values its sentence needs."""

    @property
    def row(self) -> int | None:
        """The row as the spreadsheet shows it; None for the whole file."""

    @property
    def column(self) -> str | None:
        """The column's heading or letter."""

    @property
    def code(self) -> str:
        """The key of the sentence in the words."""

    @property
    def values(self) -> Mapping[str, object]:
        """What the sentence is filled with."""


def problem_table(
    problems: Sequence[Problem], *, key: str, words: Words, page: int = 1, place: Callable[[int], str] | None = None
) -> TableEvent | None:
    """Show one page of problems; the only gesture is turning the page.

    ``place`` says where a row stands, where its number alone does not.
    """
    row_told = place or words.number
    columns = (
        Column("row", words("problems.row"), numeric=place is None, sortable=False),
        Column("column", words("problems.column"), sortable=False),
        Column("problem", words("problems.problem"), sortable=False, wide=True),
    )
    first = (page - 1) * ROWS_PER_PAGE
    return data_table(
        columns,
        [
            problem_row(number, problem, words, row_told)
            for number, problem in enumerate(problems[first : first + ROWS_PER_PAGE], first)
        ],
        key=key,
        words=words,
        caption=words("problems.caption"),
        total=len(problems),
        page=page,
        opens=False,
    )


def problem_row(number: int, problem: Problem, words: Words, row_told: Callable[[int], str]) -> Row:
    """One problem as a row: its place and its sentence."""
    nowhere = AbsentCell(words("problems.whole_file"))
    cells: dict[str, Cell] = {
        "row": NumberCell(row_told(problem.row)) if problem.row is not None else nowhere,
        "column": TextCell(problem.column) if problem.column else nowhere,
        "problem": TextCell(words.told(problem.code, problem.values), words.language),
    }
    return Row(str(number), cells)
