"""The journal: append, read, verify. A line is chained to the one before it; anchors outside witness its head.

The form that is hashed is documented in docs/operations.md, so that a third party can check a journal
without this code.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from store import standing
from store.bulk import insert_values
from store.tables import JournalRow, TouchedRow
from usecases.fingerprint import canonical_json, fingerprint

GENESIS = "0" * 64
FIELDS = ("seq", "at", "area", "actor", "act", "subject", "reason", "request_id", "before", "after", "states", "prev")


class Area(StrEnum):
    """What a line is about; caches are keyed by the last line of the areas they read."""

    CASES = "cases"
    SCORES = "scores"
    REVIEWS = "reviews"
    PLAN = "plan"
    WORDS = "words"
    PEOPLE = "people"


@dataclass(frozen=True)
class Line:
    """One line of the journal, as it is remembered."""

    seq: int
    at: str
    area: str
    actor: str
    act: str
    subject: str
    reason: str
    request_id: str | None
    before: str
    after: str
    states: str | None
    """How what it touched stood right after it, by ``store.standing``; None where nothing is told."""
    prev: str
    hash: str

    @property
    def instant(self) -> datetime:
        """When it was done, as an aware instant."""
        return datetime.fromisoformat(self.at)

    def expected_hash(self) -> str:
        """The hash that the line's own content and its predecessor's hash give."""
        return fingerprint(
            {name: getattr(self, name) for name in FIELDS if name != "states" or self.states is not None}
        )


def append(
    db: Session,
    *,
    at: datetime,
    area: Area,
    actor: str,
    act: str,
    subject: str,
    reason: str = "",
    request_id: str | None = None,
    before: Any = None,
    after: Any = None,
    touched: Iterable[str] = (),
    tells: Iterable[Area] = (),
    tells_own: bool = True,
) -> int:
    """Write one line in the caller's transaction and give its number; it comes after all that the deed changed.

    Parameters
    ----------
    touched : iterable of str
        References of the cases that the deed changed; the line tells how they stand now.
    tells : iterable of Area
        Areas beside its own whose tables the line tells of.
    tells_own : bool
        Whether it tells of those of its own area: not where the deed changes none of them, or where they did not stand
        as told before it, so that no line covers what was changed behind the journal.
    """
    last, prev = head(db)
    seq, references = last + 1, sorted(set(touched))
    states = standing.told(db, [*([area.value] if tells_own else []), *tells], references)
    line = Line(
        seq, at.isoformat(), area.value, actor, act, subject, reason, request_id,
        canonical_json(before), canonical_json(after), canonical_json(states) if states else None, prev, "",
    )  # fmt: skip
    insert_values(db, JournalRow, {**line.__dict__, "hash": line.expected_hash()})
    if references:
        insert_values(db, TouchedRow, [{"seq": seq, "reference": reference} for reference in references])
    return seq


def repeated(db: Session, request_id: str | None) -> Line | None:
    """The line a request already wrote, when it comes a second time."""
    if request_id is None:
        return None
    row = db.execute(_OF_REQUEST, {"request_id": request_id}).first()
    return Line(*row) if row else None


def revisions(db: Session) -> dict[Area, int]:
    """The last line of each area, 0 where there is none."""
    return {area: seq or 0 for area, seq in zip(Area, db.execute(_LAST_OF_AREAS).one(), strict=True)}


def line(db: Session, seq: int) -> Line | None:
    """One line by its number."""
    row = db.execute(select(*_columns()).where(JournalRow.seq == seq)).first()
    return Line(*row) if row else None


def newest_instant(db: Session) -> datetime | None:
    """The moment of the last line; None for an empty journal."""
    at = db.execute(select(JournalRow.at).order_by(JournalRow.seq.desc()).limit(1)).scalar()
    return datetime.fromisoformat(str(at)) if at else None


def head(db: Session) -> tuple[int, str]:
    """Number and hash of the last line; 0 and the genesis hash for an empty journal."""
    row = db.execute(_HEAD).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


@dataclass(frozen=True)
class Filter:
    """What a reader of the journal looks for; empty fields do not filter."""

    actor: str = ""
    reference: str = ""
    act: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""
    areas: frozenset[Area] = frozenset()


def lines(db: Session, wanted: Filter, *, offset: int = 0, limit: int | None = 25) -> tuple[list[Line], int]:
    """One page of the journal, newest first, and how many lines match in all; the whole of it where limit is None."""
    query = select(*_columns())
    if wanted.actor:
        query = query.where(JournalRow.actor == wanted.actor)
    if wanted.act:
        query = query.where(JournalRow.act == wanted.act)
    if wanted.subject:
        query = query.where(JournalRow.subject == wanted.subject)
    if wanted.since:
        query = query.where(JournalRow.at >= wanted.since)
    if wanted.until:
        query = query.where(JournalRow.at < wanted.until)
    if wanted.areas:
        query = query.where(JournalRow.area.in_(sorted(area.value for area in wanted.areas)))
    if wanted.reference:
        touching = select(TouchedRow.seq).where(TouchedRow.reference == wanted.reference)
        query = query.where(JournalRow.seq.in_(touching))
    total = db.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    page = db.execute(query.order_by(JournalRow.seq.desc()).offset(offset).limit(limit))
    return [Line(*row) for row in page], total


def since_when(db: Session, reference: str) -> datetime | None:
    """When the journal first speaks of a case."""
    of_case = select(func.min(TouchedRow.seq)).where(TouchedRow.reference == reference).scalar_subquery()
    at = db.execute(select(JournalRow.at).where(JournalRow.seq == of_case)).scalar_one_or_none()
    return None if at is None else datetime.fromisoformat(at)


def authors(db: Session, act: str, subject: str) -> list[tuple[str, Any]]:
    """Who ever did an act on a subject, each with what it left."""
    rows = db.execute(
        select(JournalRow.actor, JournalRow.after)
        .where(JournalRow.act == act, JournalRow.subject == subject)
        .order_by(JournalRow.seq)
    )
    return [(actor, json.loads(after)) for actor, after in rows]


def everything(db: Session, *, batch: int = 2000) -> Iterator[Line]:
    """All lines in order, read in batches so that a long journal does not fill the memory."""
    query = select(*_columns()).order_by(JournalRow.seq).limit(batch)
    rows = db.execute(query).all()
    while rows:
        yield from (Line(*row) for row in rows)
        rows = db.execute(query.where(JournalRow.seq > rows[-1].seq)).all()


def _columns() -> tuple[Any, ...]:
    return tuple(getattr(JournalRow, name) for name in (*FIELDS, "hash"))


# Built once: every deed runs them, and building a statement takes longer than running it.
_HEAD = select(JournalRow.seq, JournalRow.hash).order_by(JournalRow.seq.desc()).limit(1)
_LAST_OF_AREAS = select(
    *(select(func.max(JournalRow.seq)).where(JournalRow.area == area.value).scalar_subquery() for area in Area)
)
_OF_REQUEST = select(*_columns()).where(JournalRow.request_id == bindparam("request_id"))
