"""Every step of a method for the first cases: what it makes of values and weights on the way to its score."""

import numpy as np
import streamlit as st

from ui.components.download_row import download_row
from ui.components.page_header import section
from ui.components.prose import quiet, said
from ui.components.ranking_notes import ranking_notes
from ui.components.table import Column, NumberCell, Row, data_table
from ui.exports.workbook import CellValue, ExportTable
from ui.shown_ranking import ShownRanking
from usecases.mcda.arrays import FloatArray
from usecases.mcda.distance import compromise
from usecases.methods import METHODS, MethodName, MethodOrder, order_by


def method_steps(shown: ShownRanking) -> None:
    """Choose a method; its numbers for each case, then its tables by criterion."""
    words = shown.visit.words
    section(words("methods_of.steps"), words("methods_of.steps_caption", n=shown.rules.first))
    name = st.selectbox(
        words("methods_of.method"), list(METHODS), key="method_steps", format_func=lambda one: words(f"method.{one}"),
        label_visibility="collapsed",
    )  # fmt: skip
    found = order_by(shown.ranking, METHODS[name])
    if not found.placed.size:
        return
    if name is MethodName.VIKOR:
        _compromise(shown, found)
    # Rows of the outcome are the ranking's rankable cases in their order; the first by this method are shown.
    rows = np.argsort(-found.outcome.merit, kind="stable")[: shown.rules.first]
    numbers = {step: values for step, values in found.outcome.steps.items() if values.ndim == 1}
    _table(shown, found, rows, {**numbers, "score": found.outcome.scores}, key="steps", caption=words(f"method.{name}"))
    for step, values in found.outcome.steps.items():
        if values.ndim == 2:
            by_criterion = dict(zip(shown.ranking.criteria.ids, values, strict=True))
            _table(shown, found, rows, by_criterion, key=f"steps_{step}", caption=words(f"step.{step}"))
    download_row(words, f"etapes_{name}", lambda: _export(shown, found), key="method_steps")


def _compromise(shown: ShownRanking, found: MethodOrder) -> None:
    """Who cannot be told from the first, and which of the two conditions hold."""
    words = shown.visit.words
    set_of = compromise(found.outcome)
    references = shown.ranking.references()
    yes_or_no = [words("answer.yes" if one else "answer.no")
                 for one in (set_of.acceptable_advantage, set_of.acceptable_stability)]  # fmt: skip
    said(
        words(
            "methods_of.compromise", cases=words.join([shown.title(references[row]) for row in set_of.members]),
            advantage=yes_or_no[0], stability=yes_or_no[1],
        )
    )  # fmt: skip


def _table(
    shown: ShownRanking, found: MethodOrder, rows: np.ndarray, columns: dict[str, FloatArray], *, key: str, caption: str
) -> None:
    words, references, ranks = shown.visit.words, shown.ranking.references(), found.outcome.ranks
    quiet(caption)
    data_table(
        [
            Column("rank", words("ranking.rank"), numeric=True, sortable=False),
            Column("title", words("catalogue.case"), wide=True, sortable=False),
            *(Column(name, _label(shown, name), numeric=True, sortable=False) for name in columns),
        ],
        [
            Row(
                references[row],
                {
                    "rank": NumberCell(words.number(int(ranks[row]))),
                    "title": shown.title_cell(references[row]),
                    **{name: NumberCell(words.decimal(float(values[row]), 3)) for name, values in columns.items()},
                },
            )
            for row in rows.tolist()
        ],
        key=key, words=words, caption=caption, total=len(rows), opens=False, header="title", count=" ",
    )  # fmt: skip


def _label(shown: ShownRanking, name: str) -> str:
    if name in shown.ranking.criteria:
        return shown.visit.criteria_words(f"{name}.short")
    return shown.visit.words(f"step.{name}")


def _export(shown: ShownRanking, found: MethodOrder) -> ExportTable:
    """All cases with every number of every step."""
    words, names = shown.visit.words, shown.visit.criteria_words
    head = [words("ranking.rank"), words("catalogue.reference"), words("catalogue.case"), words("step.score")]
    columns: list[list[float]] = []
    for step, values in found.outcome.steps.items():
        if values.ndim == 1:
            head.append(words(f"step.{step}"))
            columns.append(values.tolist())
        else:
            head += [f"{words(f'step.{step}')} · {names(f'{one}.short')}" for one in shown.ranking.criteria.ids]
            columns += values.tolist()
    scores, ranks = found.outcome.scores, found.outcome.ranks
    cells: list[list[CellValue]] = [
        [int(ranks[row]), reference, shown.title(reference), float(scores[row]), *(column[row] for column in columns)]
        for row, reference in enumerate(shown.ranking.references())
    ]
    return ExportTable(words("methods_of.steps"), head, cells, ranking_notes(shown), words("download.notes"))
