"""How firm each place is: share in the first ones with its error, expected rank, and where the axes turn it."""

from math import isnan

import streamlit as st

from ui import address
from ui.components.download_row import download_row
from ui.components.prose import quiet, said
from ui.components.ranking_notes import ranking_notes
from ui.components.table import AbsentCell, BarCell, Column, NumberCell, Row, data_table
from ui.exports.workbook import ExportTable
from ui.sentences import edge_told, edges_told
from ui.shown_ranking import ShownRanking
from usecases.defence import SHOWN, Defence
from usecases.rank_sentence import rank_sentence


def firmness_panel(shown: ShownRanking, found: Defence) -> None:
    """The first rows of the order, each with what the draws say of it."""
    words, ranking, rules = shown.visit.words, shown.ranking, shown.rules
    robust = found.robustness
    quiet(
        words(
            "defence.how", n=robust.counts.n_draws, seed=robust.doubt.seed, how=words(f"sampling.{robust.how}"),
            cases=len(robust.references),
        )
    )  # fmt: skip
    if rules.first != 1 and robust.references:
        top = robust.references[0]
        edge = edge_told(words, shown.visit.criteria_words, rank_sentence(ranking, top, 1))
        said(words("defence.first_place", title=shown.title(top), edge=edge))
    shares, errors = robust.share_in_first(rules.first), robust.standard_error(rules.first)
    expected, central = robust.counts.expected_rank, robust.counts.central_weights
    at_the_top = robust.share_in_first(1)
    rows = []
    for row, reference in enumerate(robust.references[:SHOWN]):
        own = central[row]
        rows.append(
            Row(
                reference,
                {
                    "rank": NumberCell(words.number(ranking.rank_of(reference))),
                    "title": shown.title_cell(reference),
                    "share": BarCell(
                        float(shares[row]), words.share_of_draws(float(shares[row]), 1),
                        why=words("defence.error", error=words.at_most(100 * float(errors[row]))),
                    ),
                    "expected": NumberCell(words.decimal(float(expected[row]))),
                    "span": NumberCell(edges_told(words, found.edges[reference])),
                    "central": AbsentCell(words("defence.never_first")) if isnan(own[0])
                    else NumberCell(words.share_of_draws(float(at_the_top[row]), 1)),
                },
            )
        )  # fmt: skip
    columns = [
        Column("rank", words("ranking.rank"), numeric=True, sortable=False),
        Column("title", words("catalogue.case"), wide=True, sortable=False),
        Column("share", words("live.firm", first=rules.first), sortable=False),
        Column(
            "expected", words("defence.expected"), numeric=True, sortable=False, help=words("defence.expected_help")
        ),
        Column("span", words("defence.span"), numeric=True, sortable=False, help=words("defence.span_help")),
        Column("central", words("defence.first_share"), numeric=True, sortable=False),
    ]
    event = data_table(
        columns, rows, key="firmness", words=words, caption=words("defence.tab_firm"), total=len(rows), header="title",
        count=words("defence.firm_count", n=len(rows), total=len(robust.references)),
    )  # fmt: skip
    if event and event.kind == "open":
        address.put(cas=event.id)
        st.rerun()
    download_row(words, "fermete", lambda: _export(shown, found), key="firmness")


def _export(shown: ShownRanking, found: Defence) -> ExportTable:
    """All cases: shares with their error, expected rank, share of every rank, central weights."""
    words, names, ranking, rules = shown.visit.words, shown.visit.criteria_words, shown.ranking, shown.rules
    robust = found.robustness
    counts = robust.counts
    shares, errors = robust.share_in_first(rules.first), robust.standard_error(rules.first)
    head = [
        words("ranking.rank"), words("catalogue.reference"), words("catalogue.case"),
        words("live.firm", first=rules.first), words("defence.standard_error"), words("defence.expected"),
        words("defence.confidence"), words("defence.rank_error"),
        *(words("defence.rank_share", rank=place) for place in range(1, counts.counts.shape[1] + 1)),
        *(words("defence.central_of", criterion=names(f"{one}.short")) for one in ranking.criteria.ids),
    ]  # fmt: skip
    rows = []
    for row, reference in enumerate(robust.references):
        central = counts.central_weights[row].tolist()
        rows.append([
            ranking.rank_of(reference), reference, shown.title(reference), float(shares[row]),
            float(errors[row]), float(counts.expected_rank[row]),
            None if isnan(sure := float(robust.confidence[row])) else sure, float(robust.largest_rank_error[row]),
            *counts.acceptability[row].tolist(),
            *(None if isnan(one) else one for one in central),
        ])  # fmt: skip
    notes = ranking_notes(shown, robust)
    return ExportTable(words("defence.tab_firm"), head, rows, notes, words("download.notes"))
