"""What other methods say of the same values and weights, whose place depends on the method, and what reverses."""

from collections.abc import Mapping

import numpy as np

from store.use_cases import CaseLine
from ui import address
from ui.components.download_row import download_row
from ui.components.page_header import section
from ui.components.prose import quiet, said
from ui.components.ranking_rules import Rules
from ui.components.table import Column, NumberCell, Row, TextCell, data_table
from ui.exports.workbook import ExportTable
from ui.visit import Visit
from usecases.defence import Defence
from usecases.mcda.dominance import pareto_fronts
from usecases.mcda.reversal import Reversal, on_removal
from usecases.methods import METHODS
from usecases.priorities import Band, Ranking

REMOVED = 10
"""Cases that are taken away in turn, from the first down."""


def methods_panel(
    visit: Visit, ranking: Ranking, lines: Mapping[str, CaseLine], found: Defence, *, rules: Rules
) -> None:
    """Agreement as a table, then the cases whose place among the first depends on the method."""
    words = visit.words
    agreed = found.agreement
    quiet(words("methods_of.caption"))
    columns = [
        Column("method", words("methods_of.method"), wide=True, sortable=False),
        *(Column(name, words(f"method.{name}"), numeric=True, sortable=False) for name in agreed.names),
    ]
    rows = [
        Row(
            name,
            {"method": TextCell(words(f"method.{name}"), visit.language)}
            | {other: NumberCell(words.decimal(float(agreed.tau[i, j]), 2) if np.isfinite(agreed.tau[i, j]) else "—")
               for j, other in enumerate(agreed.names)},
        )
        for i, name in enumerate(agreed.names)
    ]  # fmt: skip
    data_table(
        columns, rows, key="tau", words=words, caption=words("methods_of.tau"), total=len(rows), opens=False,
        header="method", count=words("methods_of.tau_caption"),
    )  # fmt: skip
    _depending(visit, ranking, lines, found, rules)
    _dominance(visit, ranking)
    _reversals(visit, ranking, lines)


def _depending(visit: Visit, ranking: Ranking, lines: Mapping[str, CaseLine], found: Defence, rules: Rules) -> None:
    words = visit.words
    agreed, references = found.agreement, ranking.references()
    depends = np.flatnonzero(agreed.depends_in_first(rules.first))
    section(words("methods_of.depends", first=rules.first), words("methods_of.depends_caption"))
    rows = [
        Row(
            references[place],
            {"title": visit.text_cell(lines[references[place]].title)}
            | {name: NumberCell(words.number(int(agreed.ranks[i, place]))) for i, name in enumerate(agreed.names)},
        )
        for place in depends.tolist()
    ]
    columns = [
        Column("title", words("catalogue.case"), wide=True, sortable=False),
        *(Column(name, words(f"method.{name}"), numeric=True, sortable=False) for name in agreed.names),
    ]
    event = data_table(
        columns, rows[:25], key="depends", words=words, caption=words("methods_of.depends", first=rules.first),
        total=min(len(rows), 25), header="title", empty=words("methods_of.none_depends"),
        count=words("methods_of.depends_count", n=len(rows)),
    )  # fmt: skip
    if event and event.kind == "open":
        address.put(cas=event.id)
    notes = visit.notes(**{words("export.fingerprint"): ranking.fingerprint})
    table = ExportTable(
        words("defence.tab_methods"),
        [words("catalogue.reference"), words("catalogue.case"), *(words(f"method.{name}") for name in agreed.names)],
        [
            [reference, visit.title(lines[reference].title), *(int(rank) for rank in agreed.ranks[:, place])]
            for place, reference in enumerate(references)
        ],
        notes, words("download.notes"),
    )  # fmt: skip
    download_row(words, "methodes", table, key="methods_of")


def _dominance(visit: Visit, ranking: Ranking) -> None:
    """How many cases nothing dominates."""
    words = visit.words
    fronts = pareto_fronts(ranking.values[:, ranking.placed[Band.RANKABLE]])
    section(words("methods_of.dominance"))
    said(words("methods_of.front", n=int((fronts == 1).sum()), total=fronts.size))


def _reversals(visit: Visit, ranking: Ranking, lines: Mapping[str, CaseLine]) -> None:
    """For each method, whether taking one of the first cases away turns others round."""
    words = visit.words
    positions = ranking.placed[Band.RANKABLE][:300]
    values = ranking.values[:, positions]
    references = [ranking.table.references[position] for position in positions]
    section(words("methods_of.reversal"), words("methods_of.reversal_caption", n=min(REMOVED, len(references))))
    for name, method in METHODS.items():
        found = on_removal(method, values, ranking.weights, among=np.arange(min(REMOVED, len(references))))
        quiet(f"{words(f'method.{name}')} — {_reversal_told(visit, found, references, lines)}")


def _reversal_told(visit: Visit, found: list[Reversal], references: list[str], lines: Mapping[str, CaseLine]) -> str:
    words = visit.words
    turned = [one for one in found if one.pairs]
    if not turned:
        return words("methods_of.no_reversal")
    worst = max(turned, key=lambda one: one.pairs)
    ahead, behind = worst.example or (0, 0)
    return words(
        "methods_of.reverses", n=worst.pairs, removed=visit.title(lines[references[worst.alternative]].title),
        ahead=visit.title(lines[references[ahead]].title), behind=visit.title(lines[references[behind]].title),
    )  # fmt: skip
