"""The performance table: cases by criteria, each score an interval or unknown, and the values they give."""

import csv
import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from usecases.criteria import SCALE_TOP, CriteriaSet, Direction, Measure
from usecases.fingerprint import fingerprint
from usecases.mcda.arrays import BoolArray, FloatArray, IntArray
from usecases.mcda.weighted_sum import totals
from usecases.scores import MOST_QUANTITY, UNKNOWN_ORIGIN, ScoreOrigin, origin_code
from wording.refusing import CodedError, refuse

OriginArray = NDArray[np.int8]
BOUNDS = ("low", "high")


class TableError(CodedError):
    """A table that cannot be read or does not fit; row and column as a spreadsheet shows them."""

    def __init__(self, code: str, *, row: int | None = None, column: str | None = None, value: object = None) -> None:
        self.row, self.column, self.value = row, column, value
        super().__init__(code, row=row, column=column, value=value)


class Convention(StrEnum):
    """What stands for an unknown value so that a case can be placed at all; declared, shown, counted."""

    MIDDLE = "middle"
    WORST = "worst"


STANDS_FOR_UNKNOWN: Mapping[Convention, float] = {Convention.MIDDLE: 0.5, Convention.WORST: 0.0}


class Completed(NamedTuple):
    """Values without a gap, and how many of them were filled."""

    values: FloatArray  # (n_criteria, n_cases)
    filled: IntArray  # (n_cases,)


@dataclass(frozen=True, eq=False)
class PerformanceTable:
    """Scores in the criteria's own units, one contiguous row per criterion; NaN = unknown."""

    references: tuple[str, ...]
    criteria: tuple[str, ...]
    low: FloatArray  # (n_criteria, n_cases), low <= likely <= high, known where likely is known
    likely: FloatArray
    high: FloatArray
    origins: OriginArray  # (n_criteria, n_cases), usecases.scores.origin_code; -1 = no score
    _values: dict[str, "ValueTable"] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if len(set(self.references)) < len(self.references):
            twice, _ = Counter(self.references).most_common(1)[0]
            raise TableError("table.reference_twice", value=twice)
        if len(set(self.criteria)) < len(self.criteria):
            raise TableError("table.criterion_twice")
        for name, kind in {
            "low": np.float64,
            "likely": np.float64,
            "high": np.float64,
            "origins": np.int8,
        }.items():
            object.__setattr__(self, name, self._frozen(getattr(self, name), kind))
        self._check_intervals()

    def _frozen(self, array: ArrayLike, kind: Any) -> NDArray[Any]:
        view = np.ascontiguousarray(array, dtype=kind).view()
        if view.shape != (len(self.criteria), len(self.references)):
            raise TableError("table.shape", value=view.shape)
        view.flags.writeable = False  # values are kept beside the scores; a change in place would leave them behind
        return view

    def _check_intervals(self) -> None:
        unknown = np.isnan(self.likely)
        for bound in (self.low, self.high):
            if (alone := np.isnan(bound) != unknown).any():
                raise self._at("table.interval_without_score", alone)
        wrong = (self.low > self.likely) | (self.likely > self.high)
        if wrong.any():
            raise self._at("table.order", wrong)

    def _at(self, code: str, wrong: NDArray[np.bool_]) -> TableError:
        """The error at the first place where something is wrong."""
        criterion, case = np.argwhere(wrong)[0]
        return TableError(code, column=self.criteria[criterion], value=self.references[case])

    def __len__(self) -> int:
        """Number of cases."""
        return len(self.references)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Place of each reference in the arrays."""
        return {reference: position for position, reference in enumerate(self.references)}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the known scores by reference and criterion, whatever the order of rows and columns."""
        scores = np.stack([self.low, self.likely, self.high], axis=2) + 0.0  # no negative zero
        rows: dict[str, dict[str, list[float]]] = {reference: {} for reference in self.references}
        for criterion, known, triples in zip(self.criteria, ~np.isnan(self.likely), scores, strict=True):
            positions = np.flatnonzero(known)
            for position, triple in zip(positions.tolist(), triples[positions].tolist(), strict=True):
                rows[self.references[position]][criterion] = triple
        return fingerprint(rows)

    def values(self, criteria: CriteriaSet) -> "ValueTable":
        """Values of the set's criteria in its declared order, kept: a weight that moves changes none of them.

        Raises
        ------
        TableError
            table.unknown_criterion: a column that the set does not know.
        """
        if criteria.content_hash not in self._values:
            self._values[criteria.content_hash] = ValueTable(self, criteria)
        return self._values[criteria.content_hash]


