"""Rankings frozen for good: freeze the order of now, and every one that was frozen with its file."""

from functools import partial

import streamlit as st

from actions import freezing
from actions.permissions import Permission
from actions.planning import PlanningError
from actions.work import Job
from ui import address
from ui.components.download_row import download_row
from ui.components.page_header import done, refusal, section
from ui.components.table import ROWS_PER_PAGE, Column, NumberCell, ReferenceCell, Row, TextCell, data_table
from ui.defending import finished, unfinished
from ui.exports.workbook import CellValue, ExportTable
from ui.shown_ranking import ShownRanking
from ui.visit import Visit
from usecases.defence import Defence
from usecases.snapshot import gathered


def snapshots_panel(shown: ShownRanking, job: Job) -> None:
    """What was frozen, newest first; opening a row offers its file."""
    visit = shown.visit
    words = visit.words
    section(words("snapshot.title"), words("snapshot.caption"))
    if visit.may(Permission.SAVE_WEIGHTING):
        if job.is_done:
            _freeze(shown, finished(job))
        else:  # what is frozen holds the draws as well
            unfinished(visit, job, key="snapshot", told=words("work.defending"))
    if frozen := st.session_state.pop("frozen_now", None):
        done(words("snapshot.done", reference=frozen))
    kept = visit.read(freezing.snapshot_lines)
    page = min(max(1, address.asked_number("fige", 1)), max(1, -(-len(kept) // ROWS_PER_PAGE)))
    on_page = kept[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
    rows = [
        Row(
            one.reference,
            {
                "reference": ReferenceCell(one.reference),
                "name": TextCell(one.name),
                "by": TextCell(visit.name_of(one.by)),
                "at": NumberCell(words.instant(one.at, short=True)),
                "same": TextCell(
                    words("snapshot.current" if one.fingerprint == shown.ranking.fingerprint else "snapshot.past")
                ),
            },
        )
        for one in on_page
    ]
    event = data_table(
        [
            Column("reference", words("catalogue.reference"), sortable=False),
            Column("name", words("scenario.name"), wide=True, sortable=False),
            Column("by", words("journal.person"), sortable=False),
            Column("at", words("journal.at"), sortable=False),
            Column("same", words("snapshot.state"), sortable=False),
        ],
        rows, key="snapshots", words=words, caption=words("snapshot.title"), total=len(kept), page=page,
        header="name", empty=words("snapshot.none"),
    )  # fmt: skip
    if kept:
        cells: list[list[CellValue]] = [
            [one.reference, one.name, visit.name_of(one.by), one.at, one.fingerprint, one.sha256] for one in kept
        ]
        head = [words(key) for key in ("catalogue.reference", "scenario.name", "journal.person", "journal.at",
                                       "export.fingerprint")]  # fmt: skip
        table = ExportTable(words("snapshot.title"), [*head, "SHA-256"], cells, visit.notes(), words("download.notes"))
        download_row(words, "figes", table, key="snapshots")
    if event and event.kind == "page":
        address.put(fige=event.page)
        st.rerun()
    if event and event.kind == "open":
        st.session_state["snapshot_open"] = event.id
    asked = st.session_state.get("snapshot_open") or (kept[0].reference if kept else None)
    if asked in {one.reference for one in kept}:
        st.download_button(
            words("snapshot.download", reference=asked), key=f"snapshot_{asked}", data=partial(_file, visit, asked),
            file_name=f"{asked}.zip", mime="application/zip", on_click="ignore", type="tertiary",
            icon=":material/download:",
        )  # fmt: skip


def _freeze(shown: ShownRanking, found: Defence | None) -> None:
    """Keep the order of now for good, with what the draws say of it."""
    visit, words = shown.visit, shown.visit.words
    with st.form("freeze_ranking", border=False):
        name = st.text_input(words("scenario.name"), max_chars=120, key=f"snapshot_name_{visit.request_id('snapshot')}")
        sent = st.form_submit_button(words("snapshot.freeze"), type="primary", help=words("snapshot.freeze_help"))
    if not sent:
        return
    titles = {line.reference: visit.title(line.title) for line in visit.cases()}
    try:
        # What takes its time is made before the store is written to.
        reference = visit.do(
            freezing.freeze_ranking,
            gathered(shown.ranking, titles=titles, drawn=found.robustness if found else None), name=name,
            request_id=visit.request_id("snapshot"),
        )  # fmt: skip
    except PlanningError as error:
        refusal(words.told(error.code, error.values))
    else:
        visit.forget_request("snapshot")
        st.session_state["frozen_now"] = reference
        st.rerun()


def _file(visit: Visit, reference: str) -> bytes:
    """The right is asked when the file is made."""
    return visit.read(freezing.snapshot_file, reference) or b""
