"""Answers told by a mark: a column for each stage, or one for yes and one for no, and an X in one of them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from usecases.folding import fold
from usecases.intake.grid import GridRow
from usecases.intake.headers import Headers
from usecases.intake.sheet import Header
from usecases.intake.vocabulary import Vocabulary

_MARKS = frozenset({"x", "✓", "✔", "☑", "☒", "v", "1", "oui", "yes", "ok", "•", "●", "*", "نعم"})
_NO_MARKS = frozenset({"", "0", "non", "no", "-", "☐", "لا"})
_ANSWER_BEHIND = re.compile(r"(?P<asked>.*\w)[\s:(\[/–—-]+(?P<answer>oui|non|yes|no|نعم|لا)\W*")
_YES = frozenset({"oui", "yes", "نعم"})
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Ticked:
    """What the first column of each group means, with headers and rows in which it says the answer in words."""

    meaning: Mapping[int, str]
    headers: tuple[Header, ...]
    rows: tuple[GridRow, ...]


def ticked(
    headers: Sequence[Header], mapping: Mapping[int, str | None], rows: Sequence[GridRow], words: Vocabulary,
    known: Headers,
) -> Ticked:  # fmt: skip
    """Columns of marks read as one column of answers; where several of a row are marked, it says all of them.

    Parameters
    ----------
    headers : sequence of Header
        In the order of their places.
    mapping : mapping
        What places mean already; None where a person left a column unused.
    """
    told, places = list(headers), dict[int, str]()
    for name, group in (*_stages(headers, mapping, rows, words), *_answers(headers, mapping, rows, known)):
        columns = [(headers[place].column, answer) for place, answer in group]
        first = group[0][0]
        told[first] = replace(headers[first], text=" / ".join(headers[place].text for place, _ in group))
        rows = [_told(row, columns) for row in rows]
        places[first] = name
    return Ticked(places, tuple(told), tuple(rows))


Group = tuple[str, list[tuple[int, str]]]
"""What columns tell together, and each with the answer that its mark gives."""


def _stages(
    headers: Sequence[Header], mapping: Mapping[int, str | None], rows: Sequence[GridRow], words: Vocabulary
) -> Iterator[Group]:
    """The columns that are named after stages, alone or behind the name of their group; two different ones at least."""
    if "stage" in mapping.values():
        return
    free = (place for place in range(len(headers)) if place not in mapping and headers[place].given)
    named = ((place, _stage_named(headers[place].given, words)) for place in free)
    group = [(place, text) for place, text in named if text and _holds_marks(headers[place].column, rows)]
    if len({words.answer("stage", text) for _, text in group}) >= _FEWEST:
        yield "stage", group


def _stage_named(header: str, words: Vocabulary) -> str:
    """The last words of a header, where they are a stage: "Stade Pilote"."""
    parts = header.split()
    behind = (" ".join(parts[place:]) for place in range(len(parts)))
    return next((text for text in behind if words.answer("stage", text) is not None), "")


def _answers(
    headers: Sequence[Header], mapping: Mapping[int, str | None], rows: Sequence[GridRow], known: Headers
) -> Iterator[Group]:
    """Columns of one question, of which one is named yes and the other no."""
    asked: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for place, header in enumerate(headers):
        found = _ANSWER_BEHIND.fullmatch(fold(header.given))
        if found and not (place in mapping and mapping[place] is None) and _holds_marks(header.column, rows):
            asked[found["asked"]].append((place, found["answer"]))
    for question, group in asked.items():
        match = known.match(question)
        if match is None or not match.known.name.startswith("facts.") or len(group) != _FEWEST:
            continue
        if len({answer in _YES for _, answer in group}) == _FEWEST:
            yield match.known.name, group


def _holds_marks(column: int, rows: Sequence[GridRow]) -> bool:
    """Whether a column has a mark, and nothing that is none."""
    said = {fold(row.cells.get(column, "").strip()) for row in rows}
    return not said.isdisjoint(_MARKS) and said <= _MARKS | _NO_MARKS


def _told(row: GridRow, columns: Sequence[tuple[int, str]]) -> GridRow:
    marked = [answer for column, answer in columns if fold(row.cells.get(column, "").strip()) in _MARKS]
    first = columns[0][0]
    cells = {column: text for column, text in row.cells.items() if column != first}
    if marked:
        cells[first] = " + ".join(marked)
    return replace(row, cells=cells)
