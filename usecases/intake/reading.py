"""The intake of one file: from its bytes to a report; nothing is stored here."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

from usecases.fingerprint import fingerprint
from usecases.folding import fold
from usecases.intake.administrations import NOBODY_KNOWN, KnownAdministrations
from usecases.intake.checks import run_checks
from usecases.intake.cleaning import cleaned_line, without_emails
from usecases.intake.codes import How, IntakeError, Refusal, Rejection
from usecases.intake.columns import by_content, headers_again, headers_of, meanings, register_of, with_inner_owners
from usecases.intake.dates import order_from_evidence
from usecases.intake.derive import Rules
from usecases.intake.drafts import Drafting
from usecases.intake.grid import MAX_ROWS, PLACE, GridRow, Reading, Why, by_part, place_of
from usecases.intake.headers import CONTENT, WORDS, Headers, Match
from usecases.intake.kinds import refuse_other_kinds
from usecases.intake.owners_around import OWNERS, dittos, owners_by_band
from usecases.intake.profile import REQUIRED, DateOrder, Profile
from usecases.intake.readers import read_bytes
from usecases.intake.recognise import find_table, is_inventory, without_columns
from usecases.intake.remembered import Remembered, headers_settled, named, with_places, with_remembered
from usecases.intake.report import (
    Corrections,
    IntakeReport,
    IntakeRow,
    Problem,
    Recognised,
    RejectedRow,
    RowKey,
    Sure,
)
from usecases.intake.sheet import Header, Sheet, with_owners
from usecases.intake.table import Table
from usecases.intake.ticked import ticked
from usecases.intake.units_around import columns_of_units, unit_above
from usecases.intake.vocabulary import Vocabulary

AMOUNTS = ("investment_mad", "running_mad_per_year")
_OF_A_TABLE = 2
"""Headers that stand twice where two tables stand side by side, the title among them."""
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def read(
    content: bytes,
    file_name: str,
    *,
    profiles: Sequence[Profile],
    profile: str | None = None,
    corrections: Corrections | None = None,
    remembered: Mapping[str, Remembered] | None = None,
    registers: Mapping[str, Collection[str]] | None = None,
    administrations: KnownAdministrations | None = None,
    most_rows: int = MAX_ROWS,
) -> IntakeReport:
    """Understand a file: every row becomes a draft or is rejected with its reasons.

    Parameters
    ----------
    content : bytes
        The file as it came: delimited text in any usual encoding, or XLSX.
    file_name : str
        Kept in the report; it decides nothing.
    profiles : sequence of Profile
        The kinds of list that are known; the one that knows most headers is taken.
    profile : str, optional
        Id of the profile to take whatever the headers say.
    corrections : Corrections, optional
        What a person settled instead of what was found.
    remembered : mapping, optional
        By register: what was settled about its files before; the corrections of this file go before it.

    registers : mapping, optional
        By register: the headers of its last file; a list with a column more or less is the same one.

    administrations : KnownAdministrations, optional
        Bodies of which a name in any language is the same.

    Returns
    -------
    IntakeReport
        Rows in the order of the file; ``rows_read`` counts rows that hold anything, below the header.

    Raises
    ------
    IntakeError
        If the file as a whole is no inventory; the code says why.
    """
    settled = corrections or Corrections()
    reading = read_bytes(content, encoding=settled.encoding, delimiter=settled.delimiter, sheet=settled.sheet)
    table = find_table(
        reading.grids, profiles, profile=profile, corrections=settled,
        settled=headers_settled(remembered or {}) | named(settled), administrations=administrations or NOBODY_KNOWN,
    )  # fmt: skip
    rows = tuple(row for row in table.grid.rows if row.number > table.header.number and row.stated())
    if not rows:
        raise IntakeError(Refusal.NO_ROWS, row=table.header.number)
    if len(rows) > most_rows:
        code = Refusal.TOO_LARGE_HERE if most_rows < MAX_ROWS else Refusal.TOO_LARGE
        raise IntakeError(code, what="rows", limit=most_rows)
    sheet, recognised = _recognised(reading, table, rows, settled, remembered or {}, registers or {})
    sheet = replace(sheet, administrations=administrations or NOBODY_KNOWN)
    problems, kept = run_checks(sheet)
    _refuse_ragged(problems, sheet)
    of_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.row is not None:
            of_row[problem.row].append(problem)
    numbers = {row.number for row in kept.rows}
    return IntakeReport(
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        recognised=recognised,
        rows_read=len(rows),
        rows=_accepted(kept, recognised.register, table.profile, of_row),
        rejected=tuple(
            RejectedRow(row.number, _received(sheet, row, without_emails), tuple(of_row[row.number]))
            for row in rows
            if row.number not in numbers
        ),
        problems=tuple(problems),
    )


def _recognised(
    reading: Reading,
    table: Table,
    rows: tuple[GridRow, ...],
    settled: Corrections,
    remembered: Mapping[str, Remembered],
    registers: Mapping[str, Collection[str]],
) -> tuple[Sheet, Recognised]:
    headers = headers_of(table, rows)
    register, why_register = register_of(table.profile, headers, settled.register, registers)
    known = remembered.get(register)
    settled = with_remembered(with_places(settled, headers), known, headers)
    mapping, matches = meanings(headers, table.headers, settled.mapping)
    above = table.owner or next(iter(table.owners.values()), "")
    mapping = with_inner_owners(headers, mapping, settled.mapping, table.headers, above)
    vocabulary = Vocabulary(table.profile, settled.vocabulary)
    told = by_content(headers, {**settled.mapping, **mapping}, rows, vocabulary)
    marks = ticked(headers, {**settled.mapping, **mapping, **told}, rows, vocabulary, table.headers)
    headers, rows = marks.headers, marks.rows
    told |= marks.meaning
    meant = {place: name for place, name in mapping.items() if name not in marks.meaning.values()}
    mapping = dict(sorted((meant | told).items()))
    units = columns_of_units(headers, rows)
    mapping = {place: name for place, name in mapping.items() if headers[place] not in units}  # "DH" is no bureau
    mapping, why_yearly = _without_yearly(headers, mapping, settled.mapping, table.headers)
    if not is_inventory(set(mapping.values()) | ({"administration"} if settled.owner or above else set())):
        missing = [name for name in REQUIRED if name not in mapping.values()]
        texts = [header.text for header in headers]
        raise without_columns(missing, texts, row=table.header.number, sheet=table.grid.sheet)
    why_beside = _why_table_beside(headers, mapping)
    why_kind: list[Why] = []
    named = not set(OWNERS).isdisjoint(mapping.values())
    fallback = any(one.code is How.PROFILE_FALLBACK for one in table.why)
    if fallback and not (settled.mapping or settled.header_row or settled.vocabulary):
        columns = {name: headers[position].column for position, name in mapping.items()}
        title = next((headers[position].given for position, name in mapping.items() if name == "title"), "")
        speaks = refuse_other_kinds(table.profile, [one.given for one in headers if one.given], title, columns, rows)
        why_kind = [] if speaks else [Why(How.NOTHING_SPEAKS, {})]
    words = table.profile.header_words
    beginnings = table.headers.letterheads
    bands = table.owners or owners_by_band(table.grid.rows, table.header.number, words, beginnings)
    languages = {mapping[position]: match.known.language for position, match in matches.items() if position in mapping}
    meaning = {name: headers[position] for position, name in mapping.items()}
    starts = [row.cells.get(meaning["starts_on"].column, "") for row in rows] if "starts_on" in meaning else []
    spoken = {matches[place].known.is_day_first for place in matches if place in mapping}
    day_first = True in spoken and False not in spoken
    date_order, why_dates = _date_order(table.profile, settled.date_order, starts, day_first=day_first)
    sheet = with_owners(
        Sheet(
            headers=headers,
            header_row=table.header.number,
            width=table.header.width if table.grid.positional else None,
            meaning=meaning,
            languages=languages,
            rows=rows,
            vocabulary=vocabulary,
            date_order=date_order,
            headers_again=headers_again(rows, meaning, table.headers),
            unit_columns=tuple(one.column for one in units),
            unit_above=unit_above(table.grid.rows, table.header.number),
            ratings=table.profile.ratings,
            owner_given=cleaned_line(settled.owner) if settled.owner else None,
            owner_above=table.owner or None,
            owners_by_band={} if named else bands,
            dittos={name: _dittos(table, rows, meaning[name].column) for name in OWNERS if name in meaning},
            parts=table.grid.parts,
        )
    )
    one_sheet = table.grid.sheet is not None and len(table.grid.parts) < 2
    why_sheet = [_why_sheet(table.grid.sheet or "", settled)] if one_sheet else []
    recognised = Recognised(
        reader=reading.reader,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        sheet=table.grid.sheet,
        header_row=table.header.number,
        headers=tuple(header.text for header in headers),
        letters=tuple(header.letters for header in headers),
        mapping=mapping,
        profile_id=table.profile.id,
        profile_version=table.profile.version,
        profile_hash=table.profile.hash,
        register=register,
        date_order=date_order,
        parts=table.grid.parts,
        sure={position: _sure(position, matches, told, settled.mapping) for position in mapping},
        why=(
            *reading.why,
            *why_sheet,
            *table.why,
            why_register,
            why_dates,
            *why_yearly,
            *why_beside,
            *why_kind,
            *_why_remembered(known),
        ),
    )
    return sheet, recognised


def _dittos(table: Table, rows: Sequence[GridRow], column: int) -> Mapping[int, str]:
    """What marks of repetition stand for: no sheet repeats what another one says."""
    return {
        number: name
        for part in by_part(rows, table.grid.parts)
        for number, name in dittos(part, column).items()
    }  # fmt: skip


def _without_yearly(
    headers: Sequence[Header], mapping: Mapping[int, str], chosen: Mapping[int, str | None], known: Headers
) -> tuple[dict[int, str], list[Why]]:
    """No amount where a list gives one for each year: the first of them is not the whole, and their sum is a guess."""
    why: list[Why] = []
    kept = dict(mapping)
    for position, name in mapping.items():
        if name not in AMOUNTS or position in chosen:
            continue
        alike = [
            one.given for one in headers
            if _YEAR.search(one.given) and (match := known.match(one.given)) and match.known.name == name
        ]  # fmt: skip
        if len({year for header in alike for year in _YEAR.findall(header)}) > 1:
            del kept[position]
            why.append(Why(How.YEARLY_AMOUNTS, {"columns": alike[:8]}))
    return kept, why


def _why_table_beside(headers: Sequence[Header], mapping: Mapping[int, str]) -> list[Why]:
    """Where the headers that are read stand once more in the same row, a second table may stand beside the first."""
    read = {headers[place].key: name for place, name in mapping.items()}
    again = [header for place, header in enumerate(headers) if place not in mapping and header.key in read]
    if len({header.key for header in again}) < _OF_A_TABLE or "title" not in {read[header.key] for header in again}:
        return []
    return [Why(How.TABLE_BESIDE, {"columns": [header.letters for header in again]})]


def _sure(position: int, matches: Mapping[int, Match], told: Mapping[int, str], chosen: Collection[int]) -> Sure:
    if position in told:
        return Sure(CONTENT, "content")
    if match := matches.get(position):
        return Sure(match.confidence, match.how)
    return Sure(1.0, "chosen") if position in chosen else Sure(WORDS, "words")


def _why_remembered(known: Remembered | None) -> list[Why]:
    n = len(known.mapping) + sum(map(len, known.vocabulary.values())) + bool(known.date_order) if known else 0
    return [Why(How.REMEMBERED, {"n": n})] if n else []


def _why_sheet(name: str, settled: Corrections) -> Why:
    if settled.sheet is not None:
        return Why(How.CHOSEN_SHEET, {"value": name})
    return Why(How.SHEET_MOST_LIKE, {"value": name})


def _date_order(
    profile: Profile, chosen: DateOrder | None, texts: Sequence[str], *, day_first: bool
) -> tuple[DateOrder | None, Why]:
    if chosen is not None:
        return chosen, Why(How.CHOSEN_DATE_ORDER, {"value": chosen})
    if profile.date_order is not None:
        return profile.date_order, Why(How.DATES_PROFILE, {"value": profile.date_order})
    if (evident := order_from_evidence(texts)) is not None:
        return evident, Why(How.DATES_EVIDENCE, {"value": evident})
    if day_first:
        return "dmy", Why(How.DATES_LANGUAGE, {"value": "dmy"})
    return None, Why(How.DATES_UNKNOWN, {})


def _refuse_ragged(problems: Sequence[Problem], sheet: Sheet) -> None:
    shifted = sum(1 for problem in problems if problem.code is Rejection.ROW_TOO_LONG)
    if 2 * shifted > len(sheet.rows):
        raise IntakeError(Refusal.RAGGED, rows=shifted, of=len(sheet.rows), expected=sheet.width)


def _accepted(
    sheet: Sheet, register: str, profile: Profile, problems: Mapping[int, Sequence[Problem]]
) -> tuple[IntakeRow, ...]:
    drafting, rules, places = Drafting(sheet, profile.languages), Rules(profile, sheet), _Occurrences()
    accepted, names = [], cache(sheet.names_of)
    for row in sheet.rows:
        answers = rules.answers(row)
        key = _key(sheet, row, register)
        content_hash = fingerprint(_cells(sheet, row, str))
        accepted.append(
            IntakeRow(
                row=row.number,
                draft=drafting.draft(row, rules.facts(row, answers)),
                received=_received(sheet, row, without_emails),
                content_hash=content_hash,
                key=key,
                occurrence=places.of(key, content_hash),
                proposals=rules.proposals(row, answers),
                problems=tuple(problems.get(row.number, ())),
                owner_names=names(sheet.owner(row)),
            )
        )
    return tuple(accepted)


class _Occurrences:
    """Numbers the differing rows of one key; equal rows get the number of the first."""

    def __init__(self) -> None:
        self._given: dict[tuple[RowKey, str], int] = {}
        self._last: Counter[RowKey] = Counter()

    def of(self, key: RowKey, content_hash: str) -> int:
        if (key, content_hash) not in self._given:
            self._last[key] += 1
            self._given[key, content_hash] = self._last[key]
        return self._given[key, content_hash]


def _received(sheet: Sheet, row: GridRow, shown: Callable[[str], str]) -> Mapping[str, str]:
    """The cells of a row; where several sheets are one list, with the place where it stands."""
    place = {PLACE: str(place_of(row.number, sheet.parts))} if sheet.parts else {}
    return {**place, **_cells(sheet, row, shown)}


def _cells(sheet: Sheet, row: GridRow, shown: Callable[[str], str]) -> dict[str, str]:
    received = {header.text: shown(row.cells[header.column]) for header in sheet.headers if header.column in row.cells}
    if len(received) < len(row.cells):
        known = {header.column for header in sheet.headers}
        received |= {f"[+{column}]": shown(text) for column, text in row.cells.items() if column not in known}
    return received


def _key(sheet: Sheet, row: GridRow, register: str) -> RowKey:
    owner = sheet.owner(row)
    administration = fold(owner.written or owner.name)  # what is settled later moves no row to another case
    # Where nobody is named, "1" may be the first row of anybody's list.
    if (identity := sheet.identity_told(row)) and owner.rule != "unstated":
        return RowKey(register, administration, "id", identity)
    return RowKey(register, administration, "title", fold(cleaned_line(sheet.title(row))))
