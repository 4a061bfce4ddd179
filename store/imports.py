"""Accepted sheets: which file, its rows as received, what they changed, and what was settled about their register."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from store.bulk import insert_values
from store.tables import CorrectionsRow, ImportRow, ReceivedRow, UseCaseRow
from store.use_cases import RowIdentity, row_ids
from usecases.intake import RowKey
from usecases.intake.remembered import Remembered


@dataclass(frozen=True)
class Import:
    """One accepted sheet."""

    id: int
    at: datetime
    actor: str
    source_register: str
    file_name: str
    counts: Mapping[str, int]
    taken_back_at: datetime | None
    taken_back_by: str | None


@dataclass(frozen=True)
class Taken:
    """One row that an import took in: the case it became or changed, and what the case was before; None: it is new."""

    row: int
    reference: str
    content_hash: str
    received: Mapping[str, str]
    version: int | None
    """The case's version right after; None for imports of before this was kept."""
    before: Mapping[str, Any] | None = None


def add(db: Session, record: Mapping[str, Any], taken: Iterable[Taken]) -> int:
    """Remember an accepted sheet and the rows it took in."""
    import_id = db.execute(insert(ImportRow).returning(ImportRow.id), record).scalar_one()
    numbers = row_ids(db)
    rows = [
        {
            "import_id": import_id,
            "row": one.row,
            "use_case_id": numbers[one.reference],
            "content_hash": one.content_hash,
            "received": json.dumps(one.received, ensure_ascii=False),
            "version": one.version,
            "before": None if one.before is None else json.dumps(one.before, ensure_ascii=False),
        }
        for one in taken
    ]
    if rows:
        insert_values(db, ReceivedRow, rows)
    return int(import_id)


def received_rows(db: Session, reference: str) -> list[tuple[int, str, dict[str, str]]]:
    """The rows from which a case came, newest import first: row number, file name, cells as received."""
    found = db.execute(
        select(ReceivedRow.row, ImportRow.file_name, ReceivedRow.received)
        .join(ImportRow, ImportRow.id == ReceivedRow.import_id)
        .join(UseCaseRow, UseCaseRow.id == ReceivedRow.use_case_id)
        .where(UseCaseRow.reference == reference)
        .order_by(ImportRow.id.desc())
    )
    return [(row, name, json.loads(cells)) for row, name, cells in found]


_COLUMNS = (
    ImportRow.id, ImportRow.at, ImportRow.actor, ImportRow.source_register, ImportRow.file_name, ImportRow.counts,
    ImportRow.taken_back_at, ImportRow.taken_back_by,
)  # fmt: skip


def newest(db: Session, limit: int | None) -> list[Import]:
    """The last imports, newest first."""
    return [Import(*row) for row in db.execute(select(*_COLUMNS).order_by(ImportRow.id.desc()).limit(limit))]


def get(db: Session, import_id: int) -> Import | None:
    """One import."""
    row = db.execute(select(*_COLUMNS).where(ImportRow.id == import_id)).first()
    return Import(*row) if row else None


def of_file(db: Session, sha256: str) -> Import | None:
    """The last import of a file by its hash that was not taken back."""
    row = db.execute(
        select(*_COLUMNS)
        .where(ImportRow.sha256 == sha256, ImportRow.taken_back_at.is_(None))
        .order_by(ImportRow.id.desc())
    ).first()
    return Import(*row) if row else None


def move_version(db: Session, reference: str, *, before: int, after: int) -> None:
    """A case that is again what an import left has another number: that import knows it under the new one."""
    number = row_ids(db)[reference]
    db.execute(
        update(ReceivedRow)
        .where(ReceivedRow.use_case_id == number, ReceivedRow.version == before)
        .values(version=after)
    )


def taken(db: Session, import_id: int) -> list[Taken]:
    """The rows of one import, in the order of the sheet."""
    rows = db.execute(
        select(
            ReceivedRow.row, UseCaseRow.reference, ReceivedRow.content_hash, ReceivedRow.received, ReceivedRow.version,
            ReceivedRow.before,
        )
        .join(UseCaseRow, UseCaseRow.id == ReceivedRow.use_case_id)
        .where(ReceivedRow.import_id == import_id)
        .order_by(ReceivedRow.row)
    )  # fmt: skip
    return [
        Taken(
            one.row, one.reference, one.content_hash, json.loads(one.received), one.version,
            json.loads(one.before) if one.before else None,
        )
        for one in rows
    ]  # fmt: skip


def mark_taken_back(db: Session, import_id: int, *, by: str, at: datetime) -> bool:
    """Note that an import was taken back; False where it was already."""
    done = db.execute(
        update(ImportRow)
        .where(ImportRow.id == import_id, ImportRow.taken_back_at.is_(None))
        .values(taken_back_at=at, taken_back_by=by)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def forget_identity(db: Session, reference: str) -> None:
    """The case is no row of its register any more: the next file with that row makes a new case."""
    db.execute(
        update(UseCaseRow)
        .where(UseCaseRow.reference == reference)
        .values(row_key=None, row_occurrence=None, row_hash=None)
    )


def identity_of(db: Session, reference: str) -> RowIdentity | None:
    """Where a case stands in its register; None for a case that came by form."""
    row = db.execute(
        select(UseCaseRow.row_key, UseCaseRow.row_occurrence, UseCaseRow.row_hash).where(
            UseCaseRow.reference == reference
        )
    ).first()
    if row is None or row[0] is None:
        return None
    return RowIdentity(RowKey(*json.loads(row[0])), row[1] or 0, row[2] or "")


_ROWS_LOOKED_AT = 60


def headers(db: Session) -> dict[str, frozenset[str]]:
    """By register, the columns that the first rows of its last file filled."""
    last = select(func.max(ImportRow.id)).where(ImportRow.taken_back_at.is_(None)).group_by(ImportRow.source_register)
    rows = db.execute(
        select(ImportRow.source_register, ReceivedRow.received)
        .join(ReceivedRow, ReceivedRow.import_id == ImportRow.id)
        .where(ImportRow.id.in_(last), ReceivedRow.row <= ImportRow.header_row + _ROWS_LOOKED_AT)
    )
    found: dict[str, set[str]] = {}
    for register, received in rows:
        found.setdefault(register, set()).update(json.loads(received))
    return {register: frozenset(texts) for register, texts in found.items()}


def remembered(db: Session) -> dict[str, Remembered]:
    """What was settled about the files of each register."""
    rows = db.execute(select(CorrectionsRow.source_register, CorrectionsRow.settled))
    return {register: Remembered.model_validate(_without_owner(settled)) for register, settled in rows}


def _without_owner(settled: Mapping[str, Any]) -> dict[str, Any]:
    """Whose list a file was used to be kept too; another administration may have sent the next one."""
    return {name: one for name, one in settled.items() if name != "owner"}


def remember(db: Session, register: str, settled: Remembered, *, by: str, at: datetime) -> None:
    """Keep what was settled about a register; an empty one forgets it."""
    db.execute(delete(CorrectionsRow).where(CorrectionsRow.source_register == register))
    if not settled.is_empty:
        values = {"source_register": register, "settled": settled.model_dump(mode="json"), "by": by, "at": at}
        db.execute(insert(CorrectionsRow).values(**values))
