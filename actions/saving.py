"""Saving a site from bad days: a backup while people work, putting one back, moving to another engine, a check-up."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from actions.acts import Act
from actions.definitions import Definitions, check_frozen
from actions.keeping import verify_journal
from actions.site import Site, open_site, sqlite_path, terminal
from store import backups, journal, schema
from store.engine import Store, StoreError, is_sqlite, open_engines, store_exists
from store.health import Health, health_of
from store.journal import Anchor
from store.settings import Settings

SPARE = 3
"""Times the size of the store that must be free: a backup, a migration's copy, and room to work."""
OLD_ANCHOR = timedelta(days=7)


@dataclass(frozen=True)
class Saved:
    """A backup that was written, or a store that was put in place."""

    path: str
    sha256: str
    seq: int
    """The last line of the journal in it."""
    lost: int = 0
    """Lines of the journal that the site had and the backup has not."""
    aside: str = ""
    """Where the site's files of before are."""


def back_up(site: Site, to: Path) -> Saved:
    """Write a copy of the site as it is at this moment, with its SHA-256 beside it; nobody waits."""
    digest = backups.copy_to_file(site.store, to)
    to.with_name(f"{to.name}.sha256").write_text(f"{digest}  {to.name}\n", encoding="utf-8")
    copy = open_engines(f"sqlite:///{to}")
    try:
        with copy.reading() as db:
            seq, _ = journal.head(db)
    finally:
        copy.close()
    return Saved(str(to), digest, seq)


def restore(
    settings: Settings, definitions: Definitions, backup: Path, *, anchors: Sequence[Anchor], now: datetime
) -> Saved:
    """Put a backup in the place of the site: checked first, the site's files set aside, the deed recorded in it.

    Raises
    ------
    StoreError
        backup.unreadable, backup.damaged, backup.changed (its SHA-256 is another one), backup.journal (its journal does
        not hold), store.in_use (stop the server first), store.exists (a PostgreSQL database that is not empty).
    """
    digest = _checked(backup, settings, anchors)
    url = settings.site_url
    target = open_engines(url)
    path = sqlite_path(target)
    if path is None:
        source = _upgraded_copy(backup)
        try:
            backups.copy_tables(source, target)
        finally:
            _dropped(source)
            target.close()
        return _recorded(settings, definitions, backup, digest, had=0, aside=None, now=now)
    target.close()
    if path.exists() and backups.in_use(path):
        raise StoreError("store.in_use", place=str(path))
    had = _last_line(url)
    aside = backups.set_aside(path, now)
    try:
        backups.put_in_place(backup, path)
        return _recorded(settings, definitions, backup, digest, had=had, aside=aside, now=now)
    except BaseException:
        _put_back(path, aside)
        raise


def move(site: Site, url: str) -> dict[str, int]:
    """Copy the site into an empty store of either engine; its journal has the same head there. Gives rows by table.

    Raises
    ------
    StoreError
        store.exists, store.address, store.unreachable; backup.journal when the heads differ.
    """
    target = open_engines(url)
    try:
        counts = backups.copy_tables(site.store, target)
        with site.store.reading() as here, target.reading() as there:
            if journal.head(here) != journal.head(there):
                raise StoreError("backup.journal", name=target.url.render_as_string(hide_password=True))
    finally:
        target.close()
    return counts


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
            found += _of_content(store, definitions, settings, anchors, now)
        return [*found, *_of_secrets(settings)]
    finally:
        store.close()


def _migrations(step: str) -> Finding:
    if step == schema.latest():
        return Finding("doctor.migrated", Sign.GOOD, {"step": step})
    return Finding("doctor.outdated" if schema.knows(step) else "doctor.newer", Sign.BAD, {"step": step})


def _of_store(health: Health, store: Store) -> Iterator[Finding]:
    yield Finding("doctor.engine", Sign.GOOD, {"engine": health.engine, "version": health.version})
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


def _checked(backup: Path, settings: Settings, anchors: Sequence[Anchor]) -> str:
    """Refuse a backup that is not whole, was changed since it was made, or whose journal does not hold."""
    if not backup.exists():
        raise StoreError("terminal.file_unreadable", name=backup.name, why="")
    digest = backups.digest_of(backup)
    beside = backup.with_name(f"{backup.name}.sha256")
    if beside.exists() and beside.read_text(encoding="utf-8").split()[:1] != [digest]:
        raise StoreError("backup.changed", name=backup.name)
    backups.check_file(backup)
    copy = _upgraded_copy(backup)
    try:
        site = Site(copy, Definitions(), settings, "real")
        fault, _ = verify_journal(site, [one for one in anchors if one.seq <= _head(copy)])
        if fault is not None:
            raise StoreError("backup.journal", name=backup.name)
    finally:
        _dropped(copy)
    return digest


def _upgraded_copy(backup: Path) -> Store:
    """The backup in a file of its own, moved to the last step of the schema: the backup itself is never touched."""
    working = backup.with_name(f"{backup.name}.checking")
    working.unlink(missing_ok=True)
    backups.put_in_place(backup, working)
    store = open_engines(f"sqlite:///{working}")
    step = schema.current(store)
    if step is None or not schema.knows(step):
        _dropped(store)
        raise StoreError("backup.unreadable" if step is None else "store.newer", name=backup.name, step=step)
    schema.migrate(store)
    return store


def _dropped(store: Store) -> None:
    store.close()
    path = sqlite_path(store)
    for suffix in backups.BESIDE if path else ():
        path.with_name(path.name + suffix).unlink(missing_ok=True)  # type: ignore[union-attr]


def _head(store: Store) -> int:
    with store.reading() as db:
        return journal.head(db)[0]


def _last_line(url: str) -> int:
    """The last line of the site's journal as it stands; 0 where there is no site, or none that can be read."""
    if not store_exists(url):
        return 0
    store = open_engines(url)
    try:
        return _head(store) if schema.current(store) else 0
    except Exception:
        return 0  # a store that no longer opens is why one restores
    finally:
        store.close()


def _recorded(
    settings: Settings, definitions: Definitions, backup: Path, digest: str, *, had: int, aside: Path | None,
    now: datetime,
) -> Saved:  # fmt: skip
    """Open what was put in place, move it to the last step, and write the deed as its next line."""
    store = open_engines(settings.site_url)
    schema.migrate(store)
    store.close()
    site = open_site(settings.site_url, settings=settings, definitions=definitions, now=now)
    try:
        with site.store.writing() as db:
            seq, _ = journal.head(db)
            saved = Saved(str(backup), digest, seq, max(0, had - seq), str(aside or ""))
            journal.append(
                db, at=now, area=journal.Area.PEOPLE, actor=terminal(db, now=now).id, act=Act.SITE_RESTORED.value,
                subject="site", after={"sha256": digest, "line": seq, "lost": saved.lost},
            )  # fmt: skip
    finally:
        site.store.close()
    return saved


def _put_back(path: Path, aside: Path | None) -> None:
    """Whatever failed: the site is what it was."""
    for suffix in backups.BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
        if aside is not None and (old := aside.with_name(aside.name + suffix)).exists():
            old.rename(path.with_name(path.name + suffix))
