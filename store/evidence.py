"""Evidence, its files, and the questions it serves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ethics.evidence import Evidence, EvidenceKind, FileType
from store.review_tables import EvidenceFileRow, EvidenceRow, EvidenceUseRow
from store.tables import UseCaseRow
from store.use_cases import row_id


@dataclass(frozen=True)
class Piece:
    """One piece of evidence as it is kept, with the questions it serves by review."""

    id: int
    reference: str
    evidence: Evidence
    added_by: str
    added_at: datetime
    serves: frozenset[tuple[int, str]]


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


def serve(db: Session, evidence_id: int, review_id: int, question: str) -> bool:
    """Let a piece serve a question; False where it already does."""
    place = {"evidence_id": evidence_id, "review_id": review_id, "question": question}
    here = [getattr(EvidenceUseRow, name) == value for name, value in place.items()]
    if db.execute(select(EvidenceUseRow.evidence_id).where(*here)).first():
        return False
    db.execute(insert(EvidenceUseRow).values(**place))
    return True


def carry(db: Session, old_id: int, review_id: int, *, without: Collection[str]) -> None:
    """Let what served questions of one review serve them in the one that follows, save those asked anew."""
    uses = select(EvidenceUseRow.evidence_id, EvidenceUseRow.question).where(EvidenceUseRow.review_id == old_id)
    for one in db.execute(uses).all():
        if one.question not in without:
            serve(db, one.evidence_id, review_id, one.question)


def pieces(db: Session, reference: str) -> list[Piece]:
    """The pieces on a case, oldest first."""
    number = row_id(db, reference)
    serves: dict[int, set[tuple[int, str]]] = {}
    uses = (
        select(EvidenceUseRow.evidence_id, EvidenceUseRow.review_id, EvidenceUseRow.question)
        .join(EvidenceRow, EvidenceRow.id == EvidenceUseRow.evidence_id)
        .where(EvidenceRow.use_case_id == number)
    )
    for one in db.execute(uses):
        serves.setdefault(one.evidence_id, set()).add((one.review_id, one.question))
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
            one.added_by, one.added_at, frozenset(serves.get(one.id, ())),
        )
        for one in rows
    ]  # fmt: skip


def content(db: Session, sha256: str) -> bytes | None:
    """The bytes of a file."""
    found = db.execute(select(EvidenceFileRow.content).where(EvidenceFileRow.sha256 == sha256)).scalar()
    return bytes(found) if found is not None else None
