"""The ranking: one slider, the order, the map and the sentence; everything else one step further."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape

import streamlit as st

from actions import planning, reading
from actions.permissions import Permission
from actions.planning import PlanningError
from actions.reading import NamedWeighting
from store.reviews import GivenVerdict
from store.use_cases import CaseLine, StaleVersionError
from ui import address
from ui.charts.contributions import Contribution, ContributionLabels, contribution_bars
from ui.components.badge import badge
from ui.components.download_row import download_row
from ui.components.empty_state import empty_state
from ui.components.page_header import done, notice, page_header, refusal, section
from ui.components.priority_panel import priority_panel
from ui.components.prose import pairs, quiet, said
from ui.components.table import (
    ROWS_PER_PAGE,
    BadgeCell,
    BarCell,
    Column,
    NumberCell,
    Row,
    data_table,
)
from ui.exports.workbook import ExportTable
from ui.visit import Visit
from usecases.criteria import Axis
from usecases.gate import GateError
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
    weighting = _weighting(visit, known)
    convention, threshold = _rules(visit)
    try:
        ranking = rank(table, visit.criteria, weighting, convention=convention, threshold=threshold)
    except WeightingError as error:
        refusal(words(error.code, subject=_subject(visit, error.subject)))
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
        _chosen(visit, ranking, lines[selected], verdicts.get(selected))
    _step_further(visit, ranking, known, weighting)


def _weighting(visit: Visit, known: list[NamedWeighting]) -> Weighting:
    """The weighting on the table: a named one, moved by the slider."""
    words = visit.words
    by_id = {one.weighting.id: one.weighting for one in known}
    first, second = st.columns([3, 2], gap="large", vertical_alignment="bottom")
    with second:
        chosen = st.selectbox(
            words("ranking.weighting"),
            list(by_id),
            format_func=lambda one: words("ranking.declared") if one == "default" else by_id[one].name,
            key="weighting_id",
        )
    base = by_id[chosen]
    # Streamlit forgets the sliders of a screen that was left: they begin at the weighting again.
    if st.session_state.get("weighting_of") != chosen or "axis_share" not in st.session_state:
        st.session_state["weighting_of"] = chosen
        st.session_state["axis_share"] = round(base.axis_share * 100)
        for criterion in visit.criteria:
            st.session_state[f"weight_{criterion.id}"] = round(base.within[criterion.id] * 100)
    with first:
        share = st.slider(
            words("ranking.axis_share"),
            0,
            100,
            step=1,
            key="axis_share",
            format="%d %%",
            help=words("ranking.axis_help"),
        )
    within = {one.id: float(st.session_state.get(f"weight_{one.id}", one.weight * 100)) for one in visit.criteria}
    unmoved = {one.id: round(base.within[one.id] * 100) for one in visit.criteria}
    # A slider shows whole percents; as long as none is moved the exact weights count.
    exact = base.within if within == unmoved else within
    axis_share = base.axis_share if share == round(base.axis_share * 100) else share / 100
    return base.model_copy(update={"axis_share": axis_share, "within": dict(exact)})


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
    page = max(1, address.asked_number("page", 1))
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


def _chosen(visit: Visit, ranking: Ranking, line: CaseLine, verdict: GivenVerdict | None) -> None:
    """The case that was clicked on: why it stands where it stands, and what may be done with it."""
    words, names = visit.words, visit.criteria_words
    one = ranking.row(line.reference)
    section(visit.title(line.title), f"{line.reference} · {visit.administration(line.administration)}")
    left, right = st.columns([3, 2], gap="large")
    with left:
        shares = [
            Contribution(
                names(f"{criterion.id}.short"),
                "impact" if criterion.axis is Axis.CITIZEN_IMPACT else "feasibility",
                one.contributions[criterion.id],
                float(weight),
                words("ranking.unknown_filled") if criterion.id in one.missing
                else words.decimal(one.contributions[criterion.id] * 100),
                unconfirmed=criterion.id in one.missing,
            )
            for criterion, weight in zip(visit.criteria, ranking.weights, strict=True)
        ]  # fmt: skip
        labels = ContributionLabels(names("axis.citizen_impact"), names("axis.feasibility"), words("ranking.most"))
        figure = contribution_bars(shares, labels, dark=visit.dark, right_to_left=words.direction == "rtl")
        st.plotly_chart(figure, theme=None, key="contributions", config={"displayModeBar": False})
    with right:
        if one.missing:
            missing = words.join([names(f"{criterion}.short") for criterion in one.missing])
            said(words("ranking.missing", criteria=missing))
        if st.button(words("ranking.open_case"), icon=":material/open_in_new:", type="tertiary"):
            visit.go("catalogue", cas=line.reference)
        _choice(visit, line, verdict)


def _choice(visit: Visit, line: CaseLine, verdict: GivenVerdict | None) -> None:
    """Choose or release the case, where the reader may; the gate answers with its reason."""
    words = visit.words
    if not visit.may(Permission.READ_PLAN):
        return
    chosen = visit.read(reading.selection)
    quiet(words("plan.selected_now" if chosen else "plan.selected_none", n=len(chosen)))
    if not visit.may(Permission.CHOOSE_CASE):
        return
    inside = line.reference in chosen
    form = f"choose_{line.reference}_{inside}"
    with st.form(form, border=False):
        reason = st.text_input(words("plan.reason_release" if inside else "plan.reason_choose"), max_chars=500)
        sent = st.form_submit_button(words("plan.release" if inside else "plan.choose"), type="primary")
    if not sent:
        return
    deed = planning.release if inside else planning.choose
    try:
        visit.do(deed, line.reference, reason=reason, request_id=visit.request_id(form))
    except GateError as error:
        for refused in error.refusals:
            what = words(f"verdict.{verdict.decision}") if verdict else words("verdict.pending")
            refusal(words(refused.code, verdict=what))
    except PlanningError as error:
        refusal(words(error.code))
    else:
        visit.forget_request(form)
        st.rerun()


def _step_further(visit: Visit, ranking: Ranking, known: list[NamedWeighting], weighting: Weighting) -> None:
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
                        names(f"{criterion.id}.label"), 0, 100, key=f"weight_{criterion.id}", format="%d %%",
                        help=words("ranking.weight_whole", share=words.percent(float(ranking.weights[place]), 1)),
                    )  # fmt: skip
        if visit.may(Permission.SAVE_WEIGHTING):
            _save(visit, known, weighting)
    with st.expander(words("ranking.rules")):
        st.radio(
            words("ranking.convention"), [one.value for one in Convention], key="convention",
            format_func=lambda code: words(f"convention.{code}"), horizontal=True,
        )  # fmt: skip
        st.slider(words("ranking.threshold"), 0, 100, value=50, key="threshold", format="%d %%")
        quiet(words("ranking.fingerprint", value=ranking.fingerprint))


def _save(visit: Visit, known: list[NamedWeighting], weighting: Weighting) -> None:
    words = visit.words
    with st.form("save_weighting", border=False):
        name = st.text_input(words("ranking.save_name"), max_chars=120)
        sent = st.form_submit_button(words("ranking.save"))
    if not sent:
        return
    held = next((one for one in known if one.weighting.name == name.strip() and one.version), None)
    identity = held.weighting.id if held else visit.request_id("weighting")[:12]
    saved = weighting.model_copy(update={"id": identity, "name": name.strip(), "author": visit.person.id})
    try:
        visit.do(
            planning.save_weighting, visit.criteria, saved, expected_version=held.version if held else 0,
            request_id=visit.request_id("weighting"),
        )  # fmt: skip
    except (PlanningError, WeightingError) as error:
        refusal(words(error.code, subject=_subject(visit, getattr(error, "subject", ""))))
    except StaleVersionError:
        refusal(words("conflict.weighting"))
    else:
        visit.forget_request("weighting")
        done(words("ranking.saved", name=saved.name))


def _weighting_conflict(visit: Visit, *, base: NamedWeighting | None, mine: Weighting) -> None:
    """Somebody saved the weighting in between: mine, theirs and the base; the sliders stay where they are."""
    words = visit.words
    notice(words("conflict.weighting"))
    theirs = next((one for one in visit.read(reading.weightings, visit.criteria) if one.weighting.id == mine.id), None)
    pairs(
        [
            (words("conflict.base"), _weights_told(visit, base.weighting) if base else "—"),
            (words("conflict.theirs"), _weights_told(visit, theirs.weighting) if theirs else "—"),
            (words("conflict.mine"), _weights_told(visit, mine)),
        ]
    )
    visit.forget_request("weighting")


def _weights_told(visit: Visit, weighting: Weighting) -> str:
    """The weights of all criteria in one line."""
    weights = weighting.global_weights(visit.criteria)
    return ", ".join(
        f"{visit.criteria_words(f'{name}.short')} {visit.words.percent(float(weight), 1)}"
        for name, weight in zip(visit.criteria.ids, weights, strict=True)
    )


def _subject(visit: Visit, subject: str) -> str:
    """The axis or criterion an error is about, by its name."""
    for key in (f"axis.{subject}", f"{subject}.short"):
        if visit.criteria_words.has(key):
            return visit.criteria_words(key)
    return subject


def _notes(visit: Visit, ranking: Ranking) -> dict[str, str]:
    words = visit.words
    return visit.notes(
        **{
            words("export.method"): words(f"method.{ranking.method}"),
            words("export.weights"): _weights_told(visit, ranking.weighting),
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
