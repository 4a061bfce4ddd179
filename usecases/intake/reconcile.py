"""Importing again: which rows are new, which changed, which are the same, which are no longer there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from usecases.intake.report import IntakeRow, RowKey


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row that an earlier import of the register brought, and the case it became."""

    key: RowKey
    occurrence: int
    content_hash: str
    reference: str


@dataclass(frozen=True, slots=True)
class Match:
    """A row of the file and the case it belongs to."""

    row: IntakeRow
    reference: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The accepted rows of a file against what is known of its register."""

    new: tuple[IntakeRow, ...]
    changed: tuple[Match, ...]
    unchanged: tuple[Match, ...]
    repeated: tuple[IntakeRow, ...]
    missing: tuple[str, ...]


def reconcile(known: Sequence[KnownRow], rows: Sequence[IntakeRow]) -> Reconciliation:
    """Match the accepted rows of a file with the known rows of the same register.

    Rows that share a key are matched by equal content first, then by occurrence, then in order: a shuffled
    file changes nothing. A row equal to an earlier one of the same file is repeated. A new row gets an
    occurrence that no known row of its key has.

    A file that speaks of one administration only says nothing of the cases of others: none of theirs is missing.

    Returns
    -------
    Reconciliation
        ``len(rows) == new + changed + unchanged + repeated``; ``missing`` holds references no row belongs to.
    """
    known_by_key: dict[RowKey, list[KnownRow]] = defaultdict(list)
    owners = {row.key.administration for row in rows}
    for known_row in known:
        if len(owners) != 1 or known_row.key.administration in owners:
            known_by_key[known_row.key].append(known_row)
    rows_by_key: dict[RowKey, list[IntakeRow]] = defaultdict(list)
    repeated = []
    seen: set[tuple[RowKey, str]] = set()
    for row in rows:
        if (row.key, row.content_hash) in seen:
            repeated.append(row)
        else:
            seen.add((row.key, row.content_hash))
            rows_by_key[row.key].append(row)
    new: list[IntakeRow] = []
    changed: list[Match] = []
    unchanged: list[Match] = []
    missing: list[str] = []
    for key in {**dict.fromkeys(known_by_key), **dict.fromkeys(rows_by_key)}:
        same, altered, added, left = _match(known_by_key.get(key, []), rows_by_key.get(key, []))
        unchanged += same
        changed += altered
        new += added
        missing += left
    by_row = {row.row: place for place, row in enumerate(rows)}
    return Reconciliation(
        new=tuple(sorted(new, key=lambda row: by_row[row.row])),
        changed=tuple(sorted(changed, key=lambda match: by_row[match.row.row])),
        unchanged=tuple(sorted(unchanged, key=lambda match: by_row[match.row.row])),
        repeated=tuple(repeated),
        missing=tuple(sorted(missing)),
    )


def _match(
    known: Sequence[KnownRow], rows: Sequence[IntakeRow]
) -> tuple[list[Match], list[Match], list[IntakeRow], list[str]]:
    """Pair the rows of one key: unchanged, changed, new rows, references left without a row."""
    by_content = {known_row.content_hash: known_row for known_row in known}
    same = [Match(row, by_content[row.content_hash].reference) for row in rows if row.content_hash in by_content]
    taken = {match.reference for match in same}
    free = {known_row.occurrence: known_row for known_row in known if known_row.reference not in taken}
    open_rows = [row for row in rows if row.content_hash not in by_content]
    altered = [Match(row, free.pop(row.occurrence).reference) for row in open_rows if row.occurrence in free]
    paired = {match.row.row for match in altered}
    open_rows = [row for row in open_rows if row.row not in paired]
    rest = [free.pop(occurrence) for occurrence in sorted(free)[: len(open_rows)]]
    altered += [Match(row, known_row.reference) for row, known_row in zip(open_rows, rest, strict=False)]
    added = _renumbered(open_rows[len(rest) :], {known_row.occurrence for known_row in known})
    return same, altered, added, [known_row.reference for known_row in free.values()]


def _renumbered(rows: Sequence[IntakeRow], taken: set[int]) -> list[IntakeRow]:
    """The rows with occurrences that are still free, their own where possible."""
    used = set(taken)
    numbered = []
    for row in rows:
        occurrence = row.occurrence
        while occurrence in used:
            occurrence += 1
        used.add(occurrence)
        numbered.append(row if occurrence == row.occurrence else replace(row, occurrence=occurrence))
    return numbered
