"""The catalogue: every case the reader may see, found by words and filters; one case in full when it is opened."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from actions import reading
from actions.permissions import Permission
from store.use_cases import CaseLine
from store.verdicts import GivenVerdict
from ui import address
from ui.components.ask_sheet_panel import ask_sheet_panel
from ui.components.badge import badge
from ui.components.bulk_edit import bulk_edit
from ui.components.case_filters import asked, filter_fields, filters_told, left_by
from ui.components.case_view import case_view
from ui.components.download_row import download_row
from ui.components.empty_state import empty_state
from ui.components.page_header import page_header
from ui.components.table import (
    ROWS_PER_PAGE,
    AbsentCell,
    BadgeCell,
    Cell,
    Column,
    NumberCell,
    ReferenceCell,
    Row,
    Sort,
    TableEvent,
    TextCell,
    data_table,
)
from ui.exports.workbook import ExportTable
from ui.visit import Visit
from usecases.use_case import Stage, Status

FILTERS = ("q", "statut", "stade", "administration", "secteur", "liste", "avis", "region", "choix")
ORDERS: Mapping[str, Callable[[CaseLine], object]] = {
    "reference": lambda line: line.reference,
    "stage": lambda line: list(Stage).index(line.stage),
    "status": lambda line: list(Status).index(line.status),
    "sector": lambda line: line.sector,
    "people": lambda line: (line.residents_per_year is not None, line.residents_per_year or 0.0),
}


def show(visit: Visit) -> None:
    """The list, or the case that the address names."""
    if reference := address.asked("cas"):
        case_view(visit, reference)
        return
    words = visit.words
    may_import = visit.may(Permission.IMPORT_CASES)
    deed = words("catalogue.deed") if may_import else ""
    if page_header(words("catalogue.title"), words("catalogue.purpose"), key="catalogue", deed=deed):
        visit.go("intake")
    ask_sheet_panel(visit)
    lines = visit.cases()
    if not lines:
        text = words("catalogue.empty_text" if may_import else "catalogue.empty_wait")
        if empty_state(words("catalogue.empty_title"), text, key="catalogue", deed=deed):
            visit.go("intake")
        return
    verdicts = visit.verdicts()
    _controls(visit, lines)
    found = _found(visit, lines, verdicts)
    sort = Sort(address.asked("tri", "reference"), descending=address.asked("sens") == "desc")
    if sort.column not in ORDERS:
        sort = Sort("reference")
    found.sort(key=ORDERS[sort.column], reverse=sort.descending)  # type: ignore[arg-type]
    page = address.page(len(found))
    event = data_table(
        _columns(visit),
        [_row(visit, line, verdicts) for line in found[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]],
        key="catalogue_table",
        words=words,
        caption=words("catalogue.title"),
        total=len(found),
        page=page,
        sort=sort,
        header="title",
        leaves=True,
    )
    _follow(event)
    download_row(words, "catalogue", _export(visit, found, verdicts), key="catalogue")
    if visit.may(Permission.ADMIT_CASES):
        bulk_edit(visit, found)


def _controls(visit: Visit, lines: list[CaseLine]) -> None:
    """Search and filters; they live in the address, so that a view can be sent."""
    words = visit.words
    first = st.columns([2, 1, 1], gap="small")
    with first[0]:
        key = address.bound("q")
        held = st.session_state[key]
        address.follow("q", st.text_input(words("catalogue.search"), value=held, key=key, max_chars=200))
    for column, name in zip(first[1:], ("statut", "stade"), strict=True):
        with column:
            filter_fields(visit, (name,), lines)
    more = ("administration", "secteur", "liste", "avis", "region")
    with st.expander(words("catalogue.more_filters"), expanded=bool(asked(more))):
        for column, names in zip(st.columns(3, gap="small"), (more[:1], more[1:3], more[3:]), strict=True):
            with column:
                filter_fields(visit, names, lines)
    _only_selected(visit)


def _only_selected(visit: Visit) -> None:
    """The selection alone, and one gesture back to everything."""
    words = visit.words
    if visit.may(Permission.READ_PLAN):
        ticked = st.checkbox(words("catalogue.selected_only"), value=bool(address.asked("choix")), key="selected_only")
        address.follow("choix", "1" if ticked else "")
    if any(address.asked(name) for name in FILTERS) and st.button(words("catalogue.clear"), type="tertiary"):
        st.session_state.pop("selected_only", None)
        address.put(**dict.fromkeys(FILTERS), page=None)
        st.rerun()


def _found(visit: Visit, lines: list[CaseLine], verdicts: Mapping[str, GivenVerdict]) -> list[CaseLine]:
    """The lines that match everything the address asks for."""
    chosen = visit.read(reading.selection) if address.asked("choix") else {}
    passes = left_by(asked(FILTERS), verdicts, chosen)
    return [line for line in lines if passes(line)]


def _columns(visit: Visit) -> list[Column]:
    words = visit.words
    return [
        Column("title", words("catalogue.case"), wide=True, pinned=True, sortable=False),
        Column("reference", words("catalogue.reference")),
        Column("sector", words("catalogue.sector")),
        Column("stage", words("catalogue.stage")),
        Column("status", words("catalogue.status")),
        Column("verdict", words("catalogue.verdict"), sortable=False),
        Column("people", words("catalogue.people"), numeric=True),
    ]


def _row(visit: Visit, line: CaseLine, verdicts: Mapping[str, GivenVerdict]) -> Row:
    words = visit.words
    verdict = verdicts.get(line.reference)
    people: Cell = AbsentCell(words("catalogue.people_unknown"))
    if line.residents_per_year is not None:
        people = NumberCell(words.number(line.residents_per_year))
    return Row(
        line.reference,
        {
            "title": replace(visit.text_cell(line.title), sub=visit.administration(line.administration)),
            "reference": ReferenceCell(line.reference),
            "sector": TextCell(words(f"sector.{line.sector}")),
            "stage": BadgeCell((badge("stage", line.stage, words),)),
            "status": BadgeCell((badge("status", line.status, words),)),
            "verdict": BadgeCell((badge("verdict", verdict.decision if verdict else None, words),)),
            "people": people,
        },
    )


def _decision(verdicts: Mapping[str, GivenVerdict], reference: str) -> str:
    return verdicts[reference].decision if reference in verdicts else "pending"


def _follow(event: TableEvent | None) -> None:
    if event is None:
        return
    if event.kind == "open":
        address.put(cas=event.id)
    elif event.kind == "sort":
        address.put(tri=event.column, sens="desc" if event.descending else None, page=None)
    elif event.kind == "page":
        address.put(page=event.page)
    st.rerun()


def _export(visit: Visit, found: list[CaseLine], verdicts: Mapping[str, GivenVerdict]) -> Callable[[], ExportTable]:
    words = visit.words
    filters = {name: value for name, value in st.query_params.items() if name not in {"lang", "page", "cas"}}
    notes = visit.notes(**{words("export.filters"): filters_told(filters) or "—"})

    def made() -> ExportTable:
        return ExportTable(
            words("catalogue.title"),
            [
                words("catalogue.case"), words("catalogue.reference"), words("catalogue.administration"),
                *(column.label for column in _columns(visit)[2:]),
            ],
            [
                [
                    visit.title(line.title), line.reference, visit.administration(line.administration),
                    words(f"sector.{line.sector}"),
                    words(f"stage.{line.stage}"), words(f"status.{line.status}"),
                    words(f"verdict.{_decision(verdicts, line.reference)}"),
                    line.residents_per_year,
                ]
                for line in found
            ],
            notes,
            words("download.notes"),
        )  # fmt: skip

    return made
