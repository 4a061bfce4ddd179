"""What a person settles of a sheet instead of what was found: how it is read, what its columns and words mean."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from ui.components.page_header import refusal
from ui.components.prose import quiet
from ui.visit import Visit
from ui.words import escape_markdown
from usecases.intake import Corrections, IntakeReport
from usecases.intake.codes import How
from usecases.intake.inspection import proposed
from usecases.use_case import ImportedFrom, Stage

_KEY = "intake_corrections"
ENCODINGS = ("", "utf-8", "cp1252", "cp1256", "utf-16", "mac_roman", "cp850", "iso8859_6")
DELIMITERS = {"": "", "comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
DATE_ORDERS = ("", "dmy", "mdy", "ymd")
MOST_COLUMNS = 60
"""Columns that are offered for correction beside those that are used; a sheet may have thousands."""
MOST_SPELLINGS, LONGEST_ANSWER = 24, 60
"""Spellings of answers that are offered for correction, the most frequent first; a longer text is no answer."""


def corrections_of(content: bytes) -> Corrections:
    """What was settled for this very file; another file begins afresh."""
    digest, settled = st.session_state.get(_KEY, (None, {}))
    if digest != hash(content):
        st.session_state[_KEY] = (hash(content), {})
        return Corrections()
    return Corrections(**settled)


def forget_corrections() -> None:
    """The file was taken in."""
    st.session_state.pop(_KEY, None)


def correct(visit: Visit, report: IntakeReport) -> None:
    """The form of corrections; what is sent is kept and the file read again."""
    words, how = visit.words, report.recognised
    as_found = words("intake.as_found")
    with st.form("intake_corrections_form", border=False):
        left, right = st.columns(2, gap="large")
        with left:
            encoding = st.selectbox(
                words("intake.found_encoding"), ENCODINGS, format_func=lambda code: code or as_found
            )
            delimiter = st.selectbox(
                words("intake.delimiter"), list(DELIMITERS),
                format_func=lambda code: words(f"delimiter.{code}") if code else as_found,
            )  # fmt: skip
            row = st.number_input(words("intake.header_row"), min_value=1, max_value=200, value=how.header_row)
        with right:
            order = st.selectbox(
                words("intake.date_order"), DATE_ORDERS,
                format_func=lambda code: words(f"date_order.{code}") if code else as_found,
            )  # fmt: skip
            register = st.text_input(words("intake.register"), value=how.register, max_chars=80)
            owner = st.text_input(words("intake.owner"), max_chars=200, help=words("intake.owner_help"))
            sheet = _sheet(visit, report)
        mapping = _mapping(visit, report)
        vocabulary = _vocabulary(visit, report)
        if settled_names := _administrations(visit, report):
            vocabulary["administration"] = settled_names
        if st.form_submit_button(words("intake.read_again")):
            named = [name for name in mapping.values() if name]
            if twice := sorted({name for name in named if named.count(name) > 1}):
                refusal(words("intake.two_columns", fields=words.join([_field_name(visit, one) for one in twice])))
                return
            digest, before = st.session_state[_KEY]
            settled: dict[str, Any] = {
                **before,
                "mapping": {**before.get("mapping", {}), **mapping},
                "vocabulary": with_words(before.get("vocabulary", {}), vocabulary),
            }
            settled |= {
                "encoding": encoding,
                "delimiter": DELIMITERS[delimiter],
                "date_order": order,
                "sheet": sheet,
                "owner": owner.strip(),
            }
            if row != how.header_row:
                settled["header_row"] = int(row)
            if register.strip() != how.register:
                settled["register"] = register.strip()
            # What is chosen as found is no correction, though it was one before.
            st.session_state[_KEY] = (digest, {name: one for name, one in settled.items() if one})
            st.rerun()


def _sheet(visit: Visit, report: IntakeReport) -> str:
    """The one sheet that is to be read; empty for those that were found. A hidden one may be named."""
    how, words = report.recognised, visit.words
    if how.sheet is None:
        return ""
    before = st.session_state[_KEY][1].get("sheet", "")
    beside = [name for one in how.why if one.code is How.SHEETS_BESIDE for name in one.values["sheets"]]
    options = ["", *how.sheets, *beside]
    return st.selectbox(
        words("intake.sheet"), options, index=options.index(before) if before in options else 0,
        format_func=lambda name: name or words("intake.as_found"), accept_new_options=True,
        placeholder=words("intake.as_found"),
    ) or ""  # fmt: skip


def repair(visit: Visit, values: Mapping[str, Any]) -> None:
    """A file that names no title or no owner: which column it is, or whose list, said here; then it is read again."""
    words = visit.words
    headers: list[str] = list(values.get("headers", ()))
    with st.form("intake_repair_form", border=True):
        quiet(words("intake.repair_caption"))
        title = st.selectbox(words("field.title"), headers, index=None, key="repair_title")
        column = st.selectbox(words("field.administration"), headers, index=None, key="repair_administration")
        owner = st.text_input(words("intake.owner"), max_chars=200, help=words("intake.owner_help"))
        row = st.number_input(
            words("intake.header_row"), min_value=1, max_value=200_000, value=int(values.get("row") or 1)
        )
        if not st.form_submit_button(words("intake.read_again")):
            return
    digest, before = st.session_state[_KEY]
    columns = {text: name for text, name in ((title, "title"), (column, "administration")) if text is not None}
    settled = {**before, "columns": {**before.get("columns", {}), **columns}, "header_row": int(row)}
    if owner.strip():
        settled["owner"] = owner.strip()
    if values.get("sheet"):
        settled["sheet"] = values["sheet"]
    st.session_state[_KEY] = (digest, settled)
    st.rerun()


def _mapping(visit: Visit, report: IntakeReport) -> dict[int, str | None]:
    """What each column is used for; only what the reader changed."""
    how = report.recognised
    fields = sorted({name for profile in visit.site.definitions.profiles for name in profile.columns})
    quiet(visit.words("intake.mapping_caption"))
    changed: dict[int, str | None] = {}
    columns = st.columns(3, gap="small")
    shown = [one for one in range(len(how.headers)) if one in how.mapping or one < MOST_COLUMNS]
    if len(shown) < len(how.headers):
        quiet(visit.words("intake.more_columns", n=len(how.headers) - len(shown)))
    for place in shown:
        header, now = how.headers[place], how.mapping.get(place)
        options = ["", *fields] if now in fields or now is None else ["", now, *fields]
        with columns[place % 3]:
            chosen = st.selectbox(
                escape_markdown(f"{how.letters[place]} · {header[:60]}"), options, index=options.index(now or ""),
                format_func=lambda code: _field_name(visit, code), key=f"map_{place}_{now}",
            )  # fmt: skip
        if (chosen or None) != now:
            changed[place] = chosen or None
    return one_each(how.mapping, changed)


def one_each(mapping: Mapping[int, str], changed: Mapping[int, str | None]) -> dict[int, str | None]:
    """The changed meanings of columns, and none for the column that had one of them before: one tells one thing."""
    given = {name for name in changed.values() if name}
    return {place: None for place, name in mapping.items() if name in given} | dict(changed)


Words = Mapping[str, Mapping[str, str]]
"""By field, what each spelling is taken for."""


def with_words(before: Words, chosen: Words) -> dict[str, dict[str, str]]:
    """What was settled of the words of a file before, with what is settled now."""
    return {name: {**before.get(name, {}), **chosen.get(name, {})} for name in {*before, *chosen}}


def _administrations(visit: Visit, report: IntakeReport) -> dict[str, str]:
    """Names that may be short for an administration that is known: the proposal, its reason, and what is chosen."""
    words, known = visit.words, visit.site.definitions.administrations
    proposals = proposed(report, known)
    if not proposals:
        return {}
    quiet(words("intake.administrations_caption", n=len(proposals)))
    everyone = st.checkbox(words("intake.take_proposals"), key="intake_take_proposals")
    chosen: dict[str, str] = {}
    for one in proposals[:MOST_SPELLINGS]:
        text = one.original
        offered = [text, one.value, *(name for name in known.canonical if name not in {text, one.value})]
        picked = st.selectbox(
            escape_markdown(words("intake.spelling", original=text[:80], n=one.rows)), offered,
            key=f"administration_{text[:80]}",
            format_func=partial(_administration, visit, text),
        )  # fmt: skip
        quiet(words(f"intake.because_{one.rule}", name=visit.administration(one.value)))
        if picked != text:
            chosen[text] = picked
    return {one.original: one.value for one in proposals} | chosen if everyone else chosen


def _administration(visit: Visit, written: str, name: str) -> str:
    return visit.words("intake.as_written", name=name) if name == written else visit.administration(name)


def _vocabulary(visit: Visit, report: IntakeReport) -> dict[str, dict[str, str]]:
    """What each answer of a column with words of its own was taken for; only what the reader changed."""
    words = visit.words
    options = _answers(visit, report)
    spellings = _spellings(report, options)
    if not spellings:
        return {}
    quiet(words("intake.vocabulary_caption"))
    changed: dict[str, dict[str, str]] = {}
    columns = st.columns(3, gap="small")
    for place, ((field, original, canonical), count) in enumerate(spellings.most_common(MOST_SPELLINGS)):
        offered = options[field] if canonical in options[field] else [canonical, *options[field]]
        heading = words("intake.spelling", original=original[:60], n=count)
        if field not in {"stage", "sector"}:
            heading = f"{_field_name(visit, field)} · {heading}"
        with columns[place % 3]:
            chosen = st.selectbox(
                escape_markdown(heading), offered,
                index=offered.index(canonical), format_func=partial(_canonical_name, visit, field),
                key=f"spelling_{field}_{original[:80]}",
            )  # fmt: skip
        if chosen != canonical:
            changed.setdefault(field, {})[original] = chosen
    return changed


def _answers(visit: Visit, report: IntakeReport) -> dict[str, list[str]]:
    """What the answers of each mapped column may be."""
    profile = next(one for one in visit.site.definitions.profiles if one.id == report.recognised.profile_id)
    own = {
        name: list(profile.vocabulary[name])
        for name in report.recognised.mapping.values()
        if name in profile.vocabulary
    }
    return own | {"stage": [one.value for one in Stage], "sector": visit.sectors()}


def _spellings(report: IntakeReport, options: Mapping[str, Sequence[str]]) -> Counter[tuple[str, str, str]]:
    """Field, spelling of the sheet and what it was taken for, with the number of rows; empty where it was not read."""
    found: Counter[tuple[str, str, str]] = Counter()
    unread = {
        name: report.recognised.headers[place]
        for place, name in report.recognised.mapping.items()
        if name in options and name.startswith("facts.")
    }
    for row in report.rows:
        for field, header in unread.items():
            text = row.received.get(header, "").strip()
            if text and len(text) <= LONGEST_ANSWER and field not in row.draft.provenance:
                found[field, text, ""] += 1
        for field in ("stage", "sector"):
            origin = row.draft.provenance.get(field)
            if isinstance(origin, ImportedFrom) and origin.original.strip():
                found[field, origin.original, str(getattr(row.draft, field))] += 1
    return found


def _canonical_name(visit: Visit, field: str, code: str) -> str:
    if not code:
        return visit.words("intake.not_read")
    key = f"answer.{code}" if code in {"yes", "no"} else f"{field}.{code}"
    return visit.words(key) if visit.words.has(key) else code


def _field_name(visit: Visit, code: str) -> str:
    """What a column may be used for, by its name."""
    if not code:
        return visit.words("intake.not_used")
    key = f"field.{code}"
    return visit.words(key) if visit.words.has(key) else code
