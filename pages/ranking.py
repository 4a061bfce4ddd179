"""The ranking: one slider, the order, the map and the sentence; everything else defends it one step further."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from actions import reading
from actions.permissions import Permission
from actions.work import Job
from store.reviews import GivenVerdict
from store.use_cases import CaseLine
from ui import address
from ui.components.case_defence import case_defence
from ui.components.case_filters import asked, filter_fields, left_by
from ui.components.defence_tabs import defence_tabs
from ui.components.empty_state import empty_state
from ui.components.live_ranking import Moved, live_ranking
from ui.components.page_header import page_header, refusal
from ui.components.plain_order import plain_order
from ui.components.prose import quiet
from ui.components.ranking_downloads import ranking_downloads
from ui.components.ranking_rules import Rules, rules_in_force
from ui.components.weights import OnTheTable, Typed, plain_sliders, subject_name, take, weighting_on_the_table
from ui.defending import EVERY_SECONDS, defence_job, defence_of
from ui.visit import Visit
from usecases.defence import Defence
from usecases.priorities import Band, Ranking, rank
from usecases.weighting import WeightingError

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
    lines = {line.reference: line for line in visit.cases()}
    verdicts = visit.verdicts()
    known = visit.read(reading.weightings, visit.criteria)
    place = st.columns([3, 2, 1], gap="medium", vertical_alignment="bottom")
    with place[0]:
        on_table = weighting_on_the_table(visit, known)
    with place[1]:
        shown = _filtered(visit, lines, verdicts)
    with place[2]:
        plain = not presenting and _plain_wanted(visit)
    rules = rules_in_force()
    base, ranking = _ranked(visit, on_table, rules)
    selected = address.asked("cas") if address.asked("cas") in table.positions else None
    job = defence_job(ranking, rules.doubt, rules.first)
    found = defence_of(visit, job) if job.is_done else None
    sentence = _sentence(visit, ranking, lines, on_table, found, first=rules.first)
    shares = _shares(found, rules.first)
    if plain:
        plain_sliders(visit, on_table.now)
        plain_order(visit, ranking, lines, verdicts, selected=selected, shares=shares, shown=shown)
    else:
        live_ranking(
            visit, ranking, base, lines, verdicts, key="live", first=rules.first, selected=selected, shares=shares,
            shown=shown, large=presenting, on_moved=_let_go, on_opened=lambda reference: address.put(cas=reference),
        )  # fmt: skip
    if presenting:
        _follow(job)
        return
    _counts(visit, ranking, shown)
    if selected:
        case_defence(visit, ranking, lines, verdicts.get(selected), found, selected, rules)
    ranking_downloads(visit, ranking, lines, verdicts, found, rules=rules, sentence=sentence)
    defence_tabs(visit, ranking, known=known, on_table=on_table, lines=lines, verdicts=verdicts, job=job, rules=rules)


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


def _ranked(visit: Visit, on_table: OnTheTable, rules: Rules) -> tuple[Ranking, Ranking]:
    """The order under the weighting that was chosen, and under the weights as they stand."""
    table, criteria = visit.table(), visit.criteria
    base = rank(table, criteria, on_table.base, convention=rules.convention, threshold=rules.threshold)
    try:
        return base, rank(table, criteria, on_table.now, convention=rules.convention, threshold=rules.threshold)
    except WeightingError as error:
        refusal(visit.words(error.code, subject=subject_name(visit, error.subject)))
        return base, base


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


def _follow(job: Job) -> None:
    """Run again, unseen, when the defence of the order is there."""

    @st.fragment(run_every=EVERY_SECONDS)
    def look() -> None:
        if job.is_done:
            st.rerun()

    if not job.is_done:
        look()


def _let_go(moved: Moved) -> None:
    take(Typed(moved.share, moved.within))


def _filtered(visit: Visit, lines: Mapping[str, CaseLine], verdicts: Mapping[str, GivenVerdict]) -> list[str] | None:
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
    return [reference for reference, line in lines.items() if passes(line)]


def _shares(found: Defence | None, first: int) -> dict[str, float] | None:
    if found is None:
        return None
    shares = found.robustness.share_in_first(first)
    return dict(zip(found.robustness.references, shares.tolist(), strict=True))


def _sentence(
    visit: Visit,
    ranking: Ranking,
    lines: Mapping[str, CaseLine],
    on_table: OnTheTable,
    found: Defence | None,
    *,
    first: int,
) -> str:
    """Which three come first, and how firm the third is; gives what was said."""
    words = visit.words
    top = ranking.top(3)
    if not top:
        told = words("ranking.sentence_none")
    else:
        told = words("ranking.first_three", titles=words.join([visit.title(lines[one.reference].title) for one in top]))
        told += " " + _third(visit, found, top[-1].reference, len(top), first)
    notes = [words("ranking.filled", n=ranking.filled_in_all, convention=words(f"convention.{ranking.convention}"))]
    if on_table.is_moved:
        notes.insert(0, words("ranking.moved"))
    st.html(
        f'<p class="am-text am-sentence" role="status">{escape(told)} '
        f'<span class="am-caption">{escape(" ".join(notes))}</span></p>'
    )
    return told


def _third(visit: Visit, found: Defence | None, reference: str, place: int, first: int) -> str:
    words = visit.words
    if found is None or reference not in found.robustness.positions:
        return words("ranking.third_wait")
    row = found.robustness.positions[reference]
    shares = [float(found.robustness.share_in_first(k)[row]) for k in (place, first)]
    return words(
        "ranking.third", n=found.robustness.counts.n_draws, place=place, first=first,
        share=words.percent(shares[0]), share_first=words.percent(shares[1]),
    )  # fmt: skip


def _counts(visit: Visit, ranking: Ranking, shown: list[str] | None) -> None:
    """How many are ranked, how many wait in their band, and how many a filter hides."""
    words = visit.words
    rankable, waiting = (len(ranking.references(band)) for band in Band)
    parts = [words("ranking.band_rankable", n=rankable), words("ranking.band_waiting", n=waiting)]
    if shown is not None:
        left = set(shown)
        inside = sum(reference in left for reference in ranking.references())
        parts.append(words("ranking.filters_left", n=inside))
    quiet(" · ".join(parts))
