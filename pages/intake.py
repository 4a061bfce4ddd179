"""Intake: a sheet is read, what was understood is shown for correction; nothing is stored before the reader agrees."""

from collections.abc import Mapping, Sequence
from html import escape
from textwrap import shorten

import streamlit as st

from actions import importing, incoming
from actions.permissions import Permission
from ui.components.download_row import download_row
from ui.components.intake_changes import Consent, intake_changes
from ui.components.intake_corrections import correct, corrections_of, forget_corrections, repair
from ui.components.intake_problems import intake_problems, row_told
from ui.components.kit_panel import kit_panel
from ui.components.page_header import banner, notice, page_header, refusal, section
from ui.components.proposal_form import proposal_form
from ui.components.prose import pairs, plain_table, quiet
from ui.components.readings_told import readings_told
from ui.components.recent_imports import recent_imports
from ui.exports.workbook import ExportTable
from ui.facts import field_told, said_of
from ui.turns import aside
from ui.visit import Visit
from ui.words import Value, escape_markdown
from usecases.case_kit import AMOUNTS
from usecases.intake import IntakeError, IntakeReport, Reconciliation, Refusal, read, summary
from usecases.intake.changes import said
from usecases.intake.codes import How
from usecases.intake.read_otherwise import read_otherwise
from usecases.use_case import Role, Stage

TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "json"]
SHOWN_ROWS, SHOWN_HEADERS, HEADER = 8, 8, 48
MOST_MB, MOST_ROWS = 50, 20_000
"""A screen keeps the sheet in memory; a larger one is for the terminal."""
DOUBTS = frozenset(
    {How.NOTHING_SPEAKS, How.YEARLY_AMOUNTS, How.SHEETS_BESIDE, How.SHEETS_TOGETHER, How.TURNED, How.TABLE_BESIDE}
)
"""What was found about a file that nobody should overlook."""


def show(visit: Visit) -> None:
    """A sheet, or one case by form."""
    words = visit.words
    by_sheet = visit.may(Permission.IMPORT_CASES)
    page_header(words("intake.title"), words("intake.purpose" if by_sheet else "intake.purpose_own"), key="intake")
    told = st.session_state.pop("intake_done", None)
    if told:
        banner(told, tone="accent")
    if not by_sheet:
        form, kit = st.tabs([words("intake.by_form"), words("intake.by_kit")])
    else:
        sheet, form, kit = st.tabs([words("intake.by_sheet"), words("intake.by_form"), words("intake.by_kit")])
        with sheet:
            _by_sheet(visit)
    with form:
        proposal_form(visit)
    with kit:
        kit_panel(visit)


def _by_sheet(visit: Visit) -> None:
    words = visit.words
    upload = st.file_uploader(
        words("intake.file"), type=TYPES, help=words("intake.file_help"), key=_uploader(), max_upload_size=MOST_MB
    )
    if upload is None:
        quiet(words("intake.first_step"))
        quiet(words("intake.limits", size=MOST_MB, rows=MOST_ROWS))
        recent_imports(visit)
        return
    content = upload.getvalue()
    try:
        with st.spinner(escape_markdown(words("intake.reading", name=upload.name))), aside():
            report = _read(visit, content, upload.name)
    except IntakeError as error:
        refusal(words(error.code, **_told(visit, error.values)))
        if error.code in {Refusal.MISSING_COLUMNS, Refusal.OTHER_KIND, Refusal.NOT_USE_CASES}:
            repair(visit, error.values)
        return
    found = incoming.preview(visit.site.store, visit.actor, report)
    _recognised(visit, report)
    _counts(visit, report, found)
    if same := visit.read(incoming.same_file, report):
        notice(visit.words("intake.same_file", number=same.id, at=same.at, name=visit.name_of(same.actor)))
    consent = intake_changes(visit, report, found)
    _preview(visit, report)
    _accept(visit, content, report, found, consent)
    intake_problems(visit, report)


def _uploader() -> str:
    """The key changes when a sheet was accepted, so that the next one starts afresh."""
    return f"intake_file_{st.session_state.get('intake_round', 0)}"


def _read(visit: Visit, content: bytes, name: str) -> IntakeReport:
    """Read the file again only when it or a correction has changed."""
    corrections = visit.read(incoming.in_its_register, content, corrections_of(content))
    known, registers = visit.read(incoming.remembered), visit.read(incoming.registers)
    key = (hash(content), repr(corrections), repr(known), repr(registers))
    held = st.session_state.get("intake_report")
    if held is None or held[0] != key:
        report = read(
            content, name, profiles=visit.site.definitions.profiles, corrections=corrections, remembered=known,
            registers=registers, administrations=visit.site.definitions.administrations, most_rows=MOST_ROWS,
        )  # fmt: skip
        held = st.session_state["intake_report"] = (key, report)
    return held[1]


