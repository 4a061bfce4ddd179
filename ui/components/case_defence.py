"""The chosen case: why it stands where it stands, how firmly, who is next to it, and whether it may be chosen."""

from math import isnan

import numpy as np
import streamlit as st

from ui import address
from ui.charts.acceptability import AcceptabilityLabels, acceptability_bars
from ui.components.chosen_case import choice, contributions
from ui.components.download_row import download_row
from ui.components.page_header import section
from ui.components.prose import pairs, quiet, said
from ui.components.ranking_notes import ranking_notes
from ui.components.table import Column, NumberCell, Row, data_table
from ui.defending import ask, finished, unfinished
from ui.exports.workbook import CellValue, ExportTable
from ui.firmness import ranks_told
from ui.sentences import interval_told, place_told
from ui.shown_ranking import ShownRanking
from usecases.defence import Defence
from usecases.mcda.arrays import FloatArray
from usecases.mcda.swaps import smallest_totals_of_change
from usecases.priorities import Band, RankedCase
from usecases.rank_sentence import rank_sentence
from usecases.standing import PEERS, Standing, standing

SECONDS = 2.0
"""For each end of a certified interval."""
BARS, WEIGHTS_TOLD = 15, 3


def case_defence(shown: ShownRanking, found: Defence | None, reference: str) -> None:
    """Sentence and evidence at the end of the line, contributions at its beginning."""
    visit, ranking, rules = shown.visit, shown.ranking, shown.rules
    words, line, one = visit.words, shown.lines[reference], ranking.row(reference)
    job = (
        ask(visit, "standing", standing, ranking, rules.doubt, reference, rules.first, SECONDS)
        if _has_rank(one)
        else None
    )
    proven: Standing | None = finished(job) if job else None
    with st.container(border=True):
        title, close = st.columns([8, 1], vertical_alignment="top")
        with title:
            section(shown.title(reference), f"{reference} · {visit.administration(line.administration)}")
        if close.button(words("case.close"), key="close_case", type="tertiary", icon=":material/close:"):
            address.put(cas=None)
            st.rerun()
        facts = rank_sentence(
            ranking, reference, rules.first, found=found.robustness if found else None,
            proven=proven.everything if proven else None,
        )  # fmt: skip
        said(place_told(words, visit.criteria_words, shown.title(reference), facts))
        left, right = st.columns([1, 1], gap="large")
        with left:
            contributions(shown, one)
            if one.missing:
                missing = words.join([visit.criteria_words(f"{name}.short") for name in one.missing])
                quiet(words("ranking.missing", criteria=missing))
        with right:
            _numbers(shown, one, found, proven)
            if found and reference in found.robustness.positions:
                _acceptability(shown, found, reference)
        if job and proven is None:
            unfinished(visit, job, key="standing", told=words("work.extremes"))
        _peers(shown, one, proven)
        deeds = st.container(horizontal=True)
        if deeds.button(words("ranking.open_case"), icon=":material/open_in_new:", type="tertiary"):
            visit.go("catalogue", cas=reference)
        choice(visit, line, shown.verdicts.get(reference))


def _has_rank(one: RankedCase) -> bool:
    return one.band is Band.RANKABLE


def _numbers(shown: ShownRanking, one: RankedCase, found: Defence | None, proven: Standing | None) -> None:
    words = shown.visit.words
    entries = [
        (
            words("ranking.value"),
            words("ranking.value_between", value=words.decimal(one.value * 100),
                  low=words.decimal(one.value_low * 100), high=words.decimal(one.value_high * 100)),
        ),
        (words("ranking.known"), words.percent(one.known)),
    ]  # fmt: skip
    if found and one.reference in found.robustness.positions:
        row = found.robustness.positions[one.reference]
        entries.append((words("defence.expected"), words.decimal(float(found.robustness.counts.expected_rank[row]))))
        entries.append((words("methods_of.by_method"), ranks_told(shown, found, row)))
        if not isnan(found.robustness.counts.central_weights[row][0]):
            central = found.robustness.counts.central_weights[row]
            entries.append((words("defence.best_weights"), _heaviest(shown, central)))
        if not isnan(sure := float(found.robustness.confidence[row])):
            told = words("defence.confidence_of", share=words.share_of_draws(sure))
            entries.append((words("defence.confidence"), told))
    if proven is not None:
        entries.append((words("defence.ranks_weights"), interval_told(words, proven.weights)))
        entries.append((words("defence.ranks_all"), interval_told(words, proven.everything)))
        others = len(shown.ranking.references()) - 1
        entries.append((words("defence.always"), words("defence.cases", n=proven.never_behind, total=others)))
        entries.append((words("defence.never"), words("defence.cases", n=proven.never_ahead, total=others)))
        entries.append(_first_place(shown, proven))
        entries.append(_across(shown, one, proven))
    pairs(entries)


def _first_place(shown: ShownRanking, proven: Standing) -> tuple[str, str]:
    """Admissible weights that make it first, those that differ most from the ones in force; or that there are none."""
    words = shown.visit.words
    if proven.first_under is None:
        return words("defence.cannot_be_first"), words("defence.no_weights")
    return words("defence.can_be_first"), _heaviest(shown, np.array(proven.first_under))


