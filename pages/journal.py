"""The journal: who did what, when, to which case; newest first, and an export that a third party can check."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from actions import reading
from actions.acts import Act
from store.journal import Filter, Line
from ui import address
from ui.components.case_filters import filters_told
from ui.components.download_row import download_row
from ui.components.page_header import page_header
from ui.components.prose import quiet
from ui.components.table import ROWS_PER_PAGE, Column, NumberCell, ReferenceCell, Row, TextCell, data_table
from ui.exports.workbook import ExportTable
from ui.visit import Visit
from ui.words import SITE_TIME

EXPORTED_AT_MOST = 20_000
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
"""Days that can be asked for; the calendar itself ends in the year 9999, where no day follows."""


def show(visit: Visit) -> None:
    """Filters, one page of lines, export."""
    words = visit.words
    page_header(words("journal.title"), words("journal.purpose"), key="journal")
    wanted = _filter(visit)
    total = visit.read(reading.journal_page, wanted, offset=0, limit=0)[1]
    page = address.page(total)
    lines, _ = visit.read(reading.journal_page, wanted, offset=(page - 1) * ROWS_PER_PAGE, limit=ROWS_PER_PAGE)
    event = data_table(
        [
            Column("seq", words("journal.seq"), numeric=True, sortable=False),
            Column("at", words("journal.at"), sortable=False),
            Column("act", words("journal.act"), sortable=False, wide=True),
            Column("subject", words("journal.subject"), sortable=False),
            Column("person", words("journal.person"), sortable=False),
            Column("reason", words("case.reason"), sortable=False),
        ],
        [_row(visit, line) for line in lines],
        key="journal_table",
        words=words,
        caption=words("journal.title"),
        total=total,
        page=page,
        opens=False,
        header="act",
    )
    if event and event.kind == "page":
        address.put(page=event.page)
        st.rerun()
    filters = {name: value for name, value in st.query_params.items() if name not in {"lang", "page"}}
    notes = visit.notes(
        **{words("journal.chain"): words("journal.chain_told"), words("export.filters"): filters_told(filters) or "—"}
    )
    if total > EXPORTED_AT_MOST:
        part = words("journal.export_part", n=EXPORTED_AT_MOST, total=total)
        quiet(part)
        notes[words("journal.export")] = part
    download_row(words, "journal", lambda: _export(visit, wanted, notes), key="journal")


def _filter(visit: Visit) -> Filter:
    """Person, case, act and period, kept in the address."""
    words = visit.words
    names = visit.read(reading.names)
    people = ["", *sorted(names, key=visit.name_of)]
    acts = ["", *(act.value for act in Act)]
    columns = st.columns([2, 2, 2, 3], gap="small")
    for column, name, label, options, named in (
        (columns[0], "personne", "journal.person", people, visit.name_of),
        (columns[1], "acte", "journal.act", acts, lambda one: words(f"act.{one}")),
    ):
        with column:
            key = address.bound(name)
            if st.session_state[key] not in options:
                st.session_state[key] = ""
            address.follow(name, _option(visit, words(label), options, named, key))
    with columns[2]:
        key = address.bound("reference")
        held = st.session_state[key]
        typed = st.text_input(words("catalogue.reference"), value=held, key=key, max_chars=20)
        address.follow("reference", typed.strip())
    with columns[3]:
        since, until = _bounds(_period(words("journal.period")))
    return Filter(address.asked("personne"), address.asked("reference"), address.asked("acte"), since, until)


def _option(visit: Visit, label: str, options: list[str], named: Callable[[str], str], key: str) -> str:
    return st.selectbox(
        label, options, index=options.index(st.session_state[key]), key=key,
        format_func=lambda one: named(one) if one else visit.words("catalogue.all"),
    )  # fmt: skip


def _period(label: str) -> object:
    """The days from and to, as the address has them; another period begins at its first page."""
    key, asked = "journal_period", (address.asked("du"), address.asked("au"))
    if st.session_state.get(f"{key}_seen") != asked:
        st.session_state[key] = [day for one in asked if (day := _day(one))]
        st.session_state[f"{key}_seen"] = asked
    held = st.session_state[key]
    period: object = st.date_input(
        label, value=held, key=key, format="DD/MM/YYYY", min_value=EARLIEST, max_value=LATEST
    )
    days = [one.isoformat() for one in _days(period)]
    now = (days[0], days[-1]) if days else ("", "")
    if len(days) != 1 and now != asked:  # a period whose end is not chosen yet is not put into the address
        st.session_state[f"{key}_seen"] = now
        address.put(du=now[0], au=now[1], page=None)
    return period


def _days(period: object) -> list[date]:
    return [one for one in period if isinstance(one, date)] if isinstance(period, (tuple, list)) else []


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _bounds(period: object) -> tuple[str, str]:
    """The chosen days as instants of the site's clock; a period still open at one end is taken as that one day."""
    days = _days(period)
    if not days:
        return "", ""
    first = datetime.combine(days[0], time(), SITE_TIME).astimezone(UTC)
    last = datetime.combine(days[-1] + timedelta(days=1), time(), SITE_TIME).astimezone(UTC)
    return first.isoformat(), last.isoformat()


def _row(visit: Visit, line: Line) -> Row:
    words = visit.words
    return Row(
        str(line.seq),
        {
            "seq": NumberCell(words.number(line.seq)),
            "at": NumberCell(words.instant(line.instant, short=True)),
            "act": TextCell(words(f"act.{line.act}")),
            "subject": ReferenceCell(line.subject),
            "person": TextCell(visit.name_of(line.actor)),
            "reason": TextCell(line.reason or "—"),
        },
    )


def _export(visit: Visit, wanted: Filter, notes: dict[str, str]) -> ExportTable:
    """Every field of the chain, as it is hashed; names stay in the accounts. The right is checked when it is made."""
    lines, _ = visit.read(reading.journal_page, wanted, offset=0, limit=EXPORTED_AT_MOST)
    words = visit.words
    names = (
        "seq",
        "at",
        "area",
        "actor",
        "act",
        "subject",
        "reason",
        "request_id",
        "before",
        "after",
        "states",
        "prev",
        "hash",
    )
    rows = [[getattr(line, name) for name in names] for line in lines]
    return ExportTable(words("journal.title"), names, rows, notes, words("download.notes"))
