"""What other methods say of the same values and weights, whose place depends on the method, and what reverses."""

import numpy as np
import streamlit as st

from ui import address
from ui.components.download_row import download_row
from ui.components.method_steps import method_steps
from ui.components.page_header import section
from ui.components.prose import quiet, said
from ui.components.ranking_notes import ranking_notes
from ui.components.table import Column, NumberCell, Row, data_table
from ui.components.tau_table import tau_table
from ui.exports.workbook import ExportTable
from ui.shown_ranking import ShownRanking
from usecases.defence import REMOVED, Defence
from usecases.priorities import Band


def methods_panel(shown: ShownRanking, found: Defence) -> None:
    """Agreement as a table, then the cases whose place among the first depends on the method."""
    words = shown.visit.words
    agreed = found.agreement
    quiet(words("methods_of.caption"))
    names = {name: words(f"method.{name}") for name in agreed.names}
    tau_table(words, agreed, names, ranking_notes(shown), key="tau", caption=words("methods_of.tau"))
    _depending(shown, found)
    section(words("methods_of.dominance"))
    total = len(shown.ranking.references())
    said(words("methods_of.front", n=len(found.undominated), total=total))
    _reversals(shown, found)
    method_steps(shown)


def _depending(shown: ShownRanking, found: Defence) -> None:
    words, rules = shown.visit.words, shown.rules
    agreed, references = found.agreement, shown.ranking.references()
    depends = np.flatnonzero(agreed.depends_in_first(rules.first))
    section(words("methods_of.depends", first=rules.first), words("methods_of.depends_caption"))
    rows = [
        Row(
            references[place],
            {"title": shown.title_cell(references[place])}
            | {name: NumberCell(words.number(int(agreed.ranks[i, place]))) for i, name in enumerate(agreed.names)},
        )
        for place in depends.tolist()
    ]
    columns = [
        Column("title", words("catalogue.case"), wide=True, sortable=False),
        *(Column(name, words(f"method.{name}"), numeric=True, sortable=False) for name in agreed.names),
    ]
    event = data_table(
        columns, rows, key="depends", words=words, caption=words("methods_of.depends", first=rules.first),
        total=len(rows), per_page=max(len(rows), 1), header="title", empty=words("methods_of.none_depends"),
        count=words("methods_of.depends_count", n=len(rows)),
    )  # fmt: skip
    if event and event.kind == "open":
        address.put(cas=event.id)
        st.rerun()
    notes = ranking_notes(shown)
    table = ExportTable(
        words("defence.tab_methods"),
        [words("catalogue.reference"), words("catalogue.case"), *(words(f"method.{name}") for name in agreed.names)],
        [
            [reference, shown.title(reference), *(int(rank) for rank in agreed.ranks[:, place])]
            for place, reference in enumerate(references)
        ],
        notes, words("download.notes"),
    )  # fmt: skip
    download_row(words, "methodes", table, key="methods_of")


def _reversals(shown: ShownRanking, found: Defence) -> None:
    """For each method, whether a case that goes or comes turns others round."""
    words, ranking = shown.visit.words, shown.ranking
    gone, waiting = len(ranking.references()), len(ranking.references(Band.NOT_YET_RANKABLE))
    for code, turned, n in (("reversal", found.reversals, gone), ("arrival", found.arrivals, waiting)):
        if not n:
            continue
        section(words(f"methods_of.{code}"), words(f"methods_of.{code}_caption", n=min(REMOVED, n)))
        for name, worst in turned.items():
            told = words("methods_of.no_reversal")
            if worst is not None:
                told = words(
                    f"methods_of.{code}_turns", n=worst.pairs, case=shown.title(worst.case),
                    ahead=shown.title(worst.ahead), behind=shown.title(worst.behind),
                )  # fmt: skip
            quiet(words("brief.note", name=words(f"method.{name}"), text=told))
