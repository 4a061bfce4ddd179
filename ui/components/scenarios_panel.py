"""Scenarios: opened by their address, live (they say what has changed), and compared with each other."""

from collections.abc import Mapping, Sequence

import streamlit as st

from actions import freezing
from actions.permissions import Permission
from actions.planning import PlanningError
from actions.reading import NamedWeighting
from store.snapshots import SavedScenario
from ui import address
from ui.components.download_row import download_row
from ui.components.page_header import notice, refusal, section
from ui.components.prose import quiet, said
from ui.components.ranking_notes import ranking_notes
from ui.components.ranking_rules import Rules, settle_rules
from ui.components.table import Column, NumberCell, Row, TextCell, data_table
from ui.components.weights import choose_weighting
from ui.exports.workbook import CellValue, ExportTable
from ui.shown_ranking import ShownRanking
from ui.visit import Visit
from ui.words import ABSENT, escape_markdown
from usecases.priorities import Ranking, rank
from usecases.scenario import Move, Scenario, Why, changed, compared, saved

_OPEN, _NOW = "scenario_open", "now"

Kept = Sequence[tuple[SavedScenario, Scenario]]


def open_asked_scenario(visit: Visit, known: list[NamedWeighting]) -> None:
    """Put the scenario that the address names on the table, once: its weights, its rules, its tab."""
    asked, state = address.asked("scenario"), st.session_state
    if not asked or state.get(_OPEN) == asked:
        return
    state[_OPEN] = asked
    scenario = next((one for held, one in visit.read(freezing.scenarios) if held.id == asked), None)
    if scenario is None or not scenario.weighting.fits(visit.criteria):
        notice(visit.words("scenario.unknown" if scenario is None else "scenario.other_criteria"))
        address.put(scenario=None)
        return
    choose_weighting(scenario.weighting, known)
    settle_rules(Rules(scenario.convention, scenario.threshold, scenario.first, scenario.doubt))
    state["defence_tab"] = "scenarios"


def scenarios_panel(shown: ShownRanking) -> None:
    """What was kept, what has moved since, how two of them differ, and the way to keep what is looked at now."""
    visit, words = shown.visit, shown.visit.words
    section(words("scenario.title"), words("scenario.caption"))
    kept = visit.read(freezing.scenarios)
    if not kept:
        quiet(words("scenario.none"))
    if refused := st.session_state.pop("scenario_refused", None):
        refusal(refused)
    for held, scenario in kept:
        with st.container(border=True):
            _scenario(shown, held, scenario)
    if visit.may(Permission.SAVE_WEIGHTING):
        _save(shown)
    if kept:
        _comparison(shown, kept)


def _scenario(shown: ShownRanking, held: SavedScenario, scenario: Scenario) -> None:
    """What has changed since it was saved: who came in, who went out, and why."""
    visit, words = shown.visit, shown.visit.words
    line = words("scenario.line", name=held.name, author=visit.name_of(held.author),
                 at=words.instant(held.at, short=True))  # fmt: skip
    st.markdown(f"**{escape_markdown(line)}**")
    if not scenario.weighting.fits(visit.criteria):
        quiet(words("scenario.other_criteria"))
    else:
        _since_saved(shown, scenario)
    deeds = st.container(horizontal=True)
    if deeds.button(
        words("scenario.open"), key=f"open_{held.id}", type="tertiary", icon=":material/link:",
        help=words("scenario.open_help"),
    ):  # fmt: skip
        st.session_state.pop(_OPEN, None)
        address.put(scenario=held.id)
        st.rerun()
    if visit.may(Permission.SAVE_WEIGHTING):
        deeds.button(
            words("scenario.drop"), key=f"drop_{held.id}", type="tertiary", icon=":material/delete:",
            on_click=_drop, args=(visit, held.id),
        )  # fmt: skip


def _drop(visit: Visit, identity: str) -> None:
    """Before the next run: one that somebody else removed has no button any more that could say so."""
    try:
        visit.do(freezing.drop_scenario, identity, request_id=visit.request_id(f"drop_{identity}"))
    except PlanningError as error:
        st.session_state["scenario_refused"] = visit.words.told(error.code, error.values)


def _since_saved(shown: ShownRanking, scenario: Scenario) -> None:
    words = shown.visit.words
    change = changed(scenario, _now(shown, scenario))
    if change.is_same:
        said(words("scenario.same"))
        return
    said(words("scenario.moved", n=change.moved))
    for key, moves in (("scenario.entered", change.entered), ("scenario.left", change.left)):
        if moves:
            quiet(words(key, first=scenario.first, cases=words.join([_told(shown, one) for one in moves])))


