"""Scenarios that stay live and say what has changed, and rankings frozen for good."""

from functools import partial

import streamlit as st

from actions import freezing
from actions.permissions import Permission
from actions.planning import PlanningError
from ui import address
from ui.components.page_header import done, refusal, section
from ui.components.prose import quiet, said
from ui.components.table import Column, NumberCell, ReferenceCell, Row, TextCell, data_table
from ui.shown_ranking import ShownRanking
from ui.visit import Visit
from ui.words import escape_markdown
from usecases.priorities import Ranking, rank
from usecases.scenario import Move, Scenario, changed, saved


def scenarios_panel(shown: ShownRanking) -> None:
    """What was kept, what has moved since, and the two ways to keep the order of now."""
    visit = shown.visit
    words = visit.words
    section(words("scenario.title"), words("scenario.caption"))
    kept = visit.read(freezing.scenarios)
    if not kept:
        quiet(words("scenario.none"))
    asked = address.asked("scenario")
    for held, scenario in kept:
        with st.expander(
            escape_markdown(words("scenario.line", name=held.name, author=visit.name_of(held.author),
                                  at=words.instant(held.at, short=True))),
            expanded=held.id == asked,
        ):  # fmt: skip
            _scenario(shown, held.id, scenario)
    if visit.may(Permission.SAVE_WEIGHTING):
        _save(shown)
    _snapshots(visit, shown.ranking)


def _scenario(shown: ShownRanking, identity: str, scenario: Scenario) -> None:
    """What has changed since it was saved: who came in, who went out, and why the two orders differ."""
    visit, ranking = shown.visit, shown.ranking
    words = visit.words
    now = rank(
        ranking.table, ranking.criteria, scenario.weighting, convention=scenario.convention,
        threshold=scenario.threshold,
    )  # fmt: skip
    change = changed(scenario, now)
    if change.is_same:
        said(words("scenario.same"))
    else:
        said(words("scenario.moved", n=change.moved))
        for key, moves in (("scenario.entered", change.entered), ("scenario.left", change.left)):
            if moves:
                quiet(words(key, first=scenario.first, cases=words.join([_told(shown, one) for one in moves])))
    deeds = st.container(horizontal=True)
    if deeds.button(words("scenario.link"), key=f"link_{identity}", type="tertiary", icon=":material/link:"):
        address.put(scenario=identity)
        st.toast(words("scenario.link_told"))
    if visit.may(Permission.SAVE_WEIGHTING) and deeds.button(
        words("scenario.drop"), key=f"drop_{identity}", type="tertiary", icon=":material/delete:"
    ):
        try:
            visit.do(freezing.drop_scenario, identity, request_id=visit.request_id(f"drop_{identity}"))
        except PlanningError as error:
            refusal(words(error.code, **error.values))
        st.rerun()


def _told(shown: ShownRanking, move: Move) -> str:
    words = shown.visit.words
    before, now = (words.number(place) if place else "—" for place in (move.before, move.now))
    return words("scenario.case", title=shown.title(move.reference), before=before, now=now)


def _save(shown: ShownRanking) -> None:
    """Keep the order of now, live or for good."""
    visit, ranking, rules = shown.visit, shown.ranking, shown.rules
    words = visit.words
    with st.form("keep_ranking", border=False):
        name = st.text_input(words("scenario.name"), max_chars=120, key="scenario_name")
        deeds = st.container(horizontal=True)
        live = deeds.form_submit_button(words("scenario.save"), help=words("scenario.save_help"))
        frozen = deeds.form_submit_button(words("snapshot.freeze"), type="primary", help=words("snapshot.freeze_help"))
    if not live and not frozen:
        return
    form = "scenario" if live else "snapshot"
    try:
        if live:
            visit.do(
                freezing.save_scenario, saved(ranking, rules.first), identity=visit.request_id(form)[:12], name=name,
                request_id=visit.request_id(form),
            )  # fmt: skip
        else:
            titles = {line.reference: visit.title(line.title) for line in visit.cases()}
            reference = visit.do(
                freezing.freeze_ranking, ranking, name=name, titles=titles, request_id=visit.request_id(form)
            )
            st.session_state["frozen_now"] = reference
    except PlanningError as error:
        refusal(words(error.code, **error.values))
    else:
        visit.forget_request(form)
        st.rerun()


def _snapshots(visit: Visit, ranking: Ranking) -> None:
    words = visit.words
    section(words("snapshot.title"), words("snapshot.caption"))
    if frozen := st.session_state.pop("frozen_now", None):
        done(words("snapshot.done", reference=frozen))
    kept = visit.read(freezing.snapshot_lines)
    rows = [
        Row(
            one.reference,
            {
                "reference": ReferenceCell(one.reference),
                "name": TextCell(one.name),
                "by": TextCell(visit.name_of(one.by)),
                "at": NumberCell(words.instant(one.at, short=True)),
                "same": TextCell(
                    words("snapshot.current" if one.fingerprint == ranking.fingerprint else "snapshot.past")
                ),
            },
        )
        for one in kept
    ]
    data_table(
        [
            Column("reference", words("catalogue.reference"), sortable=False),
            Column("name", words("scenario.name"), wide=True, sortable=False),
            Column("by", words("journal.person"), sortable=False),
            Column("at", words("journal.at"), sortable=False),
            Column("same", words("snapshot.state"), sortable=False),
        ],
        rows, key="snapshots", words=words, caption=words("snapshot.title"), total=len(rows), opens=False,
        header="name", empty=words("snapshot.none"), per_page=max(1, len(rows)), count=" ",
    )  # fmt: skip
    for one in kept[:10]:
        st.download_button(
            words("snapshot.download", reference=one.reference), key=f"snapshot_{one.reference}",
            data=partial(_file, visit, one.reference), file_name=f"{one.reference}.zip", mime="application/zip",
            on_click="ignore", type="tertiary", icon=":material/download:",
        )  # fmt: skip


def _file(visit: Visit, reference: str) -> bytes:
    """The right is asked when the file is made."""
    return visit.read(freezing.snapshot_file, reference) or b""
