"""The doctor: everything that can be wrong with a site, looked at without changing anything."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from actions.definitions import Definitions, check_frozen
from actions.keeping import changed_behind, verify_journal
from actions.site import Site
from store import journal, schema
from store.engine import Store, StoreError, is_sqlite, open_engines, store_exists
from store.health import Health, health_of
from store.settings import Settings
from store.verifying import Anchor

SPARE = 3
"""Times the size of the store that must be free: a backup, a migration's copy, and room to work."""


OLD_ANCHOR = timedelta(days=7)


class Sign(StrEnum):
    """How a finding stands."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One line of the check-up: a code, how it stands, and the values of its sentence."""

    code: str
    sign: Sign
    values: dict[str, Any]


def check_up(
    settings: Settings, definitions: Definitions, *, anchors: Sequence[Anchor], now: datetime
) -> list[Finding]:
    """Everything that can be wrong with a site, one finding each, the good ones too.

    Raises
    ------
    StoreError
        store.missing, store.unreachable: there is nothing to look at.
    """
    if not store_exists(settings.site_url):
        raise StoreError("store.missing")
    store = open_engines(settings.site_url)
    try:
        step = schema.current(store)
        if step is None:
            raise StoreError("store.missing")
        found = [_migrations(step), *_of_store(health_of(store), store)]
        if step == schema.latest():
            try:
                for finding in _of_content(store, definitions, settings, anchors, now):
                    found.append(finding)  # one by one: what was found before the damage is told too
            except StoreError as error:
                found.append(Finding(error.code, Sign.BAD, error.values))
        return [*found, *_of_secrets(settings)]
    finally:
        store.close()


def _migrations(step: str) -> Finding:
    if step == schema.latest():
        return Finding("doctor.migrated", Sign.GOOD, {"step": step})
    return Finding("doctor.outdated" if schema.knows(step) else "doctor.newer", Sign.BAD, {"step": step})


def _of_store(health: Health, store: Store) -> Iterator[Finding]:
    yield Finding("doctor.engine", Sign.GOOD, {"engine": health.engine, "version": health.version})
    if not health.is_guarded:
        yield Finding("doctor.unguarded", Sign.BAD, {})
    if not is_sqlite(store.url):
        return
    mode = {"mode": f"{health.journal_mode} + {health.synchronous}"}
    safe = health.synchronous in {"FULL", "EXTRA"} and (health.is_mended or health.journal_mode == "DELETE")
    yield Finding("doctor.mode" if safe else "doctor.mode_unsafe", Sign.GOOD if safe else Sign.BAD, mode)
    if not health.is_mended:
        yield Finding("doctor.sqlite_old", Sign.LOOK, {"version": health.version})
    if health.file_system:
        yield Finding("doctor.file_system", Sign.GOOD, {"kind": health.file_system})
    size, free = health.size or 0, health.free or 0
    room = {"size": -(-size // 2**20), "free": free // 2**20}
    enough = free > SPARE * size
    yield Finding("doctor.room" if enough else "doctor.no_room", Sign.GOOD if enough else Sign.BAD, room)
    path = Path(store.url.database or "")
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        yield Finding("doctor.read_only", Sign.BAD, {"place": str(path)})
    if os.name == "posix" and (health.file_mode or 0) & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("doctor.file_mode", Sign.LOOK, {"mode": f"{health.file_mode:o}"})
    yield Finding(
        "doctor.sound" if health.is_sound else "doctor.damaged", Sign.GOOD if health.is_sound else Sign.BAD, {}
    )


def _of_content(
    store: Store, definitions: Definitions, settings: Settings, anchors: Sequence[Anchor], now: datetime
) -> Iterator[Finding]:
    site = Site(store, definitions, settings, "real")
    try:
        with store.reading() as db:
            check_frozen(db, definitions)
        yield Finding("doctor.definitions", Sign.GOOD, {})
    except StoreError as error:
        if error.code != "definition.changed":
            raise
        yield Finding("doctor.definitions_changed", Sign.BAD, error.values)
    with store.reading() as db:
        newest = journal.newest_instant(db)
    if newest is not None and newest > now + timedelta(minutes=5):
        yield Finding("doctor.clock", Sign.BAD, {"at": newest.isoformat(timespec="minutes")})
    fault, seq = verify_journal(site, anchors)
    if fault is not None:
        yield Finding(f"journal.{fault.code}", Sign.BAD, {"n": fault.seq})
    else:
        yield Finding("doctor.journal", Sign.GOOD, {"n": seq})
        for name in changed_behind(site):
            yield Finding("journal.changed_behind", Sign.BAD, {"name": name})
    yield _of_anchors(anchors, now)


def _of_anchors(anchors: Sequence[Anchor], now: datetime) -> Finding:
    if not anchors:
        return Finding("doctor.no_anchor", Sign.LOOK, {})
    newest = max(datetime.fromisoformat(one.at) for one in anchors)
    old = now - newest > OLD_ANCHOR
    values = {"day": newest.date().isoformat()}
    return Finding("doctor.anchor_old" if old else "doctor.anchor", Sign.LOOK if old else Sign.GOOD, values)


def _of_secrets(settings: Settings) -> Iterator[Finding]:
    for name, value in (("COOKIE_SECRET", settings.cookie_secret), ("ANCHOR_KEY", settings.anchor_key)):
        if not value.get_secret_value():
            yield Finding("doctor.secret_missing", Sign.LOOK, {"name": name})