def _across(shown: ShownRanking, one: RankedCase, proven: Standing) -> tuple[str, str]:
    """How little of the weights takes the case across the line: in all, and at most of a single one."""
    words, first = shown.visit.words, shown.rules.first
    told = []
    for measure, found in proven.crossings.items():
        if found is not None:
            share = words.percent(found.distance, 1)
            told.append(
                words(f"defence.across_{measure}" if found.is_exact else f"defence.within_{measure}", share=share)
            )
    label = words("defence.leaves_with" if one.rank <= first else "defence.enters_with", first=first)
    return label, words.join(told) or words("defence.no_crossing")


def _heaviest(shown: ShownRanking, weights: FloatArray) -> str:
    """The weights that differ most from those in force."""
    words, names = shown.visit.words, shown.visit.criteria_words
    moved = np.argsort(-np.abs(weights - shown.ranking.weights), kind="stable")[:WEIGHTS_TOLD]
    ids = shown.ranking.criteria.ids
    return words.join([f"{names(f'{ids[row]}.short')} {words.percent(float(weights[row]), 1)}" for row in moved])


def _acceptability(shown: ShownRanking, found: Defence, reference: str) -> None:
    words, robust = shown.visit.words, found.robustness
    row = robust.positions[reference]
    shares = robust.counts.acceptability[row][:BARS]
    rest = max(0.0, 1.0 - float(shares.sum()))
    labels = AcceptabilityLabels(
        words("defence.acceptability"),
        [words.number(place) for place in range(1, len(shares) + 1)],
        [words.share_of_draws(float(share)) for share in [*shares, rest]],
        words("defence.beyond"),
    )
    figure = acceptability_bars(
        [*shares.tolist(), rest], labels, first=shown.rules.first, dark=shown.visit.dark,
        right_to_left=words.direction == "rtl",
    )  # fmt: skip
    st.plotly_chart(figure, theme=None, key="acceptability", config={"displayModeBar": False})
    error = max(float(robust.rank_errors[row, :BARS].max(initial=0.0)), float(robust.standard_error(BARS)[row]))
    quiet(
        words("defence.bars_error", n=robust.counts.n_draws, seed=robust.doubt.seed, error=words.at_most(100 * error))
    )


def _peers(shown: ShownRanking, one: RankedCase, proven: Standing | None) -> None:
    """Who stands just above and just below, and how little of the weights swaps them."""
    words, ranking = shown.visit.words, shown.ranking
    if not _has_rank(one):
        return
    placed = ranking.placed[Band.RANKABLE]
    own = ranking.table.positions[one.reference]
    place = int(np.flatnonzero(placed == own)[0])
    around = [int(each) for each in placed[max(0, place - PEERS) : place + PEERS + 1] if each != own]
    if not around:
        return
    signs = np.array([1.0 if ranking.totals[each] >= ranking.totals[own] else -1.0 for each in around])
    differences = (ranking.values[:, around] - ranking.values[:, [own]]) * signs
    distances = smallest_totals_of_change(ranking.weights, differences)
    ahead = {each.reference: each.ahead for each in proven.neighbours} if proven else {}
    rows = []
    for each, distance in zip(around, distances, strict=True):
        peer = ranking.row(ranking.table.references[each])
        swap = words("defence.never_swaps") if not np.isfinite(distance) else words.percent(float(distance), 1)
        rows.append(
            Row(
                peer.reference,
                {
                    "rank": NumberCell(words.number(peer.rank)),
                    "title": shown.title_cell(peer.reference),
                    "value": NumberCell(words.decimal(peer.value * 100)),
                    "swap": NumberCell(swap),
                    "ahead": NumberCell(
                        words.share_of_draws(ahead[peer.reference], 1) if peer.reference in ahead else "…"
                    ),
                },
            )
        )
    section(words("defence.peers"), words("defence.peers_caption"))
    event = data_table(
        [
            Column("rank", words("ranking.rank"), numeric=True, sortable=False),
            Column("title", words("catalogue.case"), wide=True, sortable=False),
            Column("value", words("ranking.value"), numeric=True, sortable=False),
            Column("swap", words("defence.swap"), numeric=True, sortable=False),
            Column("ahead", words("defence.peer_ahead"), numeric=True, sortable=False,
                   help=words("defence.peer_ahead_help")),
        ],
        rows, key="peers", words=words, caption=words("defence.peers"), total=len(rows), header="title", count=" ",
    )  # fmt: skip
    if event and event.kind == "open":
        address.put(cas=event.id)
        st.rerun()
    cells: list[list[CellValue]] = [
        [ranking.rank_of(name), name, shown.title(name), ranking.row(name).value,
         float(distance) if np.isfinite(distance) else None, ahead.get(name)]
        for each, distance in zip(around, distances, strict=True)
        for name in [ranking.table.references[each]]
    ]  # fmt: skip
    head = [words(key) for key in ("ranking.rank", "catalogue.reference", "catalogue.case", "ranking.value",
                                   "defence.swap", "defence.peer_ahead")]  # fmt: skip
    table = ExportTable(words("defence.peers"), head, cells, ranking_notes(shown), words("download.notes"))
    download_row(words, "voisins", table, key="peers")
