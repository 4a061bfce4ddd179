"""The ranking: one slider, the order, the map and the sentence; everything else one step further."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape

import streamlit as st

from actions import reading
from actions.permissions import Permission
from store.reviews import GivenVerdict
from store.use_cases import CaseLine
from ui import address
from ui.components.badge import badge
from ui.components.chosen_case import chosen_case
from ui.components.download_row import download_row
from ui.components.empty_state import empty_state
from ui.components.page_header import page_header, refusal, section
from ui.components.priority_panel import priority_panel
from ui.components.prose import quiet
from ui.components.table import (
    ROWS_PER_PAGE,
    BadgeCell,
    BarCell,
    Column,
    NumberCell,
    Row,
    data_table,
)
from ui.components.weights import save_weighting_form, subject_name, weighting_on_the_table, weights_told
from ui.exports.workbook import ExportTable
from ui.visit import Visit
from usecases.criteria import Axis
from usecases.performance import Convention
from usecases.priorities import Band, RankedCase, Ranking, rank
from usecases.scores import ScoreOrigin, origin_code
from usecases.weighting import Weighting, WeightingError

FIRST = 10
UNCONFIRMED = origin_code(ScoreOrigin.DERIVED)


def show(visit: Visit) -> None:
    """Weights on top, order and map beside each other, the reasons below."""
    words = visit.words
    page_header(words("ranking.title"), words("ranking.purpose"), key="ranking")
    table = visit.table()
    if not len(table):
        deed = words("ranking.empty_deed") if visit.may(Permission.READ_OWN_CASES) else ""
        if empty_state(words("ranking.empty_title"), words("ranking.empty_text"), key="ranking", deed=deed):
            visit.go("catalogue", statut="received")
        return
    known = visit.read(reading.weightings, visit.criteria)
    weighting = weighting_on_the_table(visit, known)
    convention, threshold = _rules(visit)
    try:
        ranking = rank(table, visit.criteria, weighting, convention=convention, threshold=threshold)
    except WeightingError as error:
        refusal(words(error.code, subject=subject_name(visit, error.subject)))
        ranking = rank(table, visit.criteria, known[0].weighting, convention=convention, threshold=threshold)
    lines = {line.reference: line for line in visit.cases()}
    verdicts = visit.verdicts()
    selected = address.asked("cas") if address.asked("cas") in table.positions else None
    _sentence(visit, ranking, lines, selected)
    order, place = st.columns([5, 3], gap="medium")
    with order:
        _order(visit, ranking, lines, verdicts, selected)
    with place:
        clicked = priority_panel(visit, ranking, lines, verdicts, key="ranking_map", selected=selected, height=330)
        if clicked and clicked != selected and clicked != st.session_state.get("map_clicked"):
            st.session_state["map_clicked"] = clicked
            address.put(cas=clicked)
            st.rerun()
        if selected:
            chosen_case(visit, ranking, lines[selected], verdicts.get(selected))
    _step_further(visit, ranking, weighting)


def _rules(visit: Visit) -> tuple[Convention, float]:
    """What stands for the unknown, and how much must be known; shown one step further."""
    convention = Convention(st.session_state.get("convention", Convention.MIDDLE.value))
    return convention, st.session_state.get("threshold", 50) / 100


def _order(
    visit: Visit,
    ranking: Ranking,
    lines: Mapping[str, CaseLine],
    verdicts: Mapping[str, GivenVerdict],
    selected: str | None,
) -> None:
    words = visit.words
    band = Band.NOT_YET_RANKABLE if address.asked("bande") == "attente" else Band.RANKABLE
    counts = {one: len(ranking.references(one)) for one in Band}
    labels = {Band.RANKABLE: "ranking.band_rankable", Band.NOT_YET_RANKABLE: "ranking.band_waiting"}
    picked = st.segmented_control(
        words("ranking.band"), [one.value for one in Band], default=band.value, label_visibility="collapsed",
        format_func=lambda code: words(labels[Band(code)], n=counts[Band(code)]), key=f"band_{words.language}",
    )  # fmt: skip
    if picked and picked != band.value:
        address.put(bande="attente" if picked == Band.NOT_YET_RANKABLE.value else None, page=None)
        st.rerun()
    page = address.page(counts[band])
    shown = ranking.page((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE, band)
    event = data_table(
        _columns(visit, band),
        [_row(visit, ranking, one, lines[one.reference], verdicts, selected) for one in shown],
        key="ranking_table",
        words=words,
        caption=words("ranking.title"),
        total=counts[band],
        page=page,
        header="title",
    )
    if event and event.kind == "open":
        address.put(cas=event.id)
        st.rerun()
    if event and event.kind == "page":
        address.put(page=event.page)
        st.rerun()
    notes = _notes(visit, ranking)
    download_row(words, "ranking", lambda: _export(visit, ranking, lines, verdicts, notes), key="ranking")


def _columns(visit: Visit, band: Band) -> list[Column]:
    words = visit.words
    columns = [
        Column("rank", words("ranking.rank"), numeric=True, sortable=False),
        Column("title", words("catalogue.case"), wide=True, sortable=False),
        Column("value", words("ranking.value"), sortable=False, help=words("ranking.value_help")),
        Column("verdict", words("catalogue.verdict"), sortable=False),
    ]
    return columns[1:] if band is Band.NOT_YET_RANKABLE else columns


def _row(
    visit: Visit,
    ranking: Ranking,
    one: RankedCase,
    line: CaseLine,
    verdicts: Mapping[str, GivenVerdict],
    selected: str | None,
) -> Row:
    words = visit.words
    title = visit.text_cell(line.title)
    if one.missing:
        known = words("ranking.known_share", share=words.percent(one.known))
        title = replace(title, sub=known, sub_language=visit.language)
    verdict = verdicts[one.reference].decision if one.reference in verdicts else None
    return Row(
        one.reference,
        {
            "rank": NumberCell(words("ranking.tied", rank=one.rank) if one.tied else words.number(one.rank)),
            "title": title,
            "value": BarCell(
                one.value, words.decimal(one.value * 100), unconfirmed=_unconfirmed(ranking, one.reference),
                why=words(
                    "ranking.between",
                    low=words.decimal(one.value_low * 100),
                    high=words.decimal(one.value_high * 100),
                ),
            ),
            "verdict": BadgeCell((badge("verdict", verdict, words),)),
        },
        label=("▸ " if one.reference == selected else "") + title.text,
    )  # fmt: skip


def _unconfirmed(ranking: Ranking, reference: str) -> bool:
    """Whether nobody has confirmed any of the case's scores."""
    origins = ranking.table.origins[:, ranking.table.positions[reference]]
    known = origins[origins >= 0]
    return bool(len(known)) and bool((known == UNCONFIRMED).all())