def _recognised(visit: Visit, report: IntakeReport) -> None:
    """What was found about the file and how, each thing to be corrected in place."""
    words = visit.words
    how = report.recognised
    section(words("intake.found"), words("intake.found_caption"))
    facts = [
        (words("intake.reader"), how.reader.upper()),
        (words("intake.found_encoding"), how.encoding or "—"),
        (words("intake.delimiter"), words(f"delimiter.{_delimiter_code(how.delimiter)}")),
        (words("intake.sheet"), " · ".join(how.sheets) or "—"),
        (words("intake.header_row"), row_told(words, report, how.header_row)),
        (words("intake.profile"), f"{how.profile_id} {how.profile_version}"),
        (words("intake.register"), how.register),
        (words("intake.date_order"), words(f"date_order.{how.date_order or 'unknown'}")),
    ]
    pairs(facts)
    for one in how.why:
        if one.code in DOUBTS:
            banner(words(str(one.code), **_told(visit, one.values)), tone="conditions")
    if unused := how.unused:
        quiet(words("intake.unused", n=len(unused), headers=" · ".join(_named(unused))))
    with st.expander(words("intake.how")):
        for one in how.why:
            st.text(words(str(one.code), **_told(visit, one.values)))
        rows = [
            {
                words("problems.column"): f"{how.letters[place]} · {how.headers[place][:60]}",
                words("intake.meaning"): words(f"field.{name}") if words.has(f"field.{name}") else name,
                words("intake.sure"): words.percent(how.sure[place].confidence),
            }
            for place, name in how.mapping.items()
        ]
        plain_table(rows)
        cells = [list(row.values()) for row in rows]
        table = ExportTable(
            words("intake.how"), list(rows[0]) if rows else [], cells, visit.notes(), words("download.notes")
        )
        download_row(words, "colonnes", table, key="columns_found")
    with st.expander(words("intake.correct")):
        correct(visit, report)


def _named(headers: Sequence[str]) -> list[str]:
    """The first of some headers, each cut behind a word; a sign where more follow."""
    shown = [shorten(one, HEADER, placeholder=" …") for one in headers[:SHOWN_HEADERS]]
    return shown + (["…"] if len(headers) > len(shown) else [])


def _told(visit: Visit, values: Mapping[str, object]) -> dict[str, Value]:
    """The values of a finding, where the words know them by a name: a delimiter, an order of dates."""
    shown = visit.words.values_told(values)
    if missing := values.get("missing"):
        shown["missing"] = visit.words.join([visit.words(f"field.{name}") for name in missing])  # type: ignore[attr-defined]
    code = shown.get("value")
    if isinstance(code, str):
        names = [f"delimiter.{_delimiter_code(code)}"] if _delimiter_code(code) != "none" else [f"date_order.{code}"]
        shown["value"] = next((visit.words(name) for name in names if visit.words.has(name)), code)
    return shown


def _counts(visit: Visit, report: IntakeReport, found: Reconciliation) -> None:
    words = visit.words
    told = summary(report, found, sentence=lambda problem: words(str(problem.code)))
    section(words("intake.counts"))
    names = ("rows_read", "new", "changed", "unchanged", "repeated", "missing", "rejected")
    facts = [(words(f"intake.{name}"), words.number(told[name])) for name in names]
    facts.append((words("intake.administrations"), words.number(len(told["administrations"]))))
    facts += [(words(f"stage.{stage}"), words.number(told["stages"].get(stage, 0))) for stage in Stage]
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    st.html(f'<dl class="am am-counts">{rows}</dl>')


def _preview(visit: Visit, report: IntakeReport) -> None:
    """The first rows as they will be known."""
    words = visit.words
    told = [name for name in ("regions", *AMOUNTS, "starts_on") if name in report.recognised.mapping.values()]
    rows: list[dict[str, str]] = [
        {
            words("intake.row"): row_told(words, report, one.row),
            words("catalogue.case"): one.draft.title[0].value[:120],
            words("catalogue.administration"): visit.administration(one.draft.administration),
            words("catalogue.sector"): words(f"sector.{one.draft.sector}"),
            words("catalogue.stage"): words(f"stage.{one.draft.stage}"),
            **{field_told(visit, name): said_of(visit, name, said(one.draft, name)) for name in told},
            words("intake.scores"): words.number(len(one.proposals)),
        }
        for one in report.rows[:SHOWN_ROWS]
    ]
    section(words("intake.preview"), words("intake.preview_caption", n=len(rows), total=len(report.rows)))
    plain_table(rows)
    if rows:
        notes = visit.notes(**{words("export.file"): report.file_name, "SHA-256": report.sha256})
        shown = ExportTable(
            words("intake.preview"), list(rows[0]), [list(row.values()) for row in rows], notes, words("download.notes")
        )
        download_row(words, "preview", shown, key="preview")
    readings = [(words.number(n), one) for one, n in read_otherwise(report)]
    readings_told(visit, words("readings.rows"), readings, key="intake_readings")


def _accept(visit: Visit, content: bytes, report: IntakeReport, found: Reconciliation, consent: Consent) -> None:
    """The one deed of this screen: what the rows are to us, and whether they are admitted at once."""
    words = visit.words
    if not report.rows:
        return
    section(words("intake.accept_title"))
    with st.form("intake_accept", border=False):
        role = st.radio(
            words("intake.role"),
            [one.value for one in Role],
            format_func=lambda code: words(f"intake.role_{code}"),
            horizontal=True,
        )
        admit = st.checkbox(words("intake.admit"), help=words("intake.admit_help"))
        sent = st.form_submit_button(
            words("intake.accept", n=len(found.new) + len(found.changed) - len(consent.cases)), type="primary"
        )
    if not sent:
        return
    form = f"intake_{report.sha256[:16]}"
    with st.spinner(words("intake.storing")):
        accepted = visit.do(
            importing.accept,
            report,
            visit.site.definitions,
            role=Role(role),
            admit=admit,
            settled=corrections_of(content),
            except_changed=consent.cases,
            left=consent.left,
            insisted=consent.insisted,
            request_id=visit.request_id(form),
        )
    visit.forget_request(form)
    done = accepted.reconciliation
    st.session_state["intake_done"] = words(
        "intake.done",
        new=len(done.new),
        changed=len(done.changed),
        unchanged=len(done.unchanged),
        repeated=len(done.repeated),
    )
    st.session_state["intake_round"] = st.session_state.get("intake_round", 0) + 1
    st.session_state.pop("intake_report", None)
    forget_corrections()
    st.rerun()


def _delimiter_code(delimiter: str | None) -> str:
    return {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}.get(delimiter or "", "none")