def _now(shown: ShownRanking, scenario: Scenario) -> Ranking:
    """The order of today under the scenario."""
    return rank(
        shown.ranking.table, shown.ranking.criteria, scenario.weighting, convention=scenario.convention,
        threshold=scenario.threshold,
    )  # fmt: skip


def _told(shown: ShownRanking, move: Move) -> str:
    words = shown.visit.words
    before, now = _places(shown, move)
    told = words("scenario.case", title=shown.title(move.reference), before=before, now=now)
    return f"{told} {_why(shown, move.why)}" if move.why else told


def _places(shown: ShownRanking, move: Move) -> tuple[str, str]:
    before, now = (shown.visit.words.number(place) if place else ABSENT for place in (move.before, move.now))
    return before, now


def _why(shown: ShownRanking, why: Why | None) -> str:
    if why is None:
        return ""
    words = shown.visit.words
    return words(
        "scenario.why", criterion=shown.visit.criteria_words(f"{why.criterion}.short"),
        before=words.decimal(100 * why.before), now=words.decimal(100 * why.now),
    )  # fmt: skip


def _save(shown: ShownRanking) -> None:
    """Keep the way of looking at the order under a name."""
    visit, words, rules = shown.visit, shown.visit.words, shown.rules
    with st.form("keep_ranking", border=False):
        name = st.text_input(words("scenario.name"), max_chars=120, key=f"scenario_name_{visit.request_id('scenario')}")
        sent = st.form_submit_button(words("scenario.save"), help=words("scenario.save_help"))
    if not sent:
        return
    try:
        visit.do(
            freezing.save_scenario, saved(shown.ranking, rules.first, rules.doubt),
            identity=visit.request_id("scenario")[:12], name=name, request_id=visit.request_id("scenario"),
        )  # fmt: skip
    except PlanningError as error:
        refusal(words.told(error.code, error.values))
    else:
        visit.forget_request("scenario")
        st.rerun()


def _comparison(shown: ShownRanking, kept: Kept) -> None:
    """Two of them, or one and the order on the page: who stands elsewhere, and why."""
    words = shown.visit.words
    section(words("scenario.compare"), words("scenario.compare_caption", n=shown.rules.first))
    usable = {held.id: scenario for held, scenario in kept if scenario.weighting.fits(shown.visit.criteria)}
    names = {_NOW: words("scenario.on_page")} | {held.id: held.name for held, _ in kept if held.id in usable}
    sides = st.columns(2, gap="large")
    one, other = (
        side.selectbox(words(label), list(names), index=min(place, len(names) - 1), key=f"compare_{place}",
                       format_func=names.__getitem__)
        for place, (side, label) in enumerate(zip(sides, ("scenario.from", "scenario.to"), strict=True))
    )  # fmt: skip
    rankings = [shown.ranking if name == _NOW else _now(shown, usable[name]) for name in (one, other)]
    moves = compared(rankings[0], rankings[1], shown.rules.first)
    _moves_table(shown, moves, {"before": names[one], "now": names[other]})


def _moves_table(shown: ShownRanking, moves: Sequence[Move], names: Mapping[str, str]) -> None:
    visit, words = shown.visit, shown.visit.words
    rows = []
    for one in moves:
        before, now = _places(shown, one)
        rows.append(
            Row(
                one.reference,
                {
                    "title": shown.title_cell(one.reference),
                    "before": NumberCell(before),
                    "now": NumberCell(now),
                    "why": TextCell(_why(shown, one.why), visit.language),
                },
            )
        )
    event = data_table(
        [
            Column("title", words("catalogue.case"), wide=True, sortable=False),
            Column("before", names["before"], numeric=True, sortable=False),
            Column("now", names["now"], numeric=True, sortable=False),
            Column("why", words("scenario.why_column"), wide=True, sortable=False),
        ],
        rows, key="scenario_moves", words=words, caption=words("scenario.compare"), total=len(rows),
        per_page=max(1, len(rows)), header="title", empty=words("scenario.no_moves"), count=" ",
    )  # fmt: skip
    if event and event.kind == "open":
        address.put(cas=event.id)
        st.rerun()
    if moves:
        cells: list[list[CellValue]] = [
            [one.reference, shown.title(one.reference), one.before, one.now, _why(shown, one.why)] for one in moves
        ]
        head = [words("catalogue.reference"), words("catalogue.case"), *names.values(), words("scenario.why_column")]
        table = ExportTable(words("scenario.compare"), head, cells, ranking_notes(shown), words("download.notes"))
        download_row(words, "scenarios", table, key="scenario_moves")
