"""Scores filled in away from the site: candidates down, criteria across; what comes back is checked cell by cell.

Row 1 says which criteria the sheet was made for, row 2 names the columns for the reader of files (``benefit.likely``),
row 3 for people; the cases follow. Only the likely value is needed: low and high default to it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from usecases.criteria import CriteriaSet
from usecases.folding import fold, readable
from usecases.intake.grid import column_letters
from usecases.returned_sheet import HEAD_ROWS, CellProblem, Fate, NumberedRows, head_of
from usecases.scores import Interval, ScoreError, checked
from wording.refusing import CodedError

IDENTITY = "scores"
FIXED = ("reference", "title", "administration")
PARTS = ("likely", "low", "high", "reason", "version")
"""Columns of each criterion, in their order; the last is hidden and carries the version the sheet was made with."""
_NUMBER = re.compile(r"-?[\d \u00a0\u202f]+(?:[.,]\d+)?")

Rows = Iterable[tuple[int, Mapping[int, str]]]


class ScoreSheetError(CodedError):
    """The file as a whole is no score sheet of these criteria; the code says why."""


@dataclass(frozen=True)
class SheetScore:
    """One score of the sheet, with the version that was in force when the sheet was made (0: none)."""

    row: int
    reference: str
    criterion: str
    interval: Interval
    reason: str
    version: int


@dataclass(frozen=True)
class Held:
    """The score in force here, as far as a sheet is compared with it."""

    interval: Interval
    version: int
    reason: str | None = None
    """As a person gave it; None where the score is not a person's."""


@dataclass(frozen=True)
class Incoming:
    """One score of the sheet beside the one here."""

    score: SheetScore
    fate: Fate
    here: Held | None


def identity(criteria: CriteriaSet) -> str:
    """What the first cell of the sheet says."""
    return f"{IDENTITY}:{criteria.id} {criteria.version} {criteria.structure_hash[:16]}"


def columns(criteria: CriteriaSet) -> tuple[str, ...]:
    """The names in row 2, in their order."""
    return (*FIXED, *(f"{one.id}.{part}" for one in criteria for part in PARTS))


def read_scores(
    rows: Rows, criteria: CriteriaSet, known: Sequence[str], here: Callable[[str, str], Interval | None]
) -> tuple[tuple[SheetScore, ...], tuple[CellProblem, ...]]:
    """The scores of a sheet and everything that is wrong with it.

    Parameters
    ----------
    rows : iterable
        Number of each row in the spreadsheet and its texts by column, from 0.
    known : sequence of str
        References of the candidates that can be scored.
    here : callable
        The score in force of a case on a criterion: a cell that says the same was not touched, and owes no reason.

    Raises
    ------
    ScoreSheetError
        sheet.not_scores, or sheet.other_criteria.
    """
    numbered = [(number, dict(cells)) for number, cells in rows]
    places = _places(numbered, criteria)
    scores: list[SheetScore] = []
    problems: list[CellProblem] = []
    seen: set[str] = set()
    for number, cells in numbered:
        reference = cells.get(places["reference"], "").strip()
        stated = [one.id for one in criteria if _says_something(cells, places, one.id)]
        if number <= HEAD_ROWS or not stated:
            continue  # an empty cell erases nothing
        if reference not in known:
            problems.append(CellProblem(number, "A", "sheet.unknown_case", {"reference": reference[:40]}))
        elif reference in seen:
            problems.append(CellProblem(number, "A", "sheet.case_twice", {"reference": reference}))
        else:
            seen.add(reference)
            for criterion in stated:
                found = _score(number, reference, criterion, cells, places, criteria, here(reference, criterion))
                (scores if isinstance(found, SheetScore) else problems).append(found)  # type: ignore[arg-type]
    return tuple(scores), tuple(problems)


def compare(scores: Iterable[SheetScore], held: Mapping[tuple[str, str], Held]) -> tuple[Incoming, ...]:
    """Each score beside the one here, by reference and criterion: new, changed, the same, or in conflict."""
    found = []
    for one in scores:
        here = held.get((one.reference, one.criterion))
        if here is not None and here.interval == one.interval and not _is_reasoned_anew(one, here):
            fate = Fate.SAME
        elif (here.version if here else 0) != one.version:
            fate = Fate.CONFLICT
        else:
            fate = Fate.CHANGED if here else Fate.NEW
        found.append(Incoming(one, fate, here))
    return tuple(found)


def _is_reasoned_anew(score: SheetScore, here: Held) -> bool:
    """Whether the sheet gives another reason for a score that a person gave and nobody changed since."""
    if here.reason is None or here.version != score.version:
        return False
    return bool(score.reason) and score.reason != readable(here.reason)


def _places(rows: NumberedRows, criteria: CriteriaSet) -> dict[str, int]:
    """Column by name; somebody may have moved or removed some, but not the references."""
    kind, name, places = head_of(rows)
    if kind != IDENTITY:
        raise ScoreSheetError("sheet.not_scores")
    if f"{kind}:{name}" != identity(criteria):
        raise ScoreSheetError("sheet.other_criteria", version=name[:60])
    if "reference" not in places:
        raise ScoreSheetError("sheet.not_scores")
    return places


def _says_something(cells: Mapping[int, str], places: Mapping[str, int], criterion: str) -> bool:
    return any(
        cells.get(places.get(f"{criterion}.{part}", -1), "").strip() for part in ("likely", "low", "high", "reason")
    )


def _score(
    row: int, reference: str, criterion: str, cells: Mapping[int, str], places: Mapping[str, int],
    criteria: CriteriaSet, here: Interval | None,
) -> SheetScore | CellProblem:  # fmt: skip
    texts = {part: cells.get(places.get(f"{criterion}.{part}", -1), "").strip() for part in PARTS}
    column = column_letters(places.get(f"{criterion}.likely", places.get(f"{criterion}.reason", 0)))
    numbers = {}
    for part in ("likely", "low", "high"):
        text = texts[part] or (texts["likely"] if part != "likely" else "")
        number = _number(text)
        if not text:
            return CellProblem(row, column, "sheet.likely_missing")
        if number is None:
            return CellProblem(row, column, "sheet.no_number", {"text": text[:40]})
        numbers[part] = number
    reason = readable(texts["reason"])
    version = int(texts["version"]) if texts["version"].isdigit() else 0
    interval = Interval(numbers["low"], numbers["likely"], numbers["high"])
    try:
        if interval != here:
            interval = checked(criteria[criterion], *interval, reason=reason)
    except ScoreError as error:
        return CellProblem(row, column, error.code)
    return SheetScore(row, reference, criterion, interval, reason, version)


def _number(text: str) -> float | None:
    """A number in French or English writing, Arabic digits too."""
    folded = fold(text)
    if not _NUMBER.fullmatch(folded):
        return None
    return float(re.sub(r"[ \u00a0\u202f]", "", folded).replace(",", "."))
