"""The catalogue: every case the reader may see, found by words and filters; one case in full when it is opened."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from actions import reading
from actions.permissions import Permission
from actions.planning import OPEN_DECISIONS
from store.reviews import GivenVerdict
from store.use_cases import CaseLine
from ui import address
from ui.components.badge import badge
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
from usecases.folding import fold
from usecases.use_case import RANKED_STATUSES, Role, Stage, Status

ANY = ""
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
    lines = visit.cases()
    if not lines:
        text = words("catalogue.empty_text" if may_import else "catalogue.empty_wait")
        if empty_state(words("catalogue.empty_title"), text, key="catalogue", deed=deed):
            visit.go("intake")
        return
    verdicts = visit.verdicts() if visit.may(Permission.READ_CASES) else {}
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
    )
    _follow(event)
    download_row(words, "catalogue", _export(visit, found, verdicts), key="catalogue")


def _controls(visit: Visit, lines: list[CaseLine]) -> None:
    """Search and filters; they live in the address, so that a view can be sent."""
    words = visit.words
    first = st.columns([2, 1, 1], gap="small")
    with first[0]:
        address.follow("q", st.text_input(words("catalogue.search"), key=address.bound("q"), max_chars=200))
    with first[1]:
        statuses = [
            ANY,
            "ranked",
            *(status.value for status in Status if any(one.status is status for one in lines)),
        ]
        _choice(visit, "statut", words("catalogue.status"), statuses, _status_name(visit))
    with first[2]:
        stages = [ANY, *(stage.value for stage in Stage if any(one.stage is stage for one in lines))]
        _choice(visit, "stade", words("catalogue.stage"), stages, lambda code: words(f"stage.{code}"))
    with st.expander(words("catalogue.more_filters"), expanded=_has_more()):
        second = st.columns(3, gap="small")
        with second[0]:
            names = sorted({one.administration for one in lines}, key=fold)
            _choice(visit, "administration", words("catalogue.administration"), [ANY, *names], visit.administration)
        with second[1]:
            sectors = sorted({one.sector for one in lines}, key=lambda code: words(f"sector.{code}"))
            _choice(
                visit,
                "secteur",
                words("catalogue.sector"),
                [ANY, *sectors],
                lambda code: words(f"sector.{code}"),
            )
            registers = sorted({one.source_register for one in lines})
            _choice(visit, "liste", words("catalogue.register"), [ANY, *registers], str)
        with second[2]:
            _choice(
                visit,
                "avis",
                words("catalogue.verdict"),
                [ANY, "open", "pending", "refused"],
                _verdict_name(visit),
            )
            _choice(visit, "region", words("catalogue.region"), [ANY, *REGIONS], lambda code: visit.region(code))
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


REGIONS = tuple(f"{number:02d}" for number in range(1, 13))


def _has_more() -> bool:
    return any(address.asked(name) for name in ("administration", "secteur", "liste", "avis", "region"))


def _choice(visit: Visit, name: str, label: str, options: list[str], named: Callable[[str], str]) -> None:
    key = address.bound(name)
    now = st.session_state[key]
    if now not in options:
        options = [*options, now]
    address.follow(
        name,
        st.selectbox(
            label, options, key=key, format_func=lambda code: named(code) if code else visit.words("catalogue.all")
        ),
    )


def _status_name(visit: Visit) -> Callable[[str], str]:
    return lambda code: visit.words("catalogue.ranked" if code == "ranked" else f"status.{code}")


def _verdict_name(visit: Visit) -> Callable[[str], str]:
    return lambda code: visit.words(f"catalogue.verdict_{code}")


def _found(visit: Visit, lines: list[CaseLine], verdicts: Mapping[str, GivenVerdict]) -> list[CaseLine]:
    """The lines that match everything the address asks for; only what is asked is tested."""
    asked = {name: address.asked(name) for name in FILTERS}
    wanted = fold(asked["q"]).split()
    chosen = visit.read(reading.selection) if asked["choix"] else {}
    tests: dict[str, Callable[[CaseLine], bool]] = {
        "q": lambda line: all(word in line.search for word in wanted),
        "statut": lambda line: _fits(asked["statut"], line),
        "stade": lambda line: asked["stade"] == line.stage.value,
        "administration": lambda line: asked["administration"] == line.administration,
        "secteur": lambda line: asked["secteur"] == line.sector,
        "liste": lambda line: asked["liste"] == line.source_register,
        "avis": lambda line: _fits_verdict(asked["avis"], verdicts.get(line.reference)),
        "region": lambda line: _fits_region(asked["region"], line),
        "choix": lambda line: line.reference in chosen,
    }
    active = [test for name, test in tests.items() if asked[name]]
    return [line for line in lines if all(test(line) for test in active)]


def _fits(asked: str, line: CaseLine) -> bool:
    if asked == "ranked":
        return line.role is Role.CANDIDATE and line.status in RANKED_STATUSES
    return asked == line.status.value


def _fits_region(asked: str, line: CaseLine) -> bool:
    return line.national or any(region == asked for region, _ in line.regions)


def _fits_verdict(asked: str, verdict: GivenVerdict | None) -> bool:
    match asked:
        case "open":
            return verdict is not None and verdict.decision in OPEN_DECISIONS
        case "refused":
            return verdict is not None and verdict.decision not in OPEN_DECISIONS
        case "pending":
            return verdict is None
    return True


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
    notes = visit.notes(**{words("export.filters"): ", ".join(f"{k}={v}" for k, v in filters.items()) or "—"})

    def made() -> ExportTable:
        return ExportTable(
            words("catalogue.title"),
            [
                words("catalogue.case"), words("catalogue.reference"), words("catalogue.administration"),
                *(column.label for column in _columns(visit)[2:]),
            ],
            [
                [
                    visit.title(line.title), line.reference, line.administration, words(f"sector.{line.sector}"),
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
