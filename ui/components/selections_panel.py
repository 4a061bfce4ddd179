"""The two selections beside each other: what is decided, and what would be if every awaited verdict cleared."""

from dataclasses import replace

import streamlit as st

from actions import reading
from actions.permissions import Permission
from ui.components.badge import badge
from ui.components.download_row import download_row
from ui.components.page_header import banner, section
from ui.components.ranking_notes import ranking_notes
from ui.components.table import BadgeCell, Column, NumberCell, Row, data_table
from ui.exports.workbook import CellValue, ExportTable
from ui.review_sentences import conditions_told
from ui.shown_ranking import ShownRanking
from usecases.shortlist import indicative


def selections_panel(shown: ShownRanking) -> None:
    """Never confused: the decided one by its chosen cases, the indicative one under its mark, and never published."""
    visit, words, first = shown.visit, shown.visit.words, shown.rules.first
    chosen = list(visit.read(reading.selection)) if visit.may(Permission.READ_PLAN) else []
    decided = [name for name in shown.ranking.references() if name in chosen]
    wanted = indicative(shown.ranking, visit.barred(), first)
    waiting = sum(name not in shown.verdicts for name in wanted)
    left, right = st.columns(2, gap="large")
    with left:
        section(words("selections.decided", n=len(decided)), words("selections.decided_caption"))
        _table(shown, decided, key="decided", empty=words("selections.nothing_decided"))
    with right, st.container(key="am_indicative"):
        section(words("selections.indicative", n=len(wanted)), words("selections.indicative_caption"))
        banner(words("selections.mark", n=waiting), tone="conditions")
        _table(shown, wanted, key="indicative", empty=words("ranking.nothing_here"))


def _table(shown: ShownRanking, names: list[str] | tuple[str, ...], *, key: str, empty: str) -> None:
    words, ranking = shown.visit.words, shown.ranking
    rows = [
        Row(
            name,
            {
                "rank": NumberCell(words.number(ranking.rank_of(name))),
                "title": replace(
                    shown.title_cell(name),
                    sub=conditions_told(words, shown.verdicts.get(name)),
                    sub_language=words.language,
                ),
                "verdict": BadgeCell((badge("verdict", shown.given(name), words),)),
            },
        )
        for name in names
    ]
    event = data_table(
        [
            Column("rank", words("ranking.rank"), numeric=True, sortable=False),
            Column("title", words("catalogue.case"), wide=True, sortable=False),
            Column("verdict", words("catalogue.verdict"), sortable=False),
        ],
        rows, key=f"selection_{key}", words=words, caption=words(f"selections.{key}", n=len(names)), total=len(rows),
        header="title", empty=empty, count=" ", per_page=max(1, len(rows)),
    )  # fmt: skip
    if event and event.kind == "open":
        shown.visit.go("review", cas=event.id)
    if names:
        download_row(words, key, lambda: _export(shown, names, key), key=f"selection_{key}")


def _export(shown: ShownRanking, names: list[str] | tuple[str, ...], key: str) -> ExportTable:
    words = shown.visit.words
    rows: list[list[CellValue]] = [
        [
            shown.ranking.rank_of(name), name, shown.title(name), words(f"verdict.{shown.decision(name)}"),
            verdict.cost_mad if (verdict := shown.verdicts.get(name)) else None,
            verdict.months if verdict else None,
        ]
        for name in names
    ]  # fmt: skip
    head = [
        words(one)
        for one in (
            "ranking.rank", "catalogue.reference", "catalogue.case", "catalogue.verdict", "selections.conditions_cost",
            "selections.conditions_months",
        )
    ]  # fmt: skip
    notes = ranking_notes(shown)
    if key == "indicative":
        waiting = sum(name not in shown.verdicts for name in names)
        notes = {words("selections.nature"): words("selections.mark", n=waiting), **notes}
    return ExportTable(words(f"selections.{key}", n=len(names)), head, rows, notes, words("download.notes"))
