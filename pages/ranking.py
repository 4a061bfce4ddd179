"""The ranking: one slider, the order, the map and the sentence; everything else defends it one step further."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from actions import reading
from actions.permissions import Permission
from actions.work import Job
from store.use_cases import CaseLine
from store.verdicts import GivenVerdict
from ui import address
from ui.components.case_defence import case_defence
from ui.components.case_filters import asked, filter_fields, filters_told, left_by
from ui.components.defence_parts import defence_parts
from ui.components.empty_state import empty_state
from ui.components.live_ranking import Moved, live_ranking
from ui.components.page_header import page_header
from ui.components.plain_order import plain_order
from ui.components.prose import quiet
from ui.components.ranking_downloads import ranking_downloads
from ui.components.ranking_rules import rules_in_force
from ui.components.scenarios_panel import open_asked_scenario
from ui.components.weights import Typed, plain_sliders, take, weighting_on_the_table
from ui.defending import defence_job, finished, follow
from ui.firmness import firmness_of
from ui.shown_ranking import ShownRanking
from ui.visit import Visit
from usecases.defence import Defence
from usecases.priorities import Band, rank

PLAIN, PRESENTED = "simple", "presente"
FILTERS = ("administration", "secteur", "region", "stade", "avis")


def show(visit: Visit) -> None:
    """Weights on top, order and map beside each other, the defence below."""
    words = visit.words
    table = visit.table()
    if not len(table):
        page_header(words("ranking.title"), words("ranking.purpose"), key="ranking")
        deed = words("ranking.empty_deed") if visit.may(Permission.READ_OWN_CASES) else ""
        if empty_state(words("ranking.empty_title"), words("ranking.empty_text"), key="ranking", deed=deed):
            visit.go("catalogue", statut="received")
        return
    presenting = _stage(visit)
    lines, verdicts = {line.reference: line for line in visit.cases()}, visit.verdicts()
    known = visit.read(reading.weightings, visit.criteria)
    open_asked_scenario(visit, known)
    place = st.columns([3, 2, 1], gap="medium", vertical_alignment="bottom")
    with place[0]:
        on_table = weighting_on_the_table(visit, known)
    with place[1]:
        left = _filtered(visit, lines, verdicts)
    with place[2]:
        plain = not presenting and _plain_wanted(visit)
    rules = rules_in_force()
    base, ranking = (
        rank(table, visit.criteria, weighting, convention=rules.convention, threshold=rules.threshold)
        for weighting in (on_table.base, on_table.now)
    )
    shown = ShownRanking(visit, ranking, lines, verdicts, rules, left, filters_told(asked(FILTERS)))
    selected = address.asked("cas") if address.asked("cas") in table.positions else None
    job = defence_job(visit, ranking, rules.doubt, rules.first)
    found: Defence | None = finished(job)
    sentence = _sentence(shown, job, is_moved=on_table.is_moved)
    firmness = firmness_of(shown, found)
    if plain:
        plain_sliders(visit, on_table.now)
        plain_order(shown, selected=selected, firmness=firmness)
    else:
        live_ranking(
            shown, base, key="live", selected=selected, firmness=firmness, large=presenting, on_moved=_let_go,
            on_opened=lambda reference: address.put(cas=reference),
        )  # fmt: skip
    if not presenting:
        _counts(shown)
        if selected:
            case_defence(shown, found, selected)
        ranking_downloads(shown, found, sentence=sentence)
        defence_parts(shown, known, job)
    follow(job)


def _stage(visit: Visit) -> bool:
    """The head of the page, or the stage of a presentation."""
    words = visit.words
    if address.asked("vue") == PRESENTED:
        _clear_the_stage(visit)
        return True
    if page_header(
        words("ranking.title"), words("ranking.purpose"), key="ranking", deed=words("ranking.present"),
        why=words("ranking.present_help"),
    ):  # fmt: skip
        address.put(vue=PRESENTED)
        st.rerun()
    return False


def _plain_wanted(visit: Visit) -> bool:
    """Whether the reader wants ordinary fields; the address keeps it."""
    plain = st.toggle(
        visit.words("ranking.plain"), value=address.asked("vue") == PLAIN, key="ranking_plain",
        help=visit.words("ranking.plain_help"),
    )  # fmt: skip
    address.put(vue=PLAIN if plain else None)
    return plain


def _clear_the_stage(visit: Visit) -> None:
    """Nothing but the ranking, in large type, with the way back."""
    st.html(
        "<style>[data-testid=stSidebar],[data-testid=stHeader]{display:none!important}"
        "[data-testid=stMainBlockContainer]{padding-block-start:1rem!important;max-inline-size:none!important}"
        ".am-sentence{font-size:1.375rem!important;max-inline-size:none!important}</style>"
    )
    if st.button(visit.words("ranking.present_end"), icon=":material/close_fullscreen:", type="tertiary"):
        address.put(vue=None)
        st.rerun()


def _let_go(moved: Moved) -> None:
    take(Typed(moved.share, moved.within))


def _filtered(
    visit: Visit, lines: Mapping[str, CaseLine], verdicts: Mapping[str, GivenVerdict]
) -> frozenset[str] | None:
    """The references that the filters leave; ranks stay those among all."""
    words = visit.words
    wanted = asked(FILTERS)
    label = words("ranking.filters_some", n=len(wanted)) if wanted else words("ranking.filters")
    with st.popover(label, width="stretch", icon=":material/filter_list:"):
        filter_fields(visit, FILTERS, visit.cases())
        quiet(words("ranking.filters_told"))
    if not wanted:
        return None
    passes = left_by(wanted, verdicts, {})
    return frozenset(reference for reference, line in lines.items() if passes(line))


def _sentence(shown: ShownRanking, job: Job, *, is_moved: bool) -> str:
    """Which three come first, and how firm the third is; gives what was said."""
    words, ranking = shown.visit.words, shown.ranking
    top = ranking.top(3)
    if not top:
        told = words("ranking.sentence_none")
    else:
        told = words("ranking.first_three", titles=words.join([shown.title(one.reference) for one in top]))
        told += " " + _last_of(shown, job, [one.reference for one in top])
        if unnamed := ranking.sharing(top[-1].rank) - sum(one.rank == top[-1].rank for one in top):
            told += " " + words("ranking.tied_unnamed", n=unnamed)
    notes = [words("ranking.filled", n=ranking.filled_in_all, convention=words(f"convention.{ranking.convention}"))]
    if is_moved:
        notes.insert(0, words("ranking.moved"))
    st.html(
        f'<p class="am-text am-sentence" role="status">{escape(told)} '
        f'<span class="am-caption">{escape(" ".join(notes))}</span></p>'
    )
    return told


def _last_of(shown: ShownRanking, job: Job, top: list[str]) -> str:
    """How often the last of the first three is among them, and among the first ones."""
    words, first = shown.visit.words, shown.rules.first
    found: Defence | None = finished(job)
    if found is None:
        return words("ranking.third_none" if job.is_done else "ranking.third_wait")
    robust = found.robustness
    row, counts = robust.positions[top[-1]], (len(top), first)
    shares = [float(robust.share_in_first(k)[row]) for k in counts]
    error = max(float(robust.standard_error(k)[row]) for k in counts)
    return words(
        "ranking.third", n=robust.counts.n_draws, seed=robust.doubt.seed,
        among=words("place.among", first=len(top)), among_first=words("place.among", first=first),
        share=words.share_of_draws(shares[0]), share_first=words.share_of_draws(shares[1]),
        error=words.at_most(100 * error),
    )  # fmt: skip


def _counts(shown: ShownRanking) -> None:
    """How many are ranked, how many wait in their band, and how many a filter hides."""
    words, ranking = shown.visit.words, shown.ranking
    rankable, waiting = (len(ranking.references(band)) for band in Band)
    parts = [words("ranking.band_rankable", n=rankable), words("ranking.band_waiting", n=waiting)]
    if shown.left is not None:
        parts.append(words("ranking.filters_left", n=sum(map(shown.passes, ranking.references()))))
    quiet(" · ".join(parts))
