"""Where the table begins: the sheet, its header row, and the profile that knows it best; else what is missing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NoReturn

from usecases.intake.administrations import KnownAdministrations
from usecases.intake.codes import How, IntakeError, Refusal
from usecases.intake.grid import Grid, GridRow, Why, column_letters, turned
from usecases.intake.headers import INSIDE, PART, Headers, Match
from usecases.intake.kinds import other_kind
from usecases.intake.owners_around import OWNERS, letterhead, owner_above
from usecases.intake.profile import REQUIRED, Profile, header_key
from usecases.intake.report import Corrections
from usecases.intake.table import Table
from usecases.intake.together import together

_ROWS_LOOKED_AT = 60
_FEWEST_FIELDS, _MOST_FIELDS = 3, 300
"""Rows of a table whose columns are the cases: those that must be known by their whole name, and all of them."""
_MERGED = 2
"""Headers that stand in two rows at once where the second is the lower half of the first."""
_SHORT = 80
_LONGEST_HEADER = 500
MOST_HEADERS, _FEW_HEADERS, _SHORT_HEADER = 60, 12, 40
"""Headers that a refusal carries, to choose from; and those that it says, with their letters."""

_OWNERS = frozenset(OWNERS)
_SHORT_NAMES = frozenset({"words", "initials"})
"""Rules by which the name of a sheet is short for that of a body: a person is asked whether it is."""
_SUPPORTING = frozenset({"summary", "stage", "sector", "bureau", "starts_on", "investment_mad"})
"""A table that names no owner is an inventory when two of these stand beside its titles."""
_MOST_BEHIND = 0.6
"""Of several sheets that could be the table, the one with the most rows is taken among those as well recognised."""


def find_table(
    grids: Sequence[Grid],
    profiles: Sequence[Profile],
    *,
    profile: str | None,
    corrections: Corrections,
    settled: Mapping[str, str],
    administrations: KnownAdministrations,
) -> Table:
    """The sheet that is the inventory, its header row and the profile that knows it best; with sheets that go on.

    ``settled`` holds headers that a person gave a meaning in an earlier file; ``administrations`` may be what a sheet
    is called.

    Raises
    ------
    IntakeError
        If the profile is not known, nothing is there, or no header names a title and an owner or two other things.
    """
    candidates = _eligible(profiles, profile)
    grids = [grid for grid in grids if grid.rows]
    if not grids and corrections.sheet is not None:
        raise IntakeError(Refusal.EMPTY_SHEET, sheet=corrections.sheet)
    if not grids:
        raise IntakeError(Refusal.EMPTY)

    def tables(among: Iterable[Grid]) -> list[Table]:
        forced = profile is not None
        found = (_table_in(grid, candidates, corrections, settled, administrations, forced=forced) for grid in among)
        return [table for table in found if table is not None]

    found = tables(grids)
    upright = max((table.known for table in found), default=0)
    if upright <= _FEWEST_FIELDS:  # a form has a field and its answer in every row: one row may look like a header
        on_their_side = tables(turned(grid) for grid in grids if len(grid.rows) <= _MOST_FIELDS)
        found = [table for table in on_their_side if _names_surely(table) >= max(_FEWEST_FIELDS, upright + 1)] or found
    if not found:
        _refuse(grids, candidates, corrections.header_row)
    enough = _MOST_BEHIND * max(table.known for table in found)
    table = max((one for one in found if one.known >= enough), key=lambda one: one.rows)
    return together(table, found)


def _eligible(profiles: Sequence[Profile], wanted: str | None) -> Sequence[Profile]:
    if wanted is None:
        return profiles
    found = [profile for profile in profiles if profile.id == wanted]
    if not found:
        raise IntakeError(Refusal.UNKNOWN_PROFILE, profile=wanted, known=[profile.id for profile in profiles])
    return found


def is_inventory(names: Collection[str]) -> bool:
    """Whether headers with these meanings are those of a list of use cases."""
    return "title" in names and (not _OWNERS.isdisjoint(names) or len(_SUPPORTING.intersection(names)) >= 2)


def _table_in(
    grid: Grid,
    profiles: Sequence[Profile],
    corrections: Corrections,
    settled: Mapping[str, str],
    administrations: KnownAdministrations,
    *,
    forced: bool,
) -> Table | None:
    """The best header row of one sheet, if it names what every inventory names."""
    best: tuple[tuple[float, ...], Table] | None = None
    known = {profile.id: Headers(profile) for profile in profiles}
    given = {name for name in corrections.mapping.values() if name} | (
        {"administration"} if corrections.owner else set()
    )  # those that are named by their text are among the settled
    chosen = corrections.header_row
    every = list(known.values())
    for row in _header_candidates(grid, chosen, every):
        for profile in profiles:
            names = _names(row, known[profile.id]) | _settled(row, settled)
            named = not _OWNERS.isdisjoint(names) and not _owners_are_inner(row, known[profile.id])
            above = "" if named else owner_above(grid.rows, row.number, known[profile.id])
            owner = above or ("" if named else _called(grid.sheet or "", known[profile.id], administrations))
            names |= {"administration"} if owner else set()
            if chosen is None and not is_inventory(names | given):
                continue
            share = len(names) / len(profile.columns)
            specific = profile.recognised_above is not None and share >= profile.recognised_above
            if not (specific or forced or profile.recognised_above is None):
                continue
            how = How.CHOSEN_PROFILE if forced else How.PROFILE_KNOWN_HEADERS if specific else How.PROFILE_FALLBACK
            why = (
                *([Why(How.TURNED, {"value": column_letters(row.number - 1)})] if grid.turned else []),
                _why_header(chosen, row, names),
                Why(how, {"value": profile.id, "share": round(share, 2), "known": len(names)}),
                *([Why(How.OWNER_ABOVE if above else How.OWNER_SHEET, {"value": owner})] if owner else []),
            )
            score = (float(specific), float(len(names)), float(_distinct_short(row)), -float(row.number))
            if best is None or score > best[0]:
                best = score, Table(grid, row, profile, known[profile.id], why, len(names), owner)
    return None if best is None else best[1]


def _called(sheet: str, known: Headers, administrations: KnownAdministrations) -> str:
    """The administration that a sheet is called after, by a name or what is short for one; empty where it is none."""
    proposal = administrations.propose(sheet)
    short = sheet if proposal is not None and proposal.rule in _SHORT_NAMES else ""
    return administrations.same(sheet) or letterhead(sheet, known.letterheads) or short


def _names(row: GridRow, known: Headers) -> set[str]:
    """Meanings that the cells of a row name, as headers do."""
    found = (known.match(text) for text in row.cells.values() if len(text) < _LONGEST_HEADER)
    return {match.known.name for match in found if match is not None and match.confidence > INSIDE}


def _names_surely(table: Table) -> int:
    """How many meanings the header names by a whole name."""
    found = (table.headers.match(text) for text in table.header.cells.values() if len(text) < _LONGEST_HEADER)
    return len({match.known.name for match in found if match is not None and match.confidence >= PART})


def _owners_are_inner(row: GridRow, known: Headers) -> bool:
    """Whether the columns that name owners only tell parts of a body."""
    owners = [text for text in row.cells.values() if len(text) < _LONGEST_HEADER and _names_owner(known.match(text))]
    return all(known.is_inner_owner(text) for text in owners)


def _names_owner(match: Match | None) -> bool:
    return match is not None and match.known.name in _OWNERS and match.confidence > INSIDE


def _settled(row: GridRow, settled: Mapping[str, str]) -> set[str]:
    if not settled:
        return set()
    keys = (key for column, text in row.cells.items() for key in (header_key(text), _by_letters(column)))
    return {settled[key] for key in keys if key in settled}


def _by_letters(column: int) -> str:
    """The key of a column that is named by its letters."""
    return header_key(f"[{column_letters(column)}]")


def _why_header(chosen: int | None, row: GridRow, names: set[str]) -> Why:
    if chosen is not None:
        return Why(How.CHOSEN_HEADER_ROW, {"value": row.number})
    return Why(How.HEADER_KNOWN_WORDS, {"value": row.number, "known": len(names), "texts": _distinct_short(row)})


def _header_candidates(grid: Grid, header_row: int | None, known: Sequence[Headers]) -> Sequence[GridRow]:
    """Rows that could be the header, and pairs of rows of which the upper one groups columns of the lower one."""
    if header_row is not None:
        return [row for row in grid.rows if row.number == header_row]
    rows = [row for row in grid.rows[: _ROWS_LOOKED_AT * 2] if row.stated() > 1][:_ROWS_LOOKED_AT]
    pairs = [(upper, lower) for upper, lower in pairwise(rows) if upper.number + 1 == lower.number]
    halves = {upper.number for upper, lower in pairs if _goes_below(upper, lower, known)}
    alone = [row for row in rows if row.number not in halves]
    return [*alone, *(joined for upper, lower in pairs if (joined := _joined(upper, lower, known)))]


def _goes_below(upper: GridRow, lower: GridRow, known: Sequence[Headers]) -> bool:
    """Whether the cells of a header go on into the row below, as merged ones do: it is half of the header."""
    same = [text for column, text in upper.cells.items() if lower.cells.get(column) == text]
    parted = any(column not in upper.cells for column in lower.cells)
    return parted and sum(any(one.match(text) is not None for one in known) for text in same) >= _MERGED


def _joined(upper: GridRow, lower: GridRow, known: Sequence[Headers]) -> GridRow | None:
    """Two rows as one header: what the lower one says, and the upper one where the lower one says nothing.

    Only where the upper one leaves columns to the lower one: a row of cases under a header leaves none. What stands
    below a group and means nothing by itself is said with the name of its group: "Budget (MDH)" over "2025".
    """
    if not any(column not in upper.cells for column in lower.cells):
        return None
    cells, group = dict(upper.cells), ""
    for column in range(max(upper.width, *upper.cells, *lower.cells) + 1):
        group = upper.cells.get(column, group)
        text = lower.cells.get(column, "")
        if not text or text == upper.cells.get(column):
            continue
        grouped = column not in upper.cells or (column + 1 in lower.cells and column + 1 not in upper.cells)
        alone = not grouped or not group or any(one.match(text) is not None for one in known)
        cells[column] = text if alone else f"{group} {text}"
    return GridRow(lower.number, cells, max(upper.width, lower.width))


def _distinct_short(row: GridRow) -> int:
    return len({text for text in row.cells.values() if len(text) <= _SHORT and not text.isspace()})


def _refuse(grids: Sequence[Grid], profiles: Sequence[Profile], header_row: int | None) -> NoReturn:
    """Say what is missing in the row that comes nearest to a header, or of what else the list is."""
    if header_row is not None and not any(row.number == header_row for grid in grids for row in grid.rows):
        raise IntakeError(Refusal.UNKNOWN_HEADER_ROW, row=header_row)
    known = [Headers(profile) for profile in profiles]
    rows = [(grid, row) for grid in grids for row in _header_candidates(grid, header_row, known)]
    if not rows:
        raise IntakeError(Refusal.NOT_A_TABLE, kind="one_column")

    if header_row is None:
        _refuse_other_kind(rows, profiles)

    def nearness(place: tuple[Grid, GridRow]) -> tuple[int, int, int]:
        _, row = place
        return max(len(_names(row, one)) for one in known), _distinct_short(row), -row.number

    grid, nearest = max(rows, key=nearness)
    found = set().union(*(_names(nearest, one) for one in known))
    missing = [name for name in REQUIRED if name not in found]
    raise without_columns(missing or ["stage"], _texts(nearest), row=nearest.number, sheet=grid.sheet)


def _refuse_other_kind(rows: Sequence[tuple[Grid, GridRow]], profiles: Sequence[Profile]) -> None:
    """Where some row has the headers of a list of something else, that is the reason, not what it lacks."""
    told = [
        (len(found[1]), -row.number, found, grid, row)
        for grid, row in rows
        for profile in profiles
        if (found := other_kind(profile, _texts(row)))
    ]
    if told:
        *_, (kind, marks), grid, row = max(told, key=lambda one: one[:2])
        headers = _texts(row)[:MOST_HEADERS]
        raise IntakeError(Refusal.OTHER_KIND, kind=kind, marks=marks, headers=headers, row=row.number, sheet=grid.sheet)


def _texts(row: GridRow) -> list[str]:
    return [" ".join(text.split()) for _, text in sorted(row.cells.items()) if text.strip()]


def without_columns(missing: Sequence[str], headers: Sequence[str], *, row: int, sheet: str | None) -> IntakeError:
    """The refusal of a table that lacks what every inventory names, with the headers that it has."""
    seen = [text[:_SHORT_HEADER] for text in headers[:_FEW_HEADERS]]
    seen += ["…"] if len(headers) > _FEW_HEADERS else []
    return IntakeError(
        Refusal.MISSING_COLUMNS, missing=list(missing), row=row, sheet=sheet, headers=list(headers)[:MOST_HEADERS],
        seen=seen,
    )  # fmt: skip
