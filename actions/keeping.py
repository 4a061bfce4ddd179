"""Keeping a site: moving it to a newer version, checking its journal, sealing its head outside."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from actions.acts import Act
from actions.site import Site, terminal
from store import Session, evidence, journal, schema, use_cases, verifying
from store.engine import Store, StoreError, open_engines, store_exists
from store.verifying import Anchor, Fault
from usecases.fingerprint import canonical_json
from wording.told import FileError, bytes_of


def upgrade_site(url: str, *, now: datetime) -> str:
    """Run the missing steps of the schema; gives the step at which the store stands then.

    A line of the journal tells how everything stands from now on: a step may write into rows that others told of.
    """
    if not store_exists(url):
        raise StoreError("store.missing")
    store = open_engines(url)
    try:
        before = schema.current(store)
        if before is None:
            raise StoreError("store.missing")
        if not schema.knows(before):
            raise StoreError("store.newer", step=before)
        schema.migrate(store)
        step = schema.current(store) or ""
        if step != before:
            _tell_everything(store, before, step, now)
        return step
    finally:
        store.close()


def _tell_everything(store: Store, before: str, step: str, now: datetime) -> None:
    with store.writing() as db:
        journal.append(
            db, at=now, area=journal.Area.PEOPLE, actor=terminal(db, now=now).id, act=Act.SITE_UPGRADED.value,
            subject="site", before={"step": before}, after={"step": step}, tells=journal.Area,
            touched=[one.reference for one in use_cases.listing(db)],
        )  # fmt: skip


def verify_journal(site: Site, anchors: Sequence[Anchor]) -> tuple[Fault | None, int]:
    """The first fault of the journal, if any, and the number of its last line."""
    with site.store.reading() as db:
        seq, _ = journal.head(db)
        fault = verifying.verify(db, anchors, _key(site) if anchors else b"")
        return _explained(db, fault), seq


def _explained(db: Session, fault: Fault | None) -> Fault | None:
    """A fault at a line that the journal says an older backup took away, told as that; it stays a fault.

    Whoever rewrites a journal may write such a line as well: only who keeps the anchors knows.
    """
    if fault is None or fault.code not in {"anchor.cut", "anchor.rewritten"}:
        return fault
    restored, _ = journal.lines(db, journal.Filter(act=Act.SITE_RESTORED.value), limit=None)
    for line in restored:
        told = json.loads(line.after)
        if told["line"] < fault.seq <= told["line"] + told["lost"]:
            return replace(fault, code="anchor.lost")
    return fault


def changed_behind(site: Site) -> list[str]:
    """References of cases, names of tables and files of evidence that do not stand as the journal last told."""
    with site.store.reading() as db:
        return [*verifying.changed_behind(db), *(f"evidence_files:{one[:12]}" for one in sorted(evidence.altered(db)))]


def seal_head(site: Site, file: Path, *, now: datetime) -> Anchor:
    """Add the sealed head of the journal to a file that somebody else keeps, whose earlier anchors must hold.

    Raises
    ------
    StoreError
        anchor.unreadable, anchor.not_held, anchor.key_missing.
    wording.told.FileError
        If the file cannot be read or written.
    """
    earlier = read_anchor_file(file) if file.exists() and file.stat().st_size else []
    fault, _ = verify_journal(site, earlier)
    if fault is not None:
        raise StoreError("anchor.not_held", name=file.name, why=f"journal.{fault.code}", n=fault.seq)
    with site.store.reading() as db:
        anchor = verifying.take_anchor(db, at=now, key=_key(site))
    try:
        with file.open("a", encoding="utf-8") as anchors:
            anchors.write(canonical_json(asdict(anchor)) + "\n")
    except FileNotFoundError as error:
        raise FileError("file.no_folder", name=file.name, folder=str(file.parent)) from error
    except OSError as error:
        raise FileError("file.unwritable", name=file.name) from error
    return anchor


def read_anchor_file(file: Path) -> list[Anchor]:
    """The anchors of a file.

    Raises
    ------
    wording.told.FileError
        If it cannot be read.
    StoreError
        anchor.unreadable: it holds something else. anchor.none: it holds nothing.
    """
    content = bytes_of(file)
    try:
        found = verifying.read_anchors(content.decode())
    except ValueError as error:
        raise StoreError("anchor.unreadable", name=file.name) from error
    if not found:
        raise StoreError("anchor.none", name=file.name)
    return found


def _key(site: Site) -> bytes:
    key = site.settings.anchor_key.get_secret_value().encode()
    if not key:
        raise StoreError("anchor.key_missing")
    return key