class ValueTable:
    """Values in [0, 1], 1 best, under a criteria set; NaN = unknown. Arrays (n_criteria, n_cases)."""

    def __init__(self, table: PerformanceTable, criteria: CriteriaSet) -> None:
        for name in table.criteria:
            if name not in criteria:
                raise TableError("table.unknown_criterion", column=name)
        self._table, self._criteria = table, criteria
        self._completed: dict[Convention, Completed] = {}

    @cached_property
    def likely(self) -> FloatArray:
        """Value of the likely score."""
        return self._valued(self._table.likely, self._table.likely)

    @cached_property
    def worst(self) -> FloatArray:
        """Value of the less favourable end of the interval."""
        return self._valued(self._table.low, self._table.high)

    @cached_property
    def best(self) -> FloatArray:
        """Value of the more favourable end of the interval."""
        return self._valued(self._table.high, self._table.low)

    @cached_property
    def known(self) -> FloatArray:
        """1 where a score is known, else 0."""
        return _known(self.likely)

    def known_share(self, weights: FloatArray) -> FloatArray:
        """Share of the weight that is known, as known_share."""
        return _share(self.known, weights)

    def completed(self, convention: Convention) -> Completed:
        """Likely values without a gap."""
        if convention not in self._completed:
            self._completed[convention] = complete(self.likely, convention)
        return self._completed[convention]

    def _valued(self, if_maximised: FloatArray, if_minimised: FloatArray) -> FloatArray:
        values = np.full((len(self._criteria), len(self._table)), np.nan)
        columns = {name: row for row, name in enumerate(self._table.criteria)}
        for row, criterion in enumerate(self._criteria):
            if criterion.id in columns:
                scores = if_maximised if criterion.direction is Direction.MAXIMISE else if_minimised
                values[row] = criterion.values(scores[columns[criterion.id]])
        return values


def complete(values: FloatArray, convention: Convention) -> Completed:
    """Let the convention's value stand for each unknown one; the only place where a gap is ever filled.

    Parameters
    ----------
    values : ndarray, shape (n_criteria, n_cases)
        Values in [0, 1]; NaN = unknown.
    convention : Convention
        middle: 0.5, the middle of the value range; worst: 0.

    Returns
    -------
    Completed
        The values without a gap, and for each case how many were filled.
    """
    unknown = np.isnan(values)
    return Completed(np.where(unknown, STANDS_FOR_UNKNOWN[convention], values), unknown.sum(axis=0))


def known_share(table: FloatArray, weights: FloatArray) -> FloatArray:
    """Share of the weight whose value is known.

    Parameters
    ----------
    table : ndarray, shape (n_criteria, n_cases)
        Scores or values; NaN = unknown.
    weights : ndarray, shape (n_criteria,)
        Weights that sum to 1.

    Returns
    -------
    ndarray, shape (n_cases,)
        In [0, 1], added criterion by criterion in declared order.
    """
    return _share(_known(table), weights)


def _known(table: FloatArray) -> FloatArray:
    return (~np.isnan(table)).astype(np.float64)


def _share(known: FloatArray, weights: FloatArray) -> FloatArray:
    return np.minimum(totals(known, weights), 1.0)


def from_rows(
    references: Sequence[str],
    criteria: Sequence[str],
    *,
    reference_index: ArrayLike,
    criterion_index: ArrayLike,
    low: ArrayLike,
    likely: ArrayLike,
    high: ArrayLike,
    origin: ArrayLike,
) -> PerformanceTable:
    """A table from columns with one entry per known score, as a store keeps them.

    Parameters
    ----------
    reference_index, criterion_index : array of int, shape (n_scores,)
        Places in ``references`` and ``criteria``.
    low, likely, high : array of float, shape (n_scores,)
        In the criterion's unit.
    origin : array of int, shape (n_scores,)
        usecases.scores.origin_code.

    Raises
    ------
    TableError
        table.index (outside the names) or table.score_twice.
    """
    shape = (len(criteria), len(references))
    rows, columns = (np.asarray(index, dtype=np.intp) for index in (criterion_index, reference_index))
    for index, size in zip((rows, columns), shape, strict=True):
        if index.size and not (index.min() >= 0 and index.max() < size):
            raise TableError("table.index")
    cells = rows * shape[1] + columns
    origins = np.full(shape, UNKNOWN_ORIGIN, dtype=np.int8)
    origins.reshape(-1)[cells] = origin
    if np.count_nonzero(np.bincount(cells, minlength=1) > 1):
        raise TableError("table.score_twice")
    scores = [_spread(cells, column, shape) for column in (low, likely, high)]
    return PerformanceTable(tuple(references), tuple(criteria), scores[0], scores[1], scores[2], origins)


def _spread(cells: IntArray, column: ArrayLike, shape: tuple[int, int]) -> FloatArray:
    array = np.full(shape, np.nan)
    array.reshape(-1)[cells] = column
    return array


