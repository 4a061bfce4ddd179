"""The chosen case: why it stands where it stands, how firmly, who is next to it, and whether it may be chosen."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from actions.work import Job
from store.reviews import GivenVerdict
from store.use_cases import CaseLine
from ui import address, opening
from ui.charts.acceptability import AcceptabilityLabels, acceptability_bars
from ui.components.chosen_case import choice, contributions
from ui.components.page_header import section
from ui.components.prose import pairs, quiet, said
from ui.components.ranking_rules import Rules
from ui.components.table import Column, NumberCell, Row, data_table
from ui.defending import waiting
from ui.sentences import place_told
from ui.visit import Visit
from usecases.defence import Defence
from usecases.fingerprint import fingerprint
from usecases.mcda.rank_interval import RankBound, RankInterval
from usecases.mcda.swaps import smallest_totals_of_change
from usecases.priorities import Band, RankedCase, Ranking
from usecases.rank_sentence import rank_sentence
from usecases.robustness import Extremes, extremes

SECONDS = 2.0
"""For each end of a certified interval."""
BARS, PEERS = 15, 3


def case_defence(
    visit: Visit,
    ranking: Ranking,
    lines: Mapping[str, CaseLine],
    verdict: GivenVerdict | None,
    found: Defence | None,
    reference: str,
    rules: Rules,
) -> None:
    """Sentence and evidence at the end of the line, contributions at its beginning."""
    words, line, one = visit.words, lines[reference], ranking.row(reference)
    with st.container(border=True):
        title, close = st.columns([8, 1], vertical_alignment="top")
        with title:
            section(visit.title(line.title), f"{reference} · {visit.administration(line.administration)}")
        if close.button(words("case.close"), key="close_case", type="tertiary", icon=":material/close:"):
            address.put(cas=None)
            st.rerun()
        proven = _extremes(ranking, one, rules)
        everything = proven.everything if isinstance(proven, Extremes) else None
        facts = rank_sentence(
            ranking, reference, rules.first, found=found.robustness if found else None, proven=everything
        )
        said(place_told(words, visit.criteria_words, visit.title(line.title), facts))
        left, right = st.columns([1, 1], gap="large")
        with left:
            contributions(visit, ranking, one)
            if one.missing:
                missing = words.join([visit.criteria_words(f"{name}.short") for name in one.missing])
                quiet(words("ranking.missing", criteria=missing))
        with right:
            _numbers(visit, one, found, proven if isinstance(proven, Extremes) else None)
            if found and reference in found.robustness.positions:
                _acceptability(visit, found, reference, rules.first)
        if proven is not None and not isinstance(proven, Extremes):
            waiting(words, proven, key="extremes", told=words("work.extremes"))
        _peers(visit, ranking, lines, one)
        deeds = st.container(horizontal=True)
        if deeds.button(words("ranking.open_case"), icon=":material/open_in_new:", type="tertiary"):
            visit.go("catalogue", cas=reference)
        choice(visit, line, verdict)


def _extremes(ranking: Ranking, one: RankedCase, rules: Rules) -> Extremes | Job | None:
    """The certified ranks, or the job that looks for them; None for a case without a rank."""
    if one.band is Band.NOT_YET_RANKABLE:
        return None
    key = fingerprint(
        {"extremes": ranking.fingerprint, "region": ranking.weighting.region, "doubt": vars(rules.doubt),
         "case": one.reference}
    )  # fmt: skip
    job = opening.workshop().ask(key, extremes, ranking, one.reference, rules.doubt, SECONDS)
    if not job.is_done:
        return job
    try:
        proven: Extremes = job.result()
    except (RuntimeError, ValueError):
        return None  # the sentence then says what was sampled, and nothing as proven
    return proven


def _numbers(visit: Visit, one: RankedCase, found: Defence | None, proven: Extremes | None) -> None:
    words = visit.words
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
    if proven is not None:
        entries.append((words("defence.ranks_weights"), _interval(visit, proven.weights)))
        entries.append((words("defence.ranks_all"), _interval(visit, proven.everything)))
    pairs(entries)


def _interval(visit: Visit, ranks: RankInterval) -> str:
    """An exact interval, or what was reached with the bound that certainly holds."""
    words = visit.words
    ends = [_end(visit, ranks.best), _end(visit, ranks.worst)]
    return words("defence.from_to", best=ends[0], worst=ends[1])


def _end(visit: Visit, bound: RankBound) -> str:
    words = visit.words
    if bound.is_exact:
        return words.number(bound.seen)
    return words("defence.seen_certain", seen=bound.seen, certain=bound.certain)


def _acceptability(visit: Visit, found: Defence, reference: str, first: int) -> None:
    words = visit.words
    shares = found.robustness.counts.acceptability[found.robustness.positions[reference]][:BARS]
    rest = max(0.0, 1.0 - float(shares.sum()))
    labels = AcceptabilityLabels(
        words("defence.acceptability"),
        [words.number(place) for place in range(1, len(shares) + 1)],
        [words.percent(float(share)) if share >= 0.005 else "" for share in [*shares, rest]],
        words("defence.beyond"),
    )
    figure = acceptability_bars(
        [*shares.tolist(), rest], labels, first=first, dark=visit.dark, right_to_left=words.direction == "rtl"
    )
    st.plotly_chart(figure, theme=None, key="acceptability", config={"displayModeBar": False})


def _peers(visit: Visit, ranking: Ranking, lines: Mapping[str, CaseLine], one: RankedCase) -> None:
    """Who stands just above and just below, and how little of the weights swaps them."""
    words = visit.words
    if one.band is Band.NOT_YET_RANKABLE:
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
    rows = []
    for each, distance in zip(around, distances, strict=True):
        peer = ranking.row(ranking.table.references[each])
        swap = words("defence.never_swaps") if not np.isfinite(distance) else words.percent(float(distance), 1)
        rows.append(
            Row(
                peer.reference,
                {
                    "rank": NumberCell(words.number(peer.rank)),
                    "title": visit.text_cell(lines[peer.reference].title),
                    "value": NumberCell(words.decimal(peer.value * 100)),
                    "swap": NumberCell(swap),
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
        ],
        rows, key="peers", words=words, caption=words("defence.peers"), total=len(rows), header="title", count=" ",
    )  # fmt: skip
    if event and event.kind == "open":
        address.put(cas=event.id)
        st.rerun()