def _sentence(visit: Visit, ranking: Ranking, lines: Mapping[str, CaseLine], selected: str | None) -> None:
    """What the order says in one sentence: of the chosen case, else of the first three."""
    words = visit.words
    firm = ranking.firm_in_first(FIRST)
    if selected:
        one = ranking.row(selected)
        name = visit.title(lines[selected].title)
        if one.band is Band.NOT_YET_RANKABLE:
            told = words("ranking.sentence_waiting", title=name, known=words.percent(one.known))
        elif selected in firm:
            key = "ranking.sentence_firm" if firm[selected] else "ranking.sentence_open"
            told = words(key, title=name, rank=one.rank, first=FIRST)
        else:
            told = words("ranking.sentence_outside", title=name, rank=one.rank, first=FIRST)
    elif top := ranking.top(3):
        held = sum(firm[one.reference] for one in top if one.reference in firm)
        titles = words.join([visit.title(lines[one.reference].title) for one in top])
        told = words("ranking.sentence_first" if held else "ranking.sentence_first_open", titles=titles, n=held)
    else:
        told = words("ranking.sentence_none")
    filled = words("ranking.filled", n=ranking.filled_in_all, convention=words(f"convention.{ranking.convention}"))
    st.html(
        f'<p class="am-text am-sentence" role="status">{escape(told)} '
        f'<span class="am-caption">{escape(filled)}</span></p>'
    )