def table_to_csv(table: PerformanceTable) -> str:
    """Columns ``reference``, one per criterion, ``<id>.low`` and ``<id>.high`` where an interval is open."""
    columns: dict[str, FloatArray] = {}
    for row, name in enumerate(table.criteria):
        columns[name] = table.likely[row]
        if not np.array_equal(table.low[row], table.high[row], equal_nan=True):
            columns |= {f"{name}.low": table.low[row], f"{name}.high": table.high[row]}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["reference", *columns])
    for position, reference in enumerate(table.references):
        writer.writerow([reference, *(_written(float(column[position])) for column in columns.values())])
    return text.getvalue()


def table_from_csv(text: str) -> PerformanceTable:
    """The table of a CSV text; an empty cell is unknown, and a missing bound is the score itself.

    Raises
    ------
    TableError
        table.unreadable, table.header, table.no_criteria, table.column_twice, table.unknown_column; of the cells, with
        all the others that are wrong: table.ragged, table.no_reference, table.not_a_number; of the whole: table.order,
        table.interval_without_score, table.reference_twice.
    """
    lines = _lines(text)
    if not lines or lines[0][1][0].strip() != "reference":
        raise TableError("table.header", row=1)
    header = [name.strip() for name in lines[0][1]]
    names = _criteria_of(header)
    if not names:
        raise TableError("table.no_criteria", row=1)
    cells = _cells(header, lines[1:])
    scores = {"likely": np.array([cells[name] for name in names]).reshape(len(names), -1)}
    for bound in BOUNDS:
        stated = [cells.get(f"{name}.{bound}", cells[name]) for name in names]
        array = np.array(stated).reshape(len(names), -1)
        scores[bound] = np.where(np.isnan(array), scores["likely"], array)
    origins = np.where(np.isnan(scores["likely"]), UNKNOWN_ORIGIN, origin_code(ScoreOrigin.IMPORTED))
    references = tuple(line[0].strip() for _, line in lines[1:])
    return PerformanceTable(references, names, scores["low"], scores["likely"], scores["high"], origins)


def _cells(header: Sequence[str], lines: Sequence[tuple[int, list[str]]]) -> dict[str, FloatArray]:
    """The numbers of each column; all that is wrong with them at once."""
    cells = {name: np.full(len(lines), np.nan) for name in header[1:]}
    problems: list[TableError] = []
    for place, (number, line) in enumerate(lines):
        if len(line) != len(header):
            problems.append(TableError("table.ragged", row=number, value=len(line)))
            continue
        if not line[0].replace("\0", "").strip():
            problems.append(TableError("table.no_reference", row=number))
        for name, cell in zip(header[1:], line[1:], strict=True):
            try:
                cells[name][place] = _read(cell.strip(), number, name)
            except TableError as error:
                problems.append(error)
    if problems:
        refuse(problems)
    return cells


def off_scale(table: PerformanceTable, criteria: CriteriaSet) -> BoolArray:
    """Scores that their criterion cannot have, (n_criteria, n_cases); they have the value of the nearer bound."""
    tops = {one.id: SCALE_TOP if one.measure is Measure.SCALE else MOST_QUANTITY for one in criteria}
    most = np.array([tops.get(name, np.inf) for name in table.criteria]).reshape(-1, 1)
    return np.asarray((table.low < 0) | (table.high > most))


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, with the numbers a spreadsheet gives them.

    Where a spreadsheet writes semicolons or tabs between cells, a comma in a number is its decimal sign.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    delimiter = next((one for one in ";\t" if text.startswith(f"reference{one}")), ",")
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        lines = [(number, line) for number, line in enumerate(rows, start=1) if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise TableError("table.unreadable", row=rows.line_num) from error
    if delimiter == ",":
        return lines
    return [(number, [line[0], *(cell.replace(",", ".") for cell in line[1:])]) for number, line in lines]


def _criteria_of(header: Sequence[str]) -> tuple[str, ...]:
    if len(set(header)) < len(header):
        raise TableError("table.column_twice", row=1)
    names = tuple(name for name in header[1:] if "." not in name)
    for name in header[1:]:
        criterion, dot, bound = name.partition(".")
        if criterion not in names or (dot and bound not in BOUNDS):
            raise TableError("table.unknown_column", row=1, column=name)
    return names


def _read(cell: str, row: int, column: str) -> float:
    if not cell:
        return math.nan
    try:
        number = float(cell.replace("_", "?"))  # Python alone reads 1_000 as a number
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise TableError("table.not_a_number", row=row, column=column, value=cell)
    return number


def _written(number: float) -> str:
    if math.isnan(number):
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
