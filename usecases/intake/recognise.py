"""Where the table begins and what its columns mean."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from usecases.fingerprint import fingerprint
from usecases.intake.codes import How, IntakeError, Refusal
from usecases.intake.grid import Grid, GridRow, Why, column_letters
from usecases.intake.profile import REQUIRED, Profile, header_key
from usecases.intake.sheet import Header
from wording.language import Language

_ROWS_LOOKED_AT = 60
_SHORT = 80

Known = Mapping[str, tuple[str, Language]]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose header row and profile are settled."""

    grid: Grid
    header: GridRow
    profile: Profile
    why: tuple[Why, ...]


def find_table(
    grids: Sequence[Grid], profiles: Sequence[Profile], *, profile: str | None, header_row: int | None
) -> Table:
    """The first sheet that looks like an inventory, its header row and the profile that knows it best.

    Raises
    ------
    IntakeError
        If the profile is not known, nothing is there, or no header names a title and an administration.
    """
    candidates = _eligible(profiles, profile)
    grids = [grid for grid in grids if grid.rows]
    if not grids:
        raise IntakeError(Refusal.EMPTY)
    for grid in grids:
        if table := _table_in(grid, candidates, header_row=header_row, forced=profile is not None):
            return table
    _refuse(grids, candidates, header_row)
    raise AssertionError("refusing always raises")


def _eligible(profiles: Sequence[Profile], wanted: str | None) -> Sequence[Profile]:
    if wanted is None:
        return profiles
    found = [profile for profile in profiles if profile.id == wanted]
    if not found:
        raise IntakeError(Refusal.UNKNOWN_PROFILE, profile=wanted, known=[profile.id for profile in profiles])
    return found


def _table_in(grid: Grid, profiles: Sequence[Profile], *, header_row: int | None, forced: bool) -> Table | None:
    """The best header row of one sheet, if it names what every inventory names."""
    best: tuple[tuple[float, ...], Table] | None = None
    known = {profile.id: profile.headers() for profile in profiles}
    for row in _header_candidates(grid, header_row):
        for profile in profiles:
            names = {known[profile.id][key][0] for key in _keys(row) if key in known[profile.id]}
            if header_row is None and not names.issuperset(REQUIRED):
                continue
            share = len(names) / len(profile.columns)
            specific = profile.recognised_above is not None and share >= profile.recognised_above
            if not (specific or forced or profile.recognised_above is None):
                continue
            how = How.CHOSEN if forced else How.PROFILE_KNOWN_HEADERS if specific else How.PROFILE_FALLBACK
            why = (
                _why_header(header_row, row, names),
                Why(
                    how,
                    {"what": "profile", "value": profile.id, "share": round(share, 2), "known": len(names)},
                ),
            )
            score = (float(specific), float(len(names)), float(_distinct_short(row)), -float(row.number))
            if best is None or score > best[0]:
                best = score, Table(grid, row, profile, why)
    return None if best is None else best[1]


def _why_header(chosen: int | None, row: GridRow, names: set[str]) -> Why:
    if chosen is not None:
        return Why(How.CHOSEN, {"what": "header_row", "value": row.number})
    return Why(How.HEADER_KNOWN_WORDS, {"value": row.number, "known": len(names), "texts": _distinct_short(row)})


def _header_candidates(grid: Grid, header_row: int | None) -> Sequence[GridRow]:
    if header_row is not None:
        return [row for row in grid.rows if row.number == header_row]
    return [row for row in grid.rows[: _ROWS_LOOKED_AT * 2] if row.stated() > 1][:_ROWS_LOOKED_AT]


def _keys(row: GridRow) -> set[str]:
    return {header_key(text) for text in row.cells.values() if len(text) < 500}


def _distinct_short(row: GridRow) -> int:
    return len({text for text in row.cells.values() if len(text) <= _SHORT and not text.isspace()})


def _refuse(grids: Sequence[Grid], profiles: Sequence[Profile], header_row: int | None) -> None:
    """Say what is missing in the row that comes nearest to a header."""
    if header_row is not None and not any(row.number == header_row for grid in grids for row in grid.rows):
        raise IntakeError(Refusal.UNKNOWN_HEADER_ROW, row=header_row)
    known = {key: name for profile in profiles for key, (name, _) in profile.headers().items()}
    rows = [row for grid in grids for row in _header_candidates(grid, header_row)]
    if not rows:
        raise IntakeError(Refusal.NOT_A_TABLE, kind="one_column")

    def nearness(row: GridRow) -> tuple[int, int, int]:
        return sum(key in known for key in _keys(row)), _distinct_short(row), -row.number

    nearest = max(rows, key=nearness)
    found = {known[key] for key in _keys(nearest) if key in known}
    raise IntakeError(
        Refusal.MISSING_COLUMNS,
        missing=[name for name in REQUIRED if name not in found],
        row=nearest.number,
        headers=[text.strip() for _, text in sorted(nearest.cells.items())][:60],
    )


def headers_of(table: Table, rows: Sequence[GridRow]) -> tuple[Header, ...]:
    """The used columns with one text each: spaces folded, blanks named by letters, duplicates numbered."""
    used = sorted({column for row in (table.header, *rows) for column in row.cells})
    if table.grid.positional:
        used = [column for column in used if column < table.header.width]
    seen: Counter[str] = Counter()
    headers: list[Header] = []
    for column in used:
        letters = column_letters(column)
        given = " ".join(table.header.cells.get(column, "").split())
        text = given or f"[{letters}]"
        key = header_key(text)
        seen[key] += 1
        if seen[key] > 1:
            text = f"{text} ({seen[key]})"
        headers.append(Header(column, letters, text, given, key))
    return tuple(headers)


def meanings(
    headers: Sequence[Header], profile: Profile, corrections: Mapping[int, str | None]
) -> tuple[dict[int, str], dict[str, Language]]:
    """Header position to meaning (the first header of a meaning keeps it), and the language it is named in.

    Raises
    ------
    IntakeError
        If a correction unmapped the title or the administration, or a chosen header row never named them.
    """
    known = profile.headers()
    mapping: dict[int, str] = {position: name for position, name in corrections.items() if name is not None}
    languages: dict[str, Language] = {}
    for position, header in enumerate(headers):
        name, language = known.get(header.key, (None, None))
        if name is not None and position not in corrections and name not in mapping.values():
            mapping[position] = name
        if name is not None and language is not None and mapping.get(position) == name:
            languages[name] = language
    missing = [name for name in REQUIRED if name not in mapping.values()]
    if missing or any(not 0 <= position < len(headers) for position in mapping):
        raise IntakeError(Refusal.MISSING_COLUMNS, missing=missing, headers=[header.text for header in headers][:60])
    return dict(sorted(mapping.items())), languages


def register_of(profile: Profile, headers: Sequence[Header], chosen: str | None) -> tuple[str, Why]:
    """The list a row belongs to: a person's choice, the profile's name, or the headers in any order."""
    if chosen is not None:
        return chosen, Why(How.CHOSEN, {"what": "register", "value": chosen})
    if profile.register_name is not None:
        return profile.register_name, Why(How.REGISTER_PROFILE, {"value": profile.register_name})
    named = sorted(
        f"{header.key} {header.text}" if header.text != header.given else header.key
        for header in headers
        if header.given
    )
    register = f"list-{fingerprint(named)[:12]}"
    return register, Why(How.REGISTER_HEADERS, {"value": register, "headers": len(named)})