def _step_further(visit: Visit, ranking: Ranking, weighting: Weighting) -> None:
    words, names = visit.words, visit.criteria_words
    with st.expander(words("ranking.weights")):
        quiet(words("ranking.weights_caption"))
        columns = st.columns(2, gap="large")
        for column, axis in zip(columns, Axis, strict=True):
            with column:
                section(names(f"axis.{axis}"))
                for criterion in visit.criteria.of_axis(axis):
                    place = visit.criteria.ids.index(criterion.id)
                    st.slider(
                        names(f"{criterion.id}.label"), 0, 100, key=f"weight_{criterion.id}",
                        format=words.percent_pattern,
                        help=words("ranking.weight_whole", share=words.percent(float(ranking.weights[place]), 1)),
                    )  # fmt: skip
        if visit.may(Permission.SAVE_WEIGHTING):
            save_weighting_form(visit, weighting)
    with st.expander(words("ranking.rules")):
        st.radio(
            words("ranking.convention"), [one.value for one in Convention], key="convention",
            format_func=lambda code: words(f"convention.{code}"), horizontal=True,
        )  # fmt: skip
        st.slider(words("ranking.threshold"), 0, 100, value=50, key="threshold", format=words.percent_pattern)
        quiet(words("ranking.fingerprint", value=ranking.fingerprint))


def _notes(visit: Visit, ranking: Ranking) -> dict[str, str]:
    words = visit.words
    return visit.notes(
        **{
            words("export.method"): words(f"method.{ranking.method}"),
            words("export.weights"): weights_told(visit, ranking.weighting),
            words("export.convention"): words(f"convention.{ranking.convention}"),
            words("export.threshold"): words.percent(ranking.threshold),
            words("export.criteria"): f"{visit.criteria.id} {visit.criteria.version}",
            words("export.fingerprint"): ranking.fingerprint,
        }
    )


def _export(
    visit: Visit,
    ranking: Ranking,
    lines: Mapping[str, CaseLine],
    verdicts: Mapping[str, GivenVerdict],
    notes: Mapping[str, str],
) -> ExportTable:
    """The order as it stands, both bands, with the reasons: a contribution for every criterion."""
    words, names = visit.words, visit.criteria_words
    every = [
        *ranking.page(0, len(ranking.table)),
        *ranking.page(0, len(ranking.table), Band.NOT_YET_RANKABLE),
    ]
    head = [
        words("ranking.rank"), words("ranking.band"), words("catalogue.reference"), words("catalogue.case"),
        words("catalogue.administration"), words("ranking.value"), names("axis.citizen_impact"),
        names("axis.feasibility"), words("ranking.known"), words("catalogue.verdict"),
        *(names(f"{criterion}.short") for criterion in visit.criteria.ids), words("ranking.missing_column"),
    ]  # fmt: skip
    rows = [
        [
            one.rank if one.band is Band.RANKABLE else None,
            words("band.ranked" if one.band is Band.RANKABLE else "band.not_yet_rankable"),
            one.reference, visit.title(lines[one.reference].title), lines[one.reference].administration,
            one.value, one.impact, one.feasibility, one.known,
            words(f"verdict.{verdicts[one.reference].decision}" if one.reference in verdicts else "verdict.pending"),
            *(one.contributions[criterion] for criterion in visit.criteria.ids),
            ", ".join(names(f"{criterion}.short") for criterion in one.missing),
        ]
        for one in every
    ]  # fmt: skip
    return ExportTable(words("ranking.title"), head, rows, notes, words("download.notes"))
