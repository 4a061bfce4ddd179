"""Evidence, its files, and the questions it serves."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from ethics.evidence import Evidence, EvidenceKind, FileType
from store.bulk import copy_rows
from store.engine import StoreError
from store.review_tables import EvidenceFileRow, EvidenceRow, EvidenceUseRow, ResponseRow, VerdictRow
from store.reviews import advance
from store.tables import UseCaseRow
from store.use_cases import row_id


class AlteredFileError(StoreError):
    """A file of evidence holds something else than when it was stored."""


@dataclass(frozen=True)
class Piece:
    """One piece of evidence as it is kept, with the questions it serves by review."""

    id: int
    reference: str
    evidence: Evidence
    added_by: str
    added_at: datetime
    serves: Mapping[tuple[int, str], bool]
    """By review and question; whether somebody who examines brought it there, or accepted what was brought."""


def add(db: Session, reference: str, evidence: Evidence, content: bytes | None, *, by: str, at: datetime) -> int:
    """Remember a piece; its file is stored only if no other piece brought it."""
    known = select(EvidenceFileRow.sha256).where(EvidenceFileRow.sha256 == evidence.sha256)
    if content is not None and db.execute(known).first() is None:
        db.execute(insert(EvidenceFileRow).values(sha256=evidence.sha256, size=len(content), content=content))
    return db.execute(
        insert(EvidenceRow).returning(EvidenceRow.id),
        {
            "use_case_id": row_id(db, reference), "kind": evidence.kind.value, "label": evidence.label,
            "body": evidence.body, "sha256": evidence.sha256 or None,
            "file_type": evidence.file_type.value if evidence.file_type else None,
            "valid_until": evidence.valid_until.isoformat() if evidence.valid_until else None,
            "added_by": by, "added_at": at,
        },
    ).scalar_one()  # fmt: skip


def serve(db: Session, evidence_id: int, review_id: int, question: str, *, accepted: bool) -> bool:
    """Let a piece serve a question, or note that a reviewer accepts it there; False where nothing changes by it."""
    place = {"evidence_id": evidence_id, "review_id": review_id, "question": question}
    here = [getattr(EvidenceUseRow, name) == value for name, value in place.items()]
    held = db.execute(select(EvidenceUseRow.accepted).where(*here)).scalar()
    if held is None:
        db.execute(insert(EvidenceUseRow).values(**place, accepted=accepted))
    elif accepted and not held:
        db.execute(update(EvidenceUseRow).where(*here).values(accepted=True))
    else:
        return False
    advance(db, review_id)
    return True


def carry(db: Session, old: int, new: int, *, without: Collection[str]) -> None:
    """What served questions of one review serves them in the one that follows, save those asked anew."""
    copy_rows(db, EvidenceUseRow, {"review_id": old}, {"review_id": new}, without=without)


def uses_in_force(db: Session) -> dict[int, list[tuple[str, bool, date | None]]]:
    """For each review whose verdict is in force what serves the questions answered in it: question, accepted, until."""
    answered = (
        select(ResponseRow.question)
        .where(ResponseRow.review_id == EvidenceUseRow.review_id, ResponseRow.question == EvidenceUseRow.question)
        .exists()
    )
    uses = (
        select(EvidenceUseRow.review_id, EvidenceUseRow.question, EvidenceUseRow.accepted, EvidenceRow.valid_until)
        .join(EvidenceRow, EvidenceRow.id == EvidenceUseRow.evidence_id)
        .join(VerdictRow, VerdictRow.review_id == EvidenceUseRow.review_id)
        .where(VerdictRow.in_force.is_(True), answered)
    )
    found: dict[int, list[tuple[str, bool, date | None]]] = {}
    for one in db.execute(uses):
        until = date.fromisoformat(one.valid_until) if one.valid_until else None
        found.setdefault(one.review_id, []).append((one.question, one.accepted, until))
    return found


def cases(db: Session) -> dict[str, str]:
    """The cases on which there is a piece, each with its administration."""
    query = (
        select(UseCaseRow.reference, UseCaseRow.administration)
        .join(EvidenceRow, EvidenceRow.use_case_id == UseCaseRow.id)
        .distinct()
        .order_by(UseCaseRow.reference)
    )
    return {row.reference: row.administration for row in db.execute(query)}


def pieces(db: Session, reference: str) -> list[Piece]:
    """The pieces on a case, oldest first."""
    number = row_id(db, reference)
    serves: dict[int, dict[tuple[int, str], bool]] = {}
    uses = (
        select(EvidenceUseRow.evidence_id, EvidenceUseRow.review_id, EvidenceUseRow.question, EvidenceUseRow.accepted)
        .join(EvidenceRow, EvidenceRow.id == EvidenceUseRow.evidence_id)
        .where(EvidenceRow.use_case_id == number)
    )
    for one in db.execute(uses):
        serves.setdefault(one.evidence_id, {})[one.review_id, one.question] = one.accepted
    rows = db.execute(
        select(*EvidenceRow.__table__.c, UseCaseRow.reference)
        .join(UseCaseRow, UseCaseRow.id == EvidenceRow.use_case_id)
        .where(EvidenceRow.use_case_id == number)
        .order_by(EvidenceRow.id)
    )
    return [
        Piece(
            one.id, one.reference,
            Evidence(
                EvidenceKind(one.kind), one.label, one.body, one.sha256 or "",
                FileType(one.file_type) if one.file_type else None,
                date.fromisoformat(one.valid_until) if one.valid_until else None,
            ),
            one.added_by, one.added_at, serves.get(one.id, {}),
        )
        for one in rows
    ]  # fmt: skip


def content(db: Session, sha256: str) -> bytes | None:
    """The bytes of a file.

    Raises
    ------
    AlteredFileError
        If they are no longer those that were stored.
    """
    found = db.execute(select(EvidenceFileRow.content).where(EvidenceFileRow.sha256 == sha256)).scalar()
    if found is None:
        return None
    if not _is_whole(bytes(found), sha256):
        raise AlteredFileError("evidence.altered", sha256=sha256[:12])
    return bytes(found)


def altered(db: Session, reference: str | None = None) -> set[str]:
    """Hashes of files that are gone, or hold something else than when they were stored: of one case, or of all."""
    query = select(EvidenceRow.sha256).where(EvidenceRow.sha256.is_not(None)).distinct()
    if reference is not None:
        query = query.join(UseCaseRow, UseCaseRow.id == EvidenceRow.use_case_id).where(
            UseCaseRow.reference == reference
        )
    held = select(EvidenceFileRow.content)
    found = set()
    for sha256 in list(db.execute(query).scalars()):
        content = db.execute(held.where(EvidenceFileRow.sha256 == sha256)).scalar()
        if sha256 and (content is None or not _is_whole(bytes(content), sha256)):
            found.add(sha256)
    return found


def _is_whole(content: bytes, sha256: str) -> bool:
    return hashlib.sha256(content).hexdigest() == sha256
