"""The site's own facts: which kind of store this is, its counters, the definitions it has used."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from store.engine import StoreError
from store.tables import DefinitionRow, SiteRow

Kind = Literal["demonstration", "real"]


def create(db: Session, kind: Kind, *, at: datetime) -> None:
    """Write the flag that never changes: a store is a demonstration or a real site, for good."""
    db.execute(insert(SiteRow), [{"key": "kind", "value": kind}, {"key": "created_at", "value": at.isoformat()}])


def kind(db: Session) -> Kind:
    """Which kind of store this is."""
    value = db.execute(select(SiteRow.value).where(SiteRow.key == "kind")).scalar_one_or_none()
    if value == "demonstration":
        return "demonstration"
    if value == "real":
        return "real"
    raise StoreError("store.not_a_site")


def next_numbers(db: Session, counter: str, how_many: int) -> int:
    """Take numbers from a counter; gives the first. The writer's lock makes this safe."""
    row = db.execute(select(SiteRow.value).where(SiteRow.key == counter)).scalar_one_or_none()
    last = int(row or 0)
    if row is None:
        db.execute(insert(SiteRow).values(key=counter, value=str(last + how_many)))
    else:
        db.execute(update(SiteRow).where(SiteRow.key == counter).values(value=str(last + how_many)))
    return last + 1


def used_definitions(db: Session) -> dict[tuple[str, str, str], str]:
    """Content hash of every definition that was used here, by kind, id and version."""
    rows = db.execute(select(DefinitionRow.kind, DefinitionRow.id, DefinitionRow.version, DefinitionRow.content_hash))
    return {(kind_, id_, version): digest for kind_, id_, version, digest in rows}


def use_definition(
    db: Session,
    key: tuple[str, str, str],
    content_hash: str,
    *,
    at: datetime,
    body: Mapping[str, Any] | None = None,
) -> None:
    """Remember that a definition was used; from here on its content may not change under the same version."""
    if key in used_definitions(db):
        return
    db.execute(
        insert(DefinitionRow).values(
            kind=key[0], id=key[1], version=key[2], content_hash=content_hash, body=body, first_used_at=at
        )
    )
