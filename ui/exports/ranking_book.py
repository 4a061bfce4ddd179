"""The ranking as a workbook of every step, from the scores and their reasons to the acceptabilities, and the notes."""

from collections.abc import Mapping, Sequence
from math import isnan

import numpy as np

from ui.exports.workbook import CellValue, ExportTable, as_workbook
from ui.words import Words
from usecases.mcda.arrays import FloatArray
from usecases.priorities import Ranking
from usecases.robustness import Robustness


def ranking_book(
    words: Words,
    names: Words,
    ranking: Ranking,
    order: ExportTable,
    titles: Mapping[str, str],
    found: Robustness | None,
    reasons: ExportTable,
    *,
    right_to_left: bool,
) -> bytes:
    """Bytes of the workbook; the sheets follow the order in which a ranking is made."""
    ids = ranking.criteria.ids
    short = [names(f"{name}.short") for name in ids]
    table = ranking.table
    columns = {name: row for row, name in enumerate(table.criteria)}
    empty = np.full(len(table), np.nan)

    def scores(part: FloatArray) -> FloatArray:
        return np.array([part[columns[name]] if name in columns else empty for name in ids])

    def by_case(title: str, values: FloatArray) -> ExportTable:
        head = [words("catalogue.reference"), words("catalogue.case"), *short]
        return ExportTable(title, head, _rows(table.references, titles, values))

    sheets = [
        order,
        by_case(words("book.scores"), scores(table.likely)),
        by_case(words("book.low"), scores(table.low)),
        by_case(words("book.high"), scores(table.high)),
        by_case(words("book.values"), ranking.values),
        ExportTable(
            words("book.weights"),
            [words("cut.criterion"), words("book.weight_whole"), words("book.weight_axis")],
            [[label, float(weight), float(within)] for label, weight, within in zip(
                short, ranking.weights, _within(ranking), strict=True)],
        ),
        by_case(words("book.contributions"), ranking.contributions),
    ]  # fmt: skip
    if found is not None:
        sheets.append(_acceptability(words, found, titles))
    sheets.append(reasons)
    return as_workbook(sheets, right_to_left=right_to_left)


def _rows(references: Sequence[str], titles: Mapping[str, str], values: FloatArray) -> list[list[CellValue]]:
    return [
        [reference, titles.get(reference, ""), *(None if isnan(one) else one for one in values[:, place].tolist())]
        for place, reference in enumerate(references)
    ]


def _within(ranking: Ranking) -> list[float]:
    shares = [ranking.weighting.share_of(one.axis) for one in ranking.criteria]
    return [float(weight) / share if share else 0.0 for weight, share in zip(ranking.weights, shares, strict=True)]


def _acceptability(words: Words, found: Robustness, titles: Mapping[str, str]) -> ExportTable:
    shares = found.counts.acceptability
    head = [
        words("catalogue.reference"), words("catalogue.case"), words("defence.expected"), words("defence.rank_error"),
        *(words("defence.rank_share", rank=place) for place in range(1, shares.shape[1] + 1)),
    ]  # fmt: skip
    rows: list[list[CellValue]] = [
        [
            reference,
            titles.get(reference, ""),
            float(found.counts.expected_rank[row]),
            float(found.largest_rank_error[row]),
            *shares[row].tolist(),
        ]
        for row, reference in enumerate(found.references)
    ]
    return ExportTable(words("defence.acceptability"), head, rows)
