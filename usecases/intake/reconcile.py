"""Importing again: which rows are new, which changed, which are the same, which are no longer there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
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
    file changes nothing. What is left is matched in the same way where only another name of the same administration
    stands in the key, and by the identifier alone where the list gives each to one row whoever owns it: a case that
    moved to another administration has changed. The case keeps the key it has. A row equal to an earlier one of the
    same file is repeated. A new row gets an occurrence that no known row of its key has.

    A file that speaks of one administration only says nothing of the cases of others: none of theirs is missing.

    Returns
    -------
    Reconciliation
        ``len(rows) == new + changed + unchanged + repeated``; ``missing`` holds references no row belongs to.
    """
    known_by_key: dict[RowKey, list[KnownRow]] = defaultdict(list)
    same_body = _Bodies(rows)
    owners = {same_body.of(row.key).administration for row in rows}
    for known_row in known:
        if len(owners) != 1 or same_body.of(known_row.key).administration in owners:
            known_by_key[known_row.key].append(known_row)
    rows_by_key: dict[RowKey, list[IntakeRow]] = defaultdict(list)
    repeated = []
    seen: set[tuple[RowKey, str]] = set()
    for row in rows:
        if (same_body.of(row.key), row.content_hash) in seen:
            repeated.append(row)
        else:
            seen.add((same_body.of(row.key), row.content_hash))
            rows_by_key[row.key].append(row)
    changed: list[Match] = []
    unchanged: list[Match] = []
    rows_left: dict[RowKey, list[IntakeRow]] = defaultdict(list)
    known_left: dict[RowKey, list[KnownRow]] = defaultdict(list)
    for key in {**dict.fromkeys(known_by_key), **dict.fromkeys(rows_by_key)}:
        same, altered, added, left = _match(known_by_key.get(key, []), rows_by_key.get(key, []))
        unchanged += same
        changed += altered
        rows_left[same_body.of(key)] += added
        known_left[same_body.of(key)] += left
    moved_rows: dict[RowKey, list[IntakeRow]] = defaultdict(list)
    moved_known: dict[RowKey, list[KnownRow]] = defaultdict(list)
    before, now = ({same_body.of(key) for key in keys} for keys in (known_by_key, rows_by_key))
    alone = _numbered_throughout(before) & _numbered_throughout(now)
    for key, others in rows_left.items():
        same, altered, added, left = _match_in_order(known_left[key], others)
        unchanged += same
        changed += altered
        owned = replace(key, administration="") if key.by == "id" and key.name in alone else key
        moved_rows[owned] += added
        moved_known[owned] += left
    new: list[IntakeRow] = []
    missing: list[str] = []
    for key, others in moved_rows.items():
        same, altered, added, left = _match_in_order(moved_known[key], others)
        unchanged += same
        changed += altered
        new += added
        missing += [known_row.reference for known_row in left]
    by_row = {row.row: place for place, row in enumerate(rows)}
    return Reconciliation(
        new=tuple(sorted(new, key=lambda row: by_row[row.row])),
        changed=tuple(sorted(changed, key=lambda match: by_row[match.row.row])),
        unchanged=tuple(sorted(unchanged, key=lambda match: by_row[match.row.row])),
        repeated=tuple(repeated),
        missing=tuple(sorted(missing)),
    )


def _numbered_throughout(keys: Iterable[RowKey]) -> set[str]:
    """The identifiers of a list that gives each to one owner; none where each administration counts its own."""
    names = [key.name for key in keys if key.by == "id"]
    return set(names) if len(set(names)) == len(names) else set()


class _Bodies:
    """Which names in the keys say one administration, by what the rows of a file know of theirs."""

    def __init__(self, rows: Sequence[IntakeRow]) -> None:
        self._first = {name: min(names) for names in {row.owner_names for row in rows} for name in names}

    def of(self, key: RowKey) -> RowKey:
        """The key with one name for all of a body."""
        name = self._first.get(key.administration, key.administration)
        return key if name == key.administration else replace(key, administration=name)


Matched = tuple[list[Match], list[Match], list[IntakeRow], list[KnownRow]]
"""Unchanged, changed, new rows, known ones left without a row."""


def _match_in_order(known: Sequence[KnownRow], rows: Sequence[IntakeRow]) -> Matched:
    """Pair what its own key did not find; a case keeps its key, so that the store never holds one twice."""
    free, same, altered, added = list(known), list[Match](), list[Match](), list[IntakeRow]()
    for row in sorted(rows, key=lambda one: all(one.content_hash != known_row.content_hash for known_row in known)):
        if not free:
            added.append(row)
            continue
        is_same = [known_row for known_row in free if known_row.content_hash == row.content_hash]
        taken = (is_same or free)[0]
        free.remove(taken)
        (same if is_same else altered).append(_in_its_place(row, taken))
    return same, altered, added, free


def _in_its_place(row: IntakeRow, known_row: KnownRow) -> Match:
    """A row and its case, under the key and the occurrence that the case has: no other case can have them."""
    return Match(replace(row, key=known_row.key, occurrence=known_row.occurrence), known_row.reference)


def _match(known: Sequence[KnownRow], rows: Sequence[IntakeRow]) -> Matched:
    """Pair the rows of one key."""
    by_content = {known_row.content_hash: known_row for known_row in known}
    same = [Match(row, by_content[row.content_hash].reference) for row in rows if row.content_hash in by_content]
    taken = {match.reference for match in same}
    free = {known_row.occurrence: known_row for known_row in known if known_row.reference not in taken}
    open_rows = [row for row in rows if row.content_hash not in by_content]
    altered = [Match(row, free.pop(row.occurrence).reference) for row in open_rows if row.occurrence in free]
    paired = {match.row.row for match in altered}
    open_rows = [row for row in open_rows if row.row not in paired]
    rest = [free.pop(occurrence) for occurrence in sorted(free)[: len(open_rows)]]
    altered += [_in_its_place(row, known_row) for row, known_row in zip(open_rows, rest, strict=False)]
    added = _renumbered(open_rows[len(rest) :], {known_row.occurrence for known_row in known})
    return same, altered, added, list(free.values())


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
