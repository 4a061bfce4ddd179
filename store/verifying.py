"""Whether the journal and the tables are what they were: by the chain, by anchors kept outside, by digests."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import standing
from store.journal import GENESIS, Area, Line, everything, head
from store.tables import JournalRow, TouchedRow
from usecases.fingerprint import canonical_json


@dataclass(frozen=True)
class Anchor:
    """The head of the journal at a moment, kept outside the database and sealed with a key."""

    seq: int
    hash: str
    at: str
    mac: str

    def expected_mac(self, key: bytes) -> str:
        """HMAC-SHA256 of the head with the site's key."""
        body = canonical_json({"seq": self.seq, "hash": self.hash, "at": self.at})
        return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Fault:
    """The first place where the journal is not what it was; the code says what was found."""

    code: str
    seq: int


def verify(db: Session, anchors: Sequence[Anchor] = (), key: bytes = b"") -> Fault | None:
    """The first fault of the journal, None when every line and every anchor holds.

    The chain alone finds a changed, removed or inserted line; anchors also find a cut tail, a renumbered
    and a rewritten chain, because somebody outside remembers a hash.
    """
    for anchor in anchors:
        if not hmac.compare_digest(anchor.mac, anchor.expected_mac(key)):
            return Fault("anchor.forged", anchor.seq)
    witnessed: dict[int, set[str]] = {}
    for anchor in anchors:  # a later one never hides an earlier one of the same line
        witnessed.setdefault(anchor.seq, set()).add(anchor.hash)
    seq, prev = 0, GENESIS
    for line in everything(db):
        if fault := _fault_of(line, seq + 1, prev):
            return fault
        seq, prev = line.seq, line.hash
        if witnessed.get(seq, {prev}) != {prev}:
            return Fault("anchor.rewritten", seq)
    last = max(witnessed, default=0)
    return Fault("anchor.cut", seq + 1) if last > seq else None


def changed_behind(db: Session) -> list[str]:
    """Names of cases and tables that do not stand as the last line about them tells, or that no line tells of.

    The journal holds no whole rows: it knows that something else was there, not what.
    """
    last = {name: standing.EMPTY for names in standing.BESIDE.values() for name in names}
    for line in everything(db):
        if line.states is not None:
            last |= json.loads(line.states)
    now = standing.everything(db)
    return sorted(name for name in last.keys() | now.keys() if last.get(name) != now.get(name))


def area_stands(db: Session, area: Area) -> bool:
    """Whether the tables of an area that stand by themselves do so as the last line that told of them says."""
    names = standing.BESIDE[area.value]
    told = db.execute(
        select(JournalRow.states)
        .where(JournalRow.states.contains(f'"{names[0]}":'))
        .order_by(JournalRow.seq.desc())
        .limit(1)
    ).scalar()
    now, last = standing.told(db, [area.value], ()), json.loads(told or "{}")
    return all(last.get(name, standing.EMPTY) == now[name] for name in names)


def stands(db: Session, reference: str) -> bool:
    """Whether a case stands as the last line that told of it says; true where no line tells."""
    touching = select(TouchedRow.seq).where(TouchedRow.reference == reference)
    told = db.execute(
        select(JournalRow.states)
        .where(JournalRow.seq.in_(touching), JournalRow.states.is_not(None))
        .order_by(JournalRow.seq.desc())
        .limit(1)
    ).scalar()
    return told is None or json.loads(told).get(reference) == standing.told(db, (), [reference]).get(reference)


def _fault_of(line: Line, expected: int, prev: str) -> Fault | None:
    if line.seq > expected:
        return Fault("line.removed", expected)
    if line.seq < expected:
        return Fault("line.inserted", line.seq)
    if line.hash != line.expected_hash():
        return Fault("line.altered", line.seq)
    if line.prev != prev:
        # Its own content holds, but it does not follow the line before it: one of the two was put in.
        return Fault("line.inserted", line.seq)
    return None


def take_anchor(db: Session, *, at: datetime, key: bytes) -> Anchor:
    """The present head, sealed."""
    seq, digest = head(db)
    bare = Anchor(seq, digest, at.isoformat(), "")
    return Anchor(bare.seq, bare.hash, bare.at, bare.expected_mac(key))


def read_anchors(content: str) -> list[Anchor]:
    """Anchors from a file of one JSON object a line.

    Raises
    ------
    ValueError
        If a line is not an anchor.
    """
    try:
        return [Anchor(**json.loads(line)) for line in content.splitlines() if line.strip()]
    except TypeError as error:
        raise ValueError(str(error)) from error
