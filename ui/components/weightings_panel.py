"""Several weightings beside each other: consensus and agenda."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from actions.reading import NamedWeighting
from ui import address
from ui.components.download_row import download_row
from ui.components.page_header import section
from ui.components.prose import quiet
from ui.components.ranking_notes import ranking_notes
from ui.components.table import AbsentCell, Column, NumberCell, Row, data_table
from ui.components.tau_table import tau_table
from ui.components.weights import weighting_name
from ui.exports.workbook import ExportTable
from ui.shown_ranking import ShownRanking
from usecases.consensus import Consensus, Divided, consensus
from usecases.mcda.agreement import agreement
from usecases.priorities import Ranking, rank

FIRST = 20


def weightings_panel(shown: ShownRanking, known: list[NamedWeighting]) -> None:
    """Who is in the first ones for all of the chosen weightings, and who for some."""
    visit, ranking, rules = shown.visit, shown.ranking, shown.rules
    words = visit.words
    names = {one.weighting.id: weighting_name(visit, one) for one in known}
    section(words("weightings.compare"), words("weightings.compare_caption", n=FIRST))
    chosen = st.multiselect(
        words("ranking.weighting"), list(names), default=list(names)[:4], format_func=names.__getitem__,
        key="compared", placeholder=words("settings.choose"), label_visibility="collapsed",
    )  # fmt: skip
    if len(chosen) < 2:
        quiet(words("weightings.two_needed"))
    else:
        by_id = {one.weighting.id: one.weighting for one in known}
        rankings = {
            identity: rank(
                ranking.table, ranking.criteria, by_id[identity], convention=rules.convention, threshold=rules.threshold
            )
            for identity in chosen
        }
        _agreement(shown, rankings, names)
        found = consensus(rankings, FIRST)
        _table(shown, found, chosen, names, "agenda")
        _table(shown, found, chosen, names, "agreed")


def _agreement(shown: ShownRanking, rankings: Mapping[str, Ranking], names: Mapping[str, str]) -> None:
    """How far the orders agree, over the cases that are rankable under all of them."""
    words = shown.visit.words
    shared = sorted(set.intersection(*(set(one.references()) for one in rankings.values())))
    agreed = agreement({
        name: np.array([one.rank_of(reference) for reference in shared], dtype=np.intp)
        for name, one in rankings.items()
    })  # fmt: skip
    tau_table(words, agreed, names, ranking_notes(shown), key="tau_weightings", caption=words("weightings.tau"))


def _table(
    shown: ShownRanking,
    found: Consensus,
    chosen: list[str],
    names: Mapping[str, str],
    part: str,
) -> None:
    words = shown.visit.words
    cases: tuple[Divided, ...] = getattr(found, part)
    section(words(f"weightings.{part}", n=len(cases)), words(f"weightings.{part}_caption"))
    rows = [
        Row(
            one.reference,
            {"title": shown.title_cell(one.reference)}
            | {
                name: AbsentCell(words("band.not_yet_rankable")) if (rank := one.ranks[name]) is None
                else NumberCell(words.number(rank))
                for name in chosen
            },
        )
        for one in cases
    ]  # fmt: skip
    event = data_table(
        [
            Column("title", words("catalogue.case"), wide=True, sortable=False),
            *(Column(name, names[name], numeric=True, sortable=False) for name in chosen),
        ],
        rows, key=f"weightings_{part}", words=words, caption=words(f"weightings.{part}", n=len(cases)), total=len(rows),
        per_page=max(len(rows), 1), header="title", empty=words(f"weightings.no_{part}"), count=" ",
    )  # fmt: skip
    if event and event.kind == "open":
        address.put(cas=event.id)
        st.rerun()
    table = ExportTable(
        words(f"weightings.{part}", n=len(cases)),
        [words("catalogue.reference"), words("catalogue.case"), *(names[name] for name in chosen)],
        [
            [one.reference, shown.title(one.reference), *(one.ranks[name] for name in chosen)]
            for one in cases
        ],
        ranking_notes(shown), words("download.notes"),
    )  # fmt: skip
    download_row(words, part, table, key=f"weightings_{part}")
